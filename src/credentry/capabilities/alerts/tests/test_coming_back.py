"""What ended or slept comes back when it is owed again; nobody is left untold."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credentry.capabilities.alerts.actions.sweep import Swept, sweep
from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.tests.factories import (
    days,
    make_deadline,
    make_policy,
    make_unit,
    make_user,
    mark,
    stamp,
)
from credentry.core.records import kinds
from credentry.core.records.kinds import RecordKind
from credentry.foundation import clock
from credentry.foundation.labels import L
from credentry.plumbing import turns

pytestmark = pytest.mark.django_db
DUE = date(2027, 6, 30)


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweep needs to know that the kind exists, nothing more."""
    stand_in = RecordKind(
        "credential", L("证书", "Credential"), L("证书", "Credentials"), "records.Deadline", (), ()
    )
    monkeypatch.setitem(kinds._kinds, "credential", stand_in)


def on(day: date) -> Swept:
    with clock.fixed(day):
        return sweep()


def stages(state: str = "open", **more: Any) -> list[int]:
    return list(Alert.objects.filter(state=state, **more).order_by("-stage").values_list("stage", flat=True))


def sweep_fully(day: date) -> Swept:
    with clock.fixed(day):
        return sweep(full=True)


def test_a_snoozed_alert_comes_back_unread_and_is_mailed_again() -> None:
    make_policy(stages=(90,))
    make_deadline(DUE, make_user("li"))
    on(DUE - days(90))
    Delivery.objects.filter(channel="email").update(state="sent")
    Alert.objects.update(state="snoozed", snoozed_until=DUE - days(85), snoozes=1, read_at=clock.now())
    assert on(DUE - days(86)).woken == 0
    assert on(DUE - days(85)).woken == 1
    alert = Alert.objects.get()
    assert (alert.state, alert.snoozed_until, alert.read_at) == ("open", None, None)
    assert sorted(Delivery.objects.values_list("channel", "round", "state")) == [
        ("email", 0, "sent"),
        ("email", 1, "due"),
        ("inbox", 0, "sent"),
    ]
    assert on(DUE - days(84)).woken == 0


def test_a_later_stage_ends_a_snoozed_alert() -> None:
    make_policy(stages=(90, 86))
    make_deadline(DUE, make_user("li"))
    on(DUE - days(90))
    Alert.objects.update(state="snoozed", snoozed_until=DUE - days(85), snoozes=1)
    on(DUE - days(86))
    assert list(Alert.objects.order_by("-stage").values_list("state", "reason")) == [
        ("superseded", "later_stage"),
        ("open", ""),
    ]


def test_mail_withheld_for_want_of_an_address_goes_out_when_there_is_one() -> None:
    make_policy()
    owner = make_user("li", email="")
    make_deadline(DUE, owner)
    on(DUE - days(30))
    with clock.fixed(DUE - days(30)):  # as every action on a record notes its time
        owner.email, owner.updated_at = "li@example.com", clock.now()
        owner.save()
    assert on(DUE - days(30)).revived == 1
    assert Delivery.objects.get(channel="email").state == "due"


def test_when_nobody_is_there_an_administrator_is_told_and_when_there_is_none_it_waits() -> None:
    make_policy(stages=(90,))
    owner = make_user("li", is_active=False)
    make_deadline(DUE, owner, unit_id=make_unit("lab").pk)
    make_deadline(DUE, None)
    assert on(DUE - days(90)).created == 0
    role = apps.get_model("identity.Role").objects.create(code="administrator", name="A", **stamp())
    boss = make_user("root")
    apps.get_model("identity.Assignment").objects.create(user=boss, role=role, reach="all")
    assert sweep_fully(DUE - days(89)).created == 2
    assert set(Alert.objects.values_list("recipient__name", "reached", "stage")) == {
        ("Root", "last_resort", 90)
    }


def test_an_alert_never_ends_because_nobody_is_left() -> None:
    make_policy(stages=(90,))
    owner = make_user("li")
    make_deadline(DUE, owner)
    on(DUE - days(90))
    owner.is_active = False
    owner.save()
    on(DUE - days(89))
    assert Alert.objects.get().state == "open"


def test_a_closing_taken_back_makes_the_alert_live_again_and_mails_it_again() -> None:
    make_policy(stages=(90,))
    row = make_deadline(DUE, make_user("li"))
    on(DUE - days(90))
    Delivery.objects.filter(channel="email").update(state="sent")
    type(row).objects.filter(pk=row.pk).update(closed_on=DUE, closed_by="renewed")
    mark(row)
    on(DUE - days(89))
    assert stages("closed") == [90]
    type(row).objects.filter(pk=row.pk).update(closed_on=None, closed_by="")
    mark(row)
    assert on(DUE - days(88)).reopened == 1
    assert stages() == [90]
    assert sorted(Delivery.objects.filter(channel="email").values_list("round", "state")) == [
        (0, "sent"),
        (1, "due"),
    ]


def test_a_person_changed_to_and_fro_is_told_again() -> None:
    make_policy(stages=(90,))
    li, wang = make_user("li"), make_user("wang")
    row = make_deadline(DUE, li)
    on(DUE - days(90))
    for person in (wang, li):
        row.responsible_id = person.pk
        row.save()
        mark(row)
        on(DUE - days(89))
    assert list(
        Alert.objects.order_by("recipient__username").values_list("recipient__username", "state")
    ) == [
        ("li", "open"),
        ("wang", "superseded"),
    ]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's plan")
def test_no_update_of_deliveries_asks_its_question_for_every_row_of_the_table() -> None:
    make_policy(stages=(30,))
    make_deadline(DUE, make_user("li"))
    on(DUE - days(30))
    Delivery.objects.update(state="dead")
    with CaptureQueriesContext(connection) as log:
        failed = Delivery.objects.failed().filter(alert__state="open", alert__recipient__is_active=True)
        assert turns.update(failed, fell_to="nobody") == Delivery.objects.count() > 0
    updates = [one["sql"] for one in log.captured_queries if one["sql"].startswith("UPDATE")]
    assert updates
    for one in updates:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {one}")
            plan = str(cursor.fetchall())
        assert "CORRELATED" not in plan
        assert "SCAN" not in plan
