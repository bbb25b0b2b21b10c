"""Certificates of the sample company: registered with their first paper, renewed to the last, with what befell them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds, queries
from credentry.core.records.actions import perform, perform_many
from credentry.delivery.cli.demo import standards
from credentry.delivery.cli.demo.plan import Certificate, Paper

CHANGE_ACTIONS = {"suspended": "suspend", "reinstated": "reinstate", "cancelled": "cancel"}
STAGES = ("准备资料", "已递交", "测试中", "待发证")


@dataclass(frozen=True, slots=True)
class Ids:
    """What certificates point to, by the codes of the tables."""

    units: dict[str, UUID]
    people: dict[str, UUID]
    holders: dict[str, UUID]
    products: dict[str, UUID]
    types: dict[str, UUID]
    markets: dict[str, UUID]


def renewal_field(actor: Actor) -> None:
    """A field that the sample company added by itself: how far a renewal has come."""
    choices = [
        {"value": value, "zh": value, "en": english}
        for value, english in zip(
            STAGES, ("Preparing papers", "Filed", "Testing", "Awaiting issue"), strict=True
        )
    ]
    payload = {
        "kind": "credential",
        "code": "renewal_stage",
        "name_zh": "续期进度",
        "name_en": "Renewal stage",
        "value_type": "choice",
        "options": choices,
        "all_types": True,
    }
    perform(actor, "custom_field", "define", None, payload)


def paper_payload(paper: Paper, issuer: UUID) -> dict[str, Any]:
    """One paper as the forms of register and renew take it."""
    return {
        "credential_no": paper.number,
        "issuer": issuer,
        "issued_on": paper.issued_on,
        "valid_from": paper.valid_from,
        "valid_to": paper.valid_to,
        "cost": paper.cost or None,
        "currency": "CNY" if paper.cost else "",
    }


def certificate_payload(one: Certificate, ids: Ids) -> dict[str, Any]:
    """The form of register for one certificate."""
    holder = ids.holders[one.holder]
    issuer = holder if one.issuer == "OWN" else ids.holders[one.issuer]
    custom = {"renewal_stage": STAGES[len(one.key) % len(STAGES)]} if one.renewing else {}
    return paper_payload(one.papers[0], issuer) | {
        "type": ids.types[one.type],
        "title": one.title,
        "holder": holder,
        "first_issued_on": one.papers[0].issued_on,
        "products": [ids.products[code] for code in one.products],
        "markets": [ids.markets[code] for code in one.markets],
        "standards": standards.based_on(one),
        "unit": ids.units[one.unit],
        "responsible": ids.people[one.keeper],
        "deputy": ids.people[one.deputy],
        "custom": custom,
    }


def by_code(actor: Actor, kind: str, codes: Collection[str]) -> dict[str, UUID]:
    """Code → id of records that must exist. Raises KeyError naming the missing ones."""
    rows = queries.visible(actor, kinds.get(kind)).filter(code__in=codes)
    found: dict[str, UUID] = dict(rows.values_list("code", "id"))
    if missing := set(codes) - found.keys():
        raise KeyError(f"no {kind} {sorted(missing)}")
    return found


def credentials(actor: Actor, plan: list[Certificate], ids: Ids) -> dict[str, UUID]:
    """Key → id of every certificate with all its papers and status changes."""
    rows = [{"payload": certificate_payload(one, ids)} for one in plan]
    outcome = perform_many(actor, "credential", "register", rows, atomic=True)
    made = {one.key: outcome.done[index] for index, one in enumerate(plan)}
    for turn in range(1, max(len(one.papers) for one in plan)):
        renewals = []
        for one in plan:
            if len(one.papers) > turn:
                issuer = ids.holders[one.holder if one.issuer == "OWN" else one.issuer]
                renewals.append({"id": made[one.key], "payload": paper_payload(one.papers[turn], issuer)})
        perform_many(actor, "credential", "renew", renewals, atomic=True, why="到期换证")
    changes(actor, plan, made)
    inspections(actor, plan, made)
    return made


def changes(actor: Actor, plan: Iterable[Certificate], made: dict[str, UUID]) -> None:
    """Suspensions, reinstatements and endings, in the order they happened."""
    for one in plan:
        for change in one.changes:
            day = change.effective_on
            notice = f"通知〔{day.year}〕{day:%m%d}号"
            payload = {"effective_on": day, "reason": change.reason, "document_no": notice}
            perform(actor, "credential", CHANGE_ACTIONS[change.status], made[one.key], payload)


def inspections(actor: Actor, plan: Iterable[Certificate], made: dict[str, UUID]) -> None:
    """Factory inspections passed; one that was missed ends the standing after its grace."""
    for one in plan:
        if (duty := one.inspection) is None:
            continue
        if duty.done_on:
            payload = {"code": duty.duty, "done_on": duty.done_on, "result": "监督检查合格"}
            perform(actor, "credential", "record_duty", made[one.key], payload)
        else:
            payload = {
                "code": duty.duty,
                "name_zh": duty.name_zh,
                "name_en": duty.name_en,
                "due_on": duty.due_on,
                "grace_days": 90,
            }
            perform(actor, "credential", "schedule_duty", made[one.key], payload)
