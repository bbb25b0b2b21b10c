"""Nobody answers: the next one up is told. Somebody is away: the next one there is told. What is decided is decided once."""

from datetime import date
from typing import Any

import pytest

from credentry.capabilities.alerts.actions.sweep import Swept, sweep
from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.tests.factories import (
    days,
    make_deadline,
    make_policy,
    make_unit,
    make_user,
    stamp,
)
from credentry.core.identity.actors import Actor, EffectiveGrant
from credentry.core.identity.models import Absence
from credentry.core.identity.vocabulary import Reach
from credentry.core.records.actions import perform
from credentry.foundation import clock
from credentry.foundation.errors import DomainError

pytestmark = pytest.mark.django_db
DUE = date(2027, 6, 30)
#: A Monday, 30 days before.
TOLD = date(2027, 5, 31)


def on(day: date) -> Swept:
    with clock.fixed(day):
        return sweep()


def told(**more: Any) -> list[tuple[str, str]]:
    """(person, told as) of the open alerts, the lowest rung first."""
    rows = Alert.objects.filter(state="open", **more).order_by("rung", "recipient__username")
    return list(rows.values_list("recipient__username", "reached"))


def answer(username: str, action: str, day: date, **payload: Any) -> Any:
    alert = Alert.objects.get(recipient__username=username, state__in=["open", "snoozed"])
    actor = Actor(
        alert.recipient_id, username, username, "en", "session", (EffectiveGrant("*", "*", Reach.ALL, None, "", None, {}),), None, ""
    )  # fmt: skip
    with clock.fixed(day):
        return perform(actor, "alert", action, alert.pk, payload)


@pytest.mark.demand("R-000-48")
def test_no_answer_climbs_to_the_deputy_and_then_up_the_line_to_the_top() -> None:
    boss = make_user("boss")
    chief = make_user("chief", manager=boss)
    deputy = make_user("deputy", manager=chief)
    owner = make_user("owner", manager=chief)
    make_policy(stages=(30,))
    make_deadline(DUE, owner, deputy_id=deputy.pk)
    assert on(TOLD).created == 1
    for day in range(1, 4):
        assert on(TOLD + days(day)).escalated == 0, "three working days to answer"
    assert on(TOLD + days(4)).escalated == 1
    assert told() == [("owner", "responsible"), ("deputy", "escalated")]
    assert on(TOLD + days(5)).escalated == 0
    assert on(TOLD + days(10)).escalated == 1, "Friday, Monday, Tuesday, Wednesday: then the next"
    assert told()[-1] == ("chief", "escalated")
    assert on(TOLD + days(16)).escalated == 1
    assert told()[-1] == ("boss", "escalated")
    assert on(TOLD + days(28)).escalated == 0
    top = Alert.objects.get(recipient=boss)
    assert (top.state, top.reason) == ("open", "top_reached"), "nobody is above; it stays open and says so"
    sent = Delivery.objects.filter(channel="email").values_list("alert__recipient__username", flat=True)
    assert sorted(sent) == ["boss", "chief", "deputy", "owner"], "each was sent once"


@pytest.mark.demand("R-000-48", "R-000-49")
def test_one_answer_ends_the_climbing() -> None:
    chief = make_user("chief")
    make_policy(stages=(30, 20))
    make_deadline(DUE, make_user("owner", manager=chief))
    on(TOLD)
    on(TOLD + days(4))
    assert told() == [("owner", "responsible"), ("chief", "escalated")]
    answer("owner", "acknowledge", TOLD + days(4), decision="renewing")
    assert told() == []
    assert Alert.objects.get(recipient=chief).reason == "answered"
    assert on(TOLD + days(9)).escalated == 0
    assert on(DUE - days(20)).created == 1, "reminders go on until the deadline is settled"


