"""The sections of the credential page: standing with its reason, terms, scope, status changes, duties."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from credentry.core.records import kinds
from credentry.core.records.scope import field_access, mask
from credentry.core.records.values import labels, plain
from credentry.domains.credentials import status
from credentry.domains.credentials.models import (
    CredentialExclusion,
    CredentialMarket,
    CredentialProduct,
    CredentialSubject,
    Duty,
    ScopeItem,
    StatusChange,
    Term,
)
from credentry.domains.credentials.queries import lifecycle, needs, sentences, verdict
from credentry.domains.credentials.queries.calendar import working_day
from credentry.domains.credentials.rules import states, validity, windows
from credentry.domains.credentials.rules.facts import constraints, seams
from credentry.domains.credentials.rules.standing import standing
from credentry.domains.credentials.standing import facts_of
from credentry.domains.credentials.vocabulary import ACTS, BINDINGS, NO_EXPIRY_REASONS, STATUSES
from credentry.foundation import clock
from credentry.foundation.labels import Label


def extra(actor: Any, record: Any) -> dict[str, Any]:
    """Everything the page shows besides the fields. Fields closed to the actor are closed here, too."""
    today = clock.today()
    access = field_access(actor, kinds.get("credential"))
    terms = list(Term.objects.filter(credential=record).order_by("n", "known_from"))
    changes = list(StatusChange.objects.filter(credential=record).order_by("effective_on", "known_from"))
    duties = list(Duty.objects.filter(credential=record).order_by("due_on"))
    return {
        "standing": _standing(record, terms, changes, duties, today),
        "terms": [_seen(one, access) for one in _terms(record, terms)],
        "scope": _seen(_scope(record, actor.lang), access),
        "status_changes": lifecycle.changes(record.type.definition, changes),
        "states": states.shown(record.type.definition),
        "let_lapse": lifecycle.let_lapse(record),
        "duties": [_duty(one, today) for one in duties],
        "dependencies": needs.dependencies(actor, record, today),
        "filings": needs.filings(record),
        "renewal": None if "valid_to" in access else _renewal(record, today),
        "type": _type(record),
    }


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


def _standing(
    record: Any, terms: list[Term], changes: list[Any], duties: list[Any], today: date
) -> dict[str, Any]:
    facts = facts_of([record.pk])[record.pk]
    found = standing(constraints(facts))
    by_term = {str(one.n): one for one in terms if one.known_to is None}
    by_change, by_duty = {str(one.pk): one for one in changes}, {str(one.pk): one for one in duties}
    named = needs.names_of([record.pk])
    now = found.on(today)
    state = status.on({name: getattr(record, name) for name in status.NEEDS}, today)
    return {
        "on": today.isoformat(),
        "status": state,
        "label": _words(STATUSES[state]),
        "reason": _words(sentences.reason(now, by_term, by_change, by_duty, named)),
        "effective_from": plain(record.effective_from),
        "effective_to": plain(record.effective_to),
        "acts": _acts(record.type.definition, now.state),
        "binding": {"code": now.code, "label": _words(BINDINGS.get(now.code, Label(now.code, now.code)))},
        "segments": [
            {
                "starts": plain(one.starts),
                "ends": plain(one.ends),
                "state": one.state,
                "label": _words(STATUSES[one.state]),
                "reason": _words(sentences.reason(one, by_term, by_change, by_duty, named)),
                "current": one == now,
            }
            for one in found.segments
        ],
        "seams": [
            {"kind": one.kind, "starts": plain(one.starts), "ends": plain(one.ends)}
            for one in seams(facts.terms)
        ],
    }


def _acts(definition: Mapping[str, Any], state: str) -> list[dict[str, Any]] | None:
    """What the credential permits in a state; None where its type does not say what credentials permit."""
    if not definition.get("acts"):
        return None
    permitted = verdict.permitted_acts(definition, state)
    return [{"code": code, "label": _words(label)} for code, label in ACTS.items() if code in permitted]


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
                "superseded": one.known_to is not None,
            }
        )
    return found


def _linked(kind: str, model: Any, record: Any, column: str, lang: str) -> list[dict[str, str]]:
    ids = list(model.objects.filter(credential=record).order_by("pk").values_list(column, flat=True))
    names = labels(kind, ids, lang)
    return [{"id": str(one), "label": names.get(one, "")} for one in ids]


def _scope(record: Any, lang: str) -> dict[str, Any]:
    items: dict[str, list[str]] = {"standard": [], "act": [], "exclusion": [], "note": []}
    for item, text in (
        ScopeItem.objects.filter(credential=record, known_to__isnull=True)
        .order_by("pk")
        .values_list("item", "text")
    ):
        items.setdefault(item, []).append(text)
    return {
        "markets": _linked("market", CredentialMarket, record, "market_id", lang),
        "products": _linked("product", CredentialProduct, record, "product_id", lang),
        "excluded_products": _linked("product", CredentialExclusion, record, "product_id", lang),
        "subjects": _linked("subject", CredentialSubject, record, "subject_id", lang),
        "standards": items["standard"],
        "acts": items["act"],
        "exclusions": items["exclusion"],
        "notes": items["note"],
        "text": record.scope_text,
    }


def _duty(one: Duty, today: date) -> dict[str, Any]:
    closed = one.done_on is not None or one.closed_on is not None
    state = (
        "done" if one.done_on else "closed" if one.closed_on else "overdue" if one.due_on < today else "open"
    )
    return {
        "id": str(one.pk),
        "code": one.code,
        "label": {"zh": one.name_zh, "en": one.name_en or one.name_zh},
        "due_on": plain(one.due_on),
        "grace_days": one.grace_days,
        "lapses": one.grace_days is not None and not closed,
        "done_on": plain(one.done_on),
        "result": one.result,
        "state": state,
    }


def _renewal(record: Any, today: date) -> dict[str, Any] | None:
    """The filing window of the present term and what a new term would say."""
    if record.valid_to is None:
        return None
    rule = record.type.definition
    window = windows.renewal(rule.get("renewal") or {}, record.valid_to, working_day)
    begin = max(record.valid_to, today)
    proposal = validity.propose(rule.get("validity") or {}, begin)
    return {
        "opens_on": plain(window.opens_on),
        "files_by": plain(window.files_by or record.valid_to),
        "open": window.opens_on is None or window.opens_on <= today,
        "missed": window.files_by is not None and window.files_by < today,
        "note": _note(rule.get("renewal") or {}),
        "proposed_valid_to": plain(proposal.valid_to),
        "at_most": proposal.longest,
    }


def _note(rule: dict[str, Any]) -> dict[str, str] | None:
    """How the field renews, in both languages, where the type says it."""
    text = rule.get("note", "")
    return {"zh": rule.get("note_zh", text), "en": text} if text else None


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
    )
    return {"code": record.type.code, "version": record.type_version, **{key: rule.get(key) for key in keys}}
