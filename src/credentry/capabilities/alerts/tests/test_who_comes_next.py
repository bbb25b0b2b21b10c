"""“Who will be told, and when” also says until when an answer is wanted and who comes next: as it then really happens."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import sweep
from credentry.capabilities.alerts.models import Alert
from credentry.capabilities.alerts.queries import telling
from credentry.capabilities.alerts.tests.factories import (
    days,
    make_deadline,
    make_policy,
    make_unit,
    make_user,
)
from credentry.capabilities.alerts.tests.owing import stand_in
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
#: A Monday.
START = date(2027, 6, 7)


@pytest.fixture(autouse=True)
def _world(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    stand_in(monkeypatch)
    with clock.fixed(START):
        yield


def people() -> tuple[Any, Any, Any]:
    boss = make_user("boss")
    head = make_user("head", manager=boss)
    return make_user("li", manager=head), head, boss


def happened(until: date) -> list[tuple[date, str]]:
    """Who is really told on which day when nobody ever answers."""
    found: list[tuple[date, str]] = []
    day = START
    while day <= until:
        with clock.fixed(day):
            sweep()
        known = len(found)
        names = Alert.objects.order_by("created_at", "rung").values_list("recipient__username", flat=True)
        found += [(day, name) for name in list(names)[known:]]
        day += days(1)
    return found


def foreseen(record_id: Any) -> list[tuple[date, str]]:
    rows = telling.of_record("credential", record_id)
    names = telling.names(rows)
    told = [(one.on, one.recipient.lower()) for one in rows]
    return told + [
        (step.on, names[who].lower()) for one in rows for step in one.following for who in step.people
    ]


@pytest.mark.demand("R-000-48")
@pytest.mark.parametrize("left", [60, 5])
@pytest.mark.parametrize("shape", ["default", "own", "line_only", "unit_head"])
def test_what_is_foreseen_is_what_happens(shape: str, left: int) -> None:
    li, _head, _boss = people()
    deputy, chief = make_user("deputy"), make_user("chief")
    unit = make_unit("EAST", head=chief)
    ladder = {
        "default": [],
        "own": [{"relation": "responsible", "code": "", "wait": 2}, {"relation": "manager", "code": "", "wait": 5},
                {"relation": "user", "code": str(chief.pk), "wait": 1}],
        "line_only": [{"relation": "responsible", "code": "", "wait": 4}, {"relation": "line", "code": "", "wait": 2}],
        "unit_head": [{"relation": "responsible", "code": "", "wait": 1}, {"relation": "unit_head", "code": "", "wait": 3}],
    }[shape]  # fmt: skip
    make_policy(stages=(left,), ladder=ladder)
    row = make_deadline(START + days(left), li, deputy_id=deputy.pk, unit_id=unit.pk)
    before = foreseen(row.record_id)
    assert len(before) >= 2
    assert happened(START + days(50)) == before


def test_after_the_first_the_rest_is_foreseen_from_where_it_stands() -> None:
    li, head, boss = people()
    make_policy(stages=(60,))
    row = make_deadline(START + days(60), li)
    happened(START + days(3))
    with clock.fixed(START + days(3)):
        (first,) = telling.of_record("credential", row.record_id)
        assert first.answer_by == START + days(3)
        assert [step.people for step in first.following] == [(head.pk,), (boss.pk,)]
    happened(START + days(5))
    with clock.fixed(START + days(5)):
        rows = telling.of_record("credential", row.record_id)
    found = {one.recipient: one for one in rows}
    assert [step.people for step in found["Head"].following] == [(boss.pk,)]
    assert (found["Li"].following, found["Li"].answer_by) == ((), None)  # their time is over


def test_answered_means_nobody_comes_next() -> None:
    li, _head, _boss = people()
    make_policy(stages=(60,))
    row = make_deadline(START + days(60), li)
    sweep()
    Alert.objects.update(state="acknowledged", decision="renewing")
    (one,) = telling.of_record("credential", row.record_id)
    assert one.following == ()


def test_a_stage_that_comes_before_the_climbing_takes_its_place() -> None:
    li, _head, _boss = people()
    make_policy(stages=(62, 60))
    row = make_deadline(START + days(62), li)
    first, second = telling.of_record("credential", row.record_id)
    assert (first.stage, first.following) == (62, ())
    assert [step.on for step in second.following][:1] == [START + days(8)]


def test_a_ladder_without_waiting_never_climbs() -> None:
    li, _head, _boss = people()
    make_policy(stages=(60,), ladder=[{"relation": "responsible", "code": "", "wait": 0}])
    row = make_deadline(START + days(60), li)
    (one,) = telling.of_record("credential", row.record_id)
    assert (one.answer_by, one.following) == (None, ())
