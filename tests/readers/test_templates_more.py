"""Templates of Terraform, Consul, Mustache, Handlebars and chezmoi: read for what is fixed in them, never passed over."""

from __future__ import annotations

import pathlib

import pytest

from smtplint.project import format_of
from smtplint.readers.templates import mask
from tests.settings.linked import check, places, project

FIXED = "SMTP_HOST=smtp.fastmail.com\nSMTP_PORT={}\nSMTP_SECURITY=starttls\nSMTP_FROM=a@fastmail.com\n"
TEMPLATES = {
    "vaultwarden.env.tftpl": "SMTP_USERNAME=${user}\nSMTP_PASSWORD=${password}\n%{ if admin }\nADMIN_TOKEN=${admin}\n%{ endif }\n",
    "vaultwarden.env.ctmpl": 'SMTP_USERNAME=a@fastmail.com\nSMTP_PASSWORD={{ with secret "kv/mail" }}{{ .Data.password }}{{ end }}\n',
    "vaultwarden.env.mustache": "SMTP_USERNAME={{{user}}}\nSMTP_PASSWORD={{{pw}}}\n{{#admin}}\nADMIN_TOKEN={{.}}\n{{/admin}}\n",
    "vaultwarden.env.hbs": "SMTP_USERNAME={{user}}\nSMTP_PASSWORD={{pw}}\n{{#if admin}}\nADMIN_TOKEN={{admin}}\n{{/if}}\n",
    "dot_env.tmpl": "SMTP_USERNAME={{ .email }}\n{{- if .mail }}\nSMTP_PASSWORD={{ .pw }}\n{{- end }}\n",
    ".env.erb": "SMTP_USERNAME=<%= user %>\n<% if admin -%>\nADMIN_TOKEN=<%= admin %>\n<% end -%>\n",
}  # fmt: skip


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_is_fixed_in_a_template_is_judged(name: str, tmp_path: pathlib.Path) -> None:
    project(tmp_path, {name: FIXED.format(465) + TEMPLATES[name]})
    [found] = check(tmp_path, ".")
    assert (found.name, places(found)[0][:2]) == ("starttls-on-implicit-tls-port", (name, "SMTP_PORT=465"))
    project(tmp_path, {name: FIXED.format(587) + TEMPLATES[name]})
    assert check(tmp_path, ".") == []


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("dot_msmtprc", "msmtp"),
        ("private_dot_msmtprc.tmpl", "msmtp"),
        ("private_readonly_dot_env", "dotenv"),
        ("encrypted_dot_env", None),
        ("polka_dot_env", None),
    ],
)
def test_names_of_chezmoi_stand_for_those_with_a_dot(name: str, format: str | None) -> None:
    found = format_of(name)
    assert (found[0] if found else None) == format


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("A=${b}\n", "A=xxxx\n"),
        ("A=$${b}\n", "A=$${b}\n"),
        ("%{ if a }\nA=1\n%{ endif ~}\n", "         \nA=1\n           \n"),
        ("A=%%{b}\n", "A=%%{b}\n"),
        ("A={{b}}\n", "A={{b}}\n"),
        ("A=${b\n", "A=${b\n"),
    ],
)
def test_a_terraform_template_is_masked_at_the_same_length(text: str, masked: str) -> None:
    assert mask(text, "dotenv", "x.env.tftpl")[0] == masked
    assert mask(text, "dotenv", "x.env")[0].startswith(text[:2])
