"""Accelerators: which can be used, is the driver new enough, do the frameworks fit. One module a check.

`nvidia` is the ordered decision list; the modules beside it hold its rules by theme.
"""
