"""The shipped processes, run end to end by people with their roles: each moves the record's real state."""

from typing import Any

import pytest

from credentry.capabilities.approvals.models import Case, Process, Task
from credentry.capabilities.approvals.tests.office import seen
from credentry.core.identity.models import User
from credentry.core.records import filekeeping, kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import detail
from credentry.core.records.tests.factories import SYSTEM, actor, make_company, make_user
from credentry.domains.credentials.models import Credential, Duty
from credentry.domains.credentials.tests.factories import make
from credentry.domains.packs.actions import install
from credentry.domains.packs.shipped import catalogue
from credentry.foundation import clock
from credentry.foundation.dates import parse_relative
from credentry.foundation.errors import DomainError, Forbidden

pytestmark = pytest.mark.django_db
PEOPLE = {
    "pan": "product_manager",
    "qin": "quality_engineer",
    "zong": "department_director",
    "ren": "certification_specialist",
}


class House:
    """Four people with their roles, and the pack."""

    def __init__(self, pack: str = "product-certification", people: dict[str, str] = PEOPLE) -> None:
        self.company = make_company()
        install(pack, SYSTEM)
        self.users = {name: self._user(name, role) for name, role in people.items()}

    def _user(self, name: str, role: str) -> User:
        user = make_user(name, name=name)
        found = kinds.get("role").model_class._default_manager.get(code=role)
        perform(SYSTEM, "user", "assign", user.pk, {"role": found.pk, "reach": "all"})
        return user

    def start(self, code: str, by: str, **more: Any) -> Case:
        process = Process.objects.get(code=code)
        made = perform(actor(self.users[by]), "case", "start", None, {"process": process.pk, **more})
        return Case.objects.get(pk=made.id)

    def do(self, by: str, node: str, action: str = "approve", **payload: Any) -> Task:
        """Claim the open task of that node where it is to be claimed, and act on it."""
        task = Task.objects.get(node=node, state="open", holders__user=self.users[by])
        who = actor(self.users[by])
        buttons = {one["code"] for one in detail(who, kinds.get("task"), task.pk).extra["buttons"]}
        if "claim" in buttons:
            perform(who, "task", "claim", task.pk, {})
        if action in ("approve", "reject", "return_to"):
            payload.setdefault("seen", seen(task))
        done: Task = perform(who, "task", action, task.pk, payload).record
        return done

    def open(self) -> dict[str, list[str]]:
        rows = Task.objects.filter(state="open").order_by("node")
        return {one.node: sorted(one.holders.values_list("user__username", flat=True)) for one in rows}

    def evidence(self, by: str) -> dict[str, list[str]]:
        """What shows that something was corrected, handed in by somebody."""
        kept = filekeeping.files().keep(actor(self.users[by]), "整改照片.pdf", [b"%PDF-1.4 1"])
        return {"整改证据": [str(kept.id)]}


def state(case: Case) -> str:
    case.refresh_from_db()
    return case.state


def held(house: House, **more: Any) -> Credential:
    """A CCC certificate that ``ren`` answers for."""
    kind = kinds.get("credential_type").model_class._default_manager.get(code="CN-CCC")
    given = {
        "issued_on": "2022-03-01",
        "valid_to": "2027-02-28",
        "responsible": house.users["ren"].pk,
        "unit": house.company.east.pk,
    }
    found: Credential = make(kind, **{**given, **more})
    return found


def fresh(record: Credential) -> Credential:
    return Credential.objects.get(pk=record.pk)


def test_every_shipped_process_is_published_and_upgrades_leave_it() -> None:
    for pack in ("product-certification", "quality-system", "personnel-certificates"):
        install(pack, SYSTEM)
    shipped = {one["code"] for one in catalogue()["processes"]}
    assert set(Process.objects.filter(published=1).values_list("code", flat=True)) == shipped
    process = Process.objects.get(code="document-release")
    perform(SYSTEM, "process", "amend", process.pk, {"name": "我们的文件发布"})
    process.refresh_from_db()
    assert (process.published, process.name) == (1, "我们的文件发布")


