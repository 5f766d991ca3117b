"""The endpoint. A server never runs a check itself: `child` does, in a process of its own."""
