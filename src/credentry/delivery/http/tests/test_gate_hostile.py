"""Hostile input to the gate: a clear 4xx or a plain answer, never a 500."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from credentry.core.records.tests.factories import make_company
from credentry.delivery.http.tests.client import Browser
from credentry.domains.gate.models import GateUse
from credentry.domains.subjects.tests.factories import markets, series

pytestmark = pytest.mark.django_db
HOSTILE: tuple[Any, ...] = (
    "\x00", "a\x00b", "\ud800", "x" * 20_000, "'; DROP TABLE gate_gateuse; --", "%s%n{0}", "../../etc/passwd", "9" * 400,
    10**400, -1, 1e308, True, None, [], {}, [[[]]], [None], ["x"] * 1000, "0001-01-01", "9999-12-31", "2026-02-30",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "٣٠", "\u202e\u200b", "00000000-0000-0000-0000-000000000000",
)  # fmt: skip


@pytest.fixture
def browser() -> Browser:
    make_company()
    series()
    markets("CN")
    return Browser("admin")


def sent(browser: Browser, path: str, body: Any) -> int:
    response = browser.client.generic(
        "POST", f"/api/v1{path}", json.dumps(body).encode(), content_type="application/json",
        headers={"X-CSRFToken": browser.csrf},
    )  # fmt: skip
    assert response.status_code < 500, (path, str(body)[:200], response.content[:500])
    return int(response.status_code)


QUESTION = {"subject": "G-100", "act": "sell", "market": "CN", "on": "2026-11-21"}


@pytest.mark.parametrize(
    "field", ["key", "subject", "act", "market", "on", "arrives_on", "requires", "site", "more"]
)
def test_hostile_questions(browser: Browser, field: str) -> None:
    for value in HOSTILE:
        one = {**QUESTION, field: value}
        sent(browser, "/gate", {"questions": [one], "sign": True})
        sent(browser, "/gate/simulate", {"questions": [one], "from": "2026-01-01", "to": "2026-12-31"})
    assert GateUse.objects.count() == 0


@pytest.mark.parametrize("field", ["questions", "known", "today", "sign", "hours", "from", "to"])
def test_hostile_calls(browser: Browser, field: str) -> None:
    for value in HOSTILE:
        body = {"questions": [QUESTION], "sign": True}
        sent(browser, "/gate", {**body, field: value})
        sent(
            browser,
            "/gate/simulate",
            {"questions": [QUESTION], "from": "2026-01-01", "to": "2026-02-01", field: value},
        )


def test_hostile_addresses_and_signatures(browser: Browser) -> None:
    for value in HOSTILE:
        if isinstance(value, str) and value != "\ud800":
            for name in (
                "subject",
                "act",
                "market",
                "on",
                "arrives_on",
                "requires",
                "known",
                "hours",
                "sign",
            ):
                said = {"subject": "G-100", "act": "sell", name: value[:2000]}
                query = "&".join(f"{key}={quote(text)}" for key, text in said.items())
                status, _ = browser.get(f"/gate?{query}")
                assert status < 500, said
        for name in ("payload", "signature", "key"):
            sent(browser, "/gate/verify", {"payload": "{}", "signature": "AAAA", name: value})
