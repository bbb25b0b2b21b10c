"""Mail goes out over a real SMTP server: once, again when it failed, never twice without saying so."""

import json
import logging
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import claiming, deliver, delivering, retry, send_test, sweep
from credentry.capabilities.alerts.channels.mail import Server, server_of
from credentry.capabilities.alerts.channels.parcels import Down, Never
from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.tests.factories import days, make_deadline, make_policy, make_user
from credentry.capabilities.alerts.tests.mailbox import Mailbox, mailbox
from credentry.core.records import kinds
from credentry.core.records.kinds import RecordKind
from credentry.foundation import clock
from credentry.foundation.labels import L
from tests.ports import refusing

pytestmark = pytest.mark.django_db
DUE = date(2027, 6, 30)
TODAY = DUE - days(30)


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = RecordKind(
        "credential", L("证书", "Credential"), L("证书", "Credentials"), "records.Deadline", (), ()
    )
    monkeypatch.setitem(kinds._kinds, "credential", stand_in)


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    with mailbox() as (running, url):
        settings.CREDENTRY_SMTP_URL = url
        settings.CREDENTRY_BASE_URL = "https://certs.example.com/"
        yield running


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


def owe(name: str = "li", count: int = 1, **more: Any) -> list[Any]:
    make_policy(f"for-{name}")
    user = make_user(name, **more)
    rows = [make_deadline(DUE + days(n), user, number=f"N-{n}") for n in range(count)]
    sweep()
    return rows


def states() -> list[tuple[str, str]]:
    return list(Delivery.objects.filter(channel="email").order_by("pk").values_list("state", "reason"))


def later(hours: int) -> Any:
    return clock.fixed(clock.now() + timedelta(hours=hours))


@pytest.mark.demand("R-000-45", "R-000-42")
def test_the_mail_server_receives_the_message_in_both_forms(box: Mailbox) -> None:
    (row,) = owe(lang="zh")
    assert deliver().sent == 1
    (message,) = box.messages
    assert box.recipients == ["li@example.com"]
    assert message["Subject"] == "【紧急】CE · Smart lamp · expiry 2027-06-30（还有 30 天）"
    assert message["To"] == "Li <li@example.com>"
    text, html = (
        part.get_content() for part in (message.get_body(("plain",)), message.get_body(("html",))) if part
    )
    link = f"https://certs.example.com/r/credential/{row.record_id}"
    assert link in text
    assert f'href="{link}"' in html
    assert "Li，您好" in text
    sent = Delivery.objects.get(channel="email")
    assert (sent.state, sent.attempts, sent.provider_id) == ("sent", 1, message["Message-ID"])
    assert sent.sent_at == clock.now()
    assert deliver().sent == 0
    assert len(box.messages) == 1


def test_english_readers_get_english(box: Mailbox) -> None:
    owe(lang="en")
    deliver()
    assert box.messages[0]["Subject"] == "[Urgent] CE · Smart lamp: expiry 2027-06-30 (in 30 days)"
    assert box.messages[0]["Content-Language"] == "en"


def test_what_one_person_is_told_at_once_comes_in_one_mail(box: Mailbox) -> None:
    owe(count=3)
    make_deadline(DUE, make_user("wang"))
    sweep()
    assert deliver().sent == 4
    assert sorted(box.recipients) == ["li@example.com", "wang@example.com"]
    body = box.messages[0].get_body(("plain",))
    assert body is not None
    assert [n for n in range(3) if f"(N-{n})" in body.get_content()] == [0, 1, 2]
    assert Delivery.objects.filter(channel="email").values("batch").distinct().count() == 2


def test_a_long_list_is_counted_not_cut_silently(box: Mailbox) -> None:
    owe(count=60)
    deliver()
    (message,) = box.messages
    body = message.get_body(("plain",))
    assert body is not None
    assert "10 more are not listed here" in body.get_content()
    assert "60 deadlines" in message["Subject"]
    assert Delivery.objects.filter(channel="email", state="sent").count() == 60


