"""All clients under test, those of each language or kind from its own module."""

from __future__ import annotations

from . import (
    catalogue,
    commands,
    csharp,
    django_urls,
    golang,
    in_code,
    php,
    programs,
    python_ini,
    python_libraries,
    ruby,
)
from .catalogue import Client

CLIENTS: list[Client] = [
    *catalogue.CLIENTS,
    *in_code.CLIENTS,
    *ruby.CLIENTS,
    *golang.CLIENTS,
    *php.CLIENTS,
    *django_urls.CLIENTS,
    *programs.CLIENTS,
    *python_ini.CLIENTS,
    *python_libraries.CLIENTS,
    *commands.CLIENTS,
    *csharp.CLIENTS,
]
