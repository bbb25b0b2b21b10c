"""Fills an empty instance through the product's own set-based write path and remembers what it made."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from bench.company import MARKETS, TYPES, Line, Sizes, holder_name, lines
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds, queries
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.principals.bootstrap import ensure_root_unit
from credentry.delivery.cli.instance import install_pack

BATCH = 10_000
PASSWORD = "bench-of-credentry"
Say = Callable[[str], None]


@dataclass(slots=True)
class World:
    """Ids of everything a credential points to, by position or code."""

    actor: Actor
    today: date
    sizes: Sizes
    root: UUID
    units: list[UUID] = field(default_factory=list)
    people: list[UUID] = field(default_factory=list)
    issuers: list[UUID] = field(default_factory=list)
    holders: list[UUID] = field(default_factory=list)
    products: list[UUID] = field(default_factory=list)
    types: dict[str, UUID] = field(default_factory=dict)
    markets: dict[str, UUID] = field(default_factory=dict)
    token: str = ""
    rows: int = 0
    speed: float = 0
    copied: float = 0

    def remember(self, file: Path) -> None:
        """Write down everything but the actor, for ``remembered``."""
        known = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "actor"}
        known["sizes"] = asdict(self.sizes)
        file.write_bytes(orjson.dumps(known))


def remembered(file: Path) -> World:
    """The world of a register built before."""
    known = orjson.loads(file.read_bytes())
    for name in ("units", "people", "issuers", "holders", "products"):
        known[name] = [UUID(one) for one in known[name]]
    for name in ("types", "markets"):
        known[name] = {code: UUID(one) for code, one in known[name].items()}
    known |= {"today": date.fromisoformat(known["today"]), "root": UUID(known["root"])}
    known["sizes"] = Sizes(**known["sizes"])
    return World(Actor.system("bench", via="cli"), **known)


def surroundings(today: date, sizes: Sizes, say: Say) -> World:
    """Pack, units, people, companies and products; and a reader whose rights are a role in the top unit's subtree."""
    actor = Actor.system("bench", via="cli")
    world = World(actor, today, sizes, ensure_root_unit("ROOT", "基准集团").pk)
    say("solution pack, units, people, companies, products")
    install_pack("product-certification")
    for position in range(sizes.units):
        parent = world.root if position < 10 else world.units[position % 10]
        payload = {"code": f"U{position:03}", "name": f"第{position}事业部", "parent": parent}
        world.units.append(perform(actor, "unit", "define", None, payload).id)
    rows = [
        {
            "username": f"person{position:03}",
            "name": f"员工{position:03}",
            "unit": world.units[position % sizes.units],
        }
        for position in range(sizes.people)
    ]
    world.people = register(actor, "user", "invite", rows)
    unit = world.units[0]
    world.issuers = register(
        actor, "organisation", "register",
        [{"title": f"基准认证机构{i:03}", "code": f"ISS-{i:03}", "unit": unit, "is_issuer": True}
         for i in range(sizes.issuers)],
    )  # fmt: skip
    world.holders = register(
        actor, "organisation", "register",
        [{"title": holder_name(i), "code": f"ORG-{i:03}", "unit": world.units[i % sizes.units], "is_own": True}
         for i in range(sizes.holders)],
    )  # fmt: skip
    world.products = register(
        actor, "product", "register",
        [{"title": f"产品 P{i:05}", "code": f"P{i:05}", "level": "model", "unit": world.units[i % sizes.units]}
         for i in range(sizes.products)],
    )  # fmt: skip
    world.types = by_code(actor, "credential_type", [code for code, _, _ in TYPES])
    world.markets = by_code(actor, "market", sorted({code for codes in MARKETS.values() for code in codes}))
    world.token = issue_token(reader(world))
    return world


def reader(world: World) -> str:
    """A user who may do everything, but only below the top unit: every read has to apply that reach."""
    grants = [{"kind": "*", "action": "*"}]
    role = perform(
        world.actor,
        "role",
        "define",
        None,
        {"code": "bench", "name": "基准", "name_en": "Bench", "grants": grants},
    )
    payload = {"username": "reader", "password": PASSWORD, "name": "基准用户", "unit": world.root}
    user = perform(world.actor, "user", "invite", None, payload)
    reach = {"role": role.id, "reach": "subtree", "unit": world.root}
    perform(world.actor, "user", "assign", user.id, reach)
    return "reader"


def issue_token(username: str) -> str:
    """A bearer token of the bench user."""
    from credentry.delivery.cli.output import cli_actor

    payload = {"name": "bench", "scope": ["*"], "days": 2}
    return str(perform(cli_actor(username), "api_token", "issue", None, payload).record.secret)


def register(actor: Actor, kind: str, action: str, rows: Sequence[dict[str, Any]]) -> list[UUID]:
    """Make all rows; the ids in their order."""
    outcome = perform_many(actor, kind, action, [{"payload": row} for row in rows], atomic=True)
    return [outcome.done[index] for index in range(len(rows))]


def by_code(actor: Actor, kind: str, codes: Sequence[str]) -> dict[str, UUID]:
    rows = queries.visible(actor, kinds.get(kind)).filter(code__in=codes)
    found: dict[str, UUID] = dict(rows.values_list("code", "id"))
    assert set(found) == set(codes), f"no {kind} {sorted(set(codes) - set(found))}"
    return found


def payload(world: World, line: Line) -> dict[str, Any]:
    """The form of register for one line."""
    return {
        "type": world.types[line.type],
        "title": line.title,
        "credential_no": line.number,
        "number_confirmed": True,
        "issuer": world.issuers[line.issuer],
        "holder": world.holders[line.holder],
        "issued_on": line.issued_on,
        "valid_from": line.issued_on,
        "valid_to": line.valid_to,
        "products": (world.products[line.product],),
        "markets": tuple(world.markets[code] for code in line.markets),
        "unit": world.units[line.unit],
        "responsible": world.people[line.person],
        "notes": line.note,
    }


def batches(rows: Iterator[Line], size: int) -> Iterator[list[Line]]:
    while batch := list(islice(rows, size)):
        yield batch


def credentials(world: World, count: int, say: Say, start: int = 0) -> float:
    """Register ``count`` credentials; rows per second."""
    began, done = time.monotonic(), 0
    for batch in batches(lines(count, world.today, world.sizes, start), BATCH):
        outcome = perform_many(
            world.actor, "credential", "register", [{"payload": payload(world, one)} for one in batch]
        )
        assert not outcome.errors, outcome.errors[0].error.message("en")
        done += len(batch)
        if done % (BATCH * 5) == 0 or done == count:
            say(f"{done:,} credentials, {done / (time.monotonic() - began):,.0f} rows/s")
    return count / (time.monotonic() - began)
