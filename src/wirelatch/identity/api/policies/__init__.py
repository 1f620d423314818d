"""`policies/`: policies of every kind, what they are bound to, trying them out, and reputation."""
