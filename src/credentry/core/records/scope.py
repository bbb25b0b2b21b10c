"""The only row filter: which records an actor may see or act on, and which of their fields."""

from typing import Any, Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from credentry.core.identity.actors import Actor, EffectiveGrant
from credentry.core.identity.models import Unit
from credentry.core.identity.queries import subtree_ids
from credentry.core.identity.vocabulary import READ, Reach
from credentry.core.records.kinds import RecordKind
from credentry.foundation import clock
from credentry.plumbing.settled import once

Access = Literal["show", "mask", "hide"]
_NOTHING = Q(pk__in=[])


def visible(actor: Actor, kind: RecordKind, action: str = READ) -> "QuerySet[Any]":
    """The records of ``kind`` that the actor may ``action``; empty without a grant."""
    rows = kind.model_class._default_manager.all()
    if kind.rows is not None:
        rows = rows.filter(kind.rows)
    if not actor.is_system:
        rows = rows.filter(scope(actor, kind, action))
        if kind.visibility is not None:
            rows = rows.filter(kind.visibility(actor))
    return rows


def sees_all(actor: Actor, kind: RecordKind) -> bool:
    """Whether no row filter applies to what the actor reads of a kind."""
    return actor.is_system or (
        kind.visibility is None and bool(actor.granting(kind.name, READ)) and not scope(actor, kind, READ)
    )


def reachable_units(actor: Actor, kind: RecordKind) -> frozenset[UUID] | Literal["all"] | None:
    """The units whose records the actor reads, where units alone decide; None where more is asked of a record."""
    if actor.is_system:
        return "all"
    grants = actor.granting(kind.name, READ)
    if kind.visibility is not None or any(one.condition or one.reach is Reach.OWN for one in grants):
        return "all" if sees_all(actor, kind) else None
    found: set[UUID] = set()
    for one in grants:
        if one.reach is Reach.ALL or not kind.unit or _whole_house(one):
            return "all"
        if one.reach is Reach.UNIT and one.unit_id is not None:
            found.add(one.unit_id)
        elif one.unit_path:
            found.update(Unit.objects.filter(subtree_ids(one.unit_path)).values_list("id", flat=True))
    return frozenset(found)


def scope(actor: Actor, kind: RecordKind, action: str) -> Q:
    """The union of what the actor's grants reach."""
    total = Q()
    grants = actor.granting(kind.name, action)
    if not grants:
        return _NOTHING
    for grant in grants:
        part = _reach(actor, kind, grant)
        if grant.condition:
            part &= _condition(actor, kind, grant.condition)
        if not part:
            return Q()
        total |= part
    return total


def _reach(actor: Actor, kind: RecordKind, grant: EffectiveGrant) -> Q:
    if grant.reach is Reach.ALL or not kind.unit:
        return Q()
    if grant.reach is Reach.OWN:
        return _own(actor, kind)
    if grant.reach is Reach.UNIT:
        return Q(**{kind.unit: grant.unit_id})
    if _whole_house(grant):
        column: Any = next(
            one for one in kind.model_class._meta.concrete_fields if kind.unit in (one.name, one.attname)
        )
        return Q(**{f"{kind.unit}__isnull": False}) if column.null else Q()
    return Q(**{f"{kind.unit}__in": Unit.objects.filter(subtree_ids(grant.unit_path)).values("id")})


def _whole_house(grant: EffectiveGrant) -> bool:
    """Whether the subtree is every unit there is: then no row needs to be looked at for it."""
    at_the_top = grant.unit_path.count("/") == 2
    if not at_the_top or grant.unit_id is None:
        return False
    others = Unit.objects.filter(parent__isnull=True).exclude(pk=grant.unit_id)
    return not once(("other tops", grant.unit_id), others.exists)


def _own(actor: Actor, kind: RecordKind) -> Q:
    names = {one.attname for one in kind.model_class._meta.concrete_fields}
    mine: list[str] = [
        name for name in ("responsible_id", "deputy_id", "created_by_id", "owner_id") if name in names
    ]
    if kind.name == "user":
        mine = ["id"]
    return Q(*[(name, actor.user_id) for name in mine], _connector=Q.OR) if mine else _NOTHING


def _condition(actor: Actor, kind: RecordKind, condition: Any) -> Q:
    from credentry.core.records import conditions

    tree = conditions.parse_json(kind, condition)
    return conditions.to_q(kind, tree, conditions.Env(actor, clock.today()))


def field_access(actor: Actor, kind: RecordKind) -> dict[str, Access]:
    """Field name → access, for the fields that are not simply shown.

    Between grants the most permissive word counts; a sensitive field is masked unless a grant shows it.
    """
    if actor.is_system:
        return {}
    grants = actor.granting(kind.name, READ)
    found: dict[str, Access] = {}
    rank: dict[str, int] = {"hide": 0, "mask": 1, "show": 2}
    sensitive = {one.name for one in kind.fields if one.sensitive}
    ruled = {name for grant in grants for name in grant.fields}  # fields that users added may be ruled, too
    for name in (*(one.name for one in kind.fields), *sorted(ruled - {one.name for one in kind.fields})):
        default = "mask" if name in sensitive else "show"
        words = [grant.fields.get(name, default) for grant in grants]
        best = max(words, key=lambda word: rank.get(word, 0), default="hide")
        if best != "show":
            found[name] = "mask" if best == "mask" else "hide"
    return found


def mask(value: Any) -> Any:
    """The masked form of a value: the last four characters stay of a longer one."""
    if value in (None, ""):
        return value
    text = str(value)
    return "*" * (len(text) - 4) + text[-4:] if len(text) > 8 else "****"
