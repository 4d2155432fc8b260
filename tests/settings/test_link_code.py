"""Program code and the ``.env`` that it loads."""

from __future__ import annotations

import pathlib

import pytest

from tests.settings.linked import check, places, project

NODE = """\
const nodemailer = require("nodemailer");
nodemailer.createTransport({
  host: process.env.SMTP_HOST,
  port: Number(process.env.SMTP_PORT) || 587,
  secure: process.env.SMTP_SECURE === "true",
});
"""
ENV = "SMTP_HOST=smtp.gmail.com\nSMTP_PORT=587\nSMTP_SECURE=true\n"
PACKAGE = '{"dependencies": {"dotenv": "^16.0.0", "nodemailer": "^6.9.0"}}'
WRONG = ["implicit-tls-on-starttls-port"]


def names(folder: pathlib.Path, files: dict[str, str], *checked: str) -> list[str]:
    project(folder, files)
    return [one.name for one in check(folder, *checked)]


def test_the_finding_names_the_line_of_the_env_file_and_where_it_is_read(tmp_path: pathlib.Path) -> None:
    project(tmp_path, {"package.json": PACKAGE, ".env": ENV, "mail.js": 'require("dotenv").config();\n' + NODE})
    [found] = check(tmp_path, "mail.js")
    assert places(found)[0] == (".env", "587", "")
    assert ("mail.js", "Number(process.env.SMTP_PORT) || 587", "read here from SMTP_PORT") in places(found)


@pytest.mark.parametrize(
    "first",
    [
        'require("dotenv").config();',
        'require("dotenv").config({ path: ".env" });',
        'require("dotenv").config({ quiet: true });',
        'require("dotenv/config");',
        'import "dotenv/config";',
        'import dotenv from "dotenv";\ndotenv.config();',
        'import * as dotenv from "dotenv";\ndotenv.config({ path: "./.env" });',
        'import { config } from "dotenv";\nconfig();',
        'require("dotenv").config({ path: path.join(__dirname, "..", ".env") });',
        'require("dotenv").config({ path: path.resolve(__dirname, "../.env") });',
    ],
)
def test_every_way_to_load_the_env_file_counts(first: str, tmp_path: pathlib.Path) -> None:
    files = {"package.json": PACKAGE, ".env": ENV, "src/mail.js": f"{first}\n{NODE}"}
    assert names(tmp_path, files, "src/mail.js") == WRONG


@pytest.mark.parametrize(
    "first",
    [
        "",
        '// import "dotenv/config";',
        '/*\nimport "dotenv/config";\n*/',
        'require("dotenv").config({ path: `.env.${process.env.NODE_ENV}` });',
        'require("dotenv").config({ path: "other.env" });',
        'require("dotenv").config({ path: path.join(__dirname, stage, ".env") });',
        'require("dotenv").config({ path: [".env.local", ".env"] });',
        'require("dotenv").config(options);',
        'require("dotenv").parse(text);',
    ],
)
def test_what_is_not_said_to_be_loaded_is_not_known(first: str, tmp_path: pathlib.Path) -> None:
    files = {"package.json": PACKAGE, ".env": ENV, "src/mail.js": f"{first}\n{NODE}"}
    assert names(tmp_path, files, "src/mail.js") == []


