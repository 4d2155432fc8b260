"""The servers that the live tests share: each is started once."""

from __future__ import annotations

import pathlib
import shutil
import tempfile
from collections.abc import Iterator

import pytest

from . import servers
from .pki import Pki


@pytest.fixture(scope="session")
def folder() -> Iterator[pathlib.Path]:
    """A folder that every account may look into: pytest closes its own to all but one."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="smtplint-live-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def pki(folder: pathlib.Path) -> Pki:
    return Pki(folder / "pki")


def stopping(server: servers.Server) -> Iterator[servers.Server]:
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def relay_port() -> int:
    return servers.free_port()


@pytest.fixture(scope="session")
def dovecot(folder: pathlib.Path, pki: Pki, relay_port: int) -> Iterator[servers.Server]:
    yield from stopping(servers.dovecot(folder, pki, relay_port))


@pytest.fixture(scope="session")
def postfix(folder: pathlib.Path, pki: Pki, relay_port: int, dovecot: servers.Server) -> Iterator[servers.Server]:
    yield from stopping(servers.postfix(folder, pki, dovecot.ports["auth"], relay_port))


@pytest.fixture(scope="session")
def exim(folder: pathlib.Path, pki: Pki) -> Iterator[servers.Server]:
    yield from stopping(servers.exim(folder, pki))


@pytest.fixture(scope="session")
def opensmtpd(folder: pathlib.Path, pki: Pki) -> Iterator[servers.Server]:
    yield from stopping(servers.opensmtpd(folder, pki))


@pytest.fixture(scope="session")
def aiosmtpd(pki: Pki) -> Iterator[servers.Aiosmtpd]:
    server = servers.Aiosmtpd(pki)
    try:
        yield server
    finally:
        server.stop()
