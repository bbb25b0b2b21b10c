"""The same behaviour on the second database: ``pytest --second-database`` leaves out what no database can change.

Pure rules, parsers and the rules of the house were proven by the run on the first. Kept are the tests that use the
database, those with instances of their own, and those marked ``deep``, for which this longer run is the place.
"""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--second-database", action="store_true", help="only tests that use a database or an instance"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "deep: takes long, needs no database: for --second-database and --hunt"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--second-database"):
        left_out = [item for item in items if not touches_a_database(item)]
    elif not config.getoption("--hunt", default=False):
        left_out = [item for item in items if is_deep(item)]
    else:
        left_out = []
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


def is_deep(item: pytest.Item) -> bool:
    return item.get_closest_marker("deep") is not None


def touches_a_database(item: pytest.Item) -> bool:
    """Whether its outcome can depend on the database."""
    fixtures = set(getattr(item, "fixturenames", ()))
    module = getattr(item, "module", None)
    return bool(
        item.get_closest_marker("django_db")
        or fixtures & {"db", "transactional_db"}
        or any(hasattr(module, name) for name in ("prepared", "instance"))
        or is_deep(item)
    )
