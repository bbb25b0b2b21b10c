"""Every scenario of the book, through the real actions and the real questions."""

import pytest

from credentry.core.ledger.audit import fsck
from credentry.core.records.tests.factories import make_company
from credentry.foundation import clock
from tests.scenarios.book import FOLDER, Scenario, scenarios
from tests.scenarios.printing import DOCUMENT, printed
from tests.scenarios.world import World

BOOK = scenarios()


@pytest.mark.django_db
@pytest.mark.parametrize("one", BOOK, ids=lambda one: one.id)
def test_scenario(one: Scenario) -> None:
    world = World(one.today)
    with clock.fixed(world.today):
        make_company()
    world.run(one.facts)
    for question in one.asks:
        try:
            world.ask(question)
        except AssertionError as error:
            raise AssertionError(f"{one.id} {one.title}: {question}: {error}") from error
    assert fsck()["findings"] == []


def test_the_book_is_large_enough_and_names_its_sources() -> None:
    assert len({one.id for one in BOOK}) == len(BOOK) >= 80
    assert len({one.pack for one in BOOK}) == 5
    for one in BOOK:
        assert one.rule
        assert one.facts
        assert one.asks


def test_the_printed_book_is_the_book() -> None:
    assert DOCUMENT.read_text("utf-8") == printed(), (
        f"run: python -m tests.scenarios.printing ({FOLDER.name})"
    )
