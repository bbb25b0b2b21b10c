"""States of a type: which changes it takes, what must be said with them, and how they are taken back."""

from datetime import date
from typing import Any

import pytest

from credentry.core.ledger.audit import fsck
from credentry.core.records import kinds
from credentry.core.records.models import Deadline, Revision
from credentry.core.records.queries import detail
from credentry.core.records.tests.factories import make_company
from credentry.domains.credentials import status as statuses
from credentry.domains.credentials.models import Duty, LetLapse, StatusChange
from credentry.domains.credentials.rules import states
from credentry.domains.credentials.tests.factories import SYSTEM, act, make, plain_type
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Invalid

pytestmark = pytest.mark.django_db

LICENCE = {
    "states": {
        "suspended": {"zh": "暂扣", "en": "Withheld", "acts": [], "document": True, "certainty": "sure",
                      "longest": {"n": 6, "unit": "month"}, "then": "withdrawn"},
        "withdrawn": {"acts": [], "document": True, "terminal": True, "certainty": "sure"},
        "cancelled": {"acts": ["ship_stock"], "terminal": True, "certainty": "check", "document": True},
    },
    "duties": [{"code": "report", "zh": "年报", "every": "P1Y"}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def company() -> Any:
    with clock.fixed(date(2026, 11, 21)):
        yield make_company()


def status(record: Any, day: date) -> str:
    return statuses.on({name: getattr(record, name) for name in statuses.NEEDS}, day)


def licence() -> Any:
    return plain_type(code="LIC", name_zh="许可证", definition=LICENCE)


def test_a_type_takes_only_the_changes_it_knows() -> None:
    made = make(licence())
    with pytest.raises(DomainError) as refused:
        act(made, "revoke", reason="处罚", document_no="罚〔2026〕1号")
    assert refused.value.code == "credential.change_unknown"
    assert "暂扣" in str(refused.value.params["known"].zh)
    assert states.changes_of(LICENCE) == {"suspended", "reinstated", "withdrawn", "cancelled", "superseded"}
    free = make(plain_type())
    assert status(act(free, "revoke", effective_on="2026-01-10", reason="x"), date(2026, 1, 10)) == "revoked"


def test_what_an_authority_does_has_a_document_unless_it_was_found_in_a_register() -> None:
    made = make(licence())
    with pytest.raises(Invalid) as refused:
        act(made, "withdraw", reason="以欺骗手段取得")
    assert [(one.field, one.code) for one in refused.value.errors] == [
        ("document_no", "credential.document_needed")
    ]
    act(made, "suspend", effective_on="2026-03-01", reason="平台显示暂扣", source="register")
    act(made, "reinstate", effective_on="2026-04-01", reason="平台显示有效", source="register")
    gone = act(made, "withdraw", effective_on="2026-05-01", reason="撤销", document_no="撤〔2026〕7号")
    assert status(gone, date(2026, 5, 1)) == "withdrawn"


def test_a_document_still_to_be_confirmed_is_not_demanded() -> None:
    gone = act(make(licence()), "cancel", effective_on="2026-05-01", reason="自愿注销")
    assert status(gone, date(2026, 5, 1)) == "cancelled"


def test_a_mistaken_change_is_taken_back_and_stays_in_the_history() -> None:
    made = make(licence(), valid_to="2031-03-14")
    before = Duty.objects.get(credential=made)
    act(made, "withdraw", effective_on="2026-05-01", reason="误登记", document_no="撤〔2026〕7号")
    assert Duty.objects.get(pk=before.pk).closed_on is not None
    back = act(made, "take_back_change", reason="登记到了错误的证书上")
    assert status(back, date(2026, 5, 1)) == "valid"
    assert Duty.objects.get(pk=before.pk).closed_on is not None
    again = Duty.objects.get(credential=made, closed_on__isnull=True)
    assert (again.code, again.due_on) == (before.code, before.due_on)
    row = StatusChange.objects.get(credential=made)
    assert row.known_to is not None
    assert row.taken_back_for == "登记到了错误的证书上"
    trail = Revision.objects.filter(kind="credential", record_id=made.pk).order_by("-n").first()
    assert trail is not None
    assert ["status_change", "withdrawn 2026-05-01", None] in trail.changed
    with pytest.raises(DomainError):
        act(made, "take_back_change", reason="再撤一次")
    assert fsck()["findings"] == []


def test_a_suspension_is_not_taken_back_from_under_its_reinstatement() -> None:
    made = make(plain_type())
    act(made, "suspend", effective_on="2026-03-01", reason="a")
    act(made, "reinstate", effective_on="2026-04-01", reason="b")
    first = StatusChange.objects.get(credential=made, change="suspended")
    with pytest.raises(DomainError) as refused:
        act(made, "take_back_change", change=first.pk, reason="c")
    assert refused.value.code == "credential.change_followed"
    again = act(made, "take_back_change", reason="恢复登记有误")
    assert status(again, date(2026, 6, 1)) == "suspended"


def test_a_superseded_credential_names_the_one_that_took_its_place() -> None:
    kind = plain_type()
    old, new = make(kind), make(kind, title="新证书")
    with pytest.raises(Invalid):
        act(old, "supersede", reason="换证", successor=old.pk)
    act(old, "supersede", effective_on="2026-06-01", reason="换证", successor=new.pk)
    row = StatusChange.objects.get(credential=old)
    assert (row.successor_id, row.source) == (new.pk, "own")
    shown = detail(SYSTEM, kinds.get("credential"), old.pk).extra["status_changes"][0]
    assert shown["successor"] == {"id": str(new.pk), "label": f"{new.number} {new.title}"}


def test_a_credential_that_is_let_lapse_owes_no_reminders_until_somebody_thinks_again() -> None:
    made = make(plain_type(definition={"renewal": {"latest_before_expiry": {"n": 30, "unit": "day"}}}))
    open_now = Deadline.objects.filter(record_id=made.pk, closed_on__isnull=True)
    assert set(open_now.values_list("code", flat=True)) >= {"expiry_date", "renewal_deadline"}
    act(made, "let_lapse", reason="产品停产", decided_on="2026-11-01")
    assert not open_now.filter(code__in=("expiry_date", "renewal_deadline")).exists()
    assert Deadline.objects.get(record_id=made.pk, code="expiry_date").closed_by == "let_lapse"
    shown = detail(SYSTEM, kinds.get("credential"), made.pk).extra["let_lapse"]
    assert (shown["decided_on"], shown["reason"]) == ("2026-11-01", "产品停产")
    with pytest.raises(DomainError):
        act(made, "let_lapse", reason="又一次")
    act(made, "keep", reason="客户仍需供货")
    assert open_now.filter(code="expiry_date").exists()
    assert LetLapse.objects.get(credential=made).known_to is not None
    with pytest.raises(DomainError):
        act(made, "keep", reason="再来")
    act(made, "let_lapse", reason="仍停产")
    act(made, "renew", valid_to="2032-03-14")
    assert open_now.get(code="expiry_date").due_on == date(2032, 3, 14)
    assert fsck()["findings"] == []


def test_the_page_says_what_each_state_of_the_type_still_permits() -> None:
    shown = detail(SYSTEM, kinds.get("credential"), make(licence()).pk)
    said = {one["state"]: one for one in shown.extra["states"]}
    assert said["suspended"]["label"] == {"zh": "暂扣", "en": "Withheld"}
    assert said["suspended"]["acts"] == []
    assert said["cancelled"]["acts"] == [
        {"code": "ship_stock", "zh": "销售存量", "en": "Sell goods already shipped"}
    ]
    assert said["cancelled"]["certainty"] == "check"
    assert said["withdrawn"]["terminal"]
    assert {"suspend", "withdraw", "cancel", "supersede"} <= set(shown.actions)
    assert not {"revoke", "void", "reinstate", "take_back_change"} & set(shown.actions)


def test_a_suspension_that_lasts_too_long_has_a_last_day() -> None:
    assert states.longest_until(LICENCE, "suspended", date(2026, 3, 1)) == date(2026, 8, 31)
    assert states.longest_until(LICENCE, "withdrawn", date(2026, 3, 1)) is None
