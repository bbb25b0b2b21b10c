"""What cannot differ while one change is made is asked of the database once, not by each part that needs it."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

Answer = TypeVar("Answer")
_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("settled", default=None)


@contextmanager
def settled(holds: bool = True) -> Iterator[None]:
    """Within, ``once`` remembers. A change within a change shares what is known. With ``holds`` False this one may
    alter what is asked: nothing is remembered while it runs, and what was known before is forgotten."""
    known = _known.get()
    if known is not None and not holds:
        known.clear()
    token = _known.set((known if known is not None else {}) if holds else None)
    try:
        yield
    finally:
        _known.reset(token)
        if known is not None and not holds:
            known.clear()


def once(key: Hashable, ask: Callable[[], Answer]) -> Answer:
    """What ``ask`` gives; within ``settled`` asked once for each key."""
    known = _known.get()
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    return cast(Answer, known[key])
