"""What one settings module takes from another, by every kind of import; held against Python itself in tests/evaluation."""

from __future__ import annotations

import pathlib

import pytest

from tests.settings.linked import check, places, write

MAIL = 'EMAIL_HOST = "smtp.gmail.com"\nEMAIL_PORT = 465\nEMAIL_TIMEOUT = 10\n'
TLS = "EMAIL_USE_TLS = True\n"
WRONG = ["starttls-on-implicit-tls-port"]


def names(folder: pathlib.Path, prod: str, **more: str) -> list[str]:
    """The findings of ``proj/settings/prod.py`` beside ``mail.py`` and other modules."""
    files = {"proj/settings/mail.py": MAIL, "proj/settings/prod.py": prod}
    write(folder, {**files, **{f"proj/settings/{name}.py": text for name, text in more.items()}})
    return [one.name for one in check(folder, "proj/settings/prod.py") if one.name in WRONG]


@pytest.mark.parametrize(
    "imports",
    [
        "from .mail import EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT\n",
        "from .mail import EMAIL_HOST, EMAIL_TIMEOUT, EMAIL_PORT as PORT\nEMAIL_PORT = PORT\n",
        "from . import mail\nEMAIL_HOST = mail.EMAIL_HOST\nEMAIL_PORT = mail.EMAIL_PORT\n",
        "import proj.settings.mail as mail\nEMAIL_HOST = mail.EMAIL_HOST\nEMAIL_PORT = mail.EMAIL_PORT\n",
        "import proj.settings.mail\nEMAIL_HOST = 'smtp.gmail.com'\nEMAIL_PORT = proj.settings.mail.EMAIL_PORT\n",
        "from proj.settings import mail as m\nEMAIL_HOST = m.EMAIL_HOST\nEMAIL_PORT = int(f'{m.EMAIL_PORT}')\n",
        "try:\n    from .mail import *\nexcept ImportError:\n    EMAIL_PORT = 587\n",
        "EMAIL_PORT = 587\ntry:\n    from .mail import *\nexcept ImportError:\n    pass\n",
        "try:\n    from .mail import EMAIL_HOST, EMAIL_PORT\nexcept ImportError:\n    EMAIL_HOST, EMAIL_PORT = None, None\n",
        "import os\nif os.environ['ENV'] == 'prod':\n    from .mail import *\nelse:\n    from .nowhere import *\n",
        "EMAIL_PORT = 587\nif SOME:\n    from .mail import *\n",
        "from .middle import *\n",
        "from .middle import __all__\nfrom .middle import *\n",
        "from .middle import middle\nEMAIL_HOST, EMAIL_PORT = middle.EMAIL_HOST, middle.EMAIL_PORT\n",
    ],
)
def test_a_value_is_known_through_every_kind_of_import(tmp_path: pathlib.Path, imports: str) -> None:
    middle = "from .mail import *\nfrom . import mail as middle\n__all__ = ['EMAIL_HOST', 'EMAIL_PORT']\n"
    assert names(tmp_path, imports + TLS, middle=middle) == WRONG


@pytest.mark.parametrize(
    "imports",
    [
        "from .mail import EMAIL_HOST\n",
        "from .mail import *\nEMAIL_PORT = 587\n",
        "from .mail import *\nfrom .other import *\n",
        "from .mail import *\nfrom .other import EMAIL_PORT\n",
        "from .mail import *\ntry:\n    from .other import *\nexcept ImportError:\n    pass\n",
        "from .mail import _PORT as EMAIL_PORT\nfrom .mail import EMAIL_HOST\n",
        "from .listed import *\n",
        "from .unlisted import *\n",
        "from .prod import EMAIL_PORT, EMAIL_HOST\n",
        "from .around import *\n",
        "from logging import *\n",
        "from .broken import *\n",
        "from .chosen import *\n",
        "from .changed import CONFIG\nfrom . import prod2\nEMAIL_HOST = CONFIG['host']\nEMAIL_PORT = 587\n",
    ],
)
def test_what_another_module_does_not_say_is_not_known(tmp_path: pathlib.Path, imports: str) -> None:
    more = {
        "logging": MAIL,
        "other": "EMAIL_PORT = 587\n",
        "listed": "from .mail import *\n__all__ = ['EMAIL_HOST']\n",
        "unlisted": "from .mail import *\n__all__ = [name for name in dir()]\n",
        "around": "from .prod import *\nEMAIL_HOST = 'smtp.gmail.com'\n",
        "broken": MAIL + "def (\n",
        "chosen": "from .mail import *\nEMAIL_PORT = choose()\n",
        "changed": "CONFIG = {'host': 'localhost'}\n",
    }
    assert names(tmp_path, imports + TLS, **more) == []


