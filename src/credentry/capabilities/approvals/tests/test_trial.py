"""A draft is tried before it is published: the way, the people and why, the branches; nothing is written."""

from typing import Any

import pytest

from credentry.capabilities.approvals.models import Case, Process, Task
from credentry.capabilities.approvals.queries.trial import Trial, tried
from credentry.capabilities.approvals.tests.office import Office, chain, make_office, step
from credentry.core.ledger.models import Entry
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import SYSTEM
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Forbidden

pytestmark = pytest.mark.django_db


def drafted(code: str, drawing: dict[str, Any]) -> Process:
    made = perform(SYSTEM, "process", "define", None, {"code": code, "name": code, "chain": drawing}).record
    return Process.objects.get(pk=made.pk)


def way(office: Office, process: Process, **more: Any) -> dict[str, Any]:
    return tried(SYSTEM, process.pk, Trial(office.users["ann"].pk, **more))


def branching(*last: dict[str, Any]) -> dict[str, Any]:
    either = {
        "type": "either",
        "id": "size",
        "ways": [
            {
                "name": "large",
                "condition": "amount >= 10000",
                "items": [step("sign", "cat", "dan", mode="parallel")],
            },
            {"name": "small"},
        ],
    }
    ask = {"name": "amount", "zh": "金额", "type": "number", "required": True}
    first = {"id": "lead", "name": "lead", "settings": {"approvers": [{"by": "manager"}], "limit": "2WD"}}
    return chain(first, either, *last, start={"inputs": [ask]})


def test_the_way_the_people_and_the_branch_taken() -> None:
    office = make_office("cat", "dan")
    process = drafted("trial", branching())
    before = Entry.objects.count()
    large = way(office, process, data={"amount": "20000"})
    assert [one["node"] for one in large["entries"]] == ["lead", "size", "sign"]
    lead, size, sign = large["entries"]
    assert [one["name"] for one in lead["signers"]] == ["老板"]
    assert (lead["limit"], lead["due"] > lead["came"]) == ("2WD", True)
    assert (size["way"], size["condition"], size["holds"]) == ("large", "amount >= 10000", True)
    assert ([one["name"] for one in sign["signers"]], sign["mode"]) == (["CAT", "DAN"], "parallel")
    assert sign["came"] == lead["due"]
    assert (large["ended"], large["outcome"], large["starts"]) == (True, "completed", True)
    small = way(office, process, data={"amount": "5"})
    assert [(one["node"], one.get("holds")) for one in small["entries"]] == [("lead", None), ("size", False)]
    assert (Case.objects.count(), Task.objects.count(), Entry.objects.count()) == (0, 0, before)


def test_why_somebody_else_signs() -> None:
    office = make_office("cat", "dan", "eve")
    cat, eve = office.users["cat"], office.users["eve"]
    perform(SYSTEM, "user", "amend", cat.pk, {"deputy": eve.pk})
    today = clock.today().isoformat()
    perform(SYSTEM, "absence", "enter", None, {"user": cat.pk, "from_date": today, "to_date": today})
    found = way(office, drafted("away", chain(step("sign", "cat", "ann"))))
    (sign,) = found["entries"]
    assert [(one["name"], one["fate"], one["instead"]) for one in sign["people"]] == [
        ("CAT", "by_deputy", "EVE"),
        ("ANN", "author", ""),
    ]
    assert [(one["name"], one["stands_for"]) for one in sign["signers"]] == [("EVE", "CAT")]


def test_a_no_ends_it_or_the_branches_ask_for_it() -> None:
    office = make_office("cat", "dan")
    found = way(office, drafted("no", branching()), data={"amount": "1"}, answers={"lead": "rejected"})
    assert ([one["node"] for one in found["entries"]], found["outcome"]) == (["lead"], "rejected")
    asking = {
        "type": "either",
        "id": "after",
        "ways": [
            {"name": "yes", "condition": "lead_ok == true", "items": [step("sign", "cat")]},
            {"name": "no"},
        ],
    }
    lead = step("lead", "dan", on_reject="continue", result="lead_ok")
    process = drafted("goes-on", chain(lead, asking))
    assert [one["node"] for one in way(office, process)["entries"]] == ["lead", "after", "sign"]
    found = way(office, process, answers={"lead": "rejected"})
    assert ([one["node"] for one in found["entries"]], found["outcome"]) == (["lead", "after"], "completed")


def test_who_may_not_draw_may_not_try_and_faults_come_first() -> None:
    office = make_office("cat")
    process = drafted("faulty", chain({"id": "lost", "name": "Lost"}))
    with pytest.raises(Forbidden):
        tried(office.actor("ann"), process.pk, Trial(office.users["ann"].pk))
    with pytest.raises(DomainError, match="trial_faults"):
        way(office, process)


def test_a_start_that_names_others_is_said() -> None:
    office = make_office("cat")
    drawing = chain(step("sign", "cat"), start={"approvers": [{"by": "person", "code": "cat"}]})
    assert way(office, drafted("others", drawing))["starts"] is False
