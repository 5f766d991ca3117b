"""Who runs the notebook. One module a check."""
