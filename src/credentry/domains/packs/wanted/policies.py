"""Alert policies of a pack: who is told of which deadline how many days before."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from credentry.domains.credentials.rules import windows
from credentry.domains.credentials.vocabulary import DEADLINES, DEFAULT_WARN_DAYS
from credentry.domains.packs.shipped import Pack, packs
from credentry.domains.packs.wanted.items import Item
from credentry.foundation.labels import Label

EXPIRY, RENEWAL, DUTY = "expiry_date", "renewal_deadline", "duty_due"
# Where a filing deadline comes first, the expiry day keeps only its last reminders.
LAST_BEFORE_EXPIRY = (30, 7)
LAST_BEFORE_FILING = (7, 1, 0)
# The more specific policy speaks; users' own policies outrank both.
RANK_OF_PACK, RANK_OF_FILING, RANK_OF_TYPES = 1, 3, 5
# Whom a ladder tells and from how many days before on.
LADDERS: dict[str, tuple[tuple[str, int | None], ...]] = {
    "standard": (("responsible", None), ("manager", 7), ("unit_head", -1)),
    "fast": (("responsible", None), ("manager", 3), ("unit_head", 0)),
    "personnel": (("responsible", None), ("manager", 30), ("unit_head", -1)),
    "engineering_site": (("responsible", None), ("manager", 15), ("unit_head", 0)),
}
_SOME_DAY = date(2026, 11, 20)


def policies(pack: Pack) -> list[Item]:
    """The policies of the pack's own types: by default, for types with a filing deadline, and by type."""
    default, duty = pack.policies["default"], pack.policies["duty"]
    ladder = str(default["ladder"])
    offsets, final = list(default["offsets"]), list(default["final_offsets"])
    whole = _where("pack", "=", pack.code)
    made = [
        _item(pack, "expiry", Label("到期", "expiry"), [EXPIRY], whole, offsets + final, ladder, RANK_OF_PACK),
        _item(pack, "filing", Label("续期申请截止", "filing deadline"), [RENEWAL], whole,
              offsets + list(LAST_BEFORE_FILING), ladder, RANK_OF_PACK),
        _item(pack, "duty", Label("周期性义务", "periodic duties"), ["duty*"], whole, list(duty["offsets"]),
              str(duty["ladder"]), RANK_OF_PACK),
    ]  # fmt: skip
    filed = _filed(pack)
    if filed:
        made.append(
            _item(pack, "expiry-after-filing", Label("到期(有申请截止日的类型)", "expiry, types with a filing deadline"),
                  [EXPIRY], _where("code", "in", filed), [*LAST_BEFORE_EXPIRY, *final], ladder, RANK_OF_FILING)
        )  # fmt: skip
    return made + list(_by_type(pack, final, ladder))


def _filed(pack: Pack) -> list[str]:
    """Types whose renewal must be filed before they expire and that have no policy of their own."""
    named = {code for one in pack.policies["overrides"] for code in one["types"]}
    return sorted(
        one["code"]
        for one in pack.types
        if one["code"] not in named and windows.renewal(one["renewal"], _SOME_DAY).files_by is not None
    )


def _by_type(pack: Pack, final: Sequence[int], ladder: str) -> Iterable[Item]:
    """One policy for each set of types and deadline that the content names."""
    by_code = {one["code"]: one for one in pack.types}
    taken: set[tuple[str, str]] = set()
    for rule in pack.policies["overrides"]:
        steps = str(rule.get("ladder", ladder))
        anchors = {name: list(days) for name, days in rule.get("anchors", {}).items()}
        if rule.get("duty_offsets"):
            anchors.setdefault(DUTY, list(rule["duty_offsets"]))
        opens = anchors.pop("renewal_open", None)
        if EXPIRY in anchors or opens is not None:
            anchors[EXPIRY] = [*anchors.get(EXPIRY, LAST_BEFORE_EXPIRY), *final]
        for anchor, days in anchors.items():
            if anchor not in DEADLINES:
                continue  # a day this version does not derive yet
            codes = [code for code in rule["types"] if (code, anchor) not in taken]
            taken |= {(code, anchor) for code in codes}
            more = _openings(by_code, codes) if anchor == EXPIRY and opens is not None else {}
            for group in _groups(codes, more):
                label = Label(
                    f"{by_code[group[0]]['zh']}{'等' if len(group) > 1 else ''}·{DEADLINES[anchor].zh}",
                    f"{by_code[group[0]]['en']}{' and others' if len(group) > 1 else ''}: {DEADLINES[anchor].en}",
                )
                stages = [*days, *([more[group[0]]] if group[0] in more else [])]
                codename = f"{group[0].lower()}-{anchor.replace('_', '-')}"
                yield _item(pack, codename, label, ["duty*" if anchor == DUTY else anchor],
                            _where("code", "in", sorted(group)), stages, steps, RANK_OF_TYPES)  # fmt: skip


def _openings(by_code: Mapping[str, Any], codes: Sequence[str]) -> dict[str, int]:
    """Type → days before expiry on which its filing window opens."""
    found = {}
    for code in codes:
        opens_on = windows.renewal(by_code[code]["renewal"], _SOME_DAY).opens_on
        if opens_on is not None:
            found[code] = (_SOME_DAY - opens_on).days
    return found


def _groups(codes: Sequence[str], more: Mapping[str, int]) -> list[list[str]]:
    """Codes that share the same further stage."""
    groups: dict[int | None, list[str]] = {}
    for code in codes:
        groups.setdefault(more.get(code), []).append(code)
    return list(groups.values())


def _where(field: str, operator: str, value: Any) -> dict[str, Any]:
    return {
        "combinator": "and",
        "not": False,
        "rules": [{"field": field, "operator": operator, "value": value}],
    }


def _item(
    pack: Pack, code: str, label: Label, deadlines: list[str], types: dict[str, Any], stages: Iterable[int],
    ladder: str, rank: int,
) -> Item:  # fmt: skip
    form: dict[str, Any] = {
        "code": f"{pack.code}-{code}",
        "name": f"{pack.name.zh}:{label.zh}",
        "name_en": f"{pack.name.en}: {label.en}",
        "kind": "credential",
        "deadlines": deadlines,
        "types": types,
        "stages": sorted(set(stages), reverse=True),
        "recipients": [
            {"relation": relation, "code": "", "from_stage": stage} for relation, stage in LADDERS[ladder]
        ],
        "channels": ["inbox", "email"],
        "rank": rank,
        "source": f"pack:{pack.code}",
    }
    return Item("alert_policy", form["code"], form)


@lru_cache(maxsize=1)
def _warnings() -> dict[tuple[str, str], int]:
    """(pack, type) → the earliest reminder before expiry: from then on it shows as expiring soon."""
    found = {}
    for pack in packs().values():
        default = max(pack.policies["default"]["offsets"])
        for one in pack.types:
            found[(pack.code, one["code"])] = default
        for rule in pack.policies["overrides"]:
            days = [*rule.get("anchors", {}).get(EXPIRY, ()), *rule.get("anchors", {}).get(RENEWAL, ())]
            for code in rule["types"]:
                if days and (pack.code, code) in found:
                    found[(pack.code, code)] = max(days)
    return found


def warn_days(pack: str, code: str) -> int:
    """How many days before its end a credential of the type shows as expiring soon."""
    return _warnings().get((pack, code), DEFAULT_WARN_DAYS)
