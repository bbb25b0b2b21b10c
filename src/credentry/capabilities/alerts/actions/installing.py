"""The policies every instance starts with. Packs bring their own, which rank higher; people's rank highest."""

from typing import Any

from credentry.capabilities.alerts.models import AlertPolicy
from credentry.capabilities.alerts.vocabulary import Channel, Relation
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.kinds import RecordKind
from credentry.foundation.labels import L, Label

#: Days before; and on the day itself and after it, for what is overdue is told of until somebody decides.
BEFORE, AFTER = (90, 60, 30), (0, -7, -30)
RANK = -10
RECIPIENTS: tuple[tuple[Relation, int | None], ...] = (
    (Relation.RESPONSIBLE, None),
    (Relation.DEPUTY, 0),
    (Relation.UNIT_HEAD, 0),
)

#: Who is told of what lies in somebody's hands: they themselves, and after the day whoever is above them.
HANDS: tuple[tuple[Relation, int | None], ...] = ((Relation.RESPONSIBLE, None), (Relation.MANAGER, -1))
#: Where whoever is above has to see to it: both from the first day on.
UPWARDS: tuple[tuple[Relation, int | None], ...] = ((Relation.RESPONSIBLE, None), (Relation.MANAGER, None))


def install_defaults(actor: Actor) -> list[str]:
    """Make what is missing of the default policies, two for each kind with deadlines (one where the kind has a rhythm of its own); the codes made.

    A policy that exists is left as it is, whatever it says: it belongs to the people of the instance.
    """
    wanted = [one for kind in kinds.all_kinds() if kind.deadlines for one in _defaults(kind)]
    known = set(
        AlertPolicy.objects.filter(code__in=[one["code"] for one in wanted]).values_list("code", flat=True)
    )
    missing = [one for one in wanted if one["code"] not in known]
    for payload in missing:
        perform(actor, "alert_policy", "define", None, payload)
    return [str(one["code"]) for one in missing]


def _defaults(declared: RecordKind) -> list[dict[str, Any]]:
    kind, label = declared.name, declared.label
    if declared.rhythm:
        told = L(f"{label.zh}：处理时限", f"{label.en}: time limits")
        return [
            _payload(
                f"{kind}-default",
                told,
                kind,
                [],
                list(declared.rhythm),
                RANK,
                UPWARDS if declared.manager_told else HANDS,
            ),
            *([_notices(declared)] if declared.notices else ()),
        ]
    usual, duties = (
        L(f"{label.zh}：默认提醒", f"{label.en}: default"),
        L(f"{label.zh}：定期义务", f"{label.en}: duties"),
    )
    return [
        _payload(f"{kind}-default", usual, kind, [], [*BEFORE, *AFTER], RANK),
        _payload(f"{kind}-duty", duties, kind, ["duty*"], [*BEFORE, 7, *AFTER], RANK + 1),
    ]


def _notices(declared: RecordKind) -> dict[str, Any]:
    """Mentions, urgings, copies: to that person, once; nobody is told after them."""
    told = L(f"{declared.label.zh}：@提醒、催办与抄送", f"{declared.label.en}: mentions, urging, copies")
    made = _payload(
        f"{declared.name}-notices", told, declared.name, list(declared.notices), [0], RANK + 1, HANDS[:1]
    )
    return {**made, "ladder": [{"relation": Relation.RESPONSIBLE.value, "code": "", "wait": 0}]}


def _payload(
    code: str,
    label: Label,
    kind: str,
    deadlines: list[str],
    stages: list[int],
    rank: int,
    told: tuple[tuple[Relation, int | None], ...] = RECIPIENTS,
) -> dict[str, Any]:
    return {
        "code": code,
        "name": label.zh,
        "name_en": label.en,
        "kind": kind,
        "deadlines": deadlines,
        "stages": stages,
        "recipients": [{"relation": who.value, "from_stage": stage} for who, stage in told],
        "channels": [Channel.INBOX.value, Channel.EMAIL.value],
        "rank": rank,
        "source": "credentry",
    }
