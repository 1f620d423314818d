"""`schema/`: the OpenAPI document, for programs and to be read."""
