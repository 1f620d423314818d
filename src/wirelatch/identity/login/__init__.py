"""Signing in and out: pages that work without JavaScript."""