def test_nobody_holds_the_same_date_twice() -> None:
    owner = make_user("owner", manager=make_user("chief"))
    make_policy(stages=(30, 20))
    make_deadline(DUE, owner)
    on(TOLD)
    on(TOLD + days(4))
    assert told() == [("owner", "responsible"), ("chief", "escalated")]
    on(DUE - days(20))
    assert told() == [("owner", "responsible"), ("chief", "escalated")], (
        "the chief still has what was passed up"
    )
    on(DUE - days(14))
    rows = Alert.objects.filter(state="open").values_list("recipient__username", "stage")
    assert sorted(rows) == [("chief", 20), ("owner", 20)]
    assert set(Alert.objects.filter(stage=30).values_list("state", "reason")) == {
        ("superseded", "later_stage")
    }


def test_a_ladder_of_the_policy_names_who_is_next() -> None:
    head = make_user("head")
    unit = make_unit("lab", head=head)
    helper = make_user("helper")
    steps = [
        {"relation": "responsible", "code": "", "wait": 1},
        {"relation": "unit_head", "code": "", "wait": 1},
        {"relation": "user", "code": str(helper.pk), "wait": 0},
    ]
    make_policy(stages=(30,), ladder=steps)
    make_deadline(DUE, make_user("owner"), unit_id=unit.pk)
    on(TOLD)
    on(TOLD + days(2))
    assert told()[-1] == ("head", "escalated")
    on(TOLD + days(4))
    assert told()[-1] == ("helper", "escalated")
    assert on(TOLD + days(20)).escalated == 0, "a step with no time limit is the last"


def test_a_pressing_alert_has_one_working_day() -> None:
    make_policy(stages=(7,))
    make_deadline(DUE, make_user("owner", manager=make_user("chief")))
    on(DUE - days(7))
    assert Alert.objects.get().answer_by == DUE - days(6)
    assert on(DUE - days(5)).escalated == 1


@pytest.mark.demand("R-000-14")
def test_who_is_away_is_skipped_with_a_note_and_told_again_when_back() -> None:
    deputy = make_user("deputy")
    owner = make_user("owner", manager=make_user("chief"))
    make_policy(stages=(30, 10))
    make_deadline(DUE, owner)
    on(TOLD)
    Absence.objects.create(
        user=owner, deputy=deputy, title="x", from_date=TOLD + days(1), to_date=TOLD + days(12), **stamp()
    )
    on(TOLD + days(1))
    assert told() == [("deputy", "stand_in")]
    moved = Alert.objects.get(recipient=owner)
    assert (moved.state, moved.reason) == ("superseded", "recipient_absent")
    on(DUE - days(10))
    assert ("owner", "responsible") in told(stage=10)


@pytest.mark.demand("R-000-49")
def test_letting_it_lapse_needs_a_reason_and_somebody_elses_approval() -> None:
    chief = make_user("chief")
    owner = make_user("owner", manager=chief)
    make_policy(stages=(30, 20))
    make_deadline(DUE, owner)
    on(TOLD)
    with pytest.raises(DomainError):
        answer("owner", "acknowledge", TOLD, decision="lapse")
    with pytest.raises(DomainError):
        answer("owner", "acknowledge", TOLD, decision="lapse", note="sold", to=str(owner.pk))
    with pytest.raises(DomainError):
        answer("owner", "acknowledge", TOLD, decision="approved", note="by myself")
    answer("owner", "acknowledge", TOLD, decision="lapse", note="the product is discontinued")
    assert told() == [("chief", "approver")]
    answer("chief", "refuse", TOLD, note="stock is left")
    assert told() == [("owner", "responsible")], "who asked is told again"
    assert on(DUE - days(20)).created == 1, "a refused request silences nothing"
    answer("owner", "acknowledge", DUE - days(20), decision="lapse", note="stock is sold")
    answer("chief", "approve", DUE - days(19))
    owned = Alert.objects.get(recipient=owner, stage=20)
    assert (owned.state, owned.decision, owned.decision_note) == ("acknowledged", "lapse", "stock is sold")
    assert on(DUE).created == 0
    with clock.fixed(DUE):
        assert sweep(full=True).created == 0, "silent for good"


