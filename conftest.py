"""Test session set-up; the environment is in tests/plugin/environment.py."""

import pytest

pytest_plugins = [
    "tests.plugin.demands",
    "tests.plugin.hunting",
    "tests.plugin.order",
    "tests.plugin.second_database",
]


@pytest.fixture(scope="session", autouse=True)
def _ledger_lets_teardown_empty() -> None:
    """The ledger forbids what a test's teardown does; see there."""
    from credentry.core.ledger.tests.emptying import allow_emptying

    allow_emptying()
