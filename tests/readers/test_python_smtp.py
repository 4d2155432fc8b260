"""SMTP sessions and calls of mail libraries in Python scripts."""

from __future__ import annotations

import textwrap

import pytest

from smtplint.readers.base import ENV, OPAQUE, SCALAR, Document, Node
from smtplint.readers.python import read
from smtplint.text import Source

START = "import smtplib, ssl, os, socket\n"


def document_of(body: str) -> tuple[str, Document]:
    source = START + textwrap.dedent(body).lstrip("\n")
    document = read(Source("mail.py", source))
    assert document.problems == []
    return source, document


def sessions(body: str) -> list[dict[str, str]]:
    """Each session as a mapping from key to the text that the entry's value covers (``?`` before what is not known)."""
    source, document = document_of(body)
    return [
        {
            e.key: ("?" if e.value.kind == OPAQUE else "") + source[e.value.span.start : e.value.span.end]
            for e in item.entries
        }
        for item in document.roots[1].items
    ]


def node_of(body: str, key: str, number: int = 0) -> Node:
    _, document = document_of(body)
    entry = document.roots[1].items[number].get(key)
    assert entry is not None
    return entry.value


class TestConstructors:
    @pytest.mark.parametrize(
        ("imports", "callee", "name"),
        [
            ("", "smtplib.SMTP", "SMTP"),
            ("", "smtplib.SMTP_SSL", "SMTP_SSL"),
            ("", "smtplib.LMTP", "LMTP"),
            ("import smtplib as s", "s.SMTP", "SMTP"),
            ("from smtplib import SMTP", "SMTP", "SMTP"),
            ("from smtplib import SMTP_SSL as X", "X", "SMTP_SSL"),
            ("Client = smtplib.SMTP_SSL", "Client", "SMTP_SSL"),
        ],
    )
    def test_every_spelling_of_the_class_is_seen(self, imports: str, callee: str, name: str) -> None:
        body = f"{imports}\nserver = {callee}('h', 25)\n"
        source, document = document_of(body)
        (item,) = document.roots[1].items
        assert source[item.span.start : item.span.end] == f"{callee}('h', 25)"
        assert node_of(body, "class").text == name
        assert sessions(body) == [{"class": callee, "host": "'h'", "port": "25"}]

    def test_positional_arguments_are_named_by_the_class(self) -> None:
        (plain,) = sessions("smtplib.SMTP('h', 25, 'me', 10, None)\n")
        assert plain == {
            "class": "smtplib.SMTP",
            "host": "'h'",
            "port": "25",
            "local_hostname": "'me'",
            "timeout": "10",
            "source_address": "None",
        }
        (secure,) = sessions("smtplib.SMTP_SSL('h', 465, 'me', 'key', 'cert', 10)\n")
        assert (secure["keyfile"], secure["certfile"], secure["timeout"]) == ("'key'", "'cert'", "10")

    def test_unknown_arguments_leave_the_others_unknown(self) -> None:
        (session,) = sessions("smtplib.SMTP('h', **options)\n")
        assert session["host"] == "'h'"
        assert session["timeout"] == "?options"
        (session,) = sessions("smtplib.SMTP(*address)\n")
        assert session["host"] == "?*address"

    def test_values_come_from_constants_and_the_environment(self) -> None:
        body = """
            HOST = "smtp.example.org"
            PORT = int(os.environ.get("PORT", "587"))
            def send():
                wait = 5 * 2
                smtplib.SMTP(HOST, PORT, timeout=wait)
            """
        assert node_of(body, "host").text == "smtp.example.org"
        assert (node_of(body, "port").kind, node_of(body, "port").style) == (ENV, "int")
        assert node_of(body, "timeout").text == "10"

    def test_a_parameter_is_not_known_even_with_a_default(self) -> None:
        node = node_of("def send(host='h'):\n    smtplib.SMTP(host)\n", "host")
        assert (node.kind, node.why) == (OPAQUE, "a parameter")

    def test_a_file_without_the_module_has_no_sessions(self) -> None:
        assert read(Source("x.py", "from fake import SMTP\nSMTP('h')\n")).roots[1].items == []


