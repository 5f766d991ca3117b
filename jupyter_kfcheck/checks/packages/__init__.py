"""What was installed, where it goes, what it hides, and what the platform needs."""
