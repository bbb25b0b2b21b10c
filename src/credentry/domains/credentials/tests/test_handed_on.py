"""People go: what they answered for is listed, owed to be handed over by a day, and told up the line until it is."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import install_defaults, reconcile, sweep
from credentry.capabilities.alerts.models import Alert, AlertPolicy
from credentry.capabilities.alerts.queries import telling
from credentry.core.identity.queries import roster
from credentry.core.records import holdings, kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.models import Deadline
from credentry.core.records.tests.factories import Company, actor, make_company, make_user
from credentry.domains.credentials.tests.factories import SYSTEM, act, make, plain_type
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
#: A Monday.
TODAY = date(2026, 11, 2)
DUE = date(2026, 11, 9)


@pytest.fixture(autouse=True)
def company() -> Iterator[Company]:
    with clock.fixed(TODAY):
        found = make_company()
        install_defaults(SYSTEM)
        yield found


@pytest.fixture
def people(company: Company) -> dict[str, Any]:
    """An owner with somebody above and a colleague beside."""
    found = {name: make_user(name, "editor", company.east) for name in ("chief", "owner", "heir")}
    perform(SYSTEM, "user", "amend", found["owner"].pk, {"manager": found["chief"].pk})
    return found


@pytest.fixture
def held(company: Company, people: dict[str, Any]) -> list[Any]:
    """Two certificates for which the owner answers, and one for which they only stand in."""
    of, other = (
        {"responsible": people["owner"].pk},
        {"responsible": people["heir"].pk, "deputy": people["owner"].pk},
    )
    more = {"unit": company.east.pk, "valid_to": "2030-01-01"}
    kind = plain_type()
    return [make(kind, title=f"证书{n}", **more, **who) for n, who in enumerate((of, of, other))]


def go(user: Any) -> None:
    perform(SYSTEM, "user", "deactivate", user.pk)


def owed(user: Any) -> list[date]:
    rows = Deadline.objects.filter(kind="user", code="handover_owed", record_id=user.pk, closed_on=None)
    return list(rows.values_list("due_on", flat=True))


def told(day: date) -> list[tuple[str, str, int]]:
    with clock.fixed(day):
        sweep()
        assert reconcile().ok
    rows = Alert.objects.filter(record_kind="user", code="handover_owed", state="open")
    return sorted(rows.values_list("recipient__username", "reached", "stage"))


def page(user: Any, reader: Any) -> Any:
    user.refresh_from_db()
    shown = kinds.get("user").extra
    assert shown is not None
    return shown(reader, user)["handover"]


@pytest.mark.demand("R-000-14", "R-003-58")
def test_what_a_deactivated_user_held_is_owed_within_a_week_and_climbs_until_it_is_handed_over(
    people: dict[str, Any], held: list[Any]
) -> None:
    go(people["owner"])
    assert owed(people["owner"]) == [DUE]
    assert told(TODAY) == [("chief", "stand_in", 7)], (
        "at once, to whoever is above: with a note who it is for"
    )
    groups = page(people["owner"], SYSTEM)["groups"]
    assert [(one["kind"], one["field_label"]["zh"], one["count"]) for one in groups] == [
        ("credential", "责任人", 2), ("credential", "代理人", 1),
    ]  # fmt: skip
    assert ("chief", "stand_in", -3) in told(date(2026, 11, 12)), "overdue, still told"
    line = [one for one in telling.of_record("user", people["owner"].pk) if one.state == "planned"]
    assert {one.recipient for one in line} >= {people["chief"].name}
    own = actor(people["chief"])
    whole = [{"id": str(one.pk), "payload": {"responsible": str(people["heir"].pk)}} for one in held[:2]]
    assert len(perform_many(own, "credential", "hand_over", whole).done) == 2
    assert owed(people["owner"]) == [DUE], "what they only stand in for is theirs still"
    perform(own, "credential", "hand_over", held[2].pk, {"deputy": people["chief"].pk})
    assert owed(people["owner"]) == []
    assert told(date(2026, 11, 12)) == []
    assert page(people["owner"], SYSTEM) is None


@pytest.mark.demand("R-000-14")
def test_a_last_day_known_before_is_told_a_month_ahead_and_after_it_nobody_counts_on_the_person(
    company: Company, people: dict[str, Any], held: list[Any]
) -> None:
    own = perform(SYSTEM, "organisation", "register", None, {"title": "本公司"}).id
    form = {"title": "张三", "employer": own, "employed_from": "2020-01-01", "user": people["owner"].pk}
    person = perform(SYSTEM, "person", "register", None, form).id
    assert owed(people["owner"]) == []
    last = date(2026, 11, 30)
    perform(SYSTEM, "person", "leave", person, {"last_day": last.isoformat(), "reason": "离职"})
    assert owed(people["owner"]) == [last]
    assert told(TODAY) == [("chief", "manager", 30), ("owner", "responsible", 30)]
    # The account can still sign in, but whoever had left is not counted on.
    assert roster(last).people[people["owner"].pk].here
    assert not roster(date(2026, 12, 1)).people[people["owner"].pk].here
    assert told(date(2026, 12, 3)) == [("chief", "stand_in", -3)]
    go(people["owner"])
    assert owed(people["owner"]) == [DUE], "deactivated before the last day: from then on, not later"
    perform(SYSTEM, "user", "activate", people["owner"].pk)
    perform(SYSTEM, "person", "amend", person, {"employed_to": None})
    assert owed(people["owner"]) == [], "they stay after all"


def test_whatever_else_somebody_held_counts_until_it_has_others(
    company: Company, people: dict[str, Any]
) -> None:
    owner, heir = people["owner"], people["heir"]
    perform(SYSTEM, "user", "amend", heir.pk, {"manager": owner.pk, "deputy": owner.pk})
    perform(SYSTEM, "unit", "amend", company.east.pk, {"head": owner.pk})
    post = perform(
        SYSTEM, "post", "define", None,
        {"code": "keeper", "name": "证书专员", "unit": company.east.pk, "holder": owner.pk},
    ).id  # fmt: skip
    product = perform(
        SYSTEM, "product", "register", None, {"title": "灯", "unit": company.east.pk, "responsible": owner.pk}
    ).id
    policy = {
        "code": "named", "name": "点名", "kind": "credential", "stages": [30], "channels": ["inbox"],
        "recipients": [{"relation": "user", "code": str(owner.pk), "from_stage": None}],
    }  # fmt: skip
    made = perform(SYSTEM, "alert_policy", "define", None, policy).id
    go(owner)
    listed = {(one["kind"], one["count"]) for one in page(owner, SYSTEM)["groups"]}
    assert listed == {("unit", 1), ("user", 1), ("post", 1), ("product", 1), ("alert_policy", 1)}
    for kind, record, form in (
        ("user", heir.pk, {"manager": people["chief"].pk, "deputy": None}), ("unit", company.east.pk, {"head": heir.pk}),
        ("post", post, {"holder": heir.pk}), ("product", product, {"responsible": heir.pk}),
    ):  # fmt: skip
        perform(SYSTEM, kind, "amend", record, form)
        assert owed(owner) == [DUE], kind
    assert AlertPolicy.objects.get(pk=made).recipients[0]["code"] == str(owner.pk)
    perform(SYSTEM, "alert_policy", "switch_off", made)
    assert owed(owner) == []


def test_who_went_before_such_days_were_kept_is_found_by_the_daily_look(
    people: dict[str, Any], held: list[Any]
) -> None:
    go(people["owner"])
    Deadline.objects.filter(kind="user").delete()
    with clock.fixed(date(2026, 11, 20)):
        assert holdings.days_gone_by() == 1
        assert owed(people["owner"]) == [DUE], "from the day they went, not from today"
        assert holdings.days_gone_by() == 0
        for one in held:
            act(one, "archive", reason="清理")
        assert owed(people["owner"]) == []
        assert holdings.days_gone_by() == 0
    go(people["heir"])
    assert owed(people["heir"]) == [], "who holds nothing owes nothing"


def test_many_going_at_once_are_looked_at_together(
    company: Company, django_assert_max_num_queries: Any
) -> None:
    kind, staff = plain_type(), [make_user(f"staff{n}", "editor", company.east) for n in range(12)]
    for one in staff:
        make(kind, title=f"证书 {one.username}", unit=company.east.pk, responsible=one.pk)
        go(one)
    ids = sorted(one.pk for one in staff)
    list(holdings.deadlines(ids))
    with django_assert_max_num_queries(len(list(holdings.of_kinds())) + 5):
        assert len(list(holdings.deadlines(ids))) == 12
