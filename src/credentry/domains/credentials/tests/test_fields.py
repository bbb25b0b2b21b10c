"""Every field the seeds name, one by one, through the write path and the lists."""

from datetime import date
from typing import Any

import pytest

from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import Query, detail, listing
from credentry.core.records.tests.factories import Company, make_company
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.tests.factories import SYSTEM, act, issuer, make, make_type, plain_type
from credentry.domains.subjects.tests.factories import markets, series
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Invalid

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def company() -> Company:
    return make_company()


def found(condition: Any, actor: Any = SYSTEM, **more: Any) -> list[str]:
    page = listing(actor, kinds.get("credential"), Query(condition=condition, fields=("title",), **more))
    return sorted(item["title"] for item in page.items)


def rule(field: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"combinator": "and", "rules": [{"field": field, "operator": operator, "value": value}]}


def codes_of(error: DomainError) -> dict[str, str]:
    return {one.field: one.code for one in error.errors}


@pytest.mark.demand("R-000-30")
def test_the_name_is_mandatory_and_searched(company: Company) -> None:
    kind = plain_type()
    with pytest.raises(Invalid) as error:
        make(kind, title="  ")
    assert codes_of(error.value) == {"title": "field.required"}
    make(kind, title="网关安全证书")
    make(kind, title="路由器证书")
    assert make(kind, title=" ", credential_no="AB-1").title == "普通证书 AB-1"
    assert found("title~网关") == ["网关安全证书"]
    declared = kinds.get("credential").field("title")
    assert declared is not None
    assert declared.search
    assert declared.mandatory


@pytest.mark.demand("R-000-31")
def test_the_number_is_unique_for_issuer_and_type_however_it_is_written(company: Company) -> None:
    kind, other = plain_type(), plain_type(code="OTHER")
    cqc, tuv = issuer("CQC"), issuer("TÜV")
    first = make(kind, credential_no="AB-2026 001", issuer=cqc.pk)
    with pytest.raises(Invalid) as error:
        make(kind, credential_no="ａｂ2026OO1", issuer=cqc.pk)
    assert codes_of(error.value) == {"credential_no": "credential.number_taken"}
    assert first.number in error.value.errors[0].message("zh")
    make(kind, credential_no="AB-2026 001", issuer=tuv.pk)
    make(other, credential_no="AB-2026 001", issuer=cqc.pk)
    loose = plain_type(code="LOOSE", unique_number=False)
    make(loose, credential_no="1", issuer=cqc.pk)
    make(loose, credential_no="1", issuer=cqc.pk)


@pytest.mark.demand("R-000-31")
def test_a_number_against_the_rule_is_refused_with_an_example_unless_confirmed(company: Company) -> None:
    kind = make_type()
    with pytest.raises(Invalid) as error:
        make(kind, credential_no="12345")
    assert codes_of(error.value) == {"credential_no": "credential.number_format"}
    assert "2026990901000001" in error.value.errors[0].message("en")
    assert make(kind, credential_no="12345", number_confirmed=True).number_check == "unusual"
    assert make(kind, credential_no="2026990901000002").number_check == "ok"


@pytest.mark.demand("R-000-32")
def test_types_are_a_list_users_edit(company: Company) -> None:
    kind = make_type()
    made = make(kind, title="CCC证书")
    assert (made.category, made.type_version) == ("product_safety", 1)
    changed = perform(
        SYSTEM, "credential_type", "amend", kind.pk, {"name_zh": "CCC", "validity_months": 36}
    ).record
    assert changed.published == 2
    assert [one.n for one in changed.versions.order_by("n")] == [1, 2]
    assert changed.versions.get(n=1).definition["validity"]["years"] == 5
    assert make(kind, title="新").type_version == 2
    assert found("type:CCC") == ["CCC证书", "新"]
    perform(SYSTEM, "credential_type", "archive", kind.pk)
    with pytest.raises(Invalid) as error:
        make(kind)
    assert codes_of(error.value) == {"type": "credential.type_archived"}
    with pytest.raises(Invalid) as error:
        make_type()
    assert codes_of(error.value) == {"code": "credential_type.code_taken"}


@pytest.mark.demand("R-000-33")
def test_the_issuer_is_chosen_from_organisations(company: Company) -> None:
    made = make(plain_type(), title="有机构", issuer=issuer("CQC").pk)
    make(plain_type(code="X"), title="无机构")
    assert found("issuer:CQC") == ["有机构"]
    with pytest.raises(Invalid) as error:
        act(made, "amend", issuer=str(made.pk))
    assert codes_of(error.value) == {"issuer": "field.reference"}


@pytest.mark.demand("R-000-34")
def test_the_first_issue_date_survives_renewal(company: Company) -> None:
    made = make(plain_type(), issued_on="2021-03-15", valid_to="2024-03-14")
    assert made.first_issued_on == date(2021, 3, 15)
    once = act(made, "renew", issued_on="2024-03-01", valid_from="2024-03-15", valid_to="2027-03-14")
    twice = act(made, "renew", issued_on="2027-03-01", valid_from="2027-03-15", valid_to="2030-03-14")
    assert once.first_issued_on == twice.first_issued_on == date(2021, 3, 15)
    assert twice.issued_on == date(2027, 3, 1)
    with pytest.raises(Invalid) as error:
        make(plain_type(code="X"), first_issued_on="2025-01-01", issued_on="2024-01-01")
    assert codes_of(error.value) == {"first_issued_on": "credential.first_issue_late"}


