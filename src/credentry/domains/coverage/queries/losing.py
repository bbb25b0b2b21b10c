"""What would fall if something were lost: a credential, a supplier, an edition of a standard, a person; tried out and
undone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from credentry.core.identity.actors import Actor
from credentry.core.records import holdings, kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.scope import sees_all, visible
from credentry.domains.coverage import falling, refreshing
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.falling import as_id, day_text
from credentry.domains.coverage.models import Engagement, RequirementRule
from credentry.domains.coverage.queries import replacing
from credentry.domains.coverage.queries.asking import place_words
from credentry.domains.coverage.queries.budgets import budget_lines
from credentry.domains.coverage.queries.lacking import LACKING, Wish
from credentry.domains.coverage.queries.requirements import Ask, gaps, rule_words
from credentry.domains.coverage.rules.scheduling import CHEAPEST
from credentry.foundation import clock
from credentry.foundation.errors import NotFound

T = TypeVar("T")
_WHY = "what if"
_DAY = timedelta(days=1)
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
    least cost, and how long that takes. Of a person, the posts left vacant, what the new post lacks, and what of their
    account's has to be handed over.

    Nothing is written. ``total`` counts all; of subjects the actor may not see nothing else is told. Raises NotFound and what
    the action itself raises: who may not do it may not try it.
    """
    vacated = _posts(actor, loss)

    def read(record: Any) -> dict[str, Any]:
        missing = _at_new_post(actor, loss)
        label = str(getattr(record, kinds.get(loss.kind).title, record))
        lost = {"kind": loss.kind, "id": str(loss.record), "label": label}
        told = {**_told(loss, limit), "missing": missing, "lost": lost}
        return {**told, "replacement": replacing.route()}

    told = _tried(actor, loss, read)
    route = told["replacement"]
    told["replacement"] = replacing.told(actor, route) if route else None
    return {**told, "vacated": vacated, **_handover(actor, loss)}


def wishes(actor: Actor, loss: Loss, codes: Sequence[str]) -> dict[str, list[Wish]]:
    """Kind of subject → these of the certificates that would replace what is lost, as what to apply for: for whom, and by
    when. Raises as ``lose``, and DomainError for one that would not replace it."""
    route = _tried(actor, loss, lambda _: replacing.route())
    return replacing.wishes(route, codes)


def budget(actor: Actor, loss: Loss) -> dict[str, Any]:
    """The costs of the replacement as budget lines, like those of a plan. Raises as ``lose``."""
    route = _tried(actor, loss, lambda _: replacing.route())
    if route is None:
        today = clock.today().isoformat()
        return {"begin": today, "prefer": CHEAPEST, "lines": [], "sums": [], "total": [], "without_cost": []}
    return budget_lines(route.tried, route.steps, route.wanted)


def _tried(actor: Actor, loss: Loss, read: Callable[[Any], T]) -> T:
    """What is read once the thing is lost, and the loss undone. ``read`` is given the record."""
    record = visible(actor, kinds.get(loss.kind)).filter(pk=loss.record).first()
    if record is None:
        raise NotFound()
    everybody = kinds.get("subject")
    with transaction.atomic():
        with refreshing.watched():
            _lose(actor, loss)
        seen = None if sees_all(actor, everybody) else visible(actor, everybody)
        falling.compare(loss.on, loss.record if loss.kind == "person" else None, seen)
        found = read(record)
        transaction.set_rollback(True)
    return found


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


def _handover(actor: Actor, loss: Loss) -> dict[str, Any]:
    """What the person's account answers for today, as far as the actor sees it; ``signs_in``: whether there is one (None:
    not about a person)."""
    if loss.kind != "person":
        return {"handover": [], "signs_in": None}
    people = kinds.get("person").model_class._default_manager
    user = people.filter(pk=loss.record).values_list("user_id", flat=True).first()
    return {"handover": holdings.held_by(actor, user) if user else [], "signs_in": user is not None}


def _at_new_post(actor: Actor, loss: Loss) -> list[dict[str, Any]]:
    """What the person would lack at the new post, requirement by requirement."""
    if loss.kind != "person" or not loss.role:
        return []
    found = gaps(actor, Ask(words.POST, loss.on, (loss.record,)), (*LACKING, words.UNKNOWN))
    return [
        {name: one[name] for name in ("rule", "role", "state", "state_label", "ways", "asks", "limits")}
        for one in found
    ]


def _told(loss: Loss, limit: int) -> dict[str, Any]:
    total, hidden, subjects, engagements = falling.counts()
    rows = falling.items(limit)
    by_rule = falling.rules()
    named = {as_id(row[6]) for row in rows} | {as_id(row[0]) for row in by_rule}
    rules = {one.pk: one for one in RequirementRule.objects.filter(pk__in=named)}
    return {
        "on": loss.on.isoformat(),
        "total": total,
        "hidden": hidden,
        "subjects": subjects,
        "engagements": engagements,
        "places": _places(),
        "rules": _rules(by_rule, rules),
        "markets": sorted({row[1] for row in falling.places() if row[1]}),
        "touched": [
            {"subject": {"id": str(as_id(pk)), "label": title, "kind": kind}, "requirements": count, "since": day_text(since)}
            for pk, title, kind, count, since in falling.touched(_TOUCHED)
        ],
        "items": [
            {
                "subject": {"id": str(as_id(pk)), "label": title},
                "engagement": str(as_id(engagement)),
                "context": context,
                "market": market,
                "role": role,
                "rule": rule_words(rules[as_id(rule)]),
                "type": code,
                "was": words.STATES[was].as_dict(),
                "state": will,
                "will": words.STATES[will].as_dict(),
                "since": day_text(since),
            }
            for pk, title, engagement, context, market, role, rule, code, was, will, since in rows
        ],
    }  # fmt: skip


def _rules(rows: list[tuple[Any, ...]], rules: Mapping[UUID, RequirementRule]) -> list[dict[str, Any]]:
    """Rule by rule how many requirements fall and since when, the earliest first."""
    counts: dict[UUID, tuple[int, str]] = {}
    for rule, *_, since, _example, count in rows:
        many, first = counts.get(as_id(rule), (0, day_text(since)))
        counts[as_id(rule)] = (many + count, min(first, day_text(since)))
    told = [
        {**rule_words(rules[pk]), "requirements": many, "since": since}
        for pk, (many, since) in counts.items()
    ]
    return sorted(told, key=lambda one: (one["since"], one["code"]))


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
            "since": day_text(since),
        }
        for context, market, role, count, since in rows
    ]
