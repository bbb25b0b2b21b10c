"""Budget lines: when, by whom, in which currency; sums that agree with the plan; unknown costs counted, never guessed."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import Company
from credentry.delivery.http.tests.client import Browser
from credentry.domains.coverage.models import Engagement
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
from credentry.domains.credentials.models import CredentialType
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
ASKED = "subject=L-1&markets=BR,SA&begin=2026-12-20"


@pytest.fixture
def company() -> Iterator[Company]:
    with clock.fixed(date(2026, 11, 21)):
        made = factories.world("RQ-PRD-037", "RQ-PRD-045", "RQ-PRD-011")
        needs = [{"code": "parent", "types": ["INTL-CB"], "certainty": "check"}]
        for code, days, cost, money, depends in (
            ("INTL-CB", 30, "15000.50", "CNY", []),
            ("SA-SABER-PC", 40, "2000", "USD", needs),
            ("BR-ANATEL", 90, None, "", []),
        ):
            more = {"definition": {"lead_time": {"n": days, "unit": "day"}, "depends": depends}}
            price = {"usual_cost": cost, "usual_currency": money} if cost else {}
            kind = CredentialType.objects.get(code=code)
            perform(SYSTEM, "credential_type", "amend", kind.pk, {**more, **price})
        known = {"product_has_radio": True, "product_mains_powered": True, "product_saso_regulated": True,
                 "product_gmark_list2": False}  # fmt: skip
        factories.subject("product", "灯", known, unit=made.east.pk, code="L-1")
        yield made


def test_lines_fall_into_quarters_and_agree_with_the_plan(company: Company) -> None:
    east = Browser("east")
    status, found = east.get(f"/coverage/plan/budget?{ASKED}")
    assert status == 200, found
    lines = {one["type"]["code"]: one for one in found["lines"]}
    said = {
        code: (one["year"], one["quarter"], one["currency"], one["amount"], one["source"])
        for code, one in lines.items()
    }
    assert said == {
        "BR-ANATEL": (2026, 4, "", None, "unknown"),
        "INTL-CB": (2026, 4, "CNY", "15000.50", "type"),
        "SA-SABER-PC": (2027, 1, "USD", "2000.00", "type"),  # begins when the CB certificate is there
    }
    assert {one["unit"]["zh"] for one in lines.values()} == {"华东公司"}
    assert (lines["SA-SABER-PC"]["markets"], lines["SA-SABER-PC"]["rules"]) == (["SA"], ["RQ-PRD-037"])
    sums = [
        (one["year"], one["quarter"], one["currency"], one["amount"], one["unknown"]) for one in found["sums"]
    ]
    assert sums == [(2026, 4, "", None, 1), (2026, 4, "CNY", "15000.50", 0), (2027, 1, "USD", "2000.00", 0)]
    form = {"subject": "L-1", "markets": ["BR", "SA"], "begin": "2026-12-20"}
    plan = east.post("/coverage/plan", form)[1]
    assert (found["total"], found["without_cost"]) == (plan["cost"], plan["without_cost"])
    added: dict[str, Decimal] = {}
    for _, _, currency, amount, _ in sums:
        if amount:
            added[currency] = added.get(currency, Decimal()) + Decimal(amount)
    assert {one["currency"]: Decimal(one["amount"]) for one in plan["cost"]} == added
    assert not Engagement.objects.exists()


def test_the_file_runs_nothing_and_is_for_those_who_may_plan(company: Company) -> None:
    east = Browser("east")
    perform(SYSTEM, "product", "amend", _line().pk, {"title": "=cmd|' /C calc'!A0"})
    book = openpyxl.load_workbook(BytesIO(_file(east, "xlsx")))
    lines, sums = book.worksheets[0], book.worksheets[1]
    head = [one.value for one in lines[1]]
    rows = {row[1].value: dict(zip(head, row, strict=True)) for row in lines.iter_rows(min_row=2)}
    assert rows["SA-SABER-PC"]["金额"].value == 2000
    assert rows["BR-ANATEL"]["金额"].value is None
    named = rows["SA-SABER-PC"]["产品"]
    assert (named.value.startswith("=cmd"), named.data_type) == (True, "s")  # text, no formula
    assert [row[3].value for row in sums.iter_rows(min_row=2)] in ([None, "CNY", "USD"], ["", "CNY", "USD"])
    text = _file(east, "csv").decode("utf-8-sig")
    assert ",'=cmd" in text
    assert Browser("viewer").get(f"/coverage/plan/budget?{ASKED}")[0] == 403
    assert Browser("west").get(f"/coverage/plan/budget/export?{ASKED}")[0] in (403, 404)
    assert east.get("/coverage/plan/budget?subject=L-1&markets=")[0] == 422


def _file(browser: Browser, ending: str) -> bytes:
    answer = browser.client.get(f"/api/v1/coverage/plan/budget/export?{ASKED}&format={ending}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def _line() -> Any:
    from credentry.domains.subjects.models import Subject

    return Subject.objects.get(code="L-1")
