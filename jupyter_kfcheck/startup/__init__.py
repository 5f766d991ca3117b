"""What start-up does beside checking."""
