"""Groups of variables in CI files: those of a step, of its job and of the whole file laid over one another.

GitHub's ``env`` (also Gitea's and Forgejo's) has three levels, of which the inner one wins. GitLab's ``variables`` has
two, and a project's own variables win over both, so that what is not set may be set there.
"""

from __future__ import annotations

from ...findings import Location
from ...readers import base
from ...readers.base import Document, Entry, Node
from ..links import Linked
from ..parts import Part
from .groups import as_mapping, containers

_MAX_JOBS = 200
_INNER = "jobs or steps set more"
# Keys at the root of a GitLab file that are no jobs.
_GLOBAL = frozenset(
    ("default", "include", "stages", "variables", "workflow", "image", "services", "cache", "before_script",
     "after_script", "spec")
)  # fmt: skip


def jobs(document: Document, root: Node) -> list[Part]:
    """The groups of a CI file."""
    found = root.get("jobs")
    if found is None:
        return _pipeline(document, root)
    if found.value.kind != base.MAP or root.get("kind") is not None:
        return []
    return _workflow(document, root, [entry.value for entry in found.value.entries[:_MAX_JOBS]])


def _workflow(document: Document, root: Node, found: list[Node]) -> list[Part]:
    levels = _level(document, root, "env")
    later = "GITHUB_ENV" in document.source.text
    parts = _parts(document, [levels], inner=any(_sets(job) for job in found), later=later)
    for job in found:
        own = _level(document, job, "env")
        steps = job.get("steps")
        items = steps.value.items if steps is not None else []
        inner = [_level(document, step, "env") for step in items]
        parts += _parts(document, [levels, own], inner=any(inner), later=later)
        for one in inner:
            parts += _parts(document, [levels, own, one], inner=False, later=later)
        for key in ("container", "services", "strategy"):
            entry = job.get(key)
            parts += containers(document, entry.value) if entry is not None else []
    return parts


def _sets(job: Node) -> bool:
    steps = job.get("steps")
    return job.get("env") is not None or any(
        step.get("env") is not None
        for step in (steps.value.items if steps is not None else ())
        if step.kind == base.MAP
    )


def _pipeline(document: Document, root: Node) -> list[Part]:
    levels = _level(document, root, "variables")
    found = [entry.value for entry in root.entries[:_MAX_JOBS] if entry.key not in _GLOBAL]
    own = [_level(document, job, "variables") for job in found if job.kind == base.MAP]
    parts = _parts(document, [levels], inner=any(own), later=True)
    for one in own:
        parts += _parts(document, [levels, one], inner=False, later=True)
    return parts


def _level(document: Document, holder: Node, key: str) -> list[Entry]:
    entry = holder.get(key) if holder.kind == base.MAP else None
    if entry is None or entry.value.kind != base.MAP:
        return []
    group = Node(base.MAP, entry.value.span, entries=[_described(one) for one in entry.value.entries])
    return as_mapping(document, group, "ci").entries


def _described(entry: Entry) -> Entry:
    """GitLab's long form of a variable: ``value`` with a description."""
    value = entry.value.get("value") if entry.value.kind == base.MAP else None
    return entry if value is None else Entry(entry.key, entry.key_span, value.value, entry.span, merged=entry.merged)


def _parts(document: Document, levels: list[list[Entry]], *, inner: bool, later: bool) -> list[Part]:
    """The group of the innermost level, where it sets something, over the others."""
    if not levels[-1]:
        return []
    entries: dict[str, Entry] = {}
    for level in levels:
        for one in level:
            outer = entries.get(one.key)
            lost = outer is not None and outer not in level
            value = _over(document, one, outer) if outer is not None and lost else one.value
            merged = one.merged or level is not levels[-1]
            entries[one.key] = Entry(one.key, one.key_span, value, one.span, merged=merged)
    why = _INNER if inner else "may be set while it runs, or in the project" if later else ""
    span = levels[-1][0].span
    return [Part(document, "env", Node(base.MAP, span, entries=list(entries.values()), why=why))]


def _over(document: Document, entry: Entry, outer: Entry) -> Node:
    via = [*getattr(entry.value, "via", ()), Location(document.source, outer.span, "replaced by it")]
    return Linked(entry.value, via)
