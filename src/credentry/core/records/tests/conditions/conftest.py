"""The lamp kinds for every test here."""

from collections.abc import Iterator

import pytest

from credentry.core.records.tests.conditions.lamps import declared, installed, tables


@pytest.fixture(autouse=True)
def _lamps() -> Iterator[None]:
    with declared(), installed():
        yield


@pytest.fixture(scope="session")
def lamp_tables(django_db_setup: None, django_db_blocker) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """Tables that outlive the rolled-back transactions of single tests."""
    with django_db_blocker.unblock():
        manager = tables()
        manager.__enter__()
    yield
    with django_db_blocker.unblock():
        manager.__exit__(None, None, None)
