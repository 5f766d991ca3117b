"""The pod's other volumes. One module a check."""
