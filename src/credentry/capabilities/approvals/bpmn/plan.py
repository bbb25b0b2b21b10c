"""What the room has to know of a published process while cases run: kept with the version, never read anew."""

from typing import Any

from credentry.capabilities.approvals.bpmn.model import Model, Node


def plan_of(model: Model) -> dict[str, Any]:
    """Node id → ``name``, ``tag``, ``timer`` (kind, text), ``collection`` a repetition runs over, ``choices`` whoever
    does it chooses from (flow, words) at ``gateway``; and ``order``: nodes by distance from the start."""
    return {
        "nodes": {
            one.id: _node(model, one) for one in model.nodes.values() if not one.tag.endswith("Gateway")
        },
        "order": _order(model),
        "start": next(
            (
                one.id
                for one in model.nodes.values()
                if one.tag == "startEvent" and one.scope == model.process
            ),
            "",
        ),
    }


def _node(model: Model, node: Node) -> dict[str, Any]:
    found: dict[str, Any] = {"name": node.name or node.id, "tag": node.tag}
    if node.event is not None and node.event.kind == "timer":
        found["timer"] = [node.event.timer, node.event.text]
    if node.event is not None and node.event.kind in ("message", "signal"):
        found["message"] = node.event.ref
    if node.loop is not None and node.loop.collection:
        found["collection"] = node.loop.collection
    choices = model.choices(node.id) if node.is_work else []
    if choices:
        found["gateway"] = choices[0].source
        found["choices"] = [[one.id, one.name or one.id] for one in choices]
    return found


def _order(model: Model) -> list[str]:
    """Work and services in the order they are first reached."""
    starts = [one.id for one in model.nodes.values() if one.tag == "startEvent"]
    seen: dict[str, None] = {}
    waiting = starts
    while waiting:
        here = waiting.pop(0)
        if here not in seen:
            seen[here] = None
            inside = [one.id for one in model.inside(here) if one.tag == "startEvent"]
            waiting += inside + [one.target for one in model.outgoing(here)]
            waiting += [one.id for one in model.boundary(here)]
    return [
        one
        for one in seen
        if one in model.nodes and (model.nodes[one].is_work or model.nodes[one].is_service)
    ]
