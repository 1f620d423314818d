"""What requests and answers have in common, below pages, protocol and API: calls, forms, fields and their JSON types."""
