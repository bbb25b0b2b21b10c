"""Approver rules over a small company; every expectation is a sentence of how people see it."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentry.capabilities.approvals.step import refusals
from credentry.capabilities.approvals.step.opening import open_step
from credentry.capabilities.approvals.step.operations import apply
from credentry.capabilities.approvals.step.people import (
    BY_WORDS,
    FATE_WORDS,
    OF_WORDS,
    WAY_OUT_WORDS,
    By,
    Facts,
    Fate,
    Of,
    Policy,
    Rule,
    WayOut,
    resolve,
    stand_in,
    stand_ins,
)
from credentry.capabilities.approvals.step.tests.scene import AT, after, opened, shown
from credentry.capabilities.approvals.step.vocabulary import Mode
from credentry.foundation.errors import DomainError


@dataclass
class Company:
    """boss ← head ← (eve, tom); qa reports to boss; root keeps the processes."""

    managers: dict[str, str] = field(
        default_factory=lambda: {"eve": "head", "tom": "head", "head": "boss", "qa": "boss"}
    )
    away: set[str] = field(default_factory=set)
    deputies: dict[str, str] = field(default_factory=dict)
    posts: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {"quality": ("qa",), "clerks": ("eve", "tom")}
    )
    roles: dict[tuple[str, str], tuple[str, ...]] = field(
        default_factory=lambda: {("reviewer", "sales"): ("tom",)}
    )
    admins: tuple[str, ...] = ("root",)

    def present(self, person: str, at: datetime) -> bool:
        return person not in self.away

    def deputy(self, person: str, at: datetime) -> str:
        return self.deputies.get(person, "")

    def manager(self, person: str) -> str:
        return self.managers.get(person, "")

    def in_post(self, post: str, unit: str) -> tuple[str, ...]:
        return self.posts.get(post, ())

    def in_role(self, role: str, unit: str) -> tuple[str, ...]:
        return self.roles.get((role, unit), ())

    def head(self, unit: str) -> str:
        return "head" if unit == "sales" else ""

    def administrators(self) -> tuple[str, ...]:
        return self.admins


FACTS = Facts("eve", "tom", "qa", "sales", ("qa", "boss"), ("head",), ("eve",))
HEAD, QUALITY = Rule(By.UNIT_HEAD), Rule(By.POST, "quality")


def who(
    rules: list[Rule], company: Company | None = None, policy: Policy | None = None, facts: Facts = FACTS
) -> str:
    found = resolve(rules, facts, company or Company(), AT, policy)
    words = [
        "|".join(one.pool) if one.pool else one.principal + (f">{one.holder}" if one.holder else "")
        for one in found.signers
    ]
    return " ".join(words) or ("consent" if found.consent else "")


@pytest.mark.demand("R-000-55")
@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule(By.PERSON, "qa"), "qa"),
        (Rule(By.POST, "quality"), "qa"),
        (Rule(By.ROLE, "reviewer"), "tom"),
        (Rule(By.ROLE, "reviewer", unit="sales"), "tom"),
        (Rule(By.MANAGER), "head"),
        (Rule(By.MANAGER, level=2), "boss"),
        (Rule(By.MANAGER, level=9), "boss"),
        (Rule(By.MANAGER, of=Of.RESPONSIBLE), "head"),
        (Rule(By.RESPONSIBLE), "tom"),
        (Rule(By.DEPUTY), "qa"),
        (Rule(By.UNIT_HEAD), "head"),
        (Rule(By.CHOSEN), "qa boss"),
        (Rule(By.PREVIOUS), "head"),
        (Rule(By.CHOSEN, claim=True), "qa|boss"),
        (Rule(By.POST, "clerks", claim=True), "tom"),
    ],
)
def test_each_kind_of_rule(rule: Rule, expected: str) -> None:
    assert who([rule]) == expected


def test_words_exist() -> None:
    for words, values in ((BY_WORDS, By), (OF_WORDS, Of), (WAY_OUT_WORDS, WayOut), (FATE_WORDS, Fate)):
        assert set(words) == set(values)


def test_a_person_found_twice_signs_once() -> None:
    found = resolve([HEAD, Rule(By.MANAGER), QUALITY], FACTS, Company(), AT)
    assert [one.principal for one in found.signers] == ["head", "qa"]
    assert [one.fate for one in found.lines] == [Fate.SIGNS, Fate.MERGED, Fate.SIGNS]


def test_the_author_is_left_out_and_may_be_let_in() -> None:
    assert who([Rule(By.POST, "clerks")]) == "tom"
    assert who([Rule(By.POST, "clerks")], policy=Policy(allow_author=True)) == "eve tom"


def test_away_means_deputy_then_managers_up_the_line() -> None:
    assert who([HEAD], Company(away={"head"}, deputies={"head": "tom"})) == "head>tom"
    assert who([HEAD], Company(away={"head", "tom"}, deputies={"head": "tom"})) == "head>boss"
    assert who([HEAD], Company(away={"head", "tom"}, deputies={"head": "tom", "tom": "qa"})) == "head>qa"
    assert who([HEAD], Company(away={"head"}, deputies={"head": "eve"})) == "head>boss", (
        "the deputy is the author"
    )
    line = [one for one, _ in stand_ins(Company(deputies={"boss": "qa"}), "eve", AT)]
    assert line == ["head", "boss", "qa"]


def test_who_signs_anyway_does_not_stand_in_as_well() -> None:
    company = Company(away={"head"}, deputies={"head": "qa"})
    assert who([HEAD, QUALITY], company) == "head>boss qa"
    assert who([QUALITY, HEAD], company) == "qa head>boss"


def test_nobody_found_takes_the_way_out() -> None:
    none = [Rule(By.POST, "empty")]
    assert who(none) == "root"
    assert who(none, policy=Policy(way_out=WayOut.PERSON, way_out_person="qa")) == "qa"
    assert who(none, Company(away={"qa"}), Policy(way_out=WayOut.PERSON, way_out_person="qa")) == "qa>boss"
    assert who(none, policy=Policy(way_out=WayOut.PERSON, way_out_person="eve")) == "root", "the author"
    assert who(none, policy=Policy(way_out=WayOut.APPROVE)) == "consent"
    assert who(none, policy=Policy(way_out=WayOut.APPROVE, regulated=True)) == "root"
    with pytest.raises(DomainError) as caught:
        who(none, Company(admins=("eve",)))
    assert caught.value.code == refusals.NO_APPROVER


def test_each_rule_of_a_regulated_step_finds_somebody() -> None:
    rules = [QUALITY, Rule(By.POST, "empty")]
    assert who(rules) == "qa"
    assert who(rules, policy=Policy(regulated=True)) == "qa root"
    assert who([Rule(By.POST, "clerks", claim=True)], Company(away={"tom"})) == "head"


def test_a_circle_of_managers_ends() -> None:
    company = Company(managers={"a": "b", "b": "a", "head": "head"}, away={"head", "a", "b"})
    assert who([HEAD, Rule(By.PERSON, "a")], company) == "root"


def test_a_delegate_who_leaves_gives_back_and_an_owner_who_leaves_too_is_stood_in_for() -> None:
    state = after(opened(people="tq"), ("delegate", "t", {"to": "x"}))
    operation = stand_in(state, "s1", Company(away={"x"}), AT)
    assert operation is not None
    assert shown(apply(state, operation).state) == "t● q●"
    company = Company(managers={"x": "m"}, away={"x", "t"})
    operation = stand_in(state, "s1", company, AT)
    assert operation is not None
    assert shown(apply(state, operation).state) == "m● q●"
    assert stand_in(state, "s1", Company(), AT) is None


def test_a_stand_in_the_step_refuses_is_passed_over() -> None:
    state = opened("vote", people="ab", authors=("i",))
    company = Company(managers={"a": "b", "b": "i"}, away={"a"}, admins=("root",))
    operation = stand_in(state, "s1", company, AT)
    assert operation is not None
    assert operation.to == "root", "b votes already, i is the author"
    with pytest.raises(DomainError):
        stand_in(state, "s1", Company(managers={}, away={"a", "root"}), AT)


PEOPLE = st.sampled_from("abcdefgh")


@settings(max_examples=200, deadline=None)
@given(
    managers=st.dictionaries(PEOPLE, PEOPLE, max_size=8),
    deputies=st.dictionaries(PEOPLE, PEOPLE, max_size=8),
    away=st.sets(PEOPLE, max_size=7),
    chosen=st.lists(PEOPLE, max_size=8).map(tuple),
    authors=st.sets(PEOPLE, max_size=3).map(tuple),
    claim=st.booleans(),
    regulated=st.booleans(),
    level=st.integers(1, 4),
)
def test_what_is_found_is_always_a_sound_step(
    managers: dict[str, str],
    deputies: dict[str, str],
    away: set[str],
    chosen: tuple[str, ...],
    authors: tuple[str, ...],
    claim: bool,
    regulated: bool,
    level: int,
) -> None:
    company = Company(managers=managers, deputies=deputies, away=away)
    facts = Facts("a", "b", "c", "sales", chosen, (), authors)
    rules = [
        Rule(By.CHOSEN, claim=claim),
        Rule(By.MANAGER, level=level),
        Rule(By.RESPONSIBLE),
        Rule(By.POST, "none"),
    ]
    found = resolve(rules, facts, company, AT, Policy(regulated=regulated))
    assert found.signers
    people = {
        p for one in found.signers for p in ((one.holder or one.principal,) if not one.pool else one.pool)
    }
    assert not people & set(authors)
    assert not people & away
    assert len({line.person for line in found.lines} & set(chosen)) == len(set(chosen)) or claim
    state = open_step("k", Mode.PARALLEL, list(found.signers), authors=authors, regulated=regulated).state
    assert len(state.live) == len(found.signers)