class TestCalls:
    def test_calls_are_kept_in_their_order_with_their_places(self) -> None:
        body = """
            def send():
                server = smtplib.SMTP("h", 587)
                server.ehlo()
                server.starttls(context=ssl.create_default_context())
                server.login("u", os.environ["PW"])
                server.sendmail("me@example.org", to, text)
                server.quit()
            """
        assert list(sessions(body)[0].items()) == [
            ("class", "smtplib.SMTP"),
            ("host", '"h"'),
            ("port", "587"),
            ("starttls", "server.starttls(context=ssl.create_default_context())"),
            ("starttls_context", "ssl.create_default_context()"),
            ("login", 'server.login("u", os.environ["PW"])'),
            ("user", '"u"'),
            ("password", 'os.environ["PW"]'),
            ("send", 'server.sendmail("me@example.org", to, text)'),
            ("from_addr", '"me@example.org"'),
        ]

    @pytest.mark.parametrize(
        "body",
        [
            "with smtplib.SMTP('h') as s:\n    s.login('u', password='p')\n",
            "def f():\n    with smtplib.SMTP('h') as s, open('x') as y:\n        s.login('u', password='p')\n",
            "async def f():\n    s = smtplib.SMTP('h')\n    s.login('u', password='p')\n",
            "class M:\n    def f(self):\n        self.s = smtplib.SMTP('h')\n        self.s.login('u', password='p')\n",
            "s = smtplib.SMTP('h')\nt = s\nt.login('u', password='p')\n",
            "smtplib.SMTP('h').login('u', password='p')\n",
            "with contextlib.closing(smtplib.SMTP('h')) as s:\n    s.login('u', password='p')\n",
            "if x:\n    s = smtplib.SMTP('h')\n    s.login('u', password='p')\n",
            "try:\n    s = smtplib.SMTP('h')\n    s.login('u', password='p')\nexcept OSError:\n    pass\n",
            "def f(s=None):\n    if x:\n        s = smtplib.SMTP('h')\n    s.login('u', password='p')\n",
            "def f():\n    s = smtplib.SMTP('h')\n    if not x:\n        return\n    s.login('u', password='p')\n",
        ],
    )
    def test_the_variable_is_followed(self, body: str) -> None:
        (session,) = sessions(body)
        assert (session["user"], session["password"]) == ("'u'", "'p'")
        assert session["login"].endswith(".login('u', password='p')")

    @pytest.mark.parametrize(
        "body",
        [
            "s = smtplib.SMTP('h')\nif x:\n    s.starttls()\n",
            "s = smtplib.SMTP('h')\nfor x in y:\n    s.starttls()\n",
            "s = smtplib.SMTP('h')\nwhile x:\n    s.starttls()\n",
            "s = smtplib.SMTP('h')\ntry:\n    s.starttls()\nexcept OSError:\n    pass\ns.login('u', 'p')\n",
            "s = smtplib.SMTP('h')\ntry:\n    s.noop()\nexcept OSError:\n    s.starttls()\n",
            "s = smtplib.SMTP('h')\nwith contextlib.suppress(OSError):\n    s.starttls()\ns.login('u', 'p')\n",
            "s = smtplib.SMTP('h')\ndef f():\n    s.starttls()\n",
            "s = smtplib.SMTP('h')\nmatch x:\n    case 1:\n        s.starttls()\n",
        ],
    )
    def test_a_call_in_a_branch_of_its_own_is_not_certain(self, body: str) -> None:
        node = node_of(body, "starttls")
        assert (node.kind, node.why) == (OPAQUE, "only in a branch")
        assert (node.items[0].kind, node.items[0].text) == (SCALAR, "True")

    @pytest.mark.parametrize(
        "end",
        ["except OSError as error:\n    print(error)\n", "except OSError:\n    raise\n", "finally:\n    s.quit()\n"],
    )
    def test_the_calls_of_a_try_are_certain_when_nothing_follows_its_failure(self, end: str) -> None:
        body = "s = smtplib.SMTP('h')\ntry:\n    s.starttls()\n    s.login('u', 'p')\n" + end
        assert node_of(body, "starttls").kind == SCALAR
        assert node_of(body, "login").kind == SCALAR

    def test_both_connections_of_an_alternative_go_on(self) -> None:
        body = """
            def send():
                if secure:
                    s = smtplib.SMTP_SSL("h", 465)
                else:
                    s = smtplib.SMTP("h", 587)
                    s.starttls()
                s.login("u", "p")
            """
        one, two = sessions(body)
        assert (one["class"], one["user"], "starttls" in one) == ("smtplib.SMTP_SSL", '"u"', False)
        assert (two["class"], two["user"], two["starttls"]) == ("smtplib.SMTP", '"u"', "s.starttls()")

    def test_a_variable_that_is_bound_anew_is_another_connection(self) -> None:
        one, two = sessions("s = smtplib.SMTP('a')\ns = smtplib.SMTP('b')\ns.login('u', 'p')\n")
        assert "login" not in one
        assert two["user"] == "'u'"

    def test_starttls_after_login_is_said(self) -> None:
        body = "s = smtplib.SMTP('h')\ns.login('u', 'p')\ns.starttls()\n"
        node = node_of(body, "starttls_after_login")
        assert (node.kind, node.text) == (SCALAR, "True")
        assert sessions(body)[0]["starttls_after_login"] == "s.starttls()"
        assert "starttls_after_login" not in sessions("s = smtplib.SMTP('h')\ns.starttls()\ns.login('u', 'p')\n")[0]

    def test_connect_and_the_default_timeout(self) -> None:
        (session,) = sessions("socket.setdefaulttimeout(30)\ns = smtplib.SMTP()\ns.connect('h', 2525)\n")
        assert (session["connect_host"], session["connect_port"]) == ("'h'", "2525")
        assert session["default_timeout"] == "30"

    def test_the_sender_of_a_message(self) -> None:
        assert sessions("s = smtplib.SMTP('h')\ns.send_message(m, 'me')\n")[0]["from_addr"] == "'me'"
        assert sessions("s = smtplib.SMTP('h')\ns.send_message(m, from_addr='me')\n")[0]["from_addr"] == "'me'"
        assert "from_addr" not in sessions("s = smtplib.SMTP('h')\ns.send_message(m)\n")[0]

    def test_arguments_given_as_a_whole_are_not_known(self) -> None:
        (session,) = sessions("s = smtplib.SMTP('h')\ns.login(*account)\n")
        assert (session["user"], session["password"]) == ("?*account", "?*account")

    @pytest.mark.parametrize(
        ("body", "why"),
        [
            ("def f():\n    s = smtplib.SMTP('h')\n    return s\n", "returned"),
            ("def f():\n    return smtplib.SMTP('h')\n", "returned"),
            ("def f():\n    s = smtplib.SMTP('h')\n    yield s\n", "returned"),
            ("s = smtplib.SMTP('h')\nsecure(s)\n", "passed to secure()"),
            ("s = [smtplib.SMTP('h')]\n", "kept in a container"),
            ("class M:\n    def f(self):\n        self.s = smtplib.SMTP('h')\n", "kept in self.s"),
            (
                "class M:\n    def f(self):\n        self.s = smtplib.SMTP('h')\n        self.go()\n",
                "self.s is within reach of self.go()",
            ),
        ],
    )
    def test_a_connection_that_leaves_is_said_to(self, body: str, why: str) -> None:
        node = node_of(body, "escapes")
        assert (node.kind, node.why) == (OPAQUE, why)

    def test_a_connection_that_stays_is_not(self) -> None:
        assert "escapes" not in sessions("s = smtplib.SMTP('h')\nprint(s)\ns.quit()\n")[0]

    def test_calls_of_other_methods_on_a_kept_connection_are_not_certain(self) -> None:
        body = """
            class Mailer:
                def __init__(self):
                    self.s = smtplib.SMTP("h")
                def secure(self):
                    self.s.starttls()
            """
        assert node_of(body, "starttls").why == "only in a branch"


