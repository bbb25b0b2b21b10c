"""What people answer for, and by when it has to be handed over when they go.

A user whose account was deactivated, or whose person leaves, must not go on holding anything: who is told would depend
on stand-ins for ever. By ``DAYS`` after the account was deactivated, or by the last day where that is known and earlier,
everything has other people; until then it is a deadline of the user. Kinds say what of them is held (``RecordKind.held``),
a room whose records name people otherwise registers a ``Holding``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Protocol
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from credentry.core.identity.actors import Actor
from credentry.core.identity.models import User
from credentry.core.records import conditions, kinds, projections
from credentry.core.records.fields import Field, Many
from credentry.core.records.kinds import DeadlineRow, Held, RecordKind
from credentry.core.records.models import Deadline, Revision
from credentry.core.records.scope import visible
from credentry.foundation import clock
from credentry.foundation.labels import Label

KIND, CODE = "user", "handover_owed"
#: So many days after somebody went everything they held has other people: five working days.
DAYS: Final = timedelta(days=7)
#: Told at once when an account is deactivated, and a month before a last day that is known.
RHYTHM: Final = (30, 7, 3, 0, -3, -7, -30)
COUNTED: Final = 1000
SYSTEM: Final = Actor.system("records.holdings")


class Holding(Protocol):
    """Records of one kind that name users who answer for them."""

    @property
    def kind(self) -> str:
        """The kind of the records."""
        ...

    @property
    def label(self) -> Label:
        """What they are to these records."""
        ...

    def named(self, values: Mapping[str, Any]) -> Iterable[str]:
        """The users that the plain values of one record name."""
        ...

    def among(self, users: Sequence[UUID]) -> set[UUID]:
        """Those of the users who hold at least one record."""
        ...

    def rule(self, user: UUID) -> dict[str, Any] | None:
        """The condition that opens what a user holds; None where that is nothing."""
        ...


@dataclass(frozen=True, slots=True)
class _Field:
    """Records of a kind that name a user in one of their fields."""

    declared: RecordKind
    held: Held
    name: str

    @property
    def kind(self) -> str:
        return self.declared.name

    @property
    def label(self) -> Label:
        return self._field.label

    @property
    def _field(self) -> Field:
        found = self.declared.field(self.name)
        assert found is not None
        return found

    def named(self, values: Mapping[str, Any]) -> Iterable[str]:
        value = values.get(self.name)
        return value if isinstance(value, list) else [value] if value else []

    def among(self, users: Sequence[UUID]) -> set[UUID]:
        rows: QuerySet[Any] = self.declared.model_class._default_manager.filter(archived_at__isnull=True)
        if self.declared.rows is not None:
            rows = rows.filter(self.declared.rows)
        if self.held.rules:
            tree = conditions.parse_json(self.declared, {"combinator": "and", "rules": [*self.held.rules]})
            rows = rows.filter(conditions.to_q(self.declared, tree, conditions.Env(SYSTEM, clock.today())))
        link = self._field.type
        if isinstance(link, Many):
            through = apps.get_model(link.through)._default_manager
            rows = through.filter(**{f"{link.owner}__in": rows.values("pk"), link.target: OuterRef("pk")})
        else:
            rows = rows.filter(**{self._field.column: OuterRef("pk")})
        found = User.objects.filter(pk__in=users).filter(Exists(rows.order_by()))
        return set(found.values_list("pk", flat=True))

    def rule(self, user: UUID) -> dict[str, Any] | None:
        many = isinstance(self._field.type, Many)
        mine = {
            "field": self.name,
            "operator": "any" if many else "=",
            "value": [str(user)] if many else str(user),
        }
        return {"combinator": "and", "rules": [mine, *self.held.rules]}


Leavers = Callable[[Sequence[UUID] | None], Mapping[UUID, date]]
_others: Final[list[Holding]] = []
_leavers: Final[list[Leavers]] = []


def register(holding: Holding) -> None:
    """Have what a room's records say of users otherwise than in a field count as held."""
    if type(holding) not in map(type, _others):
        _others.append(holding)


def use_last_days(leavers: Leavers) -> None:
    """Let ``leavers(users)`` say which of the users' people leave (None: of all there are), and on which last day."""
    _leavers[:] = [leavers]


def of_kinds() -> Iterator[Holding]:
    """Everything that can be in somebody's hands, in the order kinds were declared."""
    for kind in kinds.all_kinds():
        if kind.held is not None:
            yield from (_Field(kind, kind.held, name) for name in kind.held.fields)
    yield from _others


def still_holding(users: Iterable[UUID]) -> set[UUID]:
    """Those of the users who hold anything: one query for each thing that can be held, over all of them at once."""
    left, found = set(users), set[UUID]()
    for one in of_kinds():
        if not left:
            break
        more = one.among(sorted(left))
        found |= more
        left -= more
    return found


