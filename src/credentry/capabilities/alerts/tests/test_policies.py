"""Policies as records: defined by people without code, installed from content, upgraded while untouched."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import credentry
from credentry.capabilities.alerts.actions import install_defaults, install_pack
from credentry.capabilities.alerts.actions.installing import pack_policies
from credentry.capabilities.alerts.models import AlertPolicy, Pending
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import history, record_for
from credentry.foundation.errors import DomainError, Invalid
from credentry.foundation.labels import L

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
CONTENT = Path(credentry.__file__).parent / "domains" / "packs" / "content"
PACKS = sorted(path.stem for path in CONTENT.glob("*.yaml") if path.stem != "catalogue")
NAME = L("包", "Pack")


def section(pack: str) -> dict[str, Any]:
    content = yaml.safe_load((CONTENT / f"{pack}.yaml").read_text(encoding="utf-8"))
    policies: dict[str, Any] = content["policies"]
    return policies


def test_every_instance_has_the_three_stages_before_and_those_after() -> None:
    done = install_defaults(SYSTEM)
    assert "credential-default" in done.made
    assert AlertPolicy.objects.get(code="credential-default").stages == [90, 60, 30, 0, -7, -30]
    assert Pending.objects.filter(record_id__isnull=True).exists()
    again = install_defaults(SYSTEM)
    assert (again.made, again.upgraded, again.kept) == ([], [], [])
    assert again.unchanged == done.made


@pytest.mark.parametrize("pack", PACKS)
def test_the_content_of_every_pack_becomes_policies(pack: str) -> None:
    done = install_pack(SYSTEM, pack, NAME, section(pack))
    assert len(done.made) == len(set(done.made)) > 3
    default = AlertPolicy.objects.get(code=pack)
    assert default.types == {
        "combinator": "and",
        "rules": [{"field": "pack", "operator": "=", "value": pack}],
    }
    assert set(section(pack)["default"]["offsets"]) <= set(default.stages)
    assert {0, -7, -30} <= set(default.stages)
    assert not install_pack(SYSTEM, pack, NAME, section(pack)).made


@pytest.mark.demand("R-000-42")
def test_product_certificates_are_told_of_exactly_three_times_before_expiry() -> None:
    made = pack_policies("product-certification", NAME, section("product-certification"))
    assert [stage for stage in made[0]["stages"] if stage > 0] == [90, 60, 30]


def test_an_upgrade_changes_what_nobody_touched_and_keeps_what_somebody_did() -> None:
    first = {"default": {"offsets": [90, 60, 30]}, "duty": {"offsets": [30]}}
    install_pack(SYSTEM, "pack", NAME, first)
    touched = AlertPolicy.objects.get(code="pack-duty")
    perform(
        SYSTEM, "alert_policy", "amend", touched.pk, {"code": "pack-duty", "name": "我们的", "stages": [45]}
    )
    perform(SYSTEM, "alert_policy", "switch_off", AlertPolicy.objects.get(code="pack").pk)
    done = install_pack(SYSTEM, "pack", NAME, {"default": {"offsets": [120, 60]}, "duty": {"offsets": [20]}})
    assert (done.made, done.upgraded, done.kept) == ([], ["pack"], ["pack-duty"])
    upgraded = AlertPolicy.objects.get(code="pack")
    assert upgraded.stages == [120, 60, 0, -7, -30]
    assert not upgraded.active
    assert AlertPolicy.objects.get(code="pack-duty").stages == [45]
    assert len(history(SYSTEM, kinds.get("alert_policy"), str(upgraded.pk))) == 3


def test_a_client_cannot_pass_its_policy_off_as_shipped() -> None:
    payload = {"code": "mine", "name": "我的", "stages": [10], "installed": {"stages": [1]}}
    with pytest.raises(Invalid):
        perform(SYSTEM, "alert_policy", "define", None, payload)
    del payload["installed"]
    assert perform(SYSTEM, "alert_policy", "define", None, payload).record.installed == {}


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


def test_a_policy_is_a_record_with_a_page() -> None:
    install_defaults(SYSTEM)
    policy = AlertPolicy.objects.get(code="credential-default")
    assert record_for(SYSTEM, kinds.get("alert_policy"), str(policy.pk)).name == "证书:默认提醒"
