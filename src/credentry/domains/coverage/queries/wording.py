"""A requirement rule in words: when it applies, what its codes are called, how many stand how today."""

from typing import Any

from django.db.models import Count

from credentry.core.records import conditions, kinds
from credentry.domains.coverage import facts
from credentry.domains.coverage.models import RequirementRule
from credentry.domains.coverage.queries.requirements import ORDER, Ask, obligations
from credentry.domains.coverage.vocabulary import CONTEXT_OF, PARTIES, POST, ROLE_FACT, STATES
from credentry.foundation import clock
from credentry.foundation.labels import Label


def said(actor: Any, rule: RequirementRule) -> dict[str, Any]:
    """``when``: the conditions as a sentence, None where it always applies; ``types`` and ``markets``: code → id and name;
    ``about``, ``posts``: whose papers, and in which posts;
    ``standing``: how many obligations of subjects the actor may see stand how today, worst first."""
    tree = conditions.parse_json(facts.as_kind(), rule.conditions)
    when = {lang: conditions.sentence(facts.as_kind(), tree, lang) for lang in ("zh", "en")}
    types = {*rule.all_of, *(code for some in rule.any_of for code in some)}
    types |= {*rule.levels, *rule.by_role, *rule.counts, *rule.recognises}
    markets = {
        *rule.markets,
        *rule.except_markets,
        *(code for some in rule.recognises.values() for code in some),
    }
    return {
        "when": when if tree.rules else None,
        "types": _named("credential_type", types),
        "markets": _named("market", markets),
        "standing": _standing(actor, rule),
        "about": PARTIES[rule.about].as_dict() if rule.about in PARTIES else None,
        "posts": [facts.shipped()[ROLE_FACT[POST]].word(one).as_dict() for one in rule.posts],
    }


def _named(kind: str, codes: set[str]) -> dict[str, dict[str, Any]]:
    rows = kinds.get(kind).model_class._default_manager.filter(code__in=codes)
    return {
        code: {"id": str(pk), "label": Label(zh, en or zh).as_dict()}
        for code, pk, zh, en in rows.values_list("code", "pk", "name_zh", "name_en")
    }


def _standing(actor: Any, rule: RequirementRule) -> list[dict[str, Any]]:
    rows = obligations(actor, Ask(CONTEXT_OF[rule.scope], clock.today())).filter(rule=rule)
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return [
        {"state": state, "label": STATES[state].as_dict(), "count": counts[state]}
        for state in ORDER
        if state in counts
    ]
