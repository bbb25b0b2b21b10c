"""What README and CI promise to be there is there."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT, committed

PROMISED = (
    "demo", "run", "test", "test-all", "lint", "types", "floors", "web", "bench", "check", "demands", "hunt", "help",
)  # fmt: skip


def test_help_is_the_default_and_names_every_promised_target() -> None:
    said = subprocess.run(
        ["make"], cwd=ROOT, capture_output=True, text=True, check=True, env=dict(os.environ)
    ).stdout
    listed = set(re.findall(r"^  make ([a-z-]+) ", said, re.M))
    assert set(PROMISED) <= listed


def test_ci_runs_what_the_readme_says() -> None:
    steps = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make check" in steps
    assert "make test-all" in steps
    assert "set -euo pipefail" in steps


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_names_the_two_commands_and_real_targets(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "make demo" in text
    assert "make test" in text
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"\bmake ([a-z-]+)\b", text)) <= targets


def test_links_lead_somewhere() -> None:
    missing = []
    for page in committed():
        if page.suffix != ".md" or "fonts" in page.parts:
            continue
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in link and not (page.parent / link).exists():
                missing.append(f"{page.relative_to(ROOT)}: {link}")
    assert not missing


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "guide").glob("*.md")), ids=lambda page: page.name)
def test_each_guide_page_exists_in_both_languages(page: Path) -> None:
    other = (
        page.name.replace(".zh-CN.md", ".md")
        if ".zh-CN." in page.name
        else page.name.replace(".md", ".zh-CN.md")
    )
    assert (page.parent / other).exists()
    assert f"]({other})" in page.read_text(encoding="utf-8")
