"""What changed since the last word is shown, before and after: values, papers, fields of the record, only what one sees."""

from datetime import timedelta
from typing import Any

import pytest

from credentry.capabilities.approvals.tests.office import Office, chain, make_office, published, step
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import detail
from credentry.core.records.tests.factories import SYSTEM
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
ASKED = [
    {"name": "amount", "zh": "金额", "en": "Amount", "type": "number"},
    {"name": "who", "zh": "经办", "en": "Handled by", "type": "ref", "ref": "user"},
]


@pytest.fixture
def office() -> Office:
    return make_office("bob", "cat")


def since(office: Office, name: str) -> dict[str, Any]:
    task = office.todo(name)[0]
    found: dict[str, Any] = detail(office.actor(name), kinds.get("task"), task.pk).extra["since"]
    return found


def told(found: dict[str, Any]) -> dict[str, tuple[str, Any, Any]]:
    return {one["name"]: (one["label"]["zh"], one["before"], one["after"]) for one in found["changes"]}


def test_values_and_papers_since_the_last_word(office: Office) -> None:
    hidden = {"data.who": "hide"}
    drawing = chain(step("a", "bob"), step("b", "cat", fields=hidden), start={"inputs": ASKED})
    case = office.start(
        published("p", drawing), data={"amount": "12000", "who": str(office.users["bob"].pk)},
        papers={"报价单": [office.paper("ann")]},
    )  # fmt: skip
    assert since(office, "bob")["changes"] == []
    more = {"amount": "9000", "who": str(office.users["cat"].pk)}
    perform(office.actor("ann"), "case", "fill", case.pk, {"data": more})
    first = since(office, "bob")
    assert told(first) == {"amount": ("金额", "12000", "9000"), "who": ("经办", ["BOB"], ["CAT"])}
    assert (first["by"], first["step"]) == ("ANN", "")
    office.do("bob", "approve", papers={"报价单": [office.paper("bob", "新报价.pdf", "2")]})
    assert since(office, "cat")["changes"] == [], "his word was on all of it"
    perform(office.actor("ann"), "case", "fill", case.pk, {"data": {**more, "amount": "15000", "who": ""}})
    later = since(office, "cat")
    assert told(later) == {"amount": ("金额", "9000", "15000")}, "the step hides who"
    assert (later["by"], later["step"]) == ("BOB", "a")
    seen = detail(office.actor("ann"), kinds.get("case"), case.pk).extra["since"]
    assert set(told(seen)) == {"amount", "who"}


def test_what_was_reworked_is_shown_to_who_sent_it_back(office: Office) -> None:
    start = {"inputs": ASKED, "attachments": []}
    office.start(published("r", chain(step("a", "bob"), start=start)), data={"amount": "12000"})
    office.do("bob", "return_to", target="initiator", way="resume", text="太贵")
    again = {"data": {"amount": "8000"}, "papers": {"合同": [office.paper("ann", "合同.pdf")]}}
    office.do("ann", "approve", **again)
    found = since(office, "bob")
    assert (found["by"], found["step"]) == ("BOB", "a")
    assert told(found) == {"amount": ("金额", "12000", "8000"), "合同": ("合同", [], ["合同.pdf"])}


def test_fields_of_the_record_are_told_by_its_history(office: Office) -> None:
    unit = office.company.west
    drawing = chain(step("a", "bob"), step("b", "cat"))
    office.start(published("u", drawing, subject_kind="unit"), subject=unit.pk)
    now = clock.now()
    with clock.fixed(now + timedelta(minutes=1)):
        perform(SYSTEM, "unit", "amend", unit.pk, {"name": "中间名"})
    with clock.fixed(now + timedelta(minutes=2)):
        perform(SYSTEM, "unit", "amend", unit.pk, {"name": "新名"})
        assert told(since(office, "bob"))["name"][1:] == ("西部公司", "新名")
        office.do("bob", "approve")
        assert since(office, "cat")["changes"] == []
    with clock.fixed(now + timedelta(minutes=3)):
        perform(SYSTEM, "unit", "amend", unit.pk, {"name": "西部公司"})
        assert told(since(office, "cat"))["name"][1:] == ("新名", "西部公司")
