"""All clients under test, those of each language or kind from its own module."""

from __future__ import annotations

from . import catalogue, golang, php, ruby
from .catalogue import Client

CLIENTS: list[Client] = [*catalogue.CLIENTS, *ruby.CLIENTS, *golang.CLIENTS, *php.CLIENTS]