@pytest.mark.demand("R-000-35")
def test_the_expiry_date_drives_status_and_deadlines_and_none_has_a_reason(company: Company) -> None:
    made = make(plain_type(), valid_to="2027-03-14")
    assert found("valid_to<+6m") == ["网关安全证书"]
    assert found("valid_to<+3m") == []
    forever = make(plain_type(code="OPEN", validity_rule="no_expiry"), title="职称", valid_to=None)
    assert (forever.valid_to, forever.no_expiry_reason, forever.effective_to) == (None, "no_expiry", None)
    unclear = make(plain_type(code="X"), title="未注明", valid_to=None)
    assert unclear.no_expiry_reason == "unknown"
    assert found(rule("valid_to", "null")) == ["未注明", "职称"]
    with pytest.raises(Invalid) as error:
        act(made, "amend", valid_to="2020-01-01")
    assert codes_of(error.value) == {"valid_to": "credential.dates_order"}


@pytest.mark.demand("R-000-36")
def test_a_model_inherits_the_certificate_of_its_series(company: Company) -> None:
    top, model, variant = series()
    other = series("K系列")[1]
    kind = plain_type()
    make(kind, title="系列证书", products=[top.pk])
    make(kind, title="型号证书", products=[model.pk, other.pk])
    assert found(rule("products", "any", [str(variant.pk)])) == ["型号证书", "系列证书"]
    assert found(rule("products", "any", [str(top.pk)])) == ["系列证书"]
    assert found(rule("products", "any", [str(other.pk)])) == ["型号证书"]


@pytest.mark.demand("R-000-36")
def test_an_excluded_model_is_not_covered(company: Company) -> None:
    top, model, variant = series()
    made = make(plain_type(), products=[top.pk])
    act(made, "set_scope", excluded_products=[str(model.pk)])
    for product, titles in ((variant, []), (model, []), (top, ["网关安全证书"])):
        assert found(rule("products", "any", [str(product.pk)])) == titles
    with pytest.raises(Invalid) as error:
        act(made, "set_scope", excluded_products=[str(series("K")[0].pk)])
    assert codes_of(error.value) == {"excluded_products": "credential.exclusion"}


@pytest.mark.demand("R-000-37")
def test_several_markets_and_groups_whose_members_are_covered(company: Company) -> None:
    eu, us, de = markets("EU", "US", "DE")
    kind = plain_type()
    make(kind, title="欧盟与美国", markets=[eu, us])
    make(kind, title="仅德国", markets=[de])
    assert found("market:DE") == ["仅德国", "欧盟与美国"]
    assert found("market:EU") == ["欧盟与美国"]
    assert found("market:US") == ["欧盟与美国"]
    assert found("market:GB") == []
    with clock.fixed(date(2020, 1, 31)):
        assert found("market:GB") == ["欧盟与美国"]


@pytest.mark.demand("R-000-38")
def test_units_filter_and_separate(company: Company) -> None:
    kind = plain_type()
    make(kind, title="东", unit=company.east.pk)
    make(kind, title="西", unit=company.west.pk)
    assert found("unit:EAST") == ["东"]
    assert found(None, company.east_editor) == ["东"]
    own = make(kind, company.east_editor, title="东自建")
    assert own.unit_id == company.east.pk
    with pytest.raises(DomainError):
        make(kind, company.east_editor, title="越界", unit=company.west.pk)


@pytest.mark.demand("R-000-39")
def test_the_status_moves_with_the_clock_without_editing(company: Company) -> None:
    made = make(plain_type(), valid_from="2026-01-01", issued_on=None, valid_to="2027-03-14")
    version = made.version
    for day, expected in (
        (date(2025, 12, 31), "not_yet_effective"),
        (date(2026, 1, 1), "valid"),
        (date(2026, 12, 13), "valid"),
        (date(2026, 12, 14), "expiring_soon"),
        (date(2027, 3, 14), "expiring_soon"),
        (date(2027, 3, 15), "expired"),
    ):
        with clock.fixed(day):
            shown = detail(SYSTEM, kinds.get("credential"), made.pk).values["status"]
            assert shown == expected
            assert found(f"status:{expected}") == ["网关安全证书"]
            assert found(f"status!={expected}") == []
    made.refresh_from_db()
    assert made.version == version


@pytest.mark.demand("R-000-40")
def test_rich_metadata_is_kept_and_filtered(company: Company) -> None:
    made = make(
        plain_type(), standards=["GB 4943.1-2022", "GB/T 9254.1-2021"], scope_text="额定 12V", cost="1200.50",
        currency="CNY", verification_code="V-1", notes="加急", responsible=company.admin.user_id,
    )  # fmt: skip
    values = detail(SYSTEM, kinds.get("credential"), made.pk).values
    assert values["standards"] == "GB 4943.1-2022; GB/T 9254.1-2021"
    assert (values["cost"], values["currency"], values["verification_code"]) == ("1200.5", "CNY", "V-1")
    assert found('standards~"4943.1"') == ["网关安全证书"]
    assert found("responsible:admin") == ["网关安全证书"]
    assert found("cost>1000") == ["网关安全证书"]
    assert Credential.objects.get().number == "CRT-2026-000001"
