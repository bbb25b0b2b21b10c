"""Countries and market groups with their dated members: the same for every pack."""

from typing import Any

from credentry.domains.packs.wanted.items import Item
from credentry.domains.subjects.actions.market import shipped


def markets() -> list[Item]:
    """The list that comes with the product."""
    return [Item("market", one["code"], _form(one)) for one in shipped()]


def _form(one: dict[str, Any]) -> dict[str, Any]:
    members = [
        {
            "code": member["code"],
            "from_on": str(member["from_on"]),
            "to_on": str(member["to_on"]) if member["to_on"] else None,
        }
        for member in one.get("members", ())
    ]
    return {
        "alpha3": "",
        "is_group": False,
        **one,
        "members": sorted(members, key=lambda member: (member["code"], member["from_on"])),
    }
