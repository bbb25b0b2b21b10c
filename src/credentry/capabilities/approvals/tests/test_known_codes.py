"""Codes of people, posts, roles and units that exist nowhere are said before a process is published."""

import pytest

from credentry.capabilities.approvals.queries.definitions import read_draft
from credentry.capabilities.approvals.tests.office import Office, chain, make_office, published
from credentry.core.records import kinds
from credentry.core.records.queries import detail
from credentry.core.records.tests.factories import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office("bob")


def test_each_code_that_exists_nowhere_is_named_in_words(office: Office) -> None:
    rules = [
        {"by": "person", "code": "bob"},
        {"by": "person", "code": "nobody"},
        {"by": "role", "code": "viewer", "unit": "anywhere"},
        {"by": "role", "code": "wizard", "unit": "nowhere"},
        {"by": "post", "code": "no-post"},
        {"by": "manager"},
    ]
    copies = [{"by": "person", "code": "gone"}]
    item = {"id": "a", "name": "审核", "settings": {"approvers": rules, "copies": copies}}
    process = published("codes", chain(item))
    found = detail(SYSTEM, kinds.get("process"), process.pk).extra["findings"]
    assert {one["level"] for one in found} == {"note"}, "it can be published"
    assert [one["element"] for one in found] == ["a"] * 5
    told = sorted(one["message"] for one in found)
    for what in ("用户“nobody”", "用户“gone”", "角色“wizard”", "单元“nowhere”", "岗位“no-post”"):
        assert sum(what in one for one in told) == 1, what
    english = [one.message("en") for one in read_draft(process.xml, process.settings).findings]
    assert sum("the role “wizard”" in one for one in english) == 1


def test_what_exists_is_no_finding(office: Office) -> None:
    item = {"id": "a", "name": "审核", "settings": {"approvers": [{"by": "person", "code": "bob"}]}}
    process = published("fine", chain(item))
    assert detail(SYSTEM, kinds.get("process"), process.pk).extra["findings"] == []
