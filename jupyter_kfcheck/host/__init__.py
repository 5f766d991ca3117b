"""The facts' only door to the machine: files, environment, identity, forked children.

Nothing in here raises for what the machine says: an unreadable thing is an `Unknown` with its errno.
"""
