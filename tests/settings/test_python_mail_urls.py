"""Mail URLs that a settings module takes apart with django-environ or dj-email-url."""

from __future__ import annotations

import pathlib

import pytest

from smtplint.readers.python.urls import settings_of
from tests.settings.linked import check, places, write

WRONG = "starttls-on-implicit-tls-port"
ENVIRON = "import environ\nenv = environ.Env()\nenv.read_env()\n"
DJ = "import os\nimport dj_email_url\nfrom dotenv import load_dotenv\nload_dotenv()\n"
TAKEN = "".join(f"EMAIL_{one} = mail['EMAIL_{one}']\n" for one in ("HOST", "PORT", "HOST_USER", "USE_TLS"))
TLS = {"environ": "smtp+tls", "dj": "submission"}
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("library", "lines"),
    [
        ("environ", "vars().update(env.email_url('EMAIL_URL', default='consolemail://'))\n"),
        ("environ", "vars().update(env.email())\n"),
        ("environ", "EMAIL_CONFIG = env.email_url('EMAIL_URL')\nglobals().update(**EMAIL_CONFIG)\n"),
        ("environ", "mail = env.email_url('EMAIL_URL')\n" + TAKEN),
        ("environ", "mail = environ.Env.email_url_config(env('EMAIL_URL'))\n" + TAKEN),
        ("dj", "mail = dj_email_url.config()\n" + TAKEN),
        ("dj", "mail = dj_email_url.config(env='EMAIL_URL', default='console:')\nvars().update(mail)\n"),
        ("dj", "locals().update(dj_email_url.parse(os.environ['EMAIL_URL']))\n"),
    ],
)
def test_a_url_is_followed_into_the_settings(tmp_path: pathlib.Path, library: str, lines: str) -> None:
    start = ENVIRON if library == "environ" else DJ
    url = f"EMAIL_URL={TLS[library]}://ada%40gmail.com:abcdabcdabcdabcd@smtp.gmail.com:465\n"
    write(tmp_path, {"settings.py": start + lines + "EMAIL_TIMEOUT = 5\n", ".env": url})
    found = [one for one in check(tmp_path, "settings.py") if one.name == WRONG]
    assert len(found) == 1
    assert (".env", url[10:-1], "EMAIL_URL is set here") in places(found[0])
    write(tmp_path, {".env": url.replace("465", "587")})
    assert check(tmp_path, "settings.py") == []


def test_what_the_url_does_not_set_stays_what_it_was(tmp_path: pathlib.Path) -> None:
    url = "EMAIL_URL=smtp://ada%40gmail.com:abcdabcdabcdabcd@smtp.gmail.com:465\n"
    update = "vars().update(env.email_url())\nEMAIL_TIMEOUT = 5\n"
    write(tmp_path, {"settings.py": ENVIRON + "EMAIL_USE_TLS = True\n" + update, ".env": url})
    assert [one.name for one in check(tmp_path, "settings.py")] == [WRONG]
    write(tmp_path, {"settings.py": ENVIRON + "EMAIL_USE_SSL = True\n" + update})
    assert check(tmp_path, "settings.py") == []
    write(tmp_path, {"settings.py": ENVIRON + "from elsewhere import *\n" + update})
    assert check(tmp_path, "settings.py") == []


def test_a_url_that_its_own_file_tells_is_reported_there_alone(tmp_path: pathlib.Path) -> None:
    url = "EMAIL_URL=smtp+tls://ada%40gmail.com:abcdabcdabcdabcd@smtp.gmail.com:465\n"
    settings = ENVIRON + "vars().update(env.email_url())\nEMAIL_TIMEOUT = 5\n"
    write(tmp_path, {"settings.py": settings, ".env": url, "requirements.txt": "django-environ\n"})
    both = check(tmp_path, "settings.py", ".env")
    assert [(one.name, places(one)[0][:2]) for one in both] == [(WRONG, (".env", "465"))]
    write(tmp_path, {"settings.py": settings + "EMAIL_PORT = 587\nEMAIL_USE_SSL = True\nEMAIL_USE_TLS = False\n"})
    assert "settings.py" in [places(one)[0][0] for one in check(tmp_path, "settings.py", ".env")]


@pytest.mark.parametrize(
    ("library", "url", "expected"),
    [
        (
            "environ",
            "smtp+ssl://u%2B:p@H.org:465",
            {"EMAIL_USE_SSL": True, "EMAIL_HOST": "h.org", "EMAIL_HOST_USER": "u+"},
        ),
        ("environ", "smtps://h", {"EMAIL_USE_TLS": True, "EMAIL_PORT": None, "EMAIL_BACKEND": SMTP}),
        ("environ", "smtp://h?email_use_ssl=1", {"EMAIL_USE_SSL": 1}),
        ("dj", "smtp://", {"EMAIL_HOST": "localhost", "EMAIL_PORT": 25, "EMAIL_USE_TLS": False, "EMAIL_TIMEOUT": None}),
        ("dj", "submission://h/?timeout=5&ssl=on", {"EMAIL_PORT": 587, "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": True}),
        ("dj", "smtp+tls://h:587", {"EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False}),
    ],
)
def test_the_settings_are_those_of_the_library(library: str, url: str, expected: dict[str, object]) -> None:
    found = settings_of(library, url)
    assert {key: found.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    "url", ["ftp://h", "smtp://h:x", "smtp://u:a+b@h", "smtp://u:a#b@h", "smtp://é@h", "smtp://[::1]"]
)
def test_what_raises_or_is_not_certain_is_not_told(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        settings_of("environ", url)
