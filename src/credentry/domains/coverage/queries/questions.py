"""Which facts to ask first: those whose answers decide the most requirements. Also those that limits of use ask about."""

from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.scope import visible
from credentry.domains.coverage import facts, judging, limits
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.models import Obligation, Profile, Pursuit, Verdict
from credentry.foundation import clock
from credentry.foundation.errors import NotFound

_INPUTS = words.LIMIT_FACTS_OF_PEOPLE


def questionnaire(actor: Actor, subject: UUID) -> dict[str, Any]:
    """The unknown facts of a subject, most useful first, each with the rules that wait for it and where it is kept; and
    the known ones as rules see them, with what is inherited. Raises NotFound for a subject out of sight."""
    row = visible(actor, kinds.get("subject")).filter(pk=subject).values_list("subject_kind", "title").first()
    if row is None or not visible(actor, kinds.get(row[0])).filter(pk=subject).exists():
        raise NotFound()
    profiles = Pursuit.objects.filter(subject=subject).order_by().values_list("profile", flat=True).distinct()
    waits = Obligation.objects.filter(pursuit__subject=subject, state=words.UNKNOWN).order_by().values("rule")
    open_ = Verdict.objects.filter(profile__in=profiles, holds=False, rule__in=waits).values_list(
        "rule__code", "asks", "rule__name_zh", "rule__name_en"
    )
    waiting: dict[str, dict[str, dict[str, str]]] = {}
    for code, asks, zh, en in open_:
        for fact in asks:
            waiting.setdefault(fact, {})[code] = {"code": code, "zh": zh, "en": en}
    known: dict[str, str] = {}
    for profile in Profile.objects.filter(pk__in=profiles):
        known |= judging.as_facts(profile.text)
    registry = facts.everything()
    limiting = _of_limits(subject) if row[0] == "person" else {}
    return {
        "subject": {"id": str(subject), "label": row[1], "kind": row[0]},
        "unknown": [
            *({"fact": fact, "label": words.LIMIT_FACTS[fact].as_dict(), "type": _INPUTS[fact], "options": [],
               "decides": len(rules), "rules": rules, "here": True}
              for fact, rules in limiting.items()),
            *({**_shown(registry[fact]), "decides": len(waiting[fact]), "rules": list(waiting[fact].values()),
             "here": row[0] in registry[fact].places}
            for fact, _ in sorted(waiting.items(), key=lambda one: (-len(one[1]), one[0])) if fact in registry),
        ],
        "known": [
            {**_shown(registry[fact]), "value": value, "word": registry[fact].word(value).as_dict()}
            for fact, value in sorted(known.items()) if fact in registry
        ],
    }  # fmt: skip


def _of_limits(person: UUID) -> dict[str, list[dict[str, str]]]:
    """Fact of a person without which limits of use cannot be judged today → the rules that their papers would meet."""
    today = clock.today()
    rows = Obligation.objects.filter(pursuit__subject=person, starts__lte=today, ends__gte=today)
    held = rows.filter(credential__holder=person).order_by("rule__code")
    columns = ("credential", "rule__code", "rule__name_zh", "rule__name_en")
    said: dict[UUID, list[dict[str, str]]] = {}
    for paper, code, zh, en in held.values_list(*columns):
        said.setdefault(paper, []).append({"code": code, "zh": zh, "en": en})
    by_paper, _ = limits.told(set(said), (), today)
    found: dict[str, dict[str, dict[str, str]]] = {}
    for paper, some in by_paper.items():
        for fact in {one.asks for one in some if one.asks in _INPUTS}:
            found.setdefault(fact, {}).update((one["code"], one) for one in said[paper])
    return {fact: list(found[fact].values()) for fact in _INPUTS if fact in found}


def _shown(one: facts.Fact) -> dict[str, Any]:
    options = [{"value": value, **label.as_dict()} for value, label in one.options]
    return {"fact": one.code, "label": one.label.as_dict(), "type": one.type, "options": options}
