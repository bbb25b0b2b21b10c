"""One place where a certificate is kept: linked, structured, and the same on every way to it."""

from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

from credentry.core.records import kinds
from credentry.core.records.queries import Query, listing
from credentry.core.records.tests.factories import Company, make_company
from credentry.delivery.cli.reading import query
from credentry.delivery.http.tests.client import Browser
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.tests.factories import SYSTEM, issuer, plain_type
from credentry.domains.subjects.tests.factories import markets, series
from credentry.foundation import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def company() -> Any:
    with clock.fixed(date(2026, 11, 21)):
        yield make_company()


@pytest.fixture
def made(company: Company) -> dict[str, Any]:
    """A certificate registered over HTTP, every key fact in a field of its own, no file anywhere."""
    top, *_ = series()
    body = {
        "title": "网关CE证书", "type": str(plain_type().pk), "credential_no": "CE-1", "issuer": str(issuer("TÜV").pk),
        "holder": str(issuer("示例科技").pk), "first_issued_on": "2022-01-10", "issued_on": "2025-01-10",
        "valid_to": "2028-01-09", "products": [str(top.pk)], "markets": [str(one) for one in markets("EU")],
        "unit": str(company.east.pk), "responsible": str(company.admin.user_id), "cost": "800.00", "currency": "CNY",
        "standards": ["EN 62368-1:2020"],
    }  # fmt: skip
    status, answer = Browser("admin").post("/records/credential?action=register", body)
    assert status == 201, answer
    return {**body, **answer}


@pytest.mark.demand("R-000-28")
def test_a_certificate_without_a_file_is_fields_and_no_free_text(made: dict[str, Any]) -> None:
    _, page = Browser("admin").get(f"/records/credential/{made['id']}")
    values = page["values"]
    assert {name: values[name] for name in ("credential_no", "valid_to", "first_issued_on", "cost")} == {
        "credential_no": "CE-1", "valid_to": "2028-01-09", "first_issued_on": "2022-01-10", "cost": "800",
    }  # fmt: skip
    assert (values["issuer"]["label"], values["markets"][0]["label"]) == ("TÜV", "欧盟")
    assert (values["notes"], values["scope_text"]) == ("", "")


@pytest.mark.demand("R-000-25")
def test_every_link_of_a_certificate_opens_and_leads_back(made: dict[str, Any]) -> None:
    admin = Browser("admin")
    _, page = admin.get(f"/records/credential/{made['id']}")
    _, catalogue = admin.get("/catalogue")
    spec = next(one for one in catalogue["kinds"] if one["name"] == "credential")
    refs = {one["name"]: one["ref"] for one in spec["fields"] if one["type"] in ("ref", "many")}
    followed = set()
    for name, kind in refs.items():
        value = page["values"].get(name)
        for one in value if isinstance(value, list) else [value] if value else []:
            status, there = admin.get(f"/records/{kind}/{one['id']}")
            assert status == 200, (name, there)
            target = there["extra"].get("page", {"kind": kind, "id": one["id"]})
            _, back = admin.get(f"/records/{target['kind']}/{target['id']}/related")
            counts = {(group["kind"], group["field"]): group["count"] for group in back["items"]}
            assert counts.get(("credential", name)) == 1, (name, counts)
            followed.add(name)
    assert followed == {"type", "issuer", "holder", "products", "markets", "unit", "responsible"}


@pytest.mark.demand("R-000-08", "R-000-26")
def test_a_changed_field_shows_its_new_value_on_every_way_to_it(made: dict[str, Any]) -> None:
    admin = Browser("admin")
    change = {"title": "网关CE证书(换版)", "valid_to": "2027-02-01"}
    status, answer = admin.post(f"/records/credential/{made['id']}/amend", change, **{"If-Match": '"1"'})
    assert (status, answer["version"]) == (200, 2)
    shown = {
        "page": admin.get(f"/records/credential/{made['id']}")[1]["values"],
        "list": admin.get("/records/credential?fields=title,valid_to")[1]["items"][0],
        "condition": admin.get("/records/credential?fields=title,valid_to&condition=valid_to<%2B6m")[1][
            "items"
        ][0],
        "python": listing(SYSTEM, kinds.get("credential"), Query(fields=("title", "valid_to"))).items[0],
    }
    assert {name: (row["title"], row["valid_to"]) for name, row in shown.items()} == dict.fromkeys(
        shown, (change["title"], change["valid_to"])
    )
    answer = admin.client.get("/api/v1/records/credential/export?format=csv&fields=title,valid_to")
    exported = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert exported.splitlines()[0].count(",") == 1
    assert change["title"] in exported
    assert "2028-01-09" not in exported
    told = CliRunner().invoke(query, ["credential", "title~换版", "--json"], catch_exceptions=False)
    assert change["valid_to"] in told.output
    _, due = admin.get(f"/records/credential/{made['id']}/deadlines")
    assert [one["due_on"] for one in due["items"]] == ["2027-02-01"]
    assert Credential.objects.count() == 1
