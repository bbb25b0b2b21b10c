"""Temporary tables are empty each time they are made, whatever they held, and keep nothing of another size."""

import pytest

from credentry.plumbing import sql

pytestmark = pytest.mark.django_db
NAME = "tmp_of_this_test"


def size() -> int:
    return int(sql.rows(f"SELECT count(*) FROM {NAME}")[0][0])


@pytest.mark.parametrize("count", [1, 20_000])
def test_made_again_it_is_empty(count: int) -> None:
    for _ in range(3):
        sql.make_temporary(NAME, "id integer PRIMARY KEY, word varchar(20)", "word")
        assert size() == 0
        sql.fill(NAME, [(n, f"word {n}") for n in range(count)])
        assert size() == count
    sql.ensure_temporary(NAME, "id integer PRIMARY KEY, word varchar(20)", "word")
    assert size() == count
    sql.empty_temporary([NAME])
    assert size() == 0
    if sql.is_postgresql():
        (pages,) = sql.rows(f"SELECT pg_relation_size('{NAME}')")
        assert pages[0] <= 65_536  # a large one gives its room back


def test_room_for_work_over_a_register_is_given_back() -> None:
    if sql.is_postgresql():
        with sql.roomy():
            assert sql.rows("SHOW work_mem") == [("128MB",)]
        return
    asked = ("PRAGMA main.cache_size", "PRAGMA temp.cache_size")
    before = [sql.rows(one) for one in asked]
    inside = []

    def broken() -> None:
        with sql.roomy():
            inside.extend(sql.rows(one) for one in asked)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert inside == [[(-128 * 1024,)], [(-64 * 1024,)]]
    assert [sql.rows(one) for one in asked] == before
