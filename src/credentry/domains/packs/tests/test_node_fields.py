"""What a step lets people see and change of the record, what it demands, whom it is copied to, and that one must have looked."""

from typing import Any

import pytest

from credentry.capabilities.approvals.models import Case, Task, TaskCopy
from credentry.capabilities.approvals.tests.office import Office, chain, make_office, published, seen, step
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.models import Revision
from credentry.core.records.queries import Query, detail, listing
from credentry.core.records.tests.factories import SYSTEM
from credentry.foundation.errors import DomainError, Forbidden, Invalid, NotFound, Unconditional

pytestmark = pytest.mark.django_db
FIELDS = {"brand": "edit", "sku": "read", "mains_powered": "hide", "title": "hide", "data.cost": "hide"}


@pytest.fixture
def office() -> Office:
    return make_office("bob", "cat", "dan")


def a_product(office: Office, **more: Any) -> Any:
    payload = {
        "title": "灯",
        "code": "L-1",
        "unit": office.company.east.pk,
        "sku": "S1",
        "brand": "旧",
        **more,
    }
    return perform(SYSTEM, "product", "register", None, payload).record


def page(office: Office, name: str, task: Task | None = None) -> dict[str, Any]:
    one = task or office.todo(name)[0]
    return detail(office.actor(name), kinds.get("task"), one.pk).extra


@pytest.mark.demand("R-000-57")
def test_a_step_shows_and_lets_change_what_it_says_and_nothing_else(office: Office) -> None:
    product = a_product(office)
    start = {"start": {"inputs": [{"name": "cost", "zh": "费用"}]}}
    drawn = chain(step("check", "bob", fields=FIELDS), step("sign", "cat"), **start)
    case = office.start(
        published("f1", drawn, subject_kind="product"), subject=product.pk, data={"cost": "500"}
    )
    shown = page(office, "bob")
    fields = {one["name"]: one for one in shown["subject_fields"]}
    assert (fields["brand"]["mode"], fields["brand"]["value"]) == ("edit", "旧")
    assert (fields["sku"]["mode"], fields["sku"]["value"]) == ("read", "S1")
    assert not {"title", "mains_powered"} & fields.keys()
    assert "500" not in str({**shown, "settings": None})
    on_case = detail(office.actor("bob"), kinds.get("case"), case.pk).extra["data"]
    assert "cost" not in on_case
    assert detail(office.actor("ann"), kinds.get("case"), case.pk).extra["data"]["cost"] == "500"
    for name in ("sku", "title", "nothing"):
        with pytest.raises(Invalid) as refused:
            office.do("bob", "approve", fields={name: "X"})
        assert (refused.value.errors[0].field, refused.value.errors[0].code) == (
            f"fields.{name}",
            "case.field_closed",
        )
    with pytest.raises(Invalid):
        office.do("bob", "approve", data={"cost": "1"})
    office.do("bob", "approve", fields={"brand": "新"})
    product.refresh_from_db()
    assert (product.brand, product.sku) == ("新", "S1")
    last = Revision.objects.filter(kind="product", record_id=product.pk).order_by("-n")[0]
    assert (last.action, "BOB" in last.why, case.number in last.why) == ("amend", True, True)
    with pytest.raises(Invalid):
        office.do("cat", "approve", fields={"brand": "他"})
    assert page(office, "cat")["case"]["data"]["cost"] == "500"
    office.do("cat", "approve")
    case.refresh_from_db()
    assert case.state == "completed"


def test_fields_that_are_not_there_or_cannot_be_changed_keep_it_from_being_published(office: Office) -> None:
    with pytest.raises(DomainError, match=r"process\.not_ready"):
        published("f2", chain(step("a", "bob", limit="=nothing")), subject_kind="product")
    for fields in ({"nothing": "hide"}, {"code": "hide", "valid_products": "edit"}):
        with pytest.raises(DomainError, match=r"process\.not_ready"):
            published("f2" + str(len(fields)), chain(step("a", "bob", fields=fields)), subject_kind="product")


@pytest.mark.demand("R-000-57")
def test_what_a_step_demands_must_be_there(office: Office) -> None:
    office.start(published("f3", chain(step("check", "bob", attachments=["检测报告"], signature=True))))
    with pytest.raises(DomainError, match=r"case\.attachment"):
        office.do("bob", "approve", signature="BOB")
    with pytest.raises(DomainError, match=r"case\.signature"):
        office.do("bob", "approve", papers={"检测报告": [office.paper("bob")]})
    office.do("bob", "approve", papers={"检测报告": [office.paper("bob")]}, signature="BOB")
    assert Case.objects.get().state == "completed"


def test_a_copy_lies_under_copied_to_me_can_be_read_and_nothing_else(office: Office) -> None:
    copies = [{"by": "person", "code": "dan"}, {"by": "manager"}, {"by": "post", "code": "nobody-has-it"}]
    office.start(published("f4", chain(step("check", "bob", copies=copies))))
    assert set(TaskCopy.objects.values_list("user__username", flat=True)) == {"dan", "boss"}
    dan = office.actor("dan")
    assert listing(dan, kinds.get("task"), Query(condition="copied_to:me")).count == 1
    task = Task.objects.get()
    assert {one["code"] for one in page(office, "dan", task)["buttons"]} <= {
        "read",
        "comment",
        "copy",
        "urge",
    }
    with pytest.raises((DomainError, Forbidden, NotFound)):
        office.do("dan", "approve", task)
    office.do("dan", "read", task)
    assert TaskCopy.objects.get(user__username="dan").read_at is not None
    assert Task.objects.get().state == "open"


def test_a_decision_without_what_was_seen_is_refused(office: Office) -> None:
    office.start(published("f5", chain(step("check", "bob", "cat", mode="parallel"))))
    task = Task.objects.get()
    for action in ("approve", "reject", "return_to"):
        with pytest.raises(Unconditional) as refused:
            perform(office.actor("bob"), "task", action, task.pk, {"text": "好"})
        assert (refused.value.status, refused.value.code) == (428, "task.seen_needed")
        assert "打开任务" in refused.value.message("zh")
    perform(office.actor("bob"), "task", "approve", task.pk, {"seen_of": {str(task.pk): seen(task)}})
    with pytest.raises(DomainError, match=r"approval\.stale_content"):
        perform(office.actor("cat"), "task", "approve", task.pk, {"seen": "0" * 64})
