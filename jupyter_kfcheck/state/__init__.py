"""The documents that start-up check, server and probe leave for each other."""
