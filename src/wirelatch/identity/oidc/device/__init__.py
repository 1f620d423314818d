"""Signing in on devices that have no browser or keyboard. https://www.rfc-editor.org/rfc/rfc8628"""
