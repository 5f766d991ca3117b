"""The run as a child process, for whoever must not hang. Imports the ground alone."""
