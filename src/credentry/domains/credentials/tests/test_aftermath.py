"""Who left with certificates, and what an issuer changed: told in time, settled when seen to."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import install_defaults, reconcile, sweep
from credentry.capabilities.alerts.models import Alert
from credentry.core.records import kinds, projections
from credentry.core.records.actions import perform
from credentry.core.records.models import Deadline
from credentry.core.records.tests.factories import Company, make_company, make_user
from credentry.domains.credentials.actions import days_gone_by
from credentry.domains.credentials.tests.factories import SYSTEM, act, make, plain_type
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
LAST = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def company() -> Iterator[Company]:
    with clock.fixed(TODAY):
        found = make_company()
        install_defaults(SYSTEM)
        yield found


@pytest.fixture
def held(company: Company) -> Any:
    """A certificate of somebody employed, for which an editor answers."""
    own = perform(SYSTEM, "organisation", "register", None, {"title": "本公司"}).id
    person = perform(
        SYSTEM, "person", "register", None, {"title": "张三", "employer": own, "employed_from": "2020-01-01"}
    ).id
    owner = make_user("owner", "editor", company.east)
    return make(plain_type(), title="焊工证", holder=str(person), unit=company.east.pk, responsible=owner.pk)


def leave(record: Any, last: date = LAST) -> None:
    form = {"last_day": last.isoformat(), "reason": "离职"}
    perform(SYSTEM, "person", "leave", record.holder_id, form)


def due(record: Any, code: str = "handover_due") -> list[tuple[date, str]]:
    rows = Deadline.objects.filter(record_id=record.pk, code=code).order_by("due_on")
    return list(rows.values_list("due_on", "closed_by"))


def told(code: str) -> list[tuple[str, int]]:
    """Whom as the responsible person; the last resort is told, too, by the default policy once it presses."""
    rows = Alert.objects.filter(code=code, state="open", reached="responsible")
    return sorted(rows.values_list("recipient__username", "stage"))


@pytest.mark.demand("R-003-58")
def test_what_a_leaver_holds_is_to_be_handed_over_by_the_last_day_and_pressed_after_it(held: Any) -> None:
    assert due(held) == []
    leave(held)
    assert due(held) == [(LAST, "")]
    sweep()
    assert told("handover_due") == [("owner", 30)], "thirty days before, as soon as it is known"
    with clock.fixed(date(2026, 12, 7)):
        sweep()
        assert ("owner", -7) in told("handover_due"), "overdue"
        assert reconcile().ok
        act(
            held,
            "cancel",
            effective_on="2026-12-05",
            reason="人员离职注销",
            document_no="注销1号",
            source="own",
        )
        assert due(held) == [(LAST, "cancelled")]
        sweep()
        assert told("handover_due") == []
        assert reconcile().ok


def test_employed_again_archived_or_run_out_before_nothing_is_to_be_handed_over(held: Any) -> None:
    own = perform(SYSTEM, "organisation", "register", None, {"title": "子公司"}).id
    leave(held)
    perform(SYSTEM, "person", "transfer", held.holder_id, {"organisation": own, "from_day": "2026-12-01"})
    assert due(held) == [], "gone over to another company of the group"
    leave(held, date(2027, 3, 13))
    assert due(held) == [(date(2027, 3, 13), "")]
    perform(SYSTEM, "person", "amend", held.holder_id, {"employed_to": "2027-03-15"})
    assert due(held) == [], "by then it has run out"
    perform(SYSTEM, "person", "amend", held.holder_id, {"employed_to": "2026-12-31"})
    assert due(held) == [(date(2026, 12, 31), "")]
    perform(SYSTEM, "credential", "archive", held.pk, {})
    assert due(held) == []


def test_who_is_entered_as_gone_already_is_told_of_at_once(held: Any) -> None:
    leave(held, date(2026, 10, 31))
    late = make(
        plain_type(code="T2"), title="电工证", holder=str(held.holder_id), responsible=held.responsible_id
    )
    assert due(late) == [(date(2026, 10, 31), "")]
    sweep()
    assert {who for who, _ in told("handover_due")} == {"owner"}
    assert Alert.objects.filter(code="handover_due", state="open").values("record_id").distinct().count() == 2
    assert reconcile().ok


def test_what_an_older_version_did_not_know_is_found_by_the_daily_look(held: Any) -> None:
    leave(held)
    Deadline.objects.filter(record_id=held.pk, code="handover_due").delete()
    assert days_gone_by() == 1
    assert due(held) == [(LAST, "")]
    assert days_gone_by() == 0


def test_a_status_changed_by_the_issuer_is_told_at_once_and_settles_by_itself(held: Any) -> None:
    act(
        held,
        "suspend",
        effective_on="2026-10-20",
        reason="监督不合格",
        document_no="暂停1号",
        source="notice",
    )
    assert due(held, "notice_status") == [(TODAY, "")]
    sweep()
    assert told("notice_status") == [("owner", 0)]
    assert reconcile().ok
    with clock.fixed(date(2026, 11, 8)):
        assert days_gone_by() == 0
    with clock.fixed(date(2026, 11, 9)):
        assert days_gone_by() == 1
        assert due(held, "notice_status") == [(TODAY, "told")]
        sweep()
        assert told("notice_status") == []
        assert days_gone_by() == 0
        act(held, "reinstate", effective_on="2026-11-09", reason="恢复")
        act(
            held, "withdraw", effective_on="2026-11-20", reason="撤销", document_no="撤销1号", source="notice"
        )
        assert due(held, "notice_status") == [(TODAY, "told"), (date(2026, 11, 9), "")], (
            "before it takes effect"
        )
        assert projections.rebuild("deadlines", kinds.get("credential")) == 1
        assert due(held, "notice_status") == [(TODAY, "told"), (date(2026, 11, 9), "")]
        assert reconcile().ok


def test_what_a_table_says_or_was_taken_back_is_no_news(held: Any) -> None:
    act(held, "suspend", effective_on="2026-10-20", reason="台账", document_no="1号", source="table")
    assert due(held, "notice_status") == []
    act(held, "take_back_change", reason="误录")
    act(held, "suspend", effective_on="2026-10-21", reason="通知", document_no="2号", source="notice")
    assert due(held, "notice_status") == [(TODAY, "")]
    sweep()
    assert told("notice_status") == [("owner", 0)]
    act(held, "take_back_change", reason="误录")
    assert (due(held, "notice_status"), told("notice_status")) == ([], [])
