"""Which cells and rows of the user's workbook are marked, and with which words."""

from pathlib import Path
from typing import Any

import orjson

from credentry.capabilities.intake.engine import messages, stages, storage
from credentry.capabilities.intake.engine.undoing import MESSAGES, ROW, STATE
from credentry.capabilities.intake.models import ImportRun
from credentry.capabilities.intake.reading import sandbox
from credentry.capabilities.intake.vocabulary import RowState
from credentry.foundation.labels import Label

KEPT_ROWS = 20_000
TITLE = Label("导入结果", "Import result")
STATE_WORDS = {
    RowState.CREATED: Label("新增", "created"),
    RowState.UPDATED: Label("更新", "updated"),
    RowState.UNCHANGED: Label("无变化", "unchanged"),
    RowState.REJECTED: Label("未导入", "not imported"),
    RowState.DUPLICATE: Label("重复", "duplicate"),
    RowState.SKIPPED: Label("跳过", "skipped"),
    RowState.UNDONE: Label("已撤销", "undone"),
    RowState.KEPT: Label("未撤销", "not undone"),
}
RANK = {"error": 2, "warning": 1, "info": 0}
LEVELS = {RowState.REJECTED: "error", RowState.KEPT: "warning"}


def report(run: ImportRun, lang: str, out: Path) -> None:
    """Write the user's own workbook with a result column and coloured cells to ``out``. Raises Unreadable."""
    table = stages.table_of(run.analysis, run.mapping)
    book = storage.book_of(run)
    marks = {
        "keep": run.format == "xlsx" and book.sheets[table["sheet"]].rows <= KEPT_ROWS,
        "sheet": table["sheet"],
        "sheet_name": table["sheet_name"],
        "header_row": max(table["header_rows"], default=0),
        "columns": [one["index"] for one in table["columns"]],
        "title": TITLE.text(lang),
        "rows": [],
        "cells": [],
    }
    for chunk in run.chunks.order_by("first").iterator(chunk_size=1):
        for outcome in chunk.outcomes:
            _mark(outcome, lang, marks)
    folder = storage.folder_of(run)
    marks_file = folder / "marks.json"
    marks_file.write_bytes(orjson.dumps(marks))
    sandbox.call(
        "credentry.capabilities.intake.reporting.worker",
        [str(storage.source_of(run)), str(folder), str(marks_file), str(out)],
    )


def _mark(outcome: list[Any], lang: str, marks: dict[str, Any]) -> None:
    state = RowState(outcome[STATE])
    said = [(one, messages.text(one, lang)) for one in outcome[MESSAGES]]
    level = max((one["level"] for one, _ in said), key=lambda word: RANK[word], default="info")
    level = LEVELS.get(state, level)
    words = STATE_WORDS[state].text(lang)
    text = "; ".join(dict.fromkeys(words for _, words in said))
    marks["rows"].append([outcome[ROW], level, f"{words}: {text}" if text else words])
    for one, words in said:
        if one["column"] >= 0:
            marks["cells"].append([outcome[ROW], one["column"], one["level"], words])
