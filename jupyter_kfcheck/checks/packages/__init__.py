"""What was installed, where it goes, and what it hides."""
