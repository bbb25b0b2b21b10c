"""Hostile input to every action of every kind and to every list: a clear 4xx, nothing changed, never a 500."""

from typing import Any

import orjson
import pytest

from credentry.core.ledger.models import Entry
from credentry.core.records import kinds
from credentry.core.records.tests.factories import Company, make_company
from credentry.delivery.http.tests.client import Browser
from tests.contract.makers import MAKERS, make, payload

pytestmark = pytest.mark.django_db
MADE = [one.name for one in kinds.all_kinds() if one.name in MAKERS]

HOSTILE: tuple[Any, ...] = (
    "\x00", "a\x00b", "\ud800", "x" * 200_000, "=cmd|' /C calc'!A0", "'; DROP TABLE records_revision; --",
    "<script>alert(1)</script>", "../../../../etc/passwd", "%s%n{0}{__class__}", "9" * 400,
    10**400, -1, 1e308, True, None, [], {}, [[[[]]]], {"id": {"id": {}}}, [None], ["x"] * 1000,
    "0001-01-01", "9999-12-31", "2026-02-30", "2026-13-45T99:99", "٣٠", "\u202e\u200b", "𝔘𝔫𝔦",
)  # fmt: skip


@pytest.fixture
def company() -> Company:
    return make_company()


def share(n: int, of: int) -> tuple[Any, ...]:
    """The n-th share of the values: every value meets many fields without every pair being tried."""
    return HOSTILE[n % of :: of]


def prepared(values: dict[str, Any]) -> dict[str, Any]:
    """A payload as JSON would carry it."""
    plain: dict[str, Any] = orjson.loads(orjson.dumps(values, default=str))
    return plain


def sent(browser: Browser, path: str, body: Any) -> int:
    """The status of a POST; bodies that JSON cannot carry are sent as Python's escapes."""
    import json

    response = browser.client.generic(
        "POST", f"/api/v1{path}", json.dumps(body).encode(), content_type="application/json",
        headers={"X-CSRFToken": browser.csrf},
    )  # fmt: skip
    assert response.status_code < 500, (path, str(body)[:300], response.content[:500])
    if response.status_code >= 400:
        problem = orjson.loads(response.content)
        assert problem["detail"], problem
        assert problem["code"] != "record.conflict", (path, str(body)[:300])
        assert all(one["message"] for one in problem["errors"]), problem
    return int(response.status_code)


@pytest.mark.parametrize("name", MADE)
def test_creating_with_hostile_values(name: str, company: Company) -> None:
    browser = Browser("admin")
    good = prepared(payload(name, company.east, 3, company.admin))
    creating = kinds.get(name).creating
    assert creating is not None
    for n, field in enumerate(creating.form.model_fields):
        for value in share(n, 3):
            before = Entry.objects.count()
            if sent(browser, f"/records/{name}", {**good, field: value}) >= 400:
                assert Entry.objects.count() == before, (field, value)


@pytest.mark.parametrize("name", MADE)
def test_acting_with_hostile_values(name: str, company: Company) -> None:
    browser = Browser("admin")
    record = make(name, company.east, 1)
    n = 0
    for verb in kinds.get(name).actions:
        if verb.creates or verb.name in ("archive", "deactivate"):
            continue
        for field in verb.form.model_fields:
            n += 1
            for value in share(n, 9):
                before = Entry.objects.count()
                if sent(browser, f"/records/{name}/{record.pk}/{verb.name}", {field: value}) >= 400:
                    assert Entry.objects.count() == before, (verb.name, field, value)


@pytest.mark.parametrize("name", MADE)
def test_lists_with_hostile_conditions(name: str, company: Company) -> None:
    browser = Browser("admin")
    make(name, company.east, 1)
    kind = kinds.get(name)
    n = 0
    for field in kind.fields:
        for operator in field.operators:
            n += 1
            for value in share(n, 9):
                rule = {"field": field.name, "operator": operator, "value": value}
                body = {"condition": {"combinator": "and", "rules": [rule]}, "limit": 1, "count": False}
                sent(browser, f"/records/{name}/query", body)


@pytest.mark.parametrize("field", ["condition", "q", "sort", "fields", "after", "limit", "count", "archived"])
def test_lists_with_hostile_parameters(field: str, company: Company) -> None:
    browser = Browser("admin")
    for value in HOSTILE:
        sent(browser, "/records/unit/query", {field: value})
    for value in (
        "\x00",
        "(" * 5000,
        '"' * 99,
        "a:b:c:",
        "code:",
        "code>",
        "not " * 2000,
        "((code:x)",
        "code:~[(",
    ):
        sent(browser, "/records/unit/query", {"condition": value, "q": value})
