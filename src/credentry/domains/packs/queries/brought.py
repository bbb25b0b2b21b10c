"""The kinds of item that packs bring, and how each is read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from credentry.domains.packs.models import PackItem
from credentry.domains.packs.queries import present
from credentry.domains.packs.wanted.items import Item


@dataclass(frozen=True, slots=True)
class Brought:
    """How one kind of item is read and written. ``whole``: amending asks for the complete form.

    ``to_form`` turns codes of other records in a form into their ids. ``later``: fields that name records of the same
    kind, filled once all of them are there.
    """

    kind: str
    read: Callable[[Sequence[str]], dict[str, present.Found]]
    to_form: Callable[[Mapping[str, Any]], dict[str, Any]] = dict
    whole: bool = False
    amend: str = "amend"
    later: frozenset[str] = frozenset()


BROUGHT = (
    Brought("market", present.markets),
    Brought("standard", present.standards, present.with_standard_ids, later=frozenset({"superseded_by"})),
    Brought("credential_type", present.types),
    Brought("custom_field", present.fields, present.with_type_ids, whole=True),
    Brought("requirement_rule", present.requirements),
    Brought("use_limit", present.limits),
    Brought("alert_policy", present.policies, whole=True),
    Brought("routine", present.routines),
    Brought("role", present.roles),
    Brought("process", present.processes),
)


def settled(item: Item, known: PackItem | None) -> bool:
    """Nothing to do: this very content was brought before."""
    return known is not None and known.digest == item.digest
