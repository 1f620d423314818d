"""Who there is: users, groups, their passwords, sessions and API tokens."""
