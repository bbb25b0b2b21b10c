"""Policies over records that other rooms keep: steps of processes, corrective actions, findings about data.

They are shipped with the packs and made as soon as this version has such records with days to be told of; the upgrade
of the pack brings them then by itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from credentry.core.records import kinds
from credentry.domains.packs.shipped import Pack
from credentry.domains.packs.wanted.items import Item
from credentry.domains.packs.wanted.ladders import LEVELS, policy_item
from credentry.foundation.labels import L, Label

RANK = 1
#: Part of a pack's policies → what it is called.
STEPS: dict[str, Label] = {
    "project_steps": L("认证项目步骤", "steps of the certification project"),
    "corrective_actions": L("纠正措施", "corrective actions"),
    "management_review_actions": L("管理评审措施", "actions of management reviews"),
}


@dataclass(frozen=True, slots=True)
class Awaited:
    """A shipped policy and the kind of record it speaks of, which this version may not have."""

    code: str
    name: Label
    kind: str
    stages: tuple[int, ...]
    item: Item

    @property
    def here(self) -> bool:
        """Whether this version has records of that kind with days to be told of."""
        declared = kinds.find(self.kind)
        return declared is not None and declared.deadlines is not None


def awaited(pack: Pack) -> list[Item]:
    """Those that this version can bring."""
    return [one.item for one in everything(pack) if one.here]


def waiting(pack: Pack) -> list[Awaited]:
    """Those it cannot bring yet."""
    return [one for one in everything(pack) if not one.here]


def everything(pack: Pack) -> list[Awaited]:
    """All of them, in the order of the content."""
    return [*_steps(pack), *_findings(pack)]


def _steps(pack: Pack) -> Iterator[Awaited]:
    for part, label in STEPS.items():
        rule = pack.policies.get(part)
        if rule:
            yield _made(pack, part.replace("_", "-"), label, rule, [rule["anchor"]], rule["offsets"], {})


def _findings(pack: Pack) -> Iterator[Awaited]:
    """What is found wrong with data is told on the day and again while it stands; never earlier."""
    rule = pack.policies.get("data_quality_alerts") or {}
    for one in rule.get("findings", ()):
        keeper = {"relation": "role", "code": one["owner"], "from_stage": None}
        more = {
            "recipients": [keeper, {"relation": "responsible", "code": "", "from_stage": None}],
            "levels": dict.fromkeys(LEVELS, LEVELS[one["level"]]),
        }
        label = Label(one["zh"], one["en"])
        yield _made(pack, one["code"].replace("_", "-"), label, rule, [one["code"]], rule["offsets"], more)


def _made(
    pack: Pack, code: str, label: Label, rule: Mapping[str, Any], deadlines: list[str], stages: list[int],
    more: Mapping[str, Any],
) -> Awaited:  # fmt: skip
    fixed = {"kind": rule["kind"], "deadlines": deadlines, "types": None, "rank": RANK}
    item = policy_item(pack, code, label, stages, str(rule["ladder"]), {**fixed, **more})
    return Awaited(item.code, label, str(rule["kind"]), tuple(stages), item)
