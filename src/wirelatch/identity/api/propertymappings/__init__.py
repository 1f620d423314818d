"""`propertymappings/`: what is told to clients, and what is made of what sources and events tell."""
