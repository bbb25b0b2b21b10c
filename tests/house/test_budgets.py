"""Files and functions stay small, and nothing hides behind a name that says nothing."""

import re
from pathlib import Path

import pytest

from tests.house.tree import GENERATED, ROOT, SOURCE, lines, python_functions, rooms, written_by_hand

FILE_LINES = 400
FUNCTION_LINES = 60
SAYS_NOTHING = re.compile(r"^(utils?|helpers?|common|misc|managers?|base.*)$", re.IGNORECASE)
CODE = (".py", ".ts", ".tsx", ".css", ".typ", ".sql")


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_files_are_short() -> None:
    long = {shown(p): lines(p) for p in written_by_hand(*CODE) if lines(p) > FILE_LINES}
    assert not long, f"over {FILE_LINES} lines: {long}"


def test_python_functions_are_short() -> None:
    long = {
        f"{shown(path)}:{name}": length
        for path in written_by_hand(".py")
        for name, length in python_functions(path)
        if length > FUNCTION_LINES
    }
    assert not long, f"over {FUNCTION_LINES} lines: {long}"


def test_names_say_something() -> None:
    bad = [
        shown(path)
        for path in written_by_hand(*CODE)
        for part in path.relative_to(ROOT).parts
        if SAYS_NOTHING.match(part.split(".")[0])
    ]
    assert not bad, f"names that say nothing: {bad}"


def test_every_room_says_what_it_is_for() -> None:
    missing = [shown(room) for room in rooms() if not (room / "README.md").exists()]
    assert not missing, f"rooms without README.md: {missing}"


def test_room_readmes_are_short_and_named() -> None:
    for room in [one for one in rooms() if (one / "README.md").exists()]:
        text = (room / "README.md").read_text(encoding="utf-8")
        assert text.startswith("# "), f"{shown(room)}/README.md has no title"
        assert 3 <= len(text.splitlines()) <= 80, f"{shown(room)}/README.md: ten lines say more"


def test_the_rule_itself_sees_the_tree() -> None:
    """Guards the guard: an empty listing would make every rule above pass."""
    python = written_by_hand(".py")
    assert len(python) > 50
    assert SOURCE / "config" / "settings.py" in python
    assert not [path for path in python if any(part in str(path) for part in GENERATED)]


@pytest.mark.parametrize("name", ["utils.py", "helpers", "common.ts", "misc", "manager.py", "base_view.py"])
def test_forbidden_names_are_recognised(name: str) -> None:
    assert SAYS_NOTHING.match(name.split(".")[0])
