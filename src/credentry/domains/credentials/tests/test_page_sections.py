"""The page of another day and of an earlier knowledge; what it permits, what it depends on, its filings and clauses."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.as_of import AsOf
from credentry.core.records.queries import detail
from credentry.core.records.tests.factories import make_company
from credentry.domains.credentials.models import Duty
from credentry.domains.credentials.queries import sections
from credentry.domains.credentials.queries.believed import duties_then
from credentry.domains.credentials.tests.factories import SYSTEM, act, make, plain_type
from credentry.domains.subjects.tests.factories import markets, series
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
T0 = datetime(2026, 11, 1, 4, tzinfo=UTC)
RULES = {
    "acts": ["produce", "sell"],
    "states": {
        "suspended": {"acts": []},
        "cancelled": {"acts": ["ship_stock"], "certainty": "check"},
        "expired": {"acts": []},
    },
    "depends": [{"code": "standard", "certainty": "check", "note": "ends with it", "note_zh": "随标准废止"}],
    "pending": {"holds": True},
}


def at(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


@pytest.fixture(autouse=True)
def company() -> Any:
    with clock.fixed(T0):
        yield make_company()


def page(record: Any, on: date | None = None, known: datetime | None = None) -> dict[str, Any]:
    return detail(SYSTEM, kinds.get("credential"), record.pk, AsOf(on, known)).extra


def permitted(extra: dict[str, Any]) -> dict[str, bool]:
    return {one["code"]: one["permitted"] for one in extra["standing"]["acts"]}


def test_the_page_says_what_is_permitted_and_what_is_not() -> None:
    made = make(plain_type(code="CCC", definition=RULES))
    assert permitted(page(made)) == {"produce": True, "sell": True}
    act(made, "suspend", effective_on="2026-11-01", reason="监督不合格")
    assert permitted(page(made)) == {"produce": False, "sell": False}
    assert permitted(page(made, on=date(2026, 10, 31))) == {"produce": True, "sell": True}
    act(made, "cancel", effective_on="2026-11-01", reason="自愿注销")
    (stock,) = [one for one in page(made)["standing"]["acts"] if one["code"] == "ship_stock"]
    assert (stock["permitted"], stock["certainty"], stock["label"]["en"]) == (
        True,
        "check",
        "Sell goods already shipped",
    )
    assert permitted(page(make(plain_type()))) == {}


def test_the_page_of_a_day_and_of_what_was_known() -> None:
    made = make(plain_type(), valid_to="2027-03-14", scope_text="原范围")
    with clock.fixed(at(2)):
        act(made, "suspend", effective_on="2026-06-01", reason="抽检不合格")
    with clock.fixed(at(4)):
        act(made, "correct_term", valid_to="2026-08-31", reason="误录")
        act(made, "amend", scope_text="新范围")
    july, after = date(2026, 7, 1), date(2026, 9, 1)
    with clock.fixed(at(5)):
        then, between, now = page(made, july, at(1)), page(made, july, at(3)), page(made, july)
    assert [one["standing"]["status"] for one in (then, between, now)] == ["valid", "suspended", "suspended"]
    assert [one["standing"]["on"] for one in (then, between, now)] == ["2026-07-01"] * 3
    assert [one["state"] for one in then["standing"]["segments"]] == ["not_yet_effective", "valid", "expired"]
    assert "2027-03-14" in then["standing"]["reason"]["zh"]
    assert [len(one["status_changes"]) for one in (then, between, now)] == [0, 1, 1]
    assert [one["valid_to"] for one in between["terms"]] == ["2027-03-14"]
    assert (between["terms"][0]["superseded"], between["terms"][0]["known_to"]) == (False, None)
    assert [(one["valid_to"], one["superseded"]) for one in now["terms"]] == [
        ("2027-03-14", True),
        ("2026-08-31", False),
    ]
    assert [one["scope"]["text"] for one in (then, now)] == ["原范围", "新范围"]
    with clock.fixed(at(5)):
        assert page(made, after)["standing"]["changes_on"] is None
        assert page(made, date(2026, 5, 31))["standing"]["changes_on"] == "2026-06-01"


def test_a_change_taken_back_later_counted_until_then() -> None:
    made = make(plain_type())
    with clock.fixed(at(1)):
        act(made, "suspend", reason="误登")
    with clock.fixed(at(2)):
        act(made, "take_back_change", reason="登记有误")
    with clock.fixed(at(3)):
        (then,), (now,) = page(made, known=at(1.5))["status_changes"], page(made)["status_changes"]
    assert (then["superseded"], then["taken_back_for"]) == (False, "")
    assert (now["superseded"], now["taken_back_for"]) == (True, "登记有误")


def test_a_duty_is_open_until_it_was_done() -> None:
    made = make(plain_type())
    act(made, "schedule_duty", code="audit", name_zh="监督审核", due_on="2026-10-01")
    with clock.fixed(at(24)):
        act(made, "record_duty", code="audit", done_on="2026-10-20", result="通过")
        (now,) = page(made)["duties"]
        (before,) = page(made, on=date(2026, 10, 10))["duties"]
    assert (now["state"], now["result"]) == ("done", "通过")
    assert (before["state"], before["done_on"]) == ("overdue", None)


def test_what_was_recorded_of_a_duty_later_is_not_known_yet() -> None:
    def one() -> Duty:
        return Duty(due_on=date(2026, 10, 1), done_on=date(2026, 10, 20), result="通过", recorded_at=at(24))

    (then,), (now,) = duties_then([one()], at(1)), duties_then([one()], at(25))
    assert (then.done_on, then.result) == (None, "")
    assert (now.done_on, now.result) == (date(2026, 10, 20), "通过")


def test_what_it_depends_on_is_named_with_its_days() -> None:
    edition = perform(
        SYSTEM, "standard", "register", None,
        {"code": "GB 4943.1-2022", "name_zh": "音视频安全", "transition_to": "2027-01-31"},
    ).record  # fmt: skip
    made = make(plain_type(code="CCC", definition=RULES), standards=["GB 4943.1-2022"])
    (need,) = page(made)["dependencies"]
    assert need["on"] == {"kind": "standard", "id": str(edition.pk), "label": "GB 4943.1-2022"}
    assert (need["holds_from"], need["holds_to"], need["met"]) == (None, "2027-01-31", True)
    assert (need["binding"], need["auto"], need["certainty"]) == (False, True, "check")
    assert need["reason"] == {"zh": "随标准废止", "en": "ends with it"}
    assert page(made, on=date(2027, 2, 1))["dependencies"][0]["met"] is False
    with clock.fixed(at(1)):
        assert page(made, known=at(0.5))["dependencies"][0]["met"] is None


def test_a_parent_that_the_reader_may_not_see_is_not_named(company: Any) -> None:
    kind = plain_type()
    parent = make(kind, title="主证")
    made = make(kind, title="从证")
    act(made, "depend_on", code="parent", parent=parent.pk)
    (need,) = page(made)["dependencies"]
    assert need["on"]["label"].endswith("主证")
    (hidden,) = sections.dependencies(company.stranger, made, {}, date(2026, 11, 1), None)
    assert (hidden["on"], hidden["met"]) == (None, True)


def test_filings_say_whether_they_were_in_time() -> None:
    made = make(plain_type(code="LIC", definition=RULES), valid_to="2026-12-31")
    act(made, "file_renewal", filed_on="2026-10-20", accepted_no="受理 7")
    (one,) = page(made)["filings"]
    assert (one["filed_on"], one["accepted_no"], one["in_time"], one["decided_on"]) == (
        "2026-10-20", "受理 7", True, None,
    )  # fmt: skip
    with clock.fixed(at(30)):
        act(made, "decide_renewal", outcome="granted", decided_on="2026-11-02")
        (now,), (then,) = page(made)["filings"], page(made, known=at(1))["filings"]
    assert (now["outcome"], now["outcome_label"]["zh"], then["outcome"]) == ("granted", "准予延续", "")


def test_clauses_appear_where_there_are_several() -> None:
    (de, us), (_, model, _) = markets("DE", "US"), series()
    made = make(plain_type(), markets=[de], products=[model.pk])
    assert page(made)["clauses"] == []
    with clock.fixed(at(2)):
        act(made, "set_clauses", clauses=[
            {"markets": [de], "products": [str(model.pk)], "acts": ["sell"]},
            {"markets": [us], "title": "美国", "ends": "2026-12-31", "text": "仅限样品"},
        ])  # fmt: skip
    with clock.fixed(at(3)):
        one, two = page(made)["clauses"]
        assert page(made, known=at(1))["clauses"] == []
    assert ([row["id"] for row in one["markets"]], one["acts"][0]["label"]["zh"]) == ([str(de)], "销售")
    assert (two["n"], two["title"], two["ends"], two["text"]) == (2, "美国", "2026-12-31", "仅限样品")
    assert [row["id"] for row in two["markets"]] == [str(us)]
