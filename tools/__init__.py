"""What the makers of the house need; nothing here is part of the package that is installed."""
