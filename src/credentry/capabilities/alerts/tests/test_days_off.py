"""On days off what is not critical waits for the next working day, where policy or channel say so, never too long."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import deliver, sweep
from credentry.capabilities.alerts.models import Delivery
from credentry.capabilities.alerts.queries import sentences, telling
from credentry.capabilities.alerts.tests.factories import days, make_deadline, make_policy, make_user
from credentry.capabilities.alerts.tests.mailbox import Mailbox, mailbox
from credentry.capabilities.alerts.tests.owing import set_up, stand_in, tell
from credentry.core.records import working
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
SATURDAY, SUNDAY, MONDAY = (date(2027, 6, day) for day in (5, 6, 7))


@pytest.fixture(autouse=True)
def _world(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    stand_in(monkeypatch)
    with clock.fixed(SATURDAY):
        yield


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    with mailbox() as (running, url):
        settings.CREDENTRY_SMTP_URL = url
        yield running


def run(day: date) -> None:
    with clock.fixed(day):
        sweep()
        deliver()


def mails() -> list[tuple[str, str]]:
    return list(Delivery.objects.filter(channel="email").order_by("pk").values_list("state", "reason"))


@pytest.mark.demand("R-000-43")
def test_a_policy_holds_over_the_weekend_and_says_why(box: Mailbox) -> None:
    make_policy(stages=(60,), hold=True)
    row = make_deadline(SATURDAY + days(60), make_user("li"))
    with clock.fixed(SATURDAY - days(1)):
        (planned,) = telling.of_record("credential", row.record_id)
        assert (planned.on, planned.held) == (SATURDAY, (("email",), MONDAY))
    run(SATURDAY)
    assert mails() == [("due", "day_off")]
    assert Delivery.objects.get(channel="inbox").state == "sent"
    run(SUNDAY)
    assert box.messages == []
    run(MONDAY)
    assert mails() == [("sent", "")]
    assert len(box.messages) == 1


def test_holidays_of_the_calendar_count(box: Mailbox) -> None:
    make_policy(stages=(60,), hold=True)
    before = working.use(lambda: lambda day: day.weekday() < 5 and day != MONDAY)
    try:
        make_deadline(SATURDAY + days(60), make_user("li"))
        for day in (SATURDAY, MONDAY):
            run(day)
            assert mails() == [("due", "day_off")]
        run(MONDAY + days(1))
    finally:
        working.use(before)
    assert mails() == [("sent", "")]


@pytest.mark.parametrize(
    ("left", "safe_start", "held"),
    [
        (60, None, True),
        (5, None, False),
        (60, MONDAY, True),
        (60, SUNDAY, False),
        (60, SATURDAY - timedelta(9), False),
    ],
)
def test_never_what_is_critical_nor_past_the_latest_safe_start(
    box: Mailbox, left: int, safe_start: date | None, held: bool
) -> None:
    make_policy(stages=(90, left), hold=True)
    row = make_deadline(SATURDAY + days(left), make_user("li"), latest_safe_start=safe_start)
    (planned,) = [one for one in telling.of_record("credential", row.record_id) if one.stage == left]
    assert (planned.held is not None) is held
    run(SATURDAY)
    assert mails() == [("due", "day_off") if held else ("sent", "")]


def test_a_channel_holds_for_every_policy(box: Mailbox) -> None:
    set_up("email", host="127.0.0.1")
    make_policy(stages=(60,))
    row = make_deadline(SATURDAY + days(60), make_user("li"))
    tell("email", hold=True)
    (planned,) = telling.of_record("credential", row.record_id)
    assert planned.held == (("email",), MONDAY)
    run(SATURDAY)
    assert mails() == [("due", "day_off")]
    tell("email", hold=False)
    run(SATURDAY)
    assert mails() == [("sent", "")]


def test_without_it_days_off_are_like_others(box: Mailbox) -> None:
    make_policy(stages=(60,))
    row = make_deadline(SATURDAY + days(60), make_user("li"))
    assert [one.held for one in telling.of_record("credential", row.record_id)] == [None]
    run(SATURDAY)
    assert mails() == [("sent", "")]


def test_the_policy_says_so_in_words() -> None:
    policy = make_policy(stages=(60,), hold=True)
    assert "休息日产生的非严重提醒在下一工作日发送。" in sentences.sentence(policy, "zh")
    assert "On days off what is not critical waits for the next working day." in sentences.sentence(
        policy, "en"
    )
