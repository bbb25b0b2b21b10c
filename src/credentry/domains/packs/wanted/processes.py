"""Processes of a pack and the roles they name: chains, drawn and published when they are brought in."""

from typing import Any

from credentry.capabilities.approvals.queries.shipping import chain_form
from credentry.core.records.principals.bootstrap import OWN_WORK, READING
from credentry.domains.packs.shipped import Pack, catalogue
from credentry.domains.packs.wanted.items import Item

#: What everybody with a role in a process may do beside its steps.
RIGHTS = (*READING, *OWN_WORK)


def processes(pack: Pack) -> list[Item]:
    """The pack's processes, after the roles they name."""
    mine = [one for one in catalogue()["processes"] if pack.code in one["packs"]]
    text = str(mine)
    named = [one for one in catalogue()["process_roles"] if f"'{one['code']}'" in text]
    return [*(_role(one) for one in named), *(_process(one) for one in mine)]


def _role(one: dict[str, Any]) -> Item:
    grants = [{"kind": kind, "action": action} for kind, action in sorted(set(RIGHTS))]
    return Item(
        "role", one["code"], {"code": one["code"], "name": one["zh"], "name_en": one["en"], "grants": grants}
    )


def _process(one: dict[str, Any]) -> Item:
    form = {
        "code": one["code"],
        "name": one["zh"],
        "name_en": one["en"],
        "category": one["category"],
        "subject_kind": one["subject_kind"],
        "description": f"{one['about']['zh']}\n{one['about']['en']}",
        "chain": chain_form(one["code"], one["zh"], one.get("start") or {}, one["items"]),
        "publish": True,
    }
    return Item("process", one["code"], form)
