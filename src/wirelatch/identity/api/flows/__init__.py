"""`flows/…`: flows, their stages' bindings, and going through a flow by API."""
