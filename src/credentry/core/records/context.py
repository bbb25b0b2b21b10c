"""What an action knows while it runs."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.ledger.vocabulary import FileRef
from credentry.core.records.numbering import next_numbers


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened to a record; goes to the outbox in the same transaction."""

    name: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Companion:
    """A record of another kind that an action makes or touches: it gets a revision and an entry of its own.

    A ``made`` one is new; another keeps its field values, what happened to it stands in the notes.
    """

    kind: str
    action: str
    record: Any
    made: bool


@dataclass(slots=True)
class Context:
    """Actor, clock and collecting tray of one call of ``perform`` or one chunk of ``perform_many``.

    ``provenance`` maps field names to their source for the revision. ``corr`` ties the entries of one request
    together. ``was_about``: of records that were about a person before the action, the person.
    """

    actor: Actor
    now: datetime
    today: date
    why: str = ""
    corr: str = ""
    events: list[Event] = field(default_factory=list)
    notes: dict[UUID, list[tuple[str, Any, Any]]] = field(default_factory=dict)
    others: list[tuple[str, UUID, list[tuple[str, Any, Any]]]] = field(default_factory=list)
    provenance: dict[str, Any] = field(default_factory=dict)
    files: dict[UUID, list[FileRef]] = field(default_factory=dict)
    companions: dict[tuple[str, str, UUID], Companion] = field(default_factory=dict)
    was_about: dict[UUID, str] = field(default_factory=dict)

    def emit(self, name: str, **payload: Any) -> None:
        """Announce what happened."""
        self.events.append(Event(name, payload))

    def note(self, record_id: UUID, name: str, old: Any, new: Any) -> None:
        """Add a change that no field of the record shows (a status change, a duty done) to its trail."""
        self.notes.setdefault(record_id, []).append((name, old, new))

    def also(self, kind: str, record_id: UUID, changed: list[tuple[str, Any, Any]]) -> None:
        """Name another governed record that this action changed; it gets its own ledger entry."""
        self.others.append((kind, record_id, changed))

    def accompany(self, kind: str, action: str, record: Any, *, made: bool = False) -> None:
        """Give another record that this action makes, or whose notes it adds to, its own revision and entry.

        The caller has locked a record that existed before.
        """
        self.companions.setdefault((kind, action, record.pk), Companion(kind, action, record, made))

    def carry(self, record_id: UUID, file: FileRef) -> None:
        """Name a file in the ledger entry of a record."""
        self.files.setdefault(record_id, []).append(file)

    def numbers(self, pattern: str, count: int = 1) -> list[str]:
        """The next readable numbers under a numbering rule."""
        return next_numbers(pattern, count, self.today)

    def stamp(self, record: Any) -> None:
        """Fill what every new record carries: version, times, who made it."""
        record.version = 1
        record.created_at = record.updated_at = self.now
        if hasattr(record, "created_by_id"):
            record.created_by_id = self.actor.user_id
