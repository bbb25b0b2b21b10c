"""What was decided before what, on databases that do not keep the order of keys."""

import pytest

from credentry.capabilities.approvals.tests.office import chain, make_office, published, step
from credentry.core.records import kinds
from credentry.core.records.queries import detail

pytestmark = pytest.mark.django_db


def test_the_step_before_is_the_one_decided_last_whatever_the_nodes_are_called() -> None:
    office = make_office("bob", "cat", "dan")
    case = office.start(published("order", chain(step("zz", "bob"), step("a", "cat"), step("bbbb", "dan"))))
    office.do("bob", "approve")
    office.do("cat", "approve")
    office.do("dan", "return_to", target="previous", way="restart", text="再看")
    assert office.lists() == {"cat": ["a"]}
    office.do("cat", "approve")
    office.do("dan", "approve")
    case.refresh_from_db()
    assert case.state == "completed"
    shown = detail(office.actor("ann"), kinds.get("case"), case.pk).extra
    assert shown["passed"] == ["zz", "a", "bbbb"]
