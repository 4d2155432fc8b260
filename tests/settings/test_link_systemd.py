"""systemd units with their drop-ins and environment files."""

from __future__ import annotations

import pathlib

from tests.settings.linked import check, group, places, project

UNIT = """\
[Service]
Environment=SMTP_HOST=smtp.gmail.com SMTP_FROM=ada@gmail.com SMTP_SECURITY=force_tls
Environment="SMTP_PORT=465"
"""
PATH = "rootfs/etc/systemd/system/vault.service"


def test_files_win_over_lines_and_later_ones_over_earlier_ones(tmp_path: pathlib.Path) -> None:
    text = "[Service]\nEnvironmentFile=/etc/one\nEnvironmentFile=-/etc/two\nEnvironment=A=line B=line C=line\n"
    project(tmp_path, {PATH: text, "rootfs/etc/one": "A=one\nB=one\n", "rootfs/etc/two": "B='t w'\n"})
    assert group(tmp_path, PATH) == {"A": "one", "B": "t w", "C": "line"}


def test_a_file_that_is_not_here_leaves_everything_open(tmp_path: pathlib.Path) -> None:
    project(tmp_path, {"a.service": "[Service]\nEnvironmentFile=/etc/default/none\nEnvironment=A=1\n"})
    assert group(tmp_path, "a.service") == {"A": "1", "*": "/etc/default/none is not here"}


def test_drop_ins_follow_in_the_order_of_their_names(tmp_path: pathlib.Path) -> None:
    drop = "[Service]\nEnvironment=A={}\n"
    files = {"a.service": "[Service]\nEnvironment=A=unit B=unit\n"}
    files |= {f"a.service.d/{name}.conf": drop.format(name) for name in ("10-x", "20-y")}
    project(tmp_path, files)
    for home in files:
        assert group(tmp_path, home) == {"A": "20-y", "B": "unit"}
    project(tmp_path, {"a.service.d/30-z.conf": "[Service]\nEnvironment=\nEnvironment=C=1\n"})
    assert group(tmp_path, "a.service") == {"C": "1"}


def test_a_mistake_between_a_unit_and_its_drop_in_is_told_once(tmp_path: pathlib.Path) -> None:
    drop = "[Service]\nEnvironment=SMTP_PORT=587\n"
    project(tmp_path, {PATH: UNIT, PATH + ".d/port.conf": drop})
    for names in ([PATH, PATH + ".d/port.conf"], [PATH], [PATH + ".d/port.conf"]):
        found = check(tmp_path, *names)
        assert [one.name for one in found] == ["implicit-tls-on-starttls-port"]
        assert places(found[0])[0] == ("port.conf", "587", "")
        assert ("vault.service", "SMTP_PORT=465", "replaced by it") in places(found[0])


def test_the_way_from_an_environment_file_is_shown(tmp_path: pathlib.Path) -> None:
    unit = UNIT.replace('Environment="SMTP_PORT=465"', "EnvironmentFile=-/etc/default/vault")
    project(tmp_path, {PATH: unit, "rootfs/etc/default/vault": "SMTP_PORT=587\n"})
    found = check(tmp_path, PATH)
    assert [one.name for one in found] == ["implicit-tls-on-starttls-port"]
    assert places(found[0])[0][:2] == ("vault", "587")
    assert places(found[0])[-1] == ("vault.service", "-/etc/default/vault", "read here from SMTP_PORT")


def test_a_file_that_a_unit_beside_completes_is_not_judged_alone(tmp_path: pathlib.Path) -> None:
    env = "SMTP_HOST=smtp.gmail.com\nSMTP_PORT=465\nSMTP_FROM=a@gmail.com\nSMTP_TIMEOUT=9\nHELO_NAME=a.example.org\n"
    project(tmp_path, {"app.env": env})
    assert [one.name for one in check(tmp_path, "app.env")] == ["starttls-on-implicit-tls-port"]
    unit = "[Service]\nEnvironment=SMTP_SECURITY=force_tls\nEnvironmentFile=/opt/app/app.env\n"
    project(tmp_path, {"app.service": unit})
    assert check(tmp_path, "") == []
