"""The demand trace tells proven from failing, skipped and missing."""

from pathlib import Path

import pytest

from tests.house.running import run_pytest
from tests.plugin.demands import SEEDS, Trace, known_demands


def test_list_is_whole() -> None:
    known = known_demands()
    assert len(known) == 547
    assert {one[2:5] for one in known} == set(SEEDS)
    assert all(row["en"] and row["zh"] and row["acceptance"] for row in known.values())


def test_one_failure_outweighs_passes() -> None:
    trace = Trace(known_demands())
    trace.record(["R-000-29"], "passed")
    assert trace.state("R-000-29") == "proven"
    trace.record(["R-000-29"], "failed")
    assert trace.state("R-000-29") == "failing"


def test_skipping_proves_nothing() -> None:
    trace = Trace(known_demands())
    trace.record(["R-000-30"], "skipped")
    assert trace.state("R-000-30") == "skipped"
    assert trace.state("R-000-31") == "none"


def test_report_names_both_sides() -> None:
    trace = Trace(known_demands())
    trace.record(["R-000-29"], "passed")
    text = "\n".join(trace.lines())
    assert "1 of 106 proven" in text
    assert "R-000-29 proven" in text
    assert "without: 01-28 30-106" in text


@pytest.mark.parametrize("workers", ["0", "2"])
def test_marks_reach_the_report(tmp_path: Path, workers: str) -> None:
    body = "@pytest.mark.demand('R-000-86', 'R-001-02')\ndef test_one(): pass\n"
    done = run_pytest(tmp_path, body, "--demands", "-n", workers)
    assert done.returncode == 0, done.stdout
    assert "R-000-86 proven" in done.stdout
    assert "R-001-02 proven" in done.stdout


def test_unknown_demand_stops_the_run(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "@pytest.mark.demand('R-000-999')\ndef test_one(): pass\n")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "R-000-999" in done.stdout + done.stderr
