"""Bringing a running process to another version of its drawing, where that is safe; else saying why not.

Safe is: all it has passed and stands at is there under the same id and of the same sort, and either nothing but what lies
ahead of the one place where it stands has changed, or nothing about the flow has changed at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from SpiffWorkflow.util.task import TaskState

from credentry.capabilities.approvals.engine.port import Collections, Decide, EngineStopped
from credentry.capabilities.approvals.engine.spiff import VERSION, SpiffRun, definition, node_of

_AHEAD = TaskState.FUTURE | TaskState.LIKELY | TaskState.MAYBE
_HERE = TaskState.READY | TaskState.WAITING | TaskState.STARTED
_SPLIT = ".BoundaryEventSplit"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a case cannot go on with another version. ``why``: ``gone`` (the node is not there any more), ``other`` (it is
    something else now), ``boundary`` (other events hang on it), ``parallel`` (it stands at several places and the flow
    changed), ``nested`` (it stands inside of another process and the flow changed), ``engine`` (the engine refuses)."""

    why: str
    node: str = ""


def position(state: Mapping[str, Any]) -> tuple[Any, ...]:
    """What decides whether a stored run can be moved: runs of one version with the same answer are alike."""
    whole = state["state"]
    passed = sorted({str(one["task_spec"]) for one in whole["tasks"].values() if not one["state"] & _AHEAD})
    here = sorted(str(one["task_spec"]) for one in whole["tasks"].values() if one["state"] & _HERE)
    nested = sorted(str(one["spec"]) for one in whole.get("subprocesses", {}).values())
    return (tuple(passed), tuple(here), tuple(nested))


def hindrance(old: bytes, new: bytes, state: Mapping[str, Any]) -> Hindrance | None:
    """Why a stored run of ``old`` cannot go on by ``new``; None where it can."""
    if state.get("v") != VERSION:
        return Hindrance("engine")
    before, after = definition(old), definition(new)
    if _shape(before) == _shape(after):
        return None
    whole = state["state"]
    if whole.get("subprocesses"):
        return Hindrance("nested")
    was, now = before["spec"]["task_specs"], after["spec"]["task_specs"]
    for one in whole["tasks"].values():
        name = str(one["task_spec"])
        if one["state"] & _AHEAD or name == "Root":
            continue
        if name not in now:
            return Hindrance("gone", _node(name))
        if now[name].get("typename") != was[name].get("typename"):
            return Hindrance("other", _node(name))
        if name.endswith(_SPLIT) and sorted(now[name]["outputs"]) != sorted(was[name]["outputs"]):
            return Hindrance("boundary", _node(name))
    here = [str(one["task_spec"]) for one in whole["tasks"].values() if one["state"] & _HERE]
    if any(f"{name}{_SPLIT}" in now for name in here if not any(_under(whole, name))):
        return Hindrance("boundary", _node(here[0]))
    standing = {name for name in here if "boundary" not in str(now[name].get("typename", "")).lower()}
    return Hindrance("parallel") if len(standing) != 1 or len(here) != len(set(here)) else None


def move(
    old: bytes, new: bytes, state: Mapping[str, Any], decide: Decide, collections: Collections
) -> SpiffRun:
    """The run as it goes on by ``new``. Raises EngineStopped with the hindrance."""
    found = hindrance(old, new, state)
    if found is not None:
        raise EngineStopped(found.why, found.node)
    stored = orjson.loads(orjson.dumps(dict(state)))
    if _shape(definition(old)) == _shape(definition(new)):
        return SpiffRun.restore(new, stored, decide, collections)
    _prune(stored["state"])
    run = SpiffRun.restore(new, stored, decide, collections)
    run.look_ahead()
    return run


def _prune(whole: dict[str, Any]) -> None:
    """Forget what the old drawing expected to come."""
    ahead = {key for key, one in whole["tasks"].items() if one["state"] & _AHEAD}
    whole["tasks"] = {
        key: {**one, "children": [child for child in one["children"] if child not in ahead]}
        for key, one in whole["tasks"].items()
        if key not in ahead
    }


def _shape(whole: Mapping[str, Any]) -> Any:
    """The flow of a definition and of what it calls: every part with what follows it."""
    return {
        name: {part: (one.get("typename"), tuple(one["outputs"])) for part, one in spec["task_specs"].items()}
        for name, spec in (("", whole["spec"]), *sorted(whole["parts"].items()))
    }


def _under(whole: Mapping[str, Any], name: str) -> Iterable[bool]:
    """Whether the work of that name stands under the split of its boundary events already."""
    for one in whole["tasks"].values():
        if one["task_spec"] == name and one["state"] & _HERE:
            parent = whole["tasks"].get(str(one["parent"]))
            yield parent is not None and str(parent["task_spec"]).endswith(_SPLIT)


def _node(name: str) -> str:
    return node_of(name.removesuffix(_SPLIT))
