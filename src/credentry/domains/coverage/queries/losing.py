"""What would fall if a certificate or all that a supplier holds were lost: tried out and undone."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.scope import visible
from credentry.domains.coverage import refreshing
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.models import Obligation, RequirementRule
from credentry.domains.coverage.queries.requirements import GOOD, rule_words
from credentry.domains.subjects import queries as subjects
from credentry.foundation.errors import NotFound

_WHY = "what if"
_CHUNK = 2000
State = tuple[str, str]
Key = tuple[UUID, UUID, UUID]  # subject, engagement, rule


def lose(actor: Actor, kind: str, record: UUID, on: date, limit: int = 500) -> dict[str, Any]:
    """Which requirements that are met on a day would not be, were this lost from that day on: a credential withdrawn,
    or everything an organisation holds.

    Nothing is written. ``total`` counts all; of subjects the actor may not see nothing else is told. Raises NotFound and what
    the action itself raises: who may not do it may not try it.
    """
    if not visible(actor, kinds.get(kind)).filter(pk=record).exists():
        raise NotFound()
    with transaction.atomic(), refreshing.watched() as touched:
        _lose(actor, kind, record, on)
        after = _states(touched, on)
        transaction.set_rollback(True)
    before = _states(touched, on)
    fallen = [
        key
        for key, (state, _) in before.items()
        if state in GOOD and after.get(key, ("", ""))[0] not in (*GOOD, "")
    ]
    return _told(actor, fallen, before, after, on, limit)


def _lose(actor: Actor, kind: str, record: UUID, on: date) -> None:
    taken = {"effective_on": on, "reason": _WHY, "source": "own"}
    if kind == "credential":
        perform(actor, kind, "withdraw", record, taken)
    else:
        held = visible(actor, kinds.get("credential")).filter(holder=record, archived_at__isnull=True)
        ids = held.exclude(state__in=("withdrawn", "cancelled", "revoked", "void")).order_by("pk")
        items = [{"id": pk, "payload": taken} for pk in ids.values_list("pk", flat=True)]
        if items:
            perform_many(actor, "credential", "withdraw", items)


def _states(touched: set[UUID], on: date) -> dict[Key, State]:
    """How the mandatory requirements of these subjects stand on a day, and by which type."""
    found: dict[Key, State] = {}
    some = sorted(touched)
    for start in range(0, len(some), _CHUNK):
        rows = Obligation.objects.filter(
            pursuit__subject__in=some[start : start + _CHUNK], rule__severity=words.BLOCKING,
            starts__lte=on, ends__gte=on,
        )  # fmt: skip
        columns = ("pursuit__subject", "pursuit__engagement", "rule", "state", "type_code")
        for subject, engagement, rule, state, code in rows.values_list(*columns):
            found[subject, engagement, rule] = (state, code)
    return found


def _told(
    actor: Actor, fallen: list[Key], before: dict[Key, State], after: dict[Key, State], on: date, limit: int
) -> dict[str, Any]:  # fmt: skip
    mine = set(
        visible(actor, kinds.get("subject"))
        .filter(pk__in={key[0] for key in fallen})
        .values_list("pk", flat=True)
    )
    titles = subjects.titles(mine)
    rules = {one.pk: one for one in RequirementRule.objects.filter(pk__in={key[2] for key in fallen})}
    model = kinds.get(words.ENGAGEMENT).model_class
    rows = model._default_manager.filter(pk__in={key[1] for key in fallen})
    meant = {pk: (code or "", role) for pk, code, role in rows.values_list("pk", "market__code", "role")}
    seen = sorted(
        (key for key in fallen if key[0] in mine),
        key=lambda key: (titles.get(key[0], ""), meant[key[1]], rules[key[2]].code),
    )
    return {
        "on": on.isoformat(),
        "total": len(fallen),
        "hidden": len(fallen) - len(seen),
        "subjects": len({key[0] for key in fallen}),
        "engagements": len({key[1] for key in fallen}),
        "markets": sorted({meant[key[1]][0] for key in seen if meant[key[1]][0]}),
        "items": [
            {
                "subject": {"id": str(key[0]), "label": titles.get(key[0], "")},
                "engagement": str(key[1]),
                "market": meant[key[1]][0],
                "role": meant[key[1]][1],
                "rule": rule_words(rules[key[2]]),
                "type": before[key][1],
                "was": words.STATES[before[key][0]].as_dict(),
                "state": after[key][0],
                "will": words.STATES[after[key][0]].as_dict(),
            }
            for key in seen[:limit]
        ],
    }
