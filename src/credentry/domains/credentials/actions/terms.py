"""Renewing a credential and correcting what was recorded about a term. Terms themselves are never edited."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from credentry.core.records.forms import given
from credentry.domains.credentials import errors, standing
from credentry.domains.credentials.actions import late, paper
from credentry.domains.credentials.actions.paper import Types
from credentry.domains.credentials.actions.register import REFERENCES, NewDuty, depend, new_duties
from credentry.domains.credentials.models import Credential, Duty, Term
from credentry.domains.credentials.vocabulary import FINAL_CHANGES, STATUSES
from credentry.domains.subjects.actions.references import References
from credentry.foundation.errors import DomainError, FieldError, Invalid
from credentry.plumbing import bulk

_SAVED = (*paper.COLUMNS, "term_count")


def renew_many(ctx: Any, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Add a term to each credential. The old one stays, the first issue date is kept, duties start clean."""
    types = Types({record.type_id for record, _ in pairs})
    references = References({"issuer": "organisation"}, [form for _, form in pairs])
    results: list[Any] = []
    for record, form in pairs:
        results.append(_renewed(ctx, record, form, types, references))
    paper.check_unique(results, range(len(results)))
    made = [(one, form) for one, (_, form) in zip(results, pairs, strict=True) if isinstance(one, Credential)]
    if not made:
        return results
    ids = [one.pk for one, _ in made]
    Duty.objects.filter(credential__in=ids, done_on__isnull=True, closed_on__isnull=True).update(
        closed_on=ctx.today, recorded_at=ctx.now
    )
    terms: list[Term] = []
    duties: list[NewDuty] = []
    for one, form in made:
        kind = types.get(one.type_id)
        assert kind is not None
        one.term_count += 1
        terms.append(paper.term_of(one, one.term_count, ctx.now, form.note))
        duties.extend(new_duties(one, kind, ctx.today, ctx.now))
        ctx.note(one.pk, "term", None, one.term_count)
    bulk.insert(Term, terms)
    bulk.insert(Duty, duties)
    bulk.update(Credential, [one for one, _ in made], _SAVED)
    depend(ctx, [one for one, _ in made], types, anew=True)
    standing.refresh([one for one, _ in made], ctx.now)
    return results


def _renewed(ctx: Any, record: Credential, form: Any, types: Types, references: References) -> Any:
    if record.state in FINAL_CHANGES:
        return DomainError(errors.NOT_RENEWABLE, state=STATUSES[record.state])
    faults = references.faults(form)
    values = {name: value for name, value in form.__dict__.items() if name not in ("note",)}
    for name in ("credential_no", "issuer", "currency"):
        if not values.get(name):
            values.pop(name, None)
    if (
        values["valid_to"] is not None
        and record.valid_to is not None
        and values["valid_to"] <= record.valid_to
    ):
        faults.append(FieldError("valid_to", errors.RENEW_EARLIER))
    if values["valid_from"] is None and values["issued_on"] is None and record.valid_to is not None:
        values["valid_from"] = (
            record.valid_to + standing.DAY
        )  # silent paper: it goes on where the old one ends
    if late.unexplained(ctx, record, values["valid_from"] or values["issued_on"], form.note):
        faults.append(FieldError("note", errors.LATE_REASON))
    record.cost, record.no_expiry_reason = None, ""
    kind = types.get(record.type_id)
    assert kind is not None
    faults += paper.put(record, kind, types, values)
    return Invalid(faults) if faults else record


