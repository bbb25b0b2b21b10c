"""A governed table and one it owns, made for a test and gone with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from credentry.core.ledger import guard
from credentry.core.ledger.vocabulary import Change, NewEntry
from credentry.foundation import clock
from credentry.foundation.ids import uuid7


class Thing(models.Model):
    """A governed record."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    title = models.CharField(max_length=100, unique=True)
    derived = models.IntegerField(default=0)
    last_login = models.DateTimeField(null=True)
    custom = models.JSONField(default=dict)

    class Meta:
        app_label = "ledger_tests"
        db_table = "ledger_tests_thing"

    def __str__(self) -> str:
        return self.title


class Part(models.Model):
    """A row owned by a thing; text key, two kinds in one table."""

    code = models.CharField(max_length=20, primary_key=True)
    thing_id = models.UUIDField()
    sort = models.CharField(max_length=10, default="a")

    class Meta:
        app_label = "ledger_tests"
        db_table = "ledger_tests_part"

    def __str__(self) -> str:
        return self.code


@contextmanager
def governed_things() -> Iterator[None]:
    """The tables, governed; to be used outside a transaction."""
    with connection.schema_editor() as editor:
        editor.create_model(Thing)
        editor.create_model(Part)
    guard.govern("ledger_tests_thing", "thing", "id", ignore=("derived",))
    guard.govern("ledger_tests_part", "thing", "thing_id", where={"sort": "a"})
    guard.govern("ledger_tests_part", "part", "code", where={"sort": "b"})
    guard.install()
    try:
        yield
    finally:
        for table in ("ledger_tests_thing", "ledger_tests_part"):
            guard.release(table)
        guard.uninstall()
        with connection.schema_editor() as editor:
            editor.delete_model(Thing)
            editor.delete_model(Part)
        guard.install()


def entry_of(object_id: Any, kind: str = "thing", act: str = "thing.change", **more: Any) -> NewEntry:
    """An entry naming one object."""
    values: dict[str, Any] = {"changes": (Change("title", None, "x"),), **more}
    return NewEntry(kind, str(object_id), act, "u_1", "session", clock.now(), **values)