def deadlines(ids: Sequence[UUID]) -> Iterator[DeadlineRow]:
    """By when what these users hold is to be handed over; nothing of those who stay, or hold nothing any more.

    The user themselves stands as responsible: while they are gone the alerts go to their deputy, else up their line.
    """
    last = _leavers[0](ids) if _leavers else {}
    off = _deactivated(ids)
    going = {*last, *off}
    for user in sorted(still_holding(going)) if going else ():
        days = [last[user]] if user in last else []
        days += [off[user] + DAYS] if user in off else []
        yield DeadlineRow(user, CODE, min(days).isoformat(), min(days), responsible_id=user)


def _deactivated(ids: Sequence[UUID]) -> dict[UUID, date]:
    """Of those who cannot sign in, since which day."""
    rows = dict(User.objects.filter(pk__in=ids, is_active=False).values_list("pk", "updated_at"))
    if not rows:
        return {}
    said = Revision.objects.filter(kind=KIND, record_id__in=list(rows), action__in=("activate", "deactivate"))
    acts = said.order_by("n").values_list("record_id", "action", "at")
    latest = {user: (action, at) for user, action, at in acts}
    for user, (action, at) in latest.items():
        if (
            action == "deactivate"
        ):  # else it is under way, not written down yet: when the row was last changed
            rows[user] = at
    return {user: at.astimezone(clock.zone()).date() for user, at in rows.items()}


def passed_on(kind: RecordKind, ids: Sequence[UUID], before: Mapping[UUID, dict[str, Any]]) -> None:
    """Records changed: whoever held one of them and is gone may have handed over everything now."""
    mine = [one for one in of_kinds() if one.kind == kind.name] if before else []
    if not mine:
        return
    named = {UUID(str(who)) for values in before.values() for one in mine for who in one.named(values)}
    if not named:
        return
    owed = Deadline.objects.filter(kind=KIND, code=CODE, record_id__in=named, closed_on__isnull=True)
    look_again(list(owed.values_list("record_id", flat=True)))


def look_again(users: Sequence[UUID]) -> None:
    """Derive the deadlines of these users anew, and tell whoever follows them."""
    for start in range(0, len(users), projections.CHUNK):
        rows = User.objects.filter(pk__in=users[start : start + projections.CHUNK])
        list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        projections.follow_many(kinds.get(KIND), rows)


def days_gone_by() -> int:
    """Find users whose hand-over is said wrongly: who went before such days were kept, or to whom or from whom
    something came by another road. How many were looked at again. Once a day is enough."""
    gone = User.objects.filter(Q(is_active=False) | Q(pk__in=_said().values("record_id")))
    wrong: list[UUID] = []
    ids = sorted({*gone.values_list("pk", flat=True), *(_leavers[0](None) if _leavers else ())})
    for start in range(0, len(ids), projections.CHUNK):
        some = ids[start : start + projections.CHUNK]
        due = {(row.record_id, row.due_on) for row in deadlines(some)}
        said = set(_said().filter(record_id__in=some).values_list("record_id", "due_on"))
        wrong += sorted({user for user, _ in due ^ said})
    look_again(wrong)
    return len(wrong)


def _said() -> QuerySet[Deadline]:
    return Deadline.objects.filter(kind=KIND, code=CODE, closed_on__isnull=True)


def page(actor: Actor, user: Any) -> dict[str, Any] | None:
    """For the page of somebody who goes or is gone: by when what they hold is to be handed over, and what that is,
    as far as the actor sees it, each with the condition that opens it."""
    owed = _said().filter(record_id=user.pk).order_by("due_on").first()
    if owed is None:
        return None
    overdue = owed.due_on < clock.today()
    return {"due_on": owed.due_on.isoformat(), "overdue": overdue, "groups": held_by(actor, user.pk)}


def held_by(actor: Actor, user: UUID) -> list[dict[str, Any]]:
    """What a user answers for, kind by kind and field by field, as far as the actor sees it: how many, and the condition
    that opens them. One query for each thing that can be held."""
    return [group for one in of_kinds() if (group := _group(actor, one, user)) is not None]


def _group(actor: Actor, one: Holding, user: UUID) -> dict[str, Any] | None:
    rule = one.rule(user) if actor.may(one.kind) else None
    if rule is None:
        return None
    kind = kinds.get(one.kind)
    tree = conditions.parse_json(kind, rule)
    rows = visible(actor, kind).filter(archived_at__isnull=True)
    rows = rows.filter(conditions.to_q(kind, tree, conditions.Env(actor, clock.today())))
    count = rows.values("pk")[: COUNTED + 1].count()
    return {
        "kind": kind.name, "label": kind.plural.as_dict(), "field": one.label.zh, "field_label": one.label.as_dict(),
        "count": min(count, COUNTED), "capped": count > COUNTED, "condition": rule,
    } if count else None  # fmt: skip
