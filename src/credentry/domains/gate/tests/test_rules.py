"""Judging without a database: days, journeys, next changes, whole periods."""

from datetime import date, timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from credentry.domains.gate.rules import spans
from credentry.domains.gate.rules.facts import (
    Candidate,
    Case,
    ClauseFact,
    OverrideFact,
    Reason,
    Requirement,
    Run,
    TypeFact,
)
from credentry.domains.gate.rules.judging import judge
from credentry.domains.gate.rules.sentences import sentence

DAY0 = date(2026, 1, 1)
CCC = TypeFact(
    1,
    "CCC",
    "product_safety",
    "CCC",
    "CCC",
    frozenset({"sell", "produce"}),
    {"cancelled": frozenset({"ship_stock"})},
)
RED = TypeFact(2, "RED", "radio", "RED", "RED", frozenset({"sell"}))


def day(n: int) -> date:
    return DAY0 + timedelta(days=n)


def candidate(
    *runs: Run, kind: TypeFact = CCC, clauses: tuple[ClauseFact, ...] = (ClauseFact(1),), **more: object
) -> Candidate:
    return Candidate(object(), kind, clauses, runs, **more)  # type: ignore[arg-type]


def valid(a: int, z: int, warn: int | None = None) -> tuple[Run, ...]:
    return (
        Run(None, day(a - 1), "not_yet_effective"),
        Run(day(a), day(z), "valid", "term", "1", day(z - warn) if warn is not None else None),
        Run(day(z + 1), None, "expired", "term", "1"),
    )


def test_each_type_that_bears_on_the_act_must_be_satisfied() -> None:
    case = Case("sell", (candidate(*valid(0, 100)), candidate(*valid(0, 50), kind=RED)))
    assert judge(case, day(10)).answer == "allow"
    late = judge(case, day(60))
    assert (late.answer, [one.code for one in late.reasons]) == ("deny", ["holds", "expired"])
    assert (
        judge(Case("produce", case.candidates), day(60)).answer == "allow"
    )  # RED says nothing about producing


def test_a_voluntary_credential_that_ended_warns_unless_it_is_required() -> None:
    mark = TypeFact(3, "CQC", "product_safety", "CQC", "CQC", frozenset({"sell"}), voluntary=True)
    case = Case("sell", (candidate(*valid(0, 100)), candidate(*valid(0, 50), kind=mark)))
    late = judge(case, day(60))
    assert (late.answer, [one.code for one in late.reasons]) == ("warn", ["holds", "expired"])
    alone = judge(Case("sell", (candidate(*valid(0, 50), kind=mark),)), day(60))
    assert (alone.answer, [one.code for one in alone.reasons]) == ("warn", ["expired"])
    need = Requirement("CQC", "CQC", "CQC", frozenset({3}))
    assert judge(Case("sell", case.candidates, (need,)), day(60)).answer == "deny"


def test_every_failing_candidate_says_why() -> None:
    case = Case(
        "sell",
        (
            candidate(*valid(0, 10)),
            candidate(Run(None, None, "revoked")),
            candidate(*valid(0, 99), clauses=(ClauseFact(3, excluded=True),)),
        ),
    )
    assert [one.code for one in judge(case, day(20)).reasons] == ["expired", "revoked", "excluded"]


def test_a_state_is_said_in_the_words_of_its_type() -> None:
    paper = SimpleNamespace(number="CRT-1")
    own = {"suspended": ("暂扣", "Withheld")}
    licence = TypeFact(3, "JZ", "x", "安全生产许可证", "Safety licence", frozenset({"work"}), words=own)
    for kind, zh, en in ((licence, "暂扣", "withheld"), (CCC, "暂停", "suspended")):
        said = sentence(Reason("suspended", "deny", paper, kind, 1, day(1), state="suspended"), "检查不合格")
        assert said == {
            "zh": f"{kind.zh} CRT-1 自 2026-01-02 起{zh}(检查不合格)",
            "en": f"{kind.en} CRT-1: {en} since 2026-01-02 (检查不合格)",
        }


def test_clauses_have_days_and_acts() -> None:
    clauses = (
        ClauseFact(1, ends=day(5)),
        ClauseFact(2, starts=day(9)),
        ClauseFact(3, acts=frozenset({"produce"})),
    )
    case = Case("sell", (candidate(*valid(0, 100), clauses=clauses),))
    assert judge(case, day(5)).used[0].clause == 1
    assert judge(case, day(7)).reasons[0].code == "clause_ended"
    assert judge(case, day(9)).used[0].clause == 2
    found = spans.changes(case, day(1), judge(case, day(1)))
    assert found is not None
    assert (found[0], found[1].answer) == (day(6), "deny")


