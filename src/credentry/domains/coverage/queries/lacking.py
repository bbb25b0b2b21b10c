"""For whom a type of credential is lacking, as an application for it would name them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.domains.coverage import errors
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.queries.asking import Ask, obligations
from credentry.foundation.errors import DomainError

LACKING = (words.MISSING, words.EXPIRED, words.SUSPENDED)
READ = 20_000  # requirements that are looked at
MOST = 500  # subjects that one application names


@dataclass(frozen=True, slots=True)
class Lack:
    """One subject without something in one market (None: not a matter of markets), by one rule."""

    subject: UUID
    parent: UUID | None
    title: str
    market: UUID | None
    place: str
    rule: UUID


@dataclass(frozen=True, slots=True)
class Wish:
    """A type of credential to apply for, for whom, and by when it is needed (None: nobody said)."""

    code: str
    lacks: Sequence[Lack]
    needed_by: date | None = None
    launch: date | None = None


def tops(lacks: Iterable[Lack]) -> list[Lack]:
    """Without those whose product above lacks the same there: a paper for that one speaks of them, too."""
    some = list(lacks)
    there = {(one.subject, one.market) for one in some}
    return [one for one in some if one.parent is None or (one.parent, one.market) not in there]


def lacking(actor: Actor, asked: Ask, code: str) -> list[Lack]:
    """Of what is asked, the requirements that are not met and that this type would help to meet. Raises DomainError where
    there are more than any application could name."""
    columns = ("pursuit__subject", "pursuit__subject__parent", "pursuit__subject__title", "pursuit__market",
               "pursuit__market__code", "rule")  # fmt: skip
    rows = obligations(actor, replace(asked, type_code=code, states=LACKING, ends_only=False))
    rows = rows.exclude(rule__about=words.CREW)  # not the project lacks it: nobody in post there holds it
    ordered = rows.order_by(
        "pursuit__subject__title", "pursuit__subject", "pursuit__market__code", "rule__code"
    )
    found = [
        Lack(who, parent, title, market, place or "", rule)
        for who, parent, title, market, place, rule in ordered.values_list(*columns)[: READ + 1]
    ]
    if len(found) > READ:
        raise DomainError(errors.TOO_MANY_SUBJECTS, limit=MOST)
    return tops(found)
