"""Whatever happens in whatever order: what is owed lives on with somebody who is there, and is carried once."""

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from credentry.capabilities.alerts import rules
from credentry.capabilities.alerts.actions import deliver, sweep
from credentry.capabilities.alerts.derivation import HISTORY
from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.tests.factories import (
    make_deadline,
    make_policy,
    make_unit,
    make_user,
    mark,
)
from credentry.capabilities.alerts.vocabulary import LIVE, WAITING
from credentry.core.records import kinds
from credentry.core.records.kinds import RecordKind
from credentry.foundation import clock
from credentry.foundation.labels import L

pytestmark = pytest.mark.django_db
STAGES = (90, 60, 30, 0, -7)
START = date(2027, 1, 1)
NAMES = ("li", "wang", "zhao")

index = st.integers(0, 2)
operation = st.one_of(
    st.tuples(st.just("day"), st.integers(1, 45)),
    st.tuples(st.just("move_due"), index, st.integers(-60, 60)),
    st.tuples(st.just("give_to"), index, index),
    st.tuples(st.just("leave"), index),
    st.tuples(st.just("come_back"), index),
    st.tuples(st.just("renew"), index),
    st.tuples(st.just("take_back"), index),
    st.tuples(st.just("answer"), index),
    st.tuples(st.just("snooze"), index),
    st.tuples(st.just("deliver")),
    st.tuples(st.just("die_while_sending")),
)
#: What happens next, and whether the sweep comes before the next thing: not, normally, or over everything.
step = st.tuples(operation, st.sampled_from([None, False, False, False, True]))


class World:
    """Three deadlines, three people and a head of unit, a clock and a file that mail is written to."""

    def __init__(self, target: Path) -> None:
        self.today, self.target = START, target
        head = make_user("head")
        self.users = [make_user(name, email="") for name in NAMES]
        unit = make_unit("lab", head=head)
        make_policy(stages=STAGES, channels=["inbox"])
        self.rows = [
            make_deadline(START + timedelta(days=40 * n), self.users[n], unit_id=unit.pk, number=f"N{n}")
            for n in range(3)
        ]
        self.seen = 0

    def do(self, name: str, *values: Any) -> None:
        with clock.fixed(self.today):
            getattr(self, f"_{name}")(*values)

    def _day(self, days: int) -> None:
        self.today += timedelta(days=days)

    def _move_due(self, n: int, days: int) -> None:
        self._change(n, due_on=self.rows[n].due_on + timedelta(days=days))

    def _give_to(self, n: int, who: int) -> None:
        self._change(n, responsible_id=self.users[who].pk)

    def _renew(self, n: int) -> None:
        self._change(n, closed_on=self.today, closed_by="renewed")

    def _take_back(self, n: int) -> None:
        self._change(n, closed_on=None, closed_by="")

    def _change(self, n: int, **values: Any) -> None:
        type(self.rows[n]).objects.filter(pk=self.rows[n].pk).update(**values)
        self.rows[n].refresh_from_db()
        mark(self.rows[n])

    def _leave(self, who: int) -> None:
        type(self.users[who]).objects.filter(pk=self.users[who].pk).update(is_active=False)

    def _come_back(self, who: int) -> None:
        type(self.users[who]).objects.filter(pk=self.users[who].pk).update(is_active=True)

    def _answer(self, n: int) -> None:
        Alert.objects.filter(record_id=self.rows[n].record_id, state__in=WAITING).update(
            state="acknowledged", decision="renewing"
        )

    def _snooze(self, n: int) -> None:
        Alert.objects.filter(record_id=self.rows[n].record_id, state="open").update(
            state="snoozed", snoozed_until=self.today + timedelta(days=3)
        )

    def _sweep(self, full: bool) -> None:
        sweep(full)
        self.check()

    def _deliver(self) -> None:
        deliver()

    def _die_while_sending(self) -> None:
        """Written to the file, killed before saying so: the rows stay ``sending`` of a process that is gone."""
        before = set(Delivery.objects.filter(channel="file", state="sent").values_list("pk", flat=True))
        deliver()
        Delivery.objects.filter(channel="file", state="sent").exclude(pk__in=before).update(
            state="sending",
            holder="elsewhere|1|1",
            lease_until=clock.now() - timedelta(days=4000),
            sent_at=None,
        )

    def check(self) -> None:
        """After a sweep: each open deadline whose time has come lives with somebody; what is settled is silent."""
        assert Alert.objects.count() >= self.seen  # no row ever goes
        self.seen = Alert.objects.count()
        for row in self.rows:
            live = Alert.objects.filter(record_id=row.record_id, state__in=LIVE)
            current = live.filter(due_on=row.due_on)
            assert not live.exclude(due_on=row.due_on).exists()
            if row.closed_on is not None:
                assert not live.exists()
                continue
            stage = rules.reached(STAGES, row.due_on, self.today)
            if stage is not None and self.today - row.due_on < HISTORY:
                assert current.filter(stage__lte=stage).exists()
        assert not Alert.objects.filter(state__in=WAITING, recipient__is_active=False).exists()

    def finish(self) -> None:
        """At the end, with everything working: all that lives and is not snoozed or answered has been carried once."""
        self.do("sweep", True)
        with clock.fixed(self.today + timedelta(days=1)):
            deliver()
        for alert in Alert.objects.filter(state="open"):
            states = [one.state for one in alert.deliveries.filter(channel="file")]
            assert "sent" in states
            assert not {"due", "sending", "retry", "dead"} & set(states)
        lines = self.target.read_text().splitlines() if self.target.exists() else []
        keys = Counter(json.loads(line)["key"] for line in lines)
        assert set(keys.values()) <= {1}
        assert len(keys) >= Delivery.objects.filter(channel="file", state="sent").count()


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    stand_in = RecordKind(
        "credential", L("证书", "Credential"), L("证书", "Credentials"), "records.Deadline", (), ()
    )
    monkeypatch.setitem(kinds._kinds, "credential", stand_in)
    yield
    os.environ.pop("CREDENTRY_ALERT_FILE", None)


@pytest.mark.demand("R-000-49")
@settings(
    max_examples=8,
    deadline=None,
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # an example costs a third of a second: shrinking would not end
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(step, min_size=8, max_size=30))
def test_an_alert_owed_lives_until_it_is_settled_and_is_carried_once(
    steps: list[tuple[tuple[Any, ...], bool | None]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        target = Path(folder) / "sent.jsonl"
        os.environ["CREDENTRY_ALERT_FILE"] = str(target)
        world = World(target)
        for happening, swept in steps:
            world.do(*happening)
            if swept is not None:
                world.do("sweep", swept)
        world.finish()
        transaction.set_rollback(True)