@pytest.mark.demand("R-000-50")
@pytest.mark.demand("R-000-58")
@pytest.mark.demand("R-000-59")
@pytest.mark.demand("R-000-60")
@pytest.mark.demand("R-000-61")
@pytest.mark.demand("R-000-62")
def test_a_new_certificate_is_applied_for_in_four_roles_and_registered() -> None:
    house = House()
    kind = kinds.get("credential_type").model_class._default_manager.get(code="EU-ROHS")
    with pytest.raises(Forbidden):
        house.start("product-application", "qin", data={"type": str(kind.pk)})
    unit = house.company.east.pk
    case = house.start(
        "product-application", "pan", data={"type": str(kind.pk), "inspection": False}, unit=unit
    )
    assert house.open() == {"check": ["qin"]}
    house.do("qin", "check")
    assert house.open() == {"budget": ["zong"]}
    with pytest.raises(DomainError):
        house.do("zong", "budget")
    house.do("zong", "budget", data={"amount": "80000"})
    house.do("ren", "submit", data={"submitted_on": "2026-11-02", "receipt_no": "R-1"})
    house.do("ren", "test", data={"report_no": "T-7"})
    assert house.open() == {"issue": ["ren"]}
    house.do("ren", "issue", data={"credential_no": "ROHS-1", "issued_on": "2026-11-10"})
    assert Credential.objects.count() == 0
    house.do("qin", "verify")
    assert state(case) == "completed"
    made = Credential.objects.get()
    assert (str(made.pk), made.credential_no, made.unit_id) == (case.data["credential"], "ROHS-1", unit)
    assert made.responsible_id == house.users["pan"].pk


@pytest.mark.demand("R-000-53")
@pytest.mark.demand("R-000-80")
def test_a_finished_renewal_adds_the_term() -> None:
    house = House()
    record = held(house)
    case = house.start("product-renewal", "ren", subject=record.pk)
    with pytest.raises(DomainError, match=r"case\.twice"):
        house.start("product-renewal", "pan", subject=record.pk)
    house.do("ren", "decide", data={"choice": "续期"})
    house.do("qin", "prepare")
    house.do("zong", "budget", data={"amount": "1000"})
    today = clock.today()
    house.do("ren", "submit", data={"filed_on": today.isoformat(), "receipt_no": "A-1"})
    with pytest.raises(DomainError, match=r"case\.service_failed"):
        house.do("ren", "received", data={"valid_to": "2026-12-31"})
    assert fresh(record).term_count == 1
    house.do("ren", "received", data={"valid_to": "2032-02-28"})
    assert state(case) == "completed"
    assert (fresh(record).term_count, fresh(record).valid_to.isoformat()) == (2, "2032-02-28")


def test_letting_it_lapse_takes_a_second_person() -> None:
    house = House()
    record = held(house)
    case = house.start("product-renewal", "ren", subject=record.pk)
    house.do("ren", "decide", data={"choice": "到期失效", "reason": "停产"})
    assert house.open() == {"lapse_ok": ["zong"]}
    house.do("zong", "lapse_ok")
    assert state(case) == "completed"


@pytest.mark.demand("R-000-51")
def test_a_change_takes_effect_when_verified() -> None:
    house = House()
    record = held(house, scope_text="G1")
    case = house.start("product-change", "pan", subject=record.pk, data={"change": "换电源"})
    house.do("qin", "assess", data={"effect": "重新报告"})
    house.do("zong", "approve")
    house.do("ren", "submit", data={"receipt_no": "C-1"})
    house.do("ren", "received", data={"scope_text": "G1、G2"})
    assert fresh(record).scope_text == "G1"
    house.do("qin", "verify")
    assert (state(case), fresh(record).scope_text) == ("completed", "G1、G2")


@pytest.mark.demand("R-000-52")
def test_surveillance_records_the_duty_and_the_next_day_follows() -> None:
    house = House()
    record = held(house, issued_on="2026-03-01", valid_to="2031-02-28")
    open_duty = Duty.objects.get(credential=record, code="factory_follow_up", done_on=None, closed_on=None)
    case = house.start("product-surveillance", "ren", subject=record.pk, data={"duty": open_duty.code})
    house.do("qin", "selfcheck")
    house.do("ren", "host", data={"findings": True, "report_no": "S-1", "inspector": "周审", "seals": "F-1"})
    listed = {"finding_list": "校准记录缺 2 份", "grade": "一般", "close_by": "2026-12-21"}
    house.do("ren", "list_findings", data=listed)
    closing = Task.objects.get(node="close")
    assert closing.due_at is not None
    assert closing.due_at.astimezone(clock.zone()).isoformat() == "2026-12-21T17:00:00+08:00", (
        "set by the body"
    )
    done = {"cause": "漏登记", "corrective_action": "补校准，列入月检", "closed_on": "2026-12-01"}
    with pytest.raises(DomainError, match=r"case\.attachment"):
        house.do("qin", "close", data=done)
    house.do("qin", "close", data=done, papers=house.evidence("qin"))
    house.do("ren", "accept", "return_to", target="close", way="resume", text="机构不接受：缺照片")
    house.do("qin", "close", data={**done, "closed_on": "2026-12-05"})
    house.do("ren", "accept", data={"accepted_on": "2026-12-08"})
    house.do("ren", "confirm", data={"done_on": clock.today().isoformat(), "result": "通过"})
    assert state(case) == "completed"
    assert {
        **listed,
        **done,
        "closed_on": "2026-12-05",
        "accepted_on": "2026-12-08",
    }.items() <= case.data.items()
    open_duty.refresh_from_db()
    assert open_duty.done_on == clock.today()
    following = Duty.objects.get(credential=record, code=open_duty.code, done_on=None, closed_on=None)
    assert following.due_on > open_duty.due_on


