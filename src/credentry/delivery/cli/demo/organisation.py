"""Units, people, posts and organisations of the sample company, each through ``perform``."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from stdnum.cn import uscc

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.principals.bootstrap import ensure_roles
from credentry.delivery.cli.demo.plan import persons, products, table

Say = Callable[[str], None]

#: Professions that are practised registered with a company.
REGISTERED = {"P-SAFE-REG"}


def units(actor: Actor) -> dict[str, UUID]:
    """Code → id of every unit, parents first."""
    made: dict[str, UUID] = {}
    for row in table("company")["units"]:
        payload = {
            "code": row["code"],
            "name": row["zh"],
            "name_en": row["en"],
            "parent": made.get(row.get("parent", "")),
        }
        made[row["code"]] = perform(actor, "unit", "define", None, payload).id
    return made


def people(actor: Actor, unit_ids: dict[str, UUID]) -> dict[str, UUID]:
    """User name → id; accounts first, then deputies (who may come later in the table), roles and posts."""
    company = table("company")
    roles = ensure_roles()
    made: dict[str, UUID] = {}
    for row in company["people"]:
        payload = person(row, unit_ids) | {
            "manager": made.get(row.get("manager", "")),
            "password": company["password"],
        }
        made[row["username"]] = perform(actor, "user", "invite", None, payload).id
    posts: dict[str, UUID] = {}
    for row in company["people"]:
        user = made[row["username"]]
        if "deputy" in row:
            payload = person(row, unit_ids) | {
                "manager": made.get(row.get("manager", "")),
                "deputy": made[row["deputy"]],
            }
            perform(actor, "user", "amend", user, payload)
        over = unit_ids[row.get("over", row["unit"])] if row["reach"] != "all" else None
        perform(
            actor, "user", "assign", user, {"role": roles[row["role"]], "reach": row["reach"], "unit": over}
        )
        if "works_as" in row:
            role = kinds.get("role").model_class._default_manager.get(code=row["works_as"])
            perform(actor, "user", "assign", user, {"role": role.pk, "reach": "all"})
        posts[row["username"]] = perform(actor, "post", "define", None, post(row, user, unit_ids, posts)).id
    return made


def person(row: dict[str, Any], unit_ids: dict[str, UUID]) -> dict[str, Any]:
    """The account of one row of the table of people."""
    return {
        "username": row["username"],
        "name": row["zh"],
        "email": f"{row['username']}@chengyu.example",
        "lang": row.get("lang", "zh"),
        "unit": unit_ids[row["unit"]],
    }


def post(
    row: dict[str, Any], user: UUID, unit_ids: dict[str, UUID], posts: dict[str, UUID]
) -> dict[str, Any]:
    """The post of one row; it reports to the manager's post."""
    return {
        "code": f"P-{row['username'].replace('.', '-').upper()}",
        "name": row["post"],
        "unit": unit_ids[row["unit"]],
        "holder": user,
        "reports_to": posts.get(row.get("manager", "")),
    }


def organisations(actor: Actor, unit_ids: dict[str, UUID]) -> dict[str, UUID]:
    """Code (or issuer key) → id of own companies, suppliers and issuing bodies."""
    company = table("company")
    keys: list[str] = []
    rows: list[dict[str, Any]] = []
    for serial, row in enumerate(company["organisations"], 1):
        keys.append(row["code"])
        rows.append(
            {
                "title": row["zh"],
                "code": row["code"],
                "unit": unit_ids[row["unit"]],
                "uscc": credit_code(row["area"], serial),
                f"is_{row['role']}": True,
            }
        )
    for key, row in company["issuers"].items():
        if row["code"]:
            keys.append(key)
            rows.append({"title": row["zh"], "code": row["code"], "unit": unit_ids["CY"], "is_issuer": True})
    return register(actor, "organisation", keys, rows)


def credit_code(area: str, serial: int) -> str:
    """A unified social credit code with a right check digit in a serial range that is not given out."""
    stem = f"91{area}00000{serial:03}"
    organisation = stem + organisation_check(stem[8:])
    return organisation + uscc.calc_check_digit(organisation)


def organisation_check(digits: str) -> str:
    """Check character of an eight-digit organisation code (GB 11714)."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def catalogue(actor: Actor, unit_ids: dict[str, UUID]) -> dict[str, UUID]:
    """Product code → id: series, then models, then variants."""
    made: dict[str, UUID] = {}
    for level in ("series", "model", "variant"):
        chosen = [one for one in products() if one.level == level]
        rows = [
            {
                "title": one.name,
                "code": one.code,
                "sku": "" if level == "series" else one.code,
                "level": level,
                "parent": made.get(one.parent),
                "unit": unit_ids[one.unit],
                "brand": "CHENGYU 澄屿",
                "mains_powered": "mains" in one.traits,
                "has_radio": "radio" in one.traits,
                "has_battery": "battery" in one.traits,
                "attributes": {"ratings": one.ratings},
            }
            for one in chosen
        ]
        made |= register(actor, "product", [one.code for one in chosen], rows)
    return made


def staff(actor: Actor, unit_ids: dict[str, UUID], companies: dict[str, UUID]) -> dict[str, UUID]:
    """Employee number → id of the people whose certificates are kept."""
    owners = {row["unit"]: row["code"] for row in table("company")["organisations"] if row["role"] == "own"}
    chosen = persons()
    rows = [
        {
            "title": one.name,
            "code": one.code,
            "unit": unit_ids[one.unit],
            "id_no": one.id_no,
            "gender": one.gender,
            "post": one.post,
            "employer": companies[owners[one.unit]],
            "registration_unit": companies[owners[one.unit]] if REGISTERED & {*one.papers} else None,
            "employed_from": one.employed_from,
        }
        for one in chosen
    ]
    return register(actor, "person", [one.code for one in chosen], rows)


def register(actor: Actor, kind: str, keys: list[str], rows: list[dict[str, Any]]) -> dict[str, UUID]:
    """Register rows of one kind as one set; key → id. The first refused row ends the load with its error."""
    outcome = perform_many(actor, kind, "register", [{"payload": row} for row in rows], atomic=True)
    return {key: outcome.done[index] for index, key in enumerate(keys)}
