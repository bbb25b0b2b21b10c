"""Rules as rows: where and when each is in force, what each needs; what statements over many subjects join with."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from credentry.core.records import custom
from credentry.domains.coverage import facts
from credentry.domains.coverage.models import NeedMarket, NeedWord, RequirementRule, RuleNeed, RuleWhere
from credentry.domains.coverage.vocabulary import CONTEXT_OF, MARKET, ROLE_FACT
from credentry.domains.subjects import queries as subjects
from credentry.plumbing import bulk

ALWAYS = (date.min, date.max)
NO_FIELD = -1  # a field nobody added: no paper says anything in it
_DAY = timedelta(days=1)


def compile_rules(ids: "Sequence[UUID] | QuerySet[Any]") -> None:
    """Write the rows of these rules anew; one that is off or archived has none."""
    RuleWhere.objects.filter(rule__in=ids).delete()
    RuleNeed.objects.filter(rule__in=ids).delete()
    live = list(RequirementRule.objects.filter(pk__in=ids, enabled=True, archived_at__isnull=True))
    if not live:
        return
    places = Places()
    bulk.insert(RuleWhere, [one for rule in live for one in places.of(rule)])
    keys = {one.code: one.key for one in custom.definitions("credential") if one.filterable}
    made = [(need, rule) for rule in live for need in needs_of(rule, keys)]
    RuleNeed.objects.bulk_create([need for need, _ in made])
    words, markets = [], []
    for need, rule in made:
        words += [NeedWord(need=need, word=one) for one in words_of(rule, need.type_code, need.role)]
        codes = rule.recognises.get(need.type_code, ())
        markets += [NeedMarket(need=need, market_id=places.known.by_code[one]) for one in codes]
    NeedWord.objects.bulk_create(words)
    NeedMarket.objects.bulk_create(markets)


class Places:
    """Markets and what covers them over time, read once."""

    def __init__(self) -> None:
        self.known = subjects.memberships()

    def of(self, rule: RequirementRule) -> list[RuleWhere]:
        """The rows of one rule."""
        first, last = rule.effective_from or date.min, rule.effective_to or date.max
        if CONTEXT_OF[rule.scope] != MARKET:
            return [RuleWhere(rule=rule, market=None, starts=first, ends=last)]
        found = []
        for market in self.known.markets:
            for starts, ends in self.spans(rule, market):
                if starts <= last and first <= ends:
                    found.append(
                        RuleWhere(
                            rule=rule, market_id=market, starts=max(starts, first), ends=min(ends, last)
                        )
                    )
        return found

    def spans(self, rule: RequirementRule, market: UUID) -> list[tuple[date, date]]:
        """The days on which a rule speaks of a market: one of its own, or a member of one that day."""
        ever = {self.known.markets[one] for one in self.known.ever(market)}
        if (rule.markets and not ever & set(rule.markets)) or (not rule.markets and not rule.except_markets):
            return [] if rule.markets else [ALWAYS]
        spans: list[tuple[date, date]] = []
        for starts, ends, cover in self.stretches(market):
            inside = not rule.markets or bool(cover & set(rule.markets))
            if inside and not cover & set(rule.except_markets):
                if spans and spans[-1][1] + _DAY == starts:
                    spans[-1] = (spans[-1][0], ends)
                else:
                    spans.append((starts, ends))
        return spans

    def stretches(self, market: UUID) -> list[tuple[date, date, frozenset[str]]]:
        """The codes of all markets that cover one, stretch by stretch of unchanged membership."""
        cuts = [date.min, *self.known.cuts(market)]
        ends = [*(one - _DAY for one in cuts[1:]), date.max]
        return [
            (a, z, frozenset(self.known.markets[one] for one in self.known.cover(market, a)))
            for a, z in zip(cuts, ends, strict=True)
        ]


def needs_of(rule: RequirementRule, keys: dict[str, int]) -> list[RuleNeed]:
    """What each way of meeting a rule asks for. ``keys``: code of an added field of credentials → its key."""
    ways = [[*rule.all_of, *some] for some in rule.any_of] or [rule.all_of]
    found = []
    for way, codes in enumerate(ways):
        for code in dict.fromkeys(codes):
            named = field_of(rule, code)
            for role in roles_of(rule, code):
                found.append(
                    RuleNeed(
                        rule=rule, way=way, type_code=code, count=rule.counts.get(code, 1), role=role,
                        field_key=keys.get(named, NO_FIELD) if named else None,
                    )
                )  # fmt: skip
    return found


def field_of(rule: RequirementRule, code: str) -> str:
    """The field in which papers of a type must say something; empty where nothing is asked."""
    return str(rule.levels.get(code, {}).get("field") or rule.by_role.get(code, ""))


def roles_of(rule: RequirementRule, code: str) -> list[str]:
    """The roles for which a need is written: each by itself where the paper must name the role."""
    if code not in rule.by_role:
        return [""]
    return [value for value, _ in facts.shipped()[ROLE_FACT[CONTEXT_OF[rule.scope]]].options]


def words_of(rule: RequirementRule, code: str, role: str) -> list[str]:
    """The words of which the paper must say one."""
    if code in rule.levels:
        return [str(one) for one in rule.levels[code].get("words", ())]
    if code not in rule.by_role:
        return []
    label = facts.shipped()[ROLE_FACT[CONTEXT_OF[rule.scope]]].word(role)
    return list(dict.fromkeys((role, label.zh, label.en)))


def cover_rows(markets: Sequence[UUID]) -> list[tuple[UUID, UUID, str, date, date]]:
    """(market, market that covers it, its code, from, to) for each of these."""
    places = Places()
    back = places.known.by_code
    return [
        (market, back[code], code, starts, ends)
        for market in markets
        for starts, ends, cover in places.stretches(market)
        for code in cover
    ]
