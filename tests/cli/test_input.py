"""What is read: files, folders, standard input, every encoding, and things that are no settings at all."""

from __future__ import annotations

import json
import os
import pathlib

import pytest

from smtplint import project
from tests.cli.command import FAILS, HANGS, RIGHT, run, write


def skipped(tmp_path: pathlib.Path, *words: str) -> tuple[int, list[tuple[str, str]]]:
    """Exit status, and the files that were skipped with the reasons."""
    done = run(tmp_path, "check", "--format", "json", *words)
    return done.status, [(one["file"], one["why"]) for one in json.loads(done.out)["files"]["skipped"]]


ENCODINGS = {
    "utf-8": FAILS.encode(),
    "utf-8 with a mark": FAILS.encode("utf-8-sig"),
    "utf-16 with a mark": FAILS.encode("utf-16"),
    "utf-16, the other order": b"\xfe\xff" + FAILS.encode("utf-16-be"),
    "crlf": FAILS.replace("\n", "\r\n").encode(),
    "crlf in utf-16": FAILS.replace("\n", "\r\n").encode("utf-16"),
    "no line end at the end": FAILS.rstrip("\n").encode(),
    "a comment that is not utf-8": b"# caf\xe9\n" + FAILS.encode(),
}


@pytest.mark.parametrize("content", ENCODINGS.values(), ids=ENCODINGS)
def test_places_are_right_in_every_encoding(content: bytes, tmp_path: pathlib.Path) -> None:
    write(tmp_path, a__env=content)
    for words, stdin in ((["a.env"], b""), (["-", "--stdin-filename", "a.env"], content)):
        done = run(tmp_path, "check", "--format", "concise", *words, stdin=stdin)
        assert done.status == 1
        line = 3 if content.startswith(b"#") else 2
        assert f"a.env:{line}:1: SMTP102" in done.out


def test_standard_input_is_linted_under_the_name_given(tmp_path: pathlib.Path) -> None:
    done = run(tmp_path, "check", "-", "--stdin-filename", "deploy/.env", "--format", "concise", stdin=FAILS.encode())
    assert done.status == 1
    assert done.out.startswith("deploy/.env:2:1: SMTP102")
    assert run(tmp_path, "check", "-", "--stdin-filename=.env", stdin=RIGHT.encode()).status == 0
    assert run(tmp_path, "check", "-", "--stdin-filename=notes.md", stdin=FAILS.encode()).status == 0


def test_standard_input_wants_a_name_and_goes_alone(tmp_path: pathlib.Path) -> None:
    write(tmp_path, a__env=FAILS)
    assert "--stdin-filename" in run(tmp_path, "check", "-").err
    assert "alone" in run(tmp_path, "check", "-", "a.env", "--stdin-filename", "b.env").err


