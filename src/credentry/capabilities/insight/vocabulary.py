"""Words of this room, and what domains tell it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from credentry.core.records.fields import options
from credentry.foundation.labels import Label

SHARING = options(
    (("mine", "仅自己", "Only me"), ("team", "本单元", "My team"), ("default", "所有人", "Everybody"))
)

Counted = tuple[Any, str, str, int]


@dataclass(frozen=True, slots=True)
class ShippedView:
    """A view that every instance has from the start. ``condition`` is in text form."""

    code: str
    kind: str
    name: Label
    condition: str
    sort: str = ""
    columns: tuple[str, ...] = ()
    position: int = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """A number on the home page and the condition (text form) that opens exactly its records."""

    key: str
    label: Label
    condition: str
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """What the home page tells of a kind.

    ``tally(rows, today, months)`` counts a set of records in a few statements: ``(unit, facet, key, count)`` with the
    facets ``status``, ``type``, ``month`` (as ``2026-11``) and ``figure`` (by key). ``status``, ``type`` and ``day`` name
    the fields whose conditions open the numbers; ``months`` says how many months ahead are shown. A ``personal`` figure
    depends on who asks and is counted for each by its condition; every other one comes from ``tally``.
    """

    kind: str
    figures: tuple[Figure, ...]
    tally: Callable[["QuerySet[Any]", date, Sequence[str]], Iterable[Counted]]
    status: str
    type: str
    day: str
    months: int = 12


_views: dict[str, ShippedView] = {}
_boards: dict[str, Board] = {}


def ship_view(view: ShippedView) -> ShippedView:
    """Declare a view of every instance. Raises ValueError when its code is taken."""
    if _views.setdefault(view.code, view) != view:
        raise ValueError(f"view {view.code!r} is shipped twice")
    return view


def shipped_views() -> list[ShippedView]:
    """Every declared view."""
    return list(_views.values())


def register_board(board: Board) -> Board:
    """Declare what the home page tells of a kind."""
    _boards[board.kind] = board
    return board


def boards() -> list[Board]:
    """Every declared board."""
    return list(_boards.values())


def board_of(kind: str) -> Board | None:
    """The board of a kind."""
    return _boards.get(kind)
