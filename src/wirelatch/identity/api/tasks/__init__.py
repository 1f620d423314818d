"""`tasks/`: what waits to be sent, what is done now and then, and the process that does it."""
