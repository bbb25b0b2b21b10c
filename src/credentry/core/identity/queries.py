"""Questions about people, units and rights."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from credentry.core.identity.actors import Actor, EffectiveGrant
from credentry.core.identity.models import Absence, ApiToken, Assignment, Post, Unit, User
from credentry.core.identity.vocabulary import Reach
from credentry.foundation import clock

TOKEN_PREFIX = "crd_"  # noqa: S105 - what tokens begin with


def actor_for_user(user: User, via: str, scope: frozenset[str] | None = None) -> Actor:
    """The actor ``user`` is today: every grant of every role in force. One query."""
    today = clock.today()
    in_force = (Q(from_date__isnull=True) | Q(from_date__lte=today)) & (
        Q(to_date__isnull=True) | Q(to_date__gte=today)
    )
    rows = (
        Assignment.objects.filter(
            in_force, user=user, role__archived_at__isnull=True, role__grants__isnull=False
        )
        .values_list(
            "role__grants__kind",
            "role__grants__action",
            "reach",
            "unit_id",
            "unit__path",
            "role__grants__condition",
            "role__grants__fields",
        )
        .order_by("id")
    )
    grants = tuple(
        EffectiveGrant(kind, action, Reach(reach), unit, path or "", condition, fields or {})
        for kind, action, reach, unit, path, condition, fields in rows
    )
    path = user.unit.path if user.unit_id and user.unit else ""
    return Actor(user.id, user.username, user.name, user.lang, via, grants, user.unit_id, path, scope=scope)


def actor_for_token(secret: str) -> tuple[Actor, ApiToken] | None:
    """The actor behind an API token that is known, unexpired and not revoked, else None."""
    if not secret.startswith(TOKEN_PREFIX):
        return None
    digest = hashlib.sha256(secret.encode()).hexdigest()
    token = (
        ApiToken.objects.select_related("user__unit")
        .filter(digest=digest, revoked_at__isnull=True, expires_at__gt=clock.now(), user__is_active=True)
        .first()
    )
    if token is None:
        return None
    return actor_for_user(token.user, "token", frozenset(token.scope)), token


def user_by_name(username: str) -> User | None:
    """The user who signs in as ``username`` (case does not matter)."""
    return User.objects.select_related("unit").filter(username__iexact=username).first()


def user_by_id(user_id: UUID | str) -> User | None:
    """The user of that id."""
    return User.objects.select_related("unit").filter(pk=user_id).first()


def subtree_ids(path: str) -> Q:
    """Condition on Unit: the unit at ``path`` and everything below it."""
    return Q(path__gte=path, path__lt=path[:-1] + "0") if path else Q()


def units_below(path: str) -> QuerySet[Unit, UUID]:
    """Ids of the unit at ``path`` and of everything below it, as a subquery."""
    return Unit.objects.filter(subtree_ids(path)).values_list("id", flat=True)


def manager_line(user_id: UUID, limit: int = 12) -> list[User]:
    """The managers above a user, nearest first: by the user's own manager, else the post's line, else unit heads."""
    line: list[User] = []
    seen = {user_id}
    current = user_by_id(user_id)
    while current is not None and len(line) < limit:
        above = _manager_of(current)
        if above is None or above.id in seen:
            break
        seen.add(above.id)
        line.append(above)
        current = above
    return line


def _manager_of(user: User) -> User | None:
    if user.manager_id:
        return user_by_id(user.manager_id)
    post = Post.objects.select_related("reports_to").filter(holder=user, reports_to__isnull=False).first()
    if post and post.reports_to and post.reports_to.holder_id:
        return user_by_id(post.reports_to.holder_id)
    unit = user.unit
    while unit is not None:
        if unit.head_id and unit.head_id != user.id:
            return user_by_id(unit.head_id)
        unit = unit.parent
    return None


def holder_of_post(code: str, on: date | None = None) -> User | None:
    """Who holds a post now."""
    post = Post.objects.select_related("holder").filter(code=code, archived_at__isnull=True).first()
    return post.holder if post else None


def unit_by_code(code: str) -> Unit | None:
    """The unit with that code."""
    return Unit.objects.filter(code=code).first()


def active_users() -> int:
    """How many accounts can sign in."""
    return User.objects.filter(is_active=True).count()


def tokens() -> list[ApiToken]:
    """Every API token with its user, oldest first."""
    return list(ApiToken.objects.select_related("user").order_by("created_at"))


_departures: list[Callable[[date], set[UUID]]] = []


def use_departures(departed: Callable[[date], set[UUID]]) -> None:
    """Let ``departed(day)`` say whose person had left before that day; the room that knows people registers it."""
    _departures[:] = [departed]


def departed_on(day: date) -> set[UUID]:
    """Users whose person left before that day: they are gone, even while their account can still sign in."""
    return _departures[0](day) if _departures else set()


@dataclass(frozen=True, slots=True)
class Person:
    """One user as the line of responsibility sees them. ``manager_id`` is the next person up, however found."""

    id: UUID
    name: str
    email: str
    lang: str
    is_active: bool
    unit_id: UUID | None
    deputy_id: UUID | None
    manager_id: UUID | None
    absent: bool = False

    @property
    def here(self) -> bool:
        """Whether they can be told something: the account is active, they have not left, no absence covers the day."""
        return self.is_active and not self.absent


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody and every unit at once, for set work over the whole register."""

    people: dict[UUID, Person]
    parents: dict[UUID, UUID | None]
    heads: dict[UUID, UUID | None]
    holders: dict[str, UUID]
    roles: tuple[tuple[str, UUID, UUID | None, str], ...]


