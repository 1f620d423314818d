"""The management API, `/api/v3/`, in authentik's JSON shapes. Every endpoint names the permission it needs."""