def take_back_many(ctx: Any, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Take back the newest term of each credential, as if it had not been renewed; the term is closed in system
    time, duties start from the term before."""
    ids = [record.pk for record, _ in pairs]
    known: dict[UUID, list[Term]] = {one: [] for one in ids}
    for term in Term.objects.filter(credential__in=ids, known_to__isnull=True).order_by("n"):
        known[term.credential_id].append(term)
    types = Types({record.type_id for record, _ in pairs})
    results: list[Any] = []
    closed: list[Term] = []
    duties: list[NewDuty] = []
    for record, _ in pairs:
        terms = known[record.pk]
        if len(terms) < 2:
            results.append(DomainError(errors.ONLY_TERM))
            continue
        last = terms.pop()
        kind = types.get(record.type_id)
        assert kind is not None
        paper.copy_term(record, paper.current(terms), kind, types)
        record.term_count = terms[-1].n
        closed.append(last)
        duties.extend(new_duties(record, kind, ctx.today, ctx.now))
        ctx.note(record.pk, "term", last.n, None)
        results.append(record)
    paper.check_unique(results, range(len(results)))
    done = [one for one in results if isinstance(one, Credential)]
    good = {one.pk for one in done}
    Duty.objects.filter(credential__in=good, done_on__isnull=True, closed_on__isnull=True).update(
        closed_on=ctx.today, recorded_at=ctx.now
    )
    bulk.insert(Duty, [one for one in duties if one.credential_id in good])
    _store(ctx, [one for one in closed if one.credential_id in good], [])
    if done:
        bulk.update(Credential, done, _SAVED)
        standing.refresh(done, ctx.now)
    return results


def correct_term(ctx: Any, record: Credential, form: Any) -> Credential:
    """Record what a term's paper really says: a new version of the term, the old one closed in system time."""
    sent = given(form)
    reason, n = sent.pop("reason", ""), sent.pop("n", None)
    error = correct_many(ctx, [(record, sent)], {record.pk: n} if n else {}, note=reason)[0]
    if isinstance(error, DomainError):
        raise error
    return record


def correct_many(
    ctx: Any,
    pairs: Sequence[tuple[Credential, Mapping[str, Any]]],
    numbers: Mapping[UUID, int],
    note: str = "",
) -> list[Any]:
    """Correct one term of each credential (its current one unless ``numbers`` names another) with paper values."""
    types = Types({record.type_id for record, _ in pairs})
    ids = [record.pk for record, _ in pairs]
    known: dict[UUID, list[Term]] = {one: [] for one in ids}
    for term in Term.objects.filter(credential__in=ids, known_to__isnull=True):
        known[term.credential_id].append(term)
    references = References({"issuer": REFERENCES["issuer"]}, [_Issuer(values) for _, values in pairs])
    results: list[Any] = []
    closed: list[Term] = []
    added: list[Term] = []
    for record, values in pairs:
        old = _chosen(record, known[record.pk], numbers.get(record.pk))
        if isinstance(old, DomainError):
            results.append(old)
            continue
        result = _corrected(ctx, record, old, known[record.pk], values, types, references, note)
        if isinstance(result, Term):
            closed.append(old)
            added.append(result)
            results.append(record)
        else:
            results.append(result if result is not None else record)
    paper.check_unique(results, range(len(results)))
    good = {one.pk for one in results if isinstance(one, Credential)}
    _store(
        ctx,
        [one for one in closed if one.credential_id in good],
        [one for one in added if one.credential_id in good],
    )
    changed = {one.credential_id for one in added} & good
    moved = [record for record, _ in pairs if record.pk in changed]
    if moved:
        bulk.update(Credential, moved, _SAVED)
        standing.refresh(moved, ctx.now)
    return results


class _Issuer:
    """A form as far as references go."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.issuer = values.get("issuer")


def _chosen(record: Credential, terms: Sequence[Term], n: int | None) -> Any:
    if n is None:
        return paper.current(terms)
    found = next((one for one in terms if one.n == n), None)
    return found or DomainError(errors.TERM_UNKNOWN, n=n)


def _corrected(
    ctx: Any, record: Credential, old: Term, terms: list[Term], values: Mapping[str, Any], types: Types,
    references: References, note: str,
) -> Any:  # fmt: skip
    """The new version of ``old``, None where nothing differs, or the error. The credential shows its current term."""
    kind = types.get(record.type_id)
    assert kind is not None
    faults = references.faults(_Issuer(values))
    shadow = Credential(id=record.pk, type_id=record.type_id, first_issued_on=record.first_issued_on)
    for name in paper.PAPER:
        setattr(shadow, name, getattr(old, name))
    sent = dict(values)
    if sent.get("valid_to") is not None:
        sent["no_expiry_reason"] = ""
    elif "valid_to" in sent and not sent.get("no_expiry_reason"):
        shadow.no_expiry_reason = ""
    number_kept = "credential_no" not in sent or sent["credential_no"] == old.credential_no
    faults += paper.put(shadow, kind, types, {"number_confirmed": number_kept, **sent})
    if faults:
        return Invalid(faults)
    term = paper.term_of(shadow, old.n, ctx.now, note or old.note)
    changed = [(name, getattr(old, name), getattr(term, name)) for name in paper.PAPER]
    if all(was == now for _, was, now in changed):
        return None
    before = paper.current(terms)
    shown = paper.current([one for one in terms if one.pk != old.pk] + [term])
    paper.copy_term(record, shown, kind, types)
    if shown.pk == term.pk:
        record.number_check = shadow.number_check
    if old.pk != before.pk or shown.pk != term.pk:
        for name, was, now in changed:
            if was != now and name != "credential_no_norm":
                ctx.note(record.pk, f"term_{old.n}.{name.removesuffix('_id')}", was, now)
    return term


def _store(ctx: Any, closed: Sequence[Term], added: Sequence[Term]) -> None:
    if closed:
        Term.objects.filter(pk__in=[one.pk for one in closed]).update(known_to=ctx.now)
    bulk.insert(Term, added)
