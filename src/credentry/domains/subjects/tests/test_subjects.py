"""Subjects through the write path."""

import pytest

from credentry.core.ledger.actions import erase_subject
from credentry.core.ledger.audit import fsck
from credentry.core.ledger.models import Entry
from credentry.core.records import conditions, kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.models import Revision
from credentry.core.records.queries import Query, listing
from credentry.core.records.tests.factories import SYSTEM, Company, make_company
from credentry.domains.subjects import queries
from credentry.domains.subjects.models import Subject
from credentry.domains.subjects.tests.factories import issuer, make, series
from credentry.foundation.errors import DomainError, Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return make_company()


def codes_of(error: DomainError) -> dict[str, str]:
    return {one.field: one.code for one in error.errors}


def found(kind: str, text: str) -> list[str]:
    page = listing(SYSTEM, kinds.get(kind), Query(condition=text, fields=("title",)))
    return sorted(item["title"] for item in page.items)


@pytest.mark.demand("R-000-33")
def test_an_issuer_can_be_added_and_is_found_among_issuers(company: Company) -> None:
    made = issuer("TÜV 莱茵")
    make("organisation", "普通供应商", is_supplier=True)
    assert made.number.startswith("ORG-")
    assert found("organisation", "is_issuer:true") == ["TÜV 莱茵"]


def test_every_kind_registers_and_lists_only_its_own(company: Company) -> None:
    names = {
        "person": "王敏",
        "organisation": "华昇电子",
        "product": "网关",
        "project": "一号楼",
        "site": "东厂",
    }
    names["equipment"] = "叉车"
    for kind, title in names.items():
        make(kind, title)
    for kind, title in names.items():
        assert [
            item["title"] for item in listing(SYSTEM, kinds.get(kind), Query(fields=("title",))).items
        ] == [title]
    every = listing(SYSTEM, kinds.get("subject"), Query(fields=("title", "subject_kind")))
    assert {(item["subject_kind"], item["title"]) for item in every.items} == set(names.items())


def test_one_identity_number_is_one_person(company: Company) -> None:
    make("person", "王敏", id_no="110101190001010006")
    with pytest.raises(Invalid) as error:
        make("person", "王小敏", id_no="1101 0119 0001 0100 06")
    assert codes_of(error.value) == {"id_no": "subject.id_no_taken"}
    with pytest.raises(Invalid) as error:
        make("person", "李四", id_no="110101190001010007")
    assert codes_of(error.value) == {"id_no": "subject.id_no_wrong"}


def test_an_identity_number_is_nowhere_in_the_clear_but_found_by_the_whole(company: Company) -> None:
    person = make("person", "王敏", id_no="110101190001010006")
    make("person", "李四")
    assert found("person", "id_no:110101190001010006") == ["王敏"]
    assert found("person", "id_no:110101190001010014") == []
    row = Subject.objects.values().get(pk=person.pk)
    revision = Revision.objects.get(record_id=person.pk)
    assert "110101190001010006" not in f"{row}{revision.values}{revision.changed}"
    assert row["birth_date"].isoformat() == "1900-01-01"


def test_a_credit_code_belongs_to_one_organisation_and_a_wrong_digit_warns(company: Company) -> None:
    first = make("organisation", "甲公司", uscc="91000000000000019G")
    assert (first.uscc, first.uscc_check) == ("91000000000000019G", "ok")
    assert make("organisation", "老公司", uscc="91000000000000019X").uscc_check == "unusual"
    with pytest.raises(Invalid) as error:
        make("organisation", "乙公司", uscc="91000000000000019g")
    assert codes_of(error.value) == {"uscc": "subject.uscc_taken"}
    with pytest.raises(Invalid) as error:
        make("organisation", "丙公司", uscc="9100")
    assert codes_of(error.value) == {"uscc": "subject.uscc_length"}


