"""Answering several facts at once: each goes where it is kept, with the source in the trail of that record."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import ManyOutcome, Outcome, perform, perform_many
from credentry.core.records.scope import visible
from credentry.domains.coverage import errors, facts
from credentry.domains.coverage.vocabulary import LIMIT_FACTS_OF_PEOPLE
from credentry.foundation.errors import FieldError, Invalid, NotFound


def answer(actor: Actor, subject: UUID, answers: Mapping[str, Any], source: str) -> Outcome:
    """Write these facts of a subject; None takes one back to unknown. ``source``: where it is known from (a data sheet,
    a letter); it stands in the revision and the ledger with who said it and when.

    One change of the subject's own record: its rights and rules apply. Raises NotFound for a subject out of sight,
    Invalid for facts that are not kept on such a subject and for wrong values.
    """
    kind = (
        visible(actor, kinds.get("subject")).filter(pk=subject).values_list("subject_kind", flat=True).first()
    )
    if kind is None:
        raise NotFound()
    registry = facts.everything()
    faults: list[FieldError] = []
    columns: dict[str, Any] = {}
    added: dict[str, Any] = {}
    for code, value in answers.items():
        if kind == "person" and code in LIMIT_FACTS_OF_PEOPLE:
            columns[code] = value or None
            continue
        one = registry.get(code)
        if one is None or kind not in one.places:
            faults.append(FieldError(code, errors.NOT_KEPT_HERE, {"value": code}))
            continue
        if one.column and one.type != "bool":
            value = value or ""
        (columns if one.column else added)[one.places[kind]] = value
    if faults or not answers:
        raise Invalid(faults or [FieldError("answers", "field.required")])
    payload = {**columns, **({"custom": added} if added else {})}
    return perform(actor, kind, "amend", subject, payload, why=source.strip() or None)


def answer_many(actor: Actor, fact: str, values: Mapping[UUID, Any], source: str) -> ManyOutcome:
    """Write one fact that limits of use ask about for many people, each with its own value; whose value is wrong is named and
    left out. The rights and rules of changing a person apply. Raises Invalid for a fact that people do not have."""
    if fact not in LIMIT_FACTS_OF_PEOPLE or not values:
        raise Invalid.one("fact", errors.NOT_KEPT_HERE, value=fact)
    rows = [{"id": pk, "payload": {fact: value or None}} for pk, value in values.items()]
    return perform_many(actor, "person", "amend", rows, why=source.strip() or None)
