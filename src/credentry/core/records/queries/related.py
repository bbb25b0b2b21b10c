"""Links of a record: who points to it, counted, with the condition that opens them."""

from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import conditions, kinds
from credentry.core.records.fields import Many, Ref
from credentry.core.records.scope import visible
from credentry.foundation import clock


def related(actor: Actor, kind_name: str, record_id: UUID) -> list[dict[str, Any]]:
    """Every field of every kind that refers to this record and has at least one row the actor sees.

    Counts are capped at 1,000.
    """
    found = []
    for kind in kinds.all_kinds():
        if not actor.may(kind.name):
            continue
        for one in kind.fields:
            if (
                not isinstance(one.type, (Ref, Many))
                or not one.filter
                or not _means(one.type.kind, kind_name)
            ):
                continue
            rule = {
                "field": one.name,
                "operator": "any" if isinstance(one.type, Many) else "=",
                "value": [str(record_id)] if isinstance(one.type, Many) else str(record_id),
            }
            condition = {"combinator": "and", "rules": [rule]}
            tree = conditions.parse_json(kind, condition)
            rows = visible(actor, kind).filter(archived_at__isnull=True)
            rows = rows.filter(conditions.to_q(kind, tree, conditions.Env(actor, clock.today())))
            count = rows.values("pk")[:1001].count()
            if count:
                found.append(
                    {
                        "kind": kind.name,
                        "label": kind.plural.as_dict(),
                        "field": one.name,
                        "field_label": one.label.as_dict(),
                        "count": min(count, 1000),
                        "capped": count > 1000,
                        "condition": condition,
                    }
                )
    return found


def _means(target: str, kind_name: str) -> bool:
    """Whether a reference to ``target`` may point at a record of the kind: that kind, or the list over several
    kinds of one table that it belongs to (a holder is any subject)."""
    if target == kind_name:
        return True
    wide, narrow = kinds.get(target), kinds.get(kind_name)
    return wide.model == narrow.model and wide.rows is None and narrow.rows is not None
