"""The SQL face: a condition as a Django Q over the kind's model.

References and linked records become IN / EXISTS subqueries, never joins that multiply rows. Only positive
comparisons are written; negative operators are their complement, so an empty value meets ``!=``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.apps import apps
from django.db.models import CharField, Count, Exists, Lookup, Q, QuerySet, TextField

from credentry.core.records import kinds, searching
from credentry.core.records.as_of import NO_WORDS
from credentry.core.records.conditions import binding, then, words
from credentry.core.records.conditions.env import Env
from credentry.core.records.conditions.paths import Located, kind_of, locate
from credentry.core.records.conditions.references import rows
from credentry.core.records.conditions.tree import FULL_TEXT, Node, Rule, Some
from credentry.core.records.fields import Field, Many
from credentry.core.records.kinds import RecordKind
from credentry.foundation.errors import Invalid

NOTHING = Q(pk__in=[])


class _TextMatch(Lookup):
    """LIKE that folds the case of ASCII letters only, alike on both databases."""

    before = ""
    after = ""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        escaped = str(self.rhs).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        pattern = f"{self.before}{escaped}{self.after}"
        if connection.vendor == "postgresql":
            sql = f'LOWER({column}::text COLLATE "C") LIKE LOWER(%s::text COLLATE "C")'
        else:
            sql = f"{column} LIKE %s ESCAPE '\\'"
        return sql, (*params, pattern)


class Contains(_TextMatch):
    lookup_name = "words_in"
    before = after = "%"


class Begins(_TextMatch):
    lookup_name = "begins_as"
    after = "%"


class Ends(_TextMatch):
    lookup_name = "ends_as"
    before = "%"


for _lookup in (Contains, Begins, Ends):
    CharField.register_lookup(_lookup)
    TextField.register_lookup(_lookup)

_LOOKUPS = {
    "=": "exact",
    "<": "lt",
    "<=": "lte",
    ">": "gt",
    ">=": "gte",
    "in": "in",
    "between": "range",
    "contains": "words_in",
    "beginsWith": "begins_as",
    "endsWith": "ends_as",
}


def to_q(kind: RecordKind | str, tree: Node, env: Env | None = None, also: Q | None = None) -> Q:
    """The condition as a filter on the kind's model; ``also``: a filter on columns of the kind that goes with it.

    Raises Invalid for names nobody knows, and for an instant in ``env`` where the kind keeps no history.
    """
    declared, where, more = kind_of(kind), env or Env(), also or Q()
    if where.known is None:
        return more & _q(declared, tree, where)
    return then.believed(declared, where, lambda side: more & _q(declared, tree, side))


def to_sides(kind: RecordKind, tree: Node, env: Env, also: Q | None = None) -> tuple[Q, "QuerySet[Any]"]:
    """The condition as of ``env.known`` in two disjoint parts (see ``then.sides``). Raises Invalid like ``to_q``."""
    more = also or Q()
    return then.sides(kind, env, lambda side: more & _q(kind, tree, side))


def _q(kind: RecordKind, node: Node, env: Env) -> Q:
    if isinstance(node, Rule):
        return _rule(kind, node, env)
    if isinstance(node, Some):
        return _some(kind, node, env)
    if not node.rules:
        return Q()
    joined = _q(kind, node.rules[0], env)
    for one in node.rules[1:]:
        joined = joined | _q(kind, one, env) if node.combinator == "or" else joined & _q(kind, one, env)
    return ~joined if node.negated else joined


def _rule(kind: RecordKind, rule: Rule, env: Env) -> Q:
    if rule.field == FULL_TEXT:
        if env.known is not None:
            raise Invalid.one(FULL_TEXT, NO_WORDS)
        search = searching.provided()
        if search is None:
            raise Invalid.one(FULL_TEXT, words.NO_SEARCH)
        hits = search(kind, str(rule.value), env.actor, searching.Listed())
        found = hits.q if hits is not None else ~NOTHING
        return ~found if rule.operator == "doesNotContain" else found
    located = locate(kind, rule.field)
    bound = binding.bind(located.field, rule, env)
    if located.through:
        inner = _there(located, env, lambda side: _compare(located, bound, side))
    else:
        inner = _compare(located, bound, env)
    reached = _through(located, inner, env, kind)
    return ~reached if bound.negated else reached


def _there(located: Located, env: Env, ask: Callable[[Env], Q]) -> Q:
    """A question about the kind at the end of a path: as of the same instant where that kind keeps history, else as
    it is now."""
    if env.known is not None and located.kind.history is not None:
        return then.believed(located.kind, env, ask)
    return ask(then.present(env))


def _through(located: Located, inner: Q, env: Env, first: RecordKind) -> Q:
    """``inner`` on the last kind, seen from the first one: IN subqueries along the references."""
    here = located.kind
    for link, owner in reversed(located.through):
        path = column(link) if owner is not first else then.path(first, column(link), env)
        inner = Q(**{f"{path}__in": rows(here).filter(inner).order_by().values("pk")})
        here = owner
    return inner


def column(field: Field) -> str:
    """The ORM path of the field's stored value."""
    return "pk" if field.name == "id" else field.column


