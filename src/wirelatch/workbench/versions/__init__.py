"""The version history of the flows: every deploy, who made it, and what it changed."""
