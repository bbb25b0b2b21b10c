"""What would fall if something were lost: a credential, a supplier, an edition of a standard, a person; tried out and
undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.scope import sees_all, visible
from credentry.domains.coverage import falling, refreshing
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.models import Engagement, RequirementRule
from credentry.domains.coverage.obligations import held_at_all
from credentry.domains.coverage.queries.asking import as_day, place_words
from credentry.domains.coverage.queries.lacking import LACKING
from credentry.domains.coverage.queries.planning import Tried, Wanted, told_of
from credentry.domains.coverage.queries.requirements import Ask, gaps, rule_words, ways_of
from credentry.domains.coverage.queries.types import sorts_of
from credentry.domains.coverage.rules import scheduling
from credentry.domains.coverage.rules.scheduling import Step
from credentry.foundation import clock
from credentry.foundation.errors import NotFound

KINDS = ("credential", "organisation", "standard", "person")
_WHY = "what if"
_DAY = timedelta(days=1)
_NAMED = 20  # subjects named with a certificate that would replace what is lost
_TOUCHED = 200


@dataclass(frozen=True, slots=True)
class Loss:
    """What is lost from a day on: a credential is withdrawn, an organisation loses all it holds, an edition of a standard
    goes out of force, a person leaves or (``role``) goes to another post."""

    kind: str
    record: UUID
    on: date
    role: str = ""


def lose(actor: Actor, loss: Loss, limit: int = 500) -> dict[str, Any]:
    """Which requirements that are met would not be, and from which day; where and for whom; what would replace it at the
    least cost, and how long that takes. Of a person, the records they answer for, and what the new post lacks.

    Nothing is written. ``total`` counts all; of subjects the actor may not see nothing else is told. Raises NotFound and what
    the action itself raises: who may not do it may not try it.
    """
    kind = kinds.get(loss.kind)
    record = visible(actor, kind).filter(pk=loss.record).first()
    if record is None:
        raise NotFound()
    everybody = kinds.get("subject")
    vacated = _posts(actor, loss)
    with transaction.atomic():
        with refreshing.watched():
            _lose(actor, loss)
        missing = _at_new_post(actor, loss)
        seen = None if sees_all(actor, everybody) else visible(actor, everybody)
        falling.compare(loss.on, loss.record if loss.kind == "person" else None, seen)
        told = _told(loss, limit)
        told["replacement"] = _replacement(loss)
        transaction.set_rollback(True)
    told["missing"], told["vacated"] = missing, vacated
    told["lost"] = {
        "kind": loss.kind,
        "id": str(loss.record),
        "label": str(getattr(record, kind.title, record)),
    }
    return told


def _lose(actor: Actor, loss: Loss) -> None:
    taken = {"effective_on": loss.on, "reason": _WHY, "source": "own"}
    if loss.kind == "credential":
        perform(actor, "credential", "withdraw", loss.record, taken)
    elif loss.kind == "standard":
        given = {"withdrawn_on": loss.on, "reason": _WHY}
        perform(actor, "standard", "withdraw", loss.record, given)
    elif loss.kind == "person":
        _move(actor, loss)
    else:
        held = visible(actor, kinds.get("credential")).filter(holder=loss.record, archived_at__isnull=True)
        ids = held.exclude(state__in=("withdrawn", "cancelled", "revoked", "void")).order_by("pk")
        items = [{"id": pk, "payload": taken} for pk in ids.values_list("pk", flat=True)]
        if items:
            perform_many(actor, "credential", "withdraw", items)


def _move(actor: Actor, loss: Loss) -> None:
    """The person's posts end on the day before; then the employment ends, too, or the new post begins."""
    last = loss.on - _DAY
    posts = Engagement.objects.filter(subject=loss.record, context=words.POST, archived_at__isnull=True)
    for one in posts.exclude(starts_on__gt=last).exclude(ends_on__lte=last).order_by("pk"):
        perform(actor, words.ENGAGEMENT, "amend", one.pk, {"ends_on": last})
    if loss.role:
        form = {"context": words.POST, "subject": loss.record, "role": loss.role, "starts_on": loss.on}
        perform(actor, words.ENGAGEMENT, "plan", None, form)
    else:
        perform(actor, "person", "leave", loss.record, {"last_day": last, "reason": _WHY})


def _posts(actor: Actor, loss: Loss) -> list[dict[str, Any]]:
    """The posts a person has on the day, with the project or site they are at: nobody would have them then."""
    if loss.kind != "person":
        return []
    posts = visible(actor, kinds.get(words.ENGAGEMENT)).filter(
        subject=loss.record, context=words.POST, archived_at__isnull=True
    )
    rows = posts.exclude(starts_on__gt=loss.on).exclude(ends_on__lt=loss.on).order_by("number")
    found = [row for row in rows.values_list("pk", "role", "place__title") if row[1] != loss.role]
    named = place_words(words.POST, {role for _, role, _ in found})
    return [
        {"engagement": str(pk), "role": role, "label": named[role].as_dict(), "place": place or ""}
        for pk, role, place in found
    ]


