"""What was decided before what, and how the open tasks of a case are found, whatever the database does by itself."""

from uuid import uuid4

import pytest
from django.db import connection

from credentry.capabilities.approvals.models import Task
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


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps statistics by itself")
def test_without_statistics_the_open_tasks_of_a_case_are_looked_for_in_the_case() -> None:
    plan = Task.objects.filter(case=uuid4(), state="open").order_by("pk").explain()
    assert "task_of_case" in plan, plan
