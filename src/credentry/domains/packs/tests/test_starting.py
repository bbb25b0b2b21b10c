"""Cases that start by themselves: before a due day, after an action, by an answer, for a list; each occasion once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from credentry.capabilities.alerts.actions import install_defaults, sweep
from credentry.capabilities.alerts.models import Alert
from credentry.capabilities.approvals.actions import starting, tick
from credentry.capabilities.approvals.models import Case, Process, Started, Task
from credentry.capabilities.approvals.queries import startable
from credentry.capabilities.approvals.tests.office import chain, published, step
from credentry.core.records import kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.principals.bootstrap import give_role
from credentry.core.records.queries import detail
from credentry.core.records.tests.factories import SYSTEM, actor, make_user
from credentry.delivery.http.tests.client import Browser
from credentry.domains.credentials.models import Credential, Duty
from credentry.domains.packs.tests.test_processes import House, held, state
from credentry.foundation import clock
from credentry.foundation.errors import DomainError
from credentry.plumbing import outbox, queue
from credentry.plumbing.models import Job

pytestmark = pytest.mark.django_db
NOTICE = {"reason": "x", "document_no": "N-1"}


@pytest.fixture
def house() -> House:
    return House()


def starts(code: str, *ways: dict[str, Any], **more: Any) -> Process:
    """A process about certificates that starts in these ways, checked by ``qin``."""
    drawn = chain(step("check", "qin"), start={"starts": list(ways), **more})
    return published(code, drawn, subject_kind="credential")


@pytest.mark.demand("R-000-52")
def test_the_shipped_surveillance_starts_before_its_duty_is_due_and_sets_the_next(house: House) -> None:
    record = held(house, issued_on="2026-03-01", valid_to="2031-02-28")
    duty = Duty.objects.get(credential=record, code="factory_follow_up", done_on=None, closed_on=None)
    process = Process.objects.get(code="product-surveillance")
    way = detail(SYSTEM, kinds.get("process"), process.pk).extra["starts"][0]
    assert (way["on"], way["days"], way["data"], way["off"]) == ("deadline", 90, {"duty": "cycle"}, False)
    with clock.fixed(duty.due_on - timedelta(days=91)):
        tick()
        assert not Case.objects.exists()
    with clock.fixed(duty.due_on - timedelta(days=90)):
        tick()
        case = Case.objects.get()
        assert (case.initiator.username, case.subject_id) == ("ren", str(record.pk))
        tick()
        assert Case.objects.count() == 1
        house.do("qin", "selfcheck")
        house.do("ren", "host", data={"findings": False})
        house.do("ren", "confirm", data={"done_on": clock.today().isoformat(), "result": "通过"})
        assert state(case) == "completed"
        tick()
    duty.refresh_from_db()
    assert duty.done_on is not None
    following = Duty.objects.get(credential=record, code=duty.code, done_on=None, closed_on=None)
    assert Case.objects.count() == 1
    with clock.fixed(following.due_on - timedelta(days=30)):
        tick()
    assert Case.objects.count() == 2


def test_an_action_starts_a_case_once_for_each_record_that_meets_the_condition(house: House) -> None:
    first, second = held(house, title="甲"), held(house, title="乙")
    starts("after", {"on": "event", "event": "suspend", "condition": "title:甲"})
    rows = [{"id": one.pk, "payload": NOTICE} for one in (first, second)]
    assert len(perform_many(SYSTEM, "credential", "suspend", rows).done) == 2
    assert outbox.dispatch() == 1
    assert [one.subject_id for one in Case.objects.all()] == [str(first.pk)]
    again = {"kind": "credential", "action": "suspend", "ids": [str(first.pk)]}
    event = outbox.Event(UUID(Started.objects.get().key), "record.changed", again)
    starting.after_action(event)
    assert Case.objects.count() == 1
    perform(SYSTEM, "credential", "reinstate", first.pk, NOTICE)
    assert outbox.dispatch() == 0, "nobody wants it: it is not even stored"


def test_the_answer_renewing_starts_the_renewal_in_the_name_of_who_answered(house: House) -> None:
    record = held(house, issued_on="2025-03-01", valid_to=str(clock.today() + timedelta(days=40)))
    install_defaults(SYSTEM)
    give_role(house.users["ren"], "viewer")
    process = Process.objects.get(code="product-renewal")
    sweep()
    mine = Alert.objects.filter(record_id=record.pk, recipient=house.users["ren"], code="expiry_date")
    alert = mine.order_by("created_at").first()
    assert alert is not None
    perform(actor(house.users["ren"]), "alert", "acknowledge", alert.pk, {"decision": "renewing"})
    assert outbox.dispatch() == 1
    case = Case.objects.get(process=process)
    assert (case.initiator, case.subject_id) == (house.users["ren"], str(record.pk))
    for other in Alert.objects.filter(record_id=record.pk, recipient=house.users["ren"], state="open"):
        perform(actor(house.users["ren"]), "alert", "acknowledge", other.pk, {"decision": "renewing"})
    outbox.dispatch()
    assert Case.objects.count() == 1
    assert {one["case"]["number"] for one in startable.occasions(process) if one["case"]} == {case.number}
    assert house.open() == {"decide": ["ren"]}


def test_what_cannot_start_is_kept_in_words_and_not_tried_again(house: House) -> None:
    record = held(house)
    process = starts("twice", {"on": "event", "event": "suspend"}, {"on": "list"})
    perform(SYSTEM, "case", "start", None, {"process": process.pk, "subject": record.pk})
    perform(SYSTEM, "credential", "suspend", record.pk, NOTICE)
    outbox.dispatch()
    told = startable.occasions(process)
    assert (len(told), told[0]["case"], "进行中" in told[0]["refused"]) == (1, None, True)
    perform(SYSTEM, "process", "archive", process.pk)
    perform(SYSTEM, "credential", "reinstate", record.pk, NOTICE)
    perform(SYSTEM, "credential", "suspend", record.pk, NOTICE)
    assert outbox.dispatch() == 0


def test_what_a_deadline_was_refused_is_tried_again_a_day_later(house: House) -> None:
    record = held(house, issued_on="2026-03-01", valid_to="2031-02-28")
    process = Process.objects.get(code="product-surveillance")
    due = Duty.objects.get(credential=record, code="factory_follow_up", done_on=None, closed_on=None).due_on
    with clock.fixed(due - timedelta(days=90)):
        by_hand = house.start("product-surveillance", "ren", subject=record.pk, data={"duty": "x"})
        tick()
        told = startable.occasions(process)
        assert (len(told), told[0]["case"], by_hand.number in told[0]["refused"]) == (1, None, True)
        perform(actor(house.users["ren"]), "case", "withdraw", by_hand.pk, {"text": "误发起"})
        tick()
        assert Case.objects.filter(state="running").count() == 0, "not twice on one day"
    with clock.fixed(due - timedelta(days=88)):
        tick()
        tick()
    told = startable.occasions(process)
    assert (len(told), told[0]["refused"]) == (1, "")
    assert Case.objects.get(state="running").number == told[0]["case"]["number"]


def test_what_is_switched_off_starts_nothing(house: House) -> None:
    record = held(house)
    process = starts("off", {"on": "event", "event": "suspend", "off": True}, {"on": "list", "off": True})
    perform(SYSTEM, "credential", "suspend", record.pk, NOTICE)
    assert outbox.dispatch() == 0
    shape = detail(SYSTEM, kinds.get("process"), process.pk).extra
    assert [(one["on"], one["off"]) for one in shape["starts"]] == [("event", True), ("list", True)]
    assert [one["list"] for one in startable.startable(SYSTEM) if one["code"] == "off"] == [False]
    assert not Case.objects.exists()


def test_more_than_twenty_at_once_go_by_jobs_and_each_starts_once(house: House) -> None:
    some = [held(house, title=f"批{n:02}") for n in range(23)]
    process = starts("lot", {"on": "event", "event": "suspend"})
    rows = [{"id": one.pk, "payload": NOTICE} for one in some]
    assert len(perform_many(SYSTEM, "credential", "suspend", rows).done) == 23
    assert outbox.dispatch() == 1
    assert not Case.objects.exists(), "the event only hands them out"
    waiting = Job.objects.filter(name=starting.JOB)
    assert sorted(len(one.payload["ids"]) for one in waiting) == [3, 20]
    starting.start_lot(
        waiting.order_by("id").first().payload
    )  # a worker that died after its work: it comes again
    assert all(queue.run_one(one) for one in queue.claim(50))
    assert sorted(Case.objects.values_list("subject_id", flat=True)) == sorted(str(one.pk) for one in some)
    assert Started.objects.filter(process=process, case__isnull=False).count() == 23
    assert house.open() == {"check": ["qin"]}
    assert Task.objects.filter(state="open").count() == 23


def test_starts_that_cannot_be_keep_it_from_being_published(house: House) -> None:
    for way in ({"on": "event", "event": "fly"}, {"on": "deadline", "condition": "nothing_like_it:1"}):
        with pytest.raises(DomainError, match=r"process\.not_ready"):
            starts(f"bad-{way['on']}", way)


def test_a_list_starts_one_case_each_and_names_what_cannot_be(house: House) -> None:
    some: list[Credential] = [held(house, title=f"C{n}") for n in range(3)]
    process = starts("many", {"on": "list"}, inputs=[{"name": "why", "zh": "缘由", "required": True}])
    make_user("lin", "compliance")
    lin = Browser("lin")
    status, offered = lin.get("/processes/startable?kind=credential")
    mine = next(one for one in offered["items"] if one["code"] == "many")
    assert (status, mine["list"], mine["start"]["inputs"][0]["name"]) == (200, True, "why")
    perform(SYSTEM, "case", "start", None, {"process": process.pk, "subject": some[0].pk})
    body = {"process": str(process.pk), "ids": [str(one.pk) for one in some], "data": {"why": "换版"}}
    status, told = lin.post("/processes/start", {**body, "dry_run": True})
    assert (status, len(told["started"]), Case.objects.count()) == (200, 2, 1)
    status, told = lin.post("/processes/start", body)
    assert {one["record"] for one in told["started"]} == {str(one.pk) for one in some[1:]}
    assert [one["code"] for one in told["refused"]] == ["case.twice"]
    assert Case.objects.filter(initiator__username="lin").count() == 2
    assert lin.post("/processes/start", {"process": str(process.pk)})[0] == 409
