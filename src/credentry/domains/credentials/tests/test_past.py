"""What was believed is kept whenever a credential changes, and nothing more than that."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credentry.core.ledger.audit import fsck
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.tests.factories import make_company
from credentry.domains.credentials.models import Credential, CredentialPast, PastSegment, StandingSegment
from credentry.domains.credentials.past import keep
from credentry.domains.credentials.tests.factories import SYSTEM, act, make, make_type, plain_type
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
T0 = datetime(2026, 11, 1, 4, tzinfo=UTC)


def later(hours: int) -> Any:
    return clock.fixed(T0 + timedelta(hours=hours))


@pytest.fixture(autouse=True)
def company() -> Any:
    with later(0):
        yield make_company()


def pasts(record: Any) -> list[CredentialPast]:
    return list(CredentialPast.objects.filter(credential=record.pk).order_by("known_from"))


def test_a_change_keeps_what_the_row_said() -> None:
    made = make(plain_type(), notes="first")
    with later(1):
        changed = act(made, "amend", notes="second")
    with later(2):
        act(made, "renew", valid_to="2030-03-14")
    one, two = pasts(made)
    assert (one.notes, one.known_from, one.known_to) == ("first", T0, T0 + timedelta(hours=1))
    assert (two.notes, two.known_to, two.term_count) == ("second", T0 + timedelta(hours=2), 1)
    assert (two.valid_to, two.effective_to, two.unit_id) == (
        date(2027, 3, 14),
        date(2027, 3, 14),
        made.unit_id,
    )
    assert changed.known_from == T0 + timedelta(hours=1)
    assert Credential.objects.get(pk=made.pk).known_from == T0 + timedelta(hours=2)
    assert fsck()["findings"] == []


def test_changes_at_one_instant_leave_one_belief() -> None:
    made = make(plain_type(), notes="first")
    act(made, "amend", notes="second")
    assert pasts(made) == []
    with later(1):
        act(made, "amend", notes="third")
        act(made, "amend", notes="fourth")
    assert [one.notes for one in pasts(made)] == ["second"]


def test_runs_of_days_are_kept_too() -> None:
    made = make(plain_type())
    with later(1):
        act(made, "suspend", effective_on="2026-06-01", reason="抽检")
    with later(2):
        act(made, "reinstate", effective_on="2026-07-01", reason="整改")
    assert StandingSegment.objects.filter(credential=made.pk).count() > 1
    with later(3):
        act(made, "amend", notes="x")
    *_, last = pasts(made)
    assert last.segmented
    kept = PastSegment.objects.filter(past=last).order_by("starts").values_list("starts", "ends", "state")
    now = StandingSegment.objects.filter(credential=made.pk).order_by("starts")
    assert list(kept) == list(now.values_list("starts", "ends", "state"))


def test_sets_are_kept_as_single_records_are() -> None:
    kind = plain_type()
    made = [make(kind, title=f"证书{n}") for n in range(3)]
    with later(1):
        rows = [{"id": one.pk, "payload": {"notes": "many"}} for one in made]
        assert not perform_many(SYSTEM, "credential", "amend", rows).errors
    assert [pasts(one)[0].notes for one in made] == ["", "", ""]
    with later(2):
        keep(Credential.objects.filter(title__in=["证书0", "证书1"]), clock.now())
        keep([made[0].pk], clock.now())
    assert [len(pasts(one)) for one in made] == [2, 2, 1]


def test_a_type_that_gives_more_warning_changes_what_is_believed_of_its_credentials() -> None:
    kind = make_type()
    made = make(kind, credential_no="2026990901000001")
    with later(1):
        perform(SYSTEM, "credential_type", "amend", kind.pk, {"warn_days": 200})
    (one,) = pasts(made)
    assert one.warn_from == date(2027, 3, 14) - timedelta(days=kind.warn_days)
    assert Credential.objects.get(pk=made.pk).warn_from == date(2027, 3, 14) - timedelta(days=200)


def test_keeping_costs_an_amendment_two_statements() -> None:
    made = make(plain_type())
    with CaptureQueriesContext(connection) as same:
        perform(SYSTEM, "credential", "amend", made.pk, {"notes": "a"})
    with later(1), CaptureQueriesContext(connection) as kept:
        perform(SYSTEM, "credential", "amend", made.pk, {"notes": "b"})
    assert len(pasts(made)) == 1
    counts = [sum("ledger_" not in one["sql"] for one in queries) for queries in (same, kept)]
    assert counts[1] - counts[0] == 2
