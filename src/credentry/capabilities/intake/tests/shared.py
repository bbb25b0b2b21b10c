"""Where the developers' real data lies; tests that need it are skipped without it."""

import os
from pathlib import Path

import pytest

DATA = Path(
    os.environ.get("CREDENTRY_SHARED_DATA") or Path(__file__).resolve().parents[6] / "shared" / "data"
)


def shared(path: str) -> Path:
    """A file of the shared data, or the test is skipped."""
    found = DATA / path
    if not found.exists():
        pytest.skip(f"shared data not here: {path} (set CREDENTRY_SHARED_DATA)")
    return found
