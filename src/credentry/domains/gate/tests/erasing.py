"""Somebody to be forgotten, and what of them lies on the disk."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import SYSTEM
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.tests.factories import make as make_credential
from credentry.domains.credentials.tests.factories import plain_type
from credentry.domains.subjects.tests.factories import make
from credentry.plumbing import sweeping

NAME, ID_NO, BORN = "欧阳静宜", "110101190001010006", date(1900, 1, 1)
SECOND_NAME = "欧阳婉莹"
NUMBER = "苏2320191234567"
PAYLOAD = {"ground": "request", "reason": "本人书面申请 2026-17"}
TODAY = date(2026, 11, 21)


def employer() -> Any:
    return make("organisation", "华昇电子", is_own=True)


def somebody(**more: Any) -> Any:
    """A person who left, with a file."""
    return make(
        "person", NAME, id_no=ID_NO, code="E-7781", post="注册建造师", notes=f"{NAME}的备注", gender="female",
        employer=employer().pk, employed_from="2015-03-01", employed_to="2019-12-31", **more,
    )  # fmt: skip


def certificate(person: Any, *, years: int | None = 3, **more: Any) -> Any:
    """A credential of a person that ended in 2021."""
    rule = {"retention": {"years": years, "certainty": "check"}} if years else {}
    kind = plain_type(code=f"P{Credential.objects.count()}", name_zh="建造师证", definition=rule)
    payload = {
        "title": f"建造师证 {NAME}", "credential_no": NUMBER, "holder": person.pk, "notes": f"{NAME}持有",
        "issued_on": "2018-01-01", "valid_to": "2021-12-31", **more,
    }  # fmt: skip
    return make_credential(kind, **payload)


def archived(credential: Any, until: str) -> Any:
    perform(SYSTEM, "credential", "archive", credential.pk, {"retain_until": until, "reason": f"{NAME}离职"})
    return credential


def erase(person: Any, actor: Any = SYSTEM) -> Any:
    return perform(actor, "person", "erase", person.pk, PAYLOAD)


def every_byte() -> bytes:
    """The whole database and the blob directory, with what JSON escapes written out."""
    sweeping.sweep_disk()
    if connection.vendor == "sqlite":
        stored = connection.connection.serialize()
    else:
        stored = b"\n".join(_columns_of_every_table())
    files = [one.read_bytes() for one in Path(settings.CREDENTRY_HOME).rglob("*") if one.is_file()]
    return b"\n".join([stored, *files])


def _columns_of_every_table() -> Iterator[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            for (row,) in cursor.fetchall():
                yield row.encode()
                for value in json.loads(row).values():
                    if isinstance(value, str) and value.startswith("\\x"):
                        yield bytes.fromhex(value[2:])


def forms_of(text: str) -> list[bytes]:
    """How a text may lie on the disk: as it is, escaped by JSON, in lower case."""
    return list({text.encode(), json.dumps(text)[1:-1].encode(), text.lower().encode()})


def found_on_disk(*texts: str) -> list[str]:
    stored = every_byte()
    return [text for text in texts if any(form in stored for form in forms_of(text))]
