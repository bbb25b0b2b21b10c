"""The words of intake, and how a domain teaches it its own: import profiles and reference sources."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from django.db.models import TextChoices

from credentry.core.identity.actors import Actor
from credentry.foundation.errors import FieldError
from credentry.foundation.labels import Label


class RunState(TextChoices):
    """Where an import stands."""

    ANALYSING = "analysing"
    MAPPING = "mapping"
    CHECKING = "checking"
    CHECKED = "checked"
    COMMITTING = "committing"
    COMMITTED = "committed"
    UNDOING = "undoing"
    UNDONE = "undone"
    CANCELLED = "cancelled"
    FAILED = "failed"


class RowState(TextChoices):
    """What became of a row, or would."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    UNDONE = "undone"
    KEPT = "kept"


BUSY = frozenset({RunState.ANALYSING, RunState.CHECKING, RunState.COMMITTING, RunState.UNDOING})
STATE_WORDS = (
    ("analysing", "正在读取", "Reading"),
    ("mapping", "待对应字段", "Waiting for mapping"),
    ("checking", "正在试运行", "Dry run under way"),
    ("checked", "待确认", "Waiting for confirmation"),
    ("committing", "正在导入", "Importing"),
    ("committed", "已导入", "Imported"),
    ("undoing", "正在撤销", "Undoing"),
    ("undone", "已撤销", "Undone"),
    ("cancelled", "已取消", "Cancelled"),
    ("failed", "失败", "Failed"),
)

Missing = Literal["create", "ask", "refuse"]
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KeyPart:
    """One field of a key: ``path`` is the ORM path compared (default: the field's column), ``normalise`` brings
    a value into the form stored there."""

    field: str
    path: str = ""
    normalise: Callable[[Any], Any] | None = None


Key = tuple[KeyPart, ...]


def key(*parts: str | KeyPart) -> Key:
    """A key of several fields, names or parts."""
    return tuple(KeyPart(part) if isinstance(part, str) else part for part in parts)


Relation = Literal["same", "later", "earlier"]


@dataclass(frozen=True, slots=True)
class Succession:
    """How records of a kind go on in terms: one row per term in the file, one record in the register.

    ``relation(former, row)`` says whether a row tells of the same term as ``former`` (plain values), a later or an
    earlier one. A later term is added by ``action`` with the ``fields`` its form has; ``take_back`` is the action
    that removes the newest term again. ``past(ids)`` gives the terms known before the present one: a row that tells
    of one of them changes nothing.
    """

    action: str
    take_back: str
    fields: tuple[str, ...]
    relation: Callable[[Values, Values], Relation]
    past: Callable[[Sequence[UUID]], Mapping[UUID, Sequence[Values]]]


@dataclass(frozen=True, slots=True)
class Extra:
    """A column that is no field of the form but leads to further actions, such as a status column."""

    name: str
    label: Label
    type: str = "text"


@dataclass(frozen=True, slots=True)
class Following:
    """Actions a row leads to after it was created or updated, what of it was not understood, and the actions that take
    those of an existing record back."""

    steps: Sequence[tuple[str, dict[str, Any]]] = ()
    warnings: Sequence[FieldError] = ()
    back: Sequence[tuple[str, dict[str, Any]]] = ()


@dataclass(frozen=True, slots=True)
class ImportProfile:
    """How one kind of record is imported.

    ``create`` / ``update`` / ``discard`` name the actions for new rows, for rows that exist, and for taking a
    created record back (defaults: first creating action, ``amend``, ``archive``); ``restore`` is the action that
    puts former values back (default: ``update``). ``keys`` are tried in order, the first whose fields are all
    filled counts: two rows with one key are the same thing. ``alike`` are keys of rows that have no number: the
    n-th such row of a file stands for the n-th such record. ``synonyms`` adds heading words per field. ``spans``
    are pairs of date fields one column of ranges fills, ``histories`` pairs filled by the first and the last of several
    dates in a cell. ``forever`` adds values where a date says it never ends.
    ``omit`` names form fields no import fills. ``current(ids)`` reads the stored values of form fields where they
    differ from the kind's fields, and as ``carried`` the codes of the custom fields that records of its type have:
    others are passed over. ``prepare(actor, payloads)`` may complete the payloads of new rows, set by set,
    in place; ``fills`` names the mandatory fields it takes care of. ``extras`` are further columns;
    ``follow(stored, row)`` says which actions they lead to (``stored`` is empty for a new record).
    ``succession`` is for kinds whose records go on in terms.
    """

    kind: str
    create: str = ""
    update: str = "amend"
    restore: str = ""
    discard: str = "archive"
    keys: tuple[Key, ...] = ()
    alike: tuple[Key, ...] = ()
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    spans: tuple[tuple[str, str], ...] = ()
    histories: tuple[tuple[str, str], ...] = ()
    forever: Mapping[str, Values] = field(default_factory=dict)
    omit: tuple[str, ...] = ()
    current: Callable[[Sequence[UUID]], Mapping[UUID, Values]] | None = None
    prepare: Callable[[Actor, Sequence[dict[str, Any]]], None] | None = None
    fills: tuple[str, ...] = ()
    extras: tuple[Extra, ...] = ()
    follow: Callable[[Values, Values], Following] | None = None
    succession: Succession | None = None


@dataclass(frozen=True, slots=True)
class ReferenceSource:
    """How the names people write are found among records of one kind.

    ``find(actor, texts)`` maps texts to ids beyond exact titles, codes and numbers (aliases, translations).
    ``missing`` says what a name nobody knows leads to: created without asking, asked for, or refused.
    ``create(actor, text, field)`` builds the payload of a new record from its name and the field it stands in, for
    the action ``action`` (defaults: the name in the title field; the first creating action). ``creates`` are the
    kinds a new record may be (default: the kind itself), ``guess(text)`` chooses one of them.
    """

    kind: str
    find: Callable[[Actor, Sequence[str]], Mapping[str, UUID]] | None = None
    missing: Missing = "ask"
    action: str = ""
    create: Callable[[Actor, str, str], dict[str, Any]] | None = None
    creates: tuple[str, ...] = ()
    guess: Callable[[str], str] | None = None

    def kind_for(self, text: str, chosen: str = "") -> str:
        """The kind of a new record called ``text``; ``chosen`` by the user where it is one of the possible."""
        possible = self.creates or (self.kind,)
        if chosen in possible:
            return chosen
        guessed = self.guess(text) if self.guess is not None else possible[0]
        return guessed if guessed in possible else possible[0]


_profiles: dict[str, ImportProfile] = {}
_sources: dict[str, ReferenceSource] = {}


def register_import_profile(profile: ImportProfile) -> ImportProfile:
    """Say how a kind is imported. Raises ValueError on a second profile for the kind."""
    if profile.kind in _profiles and _profiles[profile.kind] is not profile:
        raise ValueError(f"kind {profile.kind!r} has an import profile already")
    _profiles[profile.kind] = profile
    return profile


def register_reference_source(source: ReferenceSource) -> ReferenceSource:
    """Say how names of a kind are found. Raises ValueError on a second source for the kind."""
    if source.kind in _sources and _sources[source.kind] is not source:
        raise ValueError(f"kind {source.kind!r} has a reference source already")
    _sources[source.kind] = source
    return source


def profile_of(kind: str) -> ImportProfile:
    """The profile of a kind; a plain one where none is registered."""
    return _profiles.get(kind) or ImportProfile(kind)


def source_of(kind: str) -> ReferenceSource:
    """The reference source of a kind; a plain one where none is registered."""
    return _sources.get(kind) or ReferenceSource(kind)
