"""Settings modules that run other files among their own names: what stands there is told there."""

from __future__ import annotations

import pathlib

import pytest

from tests.settings.linked import check, places, project

WRONG = "starttls-on-implicit-tls-port"
SPLIT = "from split_settings.tools import include, optional\nimport os\nPORT = 465\nDEBUG = False\n"
BACKEND = "EMAIL_BACKEND = 'django.core.mail.backends.smtp.EmailBackend'\n"
BASE = BACKEND + 'HOST = "smtp.gmail.com"\nEMAIL_HOST = HOST\nEMAIL_TIMEOUT = 5\nEMAIL_USE_SSL = False\n'
MAIL = 'EMAIL_PORT = PORT\nEMAIL_USE_TLS = not DEBUG\nEMAIL_HOST_USER = "ada@" + HOST\n'


def found(folder: pathlib.Path, settings: str, **files: str) -> list[tuple[str, str]]:
    named = {f"conf/parts/{name}.py": text for name, text in files.items()}
    project(folder, {"manage.py": "", "conf/settings.py": settings, **named})
    return [places(one)[0][:2] for one in check(folder, "conf/settings.py") if one.name == WRONG]


@pytest.mark.parametrize(
    "runs",
    [
        "include('parts/base.py', 'parts/mail.py')\n",
        "include('parts/base.py', optional('parts/mail.py'), optional('parts/absent.py'), scope=globals())\n",
        "include('parts/*.py')\n",
        "FILES = ['parts/base.py', 'parts/mail.py']\ninclude(*FILES)\n",
        "HERE = os.path.dirname(__file__)\nexec(open(os.path.join(HERE, 'parts', 'base.py')).read())\n"
        "with open(HERE + '/parts/mail.py') as file:\n    exec(compile(file.read(), 'mail.py', 'exec'), globals())\n",
    ],
)
def test_a_file_sees_what_was_bound_before_it(tmp_path: pathlib.Path, runs: str) -> None:
    mail = MAIL if "*.py" not in runs else 'HOST = "smtp.gmail.com"\n' + MAIL.replace("ada@", "eve@")
    base = (
        BASE
        if "*.py" not in runs
        else BASE.replace('HOST = "smtp.gmail.com"\nEMAIL_HOST = HOST', 'EMAIL_HOST = "smtp.gmail.com"')
    )
    assert found(tmp_path, SPLIT + runs, base=base, mail=mail) == [("settings.py", "465")]
    assert found(tmp_path, SPLIT.replace("465", "587") + runs) == []
    assert found(tmp_path, SPLIT.replace("DEBUG = False", "DEBUG = True") + runs + "EMAIL_USE_SSL = True\n") == []
    written = mail.replace("EMAIL_PORT = PORT", "EMAIL_PORT = 465")
    assert found(tmp_path, SPLIT + runs, mail=written) == [("mail.py", "465")]
    assert found(tmp_path, SPLIT + runs + "EMAIL_PORT = 587\n") == []


def test_what_two_files_of_one_pattern_set_is_not_known(tmp_path: pathlib.Path) -> None:
    runs = SPLIT + "include('parts/*.py')\n"
    assert (
        found(tmp_path, runs, base=BASE + "EMAIL_PORT = 587\n", mail="EMAIL_PORT = 465\nEMAIL_USE_TLS = True\n") == []
    )


@pytest.mark.parametrize(
    "runs", ["include(name)\n", "include('parts/absent.py')\n", "include('../../*.py')\n", "exec(text)\n"]
)
def test_what_is_not_there_leaves_open_what_is_not_set(tmp_path: pathlib.Path, runs: str) -> None:
    text = (
        SPLIT
        + "EMAIL_HOST = 'smtp.gmail.com'\nEMAIL_PORT = 465\nEMAIL_USE_TLS = True\nEMAIL_TIMEOUT = 5\n"
        + BACKEND
        + runs
    )
    assert found(tmp_path, text) == []
    assert len(found(tmp_path, text + "EMAIL_USE_SSL = False\n")) == 1