def test_what_is_changed_here_stays_as_it_was_there(tmp_path: pathlib.Path) -> None:
    base = "MAIL = {'port': 587}\n"
    one = "from .base import MAIL\nMAIL['port'] = 465\nEMAIL_HOST = 'smtp.gmail.com'\nEMAIL_PORT = MAIL['port']\n"
    two = "from .base import MAIL\nEMAIL_HOST = 'smtp.gmail.com'\nEMAIL_PORT = MAIL['port']\n"
    write(tmp_path, {"s/base.py": base, "s/one.py": one + TLS, "s/two.py": two + TLS})
    found = [one for one in check(tmp_path, "s/one.py", "s/two.py") if one.name in WRONG]
    assert [(one.name, one.primary.source.path.rpartition("/")[2]) for one in found] == [(WRONG[0], "one.py")]


def test_a_condition_of_the_base_is_not_the_one_of_the_same_name_here(tmp_path: pathlib.Path) -> None:
    base = "DEBUG = True\nEMAIL_HOST = 'smtp.gmail.com'\nEMAIL_PORT = 587\nif DEBUG:\n    EMAIL_PORT = 465\n"
    prod = "from .base import *\nif not DEBUG:\n    EMAIL_USE_TLS = True\nelse:\n    EMAIL_PORT = 1025\n"
    assert names(tmp_path, prod, base=base) == []
    assert (
        names(tmp_path, "from .base import *\nDEBUG = False\nif not DEBUG:\n    EMAIL_USE_TLS = True\n", base=base)
        == WRONG
    )


def test_a_class_of_another_module_is_inherited(tmp_path: pathlib.Path) -> None:
    base = "class Base:\n    MAIL_SERVER = 'smtp.gmail.com'\n    MAIL_PORT = 465\n    MAIL_USERNAME = 'a@gmail.com'\n"
    for imports, parent in (("from base import Base", "Base"), ("import base", "base.Base")):
        write(tmp_path, {"base.py": base, "config.py": f"{imports}\nclass Prod({parent}):\n    MAIL_USE_TLS = True\n"})
        found = [one for one in check(tmp_path, "config.py") if one.name == WRONG[0]]
        assert [place[0] for place in places(found[0])][:1] == ["base.py"]


def test_the_place_is_where_the_value_stands_and_the_way_is_told(tmp_path: pathlib.Path) -> None:
    write(
        tmp_path,
        {"s/mail.py": MAIL, "s/prod.py": "from .mail import EMAIL_HOST, EMAIL_PORT as P\nEMAIL_PORT = P\n" + TLS},
    )
    found = [one for one in check(tmp_path, "s/prod.py") if one.name in WRONG]
    assert places(found[0])[0] == ("mail.py", "465", "")
    assert ("prod.py", "P", "used here") in places(found[0])


def test_a_chain_of_modules_has_an_end(tmp_path: pathlib.Path) -> None:
    files = {f"s/m{number}.py": f"from .m{number + 1} import *\n" for number in range(40)}
    write(tmp_path, {**files, "s/m40.py": MAIL, "s/prod.py": "from .m0 import *\n" + TLS})
    assert check(tmp_path, "s/prod.py") == []


@pytest.mark.parametrize(
    "again",
    [
        "FLAG = False\n",
        "if OTHER:\n    FLAG = False\n",
        "if OTHER:\n    from .flags import FLAG\n",
        "from .flags import *\n",
    ],
)
def test_a_flag_that_is_bound_again_is_another_condition(tmp_path: pathlib.Path, again: str) -> None:
    start = "EMAIL_HOST = 'smtp.gmail.com'\nEMAIL_TIMEOUT = 10\nEMAIL_PORT = 587\nEMAIL_USE_TLS = False\nFLAG = True\n"
    first = "if FLAG:\n    EMAIL_PORT = 465\n"
    last = "if FLAG:\n    EMAIL_USE_SSL = True\nelse:\n    EMAIL_USE_TLS = True\n"
    flags = "FLAG = False\nOTHER = True\n"
    assert names(tmp_path, start + first + last, flags=flags) == []
    assert names(tmp_path, start + first + again + last, flags=flags) == WRONG


@pytest.mark.parametrize(
    ("ending", "wrong"), [("", []), ("del EMAIL_PORT\n", WRONG), ("EMAIL_PORT = 25\ndel EMAIL_PORT\n", WRONG)]
)
def test_a_name_that_a_module_deletes_is_not_found_there(tmp_path: pathlib.Path, ending: str, wrong: list[str]) -> None:
    mail = "EMAIL_PORT = 587\n" + ending
    prod = "try:\n    from .mail import EMAIL_PORT\nexcept ImportError:\n    EMAIL_PORT = 465\n" + TLS
    prod += "EMAIL_HOST = 'smtp.gmail.com'\nEMAIL_TIMEOUT = 10\n"
    assert names(tmp_path, prod, mail=mail) == wrong
