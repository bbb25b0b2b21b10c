"""What is asked once while one change is made, and when it is asked anew."""

from collections.abc import Callable

from credentry.plumbing.settled import once, settled


def counter() -> tuple[list[int], Callable[[], int]]:
    asked: list[int] = []

    def ask() -> int:
        asked.append(len(asked))
        return len(asked)

    return asked, ask


def test_within_one_change_an_answer_is_asked_once_and_outside_every_time() -> None:
    asked, ask = counter()
    assert [once("a", ask), once("a", ask)] == [1, 2]
    with settled():
        assert [once("a", ask), once("a", ask), once("b", ask)] == [3, 3, 4]
        with settled():
            assert once("a", ask) == 3
    with settled():
        assert once("a", ask) == 5
    assert len(asked) == 5


def test_a_change_of_what_is_asked_sees_it_fresh_and_so_does_the_change_around_it() -> None:
    _, ask = counter()
    with settled():
        assert once("a", ask) == 1
        with settled(holds=False):
            assert [once("a", ask), once("a", ask)] == [2, 3]
            with settled():
                assert [once("a", ask), once("a", ask)] == [4, 4]
        assert [once("a", ask), once("a", ask)] == [5, 5]
