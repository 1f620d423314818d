"""`events/`: what the ledger holds, as authentik tells it."""
