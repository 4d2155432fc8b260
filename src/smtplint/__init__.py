"""smtplint: predicts what a program's mail settings do on the wire, and says what goes wrong, on the exact words."""

__version__ = "0.1.0"
