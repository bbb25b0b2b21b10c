"""SQLite plans with what it was told of the tables: told when they have grown, and every connection hears it."""

import sqlite3

import pytest
from django.conf import settings
from django.db import connection

from credentry.foundation import clock
from credentry.plumbing import sql, statistics
from credentry.plumbing.models import Job

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "postgres" in settings.DATABASES["default"]["ENGINE"], reason="PostgreSQL finds out by itself"
    ),
]
TABLE = "plumbing_job"


def put(count: int) -> None:
    now = clock.now()
    Job.objects.bulk_create(Job(name="x", state="done", run_at=now, created_at=now) for _ in range(count))


def told() -> int:
    rows = sql.rows("SELECT max(CAST(stat AS integer)) FROM main.sqlite_stat1 WHERE tbl = %s", [TABLE])
    return int(rows[0][0])


def test_told_when_a_table_has_outgrown_it_and_not_before() -> None:
    put(200)
    other = sqlite3.connect(connection.settings_dict["NAME"])
    (first,) = other.execute("PRAGMA schema_version").fetchone()
    statistics.refresh({})
    assert 100 <= told() <= 400
    (second,) = other.execute("PRAGMA schema_version").fetchone()
    assert second != first  # whoever has the file open reads anew what was told
    put(300)
    assert TABLE not in statistics.outgrown()
    statistics.refresh({})
    assert other.execute("PRAGMA schema_version").fetchone() == (second,)
    put(2000)
    assert TABLE in statistics.outgrown()
    statistics.refresh({})
    assert told() > 1200
    other.close()


def test_what_was_told_of_temporary_tables_is_another_matter() -> None:
    put(200)
    statistics.refresh({})
    sql.make_temporary("of_this_connection", "id integer", "id")
    sql.fill("of_this_connection", [(1,)])
    sql.analyze("of_this_connection", everywhere=True)

    assert TABLE not in statistics.outgrown()
    statistics.tell()

    other = sqlite3.connect(connection.settings_dict["NAME"])
    assert other.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = ?", [TABLE]).fetchone()[0] > 0
    assert sql.rows("SELECT count(*) FROM temp.sqlite_stat1 WHERE tbl = 'of_this_connection'")[0][0] == 1
    other.close()
