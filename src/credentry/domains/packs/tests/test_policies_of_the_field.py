"""The shipped policies hold everything the field's list of reminders names; where they say otherwise it is said here."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from credentry.domains.packs.shipped import packs
from credentry.domains.packs.wanted.awaited import everything
from credentry.domains.packs.wanted.contents import contents
from credentry.domains.packs.wanted.items import Item
from credentry.domains.packs.wanted.ladders import CLIMB, LEVELS

ROOT = Path(__file__).parents[5]
FIELD = ROOT.parent / "shared" / "domain" / "alert-policies.yaml"
PACKS = (
    "product-certification",
    "quality-system",
    "engineering-permits",
    "personnel-certificates",
    "medical-device-archive",
)
#: The seed states exactly three reminders before expiry (R-000-42): the two of the last week come with a policy that
#: is shipped switched off.
LEFT_TO_USERS = {"product-certification": {7, 1}}
#: Who a step of the field's ladders is by relation to the record. The holder of a personal certificate is its
#: responsible person, the direct leader its steward.
WHO = {
    "owner": ("responsible", ""),
    "holder": ("responsible", ""),
    "project_records_officer": ("responsible", ""),
    "owner_supervisor": ("manager", ""),
    "certificate_steward": ("manager", ""),
    "project_manager": ("manager", ""),
    "department_head": ("unit_head", ""),
    "branch_head": ("unit_head", ""),
    "compliance_manager": ("role", "compliance"),
    "hr_certificate_admin": ("role", "hr"),
    "safety_department": ("role", "safety"),
    "executive": ("line", ""),
}
ANCHORS = {"window_open": "renewal_open", "window_close": "expiry_date"}


@pytest.fixture(scope="module")
def field() -> dict[str, Any]:
    if not FIELD.is_file():
        pytest.skip("the field's list of reminders is not beside the project")
    found: dict[str, Any] = yaml.safe_load(FIELD.read_text("utf-8"))
    return found


def made(pack: str) -> list[Item]:
    return [one for one in contents(packs()[pack]) if one.kind == "alert_policy"]


def speaking(pack: str, type_code: str, deadline: str) -> dict[str, Any]:
    """The form of the policy that would speak of such a deadline: the highest rank whose words fit."""

    def fits(form: Any) -> bool:
        if not any(deadline.startswith(one[:-1]) if one.endswith("*") else deadline == one
                   for one in form["deadlines"]):  # fmt: skip
            return False
        rule = (form["types"] or {"rules": [{"operator": "=", "value": pack}]})["rules"][0]
        return type_code in rule["value"] if rule["operator"] == "in" else rule["value"] == pack

    found = [one.form for one in made(pack) if one.form.get("active", True) and fits(one.form)]
    return dict(max(found, key=lambda form: form["rank"]))


def ladder_of(form: Any) -> str:
    return next(name for name, steps in CLIMB.items() if steps == form["ladder"])


def test_every_ladder_is_shipped_step_by_step(field: dict[str, Any]) -> None:
    assert CLIMB.keys() == field["escalation_ladders"].keys()
    for name, ladder in field["escalation_ladders"].items():
        wanted = [(*WHO[one["recipient"]], one["wait_workdays"], one["requires"]) for one in ladder["steps"]]
        shipped = [(one["relation"], one["code"], one["wait"], one["requires"]) for one in CLIMB[name]]
        assert shipped[: len(wanted)] == wanted, name
        assert [one[0] for one in shipped[len(wanted) :]] in ([], ["line"]), "beyond it only the way up"


def test_levels_choose_the_channels_of_the_field(field: dict[str, Any]) -> None:
    # A to-do stands in the inbox; a push to the phone is a message of WeCom, DingTalk or Feishu.
    ours = {"in_app": "inbox", "todo": "inbox", "app_push": "wecom"}
    for level, channels in field["channel_rules"]["levels"].items():
        assert {ours.get(one, one) for one in channels} <= set(LEVELS[level]), level


@pytest.mark.parametrize("pack", PACKS)
def test_the_default_rhythm_is_whole(field: dict[str, Any], pack: str) -> None:
    wanted = field["policies"][pack]
    by_code = {one.code: one.form for one in made(pack)}
    expiry, duty = by_code[f"{pack}-expiry"], by_code[f"{pack}-duty"]
    days = {*wanted["default"]["offsets"], *wanted["default"]["final_offsets"]}
    assert days - LEFT_TO_USERS.get(pack, set()) <= set(expiry["stages"])
    assert ladder_of(expiry) == wanted["default"]["ladder"]
    assert set(wanted["duty"]["offsets"]) <= set(duty["stages"])
    assert ladder_of(duty) == wanted["duty"]["ladder"]
    if pack in LEFT_TO_USERS:
        rest = by_code[f"{pack}-expiry-last-days"]
        assert days <= set(rest["stages"])
        assert rest["active"] is False
        assert rest["rank"] > expiry["rank"], "switched on, it speaks"


@pytest.mark.parametrize("pack", PACKS)
def test_every_type_and_anchor_the_field_names_is_told_on_its_days(field: dict[str, Any], pack: str) -> None:
    by_code = {one["code"]: one for one in packs()[pack].types}
    told = set()
    for rule in field["policies"][pack]["overrides"]:
        anchors = dict(rule.get("anchors", {}))
        if rule.get("duty_offsets"):
            anchors["duty_due"] = rule["duty_offsets"]
        for anchor, days in anchors.items():
            for code in rule["types"]:
                deadline = ANCHORS.get(anchor, anchor)
                if (
                    anchor == "duty_due"
                    and by_code.get(code, {}).get("validity", {}).get("rule") == "interval"
                ):
                    deadline = "expiry_date"  # the next inspection is the end of the present one
                if code not in by_code:
                    continue  # a type of another pack, which brings its own
                if (code, deadline) in told:
                    continue  # named twice: the first word holds
                told.add((code, deadline))
                form = speaking(pack, code, deadline)
                assert set(days) <= set(form["stages"]), (code, anchor)
                usual = field["policies"][pack]["default"]["ladder"]
                assert ladder_of(form) == rule.get("ladder", usual), (code, anchor)
        for code in rule["types"] if rule.get("extra") else ():
            stop, again = (
                speaking(pack, code, f"duty_{one}") for one in ("suspension_report", "resume_check")
            )
            assert "7 days before the 1-month report" in rule["extra"][0]
            assert 7 in stop["stages"]
            assert "30 days before the 1-year re-verification" in rule["extra"][1]
            assert 30 in again["stages"]
    assert told


def test_continuing_education_has_its_own_rhythm(field: dict[str, Any]) -> None:
    wanted = field["policies"]["personnel-certificates"]["continuing_education"]
    form = speaking("personnel-certificates", "P-ARCH1", "duty_continuing_education")
    assert set(wanted["offsets"]) <= set(form["stages"])


def test_steps_actions_and_findings_are_shipped_for_the_day_there_are_such_records(
    field: dict[str, Any],
) -> None:
    shipped = {one.code: one for pack in packs().values() for one in everything(pack)}
    quality = field["policies"]["quality-system"]
    for part in ("project_steps", "corrective_actions", "management_review_actions"):
        one = shipped.pop(f"quality-system-{part.replace('_', '-')}")
        assert list(one.stages) == quality[part]["offsets"]
        assert one.item.form["deadlines"] == [quality[part]["anchor"]]
        assert ladder_of(one.item.form) == quality[part]["ladder"]
    for finding in field["policies"]["medical-device-archive"]["data_quality_alerts"]:
        one = shipped.pop(f"medical-device-archive-{finding['code'].replace('_', '-')}")
        assert (one.name.zh, one.name.en) == (finding["zh"], finding["en"])
        assert one.item.form["recipients"][0]["code"] == finding["owner"]
        assert set(one.item.form["levels"]["critical"]) == set(LEVELS[finding["level"]])
    assert shipped == {}


def test_nothing_else_of_the_field_s_list_is_forgotten(field: dict[str, Any]) -> None:
    """What is no policy over days stands in the guide with the reason why it is not there."""
    known = {"seed", "default", "duty", "overrides", "project_steps", "corrective_actions",
             "management_review_actions", "continuing_education", "data_quality_alerts"}  # fmt: skip
    for part, pack in (
        ("periodic_self_check", "quality-system"),
        ("quarterly_inventory", "personnel-certificates"),
    ):
        shipped = {one.code: one for one in contents(packs()[pack]) if one.kind == "routine"}
        rule, made = field["policies"][pack][part], shipped[f"{pack}-{part.replace('_', '-')}"]
        assert made.form["months"] == 3
        assert made.form["due_workdays"] == rule.get("due_workdays")
    elsewhere = {"shipment_guard", "periodic_self_check", "monthly_meeting_pack", "quarterly_inventory"}
    named = {part for pack in PACKS for part in field["policies"][pack]}
    assert named == known | elsewhere
    guide = (ROOT / "docs" / "guide" / "alerts.md").read_text("utf-8")
    for part in sorted(elsewhere):
        assert f"`{part}`" in guide, part
    for rule in field["rule_alerts"]:
        assert f"`{rule['code']}`" in guide, rule["code"]
