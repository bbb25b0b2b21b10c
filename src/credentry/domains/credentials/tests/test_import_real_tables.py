"""Real files of other people: each gives a sensible mapping and right rows, twice the same, and can be undone."""

from typing import Any

import pytest

from credentry.capabilities.intake.tests.shared import shared
from credentry.core.records.tests.factories import Company
from credentry.domains.credentials.models import Term
from credentry.domains.credentials.tests import imports
from credentry.domains.subjects.models import Subject

pytestmark = pytest.mark.django_db

# file, kind, defaults, heading → field, rows by outcome
FILES: list[tuple[str, str, dict[str, Any], dict[str, str], dict[str, int]]] = [
    (
        "tables/chicago_business_licenses_sample.csv", "credential", {},
        {"LICENSE NUMBER": "credential_no", "LICENSE DESCRIPTION": "type", "LEGAL NAME": "holder",
         "LICENSE TERM START DATE": "valid_from", "LICENSE TERM EXPIRATION DATE": "valid_to",
         "DATE ISSUED": "issued_on", "BUSINESS ACTIVITY": "scope_text", "LICENSE STATUS": "paper_status",
         "LICENSE STATUS CHANGE DATE": "status_on"},
        {"created": 184, "updated": 376, "rejected": 1},
    ),
    (
        "tables/fda_ai_enabled_devices_2025-07.xlsx", "credential", {"type": "PLAIN"},
        {"Submission Number": "credential_no", "Device": "title", "Company": "holder",
         "Date of Final Decision": "issued_on"},
        {"created": 1247},
    ),
    (
        "tables/fedramp_products_2024-02-15.csv", "credential", {"type": "PLAIN"},
        {"id": "credential_no", "name": "title", "csp": "holder", "status": "paper_status", "auth_date": "issued_on",
         "independent_assessor": "issuer"},
        {"created": 459},
    ),
    (
        "tables/fips140_modules_active.csv", "credential", {"type": "PLAIN"},
        {"Certificate Number": "credential_no", "Vendor Name": "holder", "Module Name": "title",
         "Validation Date": "first_issued_on", "Status": "paper_status"},
        {"created": 5},
    ),
    (
        "tables/fips140_modules_in_process_2021-02-19.csv", "credential", {"type": "PLAIN"},
        {"Module Name": "title", "Vendor Name": "holder", "Standard": "standards", "Status": "paper_status"},
        {"created": 289, "duplicates": 14},
    ),
    (
        "tables/jzsc_企业资质.csv", "credential", {"type": "PLAIN"}, {"企业名称": "holder", "企业资质": "title"},
        {"created": 7},
    ),
    (
        "tables/jzsc_注册人员.csv", "credential", {}, {"注册证": "type", "企业名称": "holder"}, {"created": 11},
    ),
    (
        "tables/jzsc_企业业绩.csv", "project", {},
        {"项目名称": "title", "项目属地": "address", "项目类别": "project_type", "建设单位": "notes"},
        {"created": 50, "skipped": 1},
    ),
    (
        "tables/nmpa_imported_chemical_drugs.jsonl", "credential", {"type": "PLAIN"},
        {"code": "credential_no", "product_zh": "products"}, {"created": 2872},
    ),
    (
        "tables/udi_upload_sheet.xlsx", "product", {}, {"product_name": "title", "UDI-DI": "code"}, {"created": 20},
    ),
    (
        "tables/gudid_devices_00001-05000.csv", "product", {},
        {"primary_di": "code", "brand_name": "brand", "version_model_number": "title", "catalog_number": "sku",
         "gmdn_terms": "notes"},
        {"created": 5000},
    ),
    ("messy/easyexcel_no_bom.csv", "person", {}, {"姓名": "title"}, {"created": 10}),
    ("messy/easyexcel_office_bom.csv", "person", {}, {"姓名": "title"}, {"created": 10}),
    ("messy/hutool_merge_test.xlsx", "person", {}, {"姓名": "title", "性别": "gender"}, {"created": 3}),
    (
        "messy/magicodes_合并行.xlsx", "person", {}, {"学号": "code", "姓名": "title", "性别": "gender"},
        {"created": 13},
    ),
    (
        "reference/eu_notified_bodies_mdr_ivdr.csv", "organisation", {},
        {"nb_number": "notified_body_no", "name": "title", "country": "country"}, {"created": 53},
    ),
]  # fmt: skip


@pytest.mark.demand("R-000-02")
@pytest.mark.parametrize(
    ("path", "kind", "defaults", "mapping", "outcome"), FILES, ids=[one[0] for one in FILES]
)
def test_table(
    company: Company,
    path: str,
    kind: str,
    defaults: dict[str, Any],
    mapping: dict[str, str],
    outcome: dict[str, int],
) -> None:
    file, actor = shared(path), company.admin
    run = imports.start(actor, file, kind)
    assert run.error is None
    assert imports.mapping(run) == mapping
    reasons = [one["reason"] for one in run.mapping["columns"] if one["field"]]
    assert all(one["zh"] and one["en"] for one in reasons)
    run = imports.choose(actor, run, defaults=defaults, create_missing=True)
    run = imports.check(actor, run)
    assert (run.error, imports.counts(run)) == (None, outcome)
    run = imports.commit(actor, run)
    assert (run.error, run.state, imports.counts(run)) == (None, "committed", outcome)
    if run.rows > 2000:
        return  # the same again and back is shown with the smaller ones
    again = imports.start(actor, file, kind)
    assert imports.mapping(again) == mapping
    again = imports.commit(actor, again)
    assert again.created + again.updated == 0, imports.codes(again, "created", "updated")
    run = imports.undo(actor, run)
    assert run.state == "undone"
    assert not imports.codes(run, "kept")


def test_licence_terms_are_terms_of_one_licence(company: Company) -> None:
    """561 rows of 184 licence numbers: one credential each, its renewals as terms, cancelled ones cancelled."""
    run = imports.start(company.admin, shared("tables/chicago_business_licenses_sample.csv"))
    run = imports.commit(company.admin, imports.choose(company.admin, run, create_missing=True))
    assert imports.live().count() == 184
    laundromat = imports.live().get(credential_no="41118")
    terms = list(Term.objects.filter(credential=laundromat, known_to=None).order_by("n"))
    assert len(terms) > 3
    assert [one.valid_from for one in terms] == sorted(one.valid_from for one in terms)  # type: ignore[type-var]
    assert laundromat.valid_to == terms[-1].valid_to
    assert {"cancelled", "revoked"} <= set(imports.live().values_list("state", flat=True))


def test_newer_list_of_the_same_register(company: Company) -> None:
    """The list of a year later: what is new comes in, what is known is not doubled."""
    first = imports.start(company.admin, shared("tables/fedramp_products_2023-02-21.csv"))
    first = imports.choose(company.admin, first, defaults={"type": "PLAIN"}, create_missing=True)
    imports.commit(company.admin, first)
    assert imports.live().count() == 387
    newer = imports.start(company.admin, shared("tables/fedramp_products_2024-02-15.csv"))
    newer = imports.choose(company.admin, newer, defaults={"type": "PLAIN"}, create_missing=True)
    newer = imports.commit(company.admin, newer)
    assert newer.created == 105
    assert newer.rejected == 0
    assert imports.live().count() == 387 + 105


def test_zero_numbers_survive(company: Company) -> None:
    run = imports.start(company.admin, shared("reference/eu_notified_bodies_mdr_ivdr.csv"), "organisation")
    imports.commit(company.admin, run)
    assert Subject.objects.filter(notified_body_no="0044", country__code="DE").exists()
