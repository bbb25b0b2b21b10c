"""The archive: read only, kept until a day, destroyed only afterwards and by two people."""

from datetime import date
from typing import Any

import pytest

from credentry.core.ledger.audit import fsck
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import detail
from credentry.core.records.tests.factories import Company, make_company
from credentry.domains.credentials.models import Keeping
from credentry.domains.credentials.rules.retention import Retention, retention
from credentry.domains.credentials.tests.factories import SYSTEM, act, make, plain_type
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def company() -> Any:
    with clock.fixed(date(2026, 11, 21)):
        yield make_company()


def code(call: Any) -> str:
    with pytest.raises(DomainError) as refused:
        call()
    errors = getattr(refused.value, "errors", ())
    return str(errors[0].code if errors else refused.value.code)


def test_the_day_is_counted_from_the_later_of_archiving_and_end() -> None:
    rule = {"retention": {"years": 10, "certainty": "check"}}
    assert retention(rule, date(2026, 2, 28), date(2024, 2, 29)) == Retention(date(2036, 2, 28))
    assert retention(rule, date(2026, 1, 1), date(2028, 2, 29)) == Retention(date(2038, 2, 28))
    assert retention({"retention": {"permanent": True}}, date(2026, 1, 1), None) == Retention(None, True)
    assert retention({}, date(2026, 1, 1), None) == Retention(None)


def test_an_archived_credential_is_kept_until_its_day_and_destroyed_by_two(company: Company) -> None:
    kind = plain_type(definition={"retention": {"years": 6, "certainty": "check"}})
    made = make(kind, valid_to="2026-06-30", issued_on="2023-07-01")
    act(made, "archive", reason="已换版")
    shown = detail(SYSTEM, kinds.get("credential"), made.pk)
    assert shown.extra["keeping"]["retain_until"] == "2032-11-21"
    assert {"restore", "dispose", "keep_until"} <= set(shown.actions)
    assert "amend" not in shown.actions
    boss = company.admin
    assert code(lambda: act(made, "amend", notes="x")) == "record.archived"
    paper = {"approver": str(boss.user_id), "reason": "保管期满", "document_no": "销〔2032〕1号"}
    assert code(lambda: act(made, "dispose", **paper)) == "credential.kept_until"
    with clock.fixed(date(2032, 11, 22)):
        assert (
            code(lambda: perform(boss, "credential", "dispose", made.pk, paper)) == "credential.second_person"
        )
        act(made, "dispose", **paper)
        assert code(lambda: act(made, "dispose", **paper)) == "credential.disposed"
        assert code(lambda: act(made, "restore")) == "credential.disposed"
    kept = Keeping.objects.get(credential=made, known_to__isnull=True)
    assert (kept.disposed_on, kept.document_no) == (date(2032, 11, 22), "销〔2032〕1号")
    assert fsck()["findings"] == []


def test_what_is_kept_for_ever_or_has_no_day_yet_is_not_destroyed(company: Company) -> None:
    paper = {"approver": str(company.admin.user_id), "reason": "清理"}
    structure = make(plain_type(code="PERM", definition={"retention": {"permanent": True}}))
    act(structure, "archive")
    assert code(lambda: act(structure, "dispose", **paper)) == "credential.kept_for_ever"
    unknown = make(plain_type(code="NONE"))
    assert code(lambda: act(unknown, "dispose", **paper)) == "action.unavailable"
    act(unknown, "archive")
    assert code(lambda: act(unknown, "dispose", **paper)) == "credential.keeping_unknown"
    act(unknown, "keep_until", retain_until="2026-11-20", reason="公司规定")
    act(unknown, "dispose", **paper)
    back = make(plain_type(code="BACK"))
    act(back, "archive", retain_until="2040-01-01")
    act(back, "restore")
    assert Keeping.objects.get(credential=back).known_to is not None
    with pytest.raises(Invalid):
        act(back, "archive", retain_until="not a day")
