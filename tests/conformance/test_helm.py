"""What the templates of a chart put into a container's environment, against Helm's own renderer on charts at random.

The renderer comes from the registry of Python packages, in one pinned version; no cluster is needed.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys

import pytest
import yaml

from tests.conformance.helm_charts import NAMES, chart
from tests.settings.linked import group, project

HOME = pathlib.Path(__file__).parents[2] / ".venv-conformance"
VERSION = "0.2.2"  # of the package; it holds Helm 4
CHARTS = 600
RENDER = """\
import json, sys
sys.path.insert(0, sys.argv[1])
from helm_python.chart import Chart
for line in sys.stdin:
    try:
        print(json.dumps(Chart.load(line.strip()).render()))
    except Exception:
        print("null")
"""


@pytest.fixture(scope="module")
def renderer() -> str:
    place = HOME / f"helm-{VERSION}"
    if not (place / "helm_python").exists():
        command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(place)]
        done = subprocess.run([*command, f"helm-python-sdk=={VERSION}"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    return str(place)


def rendered(renderer: str, folders: list[pathlib.Path]) -> list[dict[str, str] | None]:
    """The variables of each chart's container, None where Helm refuses the chart."""
    given = "".join(f"{one}\n" for one in folders)
    command = [sys.executable, "-c", RENDER, renderer]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    found: list[dict[str, str] | None] = []
    for line in done.stdout.splitlines():
        answer = json.loads(line)
        text = "\n".join(answer.values()) if isinstance(answer, dict) else answer
        try:
            pod = next(one for one in yaml.load_all(text, Loader=yaml.BaseLoader) if one) if text else None
        except yaml.YAMLError:
            pod = None
        env = (pod["spec"]["containers"][0].get("env") or []) if pod else []
        found.append({one["name"]: one.get("value", "") for one in env} if pod else None)
    return found


def test_a_container_gets_what_helm_renders(renderer: str, tmp_path: pathlib.Path) -> None:
    folders = [tmp_path / str(seed) for seed in range(CHARTS)]
    for seed, folder in enumerate(folders):
        folder.mkdir()
        project(folder, chart(seed))
    cells = known = 0
    wrong = []
    for folder, real in zip(folders, rendered(renderer, folders), strict=True):
        said = group(folder, "templates/pod.yaml") if real is not None else {}
        more = "*" in said
        for name in NAMES if real is not None else "":
            cells += 1
            if (said.get(name) is None) if name in said else more:
                continue
            known += 1
            if real is not None and said.get(name) != real.get(name):
                wrong.append((folder.name, name, said.get(name), real.get(name)))
    print(f"{cells} variables, {known} known, {len(wrong)} disagreements")
    assert wrong == []
    assert cells > CHARTS
    assert known / cells > 0.4
