"""pytest on one test file in a process of its own, with nothing of the project but its plugins."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.house.tree import ROOT


def run_pytest(
    folder: Path, body: str, *options: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``body`` as a test file in ``folder``; the demand trace is loaded, other plugins by ``options``."""
    (folder / "test_it.py").write_text(f"import pytest\n{body}", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:django", "-p", "tests.plugin.demands", *options]
    return subprocess.run(
        [*command, str(folder)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": "", **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
