"""Tests of the house as a whole, and what all tests stand on."""
