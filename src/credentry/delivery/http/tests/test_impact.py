"""What an action would change is told before it is confirmed, and nothing is changed by asking."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from credentry.core.ledger.queries import tree_head
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import make_company
from credentry.delivery.http.tests.client import Browser
from credentry.domains.credentials import standing
from credentry.domains.credentials.models import Credential, CredentialPast, Standard
from credentry.domains.credentials.tests.factories import SYSTEM, act, make, plain_type
from credentry.foundation import clock
from credentry.foundation.labels import Label
from credentry.plumbing import progress

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november() -> Any:
    with clock.fixed(date(2026, 11, 1)):
        yield


def everything() -> tuple[Any, ...]:
    """What must not move."""
    rows = Credential.objects.order_by("pk").values_list(
        "pk", "version", "effective_to", "state", "known_from"
    )
    return list(rows), CredentialPast.objects.count(), tree_head().size, Standard.objects.get().withdrawn_on


def test_a_withdrawal_tells_its_impact_and_then_does_what_it_told() -> None:
    company = make_company()
    kind = plain_type(code="CCC", definition={"depends": [{"code": "standard"}]})
    edition = perform(SYSTEM, "standard", "register", None, {"code": "GB 1-2020", "name_zh": "标准"}).id
    papers = [
        make(kind, title=f"证书{n}", standards=["GB 1-2020"], unit=str(unit.pk), valid_to="2029-01-31")
        for n, unit in enumerate((company.east, company.east, company.west))
    ]
    child = make(plain_type(code="CHILD"), title="子证", unit=str(company.east.pk), valid_to="2029-06-30")
    act(child, "depend_on", code="parent", parent=str(papers[0].pk))
    before = everything()
    admin = Browser("admin")
    address = f"/records/standard/{edition}/withdraw"
    asked = {"withdrawn_on": "2027-03-01", "reason": "新版实施"}
    status, body = admin.post(f"{address}?preview=1", asked)
    assert status == 200, body
    found = body["impact"]
    assert (found["total"], found["hidden"], found["first_day"]) == (4, 0, "2027-03-01")
    assert {one["state"]: one["count"] for one in found["by_state"]} == {
        "standard_withdrawn": 3,
        "parent_not_valid": 1,
    }
    assert {one["code"]: one["count"] for one in found["by_type"]} == {"CCC": 3, "CHILD": 1}
    first = found["items"][0]
    assert (first["was"], first["will"]["effective_to"]) == (
        {"status": "valid", "effective_to": "2029-01-31"},
        "2027-02-28",
    )
    assert everything() == before
    assert admin.post(address, asked)[0] == 200
    assert set(Credential.objects.values_list("effective_to", flat=True)) == {date(2027, 2, 28)}


def test_what_the_actor_may_not_see_is_only_counted() -> None:
    company = make_company()
    kind = plain_type(code="CCC")
    top = make(kind, title="主证", unit=str(company.east.pk))
    children = [
        make(kind, title=f"子{n}", unit=str(unit.pk)) for n, unit in enumerate((company.east, company.west))
    ]
    for one in children:
        act(one, "depend_on", code="parent", parent=str(top.pk))
    perform(SYSTEM, "standard", "register", None, {"code": "GB 1-2020", "name_zh": "标准"})
    before = everything()
    status, body = Browser("east").post(
        f"/records/credential/{top.pk}/suspend?preview=1", {"effective_on": "2026-10-01", "reason": "抽检"}
    )
    assert status == 200, body
    found = body["impact"]
    assert (found["total"], found["hidden"]) == (3, 1)
    assert {one["title"] for one in found["items"]} == {"主证", "子0"}
    assert sum(one["count"] for one in found["by_state"]) == 2
    assert everything() == before


def test_a_refused_action_is_refused_in_its_preview_too() -> None:
    make_company()
    edition = perform(SYSTEM, "standard", "register", None, {"code": "GB 1-2020", "name_zh": "标准"}).id
    status, body = Browser("admin").post(
        f"/records/standard/{edition}/withdraw?preview=1",
        {"withdrawn_on": "2027-03-01", "transition_to": "2026-01-01", "reason": "x"},
    )
    assert status == 422
    assert body["errors"][0]["field"] == "transition_to"


def test_making_a_record_and_acting_on_many_can_be_asked_about_too() -> None:
    company = make_company()
    kind = plain_type(code="CCC", definition={"depends": [{"code": "product_change"}]})
    product = perform(SYSTEM, "product", "register", None, {"title": "网关"}).id
    papers = [make(kind, title=f"证书{n}", products=[str(product)]) for n in range(3)]
    perform(SYSTEM, "standard", "register", None, {"code": "GB 1-2020", "name_zh": "标准"})
    before = everything()
    admin = Browser("admin")
    status, body = admin.post(
        "/records/product_change?preview=1",
        {
            "product": str(product),
            "changed_on": "2026-10-01",
            "description": "换芯片",
            "unit": str(company.east.pk),
        },
    )
    assert (status, body["impact"]["total"]) == (200, 3)
    payload = {"ids": [str(one.pk) for one in papers[:2]], "payload": {"reason": "抽检"}, "dry_run": True}
    status, body = admin.post("/records/credential/bulk/suspend", payload)
    assert (status, body["done"], body["impact"]["total"]) == (200, 2, 2)
    assert everything() == before


def test_a_long_action_tells_how_far_it_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    make_company()
    kind = plain_type(code="CCC", definition={"depends": [{"code": "standard"}]})
    edition = perform(SYSTEM, "standard", "register", None, {"code": "GB 1-2020", "name_zh": "标准"}).id
    for n in range(3):
        make(kind, title=f"证书{n}", standards=["GB 1-2020"], valid_to="2029-01-31")
    monkeypatch.setattr(standing, "SMALL", 1)
    key, told = uuid4(), []
    tell = progress.tell

    def listening(part: float, label: Label, count: int | None = None) -> None:
        tell(part, label, count)
        told.append(
            (Browser("admin").get(f"/progress/{key}"), Browser("stranger").get(f"/progress/{key}")[0])
        )

    monkeypatch.setattr(progress, "tell", listening)
    admin = Browser("admin")
    asked = {"withdrawn_on": "2027-03-01", "reason": "新版实施"}
    status, body = admin.post(f"/records/standard/{edition}/withdraw", asked, **{"X-Progress": str(key)})
    assert status == 200, body
    mine = [found for found, _ in told]
    assert [status for status, _ in mine] == [200] * len(told)
    assert {status for _, status in told} == {404}
    shares = [found["part"] for _, found in mine]
    assert shares == sorted(shares)
    assert len(set(shares)) >= 5
    assert {"zh": "判定效力", "en": "Deciding their standing"} in [found["label"] for _, found in mine]
    assert 3 in [found["count"] for _, found in mine]
    assert admin.get(f"/progress/{key}")[0] == 404
    assert admin.get("/progress/unreadable")[0] == 422
