"""What concerns the house as a whole, told to those who keep pages of it."""