def test_gaps_of_the_self_check_are_corrected_first_and_a_failed_surveillance_suspends() -> None:
    house = House()
    record = held(house, issued_on="2026-03-01", valid_to="2031-02-28")
    open_duty = Duty.objects.get(credential=record, code="factory_follow_up", done_on=None, closed_on=None)
    case = house.start("product-surveillance", "ren", subject=record.pk, data={"duty": open_duty.code})
    house.do("qin", "selfcheck", data={"gaps": True, "gap_list": "首检记录不全"})
    assert house.open() == {"correct": ["ren"]}
    house.do(
        "ren",
        "correct",
        data={"gap_cause": "漏填", "gap_action": "补录并培训", "gap_closed_on": "2026-11-10"},
    )
    house.do("ren", "host", data={"findings": True})
    house.do(
        "ren", "list_findings", data={"finding_list": "一致性", "grade": "严重", "close_by": "2026-12-21"}
    )
    done = {"cause": "换料未申报", "corrective_action": "停用", "closed_on": "2026-12-01"}
    house.do("qin", "close", data=done, papers=house.evidence("qin"))
    house.do("ren", "accept", data={"accepted_on": "2026-12-08"})
    today = clock.today().isoformat()
    house.do("ren", "confirm", data={"done_on": today, "result": "暂停", "decision_no": "暂9"})
    assert state(case) == "completed"
    shown = detail(SYSTEM, kinds.get("credential"), record.pk).values
    assert (shown["status"], Duty.objects.get(pk=open_duty.pk).done_on) == ("suspended", None)


@pytest.mark.demand("R-000-54")
def test_archiving_is_checked_by_a_second_person() -> None:
    house = House()
    record = held(house)
    case = house.start("product-archive", "ren", subject=record.pk)
    house.do("ren", "complete")
    house.do("qin", "check", data={"reason": "停产"})
    assert state(case) == "completed"
    assert fresh(record).archived_at is not None


def test_a_suspension_sets_the_state_at_once_and_its_end_gives_it_back() -> None:
    house = House()
    record = held(house)
    today = clock.today()
    notice = {
        "change": "暂停",
        "effective_on": today.isoformat(),
        "reason": "监督未通过",
        "document_no": "暂〔2026〕1号",
    }
    case = house.start("product-status", "ren", subject=record.pk, data=notice)
    assert detail(SYSTEM, kinds.get("credential"), record.pk).values["status"] == "suspended"
    assert set(house.open()) == {"contain", "inform"}
    house.do("qin", "contain")
    house.do("pan", "inform")
    house.do(
        "ren",
        "correct",
        data={"cause": "漏检", "corrective_action": "加检", "evidence_sent_on": today.isoformat()},
        papers=house.evidence("ren"),
    )
    later = parse_relative("+1d", today)
    with clock.fixed(later):
        house.do(
            "ren",
            "outcome",
            data={"outcome": "恢复", "decided_on": later.isoformat(), "decision_no": "恢〔2026〕1号"},
        )
        assert detail(SYSTEM, kinds.get("credential"), record.pk).values["status"] != "suspended"
    assert state(case) == "completed"


def test_a_loan_needs_hr_and_the_department() -> None:
    house = House("personnel-certificates", {"hua": "hr_certificate_admin"})
    head = make_user("head", "viewer", name="主管")
    asker = make_user("asker", "viewer", name="借用人")
    house.users |= {"head": head, "asker": asker}
    perform(SYSTEM, "unit", "amend", house.company.east.pk, {"head": head.pk})
    kind = (
        kinds.get("credential_type")
        .model_class._default_manager.filter(pack="personnel-certificates")
        .first()
    )
    record = make(kind, title="一级建造师", unit=house.company.east.pk)
    period = {"purpose": "投标", "from_on": "2026-12-01", "to_on": "2026-12-20"}
    case = house.start("certificate-loan", "asker", subject=record.pk, data=period)
    house.do("hua", "hr")
    assert house.open() == {"department": ["head"]}
    house.do("head", "department")
    with pytest.raises(DomainError, match=r"case\.signature"):
        house.do("hua", "lend")
    house.do("hua", "lend", signature="华")
    house.do("hua", "return", data={"returned_on": "2026-12-20"})
    assert state(case) == "completed"
