"""Names of linked records in the reader's language."""

from dataclasses import replace

import pytest

from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import Query, detail, listing
from credentry.core.records.queries.lookup import suggest
from credentry.core.records.tests.factories import SYSTEM, make_company
from credentry.delivery.http.tests.client import Browser
from tests.contract.makers import MAKERS, a_type

pytestmark = pytest.mark.django_db


def test_a_type_is_called_by_its_english_name_in_english() -> None:
    company = make_company()
    perform(
        SYSTEM, "credential_type", "amend", a_type(), {"name_zh": "低电压声明", "name_en": "LVD declaration"}
    )
    made = perform(SYSTEM, "credential", "register", None, MAKERS["credential"](company.east, 1)).id
    kind = kinds.get("credential")
    for lang, name in (("zh", "低电压声明"), ("en", "LVD declaration")):
        reader = replace(company.admin, lang=lang)
        row = listing(reader, kind, Query(fields=["type"])).items[0]
        assert row["type"]["label"] == name
        assert detail(reader, kind, made).values["type"]["label"] == name
        assert suggest(reader, kinds.get("credential_type"), "LVD")[0]["label"] == name
    browser = Browser("admin")
    assert browser.get(f"/records/credential_type/{a_type()}")[1]["title"] == "低电压声明"


def test_without_an_english_name_the_chinese_one_stays() -> None:
    company = make_company()
    perform(SYSTEM, "unit", "amend", company.east.pk, {"name_en": "East"})
    reader = replace(company.admin, lang="en")
    found = {one["label"] for one in suggest(reader, kinds.get("unit"), "")}
    assert found == {"华昇集团", "East", "西部公司"}
