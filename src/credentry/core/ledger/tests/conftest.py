"""Each test of the ledger has its own keys and its own signer's memory."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _own_keys_and_state(tmp_path: Path, settings: Settings) -> None:
    settings.CREDENTRY_KEYS = tmp_path / "keys"
    settings.CREDENTRY_STATE = tmp_path / "state"
    settings.CREDENTRY_LEDGER_ORIGIN = "test.example/ledger/1"
