"""The contract every record kind keeps, walked over the registry."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from credentry.core.identity.actors import Actor, EffectiveGrant
from credentry.core.identity.models import Unit
from credentry.core.identity.queries import subtree_ids
from credentry.core.identity.vocabulary import Reach
from credentry.core.ledger.models import Entry
from credentry.core.records import conditions, kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.checks import findings
from credentry.core.records.conditions import values_of
from credentry.core.records.fields import Many, Ref
from credentry.core.records.kinds import RecordKind
from credentry.core.records.models import Deadline, Revision
from credentry.core.records.queries import Query, detail, filtered, listing, rows_of
from credentry.core.records.tests.factories import Company, actor, make_company, make_user
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Forbidden, NotFound, StaleVersion
from tests.contract.makers import MAKERS, OTHERS, make, payload

pytestmark = pytest.mark.django_db
NAMES = [one.name for one in kinds.all_kinds()]
MADE = [name for name in NAMES if name in MAKERS]


@pytest.fixture
def company() -> Company:
    return make_company()


def within(unit: Unit, kind: str) -> Actor:
    """Somebody who may do everything with one kind in the subtree of one unit, and nothing else."""
    user = make_user(f"only-{kind}"[:40].replace("_", "-"))
    person = actor(user)
    grants = tuple(
        EffectiveGrant(name, action, Reach.SUBTREE if kinds.get(name).unit else Reach.ALL, unit.pk, unit.path)
        for name, action in ((kind, "*"),)
    )
    return Actor(person.user_id, person.username, person.name, "zh", "session", grants, unit.pk, unit.path)


def test_every_kind_is_walked_or_says_why_not() -> None:
    assert set(NAMES) == set(MAKERS) | set(OTHERS)


def test_declarations_are_whole() -> None:
    assert findings() == []


@pytest.mark.parametrize("name", MADE)
def test_a_stranger_sees_nothing_and_changes_nothing(name: str, company: Company) -> None:
    kind = kinds.get(name)
    record = make(name, company.east, 1)
    before = (Entry.objects.count(), kind.model_class._default_manager.count())
    assert listing(company.stranger, kind, Query()).count == 0
    with pytest.raises(NotFound):
        detail(company.stranger, kind, record.pk)
    for verb in kind.actions:
        with pytest.raises((NotFound, Forbidden)):
            perform(company.stranger, name, verb.name, None if verb.creates else record.pk, {})
    assert (Entry.objects.count(), kind.model_class._default_manager.count()) == before


@pytest.mark.parametrize("name", [name for name in MADE if kinds.get(name).unit])
def test_another_units_record_is_not_there(name: str, company: Company) -> None:
    kind = kinds.get(name)
    record = make(name, company.west, 1)
    own = make(name, company.east, 2)
    person = within(company.east, name)
    with pytest.raises(NotFound):
        detail(person, kind, record.pk)
    for verb in kind.actions:
        if not verb.creates:
            with pytest.raises(NotFound):
                perform(person, name, verb.name, record.pk, {})
    seen = {one["id"] for one in listing(person, kind, Query(limit=500)).items}
    assert str(own.pk) in seen
    assert str(record.pk) not in seen


@pytest.mark.parametrize("name", [name for name in MADE if kinds.get(name).unit and name != "unit"])
def test_a_record_cannot_be_made_in_another_unit(name: str, company: Company) -> None:
    person = within(company.east, name)
    with pytest.raises(DomainError):
        make(name, company.west, 1, person)


@pytest.mark.parametrize("name", MADE)
def test_a_list_costs_the_same_for_three_and_six_rows(name: str, company: Company) -> None:
    kind = kinds.get(name)
    ids = [make(name, company.east, n).pk for n in range(6)]
    every = [one.name for one in kind.fields]

    def cost(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(rows_of(company.admin, kind, ids[:count], every)) == count
        return len(captured)

    cost(6)
    assert cost(3) == cost(6)


@pytest.mark.parametrize("name", MADE)
def test_creating_leaves_one_entry_one_revision_and_version_one(name: str, company: Company) -> None:
    prepared = payload(name, company.east, 7, company.admin)
    before = Entry.objects.count()
    creating = kinds.get(name).creating
    assert creating is not None
    done = perform(company.admin, name, creating.name, None, prepared)
    assert Entry.objects.count() == before + 1
    assert done.version == 1
    revision = Revision.objects.get(kind=name, record_id=done.id)
    assert (revision.n, revision.action, revision.seq) == (1, creating.name, done.seq)


@pytest.mark.parametrize("name", MADE)
def test_many_leave_what_one_by_one_leave(name: str, company: Company) -> None:
    """perform_many of three equals three performs: records, revisions, entries, deadlines."""
    creating = kinds.get(name).creating
    assert creating is not None
    given = [payload(name, company.east, n, company.admin) for n in (1, 2, 3)]

    def after(make_all: Callable[[], list[UUID]]) -> Any:
        with transaction.atomic():
            made = make_all()
            revisions = {one.record_id: one for one in Revision.objects.filter(kind=name, record_id__in=made)}
            left = [
                {"values": revisions[key].values, "changed": revisions[key].changed, "due": due_of(name, key)}
                for key in made
            ]
            entries = Entry.objects.filter(kind=name, object_id__in=[str(key) for key in made]).count()
            transaction.set_rollback(True)
        return without_numbers(left), entries

    one_by_one = after(lambda: [perform(company.admin, name, creating.name, None, one).id for one in given])
    together = after(
        lambda: list(
            perform_many(
                company.admin, name, creating.name, [{"payload": one} for one in given]
            ).done.values()
        )
    )
    assert together == one_by_one


def due_of(name: str, key: UUID) -> list[Any]:
    rows = Deadline.objects.filter(kind=name, record_id=key).order_by("code", "due_on")
    return [(one.code, one.opens_on, one.due_on, one.latest_safe_start, one.title) for one in rows]


def without_numbers(left: list[Any]) -> list[Any]:
    """Numbers, keys, ids and the moment of arrival are given anew each time."""
    anew = ("number", "key", "path", "received_at")
    for one in left:
        for made in anew:
            one["values"].pop(made, None)
        one["changed"] = [change for change in one["changed"] if change[0] not in anew]
    return left


@pytest.mark.parametrize("name", [name for name in MADE if kinds.get(name).action("archive")])
def test_archive_and_restore_leave_their_trail(name: str, company: Company) -> None:
    kind = kinds.get(name)
    record = make(name, company.east, 1)
    with pytest.raises(StaleVersion):
        perform(company.admin, name, "archive", record.pk, {}, version=99)
    before = Entry.objects.count()
    archived = perform(company.admin, name, "archive", record.pk, _reason(kind, "archive"), version=1)
    assert (Entry.objects.count(), archived.version) == (before + 1, 2)
    assert str(record.pk) not in {one["id"] for one in listing(company.admin, kind, Query(limit=500)).items}
    assert str(record.pk) in {
        one["id"] for one in listing(company.admin, kind, Query(limit=500, archived=True)).items
    }
    with pytest.raises(DomainError):
        perform(company.admin, name, "archive", record.pk, _reason(kind, "archive"))
    perform(company.admin, name, "restore", record.pk, {})
    assert str(record.pk) in {one["id"] for one in listing(company.admin, kind, Query(limit=500)).items}


def _reason(kind: RecordKind, action: str) -> dict[str, Any]:
    verb = kind.action(action)
    assert verb is not None
    return {"reason": "测试"} if "reason" in verb.form.model_fields else {}


@pytest.mark.parametrize("name", MADE)
def test_every_sortable_field_sorts_and_pages(name: str, company: Company) -> None:
    kind = kinds.get(name)
    for n in range(3):
        make(name, company.east, n)
    for one in kind.fields:
        if not one.order:
            continue
        for sort in (one.name, f"-{one.name}"):
            first = listing(company.admin, kind, Query(sort=sort, limit=2))
            rest = listing(company.admin, kind, Query(sort=sort, limit=500, after=first.next or ""))
            seen = [row["id"] for row in (*first.items, *rest.items)]
            assert len(seen) == len(set(seen)) == first.count, sort


@pytest.mark.parametrize("name", MADE)
def test_every_filter_narrows_and_both_faces_agree(name: str, company: Company) -> None:
    kind = kinds.get(name)
    made = [make(name, company.east, n) for n in range(3)]
    env = conditions.Env(company.admin, clock.today())
    rows = list(kind.model_class._default_manager.filter(kind.rows) if kind.rows
                else kind.model_class._default_manager.all())  # fmt: skip
    probe = next(row for row in rows if row.pk == made[0].pk)
    for one in kind.fields:
        if not one.filter:
            continue
        for operator in one.operators:
            value = _value(one, operator, values_of(kind, probe))
            if value is _SKIP:
                continue
            rule = {"field": one.name, "operator": operator, "value": value}
            tree = conditions.parse_json(kind, {"combinator": "and", "rules": [rule]})
            by_sql = set(
                filtered(
                    Actor.system(), kind, Query(condition=conditions.to_json(tree), archived=True)
                ).values_list("pk", flat=True)
            )
            in_memory = {row.pk for row in rows if conditions.matches(kind, tree, values_of(kind, row), env)}
            assert by_sql == in_memory, rule


_SKIP = object()


def _value(field: Any, operator: str, values: Any) -> Any:
    """A value that some rows meet, made from what one row holds."""
    if operator in ("null", "notNull"):
        return None
    held = values.get(field.name)
    if held in (None, "", [], ()) or field.type.name == "json":
        return _SKIP
    if isinstance(field.type, Many):
        return list(held)[:1] if operator in ("any", "all", "none") else 1
    if isinstance(field.type, Ref):
        return [str(held)] if operator in ("in", "notIn") else str(held)
    if operator == "between":
        return [held, held]
    if operator in ("in", "notIn"):
        return [held]
    return held


@pytest.mark.parametrize("name", MADE)
def test_units_below_are_reached_by_the_subtree(name: str, company: Company) -> None:
    kind = kinds.get(name)
    if not kind.unit:
        assert listing(within(company.east, name), kind, Query(limit=1)).count is not None
        return
    below = make("unit", company.east, 50)
    record = make(name, below, 1)
    person = within(company.east, name)
    assert Unit.objects.filter(subtree_ids(company.east.path), pk=below.pk).exists()
    assert detail(person, kind, record.pk).record.pk == record.pk
