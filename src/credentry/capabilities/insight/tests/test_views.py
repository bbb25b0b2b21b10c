"""Saved views: mine, the team's, everybody's; the list they stand for."""

from typing import Any

import pytest

from credentry.capabilities.insight.actions import install_views
from credentry.capabilities.insight.models import SavedView
from credentry.capabilities.insight.queries import with_view
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import Query, listing
from credentry.core.records.tests.factories import SYSTEM, Company, make_company
from credentry.domains.credentials.tests import factories
from credentry.domains.subjects.tests.factories import markets
from credentry.foundation import clock
from credentry.foundation.dates import add_months
from credentry.foundation.errors import Forbidden, Invalid, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return make_company()


def save(actor: Actor, **more: Any) -> Any:
    payload = {
        "name": "华东单元",
        "kind": "unit",
        "condition": "code:EAST",
        "columns": ["code"],
        "sort": "-code",
        **more,
    }
    return perform(actor, "saved_view", "save", None, payload).record


def names(actor: Actor) -> list[str]:
    page = listing(actor, kinds.get("saved_view"), Query(fields=["name"], sort="name"))
    return [one["name"] for one in page.items]


@pytest.mark.demand("R-000-64")
def test_a_view_is_the_list_it_was_saved_from(company: Company) -> None:
    view = save(company.admin)
    kind = kinds.get("unit")
    query = with_view(company.admin, kind, Query(), str(view.pk))
    page = listing(company.admin, kind, query)
    assert [list(one) for one in page.items] == [["id", "version", "code"]]
    assert page.items[0]["code"] == "EAST"
    assert view.condition["rules"][0]["field"] == "code"


def test_a_query_narrows_a_view(company: Company) -> None:
    view = save(company.admin, condition="code!=ROOT")
    kind = kinds.get("unit")
    wide = with_view(company.admin, kind, Query(), str(view.pk))
    assert [one["code"] for one in listing(company.admin, kind, wide).items] == ["WEST", "EAST"]
    narrow = with_view(company.admin, kind, Query("code:EAST", fields=["name"], sort="code"), str(view.pk))
    assert [one["name"] for one in listing(company.admin, kind, narrow).items] == ["华东公司"]
    by_json = '{"combinator": "and", "rules": [{"field": "code", "operator": "=", "value": "WEST"}]}'
    assert (
        listing(company.admin, kind, with_view(company.admin, kind, Query(by_json), str(view.pk))).count == 1
    )


def test_mine_are_mine(company: Company) -> None:
    view = save(company.east_editor)
    assert names(company.east_editor) == ["华东单元"]
    assert names(company.west_editor) == names(company.admin) == []
    with pytest.raises(NotFound):
        with_view(company.west_editor, kinds.get("unit"), Query(), str(view.pk))
    with pytest.raises(NotFound):
        perform(company.west_editor, "saved_view", "rename", view.pk, {"name": "x"})


def test_the_team_sees_what_is_shared_with_it(company: Company) -> None:
    def of(actor: Actor, unit: Any) -> Actor:
        return Actor(
            actor.user_id, actor.username, actor.name, "zh", "session", actor.grants, unit.pk, unit.path
        )

    east, west = of(company.east_editor, company.east), of(company.west_editor, company.west)
    colleague = of(company.viewer, company.east)
    view = save(east, sharing="team")
    assert names(colleague) == ["华东单元"]
    assert names(west) == []
    with pytest.raises(Forbidden):
        perform(colleague, "saved_view", "amend", view.pk, {"sort": "code"})
    with pytest.raises(Invalid):
        save(west, sharing="team", unit=company.east.pk)
    perform(east, "saved_view", "share", view.pk, {"sharing": "team", "unit": company.root.pk})
    assert names(west) == ["华东单元"]
    perform(east, "saved_view", "share", view.pk, {"sharing": "mine"})
    assert names(colleague) == []


def test_only_those_who_run_the_house_offer_views_to_everybody(company: Company) -> None:
    with pytest.raises(Forbidden):
        save(company.east_editor, sharing="default")
    save(company.admin, sharing="default", name="全体")
    assert names(company.west_editor) == ["全体"]


def test_rename_amend_delete_and_bring_back(company: Company) -> None:
    view = save(company.east_editor)
    perform(company.east_editor, "saved_view", "rename", view.pk, {"name": "新名"})
    perform(company.east_editor, "saved_view", "amend", view.pk, {"condition": None, "columns": ["name"]})
    view.refresh_from_db()
    assert (view.name, view.condition, view.columns, view.sort) == ("新名", None, ["name"], "")
    perform(company.east_editor, "saved_view", "archive", view.pk, {})
    assert names(company.east_editor) == []
    with pytest.raises(NotFound):
        with_view(company.east_editor, kinds.get("unit"), Query(), str(view.pk))
    perform(company.east_editor, "saved_view", "restore", view.pk, {})
    assert names(company.east_editor) == ["新名"]


@pytest.mark.parametrize(
    "wrong", [{"kind": "nothing"}, {"columns": ["colour"]}, {"sort": "colour"}, {"condition": "colour:red"}]
)
def test_what_cannot_be_shown_is_not_saved(company: Company, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        save(company.admin, **wrong)


def test_shipped_views_come_once_and_can_be_changed(company: Company) -> None:
    made = install_views()
    assert "eu-safety-6m" in made
    assert install_views() == []
    view = SavedView.objects.get(code="expired")
    perform(company.admin, "saved_view", "archive", view.pk, {})
    assert install_views() == []


@pytest.mark.demand("R-000-65")
def test_eu_safety_within_six_months_is_one_view(company: Company) -> None:
    install_views()
    eu, germany, usa = markets("EU", "DE", "US")
    safety = factories.plain_type(code="SAFE", name_zh="安规", category="product_safety")
    other = factories.plain_type(code="OTHER", name_zh="其他", category="environment")
    today = clock.today()
    soon, late = add_months(today, 3).isoformat(), add_months(today, 9).isoformat()
    past = add_months(today, -1).isoformat()
    cases = [
        ("命中", safety, soon, eu),
        ("德国", safety, soon, germany),
        ("太晚", safety, late, eu),
        ("已过", safety, past, eu),
        ("美国", safety, soon, usa),
        ("别类", other, soon, eu),
    ]
    for title, kind, ends, market in cases:
        factories.make(
            kind, title=title, issued_on="2020-01-01", valid_to=ends, markets=[market], unit=company.east.pk
        )
    kind = kinds.get("credential")
    query = with_view(company.admin, kind, Query(), "eu-safety-6m")
    assert [one["title"] for one in listing(company.admin, kind, query).items] == ["命中"]
    assert listing(SYSTEM, kind, with_view(SYSTEM, kind, Query(), "eu-safety-6m")).count == 1
