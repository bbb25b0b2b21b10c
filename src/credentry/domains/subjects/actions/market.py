"""Registering and amending markets, and loading the shipped list of countries and groups."""

import csv
from collections.abc import Iterator
from importlib import resources
from typing import Any

import yaml

from credentry.core.identity.actors import Actor
from credentry.core.records.actions import perform_many
from credentry.core.records.forms import given
from credentry.domains.subjects import errors
from credentry.domains.subjects.actions.forms import MembershipForm
from credentry.domains.subjects.models import Market, MarketMembership
from credentry.foundation.errors import DomainError, Invalid
from credentry.foundation.ids import uuid7
from credentry.plumbing import bulk

REFERENCE = "credentry.domains.subjects"


def register_many(ctx: Any, pairs: Any) -> list[Any]:
    """Register markets; a group may name members of the same batch."""
    codes = {form.code for _, form in pairs}
    known = dict(Market.objects.values_list("code", "pk"))
    taken = codes & known.keys()
    results: list[Any] = []
    forms: dict[str, Any] = {}
    for _, form in pairs:
        if form.code in taken or form.code in forms:
            results.append(Invalid.one("code", errors.MARKET_TAKEN, value=form.code))
            continue
        record = Market(id=uuid7(), **form.model_dump(exclude={"members"}))
        ctx.stamp(record)
        forms[form.code] = form
        known[form.code] = record.pk
        results.append(record)
    for at, one in enumerate(results):
        if isinstance(one, Market):
            fault = _member_fault(one, forms[one.code].members or [], known)
            results[at] = fault or one
    made = [one for one in results if isinstance(one, Market)]
    bulk.insert(Market, made)
    bulk.insert(
        MarketMembership,
        [row for one in made for row in _memberships(one, forms[one.code].members or [], known)],
    )
    return results


def amend(ctx: Any, record: Market, form: Any) -> Market:
    """Change names or memberships; given members replace the old list."""
    sent = given(form)
    members = sent.pop("members", None)
    for name, value in sent.items():
        column: Any = Market._meta.get_field(name)
        setattr(record, name, value if value is not None else column.get_default())
    if sent:
        record.save(update_fields=list(sent))
    if members is not None:
        known = dict(Market.objects.values_list("code", "pk"))
        fault = _member_fault(record, members, known)
        if fault is not None:
            raise fault
        old = sorted(MarketMembership.objects.filter(group=record).values_list("member__code", flat=True))
        MarketMembership.objects.filter(group=record).delete()
        bulk.insert(MarketMembership, list(_memberships(record, members, known)))
        ctx.note(record.pk, "members", old, sorted(one.code for one in members))
    return record


def _member_fault(record: Market, members: list[MembershipForm], known: dict[str, Any]) -> DomainError | None:
    if members and not record.is_group:
        return Invalid.one("members", errors.MARKET_NOT_GROUP)
    unknown = next((one.code for one in members if one.code not in known), None)
    if unknown is not None:
        return Invalid.one("members", errors.MARKET_MEMBER, value=unknown)
    wrong = any(one.to_on is not None and one.to_on < one.from_on for one in members)
    return Invalid.one("members", errors.DATES) if wrong else None


def _memberships(
    group: Market, members: list[MembershipForm], known: dict[str, Any]
) -> Iterator[MarketMembership]:
    for one in members:
        yield MarketMembership(
            group_id=group.pk, member_id=known[one.code], from_on=one.from_on, to_on=one.to_on
        )


def shipped() -> list[dict[str, Any]]:
    """The countries (ISO 3166) and groups that come with the product, as forms."""
    folder = resources.files(REFERENCE) / "reference"
    aliases = yaml.safe_load((folder / "aliases.yaml").read_text("utf-8"))
    rows: list[dict[str, Any]] = []
    for line in csv.DictReader((folder / "countries.csv").read_text("utf-8").splitlines()):
        rows.append(
            {
                "code": line["code"],
                "alpha3": line["alpha3"],
                "name_zh": line["zh"],
                "name_en": line["en"],
                "aliases": aliases.get(line["code"], []),
            }
        )
    for group in yaml.safe_load((folder / "groups.yaml").read_text("utf-8")):
        rows.append(
            {
                "code": group["code"],
                "name_zh": group["zh"],
                "name_en": group["en"],
                "is_group": True,
                "aliases": group.get("aliases", []),
                "members": [
                    {"code": code, "from_on": span["from"], "to_on": span.get("to")}
                    for span in (*group.get("groups", ()), *group["members"])
                    for code in span["codes"]
                ],
            }
        )
    return rows


def install_markets(actor: Actor) -> int:
    """Register the shipped markets that are not there yet; what users changed stays. Returns how many came in."""
    known = set(Market.objects.values_list("code", flat=True))
    rows = [{"payload": one} for one in shipped() if one["code"] not in known]
    if not rows:
        return 0
    outcome = perform_many(actor, "market", "register", rows, why="reference data", atomic=True)
    return len(outcome.done)
