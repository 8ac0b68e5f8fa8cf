"""What somebody sends who means harm, and what must become of it."""