def test_what_lies_outside_of_the_project_is_not_read(tmp_path: pathlib.Path) -> None:
    (tmp_path / ".env").write_text(ENV)
    (tmp_path / "app").mkdir()
    for path in ("../.env", str(tmp_path / ".env")):
        code = f'require("dotenv").config({{ path: "{path}" }});\n{NODE}'
        assert names(tmp_path / "app", {"package.json": PACKAGE, "mail.js": code}, "mail.js") == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"src/index.ts": 'import "dotenv/config";'}, WRONG),
        (
            {
                "backend/server.js": 'require("dotenv").config({ path: "backend/config.env" });',
                "backend/config.env": ENV,
            },
            WRONG,
        ),
        ({"src/index.ts": 'import "dotenv/config";', "server.js": 'require("dotenv").config();'}, WRONG),
        (
            {"app.js": 'require("dotenv").config({ path: "config.env" });', "src/index.ts": 'import "dotenv/config";'},
            [],
        ),
        ({"package.json": '{"scripts": {"start": "node -r dotenv/config src/mail.js"}}'}, WRONG),
        ({"package.json": '{"dependencies": {"next": "14"}}'}, WRONG),
        ({"package.json": '{"dependencies": {"next": "14"}}', ".env.local": "SMTP_PORT=465\n"}, []),
        ({"package.json": '{"dependencies": {"next": "14"}}', ".env.production": "SMTP_SECURE=false\n"}, WRONG),
        (
            {
                "package.json": '{"dependencies": {"next": "14"}}',
                ".env.production": "SMTP_SECURE=false\n",
                ".env.development": "SMTP_PORT=465\n",
            },
            [],
        ),
        (
            {
                "package.json": '{"dependencies": {"@nestjs/config": "3"}}',
                "src/app.module.ts": "ConfigModule.forRoot({ isGlobal: true })",
            },
            WRONG,
        ),
        (
            {
                "package.json": '{"dependencies": {"@nestjs/config": "3"}}',
                "src/app.module.ts": 'ConfigModule.forRoot({ envFilePath: ".env.dev" })',
            },
            [],
        ),
        (
            {
                "package.json": '{"dependencies": {}}',
                "src/package.json": "{}",
                "src/index.js": 'import "dotenv/config"',
            },
            [],
        ),
    ],
)
def test_what_the_project_says_counts(files: dict[str, str], expected: list[str], tmp_path: pathlib.Path) -> None:
    assert (
        names(tmp_path, {"package.json": PACKAGE, ".env": ENV, "src/mail.js": NODE, **files}, "src/mail.js") == expected
    )


@pytest.mark.parametrize(
    ("port", "text", "expected"),
    [
        ("Number(process.env.P) || 587", "P=465", []),
        ("Number(process.env.P) || 587", "P=", WRONG),
        ("Number(process.env.P) || 587", "P=0", []),
        ("Number(process.env.P) || 587", "P=x", []),
        ("Number(process.env.P) ?? 465", "P=587", WRONG),
        ("parseInt(process.env.P ?? '465', 10)", "P=587", WRONG),
        ("parseInt(process.env.P || '465')", "P=587", WRONG),
        ("Number(process.env.P || 587)", "P=", WRONG),
        ("process.env.P || 465", "P=587", WRONG),
        ("process.env.P ?? 465", "P=587", WRONG),
        ("process.env.P", "Q=587", []),
        ("process.env.P || 587", "Q=587", []),  # the program's own environment may set it
        ("+process.env.P", "P=587", []),
        ("process.env.P", "P=$Q", []),  # dotenv-expand may look it up
    ],
)
def test_what_the_code_makes_of_the_text(port: str, text: str, expected: list[str], tmp_path: pathlib.Path) -> None:
    code = f'import "dotenv/config";\nimport n from "nodemailer";\nn.createTransport({{host: "smtp.gmail.com", port: {port}, secure: true}});\n'
    assert names(tmp_path, {"package.json": PACKAGE, ".env": text + "\n", "a.mjs": code}, "a.mjs") == expected


RAILS = """\
Rails.application.configure do
  config.action_mailer.smtp_settings = {
    address: ENV.fetch("SMTP_ADDRESS"), port: ENV.fetch("SMTP_PORT", 587).to_i, enable_starttls: true, open_timeout: 5
  }
end
"""
GEM = 'gem "dotenv-rails"'
STAGE = "config/environments/{}.rb"
BLIND = ["starttls-on-implicit-tls-port"]


