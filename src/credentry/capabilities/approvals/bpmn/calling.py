"""Processes that call others: the called one, as published, becomes a part of the caller."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from credentry.capabilities.approvals.bpmn.model import Flow, Model, Node

#: Code of a process → its published model and settings; None where there is none.
Published = Callable[[str], tuple[Model, Mapping[str, Any]] | None]
MAX_DEPTH = 5


def with_called(
    model: Model, settings: Mapping[str, Any], published: Published, above: tuple[str, ...] = ()
) -> tuple[Model, dict[str, Any]]:
    """The model and settings with every call activity replaced by what it calls; ids inside get the caller's as
    prefix. Calls of what is not published, and calls in a circle, stay as they are (``checking`` names them)."""
    whole = Model(model.process, model.name, dict(model.nodes), list(model.flows), dict(model.scopes))
    merged = dict(settings)
    for node in model.nodes.values():
        if node.tag != "callActivity" or node.called in above or len(above) >= MAX_DEPTH:
            continue
        found = published(node.called) if node.called else None
        if found is None:
            continue
        inner, given = with_called(found[0], found[1], published, (*above, node.called))
        _put_in(whole, node, inner)
        merged.update({f"{node.id}__{key}": value for key, value in given.items()})
    return whole, merged


def _put_in(whole: Model, node: Node, inner: Model) -> None:
    def name(key: str) -> str:
        return node.id if key == inner.process else f"{node.id}__{key}" if key else ""

    whole.nodes[node.id] = replace(node, tag="subProcess", called="")
    whole.scopes[node.id] = node.scope
    for one in inner.nodes.values():
        whole.nodes[name(one.id)] = replace(
            one,
            id=name(one.id),
            scope=name(one.scope),
            attached_to=name(one.attached_to),
            default=name(one.default),
        )
    for scope, around in inner.scopes.items():
        if around:
            whole.scopes[name(scope)] = name(around)
    whole.flows += [
        Flow(
            name(one.id), name(one.source), name(one.target), one.line, name(one.scope), one.name, one.condition,
            one.language,
        )
        for one in inner.flows
    ]  # fmt: skip
