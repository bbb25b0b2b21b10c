"""The one write path, shown on units and users."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Max

from credentry.core.identity.models import Unit, User
from credentry.core.ledger.models import Entry as LedgerEntry
from credentry.core.records import kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.models import Revision
from credentry.core.records.queries import Query, history, listing, visible
from credentry.core.records.tests.factories import PASSWORD, SYSTEM, make_company, make_unit
from credentry.foundation.errors import DomainError, Forbidden, Invalid, NotFound, StaleVersion

pytestmark = pytest.mark.django_db


def entries() -> int:
    return LedgerEntry.objects.count()


def test_one_action_leaves_one_revision_and_one_entry() -> None:
    before = entries()
    done = perform(SYSTEM, "unit", "define", None, {"code": "A", "name": "甲"}, why="first")
    assert (entries() - before, done.version) == (1, 1)
    revision = Revision.objects.get(record_id=done.id)
    assert revision.values["code"] == "A"
    assert revision.why == "first"
    assert revision.seq == done.seq
    changed = perform(SYSTEM, "unit", "amend", done.id, {"code": "A", "name": "乙"}, version=1)
    assert changed.version == 2
    assert ["name", "甲", "乙"] in Revision.objects.get(record_id=done.id, n=2).changed


def test_a_stale_version_changes_nothing() -> None:
    done = perform(SYSTEM, "unit", "define", None, {"code": "A", "name": "甲"})
    before = entries()
    with pytest.raises(StaleVersion):
        perform(SYSTEM, "unit", "amend", done.id, {"code": "A", "name": "乙"}, version=9)
    assert entries() == before
    assert Unit.objects.get(pk=done.id).name == "甲"


def test_wrong_input_names_every_field() -> None:
    with pytest.raises(Invalid) as caught:
        perform(SYSTEM, "unit", "define", None, {"name": "", "colour": "red"})
    found = {one.field: one.code for one in caught.value.errors}
    assert found == {"code": "field.required", "name": "field.required", "colour": "field.unknown"}
    assert all(one.message("zh") and one.message("en") for one in caught.value.errors)


@pytest.mark.django_db(transaction=True)
def test_a_raw_write_cannot_be_committed() -> None:
    done = perform(SYSTEM, "unit", "define", None, {"code": "A", "name": "甲"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=done.id).update(name="unseen")
    assert Unit.objects.get(pk=done.id).name == "甲"


@pytest.mark.demand("R-000-38")
def test_units_bound_what_is_seen() -> None:
    company = make_company()
    kind = kinds.get("unit")
    assert set(visible(company.east_editor, kind).values_list("code", flat=True)) == {"EAST"}
    assert visible(company.stranger, kind).count() == 0
    assert visible(company.admin, kind).count() == 3
    with pytest.raises(NotFound):
        perform(company.stranger, "unit", "amend", company.east.pk, {"code": "E", "name": "x"})
    with pytest.raises(Forbidden):
        perform(company.east_editor, "unit", "amend", company.east.pk, {"code": "E", "name": "x"})


def test_moving_a_unit_carries_its_subtree_and_names_every_row() -> None:
    company = make_company()
    below = make_unit("EAST-1", "一厂", company.east)
    perform(
        SYSTEM, "unit", "amend", company.east.pk, {"code": "EAST", "name": "华东", "parent": company.west.pk}
    )
    moved = Unit.objects.get(pk=below.pk)
    assert moved.path.startswith(Unit.objects.get(pk=company.west.pk).path)
    with pytest.raises(DomainError):
        perform(SYSTEM, "unit", "amend", company.west.pk, {"code": "WEST", "name": "w", "parent": below.pk})


def test_nobody_gives_rights_to_themselves() -> None:
    company = make_company()
    role = perform(SYSTEM, "role", "define", None, {"code": "r", "name": "r", "grants": []}).id
    with pytest.raises(DomainError):
        perform(company.admin, "user", "assign", company.admin.user_id, {"role": role, "reach": "all"})


def test_history_speaks_in_words() -> None:
    company = make_company()
    items = history(company.admin, kinds.get("user"), company.east_editor.user_id or "")
    assert [one["action"] for one in items] == ["assign", "invite"]
    assert items[0]["label"]["zh"] == "授予角色"


def test_passwords_are_hashed_and_never_in_the_trail() -> None:
    company = make_company()
    user = User.objects.get(pk=company.viewer.user_id)
    assert PASSWORD not in user.password
    trail = str(list(Revision.objects.values_list("values", "changed")))
    assert PASSWORD not in trail
    bodies = b"".join(bytes(one) if not isinstance(one, str) else one.encode()
                      for one in LedgerEntry.objects.values_list("body", flat=True))  # fmt: skip
    assert PASSWORD.encode() not in bodies
    assert "张晓敏".encode() not in bodies, "a personal name enters the ledger as a digest only"


def test_many_equals_one_by_one() -> None:
    rows = [{"payload": {"code": f"U{n}", "name": f"单元{n}"}} for n in range(7)]
    rows[3]["payload"]["name"] = ""
    outcome = perform_many(SYSTEM, "unit", "define", rows)
    assert sorted(outcome.done) == [0, 1, 2, 4, 5, 6]
    assert [one.index for one in outcome.errors] == [3]
    single = perform(SYSTEM, "unit", "define", None, {"code": "U9", "name": "单元9"})
    one, other = (Revision.objects.get(record_id=key) for key in (outcome.done[0], single.id))
    assert set(one.values) == set(other.values)
    assert [change[0] for change in one.changed] == [change[0] for change in other.changed]
    assert Revision.objects.aggregate(last=Max("seq"))["last"] == single.seq


def test_paging_reaches_every_row_once() -> None:
    rows = [{"payload": {"code": f"P{n:03}", "name": f"单元{n % 3}"}} for n in range(23)]
    perform_many(SYSTEM, "unit", "define", rows)
    kind = kinds.get("unit")
    for sort in ("name", "-name", "head", "-head,code"):
        seen: list[str] = []
        after = ""
        while True:
            page = listing(SYSTEM, kind, Query(sort=sort, after=after, limit=5))
            seen += [one["id"] for one in page.items]
            assert page.count == 23
            if page.next is None:
                break
            after = page.next
        assert len(seen) == len(set(seen)) == 23, sort


def test_a_list_costs_the_same_for_one_and_many() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    company = make_company()
    kind = kinds.get("user")

    def cost(limit: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(listing(company.admin, kind, Query(limit=limit)).items) == limit
        return len(captured)

    assert cost(1) == cost(3)
