"""`rbac/`: roles, permissions, and what creators get on what they create."""
