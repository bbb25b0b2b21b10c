"""From what happened to the exact bytes of an entry. No database: its place is handed in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from credentry.core.ledger.disclosure import disclose, redacted
from credentry.core.ledger.vocabulary import (
    ENTRY_TOO_LARGE,
    HASH_OF_FILE,
    MAX_ENTRY_BYTES,
    Change,
    NewEntry,
)
from credentry.foundation import canonical, clock
from credentry.foundation.errors import DomainError

LEDGER_SUBJECT = "ledger"  # owner of openings that are redacted for size, not for a person
VERSION = 1


class Built(NamedTuple):
    """The bytes of an entry and the disclosures to keep: (path, subject, disclosure)."""

    body: bytes
    openings: list[tuple[str, str, str]]


class Builder:
    """Builds the entries of one batch; remembers what they share."""

    def __init__(self) -> None:
        self._actors: dict[tuple[str, str], dict[str, str]] = {}
        self._instants: dict[datetime, tuple[str, str]] = {}

    def when(self, at: datetime) -> tuple[str, str]:
        """UTC text of an instant and the offset of the instance's zone then, like ``+08:00``."""
        cached = self._instants.get(at)
        if cached is None:
            offset = f"{at.astimezone(clock.zone()):%z}"
            cached = self._instants[at] = (canonical.instant(at), f"{offset[:3]}:{offset[3:]}")
        return cached

    def build(self, new: NewEntry, n: int, prev: int | None) -> Built:
        """The entry in its place of the object's chain. Raises DomainError when it cannot be made small enough."""
        openings: list[tuple[str, str, str]] = []
        key = (new.actor_id, new.via)
        actor = self._actors.get(key)
        if actor is None:
            actor = self._actors[key] = {"id": new.actor_id, "via": new.via}
        at, tz = self.when(new.at)
        entry: dict[str, Any] = {
            "act": new.act,
            "actor": actor,
            "at": at,
            "chg": _changes(new, openings),
            "corr": new.corr,
            "files": [[HASH_OF_FILE, *one] for one in new.files],
            "n": n,
            "obj": (new.kind, new.object_id),
            "prev": prev,
            "tz": tz,
            "v": VERSION,
            "why": _why(new, openings),
        }
        if new.sig is not None:
            entry["sig"] = new.sig
        body = canonical.encode(entry)
        if len(body) > MAX_ENTRY_BYTES:
            body = _shrink(entry, openings)
        return Built(body, openings)


def _changes(new: NewEntry, openings: list[tuple[str, str, str]]) -> list[tuple[str, Any, Any]]:
    plain = canonical.plain
    changes: list[tuple[str, Any, Any]] = []
    for position, change in enumerate(new.changes):
        old, value = plain(change.old), plain(change.new)
        if change.personal:
            old = _redact(new, change, position, "old", old, openings)
            value = _redact(new, change, position, "new", value, openings)
        changes.append((change.field, old, value))
    return changes


def _redact(
    new: NewEntry, change: Change, position: int, side: str, value: Any, openings: list[tuple[str, str, str]]
) -> Any:
    if value is None:
        return None
    disclosure = disclose(change.field, value)
    subject = new.subject or f"{new.kind}:{new.object_id}"
    openings.append((f"chg/{position}/{side}", subject, disclosure))
    return redacted(disclosure)


def _why(new: NewEntry, openings: list[tuple[str, str, str]]) -> dict[str, Any] | None:
    if not new.why:
        return {"code": new.why_code} if new.why_code else None
    disclosure = disclose("why", new.why)
    openings.append(("why", new.subject or f"actor:{new.actor_id}", disclosure))
    text = redacted(disclosure)
    return {"code": new.why_code, "text": text} if new.why_code else {"text": text}


def _shrink(entry: dict[str, Any], openings: list[tuple[str, str, str]]) -> bytes:
    """Move the long parts of the entry into openings until it fits; the log keeps their digests."""
    size = 0
    for part in ("chg", "files"):
        disclosure = disclose(part, entry[part])
        openings.append((part, LEDGER_SUBJECT, disclosure))
        entry[part] = redacted(disclosure)
        body = canonical.encode(entry)
        size = len(body)
        if size <= MAX_ENTRY_BYTES:
            return body
    raise DomainError(ENTRY_TOO_LARGE, size=size)


def digests_of(entry: dict[str, Any]) -> dict[str, str]:
    """Every redacted place of a parsed entry: path → digest."""
    found: dict[str, str] = {}
    changes = entry.get("chg")
    if isinstance(changes, dict):
        found["chg"] = str(changes.get("_sd"))
    elif isinstance(changes, list):
        for position, change in enumerate(changes):
            for side, value in zip(("old", "new"), _sides(change), strict=False):
                if isinstance(value, dict) and "_sd" in value:
                    found[f"chg/{position}/{side}"] = str(value["_sd"])
    if isinstance(entry.get("files"), dict):
        found["files"] = str(entry["files"].get("_sd"))
    why = entry.get("why")
    if isinstance(why, dict) and isinstance(why.get("text"), dict):
        found["why"] = str(why["text"].get("_sd"))
    return found


def _sides(change: Any) -> Sequence[Any]:
    return change[1:3] if isinstance(change, list) else ()
