"""Starts real mail servers on high ports of the loopback interface: Postfix, Exim, OpenSMTPD, Dovecot, aiosmtpd."""

from __future__ import annotations

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import time
from typing import Any

import pytest

from .pki import Pki

ROOT = pathlib.Path(os.environ.get("SMTPLINT_SERVERS", "/opt/smtplint-servers"))
USER, PASSWORD = "ada@mail.test", "correct-horse-9"
HOW = "run tests/live/setup.sh as root (or with sudo): it installs the servers that these tests talk to"


def need(path: pathlib.Path) -> str:
    """The path of a program; the test fails and says how to get it where it is missing."""
    if not path.exists():
        pytest.fail(f"{path} is missing: {HOW}")
    if os.geteuid() != 0:
        pytest.fail(f"{path.name} has to be started by root: run these tests as root, or in a container")
    return str(path)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes] | None, log: pathlib.Path, seconds: float = 20.0) -> None:
    """Waits until a port answers; fails with the server's log where it does not."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process is not None and process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"nothing listens on port {port}:\n{log.read_text(errors='replace')[-3000:] if log.exists() else ''}")


class Server:
    """A running server: ``ports`` by role (smtp, submission, submissions), and how to stop it."""

    def __init__(self, folder: pathlib.Path, name: str, pki: Pki) -> None:
        self.name = name
        self.folder = folder / name
        self.folder.mkdir()
        self.log = self.folder / "log"
        self.pki = pki
        self.ports = {role: free_port() for role in ("smtp", "submission", "submissions")}
        self.process: subprocess.Popen[bytes] | None = None

    def write(self, name: str, text: str, mode: int = 0o644) -> pathlib.Path:
        """Writes a file into the server's folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    def spawn(self, *argv: str, **environment: str) -> None:
        """Starts a process in the foreground whose output goes to the log; it is a group of its own."""
        null, variables = subprocess.DEVNULL, {**os.environ, **environment}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                argv, stdin=null, stdout=log, stderr=log, env=variables, start_new_session=True
            )

    def ready(self) -> Server:
        """Waits for every port."""
        for port in self.ports.values():
            wait_for(port, self.process, self.log)
        return self

    def stop(self) -> None:
        """Ends the process and its children, and a daemon that has gone its own way and left its number in a file."""
        pid_file = self.folder / "queue/pid/master.pid"
        if pid_file.exists():
            with contextlib.suppress(ProcessLookupError, ValueError):
                os.kill(int(pid_file.read_text()), signal.SIGTERM)
        if self.process is None:
            return
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, sign)
            except ProcessLookupError:
                return
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                continue


def dovecot(folder: pathlib.Path, pki: Pki, relay_port: int) -> Server:
    """Dovecot submission on two ports (it offers no port for relaying), and the logins that Postfix asks for."""
    server = Server(folder, "dovecot", pki)
    del server.ports["smtp"]
    auth = free_port()
    server.ports["auth"] = auth
    tree = ROOT / "dovecot"
    server.write("users", f"{USER}:{{PLAIN}}{PASSWORD}::::::\n")
    config = server.write(
        "dovecot.conf",
        f"""base_dir = {server.folder}/run
state_dir = {server.folder}/state
log_path = {server.log}
libexec_dir = {tree}/usr/lib/dovecot
mail_plugin_dir = {tree}/usr/lib/dovecot/modules
login_plugin_dir = {tree}/usr/lib/dovecot/modules/login
listen = 127.0.0.1
protocols = submission
hostname = mail.test
ssl = required
ssl_cert = <{pki.pem("good")}
ssl_key = <{pki.key("good")}
disable_plaintext_auth = yes
auth_mechanisms = plain login
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {server.folder}/users
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home={server.folder}/home
}}
mail_location = maildir:{server.folder}/home/mail
submission_relay_host = 127.0.0.1
submission_relay_port = {relay_port}
service submission-login {{
  chroot =
  inet_listener submission {{
    port = {server.ports["submission"]}
  }}
  inet_listener submissions {{
    port = {server.ports["submissions"]}
    ssl = yes
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth}
  }}
}}
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
""",
    )
    libraries = f"{tree}/usr/lib/dovecot:{tree}/usr/lib/x86_64-linux-gnu"
    server.spawn(need(tree / "usr/sbin/dovecot"), "-F", "-c", str(config), LD_LIBRARY_PATH=libraries)
    return server.ready()


def postfix(folder: pathlib.Path, pki: Pki, auth_port: int, smtp_port: int = 0) -> Server:
    """Postfix: one port for relaying, one with STARTTLS and logins (asked of Dovecot), one with implicit TLS."""
    server = Server(folder, "postfix", pki)
    server.ports["smtp"] = smtp_port or server.ports["smtp"]
    tree = ROOT / "postfix"
    program = need(tree / "usr/sbin/postfix")
    queue, data = server.folder / "queue", server.folder / "data"
    queue.mkdir()
    data.mkdir()
    subprocess.run(["chown", "postfix", str(data)], check=True)
    ports = server.ports
    server.write("conf/postfix-files", (tree / "etc/postfix/postfix-files").read_text())
    server.write(
        "conf/main.cf",
        f"""compatibility_level = 3.6
queue_directory = {queue}
data_directory = {data}
command_directory = {tree}/usr/sbin
daemon_directory = {tree}/usr/lib/postfix/sbin
shlib_directory = {tree}/usr/lib/postfix
meta_directory = {server.folder}/conf
sendmail_path = {tree}/usr/sbin/sendmail
mailq_path = {tree}/usr/sbin/mailq
newaliases_path = {tree}/usr/sbin/newaliases
myhostname = mail.test
mydestination = mail.test
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
maillog_file = {server.log}
maillog_file_prefixes = {server.folder}
alias_maps =
local_recipient_maps =
smtpd_banner = mail.test ESMTP Postfix
smtpd_tls_cert_file = {pki.pem("good")}
smtpd_tls_key_file = {pki.key("good")}
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth_port}
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_sender_restrictions = reject_non_fqdn_sender
smtpd_delay_reject = no
message_size_limit = 20480000
""",
    )
    server.write(
        "conf/master.cf",
        f"""{ports["smtp"]} inet n - n - - smtpd
{ports["submission"]} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_helo_required=yes
  -o smtpd_helo_restrictions=reject_invalid_helo_hostname,reject_non_fqdn_helo_hostname
{ports["submissions"]} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
""",
    )
    server.spawn(program, "-c", str(server.folder / "conf"), "start-fg", LD_LIBRARY_PATH=f"{tree}/usr/lib/postfix")
    return server.ready()


