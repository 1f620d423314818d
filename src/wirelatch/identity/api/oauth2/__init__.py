"""`oauth2/`: what has been issued (codes, access and refresh tokens), and tokens with which programs register."""
