"""On the second database runs what a database can change, and what is too long for the first run."""

from pathlib import Path

from tests.house.running import run_pytest

BODY = """
@pytest.fixture
def db(): pass
@pytest.fixture
def company(db): pass
def test_pure(): pass
def test_stored(company): pass
@pytest.mark.django_db
def test_marked(): pass
@pytest.mark.deep
def test_long(): pass
"""
HERE = ("-v", "-p", "tests.plugin.second_database")


def ran(folder: Path, *options: str) -> set[str]:
    done = run_pytest(folder, BODY, *HERE, *options)
    assert done.returncode == 0, done.stdout + done.stderr
    return {
        line.split("::")[1].split()[0]
        for line in done.stdout.splitlines()
        if "::" in line and "PASSED" in line
    }


def test_each_run_has_its_tests(tmp_path: Path) -> None:
    assert ran(tmp_path) == {"test_pure", "test_stored", "test_marked"}
    assert ran(tmp_path, "--second-database") == {"test_stored", "test_marked", "test_long"}
