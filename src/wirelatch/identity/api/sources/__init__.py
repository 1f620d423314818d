"""`sources/…`: upstream identity providers, and which accounts and groups are connected with them."""
