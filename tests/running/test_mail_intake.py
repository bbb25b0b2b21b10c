"""Mail taken in from a real IMAP server: routed, idempotent, hostile or not, through kills and lost lines."""

import imaplib
import json
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import LazySettings

from credentry.capabilities.evidence.models import Document
from credentry.capabilities.evidence.tests.factories import a_credential
from credentry.capabilities.intake.actions import Fetched, fetch
from credentry.capabilities.intake.mailbox.addresses import mailbox_of
from credentry.capabilities.intake.mailbox.client import Session
from credentry.capabilities.intake.models import IntakeItem
from credentry.capabilities.intake.queries import last_round, mailbox_state
from credentry.capabilities.intake.tests import mails
from credentry.capabilities.intake.tests.mails import mail, pdf
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import SYSTEM, Company, make_company
from credentry.delivery.cli.intake import intake
from credentry.foundation import clock
from credentry.plumbing import blobs, queue
from credentry.plumbing.models import Schedule
from tests import dovecot
from tests.dovecot import Post
from tests.prepared import prepared

pytestmark = [
    pytest.mark.demand("R-000-09"),
    pytest.mark.xdist_group("dovecot"),
    pytest.mark.skipif(dovecot.binary() is None, reason="needs Dovecot: apt-get install dovecot-imapd"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Post]:
    with dovecot.running() as post:
        yield post


@pytest.fixture
def post(server: Post, settings: LazySettings) -> Iterator[Post]:
    settings.CREDENTRY_IMAP_URL = server.url()
    yield server
    server.empty()


@pytest.fixture
def company(db: None) -> Company:
    return make_company()


def sent(message: Any) -> bytes:
    return message if isinstance(message, bytes) else message.as_bytes()


def items() -> list[IntakeItem]:
    return list(IntakeItem.objects.order_by("number"))


def test_a_mail_with_a_pdf_becomes_an_item(post: Post, company: Company) -> None:
    post.deliver(sent(mail(("CE证书.pdf", pdf(1)), Subject="Fwd: CE证书", Message_ID="<1@supplier.example>")))
    done = fetch()
    assert done == Fetched(messages=1, items=1)
    item = items()[0]
    assert (item.title, item.subject, item.source, item.state) == (
        "CE证书.pdf",
        "Fwd: CE证书",
        "mail",
        "waiting",
    )
    assert (item.from_address, item.outside, item.unit_id) == (
        "li.lei@supplier.example",
        True,
        company.root.pk,
    )
    assert item.message_id == "<1@supplier.example>"
    assert blobs.path_of(item.sha256).read_bytes() == pdf(1)
    assert (post.count("UNSEEN"), post.count("SEEN")) == (0, 1)
    record = a_credential(company.east)
    perform(SYSTEM, "intake_item", "file_on", item.pk, {"kind": "credential", "record": record.pk})
    assert Document.objects.get(owner_id=record.pk).sha256 == item.sha256


def test_the_address_the_sender_or_the_top_says_whose_it_is(post: Post, company: Company) -> None:
    west = company.west_editor.user_id
    perform(SYSTEM, "user", "amend", west, {"email": "Wang@House.Example", "unit": company.west.pk})
    wang = "王 <wang@house.example>"
    post.deliver(
        sent(mail(("1.pdf", pdf(1)), To="certs+east@house.example")),
        sent(mail(("2.pdf", pdf(2)), To="East@house.example")),
        sent(mail(("3.pdf", pdf(3)), From=wang)),
        sent(mail(("4.pdf", pdf(4)), From=wang, Cc="certs+EAST@house.example")),
        sent(mail(("5.pdf", pdf(5)), To="certs+nowhere@house.example")),
    )
    assert fetch().items == 5
    found = {one.title: (one.unit_id, one.responsible_id, one.outside) for one in items()}
    east = company.east
    assert found == {
        "1.pdf": (east.pk, None, True),
        "2.pdf": (east.pk, None, True),
        "3.pdf": (company.west.pk, west, False),
        "4.pdf": (east.pk, None, False),
        "5.pdf": (company.root.pk, None, True),
    }


def test_again_and_after_a_lost_line_nothing_comes_twice(
    post: Post, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line drops after the commit, before the message is marked."""
    post.deliver(
        sent(mail(("1.pdf", pdf(1)), ("1.pdf", pdf(1)), Message_ID="<1@x>")), sent(mail(("2.pdf", pdf(2))))
    )

    def lost(self: Session, uid: str) -> None:
        raise ConnectionResetError("the line is dead")

    with monkeypatch.context() as broken:
        broken.setattr(Session, "settle", lost)
        done = fetch()
    assert (done.messages, done.items, done.failed, done.known) == (2, 3, 2, 0)
    states = [(one.title, one.state) for one in items()]
    assert states == [("1.pdf", "waiting"), ("1.pdf", "duplicate"), ("2.pdf", "waiting")]
    assert post.count("UNSEEN") == 2
    done = fetch()
    assert (done.messages, done.items, done.known, done.down) == (2, 0, 3, "")
    assert len(items()) == 3
    assert fetch() == Fetched()


def test_the_same_paper_in_another_mail_is_a_duplicate(post: Post, company: Company) -> None:
    post.deliver(
        sent(mail(("1.pdf", pdf(1)), Message_ID="<1@x>")), sent(mail(("b.pdf", pdf(1)), Message_ID="<2@x>"))
    )
    fetch()
    first, second = items()
    assert (second.state, second.same_kind, second.same_id) == ("duplicate", "intake_item", first.pk)


@pytest.mark.parametrize("offers", ["", "IMAP4REV1 UIDPLUS", "IMAP4REV1"])
def test_messages_move_to_the_folder_for_them(
    post: Post, company: Company, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, offers: str
) -> None:
    """With MOVE, with a copy that can be tidied up, and where the original can only be marked as deleted."""
    if offers:
        said = ("OK", [offers.encode()])
        monkeypatch.setattr(imaplib.IMAP4, "capability", lambda self: said)
    settings.CREDENTRY_IMAP_URL = post.url("?processed=%E5%B7%B2%E5%A4%84%E7%90%86%20%26%20done")
    post.deliver(sent(mail(("1.pdf", pdf(1)))), sent(mail(("2.pdf", pdf(2)))))
    assert fetch() == Fetched(messages=2, items=2)
    assert post.count("ALL") == (2 if offers == "IMAP4REV1" else 0)
    assert fetch() == Fetched()
    assert post.count("SEEN", '"&XfJZBHQG- &- done"') == 2
    with post.open('"&XfJZBHQG- &- done"') as imap:
        imap.store("1:*", "+FLAGS.SILENT", r"(\Deleted)")
        imap.expunge()


def test_hostile_mails_are_answered_by_an_item_each(post: Post, company: Company) -> None:
    hostile = {
        "no attachment": b"From: a@b.example\r\nSubject: no attachment\r\n\r\nsee the portal",
        "many": mails.many_parts(10_000),
        "nest": b"Subject: nest\r\n" + mails.nest(3_000),
        "locked": sent(mail(("locked.zip", mails.locked()), Subject="locked")),
        "bomb": sent(mail(("bomb.zip", mails.bomb(4, 60)), Subject="bomb")),
        "program": sent(mail(("invoice.pdf", b"MZ" + bytes(200)), Subject="program")),
        "path": sent(mail(("../../../etc/passwd", pdf(8)), Subject="path")),
        "rubbish": b"Subject: rubbish\r\nContent-Type: multipart/mixed\r\n\r\n" + bytes(range(1, 256)) * 30,
    }
    post.deliver(*(one.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for one in hostile.values()))
    done = fetch()
    assert (done.messages, done.items, done.failed, done.down) == (8, 8, 0, "")
    found = {one.subject: (one.title, one.problem, bool(one.sha256)) for one in items()}
    assert found.pop("nest")[1] in ("too_many", "unreadable")
    assert found == {
        "no attachment": ("no attachment.eml", "empty_mail", True),
        "many": ("many.eml", "too_many", True),
        "locked": ("locked.zip", "encrypted", True),
        "bomb": ("bomb.zip", "bomb", True),
        "program": ("invoice.pdf", "program", False),
        "path": ("passwd", "", True),
        "rubbish": ("rubbish.eml", "unreadable", True),
    }
    assert post.count("UNSEEN") == 0


def test_a_mail_too_large_to_fetch_leaves_a_note(
    post: Post, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("credentry.capabilities.intake.actions.fetching.MESSAGE_BYTES", 20_000)
    post.deliver(sent(mail(("big.pdf", pdf() + bytes(90_000)), Subject="太大", Message_ID="<big@x>")))
    assert fetch().problems == 1
    item = items()[0]
    assert (item.subject, item.problem, item.sha256) == ("太大", "too_large", "")
    with pytest.raises(Exception, match="unavailable"):
        perform(SYSTEM, "intake_item", "file_on", item.pk, {"kind": "credential", "record": item.pk})
    perform(SYSTEM, "intake_item", "dismiss", item.pk, {"reason": "已在邮箱查看"})


def test_a_message_that_cannot_be_stored_stays_unread_and_holds_up_nobody(
    post: Post, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    from credentry.capabilities.intake.actions import fetching

    post.deliver(sent(mail(("1.pdf", pdf(1)), Subject="bad")), sent(mail(("2.pdf", pdf(2)), Subject="good")))
    real = fetching._take_in

    def full(letter: Any, *rest: Any) -> None:
        if letter.subject == "bad":
            raise OSError("no space left on device")
        real(letter, *rest)

    with monkeypatch.context() as broken:
        broken.setattr(fetching, "_take_in", full)
        done = fetch()
    assert (done.items, done.failed) == (1, 1)
    state = last_round()
    assert state is not None
    assert state["failed"] == 1
    assert (post.count("UNSEEN"), fetch().items) == (1, 1)


def test_a_message_at_which_the_server_hangs_up_holds_up_nobody(post: Post, company: Company) -> None:
    """Dovecot closes the session over a message whose file it may not read."""
    post.deliver(*(sent(mail((f"{n}.pdf", pdf(n)), Subject=f"{n}")) for n in range(3)))
    first = min((post.home / "mail" / "certs").glob("*/*,S=*"), key=lambda one: one.name)
    mode = first.stat().st_mode
    first.chmod(0)
    done = fetch()
    assert (done.items, done.failed, done.down) == (2, 1, "")
    first.chmod(mode)
    assert fetch().items == 1
    assert sorted(one.title for one in items()) == ["0.pdf", "1.pdf", "2.pdf"]


def test_more_messages_than_one_round_takes(
    post: Post, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The periodic job comes back for the rest at once; the command goes on by itself."""
    monkeypatch.setattr("credentry.capabilities.intake.actions.fetching.MOST", 2)
    post.deliver(*(sent(mail((f"{n}.pdf", pdf(n)), Subject=f"{n}")) for n in range(5)))
    Schedule.objects.update_or_create(name="intake.fetch", defaults={"next_at": clock.now()})
    while queue.run_due():
        pass
    assert len(items()) == 5
    post.deliver(*(sent(mail((f"{n}.pdf", pdf(n)), Subject=f"{n}")) for n in range(5, 10)))
    said = CliRunner().invoke(intake, ["fetch", "--json"])
    assert (said.exit_code, json.loads(said.stdout)["items"]) == (0, 5)


@pytest.mark.parametrize("scheme", ["imaps", "imap+starttls"])
def test_over_tls_with_a_server_that_is_known(
    post: Post, company: Company, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    post.deliver(sent(mail(("1.pdf", pdf(1)))))
    settings.CREDENTRY_IMAP_URL = post.url(scheme=scheme)
    assert "CERTIFICATE_VERIFY_FAILED" in fetch().down
    assert items() == []
    monkeypatch.setenv("SSL_CERT_FILE", str(post.certificate))
    assert fetch() == Fetched(messages=1, items=1)


def test_the_doctor_says_how_the_mailbox_is(post: Post, company: Company, settings: LazySettings) -> None:
    post.deliver(sent(mail(("1.pdf", pdf(1)))))
    ok, said = mailbox_state()
    assert ok
    assert "1 unread" in said
    assert post.password not in said
    settings.CREDENTRY_IMAP_URL = post.url().replace("%25@", "wrong@")
    ok, said = mailbox_state()
    assert not ok
    assert "AUTHENTICATIONFAILED" in said
    done = fetch()
    assert "AUTHENTICATIONFAILED" in done.down
    state = last_round()
    assert state is not None
    assert (state["worked_at"], "AUTHENTICATIONFAILED" in state["error"]) == (None, True)
    assert not mailbox_of("imap://certs:x@mail.house.example/INBOX").private  # type: ignore[union-attr]
    settings.CREDENTRY_IMAP_URL = "imap://certs:se/cret@host/INBOX"
    assert "cret" not in fetch().down.replace("CREDENTRY", "")


#: How many papers come while the fetching is killed: twice as many in ``make hunt``.
PAPERS = 24 if int(os.environ.get("CREDENTRY_EXAMPLES") or 1) >= 10 else 12


@pytest.mark.hunt
@pytest.mark.skipif(
    "postgres" in os.environ.get("CREDENTRY_DATABASE_URL", ""), reason="looks into the SQLite file"
)
def test_killed_while_fetching_each_paper_comes_once(server: Post, tmp_path: Path) -> None:
    """kill -9 again and again: the last run finds every paper taken in exactly once."""
    server.deliver(*(sent(mail((f"{n}.pdf", pdf(n)), Subject=f"{n}")) for n in range(PAPERS)))
    with prepared(tmp_path / "home", environment={"CREDENTRY_IMAP_URL": server.url()}) as ready:
        for kills in (3, 9):
            process = subprocess.Popen(
                ready.command("intake", "fetch"), env=dict(ready.environment), cwd=ready.home,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            _until_taken(ready.home / "credentry.sqlite3", kills)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
        last = ready.run("intake", "fetch", "--json")
        assert last.returncode == 0, last.stdout + last.stderr
        assert json.loads(last.stdout)["messages"] < PAPERS
        with closing(sqlite3.connect(ready.home / "credentry.sqlite3")) as connection:
            found = connection.execute("SELECT title, state FROM intake_intakeitem").fetchall()
        assert sorted(int(title.split(".")[0]) for title, _ in found) == list(range(PAPERS))
        assert {state for _, state in found} == {"waiting"}
        assert ready.run("ledger", "fsck", "--json").returncode == 0
    assert server.count("UNSEEN") == 0
    server.empty()


def _until_taken(database: Path, count: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            if connection.execute("SELECT count(*) FROM intake_intakeitem").fetchone()[0] >= count:
                return
        time.sleep(0.02)
    raise AssertionError("nothing was taken in within a minute")