def test_the_product_tree_has_levels_and_no_loops(company: Company) -> None:
    top, model, variant = series()
    assert queries.ancestors([variant.pk]) == {variant.pk, model.pk, top.pk}
    assert queries.descendants([top.pk]) == {top.pk, model.pk, variant.pk}
    with pytest.raises(Invalid) as error:
        make("product", "倒置", level="model", parent=variant.pk)
    assert codes_of(error.value) == {"parent": "subject.level"}
    other = make("product", "K系列", level="series", parent=top.pk)
    with pytest.raises(Invalid) as error:
        perform(SYSTEM, "product", "amend", top.pk, {"parent": str(other.pk)})
    assert codes_of(error.value) == {"parent": "subject.loop"}


def test_a_reference_must_be_of_the_right_kind(company: Company) -> None:
    person = make("person", "王敏")
    with pytest.raises(Invalid) as error:
        make("person", "李四", employer=person.pk)
    assert codes_of(error.value) == {"employer": "subject.wrong_kind"}


def test_amending_changes_only_what_was_sent(company: Company) -> None:
    person = make("person", "王敏", post="认证工程师", notes="A", unit=company.east.pk)
    changed = perform(SYSTEM, "person", "amend", person.pk, {"post": "经理", "notes": None}).record
    changed.refresh_from_db()
    assert (changed.title, changed.post, changed.notes, changed.unit_id) == (
        "王敏",
        "经理",
        "",
        company.east.pk,
    )


def test_many_rows_go_in_as_one_set_and_bad_ones_are_named(company: Company) -> None:
    rows = [{"payload": {"title": f"供应商{n}", "code": f"S{n % 4}"}} for n in range(6)]
    outcome = perform_many(SYSTEM, "organisation", "register", rows)
    assert sorted(outcome.done) == [0, 1, 2, 3]
    assert [(one.index, codes_of(one.error)) for one in outcome.errors] == [
        (4, {"code": "subject.code_taken"}),
        (5, {"code": "subject.code_taken"}),
    ]


def test_units_separate_subjects(company: Company) -> None:
    make("organisation", "东方公司", unit=company.east.pk)
    make("organisation", "西方公司", unit=company.west.pk)
    seen = listing(company.east_editor, kinds.get("organisation"), Query(fields=("title",)))
    assert [item["title"] for item in seen.items] == ["东方公司"]


def test_archived_subjects_leave_lists_and_come_back(company: Company) -> None:
    made = make("site", "东厂")
    perform(SYSTEM, "site", "archive", made.pk)
    assert listing(SYSTEM, kinds.get("site"), Query()).items == []
    perform(SYSTEM, "site", "restore", made.pk)
    assert len(listing(SYSTEM, kinds.get("site"), Query()).items) == 1


def test_conditions_reach_through_references(company: Company) -> None:
    employer = make("organisation", "华昇电子", uscc="91000000000000019G")
    make("person", "王敏", employer=employer.pk)
    make("person", "李四")
    tree = conditions.parse(kinds.get("person"), "employer.uscc:91000000000000019G", "zh")
    rows = Subject.objects.filter(subject_kind="person").filter(conditions.to_q(kinds.get("person"), tree))
    assert [one.title for one in rows] == ["王敏"]


def test_what_names_a_person_enters_the_ledger_as_digests_that_can_be_erased(company: Company) -> None:
    person = make("person", "欧阳静宜", unit=company.east.pk, birth_date="1987-03-09")
    perform(SYSTEM, "person", "amend", person.pk, {"title": "欧阳静怡"})
    bodies = b"".join(bytes(one) for one in Entry.objects.values_list("body", flat=True))
    for said in ("欧阳静宜", "欧阳静怡", "1987-03-09"):
        assert said.encode() not in bodies
    erased = erase_subject(f"person:{person.pk}", actor_id="s_test", via="cli", ground="request")
    assert erased.openings >= 4
    assert fsck()["findings"] == []
