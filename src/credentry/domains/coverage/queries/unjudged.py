"""Which requirements nobody can judge for want of facts that limits of use ask about, fact by fact."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.scope import visible
from credentry.domains.coverage import limits
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.queries.asking import Ask, obligations


def unjudged(actor: Actor, asked: Ask, limit: int = 50) -> list[dict[str, Any]]:
    """Of what is asked, on that day: the facts without which papers in hand may or may not count, each with how many records
    lack it and the first of them, in order of their names. ``input``: what is entered where it can be entered at once (a
    ``date``, or a record of that kind), else None. Only records the actor may see."""
    rows = obligations(actor, replace(asked, states=(words.UNKNOWN,))).filter(credential__isnull=False)
    lacking: dict[str, set[UUID]] = {}
    for fact, record in limits.lacking(rows, asked.context, asked.day):
        lacking.setdefault(fact, set()).add(record)
    found = []
    for fact in (one for one in words.LIMIT_FACTS if one in lacking):
        kind = kinds.get(words.LIMIT_FACTS_OF[fact])
        mine = visible(actor, kind).filter(pk__in=lacking[fact], archived_at__isnull=True)
        count = mine.count()
        if count:
            some = mine.order_by(kind.title, "pk").values_list("pk", kind.title)[:limit]
            found.append(
                {
                    "fact": fact,
                    **words.LIMIT_FACTS[fact].as_dict(),
                    "kind": kind.name,
                    "count": count,
                    "input": words.LIMIT_FACTS_OF_PEOPLE.get(fact),
                    "records": [{"id": str(pk), "label": title} for pk, title in some],
                }
            )
    return found
