"""An instance that runs: tuned without code, watched over, and warned before a number of people gets too small."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client

from credentry.capabilities.alerts.actions import install_defaults, reconcile, sweep
from credentry.capabilities.alerts.models import Alert, AlertPolicy
from credentry.capabilities.alerts.queries import health
from credentry.capabilities.approvals.tests.office import chain, make_office, published, step
from credentry.capabilities.insight.actions import count_watched
from credentry.core.records import conditions, kinds
from credentry.core.records.actions import perform
from credentry.core.records.models import Deadline
from credentry.core.records.queries import detail
from credentry.core.records.tests.factories import PASSWORD, Company, actor, make_company, make_user
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.tests.factories import SYSTEM, act, make, plain_type
from credentry.foundation import clock
from credentry.foundation.errors import DomainError

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
RUNBOOK = Path(__file__).parents[5] / "docs" / "operations.md"


@pytest.fixture
def company() -> Company:
    with clock.fixed(TODAY):
        found = make_company()
        install_defaults(SYSTEM)
    return found


def told(day: date) -> list[tuple[str, str]]:
    with clock.fixed(day):
        count_watched()
        sweep()
        assert reconcile().ok
    rows = Alert.objects.filter(code="count_limit", state="open")
    return sorted(rows.values_list("recipient__username", "title"))


@pytest.mark.demand("R-003-05")
def test_too_few_registered_people_for_the_company_grade_are_told_the_day_the_number_falls(
    company: Company,
) -> None:
    keeper = make_user("keeper", "editor", company.east, "subtree")
    with clock.fixed(TODAY):
        kind = plain_type()
        held = [
            make(kind, title=f"注册建造师{n}", unit=company.east.pk, valid_to=f"2027-0{n}-15")
            for n in (1, 5, 6)
        ]
        elsewhere = make(kind, title="西部", unit=company.west.pk, valid_to="2030-01-01")
        view = perform(
            actor(keeper), "saved_view", "save", None,
            {"name": "在册建造师", "kind": "credential", "condition": "type.code:PLAIN (status:valid OR status:expiring_soon)"},
        ).id  # fmt: skip
        with pytest.raises(DomainError):
            perform(actor(keeper), "saved_view", "watch", view, {"at_least": 3, "at_most": 2})
        perform(actor(keeper), "saved_view", "watch", view, {"at_least": 3})
    assert elsewhere.unit_id == company.west.pk, "what its owner may not see does not count"
    assert told(date(2027, 1, 15)) == [], "the last day counts"
    assert told(date(2027, 1, 16)) == [("keeper", "在册建造师:2 (至少 3 · at least 3)")]
    assert told(date(2027, 1, 20)) == told(date(2027, 1, 16)), (
        "told since the day it fell, not anew every day"
    )
    assert Deadline.objects.get(code="count_limit").due_on == date(2027, 1, 16)
    with clock.fixed(date(2027, 1, 21)):
        act(held[0], "renew", valid_from="2027-01-16", valid_to="2030-01-15", issued_on="2027-01-20")
    assert told(date(2027, 1, 21)) == [], "back within its limit"
    assert count_watched() == 0


@pytest.mark.demand("R-002-75")
def test_every_trouble_of_the_telling_shows_on_the_health_page_and_has_its_place_in_the_runbook(
    company: Company, client: Client
) -> None:
    book = RUNBOOK.read_text()
    for code, words in health.PROBLEMS.items():
        assert f"`{code}`" in book, code
        assert words.zh
        assert words.en
    client.login(username="admin", password=PASSWORD)
    with clock.fixed(TODAY):
        assert client.get("/healthz").status_code == 200
        assert [one["code"] for one in health.pulse()["problems"]] == ["never_swept"]
        sweep()
        assert client.get("/readyz?alerts=1").status_code == 200
        assert health.pulse()["ok"]
        late = clock.now() + timedelta(minutes=16)
    with clock.fixed(late):
        answer = client.get("/api/v1/alerts/health").json()
        assert [one["code"] for one in answer["problems"]] == ["sweep_late"]
        assert client.get("/readyz?alerts=1").status_code == 503
        sweep()
        assert client.get("/api/v1/alerts/health").json()["ok"]


@pytest.mark.demand("R-002-64")
def test_feedback_is_collected_in_a_form_and_fields_flows_and_thresholds_are_tuned_without_code() -> None:
    with clock.fixed(TODAY):
        office = make_office("keeper")
        install_defaults(SYSTEM)
        admin, unit = office.company.admin, office.company.east
        form = {"inputs": [{"name": "text", "zh": "反馈", "en": "Feedback", "type": "text"}]}
        flow = published("feedback", chain(step("collect", "keeper"), start=form))
        office.start(flow, data={"text": "安全许可证要提前三个月提醒,并写明现场负责人"})
        said = office.todo("keeper")[0]
        assert (
            "现场负责人"
            in detail(office.actor("keeper"), kinds.get("case"), said.case_id).extra["data"]["text"]
        )
        # The field that is missing, a step that is missing, another threshold: each by what the settings pages do.
        field = {"code": "site_manager", "name_zh": "现场负责人", "kind": "credential", "value_type": "text"}
        perform(admin, "custom_field", "define", None, {**field, "all_types": True, "filterable": True})
        longer = chain(step("collect", "keeper"), step("confirm", "boss"), start=form)
        perform(admin, "process", "set_chain", flow.pk, {"chain": longer})
        perform(admin, "process", "publish", flow.pk)
        policy = AlertPolicy.objects.get(code="credential-default")
        whole = {name: getattr(policy, name) for name in ("code", "name", "kind", "recipients", "channels")}
        perform(admin, "alert_policy", "amend", policy.pk, {**whole, "stages": [120, 30]})
        owner = make_user("owner", "editor", unit)
        record = make(
            plain_type(), title="安全许可证", unit=unit.pk, valid_to="2027-03-02", custom={"site_manager": "赵工"},
            responsible=owner.pk,
        )  # fmt: skip
        tree = conditions.parse_text(kinds.get("credential"), "x_site_manager:赵工")
        rows = Credential.objects.filter(
            conditions.to_q(kinds.get("credential"), tree, conditions.Env(admin, TODAY))
        )
        assert [one.pk for one in rows] == [record.pk]
        sweep()
        assert list(Alert.objects.values_list("recipient__username", "stage")) == [("owner", 120)]
        office.do("keeper", "approve")
        office.start(flow, data={"text": "很好用"})
        office.do("keeper", "approve")
        assert office.lists() == {"boss": ["confirm"]}, (
            "the next case has the new step, the one that ran had not"
        )
