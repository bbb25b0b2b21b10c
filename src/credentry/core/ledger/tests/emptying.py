"""Let the test runner empty the database: what the guard must refuse is what a test's teardown does."""

from typing import Any

from django.db import connections
from django.test import TestCase, TransactionTestCase

from credentry.core.ledger import guard


def allow_emptying() -> None:
    """Teach Django's test cases to pass the guard in their teardown, and only there.

    Tests that commit (TransactionTestCase) flush every table afterwards, which the triggers forbid. Tests that
    roll back check deferred constraints first; there, rows made by factories without an entry are forgotten, since
    nothing is committed. What the guard refuses is proven by tests that commit.
    """
    if getattr(TransactionTestCase, "_passes_ledger_guard", False):
        return
    flush, rollback = TransactionTestCase._fixture_teardown, TestCase._fixture_teardown

    def flush_without_guard(self: Any) -> None:
        names = [one for one in self._databases_names(include_mirrors=False) if _has_ledger(one)]
        for name in names:
            guard.uninstall(name)
        flush(self)
        for name in names:
            guard.install(name)

    def rollback_without_dirty(self: Any) -> None:
        for name in (
            self._databases_names(include_mirrors=False) if self._databases_support_transactions() else ()
        ):
            connection = connections[name]
            if _has_ledger(name) and not connection.needs_rollback and connection.is_usable():
                with connection.cursor() as cursor:
                    cursor.execute("DELETE FROM ledger_dirty")
        rollback(self)

    TransactionTestCase._fixture_teardown = flush_without_guard
    TestCase._fixture_teardown = rollback_without_dirty
    TransactionTestCase._passes_ledger_guard = True


def _has_ledger(name: str) -> bool:
    connection = connections[name]
    return not connection.needs_rollback and "ledger_dirty" in connection.introspection.table_names()
