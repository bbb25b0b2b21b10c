"""Deadlines leave the house: as a calendar one subscribes to, and as the pack for the weekly meeting."""

import io
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import icalendar
import openpyxl
import pypdfium2
import pytest
from django.test import Client

from credentry.capabilities.alerts.actions import install_defaults, sweep
from credentry.core.records.tests.factories import SYSTEM, Company, make_company, make_user
from credentry.delivery.http.tests.client import Browser
from credentry.domains.credentials.tests.factories import make, plain_type
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
TODAY = date(2027, 3, 1)


@pytest.fixture
def company() -> Company:
    install_defaults(SYSTEM)
    return make_company()


@pytest.fixture
def records(company: Company) -> list[Any]:
    owner = make_user("zhang", "editor", company.east, "subtree", name="张三")
    kind = plain_type()
    with clock.fixed(TODAY - timedelta(days=200)):
        return [
            make(kind, unit=company.east.pk, responsible=owner.pk, valid_to="2027-02-20", title="过期的证书"),
            make(
                kind,
                unit=company.east.pk,
                responsible=owner.pk,
                valid_to="2027-03-20",
                title="网关,安全;证书",
            ),
            make(kind, unit=company.west.pk, valid_to="2027-03-21", title="西部的证书"),
        ]


def subscribe(browser: Browser, **payload: Any) -> tuple[str, str]:
    status, made = browser.post("/records/calendar_feed", {"name": "我的期限", **payload})
    assert status in (200, 201), made
    _, page = browser.get(f"/records/calendar_feed/{made['id']}")
    return str(made["id"]), urlsplit(page["extra"]["address"]).path


def events(path: str) -> dict[str, Any]:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(answer.content)
    return {str(one["summary"]): one for one in calendar.walk("VEVENT")}


def test_a_calendar_program_reads_ones_own_deadlines_until_the_feed_is_revoked(records: list[Any]) -> None:
    with clock.fixed(TODAY):
        browser = Browser("zhang")
        feed, path = subscribe(browser)
        found = events(path)
        summary = f"证书到期 · 网关,安全;证书 ({records[1].number})"
        assert set(found) == {summary, f"证书到期 · 过期的证书 ({records[0].number})"}
        assert found[summary].decoded("dtstart") == date(2027, 3, 20)
        assert str(found[summary]["url"]).endswith(f"/r/credential/{records[1].pk}")
        assert {str(one["uid"]) for one in found.values()} == {
            str(one["uid"]) for one in events(path).values()
        }
        assert Client().get(path.replace(".ics", "x.ics")).status_code == 404
        assert Browser("east").get(f"/records/calendar_feed/{feed}")[0] == 404, "an address is its owner's"
        browser.post(f"/records/calendar_feed/{feed}/revoke")
        assert Client().get(path).status_code == 404


def test_a_team_feed_shows_what_its_user_may_see_and_no_more(company: Company, records: list[Any]) -> None:
    with clock.fixed(TODAY):
        _, path = subscribe(Browser("admin"), unit=str(company.root.pk))
        assert len(events(path)) == 3
        _, path = subscribe(Browser("zhang"), unit=str(company.root.pk))
        assert len(events(path)) == 2
        assert "西部" not in "".join(events(path))


@pytest.mark.demand("R-000-66")
def test_the_weekly_pack_as_workbook_and_as_paper(records: list[Any]) -> None:
    with clock.fixed(TODAY):
        sweep()
        answer = Browser("zhang").client.get("/api/v1/alerts/pack?format=xlsx")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert book.sheetnames == ["已逾期", "即将到期", "已升级、无人答复", "上周处理决定"]
        rows = list(book["已逾期"].iter_rows(values_only=True))
        assert rows[1][1:4] == (-9, records[0].number, "过期的证书")
        paper = Browser("admin").client.get("/api/v1/alerts/pack?format=pdf").content
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper))
    assert "证照到期周报" in text
    assert "西部的证书" in text
    assert "已逾期 · 1" in text