def test_hostile_titles_stay_words(box: Mailbox) -> None:
    make_policy()
    user = make_user("li", name="Li\r\nBcc: all@example.com")
    make_deadline(DUE, user, title='<script>alert(1)</script>\r\nX-Evil: 1 {name} "q"')
    sweep()
    deliver()
    (message,) = box.messages
    assert message["X-Evil"] is None
    assert message["Bcc"] is None
    html = message.get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()
    assert "&lt;script&gt;" in html.get_content()


def test_a_server_that_refuses_connections_is_tried_again(settings: Any) -> None:
    owe()
    with refusing() as port:
        settings.CREDENTRY_SMTP_URL = f"smtp://127.0.0.1:{port}?timeout=1"
        done = deliver()
    assert (done.sent, done.retry) == (0, 1)
    assert "refused" in done.down
    assert states() == [("retry", "")]
    assert deliver().retry == 0  # not before its time
    with mailbox() as (box, url):
        settings.CREDENTRY_SMTP_URL = url
        with later(1):
            assert deliver().sent == 1
        assert len(box.messages) == 1
    assert Delivery.objects.get(channel="email").attempts == 2


def test_without_a_server_mail_waits(settings: Any) -> None:
    settings.CREDENTRY_SMTP_URL = ""
    owe()
    assert deliver().sent == 0
    assert states() == [("due", "")]


@pytest.mark.parametrize("answer", ["450 mailbox busy", "451 greylisted, come back later"])
def test_a_passing_refusal_is_tried_again_with_growing_waits(box: Mailbox, answer: str) -> None:
    owe()
    box.answers["li@example.com"] = answer
    waits = []
    for _ in range(4):
        assert deliver().retry == 1
        row = Delivery.objects.get(channel="email")
        assert row.last_error == answer
        assert row.retry_at is not None
        waits.append((row.retry_at - clock.now()).total_seconds())
        Delivery.objects.update(retry_at=clock.now())
    assert waits == [5, 20, 80, 320]
    box.answers.clear()
    assert deliver().sent == 1
    assert len(box.messages) == 1


def test_a_mailbox_that_does_not_exist_is_a_dead_letter_and_does_not_stop_the_others(box: Mailbox) -> None:
    owe("li")
    owe("wang")
    box.answers["li@example.com"] = "550 no such user"
    done = deliver()
    assert (done.sent, done.dead) == (1, 1)
    dead = Delivery.objects.get(channel="email", alert__recipient__username="li")
    assert (dead.state, dead.reason, dead.last_error) == ("dead", "refused", "550 no such user")
    assert Alert.objects.filter(state="open").count() == 2
    assert deliver().sent == 0
    box.answers.clear()
    assert retry() == 1
    assert deliver().sent == 1
    assert sorted(box.recipients) == ["li@example.com", "wang@example.com"]


@pytest.mark.parametrize(("answer", "state"), [("554 not wanted here", "dead"), ("452 disk full", "retry")])
def test_a_refused_message_is_dead_or_tried_again_by_its_code(box: Mailbox, answer: str, state: str) -> None:
    owe()
    box.data = answer
    deliver()
    assert states()[0][0] == state
    assert Delivery.objects.get(channel="email").last_error == answer


def test_a_failing_server_ends_in_the_dead_letters_after_three_days(box: Mailbox) -> None:
    owe()
    box.answers["li@example.com"] = "451 try later"
    Delivery.objects.filter(channel="email").update(attempts=delivering.MAX_ATTEMPTS - 1)
    assert deliver().dead == 1
    assert states() == [("dead", "given_up")]


def test_a_slow_server_is_asked_again_under_the_same_message_id(box: Mailbox) -> None:
    owe()
    box.delay = 1.5
    assert deliver().retry == 1
    row = Delivery.objects.get(channel="email")
    assert (row.state, row.unsure) == ("retry", True)
    box.delay = 0
    with later(1):
        assert deliver().sent == 1
    assert len({message["Message-ID"] for message in box.messages}) == 1


