"""Who comes second is told by whom and how it was done, in their language; strangers learn nothing."""

import pytest

from credentry.capabilities.approvals.models import Task
from credentry.capabilities.approvals.tests.office import chain, make_office, published, seen, step
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import SYSTEM
from credentry.foundation.errors import DomainError, NotFound

pytestmark = pytest.mark.django_db


def test_the_second_of_several_is_told_who_dealt_with_it() -> None:
    office = make_office("bob", "cat", "dan")
    office.start(published("over", chain(step("check", "bob", "cat", mode="any"))))
    task = Task.objects.get()
    said = {"seen": seen(task)}
    office.do("bob", "approve", task)
    with pytest.raises(DomainError) as told:
        perform(office.actor("cat"), "task", "approve", task.pk, said)
    assert (told.value.code, told.value.status) == ("task.over", 409)
    assert told.value.message("zh") == "此任务已由BOB办理（同意），无需您再处理。"
    assert told.value.message("en").startswith("BOB has dealt with this task already (Approve)")
    with pytest.raises(NotFound):
        perform(office.actor("dan"), "task", "approve", task.pk, said)


def test_what_a_program_ended_is_told_as_the_platforms() -> None:
    office = make_office("bob", "cat")
    case = office.start(published("over", chain(step("check", "bob", "cat", mode="any"))))
    task = Task.objects.get()
    said = {"seen": seen(task)}
    perform(SYSTEM, "case", "terminate", case.pk, {"text": "项目取消"})
    with pytest.raises(DomainError) as told:
        perform(office.actor("cat"), "task", "approve", task.pk, said)
    assert told.value.code == "task.over"
    assert told.value.message("zh").startswith("此任务已由平台办理（")
    assert told.value.message("en").startswith("The platform has dealt with this task already (")
