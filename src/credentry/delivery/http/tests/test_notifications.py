"""One's own wishes about being told, over HTTP: the digest and when it comes next."""

from datetime import datetime

import pytest

from credentry.core.records.tests.factories import Company, make_company, make_user
from credentry.delivery.http.tests.client import Browser
from credentry.foundation import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return make_company()


def test_a_person_chooses_their_digest_and_sees_when_it_comes(company: Company) -> None:
    make_user("zhang", "editor", company.east, "subtree", name="张三")
    browser = Browser("zhang")
    friday = datetime(2027, 6, 11, 10, tzinfo=clock.zone())
    with clock.fixed(friday):
        status, before = browser.get("/notifications")
        assert (status, before["digest"]["rhythm"], before["digest"]["next"]) == (200, "off", None)
        offered = [one["label"]["zh"] for one in before["digest"]["rhythms"]]
        assert offered == ["不发送", "每天", "每周", "每月首日"]
        wish = {"rhythm": "daily", "weekday": 0, "hour": 9, "working_days": True}
        status, after = browser.call("PATCH", "/notifications", {"digest": wish})
        assert status == 200
        assert {name: after["digest"][name] for name in wish} == wish
        assert datetime.fromisoformat(after["digest"]["next"]) == datetime(
            2027, 6, 14, 9, tzinfo=clock.zone()
        )
        assert browser.call("PATCH", "/notifications", {"digest": {**wish, "hour": 24}})[0] == 422
        browser.call("PATCH", "/notifications", {"wishes": []})
        assert browser.get("/notifications")[1]["digest"]["hour"] == 9  # what is not sent stays
