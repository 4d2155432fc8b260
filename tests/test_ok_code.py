"""The corpus of program code that must stay silent, in a place of its own: below ``tests`` code is left alone."""

from __future__ import annotations

import pathlib
import shutil

import pytest

from smtplint.options import Options
from smtplint.runner import Runner

CORPUS = pathlib.Path(__file__).parent / "ok" / "code"


def accounts(folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[tuple[str, str]]]:
    monkeypatch.chdir(folder)
    options = Options()
    options.paths = ["."]
    report = Runner(options).run()
    loud = [f"{one.primary.source.path}: {one.name}: {one.message}" for one in report.findings]
    return loud, sorted((one.primary.source.path, one.client or "") for one in report.accounts)


def test_nothing_is_found_in_code_that_sends_or_that_nobody_knows(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(CORPUS, tmp_path / "app")
    loud, found = accounts(tmp_path / "app", monkeypatch)
    assert loud == []
    assert [path for path, client in found if "test" in path.lower() or "spec" in path] == []
    assert {client for path, client in found if not path.endswith((".env", ".yaml", ".json5"))} == {
        "actionmailer", "go-net-smtp", "nestjs-mailer", "nextauth", "nodemailer", "phpmailer", "swiftmailer", "swoosh", "system-net-mail",
    }  # fmt: skip


@pytest.mark.parametrize(
    "path",
    ["test/mailer.js", "src/__tests__/mailer.ts", "src/mailer.test.ts", "src/mailer.spec.js", "vendor/lib/mailer.js",
     "docs/mailer.js", "examples/mailer.js", "App.Tests/mailer.js", "UnitTests/mailer.js"],
)  # fmt: skip
def test_what_tests_and_samples_set_is_left_alone(
    path: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        'import n from "nodemailer";\nn.createTransport({ host: "smtp.fastmail.com", port: 587, secure: true,'
        ' auth: { user: "a@example.org", pass: process.env.P } });\n'
    )
    for name in (path, "src/mailer.js"):
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    loud, found = accounts(tmp_path, monkeypatch)
    assert [path for path, _ in found] == ["src/mailer.js"]
    assert len(loud) == 1


FIXES = [
    (
        "mailer.js",
        "import n from \"nodemailer\";\nn.createTransport({\n  host: 'smtp.fastmail.com',\n  port: 587,\n"
        "  auth: { user: 'a@example.org', pass: process.env.P }\n});\n",
        "  port: 587,\n  requireTLS: true,\n",
    ),
    (
        "mail.rb",
        "config.action_mailer.smtp_settings = {\n  :address => 'smtp.fastmail.com',\n  :port => 587,\n"
        "  :user_name => 'a@example.org',\n  :password => ENV['P'],\n  :enable_starttls_auto => true\n}\n",
        "  :enable_starttls_auto => true,\n  :enable_starttls => true\n}",
    ),
    (
        "mail.go",
        'package m\n\nimport (\n\t"crypto/tls"\n\t"gopkg.in/gomail.v2"\n)\n\nfunc f() {\n'
        '\td := gomail.NewDialer("smtp.fastmail.com", 465, "a@example.org", p)\n'
        "\td.TLSConfig = &tls.Config{InsecureSkipVerify: true}\n}\n",
        "&tls.Config{InsecureSkipVerify: false}",
    ),
    (
        "Mailer.cs",
        'using MailKit.Net.Smtp;\nclass M { void F() {\nvar c = new SmtpClient();\nc.Connect("smtp.fastmail.com", 587,'
        " SecureSocketOptions.SslOnConnect);\n} }\n",
        'c.Connect("smtp.fastmail.com", 465, SecureSocketOptions.SslOnConnect);',
    ),
    (
        "notify.go",
        'package m\n\nimport "net/smtp"\n\nfunc f() {\n\tport := "465"\n'
        '\tsmtp.SendMail("smtp.fastmail.com:"+port, nil, "a@example.org", to, msg)\n}\n',
        "",  # an expression is left alone
    ),
]


@pytest.mark.parametrize(("name", "text", "wanted"), FIXES, ids=[name for name, _, _ in FIXES])
def test_fixes_are_written_in_the_languages_own_words(
    name: str, text: str, wanted: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smtplint import edits

    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(text, encoding="utf-8")
    options = Options()
    options.paths = [name]
    found = Runner(options).run().findings
    assert found
    applied, _ = edits.select([one.fix for one in found if one.fix], "unsafe")
    changed = [new for _, new in edits.changes(applied)]
    assert [wanted in new for new in changed] == ([True] if wanted else [])


def test_variables_that_the_code_reads_are_followed_to_the_file_that_is_named(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smtplint import edits

    monkeypatch.chdir(tmp_path)
    code = (
        'import n from "nodemailer";\nn.createTransport({\n  host: process.env.H,\n  port: Number(process.env.P || "25"),\n'
        '  secure: process.env.S === "true",\n});\n'
    )
    pathlib.Path("mailer.js").write_text(code, encoding="utf-8")
    pathlib.Path("mail.env").write_text("H=smtp.fastmail.com\nP=465\nS=false\n", encoding="utf-8")
    options = Options()
    options.paths, options.env_files = ["mailer.js"], ["mail.env"]
    found = Runner(options).run().findings
    assert [(one.name, one.primary.source.path) for one in found] == [("starttls-on-implicit-tls-port", "mail.env")]
    applied, _ = edits.select([one.fix for one in found if one.fix], "unsafe")
    assert [new for _, new in edits.changes(applied)] == ["H=smtp.fastmail.com\nP=587\nS=false\n"]
