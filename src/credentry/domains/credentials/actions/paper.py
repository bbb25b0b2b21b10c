"""What a paper says, checked against its type and put on the credential and its term."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from credentry.domains.credentials import depending, errors
from credentry.domains.credentials.models import Credential, CredentialType, Term
from credentry.domains.credentials.rules import numbers, validity
from credentry.foundation.errors import FieldError, Invalid
from credentry.foundation.ids import uuid7
from credentry.foundation.text import normalise_number
from credentry.plumbing import bulk, sql

PAPER = (
    "credential_no", "credential_no_norm", "issuer_id", "issued_on", "valid_from", "valid_to", "no_expiry_reason",
    "cost", "currency",
)  # fmt: skip
COLUMNS = ("credential_no", "credential_no_norm", "number_key", "number_check", "issuer", "issued_on", "valid_from",
           "valid_to", "no_expiry_reason", "cost", "currency", "first_issued_on")  # fmt: skip
_FORM = ("credential_no", "issued_on", "valid_from", "valid_to", "no_expiry_reason", "cost", "currency")


class Types:
    """The types a batch needs, with the parts of their definition that writing asks for."""

    def __init__(self, ids: Collection[UUID]) -> None:
        self._rows = {one.pk: one for one in CredentialType.objects.filter(pk__in=set(ids))}
        self._number: dict[UUID, tuple[Any, bool]] = {}
        for pk, one in self._rows.items():
            certainty = one.definition.get("certainty") or {}
            sure = certainty.get("number", certainty.get("default")) == "sure"
            self._number[pk] = (one.definition.get("number"), sure)

    def get(self, pk: UUID) -> CredentialType | None:
        """The type, archived ones included."""
        return self._rows.get(pk)

    def needs(self) -> dict[UUID, list[depending.Rule]]:
        """What credentials of the types depend on; types that ask for nothing are left out."""
        return depending.rules_by_type(self._rows.values())

    def number(self, pk: UUID, text: str) -> numbers.Finding:
        """What the number rule of the type says about a number."""
        rule, sure = self._number[pk]
        return numbers.examine(rule, text, sure)


def put(
    record: Credential, kind: CredentialType, types: Types, values: Mapping[str, Any]
) -> list[FieldError]:
    """Write the given paper values (form field → value) on the credential; what is wrong with the result."""
    for name in _FORM:
        if name in values:
            value = values[name]
            setattr(record, name, "" if value is None and name in ("credential_no", "currency") else value)
    if "issuer" in values:
        record.issuer_id = values["issuer"]
    faults: list[FieldError] = []
    number = record.credential_no or ""
    record.credential_no_norm = normalise_number(number) if number else ""
    record.number_key = record.credential_no_norm if number and kind.unique_number else None
    finding = types.number(kind.pk, number)
    record.number_check = finding.check
    if finding.check == "unusual" and finding.strict and not values.get("number_confirmed"):
        faults.append(
            FieldError("credential_no", errors.NUMBER_FORMAT, {"value": number, "example": finding.example})
        )
    if record.valid_to is not None:
        record.no_expiry_reason = ""
    elif not record.no_expiry_reason:
        record.no_expiry_reason = validity.open_reason(kind.definition.get("validity") or {})
    return faults + date_faults(record.first_issued_on, record.issued_on, record.valid_from, record.valid_to)


def date_faults(
    first: date | None, issued: date | None, starts: date | None, ends: date | None
) -> list[FieldError]:
    """Dates that contradict each other. Papers are sometimes issued after their term: the stated start decides."""
    faults: list[FieldError] = []
    begins = starts or issued
    if ends is not None and begins is not None and ends < begins:
        faults.append(FieldError("valid_to", errors.DATES_ORDER))
    if first is not None and issued is not None and first > issued:
        faults.append(FieldError("first_issued_on", errors.FIRST_ISSUE_LATE))
    return faults


def check_unique(results: list[Any], moved: Iterable[int]) -> None:
    """Replace by an error each credential (at the positions ``moved``) whose number another one has already."""
    places = [at for at in moved if isinstance(results[at], Credential) and results[at].number_key]
    keys = {results[at].number_key for at in places}
    if not keys:
        return
    sql.lock_keys("credential_no", keys)
    taken: dict[tuple[Any, ...], tuple[UUID, str]] = {}
    rows = Credential.objects.filter(number_key__in=keys).values_list(
        "number_key", "type_id", "issuer_id", "pk", "number", "title"
    )
    for key, kind, issuer, pk, number, title in rows:
        taken[(key, kind, issuer)] = (pk, f"{number} {title}")
    for at in places:
        one = results[at]
        spot = (one.number_key, one.type_id, one.issuer_id)
        owner, words = taken.setdefault(spot, (one.pk, ""))
        if owner != one.pk:
            code = errors.NUMBER_TAKEN if words else errors.NUMBER_TWICE
            results[at] = Invalid.one("credential_no", code, value=one.credential_no, other=words)


def insert_first_terms(records: Sequence[Credential], now: Any) -> None:
    """The first terms of new credentials: what each says of its paper, without making a model of every row."""
    said = attrgetter(*PAPER)
    names = (
        *(one.removesuffix("_id") for one in PAPER),
        "id",
        "credential",
        "n",
        "note",
        "known_from",
        "known_to",
    )
    rows = ((*said(one), uuid7(), one.pk, 1, "", now, None) for one in records)
    bulk.insert_rows(Term, [Term._meta.get_field(name) for name in names], rows)  # type: ignore[misc]


def term_of(record: Credential, n: int, now: Any, note: str = "") -> Term:
    """A new term that says what the credential's copy says."""
    term = Term(id=uuid7(), credential_id=record.pk, n=n, note=note, known_from=now)
    for name in PAPER:
        setattr(term, name, getattr(record, name))
    return term


def copy_term(record: Credential, term: Term, kind: CredentialType, types: Types) -> None:
    """Make a term the one whose paper the credential shows."""
    for name in PAPER:
        setattr(record, name, getattr(term, name))
    number = record.credential_no
    record.number_key = record.credential_no_norm if number and kind.unique_number else None
    record.number_check = types.number(kind.pk, number).check


def current(terms: Sequence[Term]) -> Term:
    """The term shown on the credential: the one that begins last, of equal ones the later entered."""
    return max(terms, key=lambda one: (one.valid_from or one.issued_on or date.min, one.n))
