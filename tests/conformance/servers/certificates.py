"""Makes the test CA and its certificates; runs where ``cryptography`` is: ``certificates.py FOLDER NAMES-FILE``.

Writes into the folder, each as PEM with key and chain: ``ca.pem`` (the CA alone), ``valid.pem`` (for every name of
the names file), ``expired.pem``, ``wrong-name.pem`` (for a name that nobody asks for) and ``self-signed.pem``.
"""

from __future__ import annotations

import datetime
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = datetime.timedelta(days=1)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _builder(
    subject: str, issuer: str, key: ec.EllipticCurvePublicKey, first: int, last: int
) -> x509.CertificateBuilder:
    """A certificate that holds from ``first`` to ``last`` days from now."""
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + first * DAY)
        .not_valid_after(now + last * DAY)
    )


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=ca, crl_sign=ca, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _pem(*parts: x509.Certificate | ec.EllipticCurvePrivateKey) -> bytes:
    out = b""
    for part in parts:
        if isinstance(part, x509.Certificate):
            out += part.public_bytes(serialization.Encoding.PEM)
        else:
            out += part.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
    return out


class Authority:
    """A certificate authority that lives as long as the folder it fills."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        public = self.key.public_key()
        self.identifier = x509.SubjectKeyIdentifier.from_public_key(public)
        self.certificate = (
            _builder("smtplint test CA", "smtplint test CA", public, -30, 3650)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(ca=True), critical=True)
            .add_extension(self.identifier, critical=False)
            .sign(self.key, hashes.SHA256())
        )

    def issue(self, names: list[str], first: int, last: int, *, self_signed: bool = False) -> bytes:
        """Key, certificate and chain for a server of these names, signed by the CA or by its own key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = names[0][:60]
        builder = (
            _builder(subject, subject if self_signed else "smtplint test CA", key.public_key(), first, last)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(ca=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        if self_signed:
            return _pem(key, builder.sign(key, hashes.SHA256()))
        authority = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(self.identifier)
        signed = builder.add_extension(authority, critical=False).sign(self.key, hashes.SHA256())
        return _pem(key, signed, self.certificate)


def main(folder: str, names_file: str) -> None:
    """Fills the folder."""
    target = pathlib.Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    names = pathlib.Path(names_file).read_text(encoding="ascii").split()
    authority = Authority()
    made = {
        "valid.pem": authority.issue(names, -1, 825),
        "expired.pem": authority.issue(names, -400, -2),
        "wrong-name.pem": authority.issue(["somebody-else.example"], -1, 825),
        "self-signed.pem": authority.issue(names, -1, 825, self_signed=True),
        "ca.pem": _pem(authority.certificate),
    }
    for name, content in made.items():
        (target / name).write_bytes(content)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