def _compare(located: Located, bound: binding.Bound, env: Env) -> Q:
    field = located.field
    if field.sql is not None:
        return field.sql(bound.operator, bound.value, env)
    if field.custom_id is not None:
        return then.custom(field, bound) if env.past else _custom(field, bound)
    path = then.path(located.kind, column(field), env)
    textual = field.type.name in ("text", "longtext", "choice")
    if bound.operator == "notNull":
        present = Q(**{f"{path}__isnull": False})
        return present & ~Q(**{path: ""}) if textual else present
    if bound.operator == "span":
        return _interval(path, bound.value)
    if bound.operator == "in" and not bound.value:
        return NOTHING
    return Q(**{f"{path}__{_LOOKUPS[bound.operator]}": bound.value})


def _interval(path: str, interval: Sequence[Any]) -> Q:
    low, high = interval
    wanted = Q()
    if low is not None:
        wanted &= Q(**{f"{path}__gte": low})
    if high is not None:
        wanted &= Q(**{f"{path}__lt": high})
    return wanted


_SIDE = {"date": "day", "number": "number", "integer": "number", "money": "number"}


def _custom(field: Field, bound: binding.Bound) -> Q:
    """A user's field through the typed side table, with IN (measured best on both databases)."""
    from credentry.core.records.models import CustomValue

    side = _SIDE.get(field.type.name, "text")
    wanted = Q(field_key=field.custom_id)
    value = bound.value
    if field.type.name == "bool":
        value = "true" if value else "false"
    if bound.operator == "notNull":
        pass
    elif bound.operator == "in" and not value:
        return NOTHING
    elif bound.operator == "span":
        wanted &= _interval("text", [None if one is None else one.isoformat() for one in value])
    else:
        wanted &= Q(**{f"{side}__{_LOOKUPS[bound.operator]}": value})
    return Q(pk__in=CustomValue.objects.filter(wanted).values("record_id"))


def _some(kind: RecordKind, node: Some, env: Env) -> Q:
    located = locate(kind, node.field)
    if located.through:
        inner = _there(located, env, lambda side: _linked(located.kind, located.field, node, side))
    else:
        inner = _linked(located.kind, located.field, node, env)
    return _through(located, inner, env, kind)


def _linked(kind: RecordKind, field: Field, node: Some, env: Env) -> Q:
    link = field.type
    assert isinstance(link, Many)
    if isinstance(node.of, tuple) and field.sql is not None and not node.quantifier.startswith("count"):
        return _covered(field, node, env)
    if node.quantifier.startswith("count"):
        return _counted(kind, field, node, env)
    exists = partial(_exists, kind, field, env)
    if isinstance(node.of, tuple) and node.quantifier == "all":
        wanted = Q()
        for one in node.of:
            wanted &= exists(_In(binding.ids(field, (one,), env)))
        return wanted
    inner = _members(link, node, env)
    if node.quantifier == "any":
        return exists(inner)
    if node.quantifier == "none":
        return ~exists(inner)
    return ~exists(replace(inner, negated=True))


def _covered(field: Field, node: Some, env: Env) -> Q:
    """A many-field with its own meaning of membership (a market group covers its members)."""
    assert field.sql is not None
    assert isinstance(node.of, tuple)
    if node.quantifier == "all":
        wanted = Q()
        for one in node.of:
            wanted &= field.sql("in", binding.ids(field, (one,), env), env)
        return wanted
    found = field.sql("in", binding.ids(field, node.of, env), env)
    return ~found if node.quantifier == "none" else found


@dataclass(frozen=True, slots=True)
class _In:
    """Which linked records are meant: those of ``targets`` (None: all), or all others."""

    targets: Any = None
    negated: bool = False

    def q(self, column: str) -> Q:
        """On a link table whose column of the target is ``column``."""
        if self.targets is None:
            return NOTHING if self.negated else Q()
        inside = Q(**{f"{column}__in": self.targets})
        return ~inside if self.negated else inside


def _members(link: Many, node: Some, env: Env) -> _In:
    """Which linked records are meant."""
    if node.of is None:
        return _In()
    if isinstance(node.of, tuple):
        field = Field("linked", link, kinds.get(link.kind).label)
        return _In(binding.ids(field, node.of, env))
    there = kinds.get(link.kind)
    return _In(rows(there).filter(_q(there, node.of, then.present(env))).order_by().values("pk"))


def _exists(kind: RecordKind, field: Field, env: Env, inner: _In) -> Q:
    found = Q()
    for linked, column in then.linked(kind, field, env):
        found |= Q(Exists(linked.filter(inner.q(column))))
    return found


def _counted(kind: RecordKind, field: Field, node: Some, env: Env) -> Q:
    link = field.type
    assert isinstance(link, Many)
    inner = _members(link, node, env)

    def at_least(count: int) -> Q:
        if count <= 0:
            return ~NOTHING
        if count == 1:
            return _exists(kind, field, env, inner)
        if env.past:
            return then.counted(kind, field, env, inner.q("pk"), count)
        through = apps.get_model(link.through)._default_manager.filter(inner.q(link.target)).order_by()
        grouped = through.values(link.owner).annotate(linked=Count(link.target, distinct=True))
        return Q(pk__in=grouped.filter(linked__gte=count).values(link.owner))

    if node.quantifier == "count>=":
        return at_least(node.count)
    if node.quantifier == "count<=":
        return ~at_least(node.count + 1)
    return at_least(node.count) & ~at_least(node.count + 1)
