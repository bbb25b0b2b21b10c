"""Papers over HTTP: fifty in one body, looked at, filed, and nobody else's."""

import hashlib
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from credentry.capabilities.evidence.tests.factories import a_credential, pdf
from credentry.capabilities.intake.models import IntakeItem
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import SYSTEM, Company, make_company, make_user
from credentry.delivery.http.tests.client import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.demand("R-000-10")]


@pytest.fixture
def company() -> Company:
    return make_company()


def body_of(browser: Browser, path: str, **headers: str) -> tuple[int, bytes]:
    response = browser.client.get(f"/api/v1/intake/items/{path}", headers=headers)
    browser.response = response
    return response.status_code, b"".join(response) if response.streaming else response.content


def hand_in(browser: Browser, *files: tuple[str, bytes], **more: Any) -> tuple[int, Any]:
    response = browser.client.post(
        "/api/v1/intake/items",
        {"files": [SimpleUploadedFile(name, content) for name, content in files], **more},
        headers={"X-CSRFToken": browser.csrf},
    )
    return response.status_code, orjson.loads(response.content)


def test_fifty_files_in_one_body(company: Company) -> None:
    browser = Browser("east")
    files = [(f"证书 {n}.pdf", b"%%PDF-1.4 %d" % n) for n in range(50)]
    status, body = hand_in(browser, *files, unit=str(company.east.pk))
    assert status == 201, body
    assert [one["name"] for one in body["items"]] == [name for name, _ in files]
    assert {one["state"] for one in body["items"]} == {"waiting"}
    _, page = browser.post("/records/intake_item/query", {"condition": "state:waiting", "limit": 100})
    assert {one["title"] for one in page["items"]} == {name for name, _ in files}


def test_one_that_is_refused_is_answered_in_its_place(company: Company) -> None:
    files = (("a.pdf", b"%PDF-1.4"), ("b.exe", b"\x7fELF" + bytes(80)), ("c.pdf", b"%PDF-1.4"))
    status, body = hand_in(Browser("east"), *files, unit=str(company.east.pk))
    assert status == 201
    assert [one.get("state") for one in body["items"]] == ["waiting", None, "duplicate"]
    assert body["items"][1]["code"] == "file.program"
    assert body["items"][1]["message"]
    assert hand_in(Browser("viewer"), files[0])[0] == 403


def test_a_paper_is_shown_and_given_back_as_it_came(company: Company) -> None:
    browser, content = Browser("east"), pdf("navy")
    item = hand_in(browser, ("证书.pdf", content), unit=str(company.east.pk))[1]["items"][0]["id"]
    status, got = body_of(browser, f"{item}/content")
    assert (status, hashlib.sha256(got).hexdigest()) == (200, hashlib.sha256(content).hexdigest())
    assert "sandbox" not in browser.response.headers["Content-Security-Policy"]
    status, got = body_of(browser, f"{item}/content?inline=1", Range="bytes=0-4")
    assert (status, got) == (206, b"%PDF-")
    assert browser.response.headers["Content-Disposition"].startswith("inline")
    status, got = body_of(browser, f"{item}/preview?size=thumb")
    assert (status, got[:4]) == (200, b"RIFF")
    for path in (f"{item}/content", f"{item}/preview"):
        found = [body_of(one, path)[0] for one in (Browser("west"), Browser("stranger"), Browser())]
        assert found == [404, 404, 401]


def test_a_closed_file_name_stays_closed(company: Company) -> None:
    """Neither the download's name nor the place of a duplicate tells it."""
    grants = [{"kind": "intake_item", "action": "read", "fields": {"title": "hide"}}]
    role = perform(SYSTEM, "role", "define", None, {"code": "blind", "name": "无名", "grants": grants}).id
    person = make_user("blind")
    perform(SYSTEM, "user", "assign", person.pk, {"role": role, "reach": "all"})
    files = (("张三身份证.pdf", b"%PDF-1.4"), ("张三身份证(1).pdf", b"%PDF-1.4"))
    ids = [one["id"] for one in hand_in(Browser("east"), *files, unit=str(company.east.pk))[1]["items"]]
    browser = Browser("blind")
    assert body_of(browser, f"{ids[0]}/content")[0] == 200
    assert "IN-" in browser.response.headers["Content-Disposition"]
    assert quote("张三") not in browser.response.headers["Content-Disposition"]
    detail = browser.get(f"/records/intake_item/{ids[1]}")[1]
    assert detail["extra"]["same"]["id"] == ids[0]
    assert "张三" not in str(detail["extra"])


def test_filed_and_registered_over_the_generic_routes(company: Company) -> None:
    browser = Browser("east")
    files = [(f"{n}.pdf", b"%%PDF-1.4 %d" % n) for n in range(2)]
    ids = [one["id"] for one in hand_in(browser, *files, unit=str(company.east.pk))[1]["items"]]
    record = a_credential(company.east)
    payload = {"kind": "credential", "record": str(record.pk)}
    status, body = browser.post(f"/records/intake_item/{ids[0]}/file_on", payload)
    assert status == 200, body
    shown = browser.get(f"/records/credential/{record.pk}/files")[1]
    assert [one["name"] for one in shown] == ["0.pdf"]
    bad = {"kind": "credential", "values": {"title": "x"}}
    status, body = browser.post(f"/records/intake_item/{ids[1]}/register_from", bad)
    assert (status, {one["field"] for one in body["errors"]}) == (422, {"values.type"})
    good = {
        "kind": "credential",
        "values": {"title": "x", "type": str(record.type_id), "unit": str(company.east.pk)},
    }
    assert browser.post(f"/records/intake_item/{ids[1]}/register_from", good)[0] == 200
    detail = browser.get(f"/records/intake_item/{ids[1]}")[1]
    assert detail["extra"]["filed"]["kind"] == "credential"
    assert detail["values"]["state"] == "filed"
    assert detail["actions"] == ["reopen"]


def test_bulk_assign_and_dismiss(company: Company) -> None:
    browser = Browser("east")
    files = [(f"{n}.pdf", b"%%PDF-1.4 %d" % n) for n in range(5)]
    ids = [one["id"] for one in hand_in(browser, *files, unit=str(company.east.pk))[1]["items"]]
    payload = {"ids": ids, "payload": {"responsible": str(company.admin.user_id)}}
    assert browser.post("/records/intake_item/bulk/assign", payload)[1]["done"] == 5
    payload = {"ids": ids[:3], "payload": {"reason": "广告"}}
    assert browser.post("/records/intake_item/bulk/dismiss", payload)[1]["done"] == 3
    assert IntakeItem.objects.filter(state="waiting", responsible_id=company.admin.user_id).count() == 2


@pytest.mark.demand("R-000-09")
def test_how_the_mailbox_is_doing(company: Company, settings: Any) -> None:
    assert Browser("east").get("/intake/mailbox")[1] == {"mailbox": None}
    settings.CREDENTRY_IMAP_URL = "imaps://certs:secret@mail.example/INBOX"
    status, body = Browser("east").get("/intake/mailbox")
    assert (status, body["mailbox"]["at"]) == (200, None)
    settings.CREDENTRY_IMAP_URL = "imaps://certs:sec/ret@mail.example/INBOX"
    error = Browser("east").get("/intake/mailbox")[1]["mailbox"]["error"]
    assert error.startswith("CREDENTRY_IMAP_URL")
    assert "sec" not in error
    assert Browser("stranger").get("/intake/mailbox")[0] == 404
