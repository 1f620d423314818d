"""Context: what nodes and flows remember between messages, in memory or on file."""
