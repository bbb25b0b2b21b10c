"""The pack for the meeting comes by mail: on its weekday, to people and roles, with files that open."""

import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import openpyxl
import pypdfium2
import pytest

from credentry.capabilities.alerts.actions import deliver, install_defaults, sweep
from credentry.capabilities.alerts.models import Alert, Delivery, Mailing, WeeklyPack
from credentry.capabilities.alerts.tests.mailbox import Mailbox, mailbox
from credentry.core.identity.models import Role
from credentry.core.identity.queries import actor_for_user
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import detail
from credentry.core.records.tests.factories import SYSTEM, Company, make_company, make_user
from credentry.domains.credentials.tests.factories import make, plain_type
from credentry.foundation import clock
from credentry.foundation.errors import DomainError
from credentry.foundation.hashing import sha256_hex

pytestmark = pytest.mark.django_db
#: A Monday.
MONDAY = date(2027, 3, 1)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    with mailbox() as (running, url):
        settings.CREDENTRY_SMTP_URL = url
        yield running


@pytest.fixture
def company() -> Company:
    install_defaults(SYSTEM)
    made = make_company()
    kind = plain_type()
    with at(9, MONDAY - timedelta(days=200)):
        make(kind, unit=made.east.pk, valid_to="2027-02-20", title="过期的证书")
        make(kind, unit=made.east.pk, valid_to="2027-03-20", title="网关安全证书")
        make(kind, unit=made.west.pk, valid_to="2027-02-21", title="西部的证书")
    return made


def at(hour: int, day: date = MONDAY) -> Any:
    return clock.fixed(datetime(day.year, day.month, day.day, hour, 5, tzinfo=clock.zone()))


def run(hour: int, day: date = MONDAY) -> None:
    with at(hour, day):
        sweep()
        deliver()


def order(**more: Any) -> WeeklyPack:
    """A pack ordered on the Friday before, for Monday at nine."""
    with at(12, MONDAY - timedelta(days=3)):
        sweep()
        values = {"name": "周一例会", "weekday": "0", "hour": 9, **more}
        made: WeeklyPack = perform(SYSTEM, "weekly_pack", "define", None, values).record
        return made


def files(mail: EmailMessage) -> dict[str, bytes]:
    found = {}
    for part in mail.iter_attachments():
        data = part.get_content()
        assert isinstance(data, bytes)
        found[part.get_content_type()] = data
    return found


def packs(box: Mailbox) -> list[EmailMessage]:
    return [one for one in box.messages if "周一例会" in str(one["Subject"])]


@pytest.mark.demand("R-000-43")
def test_it_comes_on_its_day_and_its_files_open(company: Company, box: Mailbox) -> None:
    boss = make_user(
        "boss", "viewer", company.root, "all", name="总经理", email="boss@example.com", lang="zh"
    )
    pack = order(people=[str(boss.pk)])
    run(8)
    assert packs(box) == []
    run(9)
    run(10)
    (mail,) = packs(box)
    assert mail["To"] == "总经理 <boss@example.com>"
    assert str(mail["Subject"]).startswith("【周一例会】2027-03-01：已逾期 2 项，即将到期 1 项")
    opened = files(mail)
    assert set(opened) == {"application/pdf", XLSX}
    book = openpyxl.load_workbook(io.BytesIO(opened[XLSX]))
    overdue = [row[3] for row in book["已逾期"].iter_rows(min_row=2, values_only=True)]
    assert sorted(map(str, overdue)) == ["西部的证书", "过期的证书"]
    pdf = pypdfium2.PdfDocument(opened["application/pdf"])
    assert "过期的证书" in pdf[0].get_textpage().get_text_range()
    mailing = Mailing.objects.get(pack=pack)
    assert mailing.contents["counts"]["overdue"] == 2
    assert {one["sha256"] for one in mailing.contents["files"]} == set(map(sha256_hex, opened.values()))
    row = Delivery.objects.get(mailing=mailing)
    assert (row.state, row.provider_id) == ("sent", mail["Message-ID"])
    shown = detail(SYSTEM, kinds.get("weekly_pack"), pack.pk)
    assert [one["recipient"] for one in shown.extra["mailings"]] == ["总经理"]


