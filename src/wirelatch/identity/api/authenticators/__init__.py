"""`authenticators/`: the devices that users sign in with; a user's own, and those of all for administrators."""
