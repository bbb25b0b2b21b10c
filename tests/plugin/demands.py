"""Which demands of ``demands.csv`` are proven: ``pytest --demands`` prints it after the run.

A test names what it proves with ``@pytest.mark.demand("R-000-29", …)``. A demand counts as proven when at least
one of its tests passed and none failed; a skipped test proves nothing. An unknown id stops the collection.
"""

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

LIST = Path(__file__).with_name("demands.csv")
SEEDS = {
    "000": "product certification",
    "001": "quality system",
    "002": "engineering permits",
    "003": "personnel certificates",
    "004": "medical-device archive",
}


def known_demands() -> dict[str, dict[str, str]]:
    """Every demand by id: section, en, zh (words of the seed), acceptance test."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def runs(numbers: list[int]) -> str:
    """Ascending numbers in short form: ``1-3 7 9-10``; ``none`` for an empty list."""
    groups: list[list[int]] = []
    for number in numbers:
        if groups and groups[-1][-1] == number - 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return " ".join(f"{g[0]:02}" if len(g) == 1 else f"{g[0]:02}-{g[-1]:02}" for g in groups) or "none"


class Trace:
    """Collects outcomes per demand; works the same with and without worker processes."""

    def __init__(self, known: dict[str, dict[str, str]]) -> None:
        self.known = known
        self.outcomes: dict[str, Counter[str]] = defaultdict(Counter)

    def record(self, demands: list[str], outcome: str) -> None:
        for demand in demands:
            self.outcomes[demand][outcome] += 1

    def state(self, demand: str) -> str:
        """``proven``, ``failing``, ``skipped`` or ``none``."""
        seen = self.outcomes.get(demand, Counter())
        if seen["failed"]:
            return "failing"
        if seen["passed"]:
            return "proven"
        return "skipped" if seen["skipped"] else "none"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        ended = report.when == "call" or report.outcome != "passed"
        if ended:
            self.record(
                [str(value) for name, value in report.user_properties if name == "demand"], report.outcome
            )

    def lines(self) -> list[str]:
        """The report, one line per demand that has tests, then the numbers of those that have none."""
        out = []
        for seed, title in SEEDS.items():
            ids = [one for one in self.known if one.startswith(f"R-{seed}-")]
            states = Counter(self.state(one) for one in ids)
            out.append(
                f"{seed} {title}: {states['proven']} of {len(ids)} proven, {states['failing']} failing,"
                f" {states['skipped']} only skipped, {states['none']} without a test"
            )
            out += [
                f"  {one} {self.state(one):8} {sum(self.outcomes[one].values()):3} tests  {self.known[one]['en']}"
                for one in ids
                if self.state(one) != "none"
            ]
            out.append(f"  without: {runs([int(one[6:]) for one in ids if self.state(one) == 'none'])}")
        return out

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("demands")
        for line in self.lines():
            terminalreporter.write_line(line)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--demands", action="store_true", help="print which demands have passing tests")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "demand(id, ...): the seed demands this test proves")
    if config.getoption("--demands") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Trace(known_demands()), "demand-trace")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    known = known_demands()
    for item in items:
        for mark in item.iter_markers("demand"):
            for demand in mark.args:
                if demand not in known:
                    raise pytest.UsageError(
                        f"{item.nodeid} names {demand!r}, which demands.csv does not list"
                    )
                if ("demand", demand) not in item.user_properties:
                    item.user_properties.append(("demand", demand))
