"""The worked examples: by the pure rules one by one, and all of them as stored on the database at hand."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from credentry.core.records import conditions
from credentry.domains.coverage import compiling, facts, vocabulary
from credentry.domains.coverage.models import RequirementRule
from credentry.domains.coverage.rules import meeting
from credentry.domains.coverage.rules.deciding import decide
from credentry.domains.coverage.tests import factories, printing
from credentry.domains.packs.shipped import catalogue, packs
from credentry.domains.packs.wanted import requirements
from credentry.domains.subjects import queries as subjects

EXAMPLES = factories.examples()
TYPES = {one["code"]: one for pack in packs().values() for one in pack.types}
DAY = timedelta(days=1)


def test_there_are_enough_of_them() -> None:
    assert len(EXAMPLES) >= 64
    assert len({one["title"] for one in EXAMPLES}) == len(EXAMPLES)


@pytest.mark.django_db
@pytest.mark.demand("R-000-97")
def test_every_example_by_the_pure_rules() -> None:
    factories.install_markets(factories.SYSTEM)
    kind, places = facts.as_kind(), compiling.Places()
    rules = [
        (
            RequirementRule(**requirements._form(one)),
            conditions.parse_json(kind, requirements._form(one)["conditions"]),
        )
        for one in catalogue()["requirement_rules"]
    ]
    for one in EXAMPLES:
        found = {}
        for rule, tree in rules:
            state = _pure(one, rule, tree, places)
            if state:
                found[rule.code] = state
        assert found == one["expect"], one["title"]


def _pure(one: dict[str, Any], rule: RequirementRule, tree: Any, places: compiling.Places) -> str:
    context, role = factories.context_of(one)
    if vocabulary.CONTEXT_OF[rule.scope] != context:
        return ""
    cover = None
    day = one["day"]
    if context == vocabulary.MARKET:
        market = subjects.by_code([one["market"]])[one["market"]]
        if not any(starts <= day <= ends for starts, ends in places.spans(rule, market)):
            return ""
        cover = next(codes for a, z, codes in places.stretches(market) if a <= day <= z)
    known = {**one["facts"], **({vocabulary.ROLE_FACT[context]: role} if role else {})}
    verdict = decide(rule.scope, tree, known)
    if verdict.holds is None:
        return f"unknown_fact {' '.join(sorted(verdict.asks))}"
    if not verdict.holds:
        return ""
    if rule.about == "supervision_unit":
        return "unknown_fact" if "supervisor" not in one else ""
    ways = [
        [_need(rule, code, role) for code in way] for way in ([*rule.all_of, *w] for w in rule.any_of or [[]])
    ]
    papers = [
        _paper(text) for text in one["papers"] if factories.Written(text).by == (rule.about == "contractor")
    ]
    papers += [paper for at, text in enumerate(one["crew"]) for paper in _in_post(text, str(at))]
    found = meeting.meet(ways, papers, cover, day)
    told = next((each for each in found.reasons if each.held is not None), None)
    count = f" ({told.held}/{rule.counts.get(told.type, 1)})" if told else ""
    if found.state in (vocabulary.MET, vocabulary.MET_EXPIRING):
        return (f"{found.state} until {found.until}" if found.until else found.state) + count
    return f"{found.state} {' '.join(found.missing)}{count}"


def _in_post(text: str, who: str) -> list[meeting.Paper]:
    """The papers of a person in post; of another company's people none count."""
    one = factories.Crew(text)
    duty = meeting.Duty(who, one.post, one.starts, one.ends)
    return [] if one.other else [replace(_paper(said), duty=duty) for said in one.papers]


def _need(rule: RequirementRule, code: str, role: str) -> meeting.Need:
    return meeting.Need(
        code, rule.counts.get(code, 1), compiling.field_of(rule, code),
        frozenset(compiling.words_of(rule, code, role)), frozenset(rule.recognises.get(code, ())),
        rule.about == vocabulary.CREW, frozenset(rule.posts),
    )  # fmt: skip


def _paper(text: str) -> meeting.Paper:
    one = factories.Written(text)
    last = min((day - DAY for _, day in one.changes), default=one.ends)
    sudden = bool(one.changes)
    near = None if sudden else one.near
    runs = [meeting.Stretch(None, one.starts - DAY, "not_yet_effective")]
    if last is not None and near is not None:
        runs += [
            meeting.Stretch(one.starts, near - DAY, "valid", last),
            meeting.Stretch(near, last, "expiring_soon", last),
        ]
    else:
        runs.append(meeting.Stretch(one.starts, last, "valid", last))
    if last is not None:
        runs.append(meeting.Stretch(last + DAY, None, one.changes[0][0] if sudden else "expired"))
    home = TYPES[one.type]["jurisdiction"]
    return meeting.Paper(
        text, one.type, tuple(runs), frozenset(one.markets), home, said=tuple(one.says.items())
    )  # fmt: skip


@pytest.mark.django_db
def test_every_example_as_stored() -> None:
    factories.world()
    kinds = {
        vocabulary.MARKET: "product", vocabulary.POST: "person", vocabulary.STAGE: "project",
        vocabulary.SUPPLY: "organisation", vocabulary.COMPANY: "organisation",
    }  # fmt: skip
    contractor, other = (
        factories.subject("organisation", "施工单位"),
        factories.subject("organisation", "别家"),
    )
    for one in EXAMPLES:
        context, role = factories.context_of(one)
        who = factories.subject(kinds[context], one["title"], one["facts"])
        more: dict[str, Any] = {"market": one["market"]} if context == vocabulary.MARKET else {}
        if context == vocabulary.POST and any(fact.startswith("project_") for fact in one["facts"]):
            more["place"] = factories.subject("project", f"{one['title']}的项目", one["facts"]).pk
        if context == vocabulary.STAGE:
            builder = (
                factories.subject("organisation", f"{one['title']}的施工单位")
                if one["papers"] or one["crew"]
                else contractor
            )
            more["organisation"] = builder.pk
        engagement = factories.plan(who, context, role=role, **more)
        for text in one["papers"]:
            factories.paper(text, who, builder if context == vocabulary.STAGE else None)
        company = builder if context == vocabulary.STAGE else who
        for text in one["crew"]:
            factories.in_post(text, None if context == vocabulary.SUPPLY else who, company, other)
        found = factories.said(engagement, one["day"])
        assert found == {code: _stored(state) for code, state in one["expect"].items()}, one["title"]
        waits = {
            code: state.split()[1:]
            for code, state in one["expect"].items()
            if state.startswith("unknown_fact ")
        }
        assert factories.asks(engagement).items() >= waits.items(), one["title"]


def _stored(state: str) -> str:
    """What is stored of an expected state: not the list of what is missing."""
    word, *rest = state.split()
    count = f" {rest[-1]}" if rest and rest[-1].startswith("(") else ""
    return state if rest[:1] == ["until"] else word + count


def test_a_day_has_no_gap_between_words() -> None:
    """Guards the reader of the examples itself."""
    one = factories.Written("CN-CCC 2024-01-01..2028-12-31 for CN DE suspended 2026-10-01")
    assert (one.type, one.markets, one.changes) == (
        "CN-CCC",
        ["CN", "DE"],
        [("suspended", date(2026, 10, 1))],
    )


def test_the_printed_page_is_up_to_date() -> None:
    assert printing.PAGE.read_text("utf-8") == printing.printed()
