"""Servers that behave as the provider files say, on loopback addresses."""
