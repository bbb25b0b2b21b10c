"""What a role gives and what it keeps closed: rows by unit, reach and condition; fields shown, masked, hidden."""

from datetime import timedelta
from typing import Any

import pytest

from credentry.core.identity.actors import Actor
from credentry.core.identity.models import Unit, User
from credentry.core.records import kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.queries import Query, detail, history, listing
from credentry.core.records.tests.factories import SYSTEM, Company, actor, make_company, make_unit, make_user
from credentry.foundation import clock
from credentry.foundation.errors import Forbidden, Invalid, NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.demand("R-000-38")]
USERS = kinds.get("user")


@pytest.fixture
def company() -> Company:
    return make_company()


def person_with(
    grants: list[dict[str, Any]], unit: Unit | None = None, reach: str = "all", **dates: Any
) -> Actor:
    """Somebody with one role made of ``grants``."""
    n = User.objects.count()
    role = perform(SYSTEM, "role", "define", None, {"code": f"r{n}", "name": f"角色{n}", "grants": grants}).id
    user = make_user(f"person{n}")
    given = {"role": role, "reach": reach, "unit": unit.pk if unit else None, **dates}
    perform(SYSTEM, "user", "assign", user.pk, given)
    return actor(User.objects.get(pk=user.pk))


def seen(who: Actor, kind: str = "unit") -> set[str]:
    return {one["code"] for one in listing(who, kinds.get(kind), Query(limit=500, fields=["code"])).items}


def test_a_grant_reaches_its_unit_its_subtree_or_everything(company: Company) -> None:
    below = make_unit("EAST-1", "一厂", company.east)
    read = [{"kind": "unit", "action": "read"}]
    assert seen(person_with(read)) == {"ROOT", "EAST", "EAST-1", "WEST"}
    assert seen(person_with(read, company.east, "subtree")) == {"EAST", "EAST-1"}
    assert seen(person_with(read, company.east, "unit")) == {"EAST"}
    assert seen(person_with(read, below, "subtree")) == {"EAST-1"}


def test_a_condition_narrows_a_grant_and_grants_add_up(company: Company) -> None:
    rule = {"combinator": "and", "rules": [{"field": "code", "operator": "beginsWith", "value": "WE"}]}
    narrow = {"kind": "unit", "action": "read", "condition": rule}
    assert seen(person_with([narrow])) == {"WEST"}
    other = {"combinator": "and", "rules": [{"field": "code", "operator": "=", "value": "EAST"}]}
    both = person_with([narrow])
    role = perform(
        SYSTEM, "role", "define", None, {"code": "o", "name": "o", "grants": [{**narrow, "condition": other}]}
    )
    perform(SYSTEM, "user", "assign", both.user_id, {"role": role.id, "reach": "all"})
    assert seen(actor(User.objects.get(pk=both.user_id))) == {"WEST", "EAST"}
    with pytest.raises(Invalid):
        person_with([narrow, {**narrow, "condition": other}])


def test_nobody_gives_a_right_farther_than_their_own(company: Company) -> None:
    own = person_with(
        [{"kind": "user", "action": "*"}, {"kind": "unit", "action": "*"}], company.east, "subtree"
    )
    role = perform(
        SYSTEM, "role", "define", None,
        {"code": "u", "name": "u", "grants": [{"kind": "unit", "action": "read"}]},
    ).id  # fmt: skip
    user = make_user("newcomer", unit=None)
    perform(SYSTEM, "user", "amend", user.pk, {"unit": company.east.pk})
    for reach, unit in (("all", None), ("subtree", company.west.pk), ("subtree", company.root.pk)):
        with pytest.raises(Forbidden):
            perform(own, "user", "assign", user.pk, {"role": role, "reach": reach, "unit": unit})
    perform(own, "user", "assign", user.pk, {"role": role, "reach": "subtree", "unit": company.east.pk})


def test_amending_leaves_what_is_not_sent(company: Company) -> None:
    perform(SYSTEM, "unit", "amend", company.east.pk, {"name": "新东"})
    company.east.refresh_from_db()
    assert (company.east.name, company.east.code, company.east.parent_id) == ("新东", "EAST", company.root.pk)
    with pytest.raises(Invalid):
        perform(SYSTEM, "unit", "amend", company.east.pk, {"name": ""})
    editor = kinds.get("role").model_class.objects.get(code="editor")
    rights = editor.grants.count()
    perform(SYSTEM, "role", "amend", editor.pk, {"name": "改名"})
    assert editor.grants.count() == rights > 0


