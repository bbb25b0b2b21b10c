"""The reading process: one file in, parked rows out, one JSON line on standard output.

Runs apart from the server, under limits of memory and time, so that the worst file costs one process.
``python -m credentry.capabilities.intake.reading.worker SOURCE FOLDER OPTIONS``
"""

import sys
from pathlib import Path
from typing import Any

import orjson

from credentry.capabilities.intake.reading import delimited, marked, safety, sniffing, workbook
from credentry.capabilities.intake.reading.limits import LIMITS, Limits
from credentry.capabilities.intake.reading.problems import EMPTY, TOO_HEAVY, Unreadable
from credentry.capabilities.intake.reading.spool import Book


def read(source: Path, folder: Path, options: dict[str, Any], limits: Limits = LIMITS) -> Book:
    """Read a file of any supported format into ``folder``. Raises Unreadable.

    ``options`` may name ``encoding`` and ``delimiter`` for text tables and the ``name`` of their one sheet.
    """
    name = str(options.get("name") or source.stem)
    form = sniffing.format_of(source)
    safety.check(source, form, limits)
    book = Book(folder, form)
    if form == "csv":
        delimited.read(source, book, limits, name, options.get("encoding", ""), options.get("delimiter", ""))
    elif form == "html":
        marked.read_html(source, book, limits, name)
    elif form == "json":
        marked.read_json(source, book, limits, name)
    else:
        workbook.read(source, book, limits)
    if not any(sheet.rows for sheet in book.sheets):
        raise Unreadable(EMPTY)
    book.save()
    return book


def main(arguments: list[str]) -> int:
    """Entry point; the answer is ``{"ok": true}`` or ``{"code": …, "params": {…}}``."""
    source, folder = Path(arguments[0]), Path(arguments[1])
    options = orjson.loads(arguments[2]) if len(arguments) > 2 else {}
    try:
        read(source, folder, options)
        answer: dict[str, Any] = {"ok": True}
    except Unreadable as problem:
        answer = {"code": problem.code, "params": problem.params}
    except MemoryError:
        answer = {"code": TOO_HEAVY, "params": {}}
    sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
