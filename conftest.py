"""Test session set-up: an isolated home, fast password hashing, no real mail."""

import os
import tempfile

import pytest

os.environ.setdefault("CREDENTRY_TEST_MODE", "1")
os.environ.setdefault("CREDENTRY_HOME", tempfile.mkdtemp(prefix="credentry-test-"))

pytest_plugins = ["tests.plugin.demands"]


@pytest.fixture(scope="session", autouse=True)
def _ledger_lets_teardown_empty() -> None:
    """The ledger forbids what a test's teardown does; see there."""
    from credentry.core.ledger.tests.emptying import allow_emptying

    allow_emptying()