def test_standard_input_is_bounded(tmp_path: pathlib.Path) -> None:
    done = run(tmp_path, "check", "-", "--stdin-filename", "a.env", stdin=b"A=1\n" * (project.LIMIT // 4 + 1))
    assert done.status == 0
    assert "larger than" in done.out


def test_a_folder_is_walked_and_a_file_is_taken_by_its_name(tmp_path: pathlib.Path) -> None:
    (tmp_path / "app/config").mkdir(parents=True)
    write(tmp_path / "app", **{".env__production": FAILS}, settings__py=HANGS, notes__md=FAILS)
    write(tmp_path / "app/config", b__env=FAILS)
    done = run(tmp_path, "check", "app", "--format", "concise")
    assert [line.partition(":")[0] for line in done.out.splitlines()[:3]] == [
        "app/.env.production", "app/config/b.env", "app/settings.py",
    ]  # fmt: skip
    once = run(tmp_path, "check", "app/settings.py", "app", "app/settings.py", "--format", "concise")
    assert once.out.count("app/settings.py:") == 1


def test_a_named_pipe_is_never_waited_for(tmp_path: pathlib.Path) -> None:
    os.mkfifo(tmp_path / "pipe.env")
    write(tmp_path, a__env=FAILS)
    for words in ([], ["a.env", "pipe.env"]):
        status, others = skipped(tmp_path, *words)
        assert status == 1, "the other file is still reported"
        assert others == [("pipe.env", "a named pipe, not a file")]


def test_links_to_nowhere_and_to_themselves_are_skipped_aloud(tmp_path: pathlib.Path) -> None:
    (tmp_path / "self.env").symlink_to("self.env")
    (tmp_path / "gone.env").symlink_to("nowhere.env")
    write(tmp_path, a__env=FAILS)
    status, others = skipped(tmp_path, "self.env", "gone.env", "a.env")
    assert status == 1
    assert [name for name, _ in others] == ["self.env", "gone.env"]


def test_a_file_that_may_not_be_read_is_skipped_aloud(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from smtplint.cli.main import main

    opened = os.open

    def denied(path: str, *rest: int) -> int:
        if str(path).endswith("secret.env"):
            raise PermissionError(13, "Permission denied", path)
        return opened(path, *rest)

    write(tmp_path, a__env=FAILS, secret__env=FAILS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "open", denied)
    assert main(["check", "a.env", "secret.env", "--format", "concise"]) == 1
    out = capsys.readouterr().out
    assert "a.env:2:1: SMTP102" in out
    assert "secret.env: cannot be read: permission denied" in out
    assert main(["check", "--exit-zero", "./secret.env"]) == 2, "named, and not looked at"
    assert "smtplint: ./secret.env: cannot be read: permission denied" in capsys.readouterr().err
    (tmp_path / "a.env").unlink()
    assert main(["check", "."]) == 0, "found on the way, and said"


def test_a_folder_with_the_name_of_a_file_is_walked(tmp_path: pathlib.Path) -> None:
    (tmp_path / "odd.env").mkdir()
    write(tmp_path / "odd.env", a__env=FAILS)
    assert run(tmp_path, "check", "--format", "concise").out.startswith("odd.env/a.env:2:1:")


def test_what_has_no_reader_is_said(tmp_path: pathlib.Path) -> None:
    write(tmp_path, notes__md=FAILS)
    status, others = skipped(tmp_path, "notes.md")
    assert status == 0
    assert others == [("notes.md", "not a kind of file that smtplint reads")]


def test_a_file_that_is_too_large_is_said(tmp_path: pathlib.Path) -> None:
    write(tmp_path, big__env=FAILS.encode() + b"#" * project.LIMIT, a__env=RIGHT)
    status, others = skipped(tmp_path, "big.env", "a.env")
    assert status == 0
    assert [name for name, _ in others] == ["big.env"]


BROKEN = {
    "a.yaml": b"mailer:\n  smtp:\n    host: [smtp.gmail.com\n    port: 465\n",
    "a.toml": b'[smtp]\nhost = "smtp.gmail.com\nport = 587\n',
    "a.json": b'{"smtp": {"host": "smtp.gmail.com", "port": 587,,}}',
    "settings.py": b"EMAIL_HOST = 'smtp.gmail.com'\nEMAIL_PORT = (587\n",
    "nul.py": b"EMAIL_HOST = 'smtp.gmail.com'\n\0",
    "deep.yaml": b"smtp: " + b"[" * 50_000,
    "deep.json": b'{"smtp": ' + b"[" * 50_000,
    "deep.py": b"EMAIL_PORT = " + b"-" * 50_000 + b"1\n",
    "laughs.yaml": b"smtp: &a [x]\n"
    + b"".join(b"b%d: &b%d [*%s, *%s]\n" % (n, n, *[b"b%d" % (n - 1) if n else b"a"] * 2) for n in range(40)),
    "bytes.env": bytes(range(256)) + b"\nSMTP_HOST=x\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_never_ends_the_run(name: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / name).write_bytes(BROKEN[name])
    write(tmp_path, z__env=FAILS)
    done = run(tmp_path, "check", "--format", "concise", name, "z.env")
    assert done.status == 1
    assert done.err == ""
    assert "z.env:2:1: SMTP102" in done.out


def test_names_that_are_not_utf8_are_shown(tmp_path: pathlib.Path) -> None:
    name = b"caf\xe9.env"
    descriptor = os.open(os.fsencode(tmp_path) + b"/" + name, os.O_WRONLY | os.O_CREAT)
    os.write(descriptor, FAILS.encode())
    os.close(descriptor)
    done = run(tmp_path, "check", "--format", "concise")
    assert done.status == 1
    assert "caf" in done.out
    assert ".env:2:1: SMTP102" in done.out
