"""`providers/`: what clients are told and given; OAuth2 is the one kind there is."""
