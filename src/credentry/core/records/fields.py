"""Field types and fields: what a record kind declares and everything else reads.

A field's ``type`` decides its operators, how its values are written in JSON, and which widget shows it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q

from credentry.foundation.labels import Label

if TYPE_CHECKING:
    from credentry.core.records.conditions import Env

COMPARE = ("=", "!=", "<", "<=", ">", ">=", "between", "null", "notNull")
WORDS = ("contains", "doesNotContain", "beginsWith", "=", "!=", "in", "notIn", "null", "notNull")
CHOOSE = ("=", "!=", "in", "notIn", "null", "notNull")
SOME = ("any", "all", "none", "null", "notNull", "count=", "count>=", "count<=")


@dataclass(frozen=True, slots=True)
class FieldType:
    """What kind of value a field holds."""

    name: ClassVar[str] = "text"
    operators: ClassVar[tuple[str, ...]] = WORDS


@dataclass(frozen=True, slots=True)
class Text(FieldType):
    """One line of text."""

    name: ClassVar[str] = "text"


@dataclass(frozen=True, slots=True)
class LongText(FieldType):
    """Several lines of text."""

    name: ClassVar[str] = "longtext"
    operators: ClassVar[tuple[str, ...]] = ("contains", "doesNotContain", "null", "notNull")


@dataclass(frozen=True, slots=True)
class Number(FieldType):
    """A decimal number; JSON carries it as a string."""

    name: ClassVar[str] = "number"
    operators: ClassVar[tuple[str, ...]] = COMPARE


@dataclass(frozen=True, slots=True)
class Integer(FieldType):
    """A whole number."""

    name: ClassVar[str] = "integer"
    operators: ClassVar[tuple[str, ...]] = COMPARE


@dataclass(frozen=True, slots=True)
class Money(FieldType):
    """An amount in the currency of the instance; two decimals."""

    name: ClassVar[str] = "money"
    operators: ClassVar[tuple[str, ...]] = COMPARE


@dataclass(frozen=True, slots=True)
class Bool(FieldType):
    """Yes or no."""

    name: ClassVar[str] = "bool"
    operators: ClassVar[tuple[str, ...]] = ("=", "!=", "null", "notNull")


@dataclass(frozen=True, slots=True)
class Date(FieldType):
    """A calendar day without time zone."""

    name: ClassVar[str] = "date"
    operators: ClassVar[tuple[str, ...]] = COMPARE


@dataclass(frozen=True, slots=True)
class DateTime(FieldType):
    """An instant; JSON carries UTC."""

    name: ClassVar[str] = "datetime"
    operators: ClassVar[tuple[str, ...]] = ("<", "<=", ">", ">=", "between", "null", "notNull")


@dataclass(frozen=True, slots=True)
class Choice(FieldType):
    """One of a fixed list of words."""

    name: ClassVar[str] = "choice"
    operators: ClassVar[tuple[str, ...]] = CHOOSE
    options: tuple[tuple[str, Label], ...] = ()

    def label(self, value: str) -> Label:
        """The words for ``value``; an unknown value shows itself."""
        return dict(self.options).get(value) or Label(value, value)


@dataclass(frozen=True, slots=True)
class Ref(FieldType):
    """Another record, of the kind named."""

    name: ClassVar[str] = "ref"
    operators: ClassVar[tuple[str, ...]] = CHOOSE
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Many(FieldType):
    """Several other records, kept in a link table.

    ``through`` names the link model (``app.Model``), ``owner`` and ``target`` its two foreign key columns
    (``credential_id``, ``market_id``).
    """

    name: ClassVar[str] = "many"
    operators: ClassVar[tuple[str, ...]] = SOME
    kind: str = ""
    through: str = ""
    owner: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Json(FieldType):
    """Structured data shown as text; never filtered."""

    name: ClassVar[str] = "json"
    operators: ClassVar[tuple[str, ...]] = ()


SqlFace = Callable[[str, Any, "Env"], Q]
MemoryFace = Callable[[Mapping[str, Any], str, Any, "Env"], bool]
Compute = Callable[[Mapping[str, Any], date], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record kind.

    ``path`` is the ORM path of the stored value (default: the name; a reference's ``…_id`` is derived).
    A computed field has ``compute(row, today)`` over the ORM paths named in ``needs``; to be filtered it needs
    its two condition faces ``sql(operator, value, env)`` and ``memory(values, operator, value, env)``.
    ``sort_path`` orders it. ``personal`` values enter the ledger as salted digests only, ``tells`` values do so where the
    record is about a person (they may name whoever holds it); ``sensitive`` ones are masked unless a grant shows them. ``custom_id`` marks a field added by users, ``derived`` a stored column
    that follows from other data and so stays out of revisions.
    """

    name: str
    type: FieldType
    label: Label
    path: str = ""
    search: bool = False
    filter: bool = True
    sort: bool = True
    listed: bool = False
    mandatory: bool = False
    personal: bool = False
    tells: bool = False
    sensitive: bool = False
    help: Label | None = None
    group: str = "main"
    needs: tuple[str, ...] = ()
    compute: Compute | None = None
    sql: SqlFace | None = None
    memory: MemoryFace | None = None
    sort_path: str = ""
    custom_id: int | None = None
    derived: bool = False

    @property
    def stored(self) -> bool:
        """Whether the value is a fact kept on the record's own row (and so in its revisions)."""
        return bool(self.column) and "__" not in self.column and not self.derived and self.custom_id is None

    @property
    def column(self) -> str:
        """The ORM path of the stored value; empty for computed and many-fields."""
        if self.compute is not None or isinstance(self.type, Many):
            return ""
        path = self.path or self.name
        return f"{path}_id" if isinstance(self.type, Ref) and not path.endswith("_id") else path

    @property
    def order(self) -> str:
        """The ORM path that sorts this field; empty when it cannot be sorted."""
        if not self.sort:
            return ""
        if isinstance(self.type, Ref) and not self.sort_path:
            from credentry.core.records import kinds

            return f"{self.column.removesuffix('_id')}__{kinds.get(self.type.kind).title}"
        return self.sort_path or self.column

    @property
    def operators(self) -> tuple[str, ...]:
        """Operators a condition may use on this field."""
        return self.type.operators if self.filter else ()


def options(words: Sequence[tuple[str, str, str]]) -> tuple[tuple[str, Label], ...]:
    """Choice options from ``(value, zh, en)`` triples."""
    return tuple((value, Label(zh, en)) for value, zh, en in words)
