"""The content a decision is about: the subject's values and the case's own."""

from collections.abc import Mapping
from typing import Any

from credentry.capabilities.approvals.models import Case
from credentry.core.records import kinds
from credentry.core.records.values import Snapshotter, plain
from credentry.foundation.canonical import encode
from credentry.foundation.hashing import sha256_hex

#: What the engine keeps beside the variables; no part of the content.
INNER = ("steps", "branch", "chosen", "served")
#: Which papers are there: name → files. Part of the content, written by the room only.
PAPERS = "papers"
#: Names nobody may fill in.
RESERVED = (*INNER, PAPERS)


def steps_done(data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Node → what was decided there, in the order of the decisions. The database does not keep the order of keys."""
    steps = data.get("steps") or {}
    return dict(sorted(steps.items(), key=lambda one: (one[1].get("n", 0), one[1].get("at", ""))))


def keep(case: Case, at: Any, by: str, step: str) -> None:
    """Remember what the case knows now: the word just given is on this."""
    data = {name: value for name, value in case.data.items() if name not in INNER}
    case.decided = {"at": plain(at), "by": by, "step": step, "data": plain(data)}


def subject_of(case: Case) -> Any:
    """The record the case is about, or None."""
    kind = kinds.find(case.subject_kind) if case.subject_kind else None
    if kind is None or not case.subject_id:
        return None
    return kind.model_class._default_manager.filter(pk=case.subject_id).first()


def content_hash(case: Case) -> str:
    """Names exactly what is decided on. Two queries at most."""
    record = subject_of(case)
    values: dict[str, Any] = {}
    if record is not None:
        values = Snapshotter(kinds.get(case.subject_kind)).take([record])[record.pk]
    data = {name: value for name, value in case.data.items() if name not in INNER}
    return sha256_hex(encode({"subject": plain(values), "data": plain(data)}))
