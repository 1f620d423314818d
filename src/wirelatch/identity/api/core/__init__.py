"""`core/`: users, groups, tokens, sessions, applications, brands, consents, and acting for others."""
