"""A database that has no time for a request: 503 in the reader's words, never a bare 500."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from credentry.core.identity.models import Unit
from credentry.core.records.tests.factories import PASSWORD, make_company
from credentry.delivery.http import security
from credentry.delivery.http.tests.client import Browser
from credentry.plumbing.tests.test_turns import somebody_writes

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def busy() -> Iterator[None]:
    """Somebody else holds what every write needs, and this connection does not wait for long."""
    if connection.vendor == "sqlite":
        with somebody_writes():
            yield
        return
    import psycopg

    given = connection.get_connection_params()
    where = {name: given[name] for name in ("dbname", "user", "password", "host", "port") if given.get(name)}
    with psycopg.connect(**where) as other:
        other.execute("LOCK TABLE identity_unit, ledger_entry IN EXCLUSIVE MODE")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = 0")


@pytest.mark.parametrize(("lang", "words"), [("zh", "系统正忙"), ("en", "The system is busy")])
def test_a_write_gets_a_clear_answer(lang: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make_company()
    user: Any = Browser("admin")
    user.call("PATCH", "/session", {"lang": lang})
    monkeypatch.setattr(security, "PATIENCE", 0.1)
    before = Unit.objects.count()
    with busy():
        status, body = user.post("/records/unit", {"code": "NEW", "name": "新部门"})
        assert (status, body["code"]) == (503, "server.busy")
        assert words in body["detail"]
        assert int(user.response.headers["Retry-After"]) > 0
    assert Unit.objects.count() == before
    status, _ = user.post("/records/unit", {"code": "NEW", "name": "新部门"})
    assert status == 201


@pytest.mark.parametrize("error_is_busy", [True, False])
def test_outside_the_api_too(error_is_busy: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that cannot be written fails in a middleware, where the API's handlers do not reach."""
    if connection.vendor != "sqlite":
        pytest.skip("sessions meet no lock on PostgreSQL")
    make_company()
    user: Any = Browser("admin")
    user.client.raise_request_exception = False
    from django.contrib.sessions.backends.db import SessionStore

    def save(self: SessionStore, must_create: bool = False) -> None:
        if not error_is_busy:
            raise RuntimeError("broken")
        with security.turns.patience(0.05), somebody_writes():
            Unit.objects.update(name="x")

    monkeypatch.setattr(SessionStore, "save", save)
    status, body = user.post("/session", {"username": "admin", "password": PASSWORD})
    assert (status, body["code"]) in ([(503, "server.busy")] if error_is_busy else [(500, "server.error")])
