"""Editions of standards that credentials are issued to: the same for every pack."""

from typing import Any

from credentry.domains.packs.shipped import catalogue
from credentry.domains.packs.wanted.items import Item

_TEXTS = ("code", "name_zh", "name_en", "family", "edition", "jurisdiction", "notes")
_REST = ("published_on", "effective_on", "withdrawn_on", "transition_to", "superseded_by")


def standards() -> list[Item]:
    """The shipped list; a day that is still to be confirmed stands in the notes and ends nothing."""
    return [Item("standard", one["code"], _form(one)) for one in catalogue()["standards"]]


def _form(one: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: str(one.get(name) or "") for name in _TEXTS},
        **{name: one.get(name) for name in _REST},
    }
