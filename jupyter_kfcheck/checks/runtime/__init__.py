"""What the container gives its processes to run on. One module a check."""
