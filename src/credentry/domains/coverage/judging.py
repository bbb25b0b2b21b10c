"""Rules decided once per set of facts: verdicts of profiles, by the pure rules."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from credentry.core.records import conditions
from credentry.core.records.conditions import Group
from credentry.domains.coverage import facts
from credentry.domains.coverage.models import Profile, RequirementRule, Verdict
from credentry.domains.coverage.rules.deciding import decide
from credentry.domains.coverage.vocabulary import CONTEXT_OF
from credentry.plumbing import bulk

CHUNK = 2000


def as_facts(text: str) -> dict[str, str]:
    """The facts that the text of a profile says."""
    return {name: value for name, _, value in (line.partition("=") for line in text.split("\n") if line)}


def trees(rules: Iterable[RequirementRule]) -> list[tuple[RequirementRule, Group]]:
    """Each rule with its condition, read once."""
    kind = facts.as_kind()
    return [(one, conditions.parse_json(kind, one.conditions)) for one in rules]


def live() -> list[RequirementRule]:
    """The rules that are on."""
    return list(RequirementRule.objects.filter(enabled=True, archived_at__isnull=True).order_by("code"))


def judge_new() -> None:
    """Decide every rule for the profiles that nobody decided yet."""
    some = list(Profile.objects.filter(judged=False).order_by("pk"))
    if not some:
        return
    _judge(some, trees(live()))
    Profile.objects.filter(pk__in=[one.pk for one in some]).update(judged=True)


def judge_rules(ids: Sequence[UUID]) -> None:
    """Decide these rules anew for every profile there is; those that are off are decided for none."""
    Verdict.objects.filter(rule__in=ids).delete()
    read = trees(one for one in live() if one.pk in set(ids))
    if read:
        _judge(list(Profile.objects.filter(judged=True).order_by("pk")), read)


def _judge(some: Sequence[Profile], read: Sequence[tuple[RequirementRule, Group]]) -> None:
    rows: list[Any] = []
    for profile in some:
        known = as_facts(profile.text)
        for rule, tree in read:
            if CONTEXT_OF[rule.scope] != profile.context:
                continue
            found = decide(rule.scope, tree, known)
            if found.holds is not False:
                asks = sorted(found.asks)
                rows.append(Verdict(profile=profile, rule=rule, holds=bool(found.holds), asks=asks))
    bulk.insert(Verdict, rows)