@pytest.mark.parametrize(
    ("gemfile", "stage", "more", "expected"),
    [
        (GEM, "production", {}, BLIND),
        (GEM, "production", {".env.production": "SMTP_PORT=587\n"}, []),
        (GEM, "development", {".env.production": "SMTP_PORT=587\n"}, BLIND),
        (GEM, "development", {".env.local": "SMTP_PORT=587\n"}, []),
        (GEM + ", groups: [:development, :test]", "production", {}, []),
        (GEM + ", groups: [:development, :test]", "development", {}, BLIND),
        (f"group :development, :test do\n  {GEM}\nend\n", "production", {}, []),
        (f"group :development, :test do\n  {GEM}\nend\n", "development", {}, BLIND),
        ('# gem "dotenv-rails"', "production", {}, []),
        ('gem "rails"', "production", {}, []),
    ],
)
def test_rails_loads_what_its_gemfile_says(
    gemfile: str, stage: str, more: dict[str, str], expected: list[str], tmp_path: pathlib.Path
) -> None:
    env = "SMTP_ADDRESS=smtp.gmail.com\nSMTP_PORT=465\n"
    files = {"Gemfile": gemfile + "\n", ".env": env, STAGE.format(stage): RAILS, **more}
    assert names(tmp_path, files, STAGE.format(stage)) == expected


@pytest.mark.parametrize(
    ("loads", "read", "expected"),
    [
        ("$d = Dotenv\\Dotenv::createImmutable(__DIR__);\n$d->load();", "$_ENV['P']", WRONG),
        ("Dotenv\\Dotenv::createImmutable(__DIR__)->safeLoad();", "(int) $_ENV['P']", WRONG),
        ("$d = Dotenv\\Dotenv::createImmutable(dirname(__DIR__));\n$d->load();", "$_ENV['P']", []),
        ("$d = Dotenv\\Dotenv::createImmutable(__DIR__ . '/sub');\n$d->load();", "$_ENV['P']", []),
        ("$d = Dotenv\\Dotenv::createImmutable(__DIR__);\n$d->load();", "getenv('P')", []),
        ("$d = Dotenv\\Dotenv::createUnsafeImmutable(__DIR__);\n$d->load();", "getenv('P')", WRONG),
        ("$d = Dotenv\\Dotenv::createImmutable(__DIR__, '.prod');\n$d->load();", "$_ENV['P']", []),
        ("", "$_ENV['P']", []),
    ],
)
def test_php_reads_what_its_loader_fills(loads: str, read: str, expected: list[str], tmp_path: pathlib.Path) -> None:
    code = (
        f"<?php\n{loads}\n$mail = new PHPMailer\\PHPMailer\\PHPMailer(true);\n$mail->isSMTP();\n"
        f"$mail->Host = 'smtp.gmail.com';\n$mail->SMTPSecure = 'ssl';\n$mail->Port = {read};\n"
    )
    assert names(tmp_path, {"composer.json": "{}", ".env": "P=587\n", "send.php": code}, "send.php") == expected


def test_laravel_reads_its_env_file_in_the_configuration(tmp_path: pathlib.Path) -> None:
    mail = (
        "<?php\nreturn ['default' => 'smtp', 'mailers' => ['smtp' => ['transport' => 'smtp', 'scheme' => 'smtps',\n"
        "'host' => env('MAIL_HOST', 'localhost'), 'port' => env('MAIL_PORT', 465)]]];\n"
    )
    files = {
        "composer.json": '{"require": {"laravel/framework": "^12.0"}}',
        "config/mail.php": mail,
        ".env": "MAIL_HOST=smtp.gmail.com\nMAIL_PORT=587\n",
    }
    project(tmp_path, files)
    found = check(tmp_path, "config/mail.php")
    assert [(one.name, places(one)[0]) for one in found] == [(WRONG[0], (".env", "587", ""))]


GO = """\
package main
import ("os"; "strconv"; "github.com/joho/godotenv"; "gopkg.in/gomail.v2")
func main() {
    LOADS
    port, err := strconv.Atoi(os.Getenv("P"))
    if err != nil { panic(err) }
    d := gomail.NewDialer("smtp.gmail.com", port, "", "")
    d.SSL = true
    d.DialAndSend()
}
"""