class TestContexts:
    @pytest.mark.parametrize(
        ("lines", "state"),
        [
            ("c = ssl.create_default_context()", "default"),
            ("c = ssl.create_default_context(cafile='x')", "default"),
            ("c = ssl.create_default_context(ssl.Purpose.SERVER_AUTH)", "default"),
            ("c = ssl._create_unverified_context()", "unverified"),
            ("c = ssl.create_default_context()\nc.check_hostname = False", "unverified"),
            ("c = ssl.create_default_context()\nc.verify_mode = ssl.CERT_NONE", "unverified"),
            ("c = ssl.create_default_context()\nc.verify_mode = ssl.CERT_REQUIRED", "default"),
            ("c = ssl.create_default_context()\nc.minimum_version = ssl.TLSVersion.TLSv1_2", "default"),
            ("c = ssl.SSLContext(ssl.PROTOCOL_TLS)", "unverified"),
            ("c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)", None),
            ("c = ssl.SSLContext(ssl.PROTOCOL_TLS)\nc.verify_mode = ssl.CERT_REQUIRED", None),
            ("c = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)", None),
            ("c = ssl.create_default_context()\nif x:\n    c.check_hostname = False", None),
            ("c = ssl.create_default_context() if x else ssl._create_unverified_context()", None),
            ("c = make()", None),
        ],
    )
    def test_what_a_context_checks(self, lines: str, state: str | None) -> None:
        implicit = ("smtplib.SMTP_SSL('h', context=c)", "context")
        upgraded = ("smtplib.SMTP('h').starttls(context=c)", "starttls_context")
        for call, key in (implicit, upgraded):
            node = node_of(f"{lines}\n{call}\n", key)
            assert (node.text if node.kind == SCALAR else None) == state

    def test_a_context_given_at_once_and_none(self) -> None:
        assert node_of("smtplib.SMTP_SSL('h', context=ssl.create_default_context())\n", "context").text == "default"
        assert node_of("smtplib.SMTP_SSL('h', context=None)\n", "context").tag == "null"

    def test_a_module_context_is_seen_in_functions(self) -> None:
        body = "C = ssl.create_default_context()\ndef f():\n    smtplib.SMTP_SSL('h', context=C)\n"
        assert node_of(body, "context").text == "default"

    def test_a_context_is_no_setting(self) -> None:
        _, document = document_of("C = ssl.create_default_context()\n")
        entry = document.roots[0].get("C")
        assert entry is not None
        assert entry.value.kind == OPAQUE


