"""Loaded before Django's settings: an isolated home for each worker, fast password hashing, no real mail.

All of it lies in one folder of this run (``CREDENTRY_TEST_SHARED``), which goes when the run ends.
"""

import os
import shutil
import tempfile
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if not WORKER:
    os.environ["CREDENTRY_TEST_SHARED"] = tempfile.mkdtemp(prefix="credentry-test-")
SHARED = Path(os.environ["CREDENTRY_TEST_SHARED"])

os.environ.setdefault("CREDENTRY_TEST_MODE", "1")
# Hundreds of processes are started from here; where this is set each of them compiles every file anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
given = os.environ.get("CREDENTRY_HOME", "")
if not given or Path(given).parent == SHARED:  # ours, or our controller's
    os.environ["CREDENTRY_HOME"] = str(SHARED / f"home-{WORKER or 'only'}")
    Path(os.environ["CREDENTRY_HOME"]).mkdir(exist_ok=True)


def pytest_unconfigure() -> None:
    """The run is over, and its workers are gone."""
    if WORKER:
        return
    from tests.prepared import forget

    forget(SHARED)
    shutil.rmtree(SHARED, ignore_errors=True)
