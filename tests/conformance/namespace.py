"""A world of its own for the tests: network, files and host name of a process, cut off by Linux namespaces.

Inside, only loopback exists, /etc/hosts names the test world, and the CA store holds the test CA alone: no traffic
can leave, whatever a client does, and ports below 1024 can be bound.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys

from .machines import MACHINES
from .servers.catalogue import addresses

_SIOCSIFFLAGS, _UP, _RUNNING = 0x8914, 0x1, 0x40
_MS_BIND = 4096
_CA_STORES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")


def command(module: str, *arguments: str) -> list[str]:
    """The command line that runs a module of this project in a new namespace; ends with what is missing for that."""
    unshare = shutil.which("unshare")
    if unshare is None:
        raise SystemExit(
            "conformance: the command unshare is missing (package util-linux); it keeps all traffic on loopback"
        )
    rights = [] if os.geteuid() == 0 else ["--map-root-user"]
    return [unshare, *rights, "--mount", "--net", "--uts", sys.executable, "-m", module, *arguments]


def forbidden() -> str:
    """Why no such namespace can be made here and what is needed for it; empty where it can."""
    tried = command("tests.conformance.namespace")
    tried[tried.index(sys.executable) :] = ["true"]
    done = subprocess.run(tried, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    return (
        f"network and mount namespaces are not allowed here ({done.stderr.strip()}), and without them these tests "
        "would send to the real servers. In a container they need: docker run --cap-add SYS_ADMIN --cap-add NET_ADMIN "
        "--security-opt seccomp=unconfined --security-opt apparmor=unconfined; on Ubuntu 24.04 and later as an "
        "ordinary user: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0; else run them as root"
    )


def enter(folder: pathlib.Path, certificates: pathlib.Path) -> None:
    """Makes the world of this process, which ``command`` has put into a new namespace; ``folder`` takes its files."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        fcntl.ioctl(sock, _SIOCSIFFLAGS, struct.pack("16sh", b"lo", _UP | _RUNNING))
    if [name for _, name in socket.if_nameindex() if name != "lo"]:
        raise SystemExit("conformance: refused to run outside a network namespace of its own")
    (folder / "hosts").write_text("")
    _put(folder / "resolv.conf", "/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    _put(
        folder / "nsswitch.conf",
        "/etc/nsswitch.conf",
        "hosts: files dns\npasswd: files\ngroup: files\nservices: files\n",
    )
    _bind(folder / "hosts", "/etc/hosts")
    for store in _CA_STORES:
        if os.path.exists(store):
            _bind(certificates / "ca.pem", store)
    os.environ.update(SSL_CERT_FILE=str(certificates / "ca.pem"), NODE_EXTRA_CA_CERTS=str(certificates / "ca.pem"))
    for name in [one for one in os.environ if one.lower().endswith("_proxy")]:
        del os.environ[name]
    be("server", folder)


def be(machine: str, folder: pathlib.Path) -> None:
    """Takes the host name of a kind of machine, see ``machines``."""
    name, line = MACHINES[machine]
    socket.sethostname(name)
    lines = [f"{address} {host}" for host, address in addresses().items()]
    (folder / "hosts").write_text("\n".join([line, *lines]) + "\n")


def _put(file: pathlib.Path, place: str, content: str) -> None:
    file.write_text(content)
    _bind(file, place)


def _bind(file: pathlib.Path, place: str) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(os.fsencode(file), os.fsencode(os.path.realpath(place)), None, _MS_BIND, None) != 0:
        raise OSError(ctypes.get_errno(), f"cannot bind {place}")
