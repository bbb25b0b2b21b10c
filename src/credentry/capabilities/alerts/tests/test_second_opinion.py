"""The alerting is watched: an injected loss is found, a silence shows, gaps are reported, every notice is on record."""

import threading
from datetime import date
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import ping, reconcile, sweep
from credentry.capabilities.alerts.models import Alert, Delivery, Heartbeat
from credentry.capabilities.alerts.queries import health, ledger
from credentry.capabilities.alerts.queries.unreached import unreached
from credentry.capabilities.alerts.tests import platforms
from credentry.capabilities.alerts.tests.factories import (
    days,
    make_deadline,
    make_policy,
    make_unit,
    make_user,
)
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
TODAY = date(2027, 6, 1)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.fixed(TODAY):
        yield


def register() -> list[Any]:
    """Deadlines on every side of every stage, under several policies."""
    owner = make_user("owner")
    make_policy("usual", stages=(90, 30, 0, -7))
    make_policy("duties", stages=(60, 7), deadlines=["duty*"], rank=3)
    make_policy("opening", stages=(10,), deadlines=["window"], anchor="opens", rank=4)
    rows = [
        make_deadline(TODAY + days(left), owner, number=f"N{left}")
        for left in (200, 91, 90, 31, 30, 29, 0, -6, -8)
    ]
    rows += [
        make_deadline(TODAY + days(left), owner, code="duty:audit", number=f"D{left}") for left in (61, 60, 7)
    ]
    rows.append(make_deadline(TODAY + days(300), owner, code="window", opens_on=TODAY + days(9)))
    rows.append(make_deadline(TODAY - days(600), owner))
    return rows


@pytest.mark.demand("R-000-49", "R-000-85")
def test_both_roads_agree_and_an_injected_loss_is_found() -> None:
    rows = register()
    sweep()
    found = reconcile()
    assert found.ok, found
    assert found.owed == Alert.objects.filter(state="open").count() == 10
    lost = Alert.objects.get(record_id=rows[4].record_id, state="open")
    Delivery.objects.filter(alert__record_id=rows[4].record_id).delete()
    Alert.objects.filter(record_id=rows[4].record_id).delete()
    found = reconcile()
    assert (found.ok, found.lost) == (False, 1)
    assert found.samples[0]["number"] == lost.number
    assert [one["code"] for one in health.pulse()["problems"]] == ["lost"]
    assert sweep(full=True).created == 1, "the daily look heals it"
    assert reconcile().ok
    assert health.pulse()["ok"]


def test_a_notice_on_no_channel_and_one_that_outlived_its_deadline_are_found() -> None:
    rows = register()
    sweep()
    Delivery.objects.filter(alert__record_id=rows[5].record_id).delete()
    type(rows[6]).objects.filter(pk=rows[6].pk).update(closed_on=TODAY)
    found = reconcile()
    assert (found.lost, found.undelivered, found.stale) == (0, 1, 1)


def test_a_record_changed_since_the_sweep_is_no_loss_yet() -> None:
    register()
    sweep()
    make_deadline(TODAY + days(5), make_user("new"))
    found = reconcile()
    assert (found.ok, found.waiting) == (True, 1)


def test_silence_is_an_alarm_and_the_line_counts_today() -> None:
    assert [one["code"] for one in health.pulse()["problems"]] == ["never_swept"]
    register()
    sweep()
    pulse = health.pulse()
    assert pulse["ok"]
    assert pulse["today"] == {"due": 10, "sent": 10, "confirmed": 0}
    Alert.objects.filter(state="open", stage=30).update(read_at=clock.now())
    assert health.pulse()["today"]["confirmed"] == 2
    assert health.pulse()["line"]["en"] == "Due today 10, sent 10, confirmed 2"
    Heartbeat.objects.filter(name="sweep").update(at=clock.now() - days(1))
    assert [one["code"] for one in health.pulse()["problems"]] == ["sweep_late"]


def test_the_sign_of_life_reaches_the_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    class Watcher(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200 if self.path == "/alive" else 500)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = platforms.Server(("127.0.0.1", 0), Watcher)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        assert ping() is None
        monkeypatch.setenv("CREDENTRY_ALERT_PING_URL", f"http://127.0.0.1:{server.server_port}/alive")
        assert ping() is True
        monkeypatch.setenv("CREDENTRY_ALERT_PING_URL", f"http://127.0.0.1:{server.server_port}/broken")
        assert ping() is False
        sweep()
        assert [one["code"] for one in health.pulse()["problems"]] == ["ping_failed"]
        monkeypatch.setenv("CREDENTRY_ALERT_PING_URL", "file:///etc/passwd")
        assert ping() is False
    finally:
        server.shutdown()
        server.server_close()
    assert seen == ["/alive", "/broken"]


@pytest.mark.demand("R-000-85")
def test_records_nobody_would_be_told_about_are_reported() -> None:
    make_policy("expiry", stages=(30,), deadlines=["expiry"])
    unit = make_unit("lab", head=make_user("head"))
    make_deadline(TODAY + days(100), make_user("fine"))
    make_deadline(TODAY + days(100), None, unit_id=unit.pk, number="HEAD")
    make_deadline(TODAY + days(100), None, number="NOBODY")
    make_deadline(TODAY + days(100), make_user("mute", email=""), number="MUTE")
    make_deadline(TODAY + days(100), make_user("other"), code="unheard", number="NOPOLICY")
    make_deadline(TODAY + days(100), make_user("filer"), code="renewal_open", number="OPENS")
    make_deadline(TODAY + days(500), None, number="LATER")
    found = unreached()
    assert found.counts == {"nobody": 1, "no_policy": 1, "last_resort": 0, "no_address": 1}
    assert [one["number"] for one in found.items] == ["NOBODY", "NOPOLICY", "MUTE"]


def test_the_ledger_of_a_record_and_of_a_person_says_everything_in_words() -> None:
    rows = register()
    sweep()
    told = list(ledger.of_record("credential", rows[2].record_id, "zh"))
    assert [(one["channel"], one["delivery"]) for one in told] == [
        ("电子邮件", "待发送"),
        ("站内信", "已发送"),
    ]
    assert told[0]["stage"] == "提前 90 天"
    owner = Alert.objects.filter(state="open").first()
    assert owner is not None
    assert len(list(ledger.of_person(owner.recipient_id, "en"))) == Delivery.objects.count()