def exim(folder: pathlib.Path, pki: Pki) -> Server:
    """Exim with GnuTLS: STARTTLS and PLAIN, LOGIN logins after TLS, and a port with implicit TLS."""
    server = Server(folder, "exim", pki)
    ports = server.ports
    spool = server.folder / "spool"
    spool.mkdir()
    subprocess.run(["chown", "Debian-exim", str(spool), str(server.folder)], check=True)
    config = server.write(
        "exim.conf",
        f"""primary_hostname = mail.test
spool_directory = {spool}
log_file_path = {server.folder}/%slog
pid_file_path = {server.folder}/pid
daemon_smtp_ports = {" : ".join(str(port) for port in ports.values())}
tls_on_connect_ports = {ports["submissions"]}
local_interfaces = 127.0.0.1
exim_user = Debian-exim
exim_group = Debian-exim
never_users = root
host_lookup =
rfc1413_query_timeout = 0s
tls_advertise_hosts = *
tls_certificate = {pki.pem("good")}
tls_privatekey = {pki.key("good")}
auth_advertise_hosts = ${{if eq{{$tls_in_cipher}}{{}}{{}}{{*}}}}
smtp_banner = mail.test ESMTP Exim
message_size_limit = 50M
acl_smtp_rcpt = accept_authenticated
begin acl
accept_authenticated:
  accept authenticated = *
  deny message = relay not permitted
begin authenticators
plain_server:
  driver = plaintext
  public_name = PLAIN
  server_condition = ${{if and{{{{eq{{$auth2}}{{{USER}}}}}{{eq{{$auth3}}{{{PASSWORD}}}}}}}}}
  server_set_id = $auth2
  server_prompts = :
login_server:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${{if and{{{{eq{{$auth1}}{{{USER}}}}}{{eq{{$auth2}}{{{PASSWORD}}}}}}}}}
  server_set_id = $auth1
""",
    )
    server.spawn(need(ROOT / "exim/usr/sbin/exim4"), "-C", str(config), "-bdf")
    return server.ready()


def opensmtpd(folder: pathlib.Path, pki: Pki) -> Server:
    """OpenSMTPD: STARTTLS required with logins, implicit TLS with logins, and a port for relaying."""
    server = Server(folder, "opensmtpd", pki)
    ports = server.ports
    program = need(ROOT / "opensmtpd/usr/sbin/smtpd")
    hashed = subprocess.run(
        ["openssl", "passwd", "-6", PASSWORD], capture_output=True, text=True, check=True
    ).stdout.strip()
    server.write("users", f"{USER} {hashed}\n")
    key = server.write("key", pathlib.Path(pki.key("rsa")).read_text(), 0o600)
    config = server.write(
        "smtpd.conf",
        f"""pki mail cert "{pki.pem("rsa")}"
pki mail key "{key}"
table users file:{server.folder}/users
listen on 127.0.0.1 port {ports["smtp"]} tls pki mail hostname mail.test
listen on 127.0.0.1 port {ports["submission"]} tls-require pki mail auth <users> hostname mail.test
listen on 127.0.0.1 port {ports["submissions"]} smtps pki mail auth <users> hostname mail.test
listen on socket
action "drop" maildir "{server.folder}/mail"
match for local action "drop"
""",
    )
    server.spawn(program, "-d", "-v", "-f", str(config))
    return server.ready()


class Aiosmtpd:
    """aiosmtpd in this process: a plain port, one with STARTTLS and logins, one with implicit TLS and logins."""

    def __init__(self, pki: Pki) -> None:
        try:
            from aiosmtpd.controller import Controller
            from aiosmtpd.handlers import Sink
            from aiosmtpd.smtp import AuthResult, LoginPassword
        except ImportError:
            pytest.fail(f"aiosmtpd is missing: {HOW}")
        import ssl

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pki.pem("good"), pki.key("good"))

        def check(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
            good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
            return AuthResult(success=good, handled=False)

        self.name = "aiosmtpd"
        self.ports = {role: free_port() for role in ("smtp", "submission", "submissions")}
        auth: Any = {"authenticator": check, "auth_required": True, "auth_require_tls": True}
        self._controllers = [
            Controller(Sink(), hostname="127.0.0.1", port=self.ports["smtp"]),
            Controller(Sink(), hostname="127.0.0.1", port=self.ports["submission"], tls_context=context,
                       require_starttls=True, **auth),
            Controller(Sink(), hostname="127.0.0.1", port=self.ports["submissions"], ssl_context=context,
                       authenticator=check, auth_require_tls=False),
        ]  # fmt: skip
        for controller in self._controllers:
            controller.start()

    def stop(self) -> None:
        """Ends the three listeners."""
        for controller in self._controllers:
            controller.stop()