@pytest.mark.parametrize(
    ("loads", "env", "expected"),
    [
        ("godotenv.Load()", "P=587", WRONG),
        ("_ = godotenv.Load()", "P=587", WRONG),
        ("if err := godotenv.Load(); err != nil { panic(err) }", "P=587", WRONG),
        ('godotenv.Load(".env")', "P=587", WRONG),
        ('godotenv.Load("other.env")', "P=587", []),
        ("godotenv.Load(name)", "P=587", []),
        ("godotenv.Overload()", "P=587", []),
        ("godotenv.Load()", 'P="587"', []),  # releases differ in what they make of quotes
        ("godotenv.Load()", "P=465", []),
        ("", "P=587", []),
    ],
)
def test_go_reads_what_godotenv_loads(loads: str, env: str, expected: list[str], tmp_path: pathlib.Path) -> None:
    files = {"go.mod": "module example.org/x\n", ".env": env + "\n", "main.go": GO.replace("LOADS", loads)}
    assert names(tmp_path, files, "main.go") == expected


def test_a_host_and_a_port_are_put_together_from_the_environment(tmp_path: pathlib.Path) -> None:
    code = (
        'package main\nimport ("net/smtp"; "os"; "github.com/joho/godotenv")\nfunc main() {\n    godotenv.Load()\n'
        '    auth := smtp.PlainAuth("", "a@example.org", os.Getenv("PW"), os.Getenv("HOST"))\n'
        '    smtp.SendMail(os.Getenv("HOST")+":"+os.Getenv("PORT"), auth, "a@example.org", nil, nil)\n}\n'
    )
    project(tmp_path, {"go.mod": "module x\n", ".env": "HOST=smtp.gmail.com\nPORT=465\n", "main.go": code})
    [found] = check(tmp_path, "main.go")
    assert found.name == BLIND[0]
    assert (".env", "465", "PORT is set here") in places(found)


@pytest.mark.parametrize(
    ("port", "secure", "env", "expected"),
    [
        ("port", "port === 465", "P=587", []),
        ("port", "port === 465", "P=465", []),
        ("port", "port !== 465", "P=587", WRONG),
        ("port", "port == 465", "P=465", []),
        ("port", "465 === port", "P=587", []),
        ("process.env.P", "process.env.P == 587", "P=587", WRONG),
        ("process.env.P", "process.env.P !== '465'", "P=587", WRONG),
        ("process.env.P", "process.env.P === 587", "P=587", []),  # a text is never a number
        ("process.env.S === 'true' ? 587 : 465", "process.env.S === 'true'", "S=true", WRONG),
        ("process.env.S === 'true' ? 465 : 587", "process.env.S === 'true'", "S=true", []),
        ("process.env.S === 'true' ? 465 : 587", "process.env.S === 'true'", "S=false", []),
        ("587", "process.env.S === 'true' ? true : false", "S=true", WRONG),
        ("587", "port === 587 ? true : false", "P=587", WRONG),
        ("587", "process.env.S ? true : false", "S=x", []),  # not followed: what counts as true differs
        ("587", "process.env.S === 'a' ? true : process.env.S === 'b' ? true : false", "S=a", []),
        ("587", "checked() ? true : false", "S=a", []),
    ],
)
def test_comparisons_and_choices(port: str, secure: str, env: str, expected: list[str], tmp_path: pathlib.Path) -> None:
    code = (
        'import "dotenv/config";\nimport n from "nodemailer";\nconst port = Number(process.env.P);\n'
        f'n.createTransport({{ host: "smtp.gmail.com", port: {port}, secure: {secure} }});\n'
    )
    assert names(tmp_path, {"package.json": PACKAGE, ".env": env + "\n", "a.mjs": code}, "a.mjs") == expected
