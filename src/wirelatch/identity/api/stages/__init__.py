"""`stages/…`: the stages of each kind, prompts and invitations."""
