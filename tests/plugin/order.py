"""Tests with servers and workers of their own come first: a run that ends with short tests keeps every core busy."""

import pytest


@pytest.hookimpl(trylast=True)  # pytest-django has put its own order by then
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not (item.path.parent.name == "running" and not uses_test_database(item)))


def uses_test_database(item: pytest.Item) -> bool:
    return bool({"db", "transactional_db"} & set(getattr(item, "fixturenames", ())))
