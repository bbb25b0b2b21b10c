"""Property tests draw the same examples every time; the hunt draws others, more of them, and runs nothing else."""

from pathlib import Path

from tests.house.running import run_pytest

BODY = """
from hypothesis import given, settings, strategies as st
class TestIt:
    @settings(max_examples=7)
    @given(n=st.integers(0, 10**9))
    def test_drawn(self, n):
        print("drew", n)
@pytest.mark.hunt
def test_of_another_make(): pass
def test_plain(): print("plain ran")
"""


def drawn(folder: Path, *options: str, times: str = "1") -> tuple[list[str], str]:
    """The numbers that were drawn, and all that the run said."""
    done = run_pytest(
        folder, BODY, "-s", "-p", "tests.plugin.hunting", *options, environment={"CREDENTRY_EXAMPLES": times}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return [line.split()[-1] for line in done.stdout.splitlines() if "drew" in line], done.stdout


def test_the_same_examples_every_time(tmp_path: Path) -> None:
    once, said = drawn(tmp_path)
    assert len(once) == 7
    assert "3 passed" in said
    assert drawn(tmp_path)[0] == once


def test_the_hunt_draws_others_and_more_and_runs_nothing_else(tmp_path: Path) -> None:
    first, said = drawn(tmp_path, "--hunt", times="10")
    assert len(first) == 70
    assert "plain ran" not in said
    assert "2 passed, 1 deselected" in said
    assert drawn(tmp_path, "--hunt", times="10")[0] != first
