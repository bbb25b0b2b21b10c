"""Policies as records: there from the start, defined and changed by people without code."""

from typing import Any

import pytest

from credentry.capabilities.alerts.actions import install_defaults
from credentry.capabilities.alerts.models import AlertPolicy, Pending
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import history, record_for
from credentry.foundation.errors import DomainError

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")


def test_every_instance_has_the_three_stages_before_and_those_after() -> None:
    made = install_defaults(SYSTEM)
    assert made == [
        "unit-default", "unit-notices", "user-default", "saved_view-default", "routine-default", "task-default",
        "task-notices", "credential-default", "credential-duty", "engagement-default",
    ]  # fmt: skip
    assert AlertPolicy.objects.get(code="credential-default").stages == [90, 60, 30, 0, -7, -30]
    assert Pending.objects.filter(record_id__isnull=True).exists()
    assert install_defaults(SYSTEM) == []


def test_what_people_made_of_a_default_policy_stays() -> None:
    install_defaults(SYSTEM)
    policy = AlertPolicy.objects.get(code="credential-default")
    changed = {"code": policy.code, "name": "我们的", "stages": [45]}
    perform(SYSTEM, "alert_policy", "amend", policy.pk, changed)
    assert install_defaults(SYSTEM) == []
    policy.refresh_from_db()
    assert policy.stages == [45]
    assert len(history(SYSTEM, kinds.get("alert_policy"), str(policy.pk))) == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"stages": []}, "form.invalid"),
        ({"stages": [99999]}, "form.invalid"),
        ({"recipients": [{"relation": "role"}]}, "form.invalid"),
        ({"kind": "market"}, "alert_policy.kind"),
        ({"code": "taken"}, "form.invalid"),
        ({"types": {"combinator": "and", "rules": [{"field": "nope", "operator": "=", "value": 1}]}}, ""),
    ],
)
def test_a_policy_that_cannot_work_is_refused(change: dict[str, Any], code: str) -> None:
    perform(SYSTEM, "alert_policy", "define", None, {"code": "taken", "name": "a", "stages": [1]})
    payload = {"code": "new", "name": "新", "stages": [30], **change}
    with pytest.raises(DomainError) as caught:
        perform(SYSTEM, "alert_policy", "define", None, payload)
    assert not code or caught.value.code == code
    assert not AlertPolicy.objects.filter(code="new").exists()


def test_a_change_leaves_what_it_does_not_name() -> None:
    whole = {
        "code": "own", "name": "自定", "stages": [45, 5], "channels": ["inbox", "sms"], "deadlines": ["expiry_date"],
        "recipients": [{"relation": "unit_head", "code": "", "from_stage": 5}], "working_days": True, "hold": True,
        "ladder": [{"relation": "manager", "code": "", "wait": 2, "requires": "acknowledge"}], "levels": {"critical": ["inbox", "sms"]}, "rank": 7,
    }  # fmt: skip
    policy = perform(SYSTEM, "alert_policy", "define", None, whole).record
    perform(SYSTEM, "alert_policy", "amend", policy.pk, {"code": "own", "name": "改名", "stages": [45, 5]})
    policy.refresh_from_db()
    assert policy.name == "改名"
    assert {name: getattr(policy, name) for name in whole if name != "name"} == {
        name: value for name, value in whole.items() if name != "name"
    }
    perform(
        SYSTEM,
        "alert_policy",
        "amend",
        policy.pk,
        {"code": "own", "name": "改名", "stages": [5], "levels": {}},
    )
    policy.refresh_from_db()
    assert (policy.stages, policy.levels, policy.channels) == ([5], {}, ["inbox", "sms"])


def test_a_policy_is_a_record_with_a_page() -> None:
    install_defaults(SYSTEM)
    policy = AlertPolicy.objects.get(code="credential-default")
    assert record_for(SYSTEM, kinds.get("alert_policy"), str(policy.pk)).name == "证书：默认提醒"
