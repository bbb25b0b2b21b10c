"""Where an import's file and its parked rows lie: the file in the blob store, rows in a folder made anew at need."""

import shutil
from pathlib import Path

from django.conf import settings

from credentry.capabilities.intake.models import ImportRun
from credentry.capabilities.intake.reading import sandbox
from credentry.capabilities.intake.reading.problems import ERASED, Unreadable
from credentry.capabilities.intake.reading.spool import Book
from credentry.plumbing import blobs


def folder_of(run: ImportRun) -> Path:
    """The folder of a run's parked rows."""
    return Path(settings.CREDENTRY_HOME) / "intake" / str(run.pk)


def source_of(run: ImportRun) -> Path:
    """The file as it was uploaded. Raises Unreadable once it was erased for the sake of somebody in it."""
    if not run.sha256:
        raise Unreadable(ERASED)
    return blobs.path_of(run.sha256)


def read(run: ImportRun) -> Book:
    """Read the file and park its rows, replacing what was parked before. Raises Unreadable."""
    folder = folder_of(run)
    shutil.rmtree(folder, ignore_errors=True)
    name = Path(run.title).stem[:60] or "table"
    return sandbox.read(source_of(run), folder, {"name": name, **run.reading})


def book_of(run: ImportRun) -> Book:
    """The parked rows; read again where they were cleared away. Raises Unreadable."""
    try:
        return Book.load(folder_of(run))
    except OSError:
        return read(run)


def clear(run: ImportRun) -> None:
    """Give the space of the parked rows back; the file itself stays."""
    shutil.rmtree(folder_of(run), ignore_errors=True)