def test_a_condition_bounds_what_may_be_changed(company: Company) -> None:
    rule = {"combinator": "and", "rules": [{"field": "code", "operator": "=", "value": "WEST"}]}
    who = person_with(
        [{"kind": "unit", "action": "read"}, {"kind": "unit", "action": "amend", "condition": rule}]
    )
    perform(who, "unit", "amend", company.west.pk, {"name": "西部"})
    with pytest.raises(Forbidden):
        perform(who, "unit", "amend", company.east.pk, {"name": "东部"})
    outcome = perform_many(
        who, "unit", "amend",
        [{"id": company.west.pk, "payload": {"name": "西"}}, {"id": company.east.pk, "payload": {"name": "东"}}],
    )  # fmt: skip
    assert list(outcome.done) == [0]
    assert isinstance(outcome.errors[0].error, NotFound)
    with pytest.raises(Forbidden):  # nor may it be changed into something out of reach
        perform(who, "unit", "amend", company.west.pk, {"code": "WEST-2"})


def test_an_assignment_holds_between_its_days(company: Company) -> None:
    today = clock.today()
    read = [{"kind": "unit", "action": "read"}]
    assert seen(person_with(read, from_date=today - timedelta(1), to_date=today))
    assert not seen(person_with(read, from_date=today + timedelta(1)))
    assert not seen(person_with(read, to_date=today - timedelta(1)))


def test_an_archived_role_gives_nothing(company: Company) -> None:
    who = person_with([{"kind": "unit", "action": "read"}])
    perform(SYSTEM, "role", "archive", kinds.get("role").model_class.objects.latest("created_at").pk, {})
    assert not seen(actor(User.objects.get(pk=who.user_id)))


def with_fields(**fields: str) -> Actor:
    return person_with(
        [{"kind": "user", "action": "read", "fields": fields}, {"kind": "user", "action": "amend"}]
    )


def test_a_hidden_field_is_nowhere(company: Company) -> None:
    who = with_fields(email="hide")
    victim = make_user("victim", email="secret@example.com")
    perform(SYSTEM, "user", "amend", victim.pk, {"email": "secret2@example.com"})
    listed = listing(who, USERS, Query(limit=500, fields=["username", "email"])).items
    assert all("email" not in one for one in listed)
    assert "email" not in detail(who, USERS, victim.pk).values
    assert "secret" not in str(history(who, USERS, victim.pk))
    assert "secret" in str(history(company.admin, USERS, victim.pk))


@pytest.mark.parametrize("word", ["hide", "mask"])
def test_a_closed_field_cannot_be_guessed_by_asking(word: str, company: Company) -> None:
    who = with_fields(email=word)
    make_user("victim", email="secret@example.com")
    asked = {"combinator": "and", "rules": [{"field": "email", "operator": "beginsWith", "value": "s"}]}
    through = {"combinator": "and", "rules": [{"field": "manager.email", "operator": "=", "value": "s"}]}
    for condition in (asked, through, "email:secret@example.com"):
        with pytest.raises(Invalid):
            listing(who, USERS, Query(condition=condition))
        listing(company.admin, USERS, Query(condition=condition))
    with pytest.raises(Invalid):
        listing(who, USERS, Query(sort="email"))


def test_another_kind_is_not_looked_through_without_a_grant(company: Company) -> None:
    who = person_with([{"kind": "unit", "action": "read"}])
    asked = {"combinator": "and", "rules": [{"field": "head.username", "operator": "=", "value": "admin"}]}
    with pytest.raises(Invalid):
        listing(who, kinds.get("unit"), Query(condition=asked))
    assert listing(company.admin, kinds.get("unit"), Query(condition=asked)).count == 0


def test_a_masked_value_survives_saving_the_form(company: Company) -> None:
    who = with_fields(email="mask")
    victim = make_user("victim", email="secret@example.com")
    shown = detail(who, USERS, victim.pk).values["email"]
    assert shown.endswith(".com")
    assert "secret" not in shown
    perform(who, "user", "amend", victim.pk, {"name": "新名", "email": shown})
    victim.refresh_from_db()
    assert (victim.name, victim.email) == ("新名", "secret@example.com")
    perform(who, "user", "amend", victim.pk, {"email": "new@example.com"})
    victim.refresh_from_db()
    assert victim.email == "new@example.com"


def test_a_hidden_value_survives_an_empty_form_and_refuses_another(company: Company) -> None:
    who = with_fields(email="hide")
    victim = make_user("victim", email="secret@example.com")
    perform_many(who, "user", "amend", [{"id": victim.pk, "payload": {"name": "新", "email": ""}}])
    victim.refresh_from_db()
    assert (victim.name, victim.email) == ("新", "secret@example.com")
    with pytest.raises(Invalid):
        perform(who, "user", "amend", victim.pk, {"email": "taken@example.com"})


def test_a_broken_cursor_is_a_clear_error(company: Company) -> None:
    for sort, cursor in (("code", "x"), ("code", "e30"), ("created_at", "WyJjcmVhdGVkX2F0IixbIngiLCJ5Il1d")):
        with pytest.raises(Invalid):
            listing(company.admin, kinds.get("unit"), Query(sort=sort, after=cursor))
