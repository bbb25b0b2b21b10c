"""Registers as people keep them, imported with the words of an installed pack."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from credentry.capabilities.intake import actions
from credentry.capabilities.intake import queries as imports
from credentry.capabilities.intake.models import ImportRun
from credentry.capabilities.intake.tests.makers import xlsx
from credentry.capabilities.intake.tests.shared import shared
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import Query, listing
from credentry.core.records.tests.factories import make_company
from credentry.domains.credentials.imports import PROFILE, _find_types
from credentry.domains.credentials.models import Credential, CredentialType, Term
from credentry.domains.credentials.tests.factories import SYSTEM
from credentry.domains.packs.actions import install
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
HEADINGS = [
    "序号",
    "证书编号",
    "认证类型",
    "发证机构",
    "产品型号",
    "销售市场",
    "发证日期",
    "有效期至",
    "工厂编号",
    "备注",
]
ROWS: list[list[Any]] = [
    HEADINGS,
    [
        1,
        "2026990901000001",
        "3C认证",
        "中国质量认证中心",
        "GW-100",
        "中国",
        "2024.3.15",
        "2029年3月14日",
        "A01",
        None,
    ],
    [
        2,
        "UL-26-001",
        "UL",
        "UL Solutions",
        "GW-100、GW-200",
        "美国/加拿大",
        "2024/5/1",
        "长期",
        "A01",
        "年检",
    ],
    [3, "CE-7788", "CE-RED", "TÜV SÜD", "GW-200", "EU", "2022-01-10", "2027-01-09", "A02", None],
]


@pytest.fixture(autouse=True)
def _instance() -> Any:
    make_company()
    install("product-certification", SYSTEM)
    with clock.fixed(TODAY):
        yield


def run(file: Path, create: bool = True, **choices: Any) -> ImportRun:
    """Import a file as the wizard does: read, choose, dry run, decide, commit."""
    with file.open("rb") as content:
        made = actions.start(SYSTEM, "credential", file.name, content, wait=True)
    if choices:
        made = actions.save_mapping(SYSTEM, made, choices)
    made = actions.check(SYSTEM, made, wait=True)
    decisions = [
        {"kind": one["kind"], "value": one["value"], "do": "create"}
        for one in made.proposals
        if create and not one.get("decision")
    ]
    if decisions:
        made = actions.save_mapping(SYSTEM, made, {"decisions": decisions})
    return actions.commit(SYSTEM, made, wait=True)


def counts(made: ImportRun) -> dict[str, int]:
    return {name: n for name, n in imports.view(made, "zh")["counts"].items() if n}


@pytest.mark.demand("R-000-02", "R-000-32")
def test_a_chinese_register_of_mixed_types_comes_in_whole(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "证书台账.xlsx", ROWS)
    assert counts(run(file)) == {"rows": 3, "created": 3}
    ccc, ul, ce = Credential.objects.order_by("number")
    assert [one.type.code for one in (ccc, ul, ce)] == ["CN-CCC", "US-NRTL", "EU-CE-RED"]
    assert (ccc.issued_on, ccc.valid_to) == (date(2024, 3, 15), date(2029, 3, 14))
    assert (ul.valid_to, ul.no_expiry_reason) == (None, "printed")
    assert ul.product_links.count() == 2
    assert sorted(ul.market_links.values_list("market__code", flat=True)) == ["CA", "US"]
    assert ccc.issuer.is_issuer
    page = listing(SYSTEM, kinds.get("credential"), Query(condition="market:DE valid_to<+6m"))
    assert [item["title"] for item in page.items] == [ce.title]


def test_what_a_type_has_no_field_for_is_kept_in_the_notes(tmp_path: Path) -> None:
    run(xlsx(tmp_path / "a.xlsx", ROWS))
    assert Credential.objects.get(credential_no="2026990901000001").custom == {"factory_code": "A01"}
    ul = Credential.objects.get(credential_no="UL-26-001")
    assert ul.notes == "年检"
    ce = Credential.objects.get(credential_no="CE-7788")
    assert (ce.custom, ce.notes) == ({}, "工厂编号:A02")


def test_a_second_import_writes_nothing_and_a_later_paper_is_a_new_term(tmp_path: Path) -> None:
    run(xlsx(tmp_path / "a.xlsx", ROWS))
    assert counts(run(xlsx(tmp_path / "b.xlsx", ROWS))) == {"rows": 3, "unchanged": 3}
    later = [*ROWS[3]]
    later[6:8] = ["2027-01-05", "2032-01-09"]
    assert counts(run(xlsx(tmp_path / "c.xlsx", [HEADINGS, later]))) == {"rows": 1, "updated": 1}
    ce = Credential.objects.get(credential_no="CE-7788")
    assert (ce.term_count, ce.first_issued_on) == (2, date(2022, 1, 10))


def test_a_number_against_the_rule_is_refused_until_somebody_says_it_was_checked(tmp_path: Path) -> None:
    row = [*ROWS[1]]
    row[1] = "12345"
    file = xlsx(tmp_path / "a.xlsx", [HEADINGS, row])
    assert counts(run(file)) == {"rows": 1, "rejected": 1}
    assert counts(run(file, defaults={"number_confirmed": True})) == {"rows": 1, "created": 1}
    assert Credential.objects.get().number_check == "unusual"


def test_a_holder_is_found_by_identity_number_and_no_country_by_the_word_no(tmp_path: Path) -> None:
    person = perform(
        SYSTEM, "person", "register", None, {"title": "张伟", "id_no": "11010519491231002X"}
    ).record
    rows = [["证书编号", "证书类型", "持证人", "适用市场"], ["A-1", "UL", "11010519491231002x", "US"],
            ["A-2", "UL", "11010519491231002X", "No"]]  # fmt: skip
    assert counts(run(xlsx(tmp_path / "a.xlsx", rows), create=False)) == {
        "rows": 2,
        "created": 1,
        "rejected": 1,
    }
    made = Credential.objects.get()
    assert (made.holder_id, made.credential_no) == (person.pk, "A-1")


def test_types_are_known_by_the_names_in_use_and_ambiguous_ones_are_left_open() -> None:
    wanted = {
        "3C": "CN-CCC", "CCC证书": "CN-CCC", "UL认证": "US-NRTL", "RoHS": "EU-ROHS", "FCC": "US-FCC-ID",
        "cn-srrc": "CN-SRRC", "型号核准": "CN-SRRC", "BIS": "IN-BIS-CRS", "工业产品生产许可证": "CN-IPL",
    }  # fmt: skip
    found = _find_types(SYSTEM, [*wanted, "CE", "PSE", "不存在的证"])
    codes = dict(CredentialType.objects.values_list("pk", "code"))
    assert {text: codes[pk] for text, pk in found.items()} == wanted
    assert PROFILE.kind == "credential"


@pytest.mark.demand("R-000-02")
def test_a_public_register_with_one_row_per_term_becomes_licences_with_histories() -> None:
    file = shared("tables/chicago_business_licenses_sample.csv")
    with file.open("rb") as content:
        made = actions.start(SYSTEM, "credential", file.name, content, wait=True)
    wanted = {
        "LICENSE NUMBER": "credential_no", "LEGAL NAME": "holder", "DOING BUSINESS AS NAME": "title",
        "LICENSE DESCRIPTION": "type", "LICENSE TERM START DATE": "valid_from",
        "LICENSE TERM EXPIRATION DATE": "valid_to", "DATE ISSUED": "issued_on",
    }  # fmt: skip
    table = next(one for one in made.analysis["tables"] if one["id"] == made.mapping["table"])
    columns = [{"column": one["index"], "field": wanted.get(one["heading"])} for one in table["columns"]]
    made = run(file, columns=columns)
    told = counts(made)
    assert (told["rows"], told["created"], told["rejected"]) == (561, 184, 1)
    assert told["updated"] == 376
    assert Credential.objects.count() == 184
    assert Term.objects.filter(known_to__isnull=True).count() > 500
