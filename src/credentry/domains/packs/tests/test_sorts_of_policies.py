"""Every sort of shipped policy tells the right people on the right day: real packs, real records, the real sweep."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import sweep
from credentry.capabilities.alerts.models import Alert, AlertPolicy
from credentry.capabilities.alerts.tests import factories
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.kinds import RecordKind
from credentry.core.records.models import Deadline
from credentry.core.records.tests.factories import Company, make_company, make_user
from credentry.domains.credentials.models import CredentialType
from credentry.domains.credentials.tests.factories import SYSTEM, act, make
from credentry.domains.packs.actions import install
from credentry.domains.packs.models import InstalledPack
from credentry.domains.packs.queries import outdated
from credentry.domains.packs.wanted import contents
from credentry.foundation import clock
from credentry.foundation.labels import L

pytestmark = pytest.mark.django_db
ENTERED = date(2026, 4, 1)
OWNER, MANAGER, HEAD = "li", "wang", "head"


@pytest.fixture(autouse=True)
def company() -> Company:
    with clock.fixed(ENTERED):
        found = make_company()
        head = make_user(HEAD)
        unit = {"code": "EAST", "name": "华东公司", "parent": found.root.pk, "head": head.pk}
        perform(SYSTEM, "unit", "amend", found.east.pk, unit)
        boss = make_user(MANAGER)
        make_user(OWNER, "editor", found.east, "subtree", manager=boss.pk)
    return found


#: (title of the record, deadline, due day, stage): who must have been told.
Wanted = dict[tuple[str, str, date, int], set[str]]


def told_on_days(wanted: Wanted) -> Wanted:
    """Who was told of each of these on its very day: the sweep runs on the day and on the one before."""
    days = {one: _day(one[2], one[3]) for one in wanted}
    for day in sorted({day - timedelta(days=before) for day in days.values() for before in (0, 1)}):
        with clock.fixed(day):
            sweep()
    found: Wanted = {one: set() for one in wanted}
    rows = Alert.objects.exclude(reached="escalated").exclude(reason="missed")
    for title, code, due, stage, who, at in rows.values_list(
        "title", "code", "due_on", "stage", "recipient__username", "created_at"
    ):
        one = (title, code, due, stage)
        if one in found and at.astimezone(clock.zone()).date() == days[one]:
            found[one].add(who)
    return found


def _day(due: date, stage: int) -> date:
    day = due - timedelta(days=stage)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day


@dataclass(frozen=True)
class Sort:
    """A credential of a type, what is done to it, and who is told how many days before which day."""

    pack: str
    type: str
    code: str
    due: date
    tells: dict[int, set[str]]
    form: dict[str, Any] = field(default_factory=dict)
    act: tuple[str, dict[str, Any]] | None = None


ONE, TWO, THREE = {OWNER}, {OWNER, MANAGER}, {OWNER, MANAGER, HEAD}
DUTY = {"name_zh": "事项", "due_on": "2027-06-17"}
SORTS = {
    "default, standard ladder": Sort(
        "product-certification", "IN-BIS-CRS", "expiry_date", date(2027, 9, 2),
        {90: ONE, 30: ONE, 0: TWO, -1: THREE}),
    "filing deadline before expiry": Sort(
        "product-certification", "CN-SRRC", "renewal_deadline", date(2027, 8, 3), {120: ONE, 7: TWO},
        {"valid_to": "2027-09-02"}),
    "expiry keeps its last days where filing comes first": Sort(
        "product-certification", "CN-NAL", "expiry_date", date(2027, 9, 2), {30: ONE, 7: TWO}),
    "opening of a window": Sort(
        "product-certification", "CN-CCC", "renewal_open", date(2027, 6, 4), {0: TWO}, {"valid_to": "2027-09-02"}),
    "yearly window": Sort(
        "medical-device-archive", "MD-US-REG", "renewal_open", date(2027, 10, 1), {0: TWO},
        {"valid_to": "2027-12-31"}),
    "yearly window closes": Sort(
        "medical-device-archive", "MD-US-REG", "expiry_date", date(2027, 12, 31), {60: ONE, 15: ONE, 7: TWO}),
    "duty": Sort(
        "quality-system", "AUTO-16949", "duty_due", date(2027, 6, 17), {120: ONE, 30: ONE, 0: TWO, -7: THREE},
        {"valid_to": "2029-09-02"}, ("schedule_duty", {"code": "extra_audit", **DUTY})),
    "continuing education": Sort(
        "personnel-certificates", "P-ARCH1", "duty_continuing_education", date(2027, 6, 17),
        {180: ONE, 90: ONE, 30: TWO}, {"valid_to": "2029-09-02"},
        ("schedule_duty", {"code": "continuing_education", **DUTY})),
    "stop of works": Sort(
        "engineering-permits", "PRJ-CONSTR-PERMIT", "duty_suspension_report", date(2027, 6, 17), {7: TWO, 0: THREE},
        {"valid_to": "2029-09-02"}, ("schedule_duty", {"code": "suspension_report", **DUTY})),
    "re-verification after a stop": Sort(
        "engineering-permits", "PRJ-CONSTR-PERMIT", "duty_resume_check", date(2027, 6, 17), {30: ONE, 0: THREE},
        {"valid_to": "2029-09-02"}, ("schedule_duty", {"code": "resume_check", **DUTY})),
    "end of a usage window": Sort(
        "personnel-certificates", "P-CON1", "usage_valid_until", date(2027, 6, 17), {15: TWO, 7: TWO, 1: TWO},
        {"valid_to": "2029-09-02", "custom": {"usage_valid_until": "2027-06-17"}}),
    "exemption": Sort(
        "product-certification", "EU-ROHS", "exemption_expiry", date(2027, 6, 17), {365: ONE, 180: ONE, 90: ONE},
        {"valid_to": "2029-09-02", "custom": {"exemption_expiry": "2027-06-17"}}),
    "short permit, fast ladder": Sort(
        "engineering-permits", "PRJ-NIGHT", "expiry_date", date(2027, 9, 2), {7: ONE, 3: TWO, 1: TWO, 0: THREE}),
    "personal certificate": Sort(
        "personnel-certificates", "P-SAFE-REG", "expiry_date", date(2027, 9, 2),
        {90: ONE, 30: TWO, 7: TWO, -1: THREE}),
    "recall, at once": Sort(
        "medical-device-archive", "MD-CN-RECALL", "duty_due", date(2027, 6, 17), {0: THREE}, {"valid_to": "2029-09-02"},
        ("schedule_duty", {"code": "stop_notice", **DUTY})),
}  # fmt: skip


@pytest.mark.parametrize("pack", sorted({one.pack for one in SORTS.values()}))
def test_every_sort_of_policy_tells_the_right_people_on_the_right_day(pack: str, company: Company) -> None:
    wanted: Wanted = {}
    with clock.fixed(ENTERED):
        install(pack, SYSTEM)
        owner = make_user_id(OWNER)
        for n, sort in enumerate(one for one in SORTS.values() if one.pack == pack):
            values = {"issued_on": "2026-03-02", "valid_to": str(sort.due), **sort.form}
            kind = CredentialType.objects.get(code=sort.type)
            record = make(kind, title=f"证书 {n}", unit=company.east.pk, responsible=owner, **values)
            if sort.act:
                act(record, sort.act[0], **sort.act[1])
            days = Deadline.objects.filter(record_id=record.pk, code=sort.code, closed_on__isnull=True)
            assert sort.due in set(days.values_list("due_on", flat=True)), sort
            wanted |= {(record.title, sort.code, sort.due, stage): who for stage, who in sort.tells.items()}
    assert told_on_days(wanted) == wanted


def test_the_age_limit_and_the_last_day_to_start_follow_from_other_facts(company: Company) -> None:
    with clock.fixed(ENTERED):
        for pack in ("personnel-certificates", "engineering-permits"):
            install(pack, SYSTEM)
        person = perform(SYSTEM, "person", "register", None, {"title": "赵敏", "birth_date": "1962-06-18"}).id
        owner = {"unit": company.east.pk, "responsible": make_user_id(OWNER)}
        make(CredentialType.objects.get(code="P-CON1"), title="建造师", holder=str(person), issued_on="2026-03-02",
             valid_to="2029-03-01", **owner)  # fmt: skip
        make(CredentialType.objects.get(code="PRJ-CONSTR-PERMIT"), title="施工许可", issued_on="2026-07-01",
             valid_to=None, **owner)  # fmt: skip
    wanted: Wanted = {
        ("建造师", "age_limit", date(2027, 6, 17), 365): ONE,
        ("施工许可", "start_deadline", date(2026, 10, 1), 30): ONE,
    }
    assert told_on_days(wanted) == wanted


def make_user_id(name: str) -> str:
    from credentry.core.identity.models import User

    return str(User.objects.get(username=name).pk)


def test_the_last_days_before_expiry_come_when_somebody_switches_them_on(company: Company) -> None:
    with clock.fixed(ENTERED):
        install("product-certification", SYSTEM)
        make(CredentialType.objects.get(code="IN-BIS-CRS"), title="BIS", unit=company.east.pk,
             responsible=make_user_id(OWNER), issued_on="2026-03-02", valid_to="2027-09-02")  # fmt: skip
        policy = AlertPolicy.objects.get(code="product-certification-expiry-last-days")
        assert not policy.active
        perform(company.admin, "alert_policy", "switch_on", policy.pk)
    due = date(2027, 9, 2)
    wanted: Wanted = {
        ("BIS", "expiry_date", due, stage): who for stage, who in {30: ONE, 7: TWO, 1: TWO}.items()
    }
    assert told_on_days(wanted) == wanted


def test_leavers_and_changes_of_status_are_told_to_the_roles_the_field_names(company: Company) -> None:
    for role in ("hr", "sales"):
        rights = [{"kind": "credential", "action": "read"}]
        made = perform(SYSTEM, "role", "define", None, {"code": role, "name": role, "grants": rights}).id
        perform(SYSTEM, "user", "assign", make_user(f"{role}-person").pk, {"role": made, "reach": "all"})
    left, changed = date(2026, 6, 17), date(2026, 7, 15)
    with clock.fixed(ENTERED):
        install("personnel-certificates", SYSTEM)
        own = perform(SYSTEM, "organisation", "register", None, {"title": "本公司"}).id
        person = perform(SYSTEM, "person", "register", None, {"title": "赵敏", "employer": own}).id
        record = make(CredentialType.objects.get(code="P-SAFE-REG"), title="注安师", unit=company.east.pk, holder=str(person),
                      responsible=make_user_id(OWNER), issued_on="2026-03-02", valid_to="2029-03-01")  # fmt: skip
        perform(SYSTEM, "person", "leave", person, {"last_day": str(left), "reason": "离职"})
    wanted: Wanted = {("注安师", "handover_due", left, stage): {OWNER, "hr-person"} for stage in (0, -7)}
    assert told_on_days(wanted) == wanted
    with clock.fixed(changed):
        act(
            record,
            "suspend",
            effective_on="2026-07-14",
            reason="核查",
            document_no="暂停1号",
            source="notice",
        )
    wanted = {("注安师", "notice_status", changed, 0): {OWNER, "sales-person"}}
    assert told_on_days(wanted) == wanted


#: Pack → (kind, deadline, who is told at which stages, due day) of records that other versions have.
AWAITED: dict[str, tuple[tuple[str, str, dict[int, set[str]], date], ...]] = {
    "quality-system": (
        ("corrective_action", "action_due", {7: ONE, 3: TWO, 0: THREE}, date(2027, 6, 17)),
        ("review_action", "action_due", {14: ONE, 7: TWO, -1: THREE}, date(2027, 6, 23)),
    ),
    "medical-device-archive": (
        ("data_finding", "missing_field", {0: {OWNER, "steward"}}, date(2027, 6, 17)),
        ("data_finding", "inconsistent_change", {0: {OWNER, "affairs"}}, date(2027, 6, 17)),
    ),
}


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A version that has the kinds which this one awaits."""

    def arrive(name: str) -> None:
        kind = RecordKind(name, L("事项", "Item"), L("事项", "Items"), "records.Deadline", (), (),
                          deadlines=lambda ids: [])  # fmt: skip
        monkeypatch.setitem(kinds._kinds, name, kind)
        contents.digests.cache_clear()

    yield arrive
    monkeypatch.undo()
    contents.digests.cache_clear()


