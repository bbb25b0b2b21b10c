"""Who fills something in with their approval has seen what they wrote: their word stands, the others' are asked again."""

import pytest

from credentry.capabilities.approvals.step import stored
from credentry.capabilities.approvals.tests.office import Office, chain, make_office, published, step
from credentry.foundation.errors import StaleVersion

pytestmark = pytest.mark.django_db
AMOUNT = [{"name": "amount", "zh": "预算", "type": "number"}]


@pytest.fixture
def office() -> Office:
    return make_office("bob", "cat", "dan")


@pytest.mark.parametrize("mode", ["parallel", "sequential", "vote"])
@pytest.mark.parametrize("regulated", [True, False])
def test_the_word_of_who_fills_in_stands(office: Office, mode: str, regulated: bool) -> None:
    people = ("bob", "cat", "dan") if mode == "vote" else ("bob", "cat")
    settings = {"mode": mode, "regulated": regulated, "inputs": AMOUNT}
    case = office.start(published("both", chain(step("sign", *people, **settings))))
    task = office.todo("bob")[0]
    office.do("bob", "approve", data={"amount": "12.50"})
    task.refresh_from_db()
    state = stored.load(task.step)
    assert [one.status for one in state.slots][:2] == ["approved", "live"]
    assert state.differing == ()
    assert sorted(office.lists()) == sorted(people[1:])
    office.do("cat", "approve", data={"amount": "12.50"})
    case.refresh_from_db()
    assert case.state == "completed"


def test_in_a_regulated_step_the_others_look_at_what_was_filled_in(office: Office) -> None:
    settings = {"mode": "parallel", "regulated": True, "inputs": AMOUNT}
    case = office.start(published("both", chain(step("sign", "bob", "cat", **settings), step("end", "dan"))))
    office.do("bob", "approve", data={"amount": "12.50"})
    office.do("cat", "approve", data={"amount": "99"})
    assert office.lists() == {"bob": ["sign"]}
    office.do("bob", "approve")
    case.refresh_from_db()
    assert (case.state, case.data["amount"], office.lists()) == ("running", "99", {"dan": ["end"]})


def test_who_fills_in_must_have_seen_the_content_as_it_was(office: Office) -> None:
    case = office.start(published("both", chain(step("sign", "bob", "cat", mode="parallel", inputs=AMOUNT))))
    seen = stored.load(office.todo("bob")[0].step).content_hash
    office.do("cat", "approve", data={"amount": "1"})
    with pytest.raises(StaleVersion):
        office.do("bob", "approve", data={"amount": "2"}, seen=seen)
    case.refresh_from_db()
    assert case.data["amount"] == "1"