@pytest.mark.demand("R-000-49")
def test_a_request_that_nobody_is_there_to_decide_goes_back_to_who_asked() -> None:
    boss = make_user("boss")
    chief = make_user("chief", manager=boss)
    owner = make_user("owner", manager=chief)
    make_policy(stages=(30,))
    make_deadline(DUE, owner)
    on(TOLD)
    answer("owner", "acknowledge", TOLD, decision="lapse", note="the product is discontinued")
    Absence.objects.create(user=chief, title="x", from_date=TOLD + days(1), to_date=TOLD + days(9), **stamp())
    on(TOLD + days(1))
    assert told() == [("boss", "escalated")], "the next one up is asked instead"
    Absence.objects.create(user=boss, title="x", from_date=TOLD + days(2), to_date=TOLD + days(9), **stamp())
    on(TOLD + days(2))
    assert told() == [("owner", "responsible")], "nobody is there to decide: the request comes back"
    request = Alert.objects.get(recipient=boss)
    assert (request.state, request.reason) == ("superseded", "asked_back")
    mine = Alert.objects.get(recipient=owner)
    assert (mine.decision, mine.answer_by) == ("", TOLD + days(7))
    sent = Delivery.objects.filter(alert=mine, channel="email").values_list("round", "state", "reason")
    assert sorted(sent)[1:] == [(1, "due", "asked_back")], "and is told so"
    assert on(TOLD + days(2)).escalated == 0
    assert told() == [("owner", "responsible")]


def test_a_snooze_ends_before_the_latest_safe_start_and_the_filing_deadline() -> None:
    owner = make_user("owner")
    make_policy(stages=(30,))
    row = make_deadline(DUE, owner, latest_safe_start=TOLD + days(5))
    on(TOLD)
    with pytest.raises(DomainError):
        answer("owner", "snooze", TOLD, until=(TOLD + days(6)).isoformat())
    make_deadline(TOLD + days(10), owner, record_id=row.record_id, code="renewal_deadline")
    with pytest.raises(DomainError):
        answer("owner", "snooze", TOLD, until=(TOLD + days(4)).isoformat())
    answer("owner", "snooze", TOLD, until=(TOLD + days(3)).isoformat())
    assert told() == []


def test_an_opening_is_told_of_by_name_only_does_not_press_and_is_never_critical() -> None:
    make_policy(stages=(0,))
    owner = make_user("owner", manager=make_user("chief"))
    make_deadline(TOLD, owner, code="renewal_open")
    on(TOLD)
    assert not Alert.objects.exists()
    make_policy("opening", stages=(0,), deadlines=["renewal_open"], rank=5)
    make_deadline(TOLD + days(1), owner, code="renewal_open")
    on(TOLD + days(1))
    alert = Alert.objects.get(due_on=TOLD + days(1))
    assert alert.level == "info"
    assert alert.answer_by is not None
    assert alert.answer_by >= TOLD + days(4)  # three working days, not one


@pytest.mark.demand("R-000-41")
def test_a_day_off_is_told_of_on_the_working_day_before_and_other_anchors_count() -> None:
    owner = make_user("owner")
    make_policy("weekend", stages=(30,), working_days=True)
    make_deadline(date(2027, 7, 11) + days(30), owner)  # the stage falls on a Sunday
    assert on(date(2027, 7, 8)).created == 0
    assert on(date(2027, 7, 9)).created == 1
    assert Alert.objects.get().stage_on == date(2027, 7, 11)
    assert on(date(2027, 7, 12)).created == 0
    make_policy("opening", stages=(7, 0), anchor="opens", deadlines=["window"], rank=5)
    make_deadline(date(2027, 12, 31), owner, code="window", opens_on=date(2027, 8, 10))
    on(date(2027, 7, 20))
    assert on(date(2027, 8, 3)).created == 1
    assert on(date(2027, 8, 10)).created == 1
    assert list(Alert.objects.filter(code="window", state="open").values_list("stage", "stage_on")) == [
        (0, date(2027, 8, 10))
    ]
