"""A certificate authority of our own: good, expired, wrong, self-signed and half-sent certificates for the servers."""

from __future__ import annotations

import pathlib
import subprocess

NAMES = "subjectAltName=DNS:localhost,DNS:mail.test,IP:127.0.0.1,IP:::1"


def _openssl(folder: pathlib.Path, *argv: str) -> None:
    done = subprocess.run(["openssl", *argv], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"openssl {' '.join(argv)}: {done.stderr}"


class Pki:
    """Files below ``folder``: ``ca.pem``, and for each kind ``<kind>.pem`` (with its chain) and ``<kind>.key``."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._root("ca", "smtplint test CA")
        self._signed("inter", "ca", "smtplint test intermediate", "basicConstraints=critical,CA:TRUE")
        self._signed("good", "ca", "mail.test", NAMES)
        self._signed("rsa", "ca", "mail.test", NAMES, rsa=True)
        self._signed("soon", "ca", "mail.test", NAMES, days=5)
        self._signed("wrong", "ca", "other.test", "subjectAltName=DNS:other.test,DNS:*.other.test")
        self._signed("chained", "inter", "mail.test", NAMES)
        self._signed(
            "leaf", "inter", "mail.test", NAMES + "\nauthorityInfoAccess=caIssuers;URI:http://ca.test/inter.der"
        )
        self._append("chained", "inter")
        self._root("selfsigned", "mail.test", NAMES)
        self._expired()
        for key in folder.glob("*.key"):
            key.chmod(0o644)  # each server reads it under an account of its own

    @property
    def ca(self) -> str:
        """The file with the root certificate."""
        return str(self.folder / "ca.pem")

    def pem(self, kind: str) -> str:
        """The certificate file of a kind."""
        return str(self.folder / f"{kind}.pem")

    def key(self, kind: str) -> str:
        """The key file of a kind."""
        return str(self.folder / f"{kind}.key")

    def _key(self, name: str, *, rsa: bool = False) -> None:
        if rsa:
            _openssl(self.folder, "genrsa", "-out", f"{name}.key", "2048")
            return
        _openssl(self.folder, "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", f"{name}.key")

    def _root(self, name: str, common_name: str, extra: str = "") -> None:
        self._key(name)
        more = ["-addext", extra] if extra else []
        _openssl(self.folder, "req", "-x509", "-new", "-key", f"{name}.key", "-subj", f"/O=smtplint/CN={common_name}",
                 "-days", "400", "-out", f"{name}.pem", *more)  # fmt: skip

    def _signed(
        self, name: str, by: str, common_name: str, extensions: str, *, days: int = 90, rsa: bool = False
    ) -> None:
        self._key(name, rsa=rsa)
        (self.folder / f"{name}.ext").write_text(extensions + "\n", encoding="ascii")
        _openssl(
            self.folder, "req", "-new", "-key", f"{name}.key", "-subj", f"/CN={common_name}", "-out", f"{name}.csr"
        )
        _openssl(self.folder, "x509", "-req", "-in", f"{name}.csr", "-CA", f"{by}.pem", "-CAkey", f"{by}.key",
                 "-CAcreateserial", "-days", str(days), "-extfile", f"{name}.ext", "-out", f"{name}.pem")  # fmt: skip

    def _append(self, name: str, other: str) -> None:
        path = self.folder / f"{name}.pem"
        path.write_text(path.read_text() + (self.folder / f"{other}.pem").read_text())

    def _expired(self) -> None:
        """A certificate that ended years ago; ``openssl ca`` is the one tool of old versions that sets both dates."""
        self._key("expired")
        config = (
            "[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\nnew_certs_dir=.\nserial=own.srl\ndefault_md=sha256\n"
            f"policy=any\nx509_extensions=ext\n[any]\ncommonName=supplied\n[ext]\n{NAMES}\n"
        )
        (self.folder / "ca.cnf").write_text(config, encoding="ascii")
        (self.folder / "index.txt").write_text("", encoding="ascii")
        (self.folder / "own.srl").write_text("1000\n", encoding="ascii")
        _openssl(self.folder, "req", "-new", "-key", "expired.key", "-subj", "/CN=mail.test", "-out", "expired.csr")
        _openssl(self.folder, "ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-in",
                 "expired.csr", "-startdate", "20200101000000Z", "-enddate", "20210101000000Z", "-notext", "-out",
                 "expired.pem")  # fmt: skip
