"""Branches of program code: each outcome of a condition is a world of its own, and findings say in which they hold."""

from __future__ import annotations

import pathlib

import pytest

from tests.settings.linked import check, project

BLIND, EARLY, LEAK = (
    "starttls-on-implicit-tls-port", "implicit-tls-on-starttls-port", "opportunistic-tls-with-credentials",
)  # fmt: skip
PROD = ' (when NODE_ENV is "production")'


def found(folder: pathlib.Path, name: str, text: str) -> list[tuple[str, str]]:
    """Each finding's rule, and the words in which it says when it holds."""
    project(folder, {name: text})
    return [(one.name, one.message[one.message.rfind(" (when") :] if " (when" in one.message else "")
            for one in check(folder, name)]  # fmt: skip


def script(options: str, before: str = "") -> str:
    return f'import n from "nodemailer";\n{before}\nn.createTransport({options});\n'


GMAIL = 'host: "smtp.gmail.com"'
STAGE = 'const isProd = process.env.NODE_ENV === "production";'


@pytest.mark.parametrize(
    ("before", "options", "expected"),
    [
        (STAGE, f"{{ {GMAIL}, port: isProd ? 587 : 465, secure: true }}", [(EARLY, PROD)]),
        (STAGE, f"{{ {GMAIL}, port: isProd ? 465 : 587, secure: isProd }}", []),
        (STAGE, f"{{ {GMAIL}, port: isProd ? 587 : 465, secure: isProd }}",
         [(EARLY, PROD), (BLIND, ' (when not NODE_ENV is "production")')]),
        (STAGE, f"isProd ? {{ {GMAIL}, port: 587, secure: true }} : {{ host: 'localhost', port: 1025 }}", [(EARLY, PROD)]),
        (STAGE, f"{{ {GMAIL}, ...(isProd && {{ port: 587 }}), secure: true }}", [(EARLY, PROD)]),
        (STAGE, f"{{ {GMAIL}, port: 465, ...(isProd ? {{ port: 587 }} : {{}}), secure: true }}", [(EARLY, PROD)]),
        ("let port = 465;\nif (process.env.NODE_ENV === 'production') { port = 587; }", f"{{ {GMAIL}, port, secure: true }}",
         [(EARLY, PROD)]),
        ("let port;\nif (ssl) port = 465; else port = 587;", f"{{ {GMAIL}, port, secure: port === 465 }}", []),
        ("let port;\nif (ssl) port = 465; else port = 587;", f"{{ {GMAIL}, port, secure: port !== 465 }}",
         [(EARLY, " (when not ssl)"), (BLIND, " (when ssl)")]),
        ("let port;\nswitch (process.env.NODE_ENV) { case 'production': port = 587; break; default: port = 465; }",
         f"{{ {GMAIL}, port, secure: true }}", [(EARLY, PROD)]),
        # Two conditions in different words may be one: they are not told apart.
        ("", f"{{ {GMAIL}, port: a ? 465 : 587, secure: b ? true : other }}", []),
        # A flag that the environment gives is not a branch.
        ("", f"{{ {GMAIL}, port: 465, secure: process.env.S === 'true' ? true : false }}", []),
        # A variable that may be changed elsewhere.
        ("let port = 465;\nfunction f() { if (a) { port = 587; } }", f"{{ {GMAIL}, port, secure: true }}", []),
    ],
)  # fmt: skip
def test_a_script_in_each_of_its_worlds(
    before: str, options: str, expected: list[tuple[str, str]], tmp_path: pathlib.Path
) -> None:
    assert sorted(found(tmp_path, "mailer.js", script(options, before))) == sorted(expected)


def test_nothing_leaks_where_only_developers_run_the_program(tmp_path: pathlib.Path) -> None:
    login = "auth: { user: 'a@gmail.com', pass: process.env.P }"
    text = script(f"{{ {GMAIL}, port: 587, requireTLS: process.env.NODE_ENV === 'production', {login} }}")
    assert found(tmp_path, "mailer.js", text) == []
    text = script(f"{{ {GMAIL}, port: 587, requireTLS: process.env.NODE_ENV === 'development', {login} }}")
    assert [name for name, _ in found(tmp_path, "third.js", text)] == [LEAK]


def test_a_variable_that_is_given_chooses_the_world(tmp_path: pathlib.Path) -> None:
    text = script(f"{{ {GMAIL}, port: isProd ? 587 : 465, secure: true }}", f'import "dotenv/config";\n{STAGE}')
    files = {"package.json": '{"dependencies": {"dotenv": "16"}}', "a.js": text}
    project(tmp_path, {**files, ".env": "NODE_ENV=development\n"})
    assert check(tmp_path, "a.js") == []
    project(tmp_path, {**files, ".env": "NODE_ENV=production\n"})
    assert [one.name for one in check(tmp_path, "a.js")] == [EARLY]