class TestLibraries:
    @pytest.mark.parametrize(
        ("imports", "callee", "name"),
        [
            ("from fastapi_mail import ConnectionConfig", "ConnectionConfig", "fastapi_mail.ConnectionConfig"),
            ("import fastapi_mail as fm", "fm.ConnectionConfig", "fastapi_mail.ConnectionConfig"),
            ("from fastapi_mail.config import ConnectionConfig", "ConnectionConfig", "fastapi_mail.ConnectionConfig"),
            ("import logging.handlers", "logging.handlers.SMTPHandler", "logging.handlers.SMTPHandler"),
            ("from logging import handlers", "handlers.SMTPHandler", "logging.handlers.SMTPHandler"),
            ("from logging.handlers import SMTPHandler as H", "H", "logging.handlers.SMTPHandler"),
            ("import aiosmtplib", "aiosmtplib.SMTP", "aiosmtplib.SMTP"),
            ("import aiosmtplib", "await aiosmtplib.send", "aiosmtplib.send"),
            ("import yagmail", "yagmail.SMTP", "yagmail.SMTP"),
            ("from redmail import EmailSender", "EmailSender", "redmail.EmailSender"),
            ("from envelopes import SMTP", "SMTP", "envelopes.SMTP"),
            ("from buildbot.plugins import reporters", "reporters.MailNotifier", "buildbot.MailNotifier"),
        ],
    )
    def test_arguments_are_kept_under_the_library_s_name(self, imports: str, callee: str, name: str) -> None:
        source = f"{imports}\nPORT = 25\nasync def f():\n    x = {callee}('h', PORT, timeout=5, **more)\n"
        root = read(Source("x.py", source)).roots[2]
        assert [entry.key for entry in root.entries] == [name]
        (call,) = root.entries[0].value.items
        assert (
            source[call.span.start : call.span.end] == f"{callee.removeprefix('await ')}('h', PORT, timeout=5, **more)"
        )
        covered = [(e.key, source[e.span.start : e.span.end]) for e in call.entries]
        assert covered == [("0", "'h'"), ("1", "PORT"), ("timeout", "timeout=5"), ("*", "more")]
        assert call.entries[1].value.text == "25"

    def test_a_known_mapping_of_arguments_is_spread(self) -> None:
        source = "from redmail import EmailSender\nOPTIONS = {'host': 'h'}\nEmailSender(port=25, **OPTIONS)\n"
        (call,) = read(Source("x.py", source)).roots[2].entries[0].value.items
        assert [(entry.key, entry.value.text) for entry in call.entries] == [("port", "25"), ("host", "h")]

    def test_a_class_of_that_name_from_elsewhere_is_not_taken_for_it(self) -> None:
        source = "# fastapi_mail\nfrom .mail import ConnectionConfig\nConnectionConfig(MAIL_PORT=25)\n"
        assert read(Source("x.py", source)).roots[2].entries == []

    def test_calls_are_in_order_of_their_places(self) -> None:
        source = "import yagmail\ndef f():\n    yagmail.SMTP('a')\nyagmail.SMTP('b')\n"
        calls = read(Source("x.py", source)).roots[2].entries[0].value.items
        assert [call.entries[0].value.text for call in calls] == ["a", "b"]