def absent_on(day: date) -> dict[UUID, UUID | None]:
    """Who is absent on a day, each with the deputy of that absence (None: their usual one)."""
    rows = Absence.objects.filter(from_date__lte=day, to_date__gte=day, archived_at__isnull=True)
    return dict(rows.order_by("created_at").values_list("user_id", "deputy_id"))


def roster(on: date | None = None) -> Roster:
    """Users with their managers, units with heads, posts with holders, roles in force, absences, leavers. Five queries and theirs.

    ``on``: the day whose absences and roles count; today by default.
    """
    today = on or clock.today()
    absences, gone = absent_on(today), departed_on(today)
    units = list(Unit.objects.values_list("id", "parent_id", "head_id"))
    parents: dict[UUID, UUID | None] = {unit: parent for unit, parent, _ in units}
    heads: dict[UUID, UUID | None] = {unit: head for unit, _, head in units}
    posts = list(
        Post.objects.filter(archived_at__isnull=True).values_list(
            "code", "holder_id", "reports_to__holder_id"
        )
    )
    by_post = {holder: above for _, holder, above in posts if holder and above}
    people = {}
    for row in User.objects.values_list(
        "id", "name", "email", "lang", "is_active", "unit_id", "deputy_id", "manager_id"
    ):
        person = Person(*row)
        if person.manager_id is None:
            above = by_post.get(person.id) or _head_above(person.id, person.unit_id, parents, heads)
            person = replace(person, manager_id=above)
        if person.id in gone:
            person = replace(person, is_active=False)
        if person.id in absences:
            person = replace(person, absent=True)
        people[person.id] = person
    # The deputy of an absence stands in; the usual one where nobody was named, or who was named is gone as well.
    for away, deputy in absences.items():
        if away in people and deputy in people and people[deputy].here:
            people[away] = replace(people[away], deputy_id=deputy)
    roles = Assignment.objects.filter(
        (Q(from_date__isnull=True) | Q(from_date__lte=today))
        & (Q(to_date__isnull=True) | Q(to_date__gte=today)),
        role__archived_at__isnull=True,
    ).values_list("role__code", "user_id", "unit_id", "reach")
    return Roster(people, parents, heads, {code: who for code, who, _ in posts if who}, tuple(roles))


def _head_above(
    user: UUID, unit: UUID | None, parents: dict[UUID, UUID | None], heads: dict[UUID, UUID | None]
) -> UUID | None:
    while unit is not None:
        head = heads.get(unit)
        if head is not None and head != user:
            return head
        unit = parents.get(unit)
    return None


def units_known(ids: Iterable[UUID]) -> set[UUID]:
    """Those of the ids that are units in use."""
    return set(Unit.objects.filter(pk__in=set(ids), archived_at__isnull=True).values_list("pk", flat=True))


def users_known(ids: Iterable[UUID]) -> set[UUID]:
    """Those of the ids that are users who can sign in."""
    return set(User.objects.filter(pk__in=set(ids), is_active=True).values_list("pk", flat=True))


def units_by_words(words: Iterable[str]) -> dict[str, Unit]:
    """Word in small letters → the unit whose code it is, whatever the case; units in use only."""
    rows = Unit.objects.annotate(word=Lower("code")).filter(
        word__in={one.lower() for one in words}, archived_at__isnull=True
    )
    return {one.code.lower(): one for one in rows}


def user_by_address(address: str) -> User | None:
    """The active user with that e-mail address."""
    if not address:
        return None
    rows = User.objects.select_related("unit").filter(email__iexact=address, is_active=True)
    return rows.order_by("created_at").first()


def root_unit() -> Unit | None:
    """The unit at the top."""
    return Unit.objects.filter(parent__isnull=True, archived_at__isnull=True).order_by("created_at").first()


def holders_of_role(code: str, unit: UUID | None = None) -> list[UUID]:
    """Active users who have the role today; with ``unit`` those whose role reaches it: given for everything, for the
    unit itself, or for the subtree of a unit above it. In a fixed order. Two queries."""
    today = clock.today()
    in_force = (Q(from_date__isnull=True) | Q(from_date__lte=today)) & (
        Q(to_date__isnull=True) | Q(to_date__gte=today)
    )
    rows = Assignment.objects.filter(
        in_force, role__code=code, role__archived_at__isnull=True, user__is_active=True
    )
    if unit is not None:
        path = Unit.objects.filter(pk=unit).values_list("path", flat=True).first() or ""
        parts = path.strip("/").split("/")
        above = ["/" + "/".join(parts[: n + 1]) + "/" for n in range(len(parts))]
        rows = rows.filter(
            Q(reach=Reach.ALL)
            | Q(unit_id=unit)
            | Q(reach=Reach.SUBTREE, unit__path__in=above)
            | Q(reach=Reach.OWN, user__unit_id=unit)
        )
    return list(dict.fromkeys(rows.order_by("user__username").values_list("user_id", flat=True)))


def holders_of_post(code: str, unit: UUID | None = None) -> list[UUID]:
    """Who holds the post, in that unit where one is named."""
    rows = Post.objects.filter(code=code, archived_at__isnull=True, holder__isnull=False)
    if unit is not None:
        rows = rows.filter(unit_id=unit)
    return [holder for holder in rows.values_list("holder_id", flat=True) if holder is not None]


def head_of_unit(unit: UUID) -> UUID | None:
    """The head of the unit, or of the nearest one above that has one."""
    here = Unit.objects.filter(pk=unit).first()
    while here is not None:
        if here.head_id:
            return here.head_id
        here = here.parent
    return None
