"""The statement for many and the rules for one say the same of any facts, on both databases."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credentry.core.records.tests.factories import make_company
from credentry.domains.credentials import standing
from credentry.domains.credentials.facts import facts_of
from credentry.domains.credentials.models import (
    Credential,
    Dependency,
    Duty,
    Filing,
    StandingSegment,
    StatusChange,
    Term,
)
from credentry.domains.credentials.queries import verdict
from credentry.domains.credentials.rules.facts import constraints
from credentry.domains.credentials.rules.standing import standing as of_rules
from credentry.domains.credentials.tests.factories import make, plain_type
from credentry.domains.credentials.vocabulary import DEPENDENCY_STATES
from credentry.foundation import clock
from credentry.foundation.ids import uuid7

pytestmark = pytest.mark.django_db
ORIGIN = date(2025, 1, 1)
DAY = timedelta(days=1)
days = st.integers(0, 50).map(lambda n: ORIGIN + n * DAY)
maybe = st.none() | days
a_credential = st.fixed_dictionaries(
    {
        "dates": st.tuples(maybe, maybe, maybe).filter(lambda d: not d[0] or not d[2] or d[0] <= d[2]),
        "duties": st.lists(st.tuples(days, st.none() | st.integers(0, 9), maybe, st.booleans()), max_size=2),
        "needs": st.lists(
            st.tuples(
                st.sampled_from(sorted(DEPENDENCY_STATES)), maybe, maybe, st.booleans(),
                st.none() | st.lists(st.tuples(maybe, maybe), max_size=2), st.booleans(),
            ),
            max_size=3,
        ),
        "suspended": st.none() | st.tuples(days, st.booleans()),
        "second": st.none() | st.tuples(days, st.integers(0, 20)),
        "filed": st.none() | st.tuples(days, maybe),
    }
)  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def state_facts(owner: UUID, given: dict[str, Any]) -> None:
    """Write facts under a credential as they are, whatever an action would say to them."""
    now = clock.now()
    starts, issued, ends = given["dates"]
    Credential.objects.filter(pk=owner).update(
        valid_from=starts, issued_on=issued, valid_to=ends, no_expiry_reason="" if ends else "printed"
    )
    Term.objects.filter(credential=owner).update(valid_from=starts, issued_on=issued, valid_to=ends)
    for due, grace, done, closed in given["duties"]:
        Duty.objects.create(
            credential_id=owner, code="audit", name_zh="审核", due_on=due, grace_days=grace, done_on=done,
            closed_on=due if closed else None,
        )  # fmt: skip
    for code, first, last, binding, spans, current in given["needs"]:
        Dependency.objects.create(
            credential_id=owner, code=code, holds_from=first, holds_to=last, binding=binding, known_from=now,
            periods=None if spans is None else [[_iso(one), _iso(two)] for one, two in spans],
            known_to=None if current else now,
        )  # fmt: skip
    if given["suspended"]:
        on, current = given["suspended"]
        StatusChange.objects.create(
            id=uuid7(), credential_id=owner, change="suspended", effective_on=on, reason="x", known_from=now,
            known_to=None if current else now,
        )  # fmt: skip
    if given["second"]:
        on, length = given["second"]
        Term.objects.create(
            credential_id=owner, n=2, valid_from=on, valid_to=on + length * DAY, known_from=now
        )
        Credential.objects.filter(pk=owner).update(term_count=2)
    if given["filed"]:
        on, decided = given["filed"]
        Filing.objects.create(credential_id=owner, term=1, filed_on=on, decided_on=decided, known_from=now)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(a_credential, min_size=1, max_size=6))
def test_the_statement_for_many_equals_the_rules_for_one(
    monkeypatch: pytest.MonkeyPatch, facts: list[dict[str, Any]]
) -> None:
    monkeypatch.setattr(standing, "SMALL", 0)
    with transaction.atomic():
        make_company()
        kind = plain_type(warn_days=20, definition={"pending": {"holds": True}})
        made = [make(kind, title=f"证书{n}").pk for n in range(len(facts))]
        for owner, one in zip(made, facts, strict=True):
            state_facts(owner, one)
        standing.recompute(made, clock.now())
        believed = facts_of(made)
        for row in Credential.objects.filter(pk__in=made):
            right = standing.of(believed[row.pk], 20)
            for name in standing.COLUMNS[:-2]:
                assert getattr(row, name) == getattr(right, name), name
            assert (row.timeline, row.segmented) == (right.timeline, bool(right.segments))
            assert StandingSegment.objects.filter(credential=row.pk).count() == len(right.segments)
            runs, found = verdict.segments_of([row.pk])[row.pk], of_rules(constraints(believed[row.pk]))
            for day in (ORIGIN + n * DAY for n in range(-3, 80)):
                assert verdict.on(runs, day).state == found.on(day).state
        transaction.set_rollback(True)
