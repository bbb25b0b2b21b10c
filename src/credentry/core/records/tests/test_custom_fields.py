"""Definitions of custom fields are kept between requests and never older than the last change."""

from typing import Any

import pytest

from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.custom import fields_for
from credentry.core.records.tests.factories import SYSTEM

pytestmark = pytest.mark.django_db


def form(**given: Any) -> dict[str, Any]:
    return {
        "kind": "credential", "code": "kept", "name_zh": "留存", "name_en": "Kept", "value_type": "text",
        "all_types": True, **given,
    }  # fmt: skip


def words() -> dict[str, str]:
    return {one.name: one.label.zh for one in fields_for(kinds.get("credential"))}


def test_definitions_follow_every_change(django_assert_num_queries: Any) -> None:
    assert words() == {}
    made = perform(SYSTEM, "custom_field", "define", None, form()).id
    assert words() == {"x_kept": "留存"}
    with django_assert_num_queries(1):
        assert words() == {"x_kept": "留存"}
    perform(SYSTEM, "custom_field", "amend", made, form(name_zh="改名"))
    assert words() == {"x_kept": "改名"}
    perform(SYSTEM, "custom_field", "define", None, form(code="second", name_zh="第二"))
    assert words() == {"x_kept": "改名", "x_second": "第二"}
    perform(SYSTEM, "custom_field", "archive", made)
    assert words() == {"x_second": "第二"}
    perform(SYSTEM, "custom_field", "restore", made)
    assert words() == {"x_kept": "改名", "x_second": "第二"}
