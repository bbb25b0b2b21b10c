"""The order and days of a plan, and which of several ways to go: pure."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from credentry.domains.coverage.rules import scheduling
from credentry.domains.coverage.rules.scheduling import Effort, Step

BEGIN = date(2026, 12, 1)
NAMES = "ABCDEF"


def test_the_best_way_by_what_is_wanted() -> None:
    ways = [{"A": True, "B": False}, {"C": False, "D": False}, {"E": False}]
    efforts = {
        "B": Effort(100, 120, Decimal(10)), "C": Effort(20, 20, Decimal(1)), "D": Effort(30, 40, Decimal(2)), "E": Effort(),
    }  # fmt: skip
    assert [scheduling.choose(ways, efforts, one) for one in scheduling.ROUTES] == [0, 1, 1]
    assert (
        scheduling.choose([{"E": False}, {"B": False}], efforts, scheduling.CHEAPEST) == 1
    )  # unknown is no bargain
    assert scheduling.choose([{"E": False}, {"B": False}], efforts, scheduling.QUICKEST) == 1
    assert scheduling.choose([], efforts, scheduling.FEWEST) == -1


def test_report_then_certificate_then_registration() -> None:
    steps = {"registration": Step("registration", mandatory=True, serves={("SA", "R"): {"x"}})}
    parents = {"registration": ("certificate", "other"), "certificate": ("report",)}
    scheduling.with_needed(steps, parents, {"other report"}, lambda some: some[0])
    assert scheduling.order(steps, {}) == ["report", "certificate", "registration"]
    assert (steps["report"].needed_by, steps["report"].mandatory) == ({"certificate"}, True)
    efforts = {"report": Effort(30, 45), "certificate": Effort(60, 90), "registration": Effort(10, 10)}
    days = scheduling.schedule(steps, efforts, BEGIN, BEGIN + timedelta(days=130))
    assert [(days[one].ready - BEGIN).days for one in days] == [30, 90, 100]
    assert [(days[one].safe - BEGIN).days for one in days] == [45, 135, 145]
    assert [(days[one].start_by or BEGIN) - BEGIN for one in days] == [
        timedelta(days=n) for n in (30, 60, 120)
    ]
    held = {"registration": Step("registration")}
    scheduling.with_needed(held, parents, {"certificate"}, lambda some: some[0])
    assert list(held) == ["registration"]


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    st.dictionaries(st.sampled_from(NAMES), st.sets(st.sampled_from(NAMES), max_size=3), min_size=1),
    st.dictionaries(st.sampled_from(NAMES), st.integers(0, 200)),
)
def test_nothing_begins_before_what_it_needs(after: dict[str, set[str]], days: dict[str, int]) -> None:
    """Of any plan without circles; one with circles still names every step once."""
    steps = {code: Step(code, tuple(sorted(some & after.keys() - {code}))) for code, some in after.items()}
    efforts = {code: Effort(n, n) for code, n in days.items()}
    found = scheduling.schedule(steps, efforts, BEGIN, None)
    assert sorted(found) == sorted(steps)
    told = list(found)
    for code, step in steps.items():
        for one in step.after:
            if told.index(one) < told.index(code):
                assert found[one].ready <= found[code].start
    straight = {
        code: Step(code, tuple(one for one in step.after if one < code)) for code, step in steps.items()
    }
    told = scheduling.order(straight, efforts)
    assert all(told.index(one) < told.index(code) for code, step in straight.items() for one in step.after)
