"""From tens of thousands of registered credentials to a million: copied in SQL, each copy with its ledger entry.

Registering a million one by one through ``perform_many`` takes most of an hour on two shared cores and measures the
import, which has a row of its own. So the first rows go through the product, and the rest are copies of them: new ids,
own numbers in the register and on paper, the same spread of dates, types, units and people, other products; with terms,
links, duties, deadlines and revisions. The ledger's guard is on: each copy has its own entry in the log and its own leaf in the tree.
The text index is then rebuilt by the product's own command.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db import connection, models, transaction

from credentry.core.ledger.actions import append
from credentry.core.ledger.vocabulary import Change, NewEntry
from credentry.foundation import clock
from credentry.plumbing import sql

STEP = 25_000
KIND = "credential"
MAP = "bench_map"
PRODUCTS = "bench_products"
Say = Callable[[str], None]
#: Model → its column that points to the credential; revisions come last because they name the ledger entry.
PARTS = (
    ("credentials.Term", "credential_id"),
    ("credentials.CredentialMarket", "credential_id"),
    ("credentials.CredentialProduct", "credential_id"),
    ("credentials.Duty", "credential_id"),
    ("credentials.StandingSegment", "credential_id"),
    ("records.Deadline", "record_id"),
    ("alerts.Pending", "record_id"),
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One round of copies: which, the number of the first of them, and how many products there are to name."""

    at: int
    first: int
    products: int


def multiply(rows: int, say: Say) -> float:
    """Copy what is there until the register holds ``rows`` credentials; copies per second."""
    sql.make_temporary(MAP, f"old {sql.uuid_type()}, new {sql.uuid_type()}, n bigint, seq bigint")
    products = _number_products()
    base = _count()
    began, made, at = time.monotonic(), 0, 0
    while base + made < rows:
        at += 1
        for start in range(0, base, STEP):
            size = min(STEP, base - start, rows - base - made)
            if size > 0:
                copy(Turn(at, base + made + 1, products), start, size)
                made += size
        if at % 4 == 0 or base + made >= rows:
            say(f"{base + made:,} credentials, copies at {made / (time.monotonic() - began):,.0f} rows/s")
    sql.run("UPDATE records_numbersequence SET last = %s WHERE key LIKE 'CRT-%%'", [rows])
    return made / max(time.monotonic() - began, 0.001)


def _count() -> int:
    return int(sql.rows("SELECT count(*) FROM credentials_credential")[0][0])


def copy(turn: Turn, start: int, size: int) -> None:
    """One transaction: ``size`` of the first credentials by number, from ``start`` on."""
    milliseconds = int(clock.now().timestamp() * 1000)
    with transaction.atomic():
        sql.empty_temporary([MAP])
        sql.run(
            f"INSERT INTO {MAP} SELECT id, {sql.new_uuid7(milliseconds)}, row_number() OVER (ORDER BY number), NULL"
            f" FROM (SELECT id, number FROM credentials_credential ORDER BY number LIMIT {size} OFFSET {start}) t"
        )
        sql.analyze(MAP)
        said = {
            "number": f"'CRT-COPY-' || lpad(cast({turn.first} - 1 + m.n AS text), 7, '0')"
            if sql.is_postgresql()
            else f"printf('CRT-COPY-%07d', {turn.first} - 1 + m.n)",
            **{
                name: f"c.{name} || 'T{turn.at}'"
                for name in ("credential_no", "credential_no_norm", "number_key")
            },
        }
        _copy_rows("credentials.Credential", "id", said)
        for model, owner in PARTS:
            other = {"product_id": _product(turn)} if model.endswith("CredentialProduct") else {}
            _copy_rows(model, owner, other)
        seqs = append(list(_entries()))
        sql.run(f"UPDATE {MAP} SET seq = n - 1 + %s", [seqs[0]])
        _copy_rows("records.Revision", "record_id", {"seq": "m.seq"})


def _number_products() -> int:
    """Number the products, so that copies can name others than their originals; how many there are."""
    sql.make_temporary(PRODUCTS, f"n bigint, id {sql.uuid_type()}", "n")
    sql.run(
        f"INSERT INTO {PRODUCTS} SELECT row_number() OVER (ORDER BY id) - 1, id FROM subjects_subject"
        " WHERE subject_kind = 'product'"
    )
    sql.analyze(PRODUCTS)
    return int(sql.rows(f"SELECT count(*) FROM {PRODUCTS}")[0][0])


def _product(turn: Turn) -> str:
    """A product far from those of the neighbours."""
    return f"(SELECT b.id FROM {PRODUCTS} b WHERE b.n = (({turn.first} + m.n) * 7919) %% {turn.products})"


def _copy_rows(label: str, owner: str, said: dict[str, str]) -> None:
    """Copy the rows of one table that belong to the mapped credentials; keys of their own are new."""
    model = apps.get_model(label)
    columns, values = [], []
    for field in model._meta.concrete_fields:
        column = str(field.column)
        if column == owner:
            value = "m.new"
        elif column in said:
            value = said[column]
        elif isinstance(field, models.AutoField):
            continue
        elif field.primary_key:
            value = sql.new_uuid7(int(clock.now().timestamp() * 1000))
        else:
            value = f"c.{connection.ops.quote_name(column)}"
        columns.append(connection.ops.quote_name(column))
        values.append(value)
    sql.run(
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)}"
        f" FROM {MAP} m JOIN {model._meta.db_table} c ON c.{owner} = m.old ORDER BY m.n"
    )


def _entries() -> Iterator[NewEntry]:
    now = clock.now()
    for new, number in sql.rows(
        f"SELECT m.new, c.number FROM {MAP} m JOIN credentials_credential c ON c.id = m.new ORDER BY m.n"
    ):
        record = new if isinstance(new, UUID) else UUID(hex=new)
        yield NewEntry(
            KIND,
            str(record),
            "credential.register",
            "system:bench",
            "cli",
            now,
            [Change("number", None, number)],
        )
