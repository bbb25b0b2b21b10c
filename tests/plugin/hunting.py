"""Property tests: the same examples every time, or a hunt for new ones.

``make test`` draws its examples from a seed that follows from the test itself: what was green stays green until the
test or the code changes. ``pytest --hunt`` (``make hunt``) runs the property tests alone, from another seed each time;
a counter-example found there becomes an ``@example`` of its test. A run for everybody does not take its time to
make a failing example small; ``--hypothesis-profile shrink`` does, with the same examples. ``CREDENTRY_EXAMPLES`` is
the number of times as many examples are tried as each test asks for; tests that count by it themselves are marked
``hunt``.
"""

import os
from typing import Any

import pytest
from hypothesis import Phase, settings

#: How many times the usual number of examples.
TIMES = max(1, int(os.environ.get("CREDENTRY_EXAMPLES") or "1"))
# No deadline: how long an example takes says something of the machine. No memory of earlier failures either.
ALWAYS = settings(database=None, deadline=None, print_blob=True)
settings.register_profile("shrink", ALWAYS, derandomize=True)
settings.register_profile("steady", ALWAYS, derandomize=True, phases=[Phase.explicit, Phase.generate])
settings.register_profile("hunt", ALWAYS, derandomize=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--hunt", action="store_true", help="only the property tests, from random seeds")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "hunt: a property test of another make than hypothesis', for --hunt too"
    )
    if not config.getoption("--hypothesis-profile", default=None):
        settings.load_profile("hunt" if config.getoption("--hunt") else "steady")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    found = [item for item in items if is_property(item)]
    if TIMES > 1:
        for test in {the_test(item) for item in found if drawn_by_hypothesis(item)}:
            widen(test)
    if config.getoption("--hunt"):
        config.hook.pytest_deselected(items=[item for item in items if item not in found])
        items[:] = found


def the_test(item: pytest.Item) -> Any:
    """The function behind an item, of a class or not; None for an item that is no function."""
    test = getattr(item, "obj", None)
    return getattr(test, "__func__", test)


def drawn_by_hypothesis(item: pytest.Item) -> bool:
    return bool(getattr(the_test(item), "is_hypothesis_test", False))


def is_property(item: pytest.Item) -> bool:
    """Whether the examples of a test are drawn, by hypothesis or by the test itself; the deep explorations too."""
    return drawn_by_hypothesis(item) or any(map(item.get_closest_marker, ("hunt", "deep")))


def widen(test: Any) -> None:
    """Let a property test try ``TIMES`` as many examples as it asks for."""
    asked = test._hypothesis_internal_use_settings
    test._hypothesis_internal_use_settings = settings(asked, max_examples=asked.max_examples * TIMES)
