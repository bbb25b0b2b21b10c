"""Installing and upgrading packs through the one write path."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from credentry.capabilities.alerts.models import AlertPolicy
from credentry.core.ledger.audit import fsck
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.models import CustomField, Revision
from credentry.core.records.queries import Query, listing
from credentry.core.records.tests.factories import Company, make_company
from credentry.domains.coverage.models import RequirementRule
from credentry.domains.credentials.models import CredentialType, Standard
from credentry.domains.credentials.tests.factories import SYSTEM, make
from credentry.domains.packs import shipped
from credentry.domains.packs.actions import install
from credentry.domains.packs.models import InstalledPack, PackItem
from credentry.domains.packs.queries import held, overview, show, upgrade_of
from credentry.domains.packs.wanted import contents
from credentry.domains.packs.wanted import types as types_module
from credentry.domains.subjects.models import Market
from credentry.domains.subjects.queries import by_code, covering
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, NotFound

pytestmark = pytest.mark.django_db
PRODUCT = "product-certification"
Rewrite = Callable[[Callable[[dict[str, Any]], None]], None]


@pytest.fixture(autouse=True)
def company() -> Company:
    return make_company()


@pytest.fixture
def rewrite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rewrite]:
    """Ship other content: a copy of the real one, changed."""
    folder = tmp_path / "content"
    shutil.copytree(shipped.FOLDER, folder)
    monkeypatch.setattr(shipped, "FOLDER", folder)
    _forget()

    def change(how: Callable[[dict[str, Any]], None]) -> None:
        file = folder / f"{PRODUCT}.yaml"
        content = yaml.safe_load(file.read_text("utf-8"))
        content["version"] += 1
        how(content)
        file.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
        _forget()

    yield change
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for cached in (shipped.packs, shipped.catalogue, contents.digests):
        cached.cache_clear()
    from credentry.domains.packs.wanted import policies, requirements

    policies._warnings.cache_clear()
    requirements._everywhere.cache_clear()


def type_of(content: dict[str, Any], code: str) -> dict[str, Any]:
    return next(one for one in content["types"] if one["code"] == code)


def test_a_pack_brings_types_markets_and_fields_with_their_trail() -> None:
    done = install(PRODUCT, SYSTEM)
    assert done.done == "installed"
    ccc = CredentialType.objects.get(code="CN-CCC")
    assert (ccc.category, ccc.pack, ccc.validity_rule, ccc.warn_days) == (
        "product_safety", PRODUCT, "fixed_term", 90,
    )  # fmt: skip
    assert ccc.definition["duties"][0]["grace"] == "P90D"
    assert ccc.definition["evidence"][0] == {
        "code": "CERT_SCAN", "zh": "证书扫描件", "en": "scan of the credential",
    }  # fmt: skip
    assert CredentialType.objects.get(code="JP-PSE-D").warn_days == 180
    field = CustomField.objects.get(code="factory_code")
    assert ccc.pk in set(field.uses.values_list("type_id", flat=True))
    with clock.fixed(clock.now()):
        assert by_code(["EU"])["EU"] in covering([by_code(["DE"])["DE"]], clock.today())
    assert Revision.objects.filter(kind="credential_type", record_id=ccc.pk).count() == 1
    assert fsck()["findings"] == []


def test_its_alert_policies_speak_and_those_that_users_changed_stay(rewrite: Rewrite) -> None:
    done = install(PRODUCT, SYSTEM)
    policy = AlertPolicy.objects.get(code=f"{PRODUCT}-expiry")
    assert (
        done.report.created["alert_policy"]
        == AlertPolicy.objects.filter(source=f"pack:{PRODUCT}").count()
        > 5
    )
    assert policy.stages == [90, 60, 30, 0, -1, -7, -30]
    assert policy.recipients[0]["relation"] == "responsible"
    form = {name: getattr(policy, name) for name in ("code", "name", "name_en", "kind", "deadlines", "types",
                                                     "recipients", "channels", "rank", "source")}  # fmt: skip
    perform(SYSTEM, "alert_policy", "amend", policy.pk, {**form, "stages": [45]})
    rewrite(lambda content: content["policies"]["default"].update(offsets=[100, 50]))
    install(PRODUCT, SYSTEM)
    policy.refresh_from_db()
    assert policy.stages == [45]
    filing = AlertPolicy.objects.get(code=f"{PRODUCT}-filing")
    assert filing.stages == [100, 50, 7, 1, 0]


def test_what_it_brings_is_used_at_once() -> None:
    install(PRODUCT, SYSTEM)
    ccc = CredentialType.objects.get(code="CN-CCC")
    made = make(ccc, credential_no="2026990901000001", custom={"factory_code": "A012345"})
    assert made.custom == {"factory_code": "A012345"}
    page = listing(SYSTEM, kinds.get("credential"), Query(condition="x_factory_code:A012345"))
    assert [item["title"] for item in page.items] == [made.title]
    with pytest.raises(DomainError):
        make(ccc, credential_no="12")


def test_installing_again_does_nothing() -> None:
    install(PRODUCT, SYSTEM)
    before = (Revision.objects.count(), InstalledPack.objects.get().version)
    again = install(PRODUCT, SYSTEM)
    assert (again.done, again.report.as_dict()) == ("current", {"created": {}, "changed": {}, "kept": []})
    assert (Revision.objects.count(), InstalledPack.objects.get().version) == before
    with pytest.raises(DomainError):
        perform(SYSTEM, "pack", "install", None, {"pack": PRODUCT})
    with pytest.raises(DomainError):
        perform(SYSTEM, "pack", "upgrade", InstalledPack.objects.get().pk)


def test_all_five_packs_install_beside_each_other() -> None:
    for one in overview():
        install(one["code"], SYSTEM)
    assert CredentialType.objects.count() == 190
    assert all(one["installed"] and not one["upgrade"] for one in overview())
    assert CredentialType.objects.get(code="QMS-9001").pack == "quality-system"
    assert show("quality-system")["kept"] == []
    assert fsck()["findings"] == []


def test_an_upgrade_follows_the_content_and_leaves_what_users_changed(rewrite: Rewrite) -> None:
    install(PRODUCT, SYSTEM)
    ccc, ul = CredentialType.objects.get(code="CN-CCC"), CredentialType.objects.get(code="US-NRTL")
    perform(SYSTEM, "credential_type", "amend", ccc.pk, {"name_zh": "CCC证书", "validity_months": 48})
    perform(SYSTEM, "credential_type", "archive", ul.pk)

    def change(content: dict[str, Any]) -> None:
        one = type_of(content, "CN-CCC")
        one["zh"], one["en"] = "强制认证", "Compulsory certificate"
        one["validity"] = {"rule": "fixed_term", "years": 6}
        one["renewal"]["open_before_expiry"] = {"n": 120, "unit": "day"}
        type_of(content, "US-NRTL")["en"] = "NRTL listing (renamed)"
        content["types"].append({**type_of(content, "CN-SRRC"), "code": "CN-NEW", "zh": "新类型"})

    rewrite(change)
    assert next(one for one in overview() if one["code"] == PRODUCT)["upgrade"]
    told = {(one["what"], one["code"]): {f["field"]: (f["before"], f["after"]) for f in one["fields"]}
            for one in upgrade_of(PRODUCT) if one["kind"] == "credential_type"}  # fmt: skip
    assert not any(one["kind"] == "requirement_rule" for one in upgrade_of(PRODUCT))
    assert told.keys() == {("new", "CN-NEW"), ("changed", "CN-CCC"), ("kept", "CN-CCC")}
    assert told["changed", "CN-CCC"]["name_en"][1] == "Compulsory certificate"
    assert told["changed", "CN-CCC"]["definition.renewal"][1]["open_before_expiry"]["n"] == 120
    assert told["kept", "CN-CCC"]["name_zh"] == ("CCC证书", "强制认证")
    done = install(PRODUCT, SYSTEM)
    assert (done.done, done.version) == ("upgraded", shipped.packs()[PRODUCT].version)
    assert done.report.created["credential_type"] == 1
    ccc.refresh_from_db()
    assert (ccc.name_zh, ccc.name_en) == ("CCC证书", "Compulsory certificate")
    assert ccc.definition["validity"]["years"] == 4
    assert ccc.definition["renewal"]["open_before_expiry"]["n"] == 120
    ul.refresh_from_db()
    assert ul.archived_at is not None
    assert ul.name_en != "NRTL listing (renamed)"
    assert CredentialType.objects.filter(code="CN-NEW").exists()
    kept = {one["code"]: one["fields"] for one in held(PRODUCT)}
    assert set(kept["CN-CCC"]) == {"name_zh", "definition.validity"}
    rewrite(lambda content: type_of(content, "CN-CCC").update(zh="再次改名"))
    install(PRODUCT, SYSTEM)
    ccc.refresh_from_db()
    assert ccc.name_zh == "CCC证书"
    assert install(PRODUCT, SYSTEM).done == "current"
    assert upgrade_of(PRODUCT) == []
    assert fsck()["findings"] == []


def test_an_upgrade_takes_back_what_a_rule_no_longer_says(rewrite: Rewrite) -> None:
    install(PRODUCT, SYSTEM)
    rule = RequirementRule.objects.get(code="RQ-PRD-001")
    shared = shipped.FOLDER / "shared" / "requirements.yaml"
    text = shared.read_text("utf-8")
    head, rest = text.split("code: RQ-PRD-001\n", 1)
    assert rest.count("all_of: [CN-CCC]") > 0
    rest = rest.replace("all_of: [CN-CCC]", "any_of:\n      - [CN-CCC]\n      - [CN-CQC]", 1)
    shared.write_text(f"{head}code: RQ-PRD-001\n{rest}", "utf-8")
    rewrite(lambda content: None)
    told = next(one for one in upgrade_of(PRODUCT) if one["code"] == "RQ-PRD-001")
    assert {one["field"]: (one["before"], one["after"]) for one in told["fields"]} == {
        "all_of": (["CN-CCC"], []), "any_of": ([], [["CN-CCC"], ["CN-CQC"]]),
    }  # fmt: skip
    install(PRODUCT, SYSTEM)
    rule.refresh_from_db()
    assert (rule.all_of, rule.any_of) == ([], [["CN-CCC"], ["CN-CQC"]])


def test_what_users_made_under_the_same_code_stays_theirs() -> None:
    mine = perform(
        SYSTEM, "credential_type", "register", None, {"code": "CN-CCC", "name_zh": "我的CCC"}
    ).record
    field = perform(
        SYSTEM, "custom_field", "define", None, {"code": "brand", "name_zh": "品牌", "kind": "credential"}
    ).record
    install(PRODUCT, SYSTEM)
    mine.refresh_from_db()
    assert (mine.name_zh, mine.pack, mine.published) == ("我的CCC", "", 1)
    field.refresh_from_db()
    assert field.name_zh == "品牌"
    assert field.uses.count() > 10
    assert PackItem.objects.get(kind="credential_type", code="CN-CCC").stored is None


def test_a_market_that_users_renamed_stays_so(rewrite: Rewrite) -> None:
    install(PRODUCT, SYSTEM)
    eu = Market.objects.get(code="EU")
    assert perform(SYSTEM, "market", "amend", eu.pk, {"name_en": "Union"}).record.name_en == "Union"
    rewrite(lambda content: type_of(content, "CN-CCC").update(zh="改名"))
    install(PRODUCT, SYSTEM)
    eu.refresh_from_db()
    assert eu.name_en == "Union"


def test_installing_needs_the_rights_for_what_comes(company: Company) -> None:
    with pytest.raises(DomainError):
        install(PRODUCT, company.east_editor)
    assert CredentialType.objects.count() == 0
    assert install(PRODUCT, company.admin).done == "installed"
    with pytest.raises(NotFound):
        install("no-such-pack", SYSTEM)


def test_an_upgrade_brings_what_types_gained_and_keeps_what_users_said() -> None:
    gained = ("acts", "states", "pending", "depends", "lead_time", "state_model")

    full = {one["code"]: types_module.behaviour(one) for one in shipped.packs()[PRODUCT].types}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(types_module, "behaviour", lambda one: {})
        _forget()
        install(PRODUCT, SYSTEM)
    _forget()
    ccc, srrc = (CredentialType.objects.get(code=code) for code in ("CN-CCC", "CN-SRRC"))
    assert not set(gained) & ccc.definition.keys()
    perform(SYSTEM, "credential_type", "amend", srrc.pk, {"definition": {"acts": ["sell"]}})
    done = install(PRODUCT, SYSTEM)
    assert done.done == "upgraded"
    ccc.refresh_from_db()
    srrc.refresh_from_db()
    assert {name: ccc.definition[name] for name in gained if name in ccc.definition} == full["CN-CCC"]
    assert srrc.definition["acts"] == ["sell"]  # the users' word stays
    assert srrc.definition["states"] == full["CN-SRRC"]["states"]
    assert install(PRODUCT, SYSTEM).done == "current"


def test_a_pack_brings_the_editions_of_standards_and_keeps_what_users_say_of_them() -> None:
    install(PRODUCT, SYSTEM)
    old = Standard.objects.get(code="ISO/IEC 27001:2013")
    assert (old.transition_to, old.superseded_by) == (
        date(2025, 10, 31), Standard.objects.get(code="ISO/IEC 27001:2022"),
    )  # fmt: skip
    assert Standard.objects.get(code="ISO 9001:2015").withdrawn_on is None  # to be confirmed: ends nothing
    perform(SYSTEM, "standard", "amend", old.pk, {"notes": "本公司已全部换版"})
    assert install("quality-system", SYSTEM).done == "installed"
    old.refresh_from_db()
    assert old.notes == "本公司已全部换版"
    assert Standard.objects.filter(code="ISO/IEC 27001:2013").count() == 1
    assert fsck()["findings"] == []


def test_a_certificate_to_an_edition_that_ended_ends_with_it() -> None:
    install("quality-system", SYSTEM)
    isms = CredentialType.objects.get(code="ISMS-27001")
    made = make(isms, issued_on="2024-05-10", valid_to="2027-05-09", standards=["ISO/IEC 27001:2013"],
                credential_no="00024IS00001R0M", number_confirmed=True)  # fmt: skip
    assert (made.effective_to, made.state) == (date(2025, 10, 31), "standard_withdrawn")
