"""What a subject or a credential is referred to by can be found from it.

SQLite looks for rows that refer to a new row while a transaction owes its ledger entry (deferred foreign keys). Without
an index that begins with the column it reads the whole referring table, for each new row.
"""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

pytestmark = pytest.mark.django_db
FILLED_IN_BULK = ("subjects.Subject", "credentials.Credential", "evidence.Document", "alerts.Alert")


@pytest.mark.parametrize("label", FILLED_IN_BULK)
def test_every_reference_to_what_is_filled_in_bulk_has_an_index(label: str) -> None:
    target = apps.get_model(label)
    found, without = 0, []
    for model in apps.get_models(include_auto_created=True):
        columns = [
            one.column
            for one in model._meta.concrete_fields
            if isinstance(one, models.ForeignKey) and one.related_model is target and _kept(one)
        ]
        found += len(columns)
        first = _indexed_first(model._meta.db_table)
        without += [f"{model._meta.db_table}.{one}" for one in columns if one not in first]
    assert found
    assert without == []


def _kept(key: Any) -> bool:
    """Whether the database holds the reference to be there."""
    return bool(key.db_constraint)


def _indexed_first(table: str) -> set[str]:
    """The first columns of the indexes that hold every row of a table."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT i.name, x.name FROM pragma_index_list(%s) i JOIN pragma_index_info(i.name) x"
                " WHERE x.seqno = 0 AND NOT i.partial",
                [table],
            )
            rows = cursor.fetchall()
            cursor.execute("SELECT name, name FROM pragma_table_info(%s) WHERE pk = 1", [table])
            rows += cursor.fetchall()
        else:
            cursor.execute(
                "SELECT x.indexrelid, a.attname FROM pg_index x JOIN pg_attribute a"
                " ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0]"
                " WHERE x.indrelid = %s::regclass AND x.indpred IS NULL",
                [table],
            )
            rows = cursor.fetchall()
        return {str(name) for _, name in rows}