@pytest.mark.parametrize("pack", AWAITED)
def test_a_policy_waits_for_its_records_and_comes_with_the_upgrade(
    pack: str, company: Company, there: Any
) -> None:
    wanted: Wanted = {}
    with clock.fixed(ENTERED):
        install(pack, SYSTEM)
        before = AlertPolicy.objects.count()
        for kind, *_ in AWAITED[pack]:
            there(kind)
        assert outdated(InstalledPack.objects.get(code=pack))
        assert install(pack, SYSTEM).done == "upgraded"
        assert AlertPolicy.objects.count() > before
        rights = [{"kind": "credential", "action": "read"}]
        for role, name in (("data_steward", "steward"), ("regulatory_affairs", "affairs")):
            made = perform(SYSTEM, "role", "define", None, {"code": role, "name": role, "grants": rights}).id
            perform(SYSTEM, "user", "assign", make_user(name).pk, {"role": made, "reach": "all"})
        for kind, code, tells, due in AWAITED[pack]:
            factories.make_deadline(due, title=kind, kind=kind, code=code, unit_id=company.east.pk,
                                    responsible_id=make_user_id(OWNER))  # fmt: skip
            wanted |= {(kind, code, due, stage): who for stage, who in tells.items()}
    assert told_on_days(wanted) == wanted
