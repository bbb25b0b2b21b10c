"""Further sections of the credential page: what it permits, what it depends on, renewals filed, clauses of the scope."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from credentry.core.records import conditions, kinds
from credentry.core.records.scope import visible
from credentry.core.records.values import labels, plain
from credentry.domains.credentials.facts import periods_of
from credentry.domains.credentials.models import SCOPE_LINKS, Dependency, Filing, ScopeItem, Term
from credentry.domains.credentials.queries import verdict
from credentry.domains.credentials.queries.believed import counted
from credentry.domains.credentials.queries.calendar import WorkingDays
from credentry.domains.credentials.queries.clauses import clauses_at
from credentry.domains.credentials.queries.known import clauses_linked
from credentry.domains.credentials.rules import windows
from credentry.domains.credentials.vocabulary import ACTS, DEPENDENCIES, FILING_OUTCOMES

_LINKED_KINDS = {
    "markets": "market",
    "products": "product",
    "excluded_products": "product",
    "subjects": "subject",
}
_ITEMS = {"standard": "standards", "act": "acts", "exclusion": "exclusions", "note": "notes"}


def acts(definition: Mapping[str, Any] | None, state: str) -> list[dict[str, Any]]:
    """Which acts a credential of a type permits in a state and which it does not; empty where its type is silent."""
    rule = definition or {}
    if not rule.get("acts"):
        return []
    permitted = verdict.permitted_acts(rule, state)
    certainty = ((rule.get("states") or {}).get(state) or {}).get("certainty")
    spoken = permitted | set(rule["acts"])
    return [
        {
            "code": code,
            "label": label.as_dict(),
            "permitted": code in permitted,
            "certainty": certainty if certainty == "check" else None,
        }
        for code, label in ACTS.items()
        if code in spoken
    ]


def act_words(code: str) -> Any:
    """An act of a scope with its words; one that is no act of ours as it is written."""
    label = ACTS.get(code)
    return {"code": code, "label": label.as_dict()} if label else code


def dependencies(
    actor: Any, record: Any, definition: Mapping[str, Any] | None, day: date, known: datetime | None
) -> list[dict[str, Any]]:
    """What it needs besides its paper: to what it refers, on which days that holds, whether it binds.

    The days follow the thing referred to and are those known now; of an earlier instant they are not told.
    """
    rows = list(
        Dependency.objects.filter(counted(known), credential=record.pk)
        .select_related("standard", "parent", "organisation", "change")
        .order_by("code", "pk")
    )
    parents = [one.parent_id for one in rows if one.parent_id]
    seen = set(
        visible(actor, kinds.get("credential")).filter(pk__in=parents).values_list("pk", flat=True)
        if parents else ()
    )  # fmt: skip
    rules = {one["code"]: one for one in (definition or {}).get("depends") or ()}
    return [_dependency(one, rules.get(one.code, {}), seen, day, known) for one in rows]


def _dependency(
    one: Dependency, rule: Mapping[str, Any], seen: set[UUID], day: date, known: datetime | None
) -> dict[str, Any]:
    runs = periods_of(one.holds_from, one.holds_to, one.periods) if known is None else ()
    last = max((run.ends or date.max for run in runs), default=None)
    first = min((run.starts or date.min for run in runs), default=None)
    return {
        "id": str(one.pk),
        "code": one.code,
        "label": DEPENDENCIES[one.code].as_dict(),
        "on": _referred(one, seen),
        "holds_from": plain(first) if first not in (None, date.min) else None,
        "holds_to": plain(last) if last not in (None, date.max) else None,
        "met": any(run.has(day) for run in runs) if known is None else None,
        "binding": one.binding,
        "auto": one.auto,
        "certainty": rule.get("certainty") if one.auto and rule.get("certainty") == "check" else None,
        "resolved_on": plain(one.resolved_on),
        "note": one.note,
        "reason": _note(rule) if one.auto else None,
    }


def _referred(one: Dependency, seen: set[UUID]) -> dict[str, str] | None:
    """The thing referred to; a credential that the reader may not see is not named."""
    if one.parent is not None:
        label = f"{one.parent.number} {one.parent.title}"
        return (
            {"kind": "credential", "id": str(one.parent_id), "label": label}
            if one.parent_id in seen
            else None
        )
    if one.standard is not None:
        return {"kind": "standard", "id": str(one.standard_id), "label": one.standard.code}
    if one.change is not None:
        return {"kind": "product_change", "id": str(one.change_id), "label": one.change.title}
    if one.organisation is not None:
        return {"kind": "organisation", "id": str(one.organisation_id), "label": one.organisation.title}
    return None


def _note(rule: Mapping[str, Any]) -> dict[str, str] | None:
    text = str(rule.get("note", ""))
    return {"zh": str(rule.get("note_zh", text)), "en": text} if text else None


def filings(
    record: Any, definition: Mapping[str, Any] | None, known: datetime | None
) -> list[dict[str, Any]]:
    """Renewals handed in, newest first; whether they were in time for the term they renew."""
    rows = list(Filing.objects.filter(counted(known), credential=record.pk).order_by("-filed_on", "-pk"))
    if not rows:
        return []
    ends = dict(Term.objects.filter(counted(known), credential=record.pk).values_list("n", "valid_to"))
    rule, works = (definition or {}).get("renewal") or {}, WorkingDays()
    return [
        {
            "id": str(one.pk),
            "term": one.term,
            "filed_on": plain(one.filed_on),
            "accepted_no": one.accepted_no,
            "decided_on": plain(one.decided_on),
            "outcome": one.outcome,
            "outcome_label": FILING_OUTCOMES[one.outcome].as_dict() if one.outcome else None,
            "in_time": _in_time(rule, one.filed_on, ends.get(one.term), works),
            "note": one.note,
        }
        for one in rows
    ]


def _in_time(rule: Mapping[str, Any], filed: date, ends: date | None, works: WorkingDays) -> bool | None:
    if ends is None:
        return None
    return filed <= (windows.renewal(rule, ends, works).files_by or ends)


def clauses(record: Any, day: date, known: datetime | None, lang: str) -> list[dict[str, Any]]:
    """The scope clause by clause; empty where one clause without days, rule or words says all. ``in_force``: whether it
    is part of the scope on the day."""
    rows = {one.n: one for one in clauses_at(known).filter(credential=record.pk)}
    linked = {name: clauses_linked(name, [record.pk], known) for name in SCOPE_LINKS}
    texts: dict[int, dict[str, list[Any]]] = {}
    items = ScopeItem.objects.filter(counted(known), credential=record.pk)
    for n, item, text in items.order_by("pk").values_list("clause", "item", "text"):
        words = act_words(text) if item == "act" else text
        texts.setdefault(n, {}).setdefault(_ITEMS[item], []).append(words)
    numbers = {*rows, *texts, *(n for links in linked.values() for _, n in links)}
    if not rows and numbers <= {1}:
        return []
    names = {
        name: labels(_LINKED_KINDS[name], [one for ids in links.values() for one in ids], lang)
        for name, links in linked.items()
    }
    return [
        {
            "n": n,
            **{
                name: [
                    {"id": str(one), "label": names[name].get(one, "")} for one in links.get((record.pk, n), ())
                ]
                for name, links in linked.items()
            },
            **{name: texts.get(n, {}).get(name, []) for name in _ITEMS.values()},
            **_said(rows.get(n), day),
        }
        for n in sorted(numbers)
    ]  # fmt: skip


def _said(row: Any, day: date) -> dict[str, Any]:
    """What a clause says besides its links."""
    rule = row.product_rule if row else None
    starts, ends = (row.starts, row.ends) if row else (None, None)
    return {
        "in_force": (starts is None or starts <= day) and (ends is None or day <= ends),
        "product_rule_words": _rule_words(rule) if rule else None,
        "title": row.title if row else "",
        "starts": plain(row.starts) if row else None,
        "ends": plain(row.ends) if row else None,
        "product_rule": row.product_rule if row else None,
        "text": row.text if row else "",
    }


def _rule_words(rule: Any) -> dict[str, str]:
    kind = kinds.get("product")
    tree = conditions.parse_json(kind, rule)
    return {lang: conditions.sentence(kind, tree, lang) for lang in ("zh", "en")}
