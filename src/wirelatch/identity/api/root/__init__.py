"""`root/`: what a page needs to know before anybody has signed in."""
