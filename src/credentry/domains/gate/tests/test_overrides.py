"""An exception takes two people, has an end, and leaves a trail of each use."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.models import Revision
from credentry.core.records.queries import detail
from credentry.core.records.tests.factories import Company, make_company
from credentry.domains.credentials.tests.factories import act, make, make_type
from credentry.domains.gate.actions.noting import note_uses
from credentry.domains.gate.models import GateUse
from credentry.domains.gate.queries import asking
from credentry.domains.gate.tests.factories import CCC, SYSTEM, ask, codes, question
from credentry.domains.subjects.tests.factories import markets, series
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Forbidden, Invalid

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def company() -> Iterator[Company]:
    with clock.fixed(TODAY):
        yield make_company()


@pytest.fixture
def line() -> tuple[Any, Any, Any]:
    return series()


@pytest.fixture
def ccc(line: Any) -> Any:
    made = make(
        make_type(definition=CCC),
        products=[line[0].pk],
        markets=markets("CN"),
        credential_no="2024990901000001",
    )
    return act(made, "suspend", effective_on="2026-11-01", reason="工厂检查不合格")


def requested(actor: Any, subject: Any, **more: Any) -> Any:
    payload = {"subject": subject.pk, "act": "sell", "reason": "急单", "expires_on": "2026-12-10", **more}
    return perform(actor, "gate_override", "request", None, payload).record


def test_a_second_person_opens_the_gate_for_a_time(company: Company, ccc: Any, line: Any) -> None:
    made = requested(company.viewer, line[0], market=str(markets("CN")[0]), document_no="质〔2026〕12号")
    assert (made.number, made.state, made.unit_id) == ("OVR-2026-0001", "requested", line[0].unit_id)
    assert ask(line[2], market="CN").found.answer == "deny"
    with pytest.raises(Forbidden):  # a viewer may ask for it, not grant it
        perform(company.viewer, "gate_override", "approve", made.pk, {})
    perform(company.admin, "gate_override", "approve", made.pk, {"note": "同意"})
    found = ask(line[2], market="CN")
    assert (found.found.answer, codes(found)) == ("warn", ["override", "suspended"])
    assert (found.changes_on, found.changes_to) == (date(2026, 12, 11), "deny")
    assert ask(line[2], "import", market="CN").found.answer == "deny"
    assert ask(line[2], market="CN", on="2026-11-20").found.answer == "deny"
    assert [one.action for one in Revision.objects.filter(record_id=made.pk).order_by("n")] == [
        "request",
        "approve",
    ]
    perform(company.admin, "gate_override", "revoke", made.pk, {"note": "情况变化"})
    assert ask(line[2], market="CN").found.answer == "deny"


def test_nobody_decides_on_their_own_request(company: Company, ccc: Any, line: Any) -> None:
    own = requested(company.admin, line[0])
    for verb, payload in (("approve", {}), ("refuse", {"note": "x"})):
        with pytest.raises(DomainError, match="own_request"):
            perform(company.admin, "gate_override", verb, own.pk, payload)
    with pytest.raises(DomainError, match="no_person"):
        perform(SYSTEM, "gate_override", "approve", own.pk, {})
    assert ask(line[0], market="CN").found.answer == "deny"
    other = requested(company.viewer, line[0])
    perform(company.admin, "gate_override", "refuse", other.pk, {"note": "不同意"})
    with pytest.raises(DomainError, match="unavailable"):
        perform(company.admin, "gate_override", "approve", other.pk, {})
    assert ask(line[0], market="CN").found.answer == "deny"


def test_what_the_law_took_back_stays_blocked(company: Company, ccc: Any, line: Any) -> None:
    made = requested(company.viewer, line[0])
    perform(company.admin, "gate_override", "approve", made.pk, {})
    act(ccc, "withdraw", effective_on="2026-11-20", reason="弄虚作假", document_no="1")
    found = ask(line[0], market="CN")
    assert (found.found.answer, codes(found)) == ("deny", ["withdrawn", "override_impossible"])


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"expires_on": "2027-02-20"}, "expires_on"),  # 91 days
        ({"expires_on": "2026-11-20"}, "expires_on"),
        ({"starts_on": "2026-12-20"}, "expires_on"),
        ({"reason": " "}, "reason"),
        ({"act": "fly"}, "act"),
    ],
)
def test_a_request_has_an_end_and_a_reason(
    company: Company, ccc: Any, line: Any, more: Any, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        requested(company.admin, line[0], **more)
    assert [one.field for one in caught.value.errors] == [field]


def test_each_use_is_noted(company: Company, ccc: Any, line: Any) -> None:
    made = requested(company.viewer, line[0])
    perform(company.admin, "gate_override", "approve", made.pk, {})
    asked = [question(line[n], on="2026-11-22", key=f"S{n}") for n in range(3)]
    answers = asking.ask(company.viewer, asked)
    assert note_uses(company.viewer, answers) == 3
    assert GateUse.objects.filter(override=made, actor=company.viewer.user_id).count() == 3
    shown = detail(company.admin, kinds.get("gate_override"), made.pk).extra["uses"]
    assert {one["key"] for one in shown} == {"S0", "S1", "S2"}
    assert shown[0]["by"] == "张晓敏"
