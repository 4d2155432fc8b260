"""Runners of real clients: each takes a natural configuration file, sends one message, and says what came of it."""
