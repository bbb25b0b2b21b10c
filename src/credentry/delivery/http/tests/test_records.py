"""The generic routes on units and users."""

import pytest

from credentry.core.records.actions import perform_many
from credentry.core.records.tests.factories import SYSTEM, make_company
from credentry.delivery.http.inventory import inventory
from credentry.delivery.http.tests.client import Browser
from credentry.domains.subjects.actions.market import install_markets

pytestmark = pytest.mark.django_db


def test_create_read_change_and_conflict() -> None:
    make_company()
    admin = Browser("admin")
    status, made = admin.post("/records/unit", {"code": "N", "name": "北方公司"})
    assert status == 201, made
    status, body = admin.get(f"/records/unit/{made['id']}")
    assert (body["values"]["name"], body["version"]) == ("北方公司", 1)
    assert admin.response.headers["ETag"] == '"1"'
    assert "amend" in body["actions"]
    change = {"code": "N", "name": "北方有限公司"}
    assert admin.post(f"/records/unit/{made['id']}/amend", change, **{"If-Match": '"1"'})[0] == 200
    status, problem = admin.post(f"/records/unit/{made['id']}/amend", change, **{"If-Match": '"1"'})
    assert (status, problem["code"]) == (412, "record.stale")
    _, history = admin.get(f"/records/unit/{made['id']}/history")
    assert [one["action"] for one in history["items"]] == ["amend", "define"]
    assert history["items"][0]["changes"][0]["new"] == "北方有限公司"


@pytest.mark.parametrize("asked", ["fields=code,name", "fields=code&fields=name"])
def test_an_address_chooses_fields(asked: str) -> None:
    make_company()
    status, page = Browser("admin").get(f"/records/unit?{asked}&limit=1")
    assert status == 200, page
    assert set(page["items"][0]) == {"id", "version", "code", "name"}


def test_wrong_fields_are_named() -> None:
    make_company()
    status, body = Browser("admin").post("/records/unit", {"nam": "x"})
    assert status == 422
    assert {one["field"] for one in body["errors"]} == {"code", "name", "nam"}


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff\xfe", b"null"])
def test_malformed_bodies_are_refused_clearly(body: bytes) -> None:
    make_company()
    visitor = Browser("admin")
    response = visitor.client.post(
        "/api/v1/records/unit", body, content_type="application/json", headers={"X-CSRFToken": visitor.csrf}
    )
    assert 400 <= response.status_code < 500
    assert response.headers["Content-Type"] == "application/problem+json"


def test_unseen_and_missing_answer_the_same() -> None:
    company = make_company()
    east = Browser("east")
    unseen = east.get(f"/records/unit/{company.west.pk}")
    missing = east.get("/records/unit/019a0000-0000-7000-8000-000000000000")
    nonsense = east.get("/records/unit/nonsense")
    assert unseen == missing == nonsense
    assert unseen[0] == 404
    assert east.get("/records/unit")[1]["count"] == 1


def test_conditions_filter_and_unknown_fields_are_refused() -> None:
    make_company()
    admin = Browser("admin")
    body = {"combinator": "and", "rules": [{"field": "code", "operator": "beginsWith", "value": "EA"}]}
    status, page = admin.post("/records/unit/query", {"condition": body})
    assert [one["name"] for one in page["items"]] == ["华东公司"]
    assert admin.get("/records/unit?condition=code:WEST")[1]["count"] == 1
    status, problem = admin.get("/records/unit?condition=colour:red")
    assert status == 422
    assert problem["code"] == "form.invalid"


def test_the_catalogue_describes_every_kind_in_both_languages() -> None:
    make_company()
    _, body = Browser("admin").get("/catalogue")
    names = {one["name"] for one in body["kinds"]}
    assert {"unit", "user", "role", "post", "api_token", "custom_field"} <= names
    for kind in body["kinds"]:
        for one in (kind, *kind["fields"], *kind["actions"]):
            assert one["label"]["zh"]
            assert one["label"]["en"]


def test_bulk_archive_reports_what_it_could_not_do() -> None:
    company = make_company()
    admin = Browser("admin")
    status, _ = admin.post("/records/unit/bulk/archive", {"ids": [str(company.east.pk)]})
    assert status == 404, "archiving units is not offered in bulk"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_suggestions_say_a_code_that_is_typed_first(lang: str) -> None:
    make_company()
    install_markets(SYSTEM)
    admin = Browser("admin", lang=lang)
    for typed in ("BR", "br"):
        found = admin.get(f"/suggest/market?q={typed}")[1]
        assert (found[0]["detail"], len(found) > 1) == ("BR", True)
    codes = [one["detail"] for one in admin.get("/suggest/market?q=S")[1]]
    assert codes == sorted(codes, key=lambda code: not code.startswith("S"))  # then codes that begin so
    assert (
        admin.get("/suggest/market?q=bra")[1][0]["detail"] == "BR"
    )  # Brazil by its English name, BRA by its code


def test_suggestions_prefer_what_begins_with_the_text() -> None:
    make_company()
    _, found = Browser("admin").get("/suggest/unit?q=公司")
    assert {one["label"] for one in found} == {"华东公司", "西部公司"}


def test_every_route_but_the_public_ones_needs_an_actor() -> None:
    public = {one["route"] for one in inventory() if one["policy"] == "public"}
    #: Callbacks are signed by their platform, the page behind a button by its address.
    signed = {f"/api/v1/callbacks/{one}" for one in ("wecom", "dingtalk", "feishu")} | {
        "/a/{token}",
        "/calendar/{token}.ics",
    }
    keys = {"/ledger/checkpoint", "/api/v1/gate/key"}
    assert public == {"/api/v1/session", "/healthz", "/readyz"} | keys | signed


def test_a_list_counts_to_a_thousand_and_on_when_asked() -> None:
    company = make_company()
    rows = [
        {"payload": {"code": f"U{n}", "name": f"第 {n} 分公司", "parent": company.root.pk}}
        for n in range(1_001)
    ]
    perform_many(SYSTEM, "unit", "define", rows)
    admin = Browser("admin")
    for asked, told in (
        ("", (1_000, True)),
        ("&count=exact", (1_004, False)),
        ("&count=false", (None, False)),
    ):
        page = admin.get(f"/records/unit?limit=1{asked}")[1]
        assert (page["count"], page["capped"]) == told, asked
    assert admin.get("/records/unit?count=perhaps")[0] == 422