def test_the_steadiest_candidate_is_used() -> None:
    case = Case("sell", (candidate(*valid(0, 30, 30)), candidate(*valid(0, 60)), candidate(*valid(0, 40))))
    found = judge(case, day(10))
    assert (found.answer, found.used[0].until) == ("allow", day(60))


def test_doubts_warn() -> None:
    case = Case(
        "sell", (candidate(*valid(0, 60), unusual=True, worries=(("standard", ((None, day(20)),)),)),)
    )
    assert [one.code for one in judge(case, day(10)).reasons] == ["holds", "number_unusual"]
    assert [one.code for one in judge(case, day(21)).reasons] == [
        "holds",
        "number_unusual",
        "dependency_to_check",
    ]


def test_required_types_need_only_hold() -> None:
    need = Requirement("RED", "RED", "RED", frozenset({2}))
    assert judge(Case("bid", (candidate(*valid(0, 9), kind=RED),), (need,)), day(3)).answer == "allow"
    assert judge(Case("bid", (candidate(*valid(0, 9), kind=RED),), (need,)), day(10)).answer == "deny"
    assert [one.code for one in judge(Case("bid", (), (need,)), day(3)).reasons] == ["missing"]


def test_an_override_lets_through_what_only_lapsed() -> None:
    given_ = (OverrideFact(1, "OVR-1", day(20), day(29), "急单"),)
    case = Case("sell", (candidate(*valid(0, 10)),), overrides=given_)
    assert [judge(case, day(n)).answer for n in (19, 20, 29, 30)] == ["deny", "warn", "warn", "deny"]
    assert judge(case, day(20)).reasons[0].code == "override"
    taken = Case("sell", (candidate(Run(None, None, "revoked")),), overrides=given_)
    assert judge(taken, day(20)).answer == "deny"
    both = Case(
        "sell",
        (candidate(*valid(0, 10)), candidate(Run(None, None, "withdrawn"), kind=RED)),
        overrides=given_,
    )
    assert judge(both, day(20)).answer == "deny"
    journey = Case("sell", (candidate(*valid(0, 25)),), overrides=given_, travel=10)
    assert spans.over(journey, day(18)).answer == "deny"  # shipped before the override begins
    assert spans.over(journey, day(22)).answer == "warn"


def test_a_period_is_told_in_spans() -> None:
    case = Case("sell", (candidate(*valid(3, 10, 2)),))
    told = [
        ((one.starts - DAY0).days, (one.ends - DAY0).days, one.found.answer)
        for one in spans.period(case, day(0), day(20))
    ]
    assert told == [(0, 2, "deny"), (3, 7, "allow"), (8, 10, "warn"), (11, 20, "deny")]


_spans = st.tuples(st.integers(0, 60), st.integers(0, 30), st.integers(0, 10), st.sampled_from([CCC, RED]))


@given(
    st.lists(_spans, max_size=5),
    st.integers(0, 80),
    st.integers(0, 12),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=2),
)
def test_the_next_change_is_the_first_day_that_differs(
    papers: list[tuple[int, int, int, TypeFact]], on: int, travel: int, clauses: list[tuple[int, int]]
) -> None:
    some = tuple(ClauseFact(n, starts=day(a), ends=day(a + w)) for n, (a, w) in enumerate(clauses, 1)) or (
        ClauseFact(1),
    )
    case = Case(
        "sell",
        tuple(candidate(*valid(a, a + w, warn), kind=kind, clauses=some) for a, w, warn, kind in papers),
        travel=travel,
    )
    now = spans.over(case, day(on))
    found = spans.changes(case, day(on), now)
    last = 200
    expected = next((n for n in range(on + 1, last) if spans.over(case, day(n)).answer != now.answer), None)
    assert (found and (found[0] - DAY0).days) == expected
    worst = max(
        (judge(case, day(n)).answer for n in range(on, on + travel + 1)), key=["allow", "warn", "deny"].index
    )
    assert now.answer == worst
    told = {
        day_: one.found.answer for one in spans.period(case, day(on), day(on + 40)) for day_ in _days(one)
    }
    assert told == {day(n): spans.over(case, day(n)).answer for n in range(on, on + 41)}


def _days(one: spans.Span) -> list[date]:
    return [one.starts + timedelta(days=n) for n in range((one.ends - one.starts).days + 1)]