@pytest.mark.demand("R-003-68")
def test_the_monthly_one_comes_on_the_first_working_day_with_what_was_decided_in_the_month(
    company: Company, box: Mailbox
) -> None:
    boss = make_user(
        "boss", "viewer", company.root, "all", name="总经理", email="boss@example.com", lang="zh"
    )
    order(people=[str(boss.pk)], rhythm="monthly", days=90, pdf=False)
    decided = Alert.objects.filter(number__gt="").order_by("due_on").first()
    assert decided is not None
    with at(12, MONDAY + timedelta(days=4)):
        perform(SYSTEM, "alert", "acknowledge", decided.pk, {"decision": "renewing", "note": "已递交"})
    for day in range(31):  # 1 March is a Monday, 1 May a holiday and a Saturday
        run(9, MONDAY + timedelta(days=day))
    (mail,) = packs(box)
    assert str(mail["Subject"]).startswith("【周一例会】2027-03-01")
    for day in range(31, 65):
        run(9, MONDAY + timedelta(days=day))
    _, april, may = packs(box)
    assert str(april["Subject"]).startswith("【周一例会】2027-04-01")
    assert str(may["Subject"]).startswith("【周一例会】2027-05-03"), "the first of May is a Saturday"
    book = openpyxl.load_workbook(io.BytesIO(files(april)[XLSX]))
    rows = list(book["近一个月处理决定"].iter_rows(min_row=2, values_only=True))
    assert [row[5] for row in rows] == ["已递交"]
    assert [row[5] for row in book["已逾期"].iter_rows(min_row=2, values_only=True)], "by responsible person"
    assert "证照专项会议材料" not in str(may["Subject"])


def test_a_role_reaches_whoever_holds_it_and_each_sees_what_they_may(company: Company, box: Mailbox) -> None:
    make_user("reader", "viewer", company.east, "subtree", name="东部", email="reader@example.com", lang="zh")
    gone = make_user("gone", "viewer", company.root, "all", email="gone@example.com")
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    role = Role.objects.get(code="viewer")
    order(roles=[str(role.pk)], xlsx=False)
    run(9)
    (mail,) = packs(box)
    assert "reader@example.com" in str(mail["To"])
    assert set(files(mail)) == {"application/pdf"}
    body = mail.get_body(("plain",))
    assert body is not None
    assert "过期的证书" in body.get_content()
    assert "西部的证书" not in body.get_content()


def test_a_server_that_is_down_gets_it_later_under_the_same_id(company: Company, box: Mailbox) -> None:
    boss = make_user("boss", "viewer", company.root, "all", email="boss@example.com", lang="zh")
    order(people=[str(boss.pk)])
    box.hang_up = 1
    run(9)
    run(10)
    first, second = packs(box)
    assert first["Message-ID"] == second["Message-ID"]
    row = Delivery.objects.get(mailing__isnull=False)
    assert (row.state, row.unsure, row.attempts) == ("sent", True, 2)


def test_send_now_comes_beside_the_rhythm(company: Company, box: Mailbox) -> None:
    boss = make_user("boss", "administrator", company.root, "all", email="boss@example.com", lang="zh")
    pack = order(people=[str(boss.pk)])
    with at(15, MONDAY - timedelta(days=2)):
        perform(actor_for_user(boss, "session"), "weekly_pack", "send_now", pack.pk)
        deliver()
    assert len(packs(box)) == 1
    run(9)
    assert len(packs(box)) == 2


def test_what_cannot_be_sent_is_refused(company: Company) -> None:
    with pytest.raises(DomainError):
        perform(SYSTEM, "weekly_pack", "define", None, {"name": "x", "pdf": False, "xlsx": False})
    with pytest.raises(DomainError):
        perform(SYSTEM, "weekly_pack", "define", None, {"name": "x", "weekday": "7"})
    with at(9):
        pack = perform(SYSTEM, "weekly_pack", "define", None, {"name": "x"}).record
        with pytest.raises(DomainError):
            perform(SYSTEM, "weekly_pack", "send_now", pack.pk)


def test_switched_off_or_changed_nothing_comes_after_the_fact(company: Company, box: Mailbox) -> None:
    boss = make_user("boss", "viewer", company.root, "all", email="boss@example.com", lang="zh")
    pack = order(people=[str(boss.pk)])
    with at(12, MONDAY - timedelta(days=1)):
        perform(SYSTEM, "weekly_pack", "switch_off", pack.pk)
    run(9)
    with at(11):
        perform(SYSTEM, "weekly_pack", "switch_on", pack.pk)
        perform(SYSTEM, "weekly_pack", "amend", pack.pk, {"hour": 10})
    run(12)
    assert packs(box) == []
    run(10, MONDAY + timedelta(days=7))
    assert len(packs(box)) == 1