def _at_new_post(actor: Actor, loss: Loss) -> list[dict[str, Any]]:
    """What the person would lack at the new post, requirement by requirement."""
    if loss.kind != "person" or not loss.role:
        return []
    found = gaps(actor, Ask(words.POST, loss.on, (loss.record,)), (*LACKING, words.UNKNOWN))
    return [
        {name: one[name] for name in ("rule", "role", "state", "state_label", "ways", "asks")}
        for one in found
    ]


def _told(loss: Loss, limit: int) -> dict[str, Any]:
    total, hidden, subjects, engagements = falling.counts()
    rows = falling.items(limit)
    rules = {one.pk: one for one in RequirementRule.objects.filter(pk__in={_id(row[6]) for row in rows})}
    return {
        "on": loss.on.isoformat(),
        "total": total,
        "hidden": hidden,
        "subjects": subjects,
        "engagements": engagements,
        "places": _places(),
        "markets": sorted({row[1] for row in falling.places() if row[1]}),
        "touched": [
            {"subject": {"id": str(_id(pk)), "label": title, "kind": kind}, "requirements": count, "since": _day(since)}
            for pk, title, kind, count, since in falling.touched(_TOUCHED)
        ],
        "items": [
            {
                "subject": {"id": str(_id(pk)), "label": title},
                "engagement": str(_id(engagement)),
                "context": context,
                "market": market,
                "role": role,
                "rule": rule_words(rules[_id(rule)]),
                "type": code,
                "was": words.STATES[was].as_dict(),
                "state": will,
                "will": words.STATES[will].as_dict(),
                "since": _day(since),
            }
            for pk, title, engagement, context, market, role, rule, code, was, will, since in rows
        ],
    }  # fmt: skip


def _places() -> list[dict[str, Any]]:
    rows = falling.places()
    named = {
        context: place_words(context, {row[1] or row[2] for row in rows if row[0] == context})
        for context in {row[0] for row in rows}
    }
    return [
        {
            "context": context,
            "context_label": words.CONTEXTS[context].as_dict(),
            "code": market or role,
            "label": label.as_dict() if (label := named[context].get(market or role)) else None,
            "subjects": count,
            "since": _day(since),
        }
        for context, market, role, count, since in rows
    ]


def _replacement(loss: Loss) -> dict[str, Any] | None:
    """The cheapest way to meet what falls, as a plan: begun today, needed by the first day on which something falls."""
    rows = falling.rules()
    if not rows:
        return None
    rules = {one.pk: one for one in RequirementRule.objects.filter(pk__in={_id(row[0]) for row in rows})}
    ways = ways_of(rules)
    examples = sorted({_id(row[5]) for row in rows})
    refreshing.refresh(examples)  # what bears on them is at hand then
    codes = {code for some in ways.values() for way in some.values() for code in way}
    day = min(date.fromisoformat(_day(row[4])) for row in rows)
    sorts = sorts_of(codes, examples[0], day)
    efforts = {code: one.effort for code, one in sorts.items()}
    held = {one: held_at_all(codes, one, day) for one in examples}
    steps: dict[str, Step] = {}
    titles = _titles()
    for rule, market, role, _, _, example in rows:
        code = rules[_id(rule)].code
        options = [
            {one: one in held[_id(example)] for one in way} for _, way in sorted(ways[_id(rule)].items())
        ]
        for one, there in _chosen(options, efforts).items():
            if not there:
                step = steps.setdefault(one, Step(one, mandatory=True))
                step.serves.setdefault((market or role, code), set()).update(
                    titles.get((_id(rule), market or role), ())
                )
    parents = {code: one.parents for code, one in sorts.items()}
    at_hand = {code for some in held.values() for code in some} | {
        code for code, one in sorts.items() if one.held
    }
    scheduling.with_needed(
        steps, parents, at_hand,
        lambda some: some[scheduling.choose([{one: False} for one in some], efforts, scheduling.CHEAPEST)],
    )  # fmt: skip
    today = clock.today()
    wanted = Wanted(examples[0], (), today, day if day > today else None, scheduling.CHEAPEST)
    return told_of(Tried([], rules, ways, set(), sorts), steps, wanted)


def _chosen(options: list[dict[str, bool]], efforts: Mapping[str, scheduling.Effort]) -> Mapping[str, bool]:
    """The cheapest way; where its papers are all there, in number or level they are not enough: all of them again."""
    if not options:
        return {}
    way = options[scheduling.choose(options, efforts, scheduling.CHEAPEST)]
    return dict.fromkeys(way, False) if all(way.values()) else way


def _titles() -> dict[tuple[UUID, str], list[str]]:
    found: dict[tuple[UUID, str], list[str]] = {}
    for row in falling.items(_NAMED * 50):
        some = found.setdefault((_id(row[6]), row[4] or row[5]), [])
        if len(some) < _NAMED and row[1] not in some:
            some.append(row[1])
    return found


def _id(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _day(value: Any) -> str:
    day = as_day(value)
    return day.isoformat() if day else ""
