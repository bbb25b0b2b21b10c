"""The registry of record kinds: each is declared once, here it is found."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model, Q

from credentry.core.identity.vocabulary import reserve
from credentry.core.ledger import guard
from credentry.core.records.as_of import AsOf
from credentry.core.records.fields import Field
from credentry.core.records.history import History
from credentry.foundation.errors import DomainError
from credentry.foundation.labels import Label

if TYPE_CHECKING:
    from credentry.core.identity.actors import Actor
    from credentry.core.records.context import Context
    from credentry.core.records.forms import Form

Run = Callable[["Context", Any, Any], Any]
Pair = tuple[Any, Any]
RunMany = Callable[["Context", Sequence[Pair]], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Action:
    """One verb of a kind.

    ``run(ctx, record, form)`` changes models and returns the record (``record`` is None when ``creates``);
    it raises DomainError or Invalid when a rule is broken. ``many(ctx, pairs)`` is its set-based twin: for
    each ``(record, form)`` the record or the DomainError. ``available(record)`` says whether a button shows.
    ``on_archived``: it may be done to an archived record, too. ``erases``: with it every room forgets what it holds of
    the person that the record is (see ``forgetting``); the right to it has to be granted by name.
    """

    name: str
    label: Label
    form: type["Form"]
    run: Run
    creates: bool = False
    danger: bool = False
    bulk: bool = True
    many: RunMany | None = None
    available: Callable[[Any], bool] | None = None
    help: Label | None = None
    on_archived: bool = False
    erases: bool = False


@dataclass(frozen=True, slots=True)
class OwnedTable:
    """A table whose rows belong to a record: a change of one is a change of its owner.

    ``where`` leaves out rows without these column values, ``ignore`` columns that follow from other records.
    """

    table: str
    owner: str
    where: tuple[tuple[str, str], ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """What must happen to a record by when; ``cycle`` tells one round from the next (a term's id).

    ``responsible_id``: who has to see to this one, where that is not who is responsible for the record. ``title``: what
    it is about, where the record's own title does not say enough.
    """

    record_id: UUID
    code: str
    cycle: str
    due_on: date
    opens_on: date | None = None
    latest_safe_start: date | None = None
    closed_on: date | None = None
    closed_by: str = ""
    responsible_id: UUID | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What of a kind is in somebody's hands: fields that name the users who answer for a record, of the records that
    meet all of ``rules`` (condition language) and are not archived. It has to be handed over when they go."""

    fields: tuple[str, ...] = ("responsible", "deputy")
    rules: tuple[Mapping[str, Any], ...] = ()


DeadlinesOf = Callable[[Sequence[UUID]], Iterable[DeadlineRow]]
Extra = Callable[["Actor", Any], dict[str, Any]]
ExtraAsOf = Callable[["Actor", Any, AsOf], dict[str, Any]]
About = Callable[[Sequence[Any]], Mapping[UUID, str]]


@dataclass(frozen=True)
class RecordKind:
    """Everything the platform needs to know about one kind of record.

    ``title`` names the field shown as the record's name (``title_en`` to readers of English, where it is filled), ``type_field`` the reference that selects custom
    fields and number rules, ``unit`` the column that rights are scoped by (empty: not scoped),
    ``number`` the pattern of the numbering rule. ``visibility(actor)`` adds a further row filter.
    ``extra(actor, record)`` gives kind-specific sections of the detail page, ``extra_as_of(actor, record, as_of)`` those
    of another day or of what was known at an instant.
    ``rhythm``: days before a deadline (negative: after) on which people are told unless a policy says otherwise; empty:
    the rhythm of the house. ``manager_told``: with a rhythm of its own, whoever is above the responsible is told from the
    first day on, not only after the last. ``held``: see ``holdings``. ``notices``: codes of deadlines that only say something: told of once, on that day, nothing
    is overdue after it.
    ``history``: where it keeps what its records said before; without it only single records can be asked as of an
    instant.
    ``rights`` are granted like actions but do nothing to a record (to ask, to oversee).
    ``unseen(actor, id)``: why somebody who had to do with a record may not act on it any more, in place of "not found".
    ``lock_first(ids)`` locks what has to be locked before these records, so that everybody locks in one order.
    ``derived``: the platform writes the rows set-based from governed data (alerts); the guard does not watch
    their table, what people do to them still goes through ``perform`` and into the ledger.
    ``about(records)``: of those that are about a person, the person ("person:<id>"), set by set. What names a person
    enters the ledger under that person's key. ``names_of(record)``: the words in the clear by which a person is known.
    """

    name: str
    label: Label
    plural: Label
    model: str
    fields: tuple[Field, ...]
    actions: tuple[Action, ...]
    title: str = "title"
    title_en: str = ""
    type_field: str = ""
    unit: str = "unit_id"
    number: str = ""
    custom: bool = False
    deadlines: DeadlinesOf | None = None
    rhythm: tuple[int, ...] = ()
    manager_told: bool = False
    held: Held | None = None
    notices: tuple[str, ...] = ()
    visibility: Callable[["Actor"], Q] | None = None
    owned: tuple[OwnedTable, ...] = ()
    extra: Extra | None = None
    extra_as_of: ExtraAsOf | None = None
    icon: str = "file"
    group: str = "register"
    default_sort: str = "-created_at"
    rows: Q | None = None
    derived: bool = False
    rights: tuple[str, ...] = ()
    lock_first: Callable[[Sequence[UUID]], None] | None = None
    unseen: Callable[["Actor", UUID], DomainError | None] | None = None
    history: History | None = None
    about: About | None = None
    names_of: Callable[[Any], Iterable[str]] | None = None

    def title_of(self, record: Any, lang: str = "zh") -> str:
        """The record's name to readers of a language."""
        english = getattr(record, self.title_en) if lang == "en" and self.title_en else ""
        return str(english or getattr(record, self.title))

    @property
    def model_class(self) -> type[Model]:
        """The Django model."""
        return apps.get_model(self.model)

    def field(self, name: str) -> Field | None:
        """The declared field of that name (custom fields are in ``queries.fields_of``)."""
        return self._by_name.get(name)

    def action(self, name: str) -> Action | None:
        """The action of that name."""
        return next((one for one in self.actions if one.name == name), None)

    @property
    def creating(self) -> Action | None:
        """The first action that makes a new record."""
        return next((one for one in self.actions if one.creates), None)

    @property
    def _by_name(self) -> dict[str, Field]:
        cached: dict[str, Field] | None = self.__dict__.get("_fields_by_name")
        if cached is None:
            cached = {one.name: one for one in self.fields}
            self.__dict__["_fields_by_name"] = cached
        return cached


_kinds: dict[str, RecordKind] = {}


def register(kind: RecordKind) -> RecordKind:
    """Declare a kind and put its tables under the ledger's guard. Raises ValueError on a second declaration."""
    if kind.name in _kinds:
        raise ValueError(f"record kind {kind.name!r} is declared twice")
    _kinds[kind.name] = kind
    for one in kind.actions:
        if one.erases:
            reserve(kind.name, one.name)
    if kind.derived:
        return kind
    follows = [one.column for one in kind.fields if one.derived and one.column and "__" not in one.column]
    guard.govern(kind.model_class._meta.db_table, kind.name, "id", where=_only(kind), ignore=follows)
    for owned in kind.owned:
        guard.govern(owned.table, kind.name, owned.owner, where=dict(owned.where), ignore=owned.ignore)
    return kind


def _only(kind: RecordKind) -> dict[str, str]:
    """Column values that tell this kind's rows apart in a table shared by several kinds."""
    if kind.rows is None:
        return {}
    return {str(name): str(value) for name, value in kind.rows.children}  # type: ignore[misc]


def get(name: str) -> RecordKind:
    """The kind of that name. Raises KeyError."""
    return _kinds[name]


def find(name: str) -> RecordKind | None:
    """The kind of that name or None."""
    return _kinds.get(name)


def all_kinds() -> list[RecordKind]:
    """Every kind in order of declaration."""
    return list(_kinds.values())
