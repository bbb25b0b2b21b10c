"""Alert policies of a pack: who is told of which deadline how many days before."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from credentry.domains.credentials.rules import windows
from credentry.domains.credentials.vocabulary import DEADLINES, DEFAULT_WARN_DAYS
from credentry.domains.packs.shipped import Pack, packs
from credentry.domains.packs.wanted.awaited import awaited
from credentry.domains.packs.wanted.items import Item
from credentry.domains.packs.wanted.ladders import LEVELS, policy_item
from credentry.foundation.labels import Label

EXPIRY, RENEWAL, DUTY, OPENS = "expiry_date", "renewal_deadline", "duty_due", "renewal_open"
STUDY = "duty_continuing_education"
# Days that no other policy of a pack speaks for.
OTHERS = ("start_deadline", "age_limit", "suspension_end", "standing_end", "usage_valid_until", "exemption_expiry",
          "next_inspection_date", "use_term_end")  # fmt: skip
# A yearly window opens and closes like any filing window.
_SAME = {"window_open": OPENS, "window_close": EXPIRY}
# Where a filing deadline comes first, the expiry day keeps only its last reminders.
LAST_BEFORE_EXPIRY = (30, 7)
LAST_BEFORE_FILING = (7, 1, 0)
# What was not done goes on being told of until somebody decides.
AFTER_DUTY = (0, -7, -30)
# The pack whose users answer for the certificates of a unit's people.
STAFF = "personnel-certificates"
# The more specific policy speaks; users' own policies outrank both.
RANK_OF_PACK, RANK_OF_DUTY, RANK_OF_FILING, RANK_OF_TYPES = 1, 2, 3, 5
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
        _item(pack, "duty", Label("周期性义务", "periodic duties"), ["duty*"], whole, [*duty["offsets"], *AFTER_DUTY],
              str(duty["ladder"]), RANK_OF_PACK),
    ]  # fmt: skip
    study = pack.policies.get("continuing_education")
    if study:
        made.append(
            _item(pack, "continuing-education", Label("继续教育", "continuing education"), [STUDY], whole,
                  [*study["offsets"], *AFTER_DUTY], str(duty["ladder"]), RANK_OF_DUTY)
        )  # fmt: skip
    made.append(
        _item(pack, "other-days", Label("其他期限", "other days"), list(OTHERS), whole, offsets + final, ladder,
              RANK_OF_PACK)
    )  # fmt: skip
    made += [*_of_events(pack, whole), *_of_units(pack)]
    filed = _filed(pack)
    if filed:
        made.append(
            _item(pack, "expiry-after-filing", Label("到期(有申请截止日的类型)", "expiry, types with a filing deadline"),
                  [EXPIRY], _where("code", "in", filed), [*LAST_BEFORE_EXPIRY, *final], ladder, RANK_OF_FILING)
        )  # fmt: skip
    if pack.policies.get("last_days"):
        made.append(_with_last_days(pack, whole, offsets, ladder))
    return [*made, *_by_type(pack, final, ladder), *awaited(pack)]


def _of_events(pack: Pack, whole: dict[str, Any]) -> Iterable[Item]:
    """A holder who left with the certificate (urgent, to whoever keeps staff certificates), and an issuer's change of
    status (critical, to those it touches: owner, compliance, sales)."""
    for code, label, deadline, stages, ladder, level, told in (
        ("leaver", Label("离职人员证书移交", "hand-over of leavers' certificates"), "handover_due", (7, 0, -7, -30),
         "personnel", "urgent", ("hr",)),
        ("status", Label("证书状态变化", "change of status"), "notice_status", (0,), "fast", "critical",
         ("compliance", "sales")),
    ):  # fmt: skip
        item = _item(pack, code, label, [deadline], whole, stages, ladder, RANK_OF_DUTY)
        owner = {"relation": "responsible", "code": "", "from_stage": None}
        roles = [{"relation": "role", "code": one, "from_stage": None} for one in told]
        form = {"recipients": [owner, *roles], "levels": dict.fromkeys(LEVELS, LEVELS[level])}
        yield Item(item.kind, item.code, {**item.form, **form})


def _of_units(pack: Pack) -> Iterable[Item]:
    """What the head of a unit is told of its people's certificates: two quarters below the target (urgent, with whoever
    keeps staff certificates and the management), and a month in which far more runs out than in others (info)."""
    if pack.code != STAFF:
        return
    head = {"relation": "responsible", "code": "", "from_stage": None}
    for code, label, deadline, stages, ladder, level, told in (
        ("rate-below", Label("连续两季度合格率低于95%", "two quarters below 95%"), "rate_below", (0, -7, -30), "fast",
         "urgent", (("role", "hr"), ("manager", ""))),
        ("expiry-peak", Label("到期高峰预测", "expiry peaks"), "expiry_peak", (0,), "standard", "info",
         (("role", "hr"),)),
    ):  # fmt: skip
        more = {
            "kind": "unit", "deadlines": [deadline], "types": None, "rank": RANK_OF_DUTY,
            "recipients": [head, *({"relation": who, "code": role, "from_stage": None} for who, role in told)],
            "levels": dict.fromkeys(LEVELS, LEVELS[level]),
        }  # fmt: skip
        yield policy_item(pack, code, label, stages, ladder, more)


def _with_last_days(pack: Pack, whole: dict[str, Any], offsets: list[int], ladder: str) -> Item:
    """The expiry policy with the last days before it as well: switched off, for whoever wants them."""
    item = _item(pack, "expiry-last-days", Label("到期(含最后几天)", "expiry, the last days too"), [EXPIRY], whole,
                 [*offsets, *pack.policies["last_days"]], ladder, RANK_OF_DUTY)  # fmt: skip
    return Item(item.kind, item.code, {**item.form, "active": False})


def _filed(pack: Pack) -> list[str]:
    """Types whose renewal must be filed before they expire and whose expiry has no policy of its own."""
    by_code = {one["code"]: one for one in pack.types}
    named = {
        code
        for one in pack.policies["overrides"]
        if EXPIRY in _anchors(one, by_code, ())
        for code in one["types"]
    }
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
        for anchor, days in _anchors(rule, by_code, final).items():
            codes = [code for code in rule["types"] if (code, anchor) not in taken]
            taken |= {(code, anchor) for code in codes}
            if not codes:
                continue
            label = Label(
                f"{by_code[codes[0]]['zh']}{'等' if len(codes) > 1 else ''}·{DEADLINES[anchor].zh}",
                f"{by_code[codes[0]]['en']}{' and others' if len(codes) > 1 else ''}: {DEADLINES[anchor].en}",
            )
            codename = f"{codes[0].lower()}-{anchor.replace('_', '-')}"
            yield _item(pack, codename, label, ["duty*" if anchor == DUTY else anchor],
                        _where("code", "in", sorted(codes)), days, steps, RANK_OF_TYPES)  # fmt: skip


def _anchors(
    rule: Mapping[str, Any], by_code: Mapping[str, Any], final: Sequence[int]
) -> dict[str, list[int]]:
    """Deadline → days before it, as this version derives deadlines."""
    found: dict[str, list[int]] = {}
    for name, days in rule.get("anchors", {}).items():
        found.setdefault(_SAME.get(name, name), []).extend(days)
    if rule.get("duty_offsets"):
        found.setdefault(DUTY, list(rule["duty_offsets"]))
    for code, days in rule.get("duties", {}).items():
        found[f"duty_{code}"] = list(days)
    if DUTY in found and all(by_code[code]["validity"]["rule"] == "interval" for code in rule["types"]):
        found.setdefault(EXPIRY, []).extend(
            found.pop(DUTY)
        )  # the next inspection is the end of the present one
    for name in found:
        if name.startswith("duty"):
            found[name] = [*found[name], *AFTER_DUTY]
    if EXPIRY in found or OPENS in found:
        found[EXPIRY] = [*found.get(EXPIRY, LAST_BEFORE_EXPIRY), *final]
    unknown = found.keys() - DEADLINES.keys()
    if unknown:
        raise ValueError(f"no such deadline: {sorted(unknown)}")
    return found


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
    more = {"kind": "credential", "deadlines": deadlines, "types": types, "rank": rank}
    return policy_item(pack, code, label, stages, ladder, more)


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
