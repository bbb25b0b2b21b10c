"""Questions about imports (the import object, its rows, its report) and about the mailbox."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from credentry.capabilities.intake.engine import messages, stages, storage
from credentry.capabilities.intake.engine.rows import shown_row
from credentry.capabilities.intake.engine.targets import targets_of
from credentry.capabilities.intake.engine.undoing import BEFORE, MESSAGES, RECORD, ROW, STATE
from credentry.capabilities.intake.mailbox.addresses import mailbox_of
from credentry.capabilities.intake.mailbox.client import Away, Refused, session
from credentry.capabilities.intake.mapping.targets import Target
from credentry.capabilities.intake.models import ImportRun, MailboxRound
from credentry.capabilities.intake.reading.problems import Unreadable
from credentry.capabilities.intake.reading.spool import Book
from credentry.capabilities.intake.reporting import marks, templates
from credentry.capabilities.intake.tables.shapes import letter
from credentry.capabilities.intake.vocabulary import BUSY, RunState, profile_of
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.scope import visible
from credentry.core.records.values import plain
from credentry.foundation.errors import Forbidden, NotFound, message

Run = ImportRun
MAX_PAGE = 500
COUNTS = ("rows", "created", "updated", "unchanged", "rejected", "duplicates", "skipped", "warnings")


def find_run(actor: Actor, run_id: UUID | str) -> ImportRun:
    """An import the actor made, or one that a grant on imports shows. Raises NotFound."""
    runs = ImportRun.objects.select_related("created_by__unit")
    try:
        run = runs.filter(pk=run_id).first()
    except (ValueError, TypeError):
        run = None
    if run is None:
        raise NotFound()
    if actor.is_system or (run.created_by_id is not None and run.created_by_id == actor.user_id):
        return run
    if not visible(actor, kinds.get("import_run")).filter(pk=run.pk).exists():
        raise NotFound()
    return run


def own_run(actor: Actor, run_id: UUID | str) -> ImportRun:
    """An import the actor may go on with: only who made it. Raises NotFound, Forbidden."""
    run = find_run(actor, run_id)
    if not actor.is_system and run.created_by_id != actor.user_id:
        raise Forbidden(action=kinds.get("import_run").label)
    return run


def view(run: ImportRun, lang: str) -> dict[str, Any]:
    """The import object of the API."""
    total = run.total or 0
    return {
        "id": str(run.pk),
        "kind": run.record_kind,
        "state": run.state,
        "busy": run.state in BUSY,
        "file_name": run.title,
        "size": run.size,
        "format": run.format,
        "created_at": run.created_at.isoformat(),
        "created_by": {"id": str(run.created_by_id), "name": run.created_by.name} if run.created_by else None,
        "committed_at": run.committed_at.isoformat() if run.committed_at else None,
        "undone_at": run.undone_at.isoformat() if run.undone_at else None,
        "error": _error(run, lang),
        "progress": {
            "phase": run.phase,
            "done": run.done,
            "total": total,
            "percent": round(100 * run.done / total) if total else 0,
        },
        "counts": {name: getattr(run, name) for name in COUNTS},
        "reading": {**run.reading, **_read_as(run)},
        "sheets": run.analysis.get("sheets", []),
        "tables": run.analysis.get("tables", []),
        "mapping": run.mapping or None,
        "targets": [target_view(one) for one in _targets(run)],
        "keys": [[part.field for part in key] for key in profile_of(run.record_kind).keys],
        "proposals": run.proposals,
        "unlisted": run.analysis.get("unlisted", 0),
        "made": run.made,
    }


def _read_as(run: ImportRun) -> dict[str, Any]:
    return {name: run.analysis[name] for name in ("encoding", "delimiter") if run.analysis.get(name)}


def _targets(run: ImportRun) -> Sequence[Target]:
    return targets_of(kinds.get(run.record_kind), profile_of(run.record_kind))


def _error(run: ImportRun, lang: str) -> dict[str, Any] | None:
    if not run.error:
        return None
    return {"code": run.error["code"], "message": message(run.error["code"], lang, run.error["params"])}


def target_view(one: Target) -> dict[str, Any]:
    """A field an import may fill, for the mapping screen."""
    return {
        "name": one.name,
        "label": one.label.as_dict(),
        "type": one.type,
        "required": one.required,
        "ref": one.ref,
        "group": one.group,
        "options": [value for value, _ in one.choices],
    }


def rows_page(run: ImportRun, lang: str, state: str = "", after: int = 0, limit: int = 100) -> dict[str, Any]:
    """Rows behind row number ``after`` (1-based, as in the user's sheet), with messages, changes and cells."""
    limit = max(1, min(limit, MAX_PAGE))
    states = {one for one in state.split(",") if one}
    found: list[list[Any]] = []
    for chunk in run.chunks.filter(last__gte=after).order_by("first").iterator(chunk_size=1):
        if states and not any(chunk.counts.get(one) for one in states | ({"warnings"} & states)):
            continue
        for outcome in chunk.outcomes:
            if outcome[ROW] + 1 > after and _wanted(outcome, states):
                found.append(outcome)
                if len(found) > limit:
                    break
        if len(found) > limit:
            break
    following = found[limit - 1][ROW] + 1 if len(found) > limit else None
    return {"items": _rows(run, found[:limit], lang), "next": following}


def _wanted(outcome: list[Any], states: set[str]) -> bool:
    if not states or outcome[STATE] in states:
        return True
    return "warnings" in states and any(one["level"] == "warning" for one in outcome[MESSAGES])


def _rows(run: ImportRun, outcomes: Sequence[list[Any]], lang: str) -> list[dict[str, Any]]:
    if not outcomes:
        return []
    table = stages.table_of(run.analysis, run.mapping)
    columns = [one["index"] for one in table["columns"]]
    try:
        book: Book | None = storage.book_of(run)
    except Unreadable:
        book = None
    items = []
    for outcome in outcomes:
        row = next(book.rows(table["sheet"], outcome[ROW], outcome[ROW] + 1), []) if book else []
        items.append(
            {
                "row": outcome[ROW] + 1,
                "state": outcome[STATE],
                "record": {"id": outcome[RECORD]} if outcome[RECORD] else None,
                "cells": shown_row(row, columns),
                "changes": [
                    {"field": name, "old": old, "new": new}
                    for name, old, new in (outcome[BEFORE] or {}).get("changes", ())
                ],
                "messages": [message_view(one, lang) for one in outcome[MESSAGES]],
            }
        )
    return items


def message_view(one: dict[str, Any], lang: str) -> dict[str, Any]:
    """A message as the API shows it, with the letter of the user's column."""
    return {
        "level": one["level"],
        "field": one["field"],
        "column": letter(one["column"]) if one["column"] >= 0 else None,
        "code": one["code"],
        "message": messages.text(one, lang),
    }


def every_row(run: ImportRun, lang: str, states: Sequence[str]) -> list[dict[str, Any]]:
    """All rows in the given states: row, record id and messages; for programs."""
    found = []
    for chunk in run.chunks.order_by("first").iterator(chunk_size=1):
        for outcome in chunk.outcomes:
            if outcome[STATE] in states:
                found.append(
                    {
                        "row": outcome[ROW] + 1,
                        "record": outcome[RECORD],
                        "messages": [message_view(one, lang) for one in outcome[MESSAGES]],
                    }
                )
    return found


def write_report(run: ImportRun, lang: str, out: Path) -> None:
    """The user's own workbook with the results. Raises NotFound before a dry run, Unreadable."""
    if run.state in (RunState.ANALYSING, RunState.FAILED) or not run.mapping:
        raise NotFound()
    marks.report(run, lang, out)


def write_template(actor: Actor, kind_name: str, lang: str, out: Path) -> None:
    """An empty workbook for a kind. Raises NotFound."""
    if kinds.find(kind_name) is None or not actor.may(kind_name):
        raise NotFound()
    templates.template(kind_name, lang, out)


def mailbox_state() -> tuple[bool, str]:
    """Whether the mailbox can be read now, and how many messages wait there; signs in to find out."""
    try:
        mailbox = mailbox_of(settings.CREDENTRY_IMAP_URL)
        if mailbox is None:
            return False, "CREDENTRY_IMAP_URL is not set"
        with session(mailbox) as box:
            open_line = "" if mailbox.private else ", NOT ENCRYPTED: use imaps:// or imap+starttls://"
            return not open_line, f"{mailbox.shown}, {len(box.unread())} unread{open_line}"
    except (ValueError, Away, Refused) as error:
        return False, str(error)


def last_round() -> dict[str, Any] | None:
    """When mail was last looked for, when that last worked, and what is wrong; None where no mailbox is set up."""
    try:
        mailbox = mailbox_of(settings.CREDENTRY_IMAP_URL)
    except ValueError as error:
        return {"at": None, "worked_at": None, "error": str(error), "failed": 0}
    if mailbox is None:
        return None
    row = MailboxRound.objects.filter(mailbox=mailbox.shown[:400]).first()
    if row is None:
        return {"at": None, "worked_at": None, "error": "", "failed": 0}
    return {"at": plain(row.at), "worked_at": plain(row.worked_at), "error": row.error, "failed": row.failed}
