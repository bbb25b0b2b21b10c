"""What an action would change besides its own record, told before it is confirmed.

The action is done in a transaction that is rolled back; rooms that change records because others changed say what
they were, and collect the difference. Core knows no domain: rooms register themselves.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from credentry.core.identity.actors import Actor

ITEMS = 50
Collect = Callable[["Actor"], dict[str, Any]]

_collects: dict[str, Collect] = {}
_collecting: ContextVar[bool] = ContextVar("credentry_collecting_impact", default=False)


def register(kind: str, collect: Collect) -> None:
    """``collect(actor)`` tells how the records of ``kind`` differ from what they were when collecting began.

    It gives ``total``, ``hidden`` (of them those the actor may not see), ``by_state`` and ``by_type`` (of the others),
    ``first_day`` and at most 50 ``items``.
    """
    known = _collects.get(kind)
    if known is not None and known is not collect:
        raise ValueError(f"the impact on {kind!r} is registered twice")
    _collects[kind] = collect


def active() -> bool:
    """Whether somebody wants to know: then rooms note what records were before they change them."""
    return _collecting.get()


@contextmanager
def collecting(wanted: bool = True) -> Iterator[None]:
    """Within it, rooms note what records were; not where ``wanted`` is false."""
    token = _collecting.set(wanted)
    try:
        yield
    finally:
        _collecting.reset(token)


def collected(actor: "Actor") -> dict[str, Any]:
    """The impact on all kinds together; ``kinds``: which of them differ."""
    told = {kind: collect(actor) for kind, collect in _collects.items()}
    parts = list(told.values())
    days = [one["first_day"] for one in parts if one["first_day"]]
    return {
        "kinds": [kind for kind, one in told.items() if one["total"]],
        "total": sum(one["total"] for one in parts),
        "hidden": sum(one["hidden"] for one in parts),
        "by_state": [row for one in parts for row in one["by_state"]],
        "by_type": [row for one in parts for row in one["by_type"]],
        "first_day": min(days, default=None),
        "items": [row for one in parts for row in one["items"]][:ITEMS],
    }
