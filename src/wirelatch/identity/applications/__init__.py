"""What users sign in to: applications, their providers, who may use them, and what they are told about a user."""
