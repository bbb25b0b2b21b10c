"""Loads the whole sample in one transaction: it is there completely or not at all."""

import unicodedata
from collections.abc import Callable, Iterator

from django.db import transaction

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds, queries
from credentry.delivery.cli.demo import (
    cases,
    files,
    incoming,
    meant,
    organisation,
    register,
    standards,
    views,
)
from credentry.delivery.cli.demo.plan import Planner, table
from credentry.delivery.cli.instance import install_pack
from credentry.foundation import clock

PACKS = ("product-certification", "quality-system", "personnel-certificates")
Say = Callable[[str], None]


class ForeignData(Exception):
    """The instance holds something that the sample must not be mixed with."""


def load_once(say: Say) -> bool:
    """Load the sample into an empty instance; False when it is there already. Raises ForeignData."""
    actor = Actor.system("demo", via="cli")
    units = set(queries.visible(actor, kinds.get("unit")).values_list("code", flat=True))
    if table("company")["units"][0]["code"] in units:
        return False
    if units:
        raise ForeignData(
            "This instance already holds data of its own; choose another CREDENTRY_HOME for the sample."
        )
    with transaction.atomic():
        _load(actor, say)
    return True


def _load(actor: Actor, say: Say) -> None:
    for pack in PACKS:
        say(f"solution pack {pack}")
        install_pack(pack)
    say("units, people, roles, posts")
    units = organisation.units(actor)
    people = organisation.people(actor, units)
    say("companies, issuing bodies, staff, products")
    organisations = organisation.organisations(actor, units)
    staff = organisation.staff(actor, units, organisations)
    products = organisation.catalogue(actor, units)
    say(f"{standards.register(actor)} editions of standards")
    register.renewal_field(actor)
    plan = Planner(clock.today()).certificates()
    ids = register.Ids(
        units=units,
        people=people,
        holders=organisations | staff,
        products=products,
        types=register.by_code(actor, "credential_type", {one.type for one in plan}),
        markets=register.by_code(actor, "market", {code for one in plan for code in one.markets}),
    )
    say(f"{len(plan)} certificates with {sum(len(one.papers) for one in plan)} terms")
    made = register.credentials(actor, plan, ids)
    say(f"{sum(len(one.papers) for one in plan if one.with_file)} scans")
    files.scans(actor, plan, made)
    meant_for = meant.engagements(actor, products | staff | organisations, people)
    say(f"{meant_for} markets, posts and supplies meant")
    say(f"{meant.scenarios(products | staff, plan, made)} scenarios kept")
    say(f"{cases.started(actor, plan, made)} renewals and changes under way")
    say(f"{incoming.papers(actor, plan, ids)} incoming papers")
    say(f"{views.save(actor, units)} saved views")


def sign_ins() -> Iterator[str]:
    """One line per account: user name, name, post; the password they share comes first."""
    company = table("company")
    yield f"password / 密码: {company['password']}"
    for row in company["people"]:
        name = row["zh"]
        yield f"{row['username']:14} {name}{' ' * max(1, 14 - width(name))}{row['post']}"


def width(text: str) -> int:
    """Columns that ``text`` takes in a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
