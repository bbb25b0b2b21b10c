"""The published operation × operation table is what the code does."""

from pathlib import Path

import pytest

from credentry.capabilities.approvals.step import table
from credentry.capabilities.approvals.step.table import FIRST, GROUPS, follow, page, scene
from credentry.capabilities.approvals.step.tests.scene import shown
from credentry.capabilities.approvals.step.vocabulary import Mode, Op

PAGE = Path(__file__).resolve().parents[6] / "docs" / "approval-operations.md"


def test_the_page_is_current(tmp_path: Path) -> None:
    assert table.main([str(tmp_path / "page.md")]) == 0
    made = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert made == PAGE.read_text(encoding="utf-8"), (
        "run python -m credentry.capabilities.approvals.step.table docs/approval-operations.md"
    )


def test_every_pair_is_there() -> None:
    assert set(FIRST) == set(Op) == {one for group in GROUPS for one in group}
    assert page().count("\n| **") == len(Mode) * len(GROUPS) * len(Op)


@pytest.mark.parametrize(
    ("mode", "first", "second", "who"),
    [
        (Mode.PARALLEL, Op.APPROVE, Op.APPROVE, "O="),
        (Mode.PARALLEL, Op.APPROVE, Op.TAKE_BACK, "S"),
        (Mode.PARALLEL, Op.ADD_BEFORE, Op.APPROVE, "NO"),
        (Mode.PARALLEL, Op.DELEGATE, Op.GIVE_BACK, "N"),
        (Mode.PARALLEL, Op.DELEGATE, Op.APPROVE, "O"),
        (Mode.ANY, Op.APPROVE, Op.REJECT, ""),
        (Mode.SEQUENTIAL, Op.TRANSFER, Op.APPROVE, "N"),
        (Mode.VOTE, Op.REJECT, Op.WITHDRAW, "I"),
        (Mode.VOTE, Op.TIME_OUT, Op.CLAIM, "N"),
    ],
)
def test_some_pairs_read_by_hand(mode: Mode, first: Op, second: Op, who: str) -> None:
    assert follow(mode, first, second)[0] == who


def test_standings_read_by_hand() -> None:
    assert shown(scene(Mode.SEQUENTIAL, Op.ADD_BESIDE)) == "a● b○ c○ x●"
    assert shown(scene(Mode.ANY, Op.APPROVE)) == "a✓ b· c· → approved"
