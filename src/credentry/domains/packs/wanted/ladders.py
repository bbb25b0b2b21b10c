"""How an unanswered alert climbs: the escalation ladders of the field content, as steps of a policy.

A role that an instance does not know, or that nobody holds near the unit, is passed over; after the last step it goes
up the line of managers to the top.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from credentry.domains.packs.shipped import Pack
from credentry.domains.packs.wanted.items import Item
from credentry.foundation.labels import Label


def _steps(*steps: tuple[str, str, int, str]) -> list[dict[str, Any]]:
    return [
        {"relation": relation, "code": code, "wait": wait, "requires": requires}
        for relation, code, wait, requires in steps
    ]


_WORD, _PLAN, _DECISION = "acknowledge", "action_plan", "decision"
#: Ladder → who is told next, how many working days each has to answer, and what the answer must be.
CLIMB: Final[dict[str, list[dict[str, Any]]]] = {
    "standard": _steps(
        ("responsible", "", 3, _WORD),
        ("manager", "", 3, _WORD),
        ("unit_head", "", 3, _PLAN),
        ("role", "compliance", 2, _PLAN),
        ("line", "", 0, _DECISION),
    ),
    "fast": _steps(
        ("responsible", "", 1, _WORD),
        ("manager", "", 1, _PLAN),
        ("unit_head", "", 1, _PLAN),
        ("line", "", 0, _DECISION),
    ),
    "personnel": _steps(
        ("responsible", "", 3, _WORD),
        ("manager", "", 3, _PLAN),
        ("role", "hr", 2, _PLAN),
        ("unit_head", "", 0, _DECISION),
        ("line", "", 0, _DECISION),
    ),
    "engineering_site": _steps(
        ("responsible", "", 2, _WORD),
        ("manager", "", 2, _PLAN),
        ("role", "safety", 2, _PLAN),
        ("unit_head", "", 0, _DECISION),
        ("line", "", 0, _DECISION),
    ),
}

#: Whom a ladder tells by itself and from how many days before on.
TELLS: Final[dict[str, tuple[tuple[str, int | None], ...]]] = {
    "standard": (("responsible", None), ("manager", 7), ("unit_head", -1)),
    "fast": (("responsible", None), ("manager", 3), ("unit_head", 0)),
    "personnel": (("responsible", None), ("manager", 30), ("unit_head", -1)),
    "engineering_site": (("responsible", None), ("manager", 15), ("unit_head", 0)),
}
_USUAL = ["inbox", "email"]
_CHATS = ["wecom", "dingtalk", "feishu"]
#: Channels by level; of those that are not set up nothing is sent.
LEVELS: Final[dict[str, list[str]]] = {
    "info": _USUAL,
    "warning": _USUAL,
    "urgent": [*_USUAL, *_CHATS],
    "critical": [*_USUAL, *_CHATS, "sms"],
}


def policy_item(
    pack: Pack, code: str, label: Label, stages: Iterable[int], ladder: str, more: Mapping[str, Any]
) -> Item:
    """A policy of the pack: who is told and how it climbs follows from the ladder."""
    form: dict[str, Any] = {
        "code": f"{pack.code}-{code}",
        "name": f"{pack.name.zh}:{label.zh}",
        "name_en": f"{pack.name.en}: {label.en}",
        "stages": sorted(set(stages), reverse=True),
        "recipients": [
            {"relation": relation, "code": "", "from_stage": stage} for relation, stage in TELLS[ladder]
        ],
        "channels": _USUAL,
        "levels": LEVELS,
        "ladder": CLIMB[ladder],
        "anchor": "due",
        "working_days": True,
        "hold": False,
        "source": f"pack:{pack.code}",
        **more,
    }
    return Item("alert_policy", form["code"], form)
