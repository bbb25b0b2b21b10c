"""How many of the papers or persons a rule asks for there are, in words."""

from collections.abc import Mapping
from typing import Any

from credentry.domains.coverage.models import RequirementRule
from credentry.domains.coverage.vocabulary import CREW
from credentry.foundation.labels import L, Label

_PEOPLE = L("需 {wanted} 人，合格 {held} 人", "{held} of {wanted} persons")
_PAPERS = L("需 {wanted} 份，有效 {held} 份", "{held} of {wanted} papers")


def counted(rule: RequirementRule, code: str, held: int | None) -> dict[str, Any] | None:
    """What a rule counts of a type and how many are good; None where it counts nothing. ``people``: persons, not papers."""
    if held is None:
        return None
    people, wanted = rule.about == CREW, int(rule.counts.get(code, 1))
    return {"held": held, "wanted": wanted, "people": people, **in_words(held, wanted, people).as_dict()}


def in_words(held: int, wanted: int, people: bool) -> Label:
    """As people say it."""
    said = _PEOPLE if people else _PAPERS
    return Label(said.zh.format(held=held, wanted=wanted), said.en.format(held=held, wanted=wanted))


def only_counts(codes: set[str]) -> Mapping[str, tuple[RequirementRule, str]]:
    """Those of the rules (by code) that count one type only, with that type."""
    found = {}
    for one in RequirementRule.objects.filter(code__in=codes):
        some = {code for code, count in one.counts.items() if count > 1 or one.about == CREW}
        if one.about == CREW:
            some |= {*one.all_of, *(code for way in one.any_of for code in way)}
        if len(some) == 1:
            found[one.code] = (one, some.pop())
    return found
