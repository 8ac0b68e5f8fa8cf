"""Taking one's things along, and leaving the house for good."""
