"""Laws of standing, on random facts: no database, no clock."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentry.domains.credentials import standing as stored
from credentry.domains.credentials import status
from credentry.domains.credentials.rules.facts import (
    ChangeFact,
    DependencyFact,
    DutyFact,
    Facts,
    FilingFact,
    TermFact,
    constraints,
    seams,
)
from credentry.domains.credentials.rules.standing import VALID, Constraint, Period, standing
from credentry.domains.credentials.vocabulary import CHANGES, DEPENDENCY_STATES, FINAL_CHANGES, HOLDING

DAY = timedelta(days=1)
ORIGIN = date(2024, 1, 1)
HORIZON = 60
days = st.integers(0, HORIZON).map(lambda n: ORIGIN + n * DAY)
ASKED = [ORIGIN + n * DAY for n in range(-3, HORIZON + 40)]


@st.composite
def terms(draw: st.DrawFn) -> tuple[TermFact, ...]:
    found = []
    for n in range(draw(st.integers(1, 3))):
        start = draw(st.none() | days)
        length = draw(st.none() | st.integers(0, 30))
        end = None if length is None else (start or ORIGIN) + length * DAY
        found.append(TermFact(str(n + 1), start, end))
    return tuple(found)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    changes = tuple(
        ChangeFact(f"c{n}", draw(st.sampled_from(sorted(CHANGES))), draw(days), n)
        for n in range(draw(st.integers(0, 4)))
    )
    duties = tuple(
        DutyFact(f"d{n}", draw(days), draw(st.integers(0, 10)), draw(st.none() | days))
        for n in range(draw(st.integers(0, 2)))
    )
    own = draw(terms())
    dependencies = tuple(
        DependencyFact(f"n{n}", draw(st.sampled_from(sorted(DEPENDENCY_STATES))), draw(periods()))
        for n in range(draw(st.integers(0, 3)))
    )
    filings = tuple(
        FilingFact(f"f{n}", draw(st.sampled_from([one.ref for one in own])), draw(st.none() | days))
        for n in range(draw(st.integers(0, 2)))
    )
    return Facts(own, changes, duties, dependencies, filings)


@st.composite
def periods(draw: st.DrawFn) -> tuple[Period, ...]:
    """Days on which something holds: none, one span (open or not), or two."""
    found = []
    for _ in range(draw(st.integers(0, 2))):
        start = draw(st.none() | days)
        length = draw(st.none() | st.integers(0, 30))
        found.append(Period(start, None if length is None else (start or ORIGIN) + length * DAY))
    return tuple(found)


def holds_by_hand(one: Facts, day: date) -> bool:
    """The rule in words, day by day, without intervals."""
    covered = any(
        (t.starts is None or t.starts <= day) and (t.ends is None or day <= t.ends) for t in one.terms
    )
    for filing in one.filings:
        term = next(t for t in one.terms if t.ref == filing.term)
        covered |= term.ends is not None and term.ends < day and (filing.until is None or day <= filing.until)
    needed = all(any(period.has(day) for period in need.holds) for need in one.dependencies)
    suspended = False
    for change in sorted(one.changes, key=lambda c: (c.on, c.order)):
        if change.on > day:
            break
        if change.change in FINAL_CHANGES:
            return False
        suspended = {"suspended": True, "reinstated": False}.get(change.change, suspended)
    lapsed = any(
        day > duty.due + duty.grace * DAY and (duty.done is None or day < duty.done) for duty in one.duties
    )
    return covered and needed and not suspended and not lapsed


@given(facts())
def test_standing_is_the_intersection_of_its_constraints_on_every_day(one: Facts) -> None:
    rules = constraints(one)
    found = standing(rules)
    for day in ASKED:
        held = found.on(day).state == VALID
        assert held == all(rule.met(day) for rule in rules)
        assert held == holds_by_hand(one, day)


@given(facts())
def test_segments_cover_all_time_once_and_neighbours_differ(one: Facts) -> None:
    segments = standing(constraints(one)).segments
    assert segments[0].starts is None
    assert segments[-1].ends is None
    for left, right in pairwise(segments):
        assert left.ends is not None
        assert right.starts == left.ends + DAY


@given(facts(), st.integers(0, 20))
def test_the_stored_columns_answer_every_day_like_the_rules(one: Facts, warn_days: int) -> None:
    found = standing(constraints(one))
    kept = stored.of(one, warn_days)
    row = {name: getattr(kept, name) for name in ("effective_from", "effective_to", "state", "warn_from")}
    row["timeline"] = kept.timeline
    for day in ASKED:
        segment, state = found.on(day), status.on(row, day)
        if segment.state == VALID:
            ends = segment.ends if segment.code not in stored.SUDDEN else None  # somebody's doing, no expiry
            near = ends is not None and day >= ends - warn_days * DAY
            assert state == ("expiring_soon" if near else "valid")
        else:
            assert state == segment.state


@given(days, st.none() | st.integers(0, 40), st.lists(st.tuples(days, st.integers(0, 10)), max_size=2))
def test_the_short_way_of_an_import_equals_the_rules(
    start: date, length: int | None, duties: list[tuple[date, int]]
) -> None:
    end = None if length is None else start + length * DAY
    open_duties = [DutyFact(f"d{n}", max(due, start), grace) for n, (due, grace) in enumerate(duties)]
    whole = Facts((TermFact("1", start, end),), (), tuple(open_duties))
    lapses = [(one.due + one.grace * DAY, one.ref) for one in open_duties]
    short, long = stored.simple(start, end, lapses, 30), stored.of(whole, 30)
    assert not long.segments
    for name in ("effective_from", "effective_to", "state", "binding_code", "warn_from"):
        assert getattr(short, name) == getattr(long, name)


def test_the_last_day_counts_as_valid_and_the_day_after_does_not() -> None:
    found = standing(constraints(Facts((TermFact("1", date(2024, 3, 15), date(2027, 3, 14)),))))
    assert found.on(date(2027, 3, 14)).state == VALID
    assert found.on(date(2027, 3, 15)).state == "expired"
    assert found.on(date(2024, 3, 15)).state == VALID
    assert found.on(date(2024, 3, 14)).state == "not_yet_effective"


def test_the_earliest_end_binds_and_is_named() -> None:
    term = TermFact("1", date(2024, 1, 1), date(2026, 12, 31))
    duty = DutyFact("audit", date(2025, 1, 1), 90)
    found = standing(constraints(Facts((term,), (), (duty,))))
    assert (found.effective_to, found.binding_code, found.binding_ref) == (date(2025, 4, 1), "duty", "audit")
    assert found.state == "duty_overdue"


@pytest.mark.parametrize("change", sorted(FINAL_CHANGES))
def test_final_changes_keep_their_own_names(change: str) -> None:
    term = TermFact("1", date(2024, 1, 1), date(2026, 12, 31))
    found = standing(constraints(Facts((term,), (ChangeFact("c", change, date(2025, 6, 1)),))))
    assert found.on(date(2025, 5, 31)).state == VALID
    assert found.on(date(2025, 6, 1)).state == change
    assert found.on(date(2027, 6, 1)).state == change
    assert change not in HOLDING


def test_a_suspension_ends_with_its_reinstatement() -> None:
    term = TermFact("1", date(2024, 1, 1), date(2026, 12, 31))
    changes = (
        ChangeFact("a", "suspended", date(2025, 3, 1)),
        ChangeFact("b", "reinstated", date(2025, 6, 1)),
    )
    found = standing(constraints(Facts((term,), changes)))
    states = [
        found.on(day).state
        for day in (date(2025, 2, 28), date(2025, 3, 1), date(2025, 5, 31), date(2025, 6, 1))
    ]
    assert states == [VALID, "suspended", "suspended", VALID]
    assert (found.effective_from, found.effective_to) == (date(2025, 6, 1), date(2026, 12, 31))


def test_gaps_and_overlaps_between_terms_are_found() -> None:
    found = seams(
        (
            TermFact("1", date(2020, 1, 1), date(2020, 12, 31)),
            TermFact("2", date(2021, 1, 11), date(2021, 12, 31)),
            TermFact("3", date(2021, 12, 1), date(2022, 12, 31)),
            TermFact("4", date(2023, 1, 1), None),
        )
    )
    assert [(one.kind, one.starts, one.ends) for one in found] == [
        ("gap", date(2021, 1, 1), date(2021, 1, 10)),
        ("overlap", date(2021, 12, 1), date(2021, 12, 31)),
    ]


def test_of_two_lapses_the_one_that_came_first_shows() -> None:
    """A standard withdrawn in June says nothing about a paper that expired in March, and the other way round."""
    term = TermFact("1", date(2024, 1, 1), date(2025, 3, 31))
    for last, state, code in (
        (date(2025, 6, 30), "expired", "term"),
        (date(2025, 2, 28), "standard_withdrawn", "standard"),
        (date(2025, 3, 31), "expired", "term"),  # the same day: the paper itself
    ):
        standard = DependencyFact("s", "standard", (Period(None, last),))
        found = standing(constraints(Facts((term,), dependencies=(standard,))))
        assert found.simple
        assert (found.state, found.binding_code) == (state, code)
        assert found.on(date(2030, 1, 1)).state == state
        assert found.effective_to == min(last, date(2025, 3, 31))


def test_a_legal_event_outranks_a_lapse_that_came_before() -> None:
    term = TermFact("1", date(2024, 1, 1), date(2025, 3, 31))
    found = standing(constraints(Facts((term,), (ChangeFact("c", "revoked", date(2025, 9, 1)),))))
    assert [found.on(day).state for day in (date(2025, 8, 31), date(2025, 9, 1))] == ["expired", "revoked"]


def test_before_a_dependency_began_the_credential_is_not_effective_yet() -> None:
    term = TermFact("1", date(2024, 1, 1), date(2026, 3, 31))
    job = DependencyFact("e", "employment", (Period(date(2024, 6, 1), date(2025, 5, 31)),))
    found = standing(constraints(Facts((term,), dependencies=(job,))))
    states = [found.on(day).state for day in (date(2024, 5, 31), date(2024, 6, 1), date(2025, 6, 1))]
    assert states == ["not_yet_effective", VALID, "employment_ended"]
    never = standing(constraints(Facts((term,), dependencies=(DependencyFact("e", "employment", ()),))))
    assert never.never
    assert never.on(date(2025, 1, 1)).state == "employment_ended"


def test_a_renewal_filed_in_time_carries_the_term_on_until_it_is_decided() -> None:
    term = TermFact("1", date(2020, 1, 1), date(2024, 12, 31))
    open_one = standing(constraints(Facts((term,), filings=(FilingFact("f", "1"),))))
    assert open_one.simple
    assert (open_one.effective_to, open_one.state, open_one.binding_code) == (None, VALID, "pending")
    refused = standing(constraints(Facts((term,), filings=(FilingFact("f", "1", date(2025, 2, 10)),))))
    assert refused.simple
    assert (refused.effective_to, refused.state) == (date(2025, 2, 10), "expired")
    assert (refused.binding_code, refused.binding_ref) == ("pending", "f")
    early = standing(constraints(Facts((term,), filings=(FilingFact("f", "1", date(2024, 11, 1)),))))
    assert (early.effective_to, early.binding_code) == (date(2024, 12, 31), "term")
    audit = DutyFact("d", date(2025, 1, 1), 30)
    both = standing(constraints(Facts((term,), (), (audit,), filings=(FilingFact("f", "1"),))))
    assert (both.effective_to, both.state) == (date(2025, 1, 31), "duty_overdue")


def test_a_constraint_without_days_never_holds() -> None:
    found = standing([Constraint("term", "", "not_yet_effective", ())])
    assert found.never
    assert found.on(ORIGIN).state == "not_yet_effective"
    assert not Constraint("x", "", "void", (Period(ORIGIN, ORIGIN),)).met(ORIGIN + DAY)
