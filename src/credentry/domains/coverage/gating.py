"""What the gate hears from here: a product without what its market demands is not sold or imported there."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.domains.coverage.models import Obligation, Pursuit
from credentry.domains.coverage.vocabulary import (
    BLOCKING,
    MARKET,
    MET,
    MET_EXPIRING,
    STATES,
    SURE,
    UNKNOWN,
)
from credentry.domains.gate.checks import Asked, Finding
from credentry.domains.subjects.queries import memberships
from credentry.foundation.labels import L, Label

ACTS = frozenset({"sell", "import"})
_SATISFIED = (MET, MET_EXPIRING)
_KNOWN = L("该市场的要求已按规则核对", "What the market requires was checked by the rules")


def required(
    actor: Actor, questions: Sequence[Asked], known: datetime | None
) -> Mapping[int, Sequence[Finding]]:
    """Every unmet mandatory requirement of products meant for the market asked (or a group that contains it), with its
    days: deny; where the rule is still to be confirmed, a fact is unknown or it is waived: warn.

    Products that are not meant for the market are left to what is registered. What was known at an earlier instant is not
    kept here: such questions get no finding.
    """
    if known is not None:
        return {}
    mine = [one for one in questions if one.subject_kind == "product" and one.market_id and one.act in ACTS]
    if not mine:
        return {}
    meant: dict[UUID, list[tuple[int, UUID, date, date]]] = {}
    rows = Pursuit.objects.filter(context=MARKET, subject__in={one.subject_id for one in mine})
    for subject, pk, market, starts, ends in rows.values_list("subject", "pk", "market", "starts", "ends"):
        if market is not None:
            meant.setdefault(subject, []).append((pk, market, starts, ends))
    if not meant:
        return {}
    places = memberships()
    said = _said({pk for some in meant.values() for pk, *_ in some})
    found: dict[int, list[Finding]] = {}
    for one in mine:
        assert one.market_id is not None
        cover = places.cover(one.market_id, one.on)
        for pk, market, starts, ends in meant.get(one.subject_id, ()):
            if market in cover:
                checked = Finding(
                    "requirements_checked", "info", _KNOWN, _open(starts), _open(ends), settled=True
                )
                found.setdefault(one.index, []).extend((checked, *said.get(pk, ())))
    return found


def _said(pursuits: set[int]) -> dict[int, list[Finding]]:
    """Pursuit → a finding for every stretch of days in which a mandatory requirement is not met."""
    rows = Obligation.objects.filter(pursuit__in=pursuits, rule__severity=BLOCKING).exclude(
        state__in=_SATISFIED
    )
    columns = (
        "pursuit", "state", "rule__certainty", "rule__code", "rule__name_zh", "rule__name_en", "type_code", "starts",
        "ends", "waiver__number", "until",
    )  # fmt: skip
    found: dict[int, list[Finding]] = {}
    for pk, state, certainty, code, zh, en, kind, starts, ends, waiver, until in rows.order_by(
        "rule__code", "starts"
    ).values_list(*columns):
        rule = Label(zh, en or zh)
        if waiver:
            said = Finding("requirement_waived", "warn", _waived(code, rule, waiver, until), starts, ends)
        else:
            severity = "deny" if certainty == SURE and state != UNKNOWN else "warn"
            text = _text(code, rule, STATES[state], kind)
            said = Finding("requirement_open", severity, text, _open(starts), _open(ends))
        found.setdefault(pk, []).append(said)
    return found


def _waived(code: str, rule: Label, waiver: str, until: date) -> Label:
    return Label(
        f"要求“{rule.zh}”({code}):已豁免至 {until}({waiver})",
        f"Requirement “{rule.en}” ({code}): waived until {until} ({waiver})",
    )


def _text(code: str, rule: Label, state: Label, kind: str) -> Label:
    return Label(
        f"要求“{rule.zh}”({code}):{state.zh}{f' {kind}' if kind else ''}",
        f"Requirement “{rule.en}” ({code}): {state.en.lower()}{f' {kind}' if kind else ''}",
    )


def _open(day: date) -> date | None:
    return None if day in (date.min, date.max) else day
