"""Wirelatch: flow programming with the lock built in."""