PHP = "<?php\nuse PHPMailer\\PHPMailer\\PHPMailer;\n$mail = new PHPMailer();\n$mail->isSMTP();\n$mail->Host = 'smtp.gmail.com';\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("if ($ssl) {\n$mail->SMTPSecure = 'ssl';\n$mail->Port = 587;\n} else {\n$mail->SMTPSecure = 'tls';\n$mail->Port = 587;\n}",
         [(EARLY, " (when $ssl)")]),
        ("if ($ssl) { $mail->SMTPSecure = 'ssl'; $mail->Port = 465; } else { $mail->SMTPSecure = 'tls'; $mail->Port = 587; }", []),
        ("$mail->SMTPSecure = $ssl ? 'ssl' : 'tls';\n$mail->Port = $ssl ? 465 : 587;", []),
        ("$mail->SMTPSecure = $ssl ? 'tls' : 'ssl';\n$mail->Port = $ssl ? 465 : 587;",
         [(BLIND, " (when $ssl)"), (EARLY, " (when not $ssl)")]),
        ("if ($password == 'hunter2') $mail->Port = 465;\n$mail->SMTPSecure = 'tls';",
         [(BLIND, " (when a condition of the code holds)")]),
    ],
)  # fmt: skip
def test_a_php_file_in_each_of_its_worlds(lines: str, expected: list[tuple[str, str]], tmp_path: pathlib.Path) -> None:
    assert sorted(found(tmp_path, "mail.php", PHP + lines)) == sorted(expected)


RUBY = '{ address: "smtp.gmail.com", port: 465, enable_starttls: true }'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"if Rails.env.production?\n  config.action_mailer.smtp_settings = {RUBY}\nend", [" (when Rails.env.production?)"]),
        (f"config.action_mailer.smtp_settings = {RUBY} if Rails.env.production?", [" (when Rails.env.production?)"]),
        (f"unless Rails.env.test?\n  config.action_mailer.smtp_settings = {RUBY}\nend", [" (when not Rails.env.test?)"]),
        (f'case Rails.env\nwhen "production"\n  config.action_mailer.smtp_settings = {RUBY}\nend',
         [' (when Rails.env is "production")']),
        (f"if Rails.env.production?\n  config.action_mailer.smtp_settings = {RUBY}\nelse\n"
         '  config.action_mailer.smtp_settings = { address: "localhost", port: 1025 }\nend', [" (when Rails.env.production?)"]),
    ],
)  # fmt: skip
def test_rails_in_each_of_its_stages(text: str, expected: list[str], tmp_path: pathlib.Path) -> None:
    assert found(tmp_path, "config/initializers/mail.rb", text + "\n") == [(BLIND, one) for one in expected]


def test_a_block_of_elixir_is_for_its_stage(tmp_path: pathlib.Path) -> None:
    settings = 'adapter: Swoosh.Adapters.SMTP, relay: "smtp.gmail.com", port: 465, tls: :always'
    text = f"import Config\nif config_env() == :prod do\n  config :app, App.Mailer, {settings}\nend\n"
    assert found(tmp_path, "config/runtime.exs", text) == [(BLIND, ' (when config_env() is "prod")')]


def test_a_hook_that_is_given_the_mailer(tmp_path: pathlib.Path) -> None:
    text = (
        "<?php\nadd_action('phpmailer_init', function ($phpmailer) {\n  $phpmailer->isSMTP();\n"
        "  $phpmailer->Host = 'smtp.gmail.com';\n  $phpmailer->Port = 587;\n  $phpmailer->SMTPSecure = 'ssl';\n});\n"
    )
    assert found(tmp_path, "functions.php", text) == [(EARLY, "")]


@pytest.mark.parametrize(("production", "expected"), [("PORT=587\n", []), ("PORT=465\n", [BLIND])])
def test_the_files_of_a_stage_go_with_its_branch(production: str, expected: list[str], tmp_path: pathlib.Path) -> None:
    options = f"{{ {GMAIL}, port: Number(process.env.PORT), secure: isProd ? false : true }}"
    files = {"package.json": '{"dependencies": {"next": "14"}}', "mail.js": script(options, STAGE)}
    project(tmp_path, {**files, ".env.production": production, ".env.development": "PORT=465\n"})
    assert [one.name for one in check(tmp_path, "mail.js")] == expected


def test_a_block_that_is_a_value_of_ruby(tmp_path: pathlib.Path) -> None:
    text = (
        f"ActionMailer::Base.smtp_settings =\n  if Rails.env.production?\n    {RUBY}\n  else\n"
        '    { address: "localhost", port: 1025 }\n  end\n'
    )
    assert found(tmp_path, "config/initializers/mail.rb", text) == [(BLIND, " (when Rails.env.production?)")]
