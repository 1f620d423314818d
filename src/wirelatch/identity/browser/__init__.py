"""What a browser carries from request to request: its session, its CSRF token, and that a user has been there before."""
