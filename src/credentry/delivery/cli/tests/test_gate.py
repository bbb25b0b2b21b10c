"""``credentry may`` as a shell user and a program see it."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from credentry.core.records.tests.factories import make_company
from credentry.delivery.cli import main
from credentry.domains.credentials.tests.factories import act, make, make_type
from credentry.domains.gate.tests.factories import CCC
from credentry.domains.subjects.tests.factories import markets, series
from credentry.foundation import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ccc() -> Iterator[Any]:
    with clock.fixed(date(2026, 11, 21)):
        make_company()
        line = series()
        yield make(
            make_type(definition=CCC),
            products=[line[0].pk],
            markets=markets("CN"),
            credential_no="2024990901000001",
        )


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["may", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_the_exit_code_is_the_answer(ccc: Any) -> None:
    code, text = run("G-100", "sell", "--market", "CN", "--on", "2026-11-21")
    assert (code, text.splitlines()[0]) == (0, "放行")
    assert "→ 2026-12-14 注意" in text
    assert run("G-100", "sell", "--market", "DE")[0] == 1
    assert run("G-100", "import", "--market", "CN", "--on", "2027-02-20", "--arrives", "2027-03-20")[0] == 2
    act(ccc, "suspend", effective_on="2026-11-21", reason="x")
    code, text = run("G-100", "sell", "--market", "CN", "--lang", "en")
    assert (code, text.splitlines()[0]) == (2, "Blocked")
    assert "suspended since 2026-11-21 (x)" in text
    code, text = run("G-100", "sell", "--market", "CN", "--known", "2020-01-01T00:00:00Z", "--json")
    assert (code, json.loads(text)["reasons"][0]["code"]) == (1, "nothing_registered")
    assert run("G-100", "sell", "--user", "stranger")[0] == 3
    assert run("G-100")[0] == 2  # click's own word for a wrong call


def test_a_list_gets_its_answers(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("SKU,Country,Ship date\nG-100,CN,2026-11-22\nG-100,CN,2027-06-01\n")
    out = tmp_path / "out.xlsx"
    code, text = run("--file", str(tmp_path / "plan.csv"), "--out", str(out), "--lang", "en", "--json")
    assert code == 2
    said = json.loads(text)
    assert (said["rows"], said["allow"], said["deny"]) == (2, 1, 1)
    cells = [row[3] for row in openpyxl.load_workbook(out).active.iter_rows(values_only=True)]
    assert cells[0] == "Gate"
    assert cells[1].startswith("Allowed")
    assert cells[2].startswith("Blocked")
