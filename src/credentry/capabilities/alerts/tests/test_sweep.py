"""What is owed is derived from deadlines, policies and people, once, whenever the sweep runs."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.apps import apps

from credentry.capabilities.alerts.actions.sweep import Swept, sweep
from credentry.capabilities.alerts.models import Alert, Delivery, Heartbeat, Pending, Sweep
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


@pytest.mark.demand("R-000-41", "R-000-42")
def test_exactly_three_reminders_on_days_90_60_30() -> None:
    make_policy(stages=(90, 60, 30))
    make_deadline(DUE, make_user("li"))
    sent = Counter[date]()
    day = DUE - days(120)
    while day <= DUE + days(40):
        made = on(day)
        if made.created:
            sent[day] += made.created
        day += days(1)
    assert sent == {DUE - days(90): 1, DUE - days(60): 1, DUE - days(30): 1}
    assert stages() == [30]
    assert stages("superseded") == [90, 60]
    assert set(Alert.objects.filter(state="superseded").values_list("reason", flat=True)) == {"later_stage"}


def test_a_second_run_changes_nothing() -> None:
    make_policy()
    for n in range(5):
        make_deadline(DUE + days(n), make_user(f"u{n}"))
    assert on(DUE - days(30)).created == 5
    before = list(Alert.objects.order_by("pk").values()), list(Delivery.objects.order_by("pk").values())
    again = on(DUE - days(30))
    assert (again.created, again.missed, again.superseded, again.candidates) == (0, 0, 0, 0)
    with clock.fixed(DUE - days(30)):
        full = sweep(full=True)
    assert (full.candidates, full.created, full.missed) == (5, 0, 0)
    assert before == (
        list(Alert.objects.order_by("pk").values()),
        list(Delivery.objects.order_by("pk").values()),
    )
    assert Sweep.objects.count() == 1
    assert not Pending.objects.exists()


def test_after_an_outage_the_latest_stage_is_sent_and_the_missed_ones_are_recorded() -> None:
    make_policy(stages=(90, 60, 30, 7))
    make_deadline(DUE, make_user("li"))
    assert on(DUE - days(100)).created == 0
    made = on(DUE - days(5))
    assert (made.created, made.missed) == (1, 3)
    assert stages() == [7]
    assert list(
        Alert.objects.filter(state="superseded").order_by("-stage").values_list("stage", "reason", "stage_on")
    ) == [(stage, "missed", DUE - days(stage)) for stage in (90, 60, 30)]
    assert Delivery.objects.exclude(alert__state="open").count() == 0


def test_a_record_entered_late_is_told_once_and_old_history_is_not_made_up() -> None:
    make_policy(stages=(90, 60, 30, 7, 0, -1))
    owner = make_user("li")
    on(DUE - days(41))
    late = make_deadline(DUE, owner)
    long_gone = make_deadline(DUE - days(300), owner)
    history = make_deadline(DUE - days(500), owner)
    made = on(DUE - days(40))
    assert stages(record_id=late.record_id) == [60]
    assert list(
        Alert.objects.filter(record_id=late.record_id, state="superseded").values_list("stage", "reason")
    ) == [(90, "before_entry")]
    assert list(Alert.objects.filter(record_id=long_gone.record_id).values_list("stage", "level")) == [
        (-1, "critical")
    ]
    assert not Alert.objects.filter(record_id=history.record_id).exists()
    assert made.created == 2


@pytest.mark.parametrize(
    ("left", "level"), [(90, "info"), (60, "warning"), (30, "urgent"), (7, "critical"), (-1, "critical")]
)
def test_levels_follow_the_days_left(left: int, level: str) -> None:
    make_policy(stages=(left,))
    make_deadline(DUE, make_user("li"))
    on(DUE - days(left))
    assert Alert.objects.get().level == level


@pytest.mark.demand("R-000-43", "R-000-44")
def test_one_alert_reaches_inbox_and_mail_at_the_same_time() -> None:
    make_policy()
    make_deadline(DUE, make_user("li"))
    on(DUE - days(30))
    alert = Alert.objects.get(state="open")
    assert sorted(alert.deliveries.values_list("channel", "state")) == [("email", "due"), ("inbox", "sent")]
    assert alert.read_at is None


def test_without_an_address_the_mail_is_suppressed_and_says_why() -> None:
    make_policy()
    make_deadline(DUE, make_user("li", email=""))
    on(DUE - days(30))
    mail = Delivery.objects.get(channel="email")
    assert (mail.state, mail.reason) == ("suppressed", "no_address")


@pytest.mark.demand("R-000-14")
def test_when_the_owner_leaves_the_next_reminder_goes_to_the_deputy_then_to_the_manager() -> None:
    make_policy(stages=(90, 60, 30))
    boss, deputy = make_user("boss"), make_user("deputy")
    owner = make_user("li", manager=boss)
    make_deadline(DUE, owner, deputy_id=deputy.pk)
    on(DUE - days(90))
    assert Alert.objects.get().recipient == owner
    owner.is_active = False
    owner.save()
    on(DUE - days(60))
    sixty = Alert.objects.get(stage=60)
    assert (sixty.recipient, sixty.reached) == (deputy, "deputy_for")
    deputy.is_active = False
    deputy.save()
    on(DUE - days(30))
    thirty = Alert.objects.get(stage=30)
    assert (thirty.recipient, thirty.reached, thirty.state) == (boss, "stand_in", "open")
    assert Alert.objects.filter(state="open").count() == 1


@pytest.mark.demand("R-000-14")
def test_an_unanswered_alert_of_someone_who_leaves_moves_on_the_same_day() -> None:
    make_policy(stages=(90,))
    boss = make_user("boss")
    owner = make_user("li", manager=boss)
    make_deadline(DUE, owner)
    on(DUE - days(90))
    owner.is_active = False
    owner.save()
    made = on(DUE - days(88))
    assert made.created == 1
    assert list(Alert.objects.order_by("created_at").values_list("recipient__name", "state", "reason")) == [
        ("Li", "superseded", "recipient_changed"),
        ("Boss", "open", ""),
    ]
    assert Delivery.objects.get(alert__recipient=owner, channel="email").state == "superseded"


def test_nobody_responsible_goes_to_the_nearest_head_of_unit() -> None:
    make_policy(stages=(90,))
    head = make_user("head")
    top = make_unit("group", head=head)
    make_deadline(DUE, None, unit_id=make_unit("lab", parent=top).pk)
    on(DUE - days(90))
    assert (Alert.objects.get().recipient, Alert.objects.get().reached) == (head, "head_for")


@pytest.mark.demand("R-000-47")
def test_roles_posts_and_stages_choose_the_recipients() -> None:
    lab, quality, boss = make_unit("lab"), make_user("qa"), make_user("boss")
    role = apps.get_model("identity.Role").objects.create(code="quality", name="Q", **stamp())
    apps.get_model("identity.Assignment").objects.create(user=quality, role=role, unit=lab, reach="subtree")
    post = apps.get_model("identity.Post").objects.create(
        code="officer", name="O", unit=lab, holder=boss, **stamp()
    )
    make_policy(
        stages=(60, 7),
        recipients=[
            {"relation": "role", "code": "quality", "from_stage": None},
            {"relation": "post", "code": "officer", "from_stage": 7},
        ],
    )
    make_deadline(DUE, make_user("li"), unit_id=make_unit("bench", parent=lab).pk)
    on(DUE - days(60))
    assert set(Alert.objects.values_list("recipient__name", "reached")) == {("Qa", "role")}
    successor = make_user("successor")
    post.holder = successor
    post.save()
    on(DUE - days(7))
    assert set(Alert.objects.filter(stage=7).values_list("recipient__name", "reached")) == {
        ("Qa", "role"),
        ("Successor", "post"),
    }


def test_the_more_specific_policy_speaks() -> None:
    make_policy("all", stages=(90,))
    make_policy("filing", stages=(120,), deadlines=["filing", "duty*"], rank=5)
    owner = make_user("li")
    make_deadline(DUE, owner)
    make_deadline(DUE, owner, code="duty:audit")
    on(DUE - days(85))
    assert sorted(Alert.objects.values_list("code", "policy__code")) == [
        ("duty:audit", "filing"),
        ("expiry", "all"),
    ]


def test_a_changed_date_starts_anew() -> None:
    make_policy(stages=(90, 30))
    row = make_deadline(DUE, make_user("li"))
    on(DUE - days(90))
    row.due_on = DUE + days(200)
    row.save()
    mark(row)
    on(DUE - days(80))
    assert list(Alert.objects.values_list("state", "reason")) == [("superseded", "date_changed")]
    on(DUE + days(200) - days(90))
    assert stages() == [90]


@pytest.mark.parametrize(
    ("values", "state", "reason"),
    [
        ({"closed_on": DUE, "closed_by": "renewed"}, "closed", "renewed"),
        ({"closed_on": DUE, "closed_by": ""}, "closed", "settled"),
    ],
)
def test_a_closed_deadline_closes_its_alerts(values: dict[str, Any], state: str, reason: str) -> None:
    make_policy(stages=(90,))
    row = make_deadline(DUE, make_user("li"))
    on(DUE - days(90))
    type(row).objects.filter(pk=row.pk).update(**values)
    mark(row)
    on(DUE - days(89))
    assert list(Alert.objects.values_list("state", "reason")) == [(state, reason)]
    assert Delivery.objects.get(channel="email").state == "cancelled"
    assert on(DUE + days(10)).created == 0


def test_a_removed_deadline_cancels_its_alerts() -> None:
    make_policy(stages=(90,))
    row = make_deadline(DUE, make_user("li"))
    on(DUE - days(90))
    mark(row)
    row.delete()
    on(DUE - days(89))
    assert list(Alert.objects.values_list("state", "reason")) == [("cancelled", "gone")]


def test_not_needed_silences_the_deadline() -> None:
    make_policy(stages=(90, 60))
    make_deadline(DUE, make_user("li"))
    on(DUE - days(90))
    Alert.objects.update(state="acknowledged", decision="not_needed")
    assert on(DUE - days(60)).created == 0


def test_the_day_is_that_of_the_instance_not_of_greenwich() -> None:
    from datetime import UTC, datetime

    make_policy(stages=(90,))
    make_deadline(DUE, make_user("li"))
    eve = DUE - days(91)
    with clock.fixed(datetime(eve.year, eve.month, eve.day, 15, 59, tzinfo=UTC)):
        assert sweep().created == 0
    with clock.fixed(datetime(eve.year, eve.month, eve.day, 16, 1, tzinfo=UTC)):  # past midnight in Shanghai
        assert sweep().created == 1


def test_every_run_leaves_a_heartbeat() -> None:
    on(DUE)
    beat = Heartbeat.objects.get(name="sweep")
    assert beat.today == DUE
    assert beat.detail["created"] == 0


def test_entering_a_whole_register_costs_what_is_due_of_it() -> None:
    """Records whose stages are all to come are no candidates, however many were entered at once."""
    make_policy(stages=(90, 60))
    owner = make_user("li")
    for n in range(6):
        make_deadline(DUE + days(300 * n), owner)
    made = on(DUE - days(80))
    assert (made.candidates, made.created) == (1, 1)
    assert not Pending.objects.exists()
    assert on(DUE + days(210)).created == 2, "the first one's next stage and the second one's first"