def test_a_server_that_hangs_up_after_taking_the_message_gets_the_same_message_id_again(box: Mailbox) -> None:
    owe("li")
    owe("wang")
    box.hang_up = 1
    done = deliver()
    assert (done.sent, done.retry) == (1, 1)  # the session was opened anew for the second
    with later(1):
        assert deliver().sent == 1
    first, _, again = (message["Message-ID"] for message in box.messages)
    assert first == again
    assert Delivery.objects.get(channel="email", alert__recipient__username="li").unsure


def test_the_claim_of_a_dead_worker_is_taken_over_and_its_late_word_ignored(
    box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    owe()
    free = claiming.takeable()
    ((recipient, batch),) = claiming.parcels(claiming.waiting("email", delivering.SENDERS["email"], free), 1)
    lost = claiming.claim("email", delivering.SENDERS["email"], recipient, batch, free)
    assert lost is not None
    assert deliver().sent == 0  # its lease still runs
    Delivery.objects.filter(channel="email").update(lease_until=clock.now() - timedelta(days=400))
    assert deliver().sent == 1
    row = Delivery.objects.get(channel="email")
    assert (row.state, row.unsure, row.batch) == ("sent", True, lost.batch)
    with caplog.at_level(logging.WARNING):
        assert delivering._report(lost, delivering.DeliveryState.DEAD) == 0
    assert "taken over" in caplog.text
    assert Delivery.objects.get(channel="email").state == "sent"


def test_what_was_answered_meanwhile_is_not_mailed(box: Mailbox) -> None:
    owe()
    Alert.objects.update(state="acknowledged", decision="renewing")
    assert deliver().sent == 0
    assert states() == [("cancelled", "acknowledged")]
    assert not box.messages


def test_mail_for_somebody_who_left_is_not_sent_and_goes_to_the_next(box: Mailbox) -> None:
    boss = make_user("boss")
    (_,) = owe(manager=boss)
    owner = Alert.objects.get(state="open").recipient
    owner.is_active = False
    owner.save()
    assert deliver().sent == 0
    assert states() == [("due", "")]
    sweep()
    assert deliver().sent == 1
    assert box.recipients == ["boss@example.com"]
    body = box.messages[0].get_body(("plain",))
    assert body is not None
    assert "The responsible person is gone or away: told as the stand-in" in body.get_content()


def test_an_address_that_is_none_is_a_dead_letter(box: Mailbox) -> None:
    owe(email="not an address")
    assert deliver().dead == 1
    assert "bad address" in Delivery.objects.get(channel="email").last_error


def test_the_file_channel_writes_one_line_per_notice_and_none_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.CREDENTRY_SMTP_URL = ""
    target = tmp_path / "sent.jsonl"
    monkeypatch.setenv("CREDENTRY_ALERT_FILE", str(target))
    owe(count=3)
    assert deliver().sent == 3
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    assert len({one["key"] for one in lines}) == 3
    assert {one["stage"] for one in lines} == {30, 60}
    # a worker died after writing, before saying so: the keys are there already
    Delivery.objects.filter(channel="file").update(
        state="sending", holder="x|1|", lease_until=clock.now() - days(400)
    )
    assert deliver().sent == 3
    assert len(target.read_text().splitlines()) == 3


def test_a_test_message_says_what_is_wrong(box: Mailbox, settings: Any) -> None:
    assert send_test("someone@example.com", "zh").startswith("<alerts.")
    assert box.recipients == ["someone@example.com"]
    box.answers["someone@example.com"] = "550 unknown"
    with pytest.raises(Never, match="550 unknown"):
        send_test("someone@example.com", "zh")
    settings.CREDENTRY_SMTP_URL = "gopher://nowhere"
    with pytest.raises(Down, match="CREDENTRY_SMTP_URL must read"):
        send_test("someone@example.com", "zh")


def test_server_addresses() -> None:
    assert server_of("smtp://mail:2525?timeout=3") == Server("mail", 2525, timeout=3)
    assert server_of("smtps://u%40x:p%3Aw@mail") == Server("mail", 465, "u@x", "p:w", "tls")
    assert server_of("smtp+starttls://mail") == Server("mail", 587, security="starttls")
    assert server_of("") is None
