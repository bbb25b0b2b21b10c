"""What has changed since the last word on a case: what was filled in, papers, fields of the record; before and after.

What was filled in is compared with how it was after that word (``Case.decided``). The record is told by its own history,
so nobody reads a value here that the record's page would not show them, and nothing of it is kept twice.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from credentry.capabilities.approvals import content
from credentry.capabilities.approvals.models import Case, ProcessVersion
from credentry.capabilities.approvals.node_settings import NodeSettings, read
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.queries import history
from credentry.core.records.values import labels, plain
from credentry.foundation.errors import NotFound

#: So many changes of the record are looked at, newest first.
LOOKED_AT = 200
DATA = "data."


def since_decided(
    actor: Actor,
    case: Case,
    version: ProcessVersion,
    known: Mapping[str, Any],
    settings: NodeSettings | None = None,
) -> dict[str, Any] | None:
    """When and by whom the last word was given, and every difference since; None where nothing is kept.

    ``known``: the variables the reader may see; ``settings``: the step they look from, which may hide fields.
    """
    base = case.decided
    if not base:
        return None
    hidden = {name for name, word in settings.fields.items() if word == "hide"} if settings else set()
    changes = [
        *_variables(base["data"], known, case.data, version, hidden, actor.lang),
        *_record(actor, case, base["at"], hidden),
    ]
    person = labels("user", [UUID(base["by"])], actor.lang) if base["by"] else {}
    return {
        "at": base["at"], "by": next(iter(person.values()), ""), "step": base["step"], "changes": changes,
    }  # fmt: skip


def _variables(
    before: Mapping[str, Any],
    known: Mapping[str, Any],
    now: Mapping[str, Any],
    version: ProcessVersion,
    hidden: set[str],
    lang: str,
) -> list[dict[str, Any]]:
    asked = {one.name: one for raw in version.settings.values() for one in read(raw).inputs}
    found = []
    for name in sorted({*before, *now} - set(content.RESERVED)):
        old, new = before.get(name), plain(now.get(name))
        if old == new or DATA + name in hidden or (name in now and name not in known):
            continue
        one = asked.get(name)
        label = {"zh": one.zh, "en": one.en or one.zh} if one else {"zh": name, "en": name}
        if one is not None and one.type == "ref":
            old, new = _named(one.ref, old, lang), _named(one.ref, new, lang)
        found.append({"what": "value", "name": name, "label": label, "before": old, "after": new})
    old_papers, papers = before.get(content.PAPERS) or {}, now.get(content.PAPERS) or {}
    for name in sorted({*old_papers, *papers}):
        was, is_now = _titles(old_papers.get(name)), _titles(papers.get(name))
        if (old_papers.get(name) or []) != plain(papers.get(name) or []):
            label = {"zh": name, "en": name}
            found.append({"what": "paper", "name": name, "label": label, "before": was, "after": is_now})
    return found


def _named(kind: str, value: Any, lang: str) -> Any:
    """Records by their titles."""
    try:
        ids = [UUID(one) for one in (value if isinstance(value, list) else [value]) if one]
    except (ValueError, TypeError, AttributeError):
        return value
    known = labels(kind, ids, lang)
    return [known.get(one, str(one)) for one in ids]


def _titles(files: Any) -> list[str]:
    return [str(one.get("name", "")) for one in files or ()]


def _record(actor: Actor, case: Case, since: str, hidden: set[str]) -> list[dict[str, Any]]:
    """Each field once: what it was at first and what it is at last."""
    if not case.subject_id:
        return []
    try:
        items = history(actor, kinds.get(case.subject_kind), case.subject_id, LOOKED_AT)
    except NotFound:
        return []  # the reader does not see the record
    found: dict[str, dict[str, Any]] = {}
    for item in reversed([one for one in items if one["at"] > since]):
        for change in item["changes"]:
            name = change["field"]
            if name in hidden:
                continue
            here = found.setdefault(
                name,
                {"what": "field", "name": name, "label": change["label"], "before": change["old"]},
            )
            here["after"] = change["new"]
    return [one for one in found.values() if one["before"] != one["after"]]
