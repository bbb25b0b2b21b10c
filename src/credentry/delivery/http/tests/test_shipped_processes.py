"""Shipped processes run to their end by people over HTTP: claim what is for a role, look, decide on what was seen."""

from typing import Any

import pytest

from credentry.capabilities.approvals.models import Process
from credentry.capabilities.evidence.tests.factories import kept
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import SYSTEM, make_user
from credentry.delivery.http.tests.client import Browser
from credentry.domains.credentials.tests.factories import make
from credentry.domains.packs.tests.test_processes import House

pytestmark = pytest.mark.django_db


class Desk:
    """People at their browsers."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.browsers = {name: Browser(name) for name in house.users}

    def start(self, code: str, by: str, **more: Any) -> str:
        process = str(Process.objects.get(code=code).pk)
        status, case = self.browsers[by].post("/records/case", {"process": process, **more})
        assert status == 201, case
        return str(case["id"])

    def approve(self, by: str, node: str, **more: Any) -> None:
        """Find it in the list, claim it where that is offered, and agree to what the page shows."""
        browser = self.browsers[by]
        found = browser.get(f"/records/task?condition=state:open holders:me node:{node}")[1]["items"]
        assert len(found) == 1, (by, node)
        address = f"/records/task/{found[0]['id']}"
        page = browser.get(address)[1]["extra"]
        if "claim" in {one["code"] for one in page["buttons"]}:
            assert browser.post(f"{address}/claim", {})[0] == 200
            page = browser.get(address)[1]["extra"]
        status, answer = browser.post(f"{address}/approve", {"seen": page["content_hash"], **more})
        assert status == 200, answer

    def state(self, by: str, case: str) -> str:
        return str(self.browsers[by].get(f"/records/case/{case}")[1]["values"]["state"])


@pytest.mark.demand("R-000-50")
@pytest.mark.demand("R-000-58")
@pytest.mark.demand("R-000-63")
def test_a_new_certificate_from_start_to_register() -> None:
    desk = Desk(House())
    kind = kinds.get("credential_type").model_class._default_manager.get(code="EU-ROHS")
    data = {"type": str(kind.pk), "inspection": False}
    case = desk.start("product-application", "pan", data=data, unit=str(desk.house.company.east.pk))
    desk.approve("qin", "check")
    desk.approve("zong", "budget", data={"amount": "80000"}, text="同意预算")
    desk.approve("ren", "submit", data={"submitted_on": "2026-11-02", "receipt_no": "R-1"})
    desk.approve("ren", "test", data={"report_no": "T-7"})
    desk.approve("ren", "issue", data={"credential_no": "ROHS-1", "issued_on": "2026-11-10"})
    desk.approve("qin", "verify")
    assert desk.state("pan", case) == "completed"
    page = desk.browsers["pan"].get(f"/records/case/{case}")[1]["extra"]
    made = desk.browsers["ren"].get(f"/records/credential/{page['data']['credential']}")[1]["values"]
    assert made["credential_no"] == "ROHS-1"
    said = [
        (one["node"], line["actor"], line["code"], line["text"])
        for one in page["tasks"]
        for line in one["log"]
    ]
    assert ("budget", "zong", "approve", "同意预算") in said
    assert {node for node, *_ in said} == {"check", "budget", "submit", "test", "issue", "verify"}
    assert all(line["at"] for one in page["tasks"] for line in one["log"])


def test_a_document_is_countersigned_approved_and_released() -> None:
    house = House("quality-system", {"wen": "document_controller"})
    boss = make_user("boss", "viewer", name="老板")
    for name in ("ann", "bob", "cat"):
        house.users[name] = make_user(name, "editor", name=name, manager=boss.pk)
    house.users["boss"] = boss
    form = {"blob_id": kept(b"%PDF-1.4 1").pk, "title": "程序文件", "unit": house.company.east.pk}
    document = perform(SYSTEM, "document", "upload", None, form).record
    desk = Desk(house)
    chosen = {"review": [str(house.users[name].pk) for name in ("bob", "cat")]}
    case = desk.start("document-release", "ann", subject=str(document.pk), chosen=chosen)
    desk.approve("bob", "review")
    desk.approve("cat", "review")
    desk.approve("boss", "approve")
    desk.approve("wen", "release", data={"effective_on": "2026-12-01"})
    assert desk.state("ann", case) == "completed"


def test_a_loan_with_both_consents_to_its_return() -> None:
    house = House("personnel-certificates", {"hua": "hr_certificate_admin"})
    for name in ("head", "asker"):
        house.users[name] = make_user(name, "viewer", name=name)
    perform(SYSTEM, "unit", "amend", house.company.east.pk, {"head": house.users["head"].pk})
    types = kinds.get("credential_type").model_class._default_manager
    record = make(types.filter(pack="personnel-certificates").first(), unit=house.company.east.pk)
    desk = Desk(house)
    period = {"purpose": "投标", "from_on": "2026-12-01", "to_on": "2026-12-20"}
    case = desk.start("certificate-loan", "asker", subject=str(record.pk), data=period)
    desk.approve("head", "department")
    desk.approve("hua", "hr")
    desk.approve("hua", "lend", signature="华")
    assert desk.state("asker", case) == "running"
    desk.approve("hua", "return", data={"returned_on": "2026-12-20"})
    assert desk.state("asker", case) == "completed"
