"""Work that comes round in a field: self-checks, stock-takes; each with the policy that tells of it."""

from credentry.domains.packs.shipped import Pack
from credentry.domains.packs.wanted.items import Item
from credentry.domains.packs.wanted.ladders import policy_item
from credentry.foundation.labels import Label

RANK = 1
#: On the first working day, before the day, on it, and after it until somebody decides.
STAGES = (14, 7, 1, 0, -1, -7, -30)


def routines(pack: Pack) -> list[Item]:
    """The recurring work of a pack and, for each, who is told of it."""
    found = []
    for code, one in pack.policies.get("routines", {}).items():
        name = f"{pack.code}-{code.replace('_', '-')}"
        form = {
            "code": name,
            "name": one["zh"],
            "name_en": one["en"],
            "months": one["months"],
            "due_workdays": one.get("due_workdays"),
            "source": f"pack:{pack.code}",
        }
        condition = {
            "combinator": "and",
            "not": False,
            "rules": [{"field": "code", "operator": "=", "value": name}],
        }
        more = {
            "kind": "routine",
            "deadlines": ["routine_due"],
            "types": None,
            "condition": condition,
            "rank": RANK,
        }
        policy = policy_item(
            pack, code.replace("_", "-"), Label(one["zh"], one["en"]), STAGES, str(one["ladder"]), more
        )
        found += [Item("routine", name, form), policy]
    return found
