"""The sections of the credential page: standing with its reason, terms, scope, status changes, duties."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from credentry.core.records import kinds
from credentry.core.records.as_of import NOW, AsOf
from credentry.core.records.scope import field_access, mask
from credentry.core.records.values import labels, plain
from credentry.domains.credentials import status
from credentry.domains.credentials.models import (
    SCOPE_LINKS,
    CredentialPast,
    Duty,
    ScopeItem,
    StatusChange,
    Term,
)
from credentry.domains.credentials.queries import lifecycle, sections, sentences, verdict, windowing
from credentry.domains.credentials.queries.believed import counted, duties_then, recorded, rewound
from credentry.domains.credentials.queries.known import linked_ids
from credentry.domains.credentials.queries.needs import names_of
from credentry.domains.credentials.rules import states
from credentry.domains.credentials.rules.facts import TermFact, constraints, seams
from credentry.domains.credentials.rules.standing import DAY, Segment, standing
from credentry.domains.credentials.standing import facts_of
from credentry.domains.credentials.vocabulary import BINDINGS, NO_EXPIRY_REASONS, STATUSES
from credentry.foundation.labels import Label


def extra(actor: Any, record: Any, as_of: AsOf = NOW) -> dict[str, Any]:
    """Everything the page shows besides the fields, of the day and the instant asked. Fields closed to the actor are
    closed here, too."""
    day, known = as_of.day, as_of.known
    said = _said(record, known)
    rule = said.type.definition
    access = field_access(actor, kinds.get("credential"))
    terms = rewound(
        Term.objects.filter(recorded(known), credential=record.pk).order_by("n", "known_from"), known
    )
    changes = rewound(
        StatusChange.objects.filter(recorded(known), credential=record.pk).order_by(
            "effective_on", "known_from"
        ),
        known,
    )
    duties = duties_then(Duty.objects.filter(recorded(known), credential=record.pk).order_by("due_on"), known)
    return {
        "as_of": as_of.plain(),
        "standing": _standing(record, said, terms, changes, duties, as_of),
        "terms": [_seen(one, access) for one in _terms(record, terms)],
        "scope": _seen(_scope(record, said, actor.lang, known), access),
        "clauses": [_seen(one, access) for one in sections.clauses(record, day, known, actor.lang)],
        "status_changes": lifecycle.changes(rule, changes),
        "states": states.shown(rule),
        "to_confirm": lifecycle.to_confirm(rule),
        "keeping": lifecycle.keeping(record, known)
        if known is not None or record.archived_at is not None
        else None,
        "let_lapse": lifecycle.let_lapse(record, known),
        "duties": [_duty(one, day) for one in duties],
        "dependencies": sections.dependencies(actor, record, rule, day, known),
        "filings": sections.filings(record, rule, known),
        "renewal": None if "valid_to" in access else windowing.renewal(said, day),
        "type": _type(said),
    }


def _said(record: Any, known: datetime | None) -> Any:
    """The row that says what the credential was believed to be: its own, or a past one."""
    if known is None or record.known_from <= known:
        return record
    past = CredentialPast.objects.select_related("type")
    return past.get(credential=record.pk, known_from__lte=known, known_to__gt=known)


def _seen(section: dict[str, Any], access: Mapping[str, str]) -> dict[str, Any]:
    """A section without the values that the actor may not see; ``text`` stands for the field scope_text."""
    found: dict[str, Any] = {}
    for name, value in section.items():
        word = access.get("scope_text" if name == "text" else name, "show")
        if word == "mask":
            found[name] = None if isinstance(value, (dict, list)) else mask(value)
        elif word == "show":
            found[name] = value
    return found


def _words(label: Label) -> dict[str, str]:
    return label.as_dict()


def _runs(record: Any, said: Any, terms: list[Term], known: datetime | None) -> tuple[list[Segment], Any]:
    """The runs of days and the terms as facts: worked out from what is known now, or read as it was believed."""
    if known is None:
        facts = facts_of([record.pk])[record.pk]
        return list(standing(constraints(facts)).segments), facts.terms
    papers = [one for one in terms if one.known_to is None]
    stored = {name: getattr(said, name) for name in verdict.COLUMNS}
    return list(verdict.segments(stored)), [
        TermFact(str(one.n), one.valid_from or one.issued_on, one.valid_to) for one in papers
    ]


def _standing(
    record: Any, said: Any, terms: list[Term], changes: list[Any], duties: list[Any], as_of: AsOf
) -> dict[str, Any]:
    day = as_of.day
    runs, papers = _runs(record, said, terms, as_of.known)
    by_term = {str(one.n): one for one in terms if one.known_to is None}
    by_change, by_duty = {str(one.pk): one for one in changes}, {str(one.pk): one for one in duties}
    needs = names_of([record.pk], as_of.known)
    now = verdict.on(runs, day)
    state = status.on({name: getattr(said, name) for name in status.NEEDS}, day)
    return {
        "on": day.isoformat(),
        "status": state,
        "label": _words(STATUSES[state]),
        "reason": _words(sentences.reason(now, by_term, by_change, by_duty, needs)),
        "effective_from": plain(said.effective_from),
        "effective_to": plain(said.effective_to),
        "binding": {"code": now.code, "label": _words(BINDINGS.get(now.code, Label(now.code, now.code)))},
        "acts": sections.acts(said.type.definition, state),
        "changes_on": plain(now.ends + DAY) if now.ends is not None else None,
        "segments": [
            {
                "starts": plain(one.starts),
                "ends": plain(one.ends),
                "state": one.state,
                "label": _words(STATUSES[one.state]),
                "reason": _words(sentences.reason(one, by_term, by_change, by_duty, needs)),
                "current": one == now,
            }
            for one in runs
        ],
        "seams": [
            {"kind": one.kind, "starts": plain(one.starts), "ends": plain(one.ends)} for one in seams(papers)
        ],
    }


def _terms(record: Any, terms: list[Term]) -> list[dict[str, Any]]:
    names = labels("organisation", [one.issuer_id for one in terms if one.issuer_id])
    versions: dict[int, int] = {}
    found = []
    for one in terms:
        versions[one.n] = versions.get(one.n, 0) + 1
        issuer = {"id": str(one.issuer_id), "label": names.get(one.issuer_id, "")} if one.issuer_id else None
        reason = NO_EXPIRY_REASONS.get(one.no_expiry_reason)
        found.append(
            {
                "id": str(one.pk),
                "n": one.n,
                "version": versions[one.n],
                "credential_no": one.credential_no,
                "issuer": issuer,
                "issued_on": plain(one.issued_on),
                "valid_from": plain(one.valid_from),
                "valid_to": plain(one.valid_to),
                "no_expiry_reason": _words(reason) if reason else None,
                "cost": plain(one.cost),
                "currency": one.currency,
                "note": one.note,
                "known_from": plain(one.known_from),
                "known_to": plain(one.known_to),
                "back_dated": _late(one, versions[one.n]),
                "superseded": one.known_to is not None,
            }
        )
    return found


def _late(one: Term, version: int) -> dict[str, str] | None:
    """The words for a renewal or correction recorded after the day it holds from; a first entry always is late."""
    day = one.valid_from or one.issued_on
    if day is None or (one.n, version) == (1, 1):
        return None
    return lifecycle.back_dated(one.known_from, day)


def _linked(kind: str, name: str, record: Any, lang: str, known: datetime | None) -> list[dict[str, str]]:
    """Each linked record once, in whichever clause."""
    if known is None:
        model, column = SCOPE_LINKS[name]
        rows = model._default_manager.filter(credential=record.pk).order_by("pk")
        ids = list(dict.fromkeys(rows.values_list(column, flat=True)))
    else:
        ids = list(linked_ids(name, [record.pk], known).get(record.pk, ()))
    names = labels(kind, ids, lang)
    return [{"id": str(one), "label": names.get(one, "")} for one in ids]


def _scope(record: Any, said: Any, lang: str, known: datetime | None) -> dict[str, Any]:
    items: dict[str, dict[str, None]] = {"standard": {}, "act": {}, "exclusion": {}, "note": {}}
    rows = ScopeItem.objects.filter(counted(known), credential=record.pk).order_by("pk")
    for item, text in rows.values_list("item", "text"):
        items.setdefault(item, {})[text] = None
    return {
        "markets": _linked("market", "markets", record, lang, known),
        "products": _linked("product", "products", record, lang, known),
        "excluded_products": _linked("product", "excluded_products", record, lang, known),
        "subjects": _linked("subject", "subjects", record, lang, known),
        "standards": list(items["standard"]),
        "acts": [sections.act_words(code) for code in items["act"]],
        "exclusions": list(items["exclusion"]),
        "notes": list(items["note"]),
        "text": said.scope_text,
    }


def _duty(one: Duty, day: date) -> dict[str, Any]:
    done = one.done_on if one.done_on is not None and one.done_on <= day else None
    ended = one.closed_on is not None and one.closed_on <= day
    closed = done is not None or ended
    state = "done" if done else "closed" if ended else "overdue" if one.due_on < day else "open"
    return {
        "id": str(one.pk),
        "code": one.code,
        "label": {"zh": one.name_zh, "en": one.name_en or one.name_zh},
        "due_on": plain(one.due_on),
        "grace_days": one.grace_days,
        "lapses": one.grace_days is not None and not closed,
        "done_on": plain(done),
        "result": one.result if done else "",
        "document_no": one.document_no if done else "",
        "evidence": str(one.evidence) if done and one.evidence else None,
        "state": state,
        "recorded_at": plain(one.recorded_at),
    }


def _type(record: Any) -> dict[str, Any]:
    rule = record.type.definition
    keys = (
        "validity",
        "renewal",
        "number",
        "evidence",
        "legal_basis",
        "verify_at",
        "certainty",
        "note",
        "issuers",
        "acts",
        "pending",
        "depends",
        "lead_time",
    )
    return {"code": record.type.code, "version": record.type_version, **{key: rule.get(key) for key in keys}}
