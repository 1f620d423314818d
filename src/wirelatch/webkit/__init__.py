"""Shared ASGI pieces: routes of flows, errors, built pages, security headers, health, metrics, serving."""
