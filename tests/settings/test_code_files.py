"""Settings that a program keeps in files of its own: NestJS's configuration service, and the package config of Node.js."""

from __future__ import annotations

import pathlib

import pytest

from tests.settings.linked import check, places, project

BLIND, EARLY = "starttls-on-implicit-tls-port", "implicit-tls-on-starttls-port"
NEST = '{"dependencies": {"@nestjs/config": "3", "nodemailer": "6"}}'
MODULE = (
    "import { ConfigModule } from '@nestjs/config';\nimport mail from './config/mail';\n"
    "@Module({ imports: [ConfigModule.forRoot(%s)] })\nexport class AppModule {}\n"
)
SERVICE = (
    "import { ConfigService } from '@nestjs/config';\nimport * as nodemailer from 'nodemailer';\n"
    "export class Mailer {\n  constructor(private readonly config: ConfigService) {\n"
    "    this.t = nodemailer.createTransport({ host: 'smtp.gmail.com', port: %s, secure: %s });\n  }\n}\n"
)
REGISTERED = (
    "import { registerAs } from '@nestjs/config';\nexport default registerAs('mail', () => ({\n"
    "  port: parseInt(process.env.PORT, 10),\n  secure: process.env.SECURE === 'true',\n}));\n"
)


@pytest.mark.parametrize(
    ("options", "port", "secure", "env", "expected"),
    [
        ("", "this.config.get<number>('PORT')", "true", "PORT=587\n", [EARLY]),
        ("", "config.getOrThrow('PORT', { infer: true })", "true", "PORT=587\n", [EARLY]),
        ("{ isGlobal: true }", "this.config.get('PORT', 587)", "true", "PORT=465\n", []),
        # What it gives is a text: "false" is true for Nodemailer.
        ("", "587", "this.config.get<boolean>('SECURE')", "SECURE=false\n", [EARLY]),
        ("", "587", "this.config.get('SECURE') === 'true'", "SECURE=false\n", []),
        ("{ validationSchema: schema }", "587", "this.config.get('SECURE')", "SECURE=false\n", []),
        ("{ validationSchema: schema }", "this.config.get('PORT')", "true", "PORT=587\n", [EARLY]),
        ("{ ignoreEnvFile: true }", "this.config.get('PORT')", "true", "PORT=587\n", []),
        ("{ envFilePath: path }", "this.config.get('PORT')", "true", "PORT=587\n", []),
        ("{ envFilePath: ['.env.local', '.env'] }", "this.config.get('PORT')", "true", "PORT=587\n", [EARLY]),
        ("{ load: [mail] }", "this.config.get('mail.port')", "this.config.get('mail.secure')", "PORT=465\n", []),
        ("{ load: [mail] }", "this.config.get('mail.port')", "true", "PORT=587\n", [EARLY]),
        ("{ load: [mail] }", "this.config.get('mail.port')", "this.config.get('mail.secure')",
         "PORT=465\nSECURE=false\n", [BLIND]),
        ("", "this.config.get('mail.port')", "true", "PORT=587\n", []),  # nothing loads it
        ("", "other.get('PORT')", "true", "PORT=587\n", []),
    ],
)  # fmt: skip
def test_the_configuration_service_of_nestjs(
    options: str, port: str, secure: str, env: str, expected: list[str], tmp_path: pathlib.Path
) -> None:
    files = {"package.json": NEST, ".env": env, "src/app.module.ts": MODULE % options, "src/config/mail.ts": REGISTERED}
    project(tmp_path, {**files, "src/mail/mailer.ts": SERVICE % (port, secure)})
    assert sorted(one.name for one in check(tmp_path, "src/mail/mailer.ts")) == sorted(expected)


def test_a_module_of_nestjs_may_load_its_variables_itself(tmp_path: pathlib.Path) -> None:
    text = (
        "import { ConfigModule, ConfigService } from '@nestjs/config';\n"
        "import { MailerModule } from '@nestjs-modules/mailer';\n"
        "@Module({ imports: [\n  ConfigModule.forRoot(),\n  MailerModule.forRootAsync({ inject: [ConfigService],\n"
        "    useFactory: (config: ConfigService) => ({ transport: {\n      host: config.get('MAIL_HOST'),\n"
        "      port: config.get<number>('MAIL_PORT'),\n      secure: config.get<boolean>('MAIL_SECURE'),\n    } }),\n"
        "  }),\n] })\nexport class MailModule {}\n"
    )
    env = "MAIL_HOST=smtp.gmail.com\nMAIL_PORT=587\nMAIL_SECURE=false\n"
    project(tmp_path, {"package.json": NEST, ".env": env, "src/mail.module.ts": text})
    assert [one.name for one in check(tmp_path, "src/mail.module.ts")] == [EARLY]


NODE = '{"dependencies": {"config": "3", "nodemailer": "6"}}'
MAILER = (
    "const config = require('config');\nconst nodemailer = require('nodemailer');\nnodemailer.createTransport({\n"
    "  host: 'smtp.gmail.com',\n  port: config.get('smtp.port'),\n  secure: config.get('smtp.secure'),\n});\n"
)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"config/default.json": '{"smtp": {"port": 587, "secure": true}}'}, [EARLY]),
        ({"config/default.json": '{"smtp": {"port": 587, "secure": false}}'}, []),
        ({"config/default.yaml": "smtp:\n  port: 587\n  secure: true\n"}, [EARLY]),
        ({"config/default.js": "module.exports = { smtp: { port: 587, secure: true } };"}, [EARLY]),
        ({"config/default.json": '{"smtp": {"port": 465, "secure": true}}',
          "config/production.json": '{"smtp": {"port": 587}}'}, [EARLY]),
        ({"config/default.json": '{"smtp": {"port": 587, "secure": true}}',
          "config/local.json": '{"smtp": {"port": 465}}'}, []),
        ({"config/default.json": '{"smtp": {"port": 587, "secure": true}}',
          "config/custom-environment-variables.json": '{"smtp": {"port": "SMTP_PORT"}}'}, []),
        ({"config/default.json": '{"smtp": {"port": 587, "secure": true}}',
          "config/default.toml": "[smtp]\nport = 465\n"}, []),  # of two formats
        ({"config/default.json": '{"smtp": {"port": 587}}'}, []),
        ({}, []),
    ],
)  # fmt: skip
def test_the_files_of_node_config_are_laid_over_each_other(
    files: dict[str, str], expected: list[str], tmp_path: pathlib.Path
) -> None:
    project(tmp_path, {"package.json": NODE, "lib/mailer.js": MAILER, **files})
    assert [one.name for one in check(tmp_path, "lib/mailer.js")] == expected


def test_a_finding_stands_where_the_setting_is_written(tmp_path: pathlib.Path) -> None:
    text = '{"smtp": {"port": 587, "secure": true}}'
    project(tmp_path, {"package.json": NODE, "mailer.js": MAILER, "config/default.json": text})
    [found] = check(tmp_path, "mailer.js")
    assert places(found)[0] == ("default.json", "587", "")
    assert ("mailer.js", "config.get('smtp.port')", "read here from smtp.port") in places(found)
