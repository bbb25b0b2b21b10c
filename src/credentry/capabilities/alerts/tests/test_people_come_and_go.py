"""People answer, put aside, hand over, ask and refuse; they fall ill and leave: against a small oracle of its own.

The oracle knows nothing of the derivation: who is there follows from the absences and accounts the test itself set,
what was answered from what it did.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from credentry.capabilities.alerts.actions import sweep
from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.tests.factories import make_deadline, make_policy, make_user, mark, stamp
from credentry.capabilities.alerts.tests.owing import stand_in
from credentry.core.identity.actors import Actor, EffectiveGrant
from credentry.core.identity.models import Absence
from credentry.core.identity.vocabulary import Reach
from credentry.core.records.actions import perform
from credentry.core.records.models import Revision
from credentry.foundation import clock
from credentry.foundation.errors import DomainError

pytestmark = pytest.mark.django_db
START = date(2027, 5, 31)
STAGES = (30, 14, 0, -7)
#: Who stands in for whom, and who is above whom.
ABOVE = {"owner": "chief", "second": "chief", "chief": "boss", "boss": None}
DEPUTY = {"owner": "second", "second": None, "chief": None, "boss": None}
NAMES = tuple(ABOVE)
#: Answers after which nobody need be asked about a stage again.
DECIDED = ("renewing", "not_needed", "lapse")
#: From these an alert may be opened once more, and told of once more.
ENDED = ("acknowledged", "superseded", "cancelled", "closed")

who = st.sampled_from(NAMES)
which = st.integers(0, 5)
happening = st.one_of(
    st.tuples(st.just("nothing")),
    st.tuples(st.just("absence"), who, st.integers(0, 3), st.integers(1, 9), st.sampled_from([None, *NAMES])),
    st.tuples(st.just("leave"), who),
    st.tuples(st.just("come_back"), who),
    st.tuples(st.just("renewing"), which),
    st.tuples(st.just("not_needed"), which),
    st.tuples(st.just("hand_over"), which, who),
    st.tuples(st.just("ask_lapse"), which),
    st.tuples(st.just("approve"), which),
    st.tuples(st.just("refuse"), which),
    st.tuples(st.just("snooze"), which, st.integers(0, 12)),
    st.tuples(st.just("renew"), st.integers(0, 1)),
)
#: What happens on a day, and how many days later the next thing does.
story = st.lists(st.tuples(happening, st.integers(1, 4)), min_size=6, max_size=16)


class Oracle:
    """What the test itself did: who is there, what was answered by whom."""

    def __init__(self) -> None:
        self.gone: set[str] = set()
        self.away: list[tuple[str, date, date, str | None]] = []
        self.answered: dict[UUID, tuple[str, date, str]] = {}
        self.ended: dict[tuple[UUID, str, int], set[UUID]] = {}

    def here(self, name: str | None, day: date) -> bool:
        return (
            name is not None
            and name not in self.gone
            and not any(one == name and first <= day <= last for one, first, last, _ in self.away)
        )

    def somebody(self, day: date) -> bool:
        """Whether the owner, a deputy of theirs or anybody above is there."""
        chain: list[str | None] = ["owner", DEPUTY["owner"]]
        chain += [deputy for one, first, last, deputy in self.away if one == "owner" and first <= day <= last]
        name = ABOVE["owner"]
        while name is not None:
            chain.append(name)
            name = ABOVE[name]
        return any(self.here(one, day) for one in chain)


class World:
    """Two records of one owner, whose line goes up to the top, and a day."""

    def __init__(self) -> None:
        self.today, self.oracle = START, Oracle()
        self.users: dict[str, Any] = {}
        for name in reversed(NAMES):
            above = self.users.get(ABOVE[name] or "")
            self.users[name] = make_user(name, manager=above)
        self.users["owner"].deputy = self.users["second"]
        self.users["owner"].save()
        make_policy(stages=STAGES, channels=["inbox", "email"])
        self.rows = [
            make_deadline(START + timedelta(days=30 + 5 * n), self.users["owner"], number=f"N{n}",
                          latest_safe_start=START + timedelta(days=20))
            for n in range(2)
        ]  # fmt: skip
        self.states: dict[UUID, tuple[str, tuple[UUID | None, str]]] = {}
        self.rounds: dict[UUID, int] = {}

    def do(self, name: str, *values: Any) -> None:
        with clock.fixed(self.today):
            getattr(self, f"_{name}")(*values)
            sweep()
            self.check()
        with clock.fixed(self.today):
            assert sweep().created == 0, "the same day once more owes nothing new"

    def _nothing(self) -> None:
        return

    def _absence(self, name: str, starts: int, days: int, deputy: str | None) -> None:
        first = self.today + timedelta(days=starts)
        last = first + timedelta(days=days - 1)
        deputy = None if deputy == name else deputy
        self.oracle.away.append((name, first, last, deputy))
        Absence.objects.create(user=self.users[name], deputy=self.users.get(deputy or ""), title="x",
                               from_date=first, to_date=last, **stamp())  # fmt: skip

    def _leave(self, name: str) -> None:
        self.oracle.gone.add(name)
        self._active(name, False)

    def _come_back(self, name: str) -> None:
        self.oracle.gone.discard(name)
        self._active(name, True)

    def _active(self, name: str, active: bool) -> None:
        type(self.users[name]).objects.filter(pk=self.users[name].pk).update(is_active=active)

    def _renewing(self, n: int) -> None:
        self._answer(n, "acknowledge", decision="renewing")

    def _not_needed(self, n: int) -> None:
        self._answer(n, "acknowledge", decision="not_needed", note="sold")

    def _hand_over(self, n: int, name: str) -> None:
        self._answer(n, "acknowledge", decision="reassigned", to=str(self.users[name].pk))

    def _ask_lapse(self, n: int) -> None:
        self._answer(n, "acknowledge", decision="lapse", note="discontinued")

    def _approve(self, n: int) -> None:
        self._answer(n, "approve", about_id__isnull=False)

    def _refuse(self, n: int) -> None:
        self._answer(n, "refuse", about_id__isnull=False, note="stock is left")

    def _snooze(self, n: int, days: int) -> None:
        until = self.today + timedelta(days=days)
        alert = self._answer(n, "snooze", until=until.isoformat())
        if alert is not None:
            row = next(one for one in self.rows if one.record_id == alert.record_id)
            assert until <= min(row.due_on, row.latest_safe_start, self.today + timedelta(days=7))
            self.rounds[alert.pk] = self.rounds.get(alert.pk, 0) + 1

    def _renew(self, n: int) -> None:
        row = self.rows[n]
        type(row).objects.filter(pk=row.pk).update(closed_on=self.today, closed_by="renewed")
        row.refresh_from_db()
        mark(row)

    def _answer(self, n: int, action: str, about_id__isnull: bool = True, **payload: Any) -> Any:
        """One of those who can answer does; what the rules refuse is refused whole."""
        waiting = Alert.objects.filter(state__in=["open", "snoozed"], about_id__isnull=about_id__isnull)
        mine = [one for one in waiting.select_related("recipient").order_by("created_at", "number", "stage", "recipient__username")
                if self.oracle.here(one.recipient.username, self.today)]  # fmt: skip
        if not mine:
            return None
        alert = mine[n % len(mine)]
        name = alert.recipient.username
        grant = EffectiveGrant("*", "*", Reach.ALL, None, "", None, {})
        actor = Actor(alert.recipient_id, name, name, "en", "session", (grant,), None, "")
        before = list(Alert.objects.order_by("pk").values())
        try:
            with transaction.atomic():
                perform(actor, "alert", action, alert.pk, payload)
        except DomainError:
            assert list(Alert.objects.order_by("pk").values()) == before
            return None
        self._count_rounds(Alert.objects.all())
        self._note(alert, name, action, payload)
        return alert

    def _note(self, alert: Any, name: str, action: str, payload: dict[str, Any]) -> None:
        decision = payload.get("decision", action)
        assert Revision.objects.filter(kind="alert", record_id=alert.pk, actor=alert.recipient, action=action).exists()  # fmt: skip
        if decision == "lapse" or action in ("snooze", "refuse"):
            return
        self.oracle.answered[alert.pk] = (name, self.today, decision)
        if decision == "renewing":
            told = Alert.objects.filter(record_id=alert.record_id, cycle=alert.cycle, stage=alert.stage)
            self.oracle.ended[(alert.record_id, alert.cycle, alert.stage)] = set(
                told.values_list("pk", flat=True)
            )

    def check(self) -> None:
        """After a sweep."""
        alerts = list(Alert.objects.select_related("recipient", "decided_by"))
        for row in self.rows:
            mine = [one for one in alerts if one.record_id == row.record_id]
            living = [one for one in mine if one.state in ("open", "snoozed", "acknowledged")]
            if row.closed_on is not None:
                assert not living, "a renewal closes what the old term opened"
                continue
            self._somebody_is_told(row, mine)
        for key, before in self.oracle.ended.items():
            climbed = [one for one in alerts if (one.record_id, one.cycle, one.stage) == key
                       and one.reached == "escalated" and one.pk not in before]  # fmt: skip
            assert not climbed, "one answer ends the climbing"
        for one in alerts:
            answer = self.oracle.answered.get(one.pk)
            if answer and one.state == "acknowledged":
                assert one.decided_by is not None
                assert one.decided_by.username == answer[0], "who answered stays on record"
                assert one.decided_at.astimezone(clock.zone()).date() == answer[1]
        self._count_rounds(alerts)
        for alert, channel, rounds in _told():
            assert rounds <= 1 + self.rounds.get(alert, 0), (channel, "told twice for the same")

    def _count_rounds(self, alerts: Iterable[Alert]) -> None:
        """What was ended and is open now, asks something else or comes for another reason is told of once more."""
        found = list(alerts)
        for one in found:
            asks = (one.about_id, one.reached)
            before, asked = self.states.get(one.pk, (one.state, asks))
            if one.state == "open" and (before in ENDED or asked != asks):
                self.rounds[one.pk] = self.rounds.get(one.pk, 0) + 1
        self.states = {one.pk: (one.state, (one.about_id, one.reached)) for one in found}

    def _somebody_is_told(self, row: Any, mine: list[Alert]) -> None:
        if any(one.decision in ("not_needed", "lapse") for one in mine):
            return
        reached = [stage for stage in STAGES if stage >= (row.due_on - self.today).days]
        if not reached or not self.oracle.somebody(self.today):
            return
        stage = min(reached)
        here = [one for one in mine if one.stage <= stage and one.state in ("open", "snoozed")
                and self.oracle.here(one.recipient.username, self.today)]  # fmt: skip
        decided = [
            one
            for one in mine
            if one.stage <= stage and one.state == "acknowledged" and one.decision in DECIDED
        ]
        assert here or decided, [
            (one.recipient.username, one.stage, one.reached, one.state, one.decision, one.reason)
            for one in mine
        ]


def _told() -> Iterator[tuple[UUID, str, int]]:
    counts: dict[tuple[UUID, str], int] = {}
    for alert, channel in Delivery.objects.values_list("alert_id", "channel"):
        counts[(alert, channel)] = counts.get((alert, channel), 0) + 1
    for (alert, channel), count in counts.items():
        yield alert, channel, count


@pytest.mark.demand("R-000-14", "R-000-48", "R-000-49", "R-000-85", "R-002-39")
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(days=story)
@example(
    days=[
        (("renew", 1), 1),
        (("hand_over", 1, "second"), 2),
        (("refuse", 3), 2),
        (("nothing",), 2),
        (("snooze", 3, 11), 1),
        (("renew", 1), 4),
        (("hand_over", 4, "boss"), 2),
        (("leave", "owner"), 2),
        (("hand_over", 5, "second"), 1),
        (("not_needed", 0), 2),
        (("leave", "owner"), 2),
        (("snooze", 3, 11), 3),
        (("renew", 1), 3),
    ]
)
@example(
    days=[
        (("not_needed", 5), 4),
        (("ask_lapse", 5), 1),
        (("hand_over", 5, "boss"), 1),
        (("come_back", "owner"), 4),
        (("approve", 1), 3),
        (("absence", "owner", 2, 3, "owner"), 3),
        (("hand_over", 2, "owner"), 4),
        (("hand_over", 3, "chief"), 3),
        (("refuse", 3), 2),
    ]
)
@example(
    days=[
        (("renewing", 3), 1),
        (("ask_lapse", 2), 4),
        (("approve", 0), 4),
        (("nothing",), 1),
        (("hand_over", 3, "owner"), 1),
        (("hand_over", 2, "chief"), 3),
        (("leave", "second"), 2),
        (("not_needed", 0), 3),
        (("ask_lapse", 4), 2),
        (("leave", "chief"), 3),
        (("renew", 1), 1),
        (("ask_lapse", 0), 1),
        (("absence", "boss", 0, 7, "chief"), 2),
    ]
)
@example(
    days=[
        (("absence", "second", 0, 5, "owner"), 1),
        (("come_back", "owner"), 1),
        (("absence", "owner", 0, 1, "owner"), 1),
        (("nothing",), 2),
        (("nothing",), 4),
        (("come_back", "owner"), 2),
        (("snooze", 1, 4), 1),
        (("ask_lapse", 4), 4),
        (("come_back", "owner"), 4),
        (("approve", 1), 3),
    ]
)
@example(
    days=[
        (("hand_over", 0, "boss"), 1),
        (("come_back", "chief"), 2),
        (("come_back", "boss"), 1),
        (("absence", "boss", 1, 8, "second"), 1),
        (("hand_over", 0, "boss"), 1),
        (("refuse", 0), 4),
        (("come_back", "boss"), 1),
        (("snooze", 2, 1), 4),
    ]
)
def test_nobody_is_forgotten_whoever_comes_goes_or_answers(
    days: list[tuple[tuple[Any, ...], int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic():
        stand_in(monkeypatch)
        world = World()
        world.do("nothing")
        for what, later in days:
            world.do(*what)
            world.today += timedelta(days=later)
        world.do("nothing")
        transaction.set_rollback(True)
