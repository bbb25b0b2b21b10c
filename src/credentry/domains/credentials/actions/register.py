"""Registering credentials: a hundred thousand rows or one, by the same rules."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from credentry.core.records.custom import cleaner
from credentry.domains.credentials import depending, errors, standing
from credentry.domains.credentials.actions import links, paper
from credentry.domains.credentials.actions.paper import Types
from credentry.domains.credentials.models import Credential, CredentialType, Duty
from credentry.domains.credentials.rules import windows
from credentry.domains.credentials.vocabulary import DEADLINES, START_DUTY
from credentry.domains.subjects.actions.references import References, default_unit
from credentry.domains.subjects.errors import NO_UNIT
from credentry.foundation.errors import FieldError, Invalid
from credentry.foundation.ids import uuid7
from credentry.plumbing import bulk

NUMBER = "CRT-{year}-{seq:06}"
REFERENCES = {
    "issuer": "organisation", "holder": "subject", "products": "product", "markets": "market", "unit": "unit",
    "responsible": "user", "deputy": "user", "excluded_products": "product", "subjects": "subject",
}  # fmt: skip
_TEXTS = ("scope_text", "verification_code", "notes", "first_issued_on")
_KEYS = ("holder", "responsible", "deputy")


def register_many(ctx: Any, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Register credentials with their first terms; the credential or the error of each row."""
    forms = [form for _, form in pairs]
    types = Types({form.type for form in forms})
    references = References(REFERENCES, forms)
    clean = cleaner("credential", {form.type for form in forms})
    unit = default_unit(ctx, "credential")
    results: list[Any] = []
    for form in forms:
        faults = references.faults(form)
        record = Credential(id=uuid7())
        ctx.stamp(record)
        faults += _fill(record, form, types, unit, clean)
        if not faults and not record.title:
            _name(record, form, types, references)
        results.append(Invalid(faults) if faults else record)
    paper.check_unique(results, range(len(results)))
    made = [
        (record, form) for record, form in zip(results, forms, strict=True) if isinstance(record, Credential)
    ]
    _insert(ctx, made, types)
    return results


def _fill(record: Credential, form: Any, types: Types, unit: UUID | None, clean: Any) -> list[FieldError]:
    kind = types.get(form.type)
    if kind is None:
        return [FieldError("type", "field.reference", {"value": str(form.type)})]
    if kind.archived_at is not None:
        return [FieldError("type", errors.TYPE_GONE)]
    record.type_id, record.type_version, record.category = kind.pk, kind.published, kind.category
    for name in _TEXTS:
        setattr(record, name, getattr(form, name))
    for name in _KEYS:
        setattr(record, f"{name}_id", getattr(form, name))
    chosen: Any = form.unit or unit  # None is a fault below
    record.unit_id = chosen
    record.standards = links.standards_text(form.standards)
    record.title = form.title
    told_apart = form.title or form.credential_no or form.holder
    faults = [] if told_apart else [FieldError("title", "field.required")]
    if record.unit_id is None:
        faults.append(FieldError("unit", NO_UNIT))
    if record.first_issued_on is None:
        record.first_issued_on = form.issued_on or form.valid_from
    faults += paper.put(record, kind, types, form.__dict__)
    try:
        record.custom = clean(kind.pk, form.custom, True)
    except Invalid as error:
        faults += error.errors
    return faults


def _name(record: Credential, form: Any, types: Types, references: References) -> None:
    """A paper without a name of its own goes by its type and number, or its type and holder."""
    kind = types.get(record.type_id)
    assert kind is not None
    told_apart = form.credential_no or references.subjects[form.holder][1]
    record.title = f"{kind.name_zh} {told_apart}"[:500]


def _insert(ctx: Any, made: Sequence[tuple[Credential, Any]], types: Types) -> None:
    if not made:
        return
    duties: list[NewDuty] = []
    for (record, _), number in zip(made, ctx.numbers(NUMBER, len(made)), strict=True):
        record.number, record.term_count, record.known_from = number, 1, ctx.now
        kind = types.get(record.type_id)
        assert kind is not None
        own = new_duties(record, kind, ctx.today, ctx.now)
        duties.extend(own)
        starts, ends = record.valid_from or record.issued_on, record.valid_to
        standing.simple(starts, ends, lapses(own), kind.warn_days).put(record)
    records = [record for record, _ in made]
    bulk.insert(Credential, records)
    paper.insert_first_terms(records, ctx.now)
    bulk.insert(Duty, duties)
    links.insert([(record.pk, form.__dict__) for record, form in made])
    bound = depend(ctx, records, types)
    if bound:
        standing.refresh(bound, ctx.now)


def depend(ctx: Any, records: Sequence[Credential], types: Types, *, anew: bool = False) -> list[Credential]:
    """Make the dependencies that the types of these credentials ask for; the credentials that are bound by some."""
    owners = [(one.pk, one.type_id) for one in records]
    bound = set(depending.make(owners, types.needs(), ctx.now, ctx.today, anew=anew))
    return [one for one in records if one.pk in bound]


class NewDuty(NamedTuple):
    """A row of Duty to be: an open round."""

    id: UUID
    credential_id: UUID
    code: str
    name_zh: str
    name_en: str
    due_on: date
    grace_days: int | None
    done_on: date | None = None
    result: str = ""
    closed_on: date | None = None
    known_from: datetime | None = None
    recorded_at: datetime | None = None
    document_no: str = ""
    evidence: UUID | None = None


def new_duties(record: Credential, kind: CredentialType, today: date, at: datetime) -> list[NewDuty]:
    """The first open round of each periodic duty of the type.

    Rounds due before today count as met: nothing is known about them. A duty that would fall due after the
    credential ends is left out: the renewal takes its place.
    """
    start = record.valid_from or record.issued_on
    if start is None or (record.valid_to is not None and record.valid_to < today):
        return []
    found: list[NewDuty] = []
    for rule in kind.definition.get("duties") or ():
        due = windows.first_due(rule, start, today) if rule.get("every") else None
        if due is None or (record.valid_to is not None and due > record.valid_to):
            continue
        found.append(duty_of(record.pk, rule, due, at))
    begin = windows.start_by(kind.definition.get("validity") or {}, start)
    if begin is not None and begin >= today and (record.valid_to is None or begin <= record.valid_to):
        found.append(duty_of(record.pk, start_rule(kind.definition), begin, at))
    return found


def start_rule(definition: Mapping[str, Any]) -> dict[str, Any]:
    """The duty to begin what a permit allows: not begun in time it has lapsed, where that is sure."""
    certainty = definition.get("certainty") or {}
    sure = certainty.get("validity", certainty.get("default", "sure"))
    words = DEADLINES["start_deadline"]
    return {"code": START_DUTY, "zh": words.zh, "en": words.en, "grace": "P0D", "certainty": sure}


def duty_of(credential_id: UUID, rule: Any, due: date, at: datetime) -> NewDuty:
    """One round of a duty under a rule of the type, entered at ``at``."""
    return NewDuty(
        uuid7(), credential_id, rule["code"], rule.get("zh", rule["code"]), rule.get("en", ""), due,
        windows.grace_days(rule), known_from=at,
    )  # fmt: skip


def lapses(duties: Sequence[NewDuty]) -> list[tuple[date, str]]:
    """Last valid day under each open duty that can end the standing, with the duty's id."""
    return [
        (one.due_on + one.grace_days * standing.DAY, str(one.id))
        for one in duties
        if one.grace_days is not None
    ]
