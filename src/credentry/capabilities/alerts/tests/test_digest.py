"""The digest: one mail that says what one person must decide, at their hour, once, and never for what is urgent only."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentry.capabilities.alerts import working
from credentry.capabilities.alerts.actions import answering, deliver, delivering, sweep, wishing
from credentry.capabilities.alerts.models import Alert, Delivery, Mailing
from credentry.capabilities.alerts.occasions import Every
from credentry.capabilities.alerts.queries import channels, health, ledger
from credentry.capabilities.alerts.tests.factories import days, make_deadline, make_policy, make_user
from credentry.capabilities.alerts.tests.mailbox import Mailbox, mailbox
from credentry.capabilities.alerts.tests.owing import stand_in
from credentry.capabilities.alerts.vocabulary import Rhythm
from credentry.core.identity.actors import Actor
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
#: A Monday.
MONDAY = date(2027, 6, 7)
SLOW = [{"relation": "responsible", "code": "", "wait": 30}]


@pytest.fixture(autouse=True)
def _world(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    stand_in(monkeypatch)
    settings.CREDENTRY_BASE_URL = "https://certs.example.com"
    with at(0):
        sweep()  # the first look: whatever came round before is not sent after the fact
        yield


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    with mailbox() as (running, url):
        settings.CREDENTRY_SMTP_URL = url
        yield running


def at(hour: int, day: date = MONDAY) -> Any:
    return clock.fixed(datetime(day.year, day.month, day.day, hour, 30, tzinfo=clock.zone()))


def wants(user: Any, rhythm: Rhythm = Rhythm.DAILY, **more: Any) -> None:
    values = {"weekday": 0, "hour": 8, "working_days": False, **more}
    wishing.gather(
        Actor(user.pk, user.username, user.name, user.lang, "session", ()), rhythm=rhythm, **values
    )


def run(hour: int, day: date = MONDAY) -> None:
    with at(hour, day):
        sweep()
        deliver()


def policy(**more: Any) -> None:
    make_policy(stages=(90, 60, 30, 7, 0), **{"ladder": SLOW, **more})


def body_of(box: Mailbox, form: str = "plain") -> str:
    part = box.messages[-1].get_body((form,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.demand("R-000-43", "R-000-49")
def test_one_mail_says_what_must_be_decided_grouped_and_counted(box: Mailbox) -> None:
    policy()
    li = make_user("li", lang="zh")
    wants(li)
    for left, number in ((-3, "OVER"), (5, "NOW"), (55, "SOON"), (80, "LATER")):
        make_deadline(MONDAY + days(left), li, number=number)
    run(7)
    assert [len(box.messages), box.recipients] == [1, ["li@example.com"]]  # what is urgent does not wait
    assert all(one in body_of(box) for one in ("OVER", "NOW"))
    assert not any(one in body_of(box) for one in ("SOON", "LATER"))
    run(8)
    assert len(box.messages) == 2
    mail = box.messages[-1]
    assert mail["Subject"] == "【待决事项】逾期 1 项，现在决定 1 项，即将到期 2 项"
    text = body_of(box)
    marks = ("== 已逾期", "(OVER)", "== 现在决定", "(NOW)", "== 即将到期", "(SOON)", "(LATER)")
    places = [text.index(one) for one in marks]
    assert places == sorted(places)
    assert "截至 2027-06-07，等待您决定的事项：逾期 1 项，现在决定 1 项，即将到期 2 项。" in text
    assert body_of(box, "html").count("<h2") == 3
    run(9)
    assert len(box.messages) == 2


def test_english_readers_get_english(box: Mailbox) -> None:
    policy()
    li = make_user("li")
    wants(li)
    make_deadline(MONDAY + days(55), li, number="SOON")
    run(8)
    assert box.messages[-1]["Subject"] == "[To decide] 1 due soon"
    assert box.messages[-1]["Content-Language"] == "en"
    assert "On 2027-06-07 these wait for your decision: 1 due soon." in body_of(box)
    assert box.messages[-1]["List-Unsubscribe"] == "<https://certs.example.com/notifications>"


def test_what_waited_is_told_in_the_digest_and_says_so(box: Mailbox) -> None:
    policy()
    li = make_user("li")
    wants(li)
    make_deadline(MONDAY + days(55), li)
    run(7)
    row = Delivery.objects.get(channel="email", alert__isnull=False)
    assert (row.state, row.reason) == ("due", "digest")
    run(8)
    row.refresh_from_db()
    mailing = Delivery.objects.get(mailing__isnull=False)
    assert (row.state, row.reason, row.provider_id) == ("sent", "digest", box.messages[0]["Message-ID"])
    assert mailing.provider_id == row.provider_id
    assert mailing.mailing is not None
    assert mailing.mailing.contents["counts"] == {"soon": 1}
    assert mailing.mailing.contents["alerts"] == [str(row.alert_id)]
    told = list(ledger.of_person(li.pk, "zh"))
    assert [one["title"] for one in told if one["channel"] == "电子邮件"] == [
        "CE · Smart lamp",
        "待决事项汇总",
    ]


def test_what_must_be_answered_before_the_digest_comes_on_its_own(box: Mailbox) -> None:
    policy(ladder=[{"relation": "responsible", "code": "", "wait": 3}])
    li = make_user("li")
    wants(li, Rhythm.WEEKLY, weekday=4)
    make_deadline(MONDAY + days(55), li)
    run(7)
    assert len(box.messages) == 1  # three working days end on Thursday, the digest comes on Friday


def test_nothing_to_decide_nothing_sent(box: Mailbox) -> None:
    policy()
    li, wang = make_user("li"), make_user("wang")
    wants(li)
    wants(wang)
    make_deadline(MONDAY + days(55), wang)
    run(7)
    with at(8):
        sweep()
        assert Mailing.objects.get().recipient == wang
        Alert.objects.update(state="acknowledged", decision="renewing")  # between the owing and the sending
        deliver()
    assert box.messages == []
    assert Delivery.objects.filter(mailing__isnull=False).values_list("state", "reason").get() == (
        "cancelled",
        "nothing",
    )
    run(9)
    run(12)
    assert Mailing.objects.count() == 1  # what comes later waits for the next day


def test_an_approval_is_asked_for_with_its_reason_and_without_a_button(box: Mailbox) -> None:
    policy()
    li, boss = make_user("li", name="李四"), make_user("boss", lang="zh")
    wants(boss)
    make_deadline(MONDAY + days(5), li, number="N-1")
    run(6)
    asked = Alert.objects.get(state="open")
    asked.state, asked.decision, asked.decision_note = "acknowledged", "lapse_asked", "产品停产"
    asked.save()
    Alert.objects.create(
        **{name: getattr(asked, name) for name in ("record_kind", "record_id", "code", "cycle", "due_on", "stage",
           "stage_on", "policy_id", "level", "number", "title", "sweep_id", "created_at", "updated_at")},
        recipient=boss, reached="approver", about_id=asked.pk,
    )  # fmt: skip
    run(8)
    assert box.recipients[-1] == "boss@example.com"
    assert box.messages[-1]["Subject"] == "【待决事项】待批准 1 项"
    assert "李四 申请到期失效：产品停产" in body_of(box)
    request = Alert.objects.get(recipient=boss)
    assert f"https://certs.example.com/r/alert/{request.pk}" in body_of(box)
    assert "/a/" not in body_of(box)


def test_a_button_in_the_digest_answers_once(box: Mailbox) -> None:
    policy()
    li = make_user("li")
    wants(li)
    make_deadline(MONDAY + days(55), li)
    run(8)
    token = body_of(box).split("https://certs.example.com/a/")[1].split()[0]
    with at(9):
        assert answering.press(token) is True
        assert answering.press(token) is False
    assert Alert.objects.get(decided_at__isnull=False).decision == "renewing"


def test_an_outage_brings_the_last_digest_only(box: Mailbox) -> None:
    policy()
    li = make_user("li")
    wants(li)
    make_deadline(MONDAY + days(55), li)
    run(8, MONDAY + days(4))
    assert [one.occasion for one in Mailing.objects.all()] == ["digest:2027-06-11"]
    assert len(box.messages) == 1


def test_a_newer_digest_takes_the_place_of_one_that_never_went(box: Mailbox) -> None:
    policy()
    li = make_user("li")
    wants(li)
    make_deadline(MONDAY + days(55), li)
    box.data = "451 not now"
    run(8)
    box.data = ""
    with at(8, MONDAY + days(1)):
        sweep()
    states = Delivery.objects.filter(mailing__isnull=False).order_by("pk").values_list("state", "reason")
    assert list(states) == [("superseded", "newer"), ("due", "")]


def test_a_worker_that_dies_leaves_one_message_id(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    policy()
    li = make_user("li")
    wants(li)
    make_deadline(MONDAY + days(55), li)
    make_deadline(MONDAY + days(70), li)
    with at(8):
        sweep()
        with monkeypatch.context() as patch:
            patch.setattr(delivering, "_note", _killed)
            with pytest.raises(KeyboardInterrupt):
                deliver()
        row = Delivery.objects.get(mailing__isnull=False)
        assert row.state == "sending"
        Delivery.objects.filter(pk=row.pk).update(holder="pid-0@gone", lease_until=clock.now() - days(400))
    with at(9):
        make_deadline(MONDAY + days(56), li, number="NEW")
        sweep()
        deliver()
    first, second = box.messages
    assert first["Message-ID"] == second["Message-ID"] == f"<alerts.{row.batch.hex}@{_domain(first)}>"
    assert first.as_string().count("CE · Smart lamp") == second.as_string().count("CE · Smart lamp")
    row.refresh_from_db()
    assert (row.state, row.unsure, row.attempts) == ("sent", True, 2)
    assert Delivery.objects.filter(state="due", reason="digest").count() == 1  # NEW waits for the next one


def _killed(*_: Any) -> None:
    raise KeyboardInterrupt


def _domain(message: Any) -> str:
    return str(message["Message-ID"]).rpartition("@")[2].rstrip(">")


def test_two_workers_take_a_digest_once(box: Mailbox) -> None:
    policy()
    li = make_user("li")
    wants(li)
    make_deadline(MONDAY + days(55), li)
    with at(8):
        sweep()
        Delivery.objects.filter(mailing__isnull=False).update(
            state="sending", holder="pid-1@elsewhere", lease_until=clock.now() + days(4000)
        )
        assert deliver().sent == 0
    assert box.messages == []


def test_a_dead_digest_is_a_problem_that_people_see_and_can_send_again(box: Mailbox) -> None:
    policy()
    li = make_user("li", lang="zh")
    wants(li)
    make_deadline(MONDAY + days(55), li)
    box.answers["li@example.com"] = "550 no such user"
    run(8)
    with at(9):
        assert "dead_letters" in {one["code"] for one in health.pulse()["problems"]}
        (row,) = channels.deliveries("email", "dead", "zh")
        assert (row["title"], row["recipient"], row["alert"]) == ("待决事项汇总", "Li", None)
        box.answers.clear()
        assert delivering.replay(row["id"]) == 1
        assert deliver().sent == 1
        assert "dead_letters" not in {one["code"] for one in health.pulse()["problems"]}
    assert box.messages[0]["Subject"] == "【待决事项】即将到期 1 项"


def test_without_an_address_it_is_withheld_and_on_record(box: Mailbox) -> None:
    policy()
    li = make_user("li", email="")
    wants(li)
    make_deadline(MONDAY + days(55), li)
    run(8)
    row = Delivery.objects.get(mailing__isnull=False)
    assert (row.state, row.reason) == ("suppressed", "no_address")


def test_a_leaver_gets_none(box: Mailbox) -> None:
    policy()
    li = make_user("li")
    wants(li)
    make_deadline(MONDAY + days(55), li)
    run(7)
    type(li).objects.filter(pk=li.pk).update(is_active=False)
    run(8)
    assert not Mailing.objects.exists()


def test_switching_the_digest_off_lets_go_what_it_held(box: Mailbox) -> None:
    policy()
    li = make_user("li")
    wants(li)
    make_deadline(MONDAY + days(55), li)
    run(6)
    assert box.messages == []
    with at(6):
        wants(li, Rhythm.OFF)
    run(7)
    assert len(box.messages) == 1


def test_a_wish_made_today_does_not_bring_last_weeks_mail(box: Mailbox) -> None:
    policy()
    li = make_user("li")
    make_deadline(MONDAY + days(55), li)
    with at(10, MONDAY + days(2)):
        wants(li, Rhythm.WEEKLY)
    run(11, MONDAY + days(2))
    assert not Mailing.objects.exists()
    run(8, MONDAY + days(7))
    assert Mailing.objects.get().occasion == "digest:2027-06-14"


@given(
    st.sampled_from([Rhythm.DAILY, Rhythm.WEEKLY]),
    st.integers(0, 6),
    st.integers(0, 23),
    st.booleans(),
    st.sets(st.integers(0, 30), max_size=12),
    st.integers(0, 24 * 30),
)
def test_occasions_match_a_walk_hour_by_hour(
    rhythm: str, weekday: int, hour: int, working_days: bool, off: set[int], passed: int
) -> None:
    start = datetime(2027, 6, 7, tzinfo=clock.zone())
    holidays = {start.date() + timedelta(days=one) for one in off}
    every = Every(rhythm, weekday, hour, working_days)

    def works(day: date) -> bool:
        return day.weekday() < 5 and day not in holidays

    nominal = [start.date() + timedelta(days=n) for n in range(-60, 90)]
    if rhythm == Rhythm.WEEKLY:
        nominal = [day for day in nominal if day.weekday() == weekday]
        if working_days:
            nominal = [next(d for n in range(60) if works(d := day + timedelta(days=n))) for day in nominal]
    elif working_days:
        nominal = [day for day in nominal if works(day)]
    times = sorted({datetime(d.year, d.month, d.day, hour, tzinfo=clock.zone()) for d in nominal})
    now = start + timedelta(hours=passed)
    assert every.latest(now, works) == max(one for one in times if one <= now)
    assert every.following(now, works) == min(one for one in times if one > now)


def test_never_is_never() -> None:
    now = datetime(2027, 6, 7, tzinfo=clock.zone())
    assert Every(Rhythm.OFF, 0, 8, False).latest(now, working.is_working) is None
    assert Every(Rhythm.OFF, 0, 8, False).following(now, working.is_working) is None
