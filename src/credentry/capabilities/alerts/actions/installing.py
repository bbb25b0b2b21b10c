"""Policies that come with the product or with a pack: installed as records, upgraded while nobody changed them.

The content is a pack's ``policies`` section: ``default`` and ``duty`` with ``offsets`` (days before), ``overrides``
for type codes with ``anchors`` (deadline code → offsets). Parts about other things (project steps, shipments) are
not of this room and are passed over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from credentry.capabilities.alerts.actions.forms import ShippedPolicy
from credentry.capabilities.alerts.actions.policies import SAID, said
from credentry.capabilities.alerts.models import AlertPolicy
from credentry.capabilities.alerts.rules import ordered
from credentry.capabilities.alerts.vocabulary import DEADLINE_WORDS, Channel, Relation, word
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.foundation.labels import L, Label

#: After the day itself reminders go on until somebody decides.
AFTERWARDS = (0, -7, -30)
USUAL = (90, 60, 30)
#: Shipped policies rank below what people define for types (10), the more specific above the more general.
GENERAL, PACK, TYPES = -10, 5, 8
RECIPIENTS = (
    {"relation": Relation.RESPONSIBLE.value, "code": "", "from_stage": None},
    {"relation": Relation.DEPUTY.value, "code": "", "from_stage": 0},
    {"relation": Relation.UNIT_HEAD.value, "code": "", "from_stage": 0},
)
EXPIRY, DUTY = "expiry_date", "duty_due"

Payload = dict[str, Any]


@dataclass
class Installed:
    """Codes of the policies made, upgraded, already there, and left alone because somebody changed them."""

    made: list[str] = field(default_factory=list)
    upgraded: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def install_defaults(actor: Actor) -> Installed:
    """The policies every instance has: 90, 60 and 30 days before, on the day and after it, for each kind with deadlines."""
    payloads = []
    for kind in kinds.all_kinds():
        if kind.deadlines is not None:
            payloads += _general(kind.name, kind.label)
    return install(actor, payloads, "credentry")


def install_pack(
    actor: Actor, pack: str, name: Label, policies: Mapping[str, Any], kind: str = "credential"
) -> Installed:
    """The policies of a pack's content; ``name`` is the pack's name. Safe to repeat."""
    return install(actor, pack_policies(pack, name, policies, kind), pack)


def install(actor: Actor, payloads: Iterable[Payload], source: str) -> Installed:
    """Make or upgrade the policies given as payloads of the action ``define``; people's changes are kept."""
    done = Installed()
    wanted = list(payloads)
    known = {one.code: one for one in AlertPolicy.objects.filter(code__in=[one["code"] for one in wanted])}
    for payload in wanted:
        form = ShippedPolicy(**payload, source=source)
        policy = known.get(form.code)
        if policy is None:
            perform(actor, "alert_policy", "define", None, form)
            done.made.append(form.code)
        elif said(policy) != policy.installed:
            done.kept.append(form.code)
        elif said(policy) == {name: payload[name] for name in SAID}:
            done.unchanged.append(form.code)
        else:
            perform(
                actor, "alert_policy", "amend", policy.pk, form.model_copy(update={"active": policy.active})
            )
            done.upgraded.append(form.code)
    return done


def pack_policies(
    pack: str, name: Label, policies: Mapping[str, Any], kind: str = "credential"
) -> list[Payload]:
    """The payloads that a pack's ``policies`` section means."""
    of_pack = _where("pack", "=", pack)
    found = []
    default, duty = policies.get("default"), policies.get("duty")
    if default:
        stages = (*default["offsets"], *default.get("final_offsets", ()), *AFTERWARDS)
        label = L(f"{name.zh}:默认", f"{name.en}: default")
        found.append(_payload(pack, label, kind, [], of_pack, stages, PACK))
    if duty:
        label = L(f"{name.zh}:定期义务", f"{name.en}: duties")
        stages = (*duty["offsets"], *AFTERWARDS)
        found.append(_payload(f"{pack}-duty", label, kind, ["duty*"], of_pack, stages, PACK + 1))
    for override in policies.get("overrides", ()):
        found += _overrides(pack, name, override, kind)
    return found


def _overrides(pack: str, name: Label, override: Mapping[str, Any], kind: str) -> list[Payload]:
    types = list(override["types"])
    anchors = dict(override.get("anchors", {}))
    if "duty_offsets" in override:
        anchors[DUTY] = override["duty_offsets"]
    more = f" +{len(types) - 1}" if len(types) > 1 else ""
    found = []
    for code, offsets in anchors.items():
        about = word(DEADLINE_WORDS, code)
        label = L(f"{name.zh}:{types[0]}{more} {about.zh}", f"{name.en}: {types[0]}{more} {about.en}")
        stages = (*offsets, *AFTERWARDS) if code in (EXPIRY, DUTY) else tuple(offsets)
        own = f"{pack}-{types[0].lower()}-{code}"[:80]
        found.append(_payload(own, label, kind, [code], _where("code", "in", types), stages, TYPES))
    return found


def _general(kind: str, label: Label) -> list[Payload]:
    usual = L(f"{label.zh}:默认提醒", f"{label.en}: default")
    duties = L(f"{label.zh}:定期义务", f"{label.en}: duties")
    return [
        _payload(f"{kind}-default", usual, kind, [], None, (*USUAL, *AFTERWARDS), GENERAL),
        _payload(f"{kind}-duty", duties, kind, ["duty*"], None, (*USUAL, 7, *AFTERWARDS), GENERAL + 1),
    ]


def _where(name: str, operator: str, value: Any) -> Payload:
    return {"combinator": "and", "rules": [{"field": name, "operator": operator, "value": value}]}


def _payload(
    code: str,
    label: Label,
    kind: str,
    deadlines: list[str],
    types: Payload | None,
    stages: Iterable[int],
    rank: int,
) -> Payload:
    return {
        "code": code,
        "name": label.zh,
        "name_en": label.en,
        "kind": kind,
        "deadlines": deadlines,
        "types": types,
        "condition": None,
        "stages": ordered(stages),
        "recipients": [dict(one) for one in RECIPIENTS],
        "channels": [Channel.INBOX.value, Channel.EMAIL.value],
        "rank": rank,
    }
