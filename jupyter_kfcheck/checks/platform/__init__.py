"""What the platform itself does in the container. One module for each check."""
