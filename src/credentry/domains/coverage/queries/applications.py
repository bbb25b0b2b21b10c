"""A plan's certificates as applications: for whom each would be made, and which run already."""

from collections.abc import Mapping
from typing import Any

from credentry.core.identity.actors import Actor
from credentry.domains.coverage.queries.lacking import Lack, tops
from credentry.domains.coverage.queries.under_way import UnderWay
from credentry.domains.coverage.rules.scheduling import Step


def lacks_of(steps: Mapping[str, Step], code: str) -> list[Lack]:
    """For whom a step is taken, products above standing for those below. One that others need first is for their products,
    and for no market of its own."""
    own = steps[code].rows
    rows = own or _needing(steps, code, set())
    return tops(
        dict.fromkeys(
            Lack(row[7], row[8], row[1], row[9] if own else None, (row[2] or "") if own else "", row[3])
            for row in rows
        )
    )


def _needing(steps: Mapping[str, Step], code: str, seen: set[str]) -> list[Any]:
    found = []
    for one in sorted(steps[code].needed_by - seen):
        seen.add(one)
        found += steps[one].rows or _needing(steps, one, seen)
    return found


def running(actor: Actor, steps: Mapping[str, Step]) -> dict[str, dict[str, Any]]:
    """Step → the applications that run for it, and whether they leave nobody out."""
    lacks = {code: lacks_of(steps, code) for code in steps}
    some = [one for found in lacks.values() for one in found]
    under_way = UnderWay(actor, set(steps), {one.subject for one in some}, {one.market for one in some})
    told = {}
    for code, found in lacks.items():
        cases = [under_way.of(code, one.subject, one.market) for one in found]
        told[code] = {
            "cases": under_way.told(case for those in cases for case in those),
            "under_way": bool(cases) and all(cases),
        }
    return told
