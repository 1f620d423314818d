"""Editing Python functions: completion, signatures, documentation and mistakes, in a process of its own."""
