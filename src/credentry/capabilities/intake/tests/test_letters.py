"""Messages are taken apart: every paper found, nothing believed, nothing lost."""

import random
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from credentry.capabilities.intake.mailbox.limits import BOUNDS
from credentry.capabilities.intake.reading import sandbox
from credentry.capabilities.intake.reading.problems import BROKEN, Unreadable
from credentry.capabilities.intake.tests import mails
from credentry.capabilities.intake.tests.mails import PDF, mail, pdf, read, zipped

pytestmark = pytest.mark.demand("R-000-09")


def names(letter: object) -> list[str]:
    return [one.name for one in letter.papers]  # type: ignore[attr-defined]


def test_an_attachment_is_a_paper_with_its_name_and_bytes(tmp_path: Path) -> None:
    letter = read(mail(("CE证书 2026.pdf", pdf(1)), ("报告.docx", b"PK rest")), tmp_path)
    assert names(letter) == ["CE证书 2026.pdf", "报告.docx"]
    assert mails.content(letter, tmp_path) == pdf(1)
    assert (letter.sender, letter.subject, letter.problem) == ("li.lei@supplier.example", "证书", "")
    assert letter.recipients == ["certs@house.example"]


def test_a_logo_in_the_text_is_no_paper_but_a_photo_is(tmp_path: Path) -> None:
    small, large = b"\x89PNG" + bytes(3_000), b"\x89PNG" + bytes(90_000)
    letter = read(mails.related(small, ("a.pdf", PDF)), tmp_path)
    assert (names(letter), letter.ignored) == (["a.pdf"], 1)
    letter = read(mails.related(large), tmp_path)
    assert (names(letter), letter.ignored) == (["logo.png"], 0)


def test_an_archive_is_unpacked_with_the_names_its_maker_meant(tmp_path: Path) -> None:
    old = mails.old_zip("合格证.pdf".encode("gbk"), pdf(2))
    inner = zipped(("deep.pdf", pdf(3)))
    letter = read(
        mail(
            ("new.zip", zipped(("夹/检验.pdf", PDF), ("__MACOSX/x", b"1"), ("in.zip", inner))),
            ("old.zip", old),
        ),
        tmp_path,
    )
    assert names(letter) == ["夹/检验.pdf", "deep.pdf", "合格证.pdf"]
    assert [one.inside for one in letter.papers] == ["new.zip", "new.zip › in.zip", "old.zip"]
    assert mails.content(letter, tmp_path, 1) == pdf(3)


@pytest.mark.parametrize("ending", ["docx", "xlsx", "ofd", "odt"])
def test_office_files_are_archives_that_stay_closed(ending: str, tmp_path: Path) -> None:
    marks = {
        "docx": "[Content_Types].xml",
        "xlsx": "[Content_Types].xml",
        "ofd": "OFD.xml",
        "odt": "mimetype",
    }
    content = zipped((marks[ending], b"x"), ("word/document.xml", b"<x/>"))
    letter = read(mail((f"a.{ending}", content)), tmp_path)
    assert names(letter) == [f"a.{ending}"]
    assert mails.content(letter, tmp_path) == content


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (mails.locked(), "encrypted"),
        (mails.bomb(), "bomb"),
        (mails.bomb(25, 9), "bomb"),
        (zipped(("a.pdf", PDF))[:-30], "damaged"),
        (zipped(*((f"{n}.pdf", b"1") for n in range(600))), "too_many"),
    ],
    ids=["encrypted", "bomb", "bomb of small parts", "broken", "many members"],
)
def test_an_archive_that_cannot_be_opened_stays_whole(content: bytes, problem: str, tmp_path: Path) -> None:
    letter = read(mail(("certs.zip", content), ("a.pdf", PDF)), tmp_path)
    assert [(one.name, one.problem) for one in letter.papers] == [("certs.zip", problem), ("a.pdf", "")]
    assert mails.content(letter, tmp_path) == content


def test_an_archive_that_lies_about_its_size_stays_whole(tmp_path: Path) -> None:
    """The table of contents says one byte; what comes out is counted."""
    made = bytearray(zipped(("a.pdf", bytes(3_000_000))))
    at = made.index(b"PK\x01\x02") + 24
    made[at : at + 4] = (1).to_bytes(4, "little")
    letter = read(mail(("a.zip", bytes(made))), tmp_path, replace(BOUNDS, unpacked_bytes=1_000_000))
    assert [one.name for one in letter.papers] == ["a.zip"]
    assert letter.papers[0].problem in ("bomb", "damaged")


def test_a_forwarded_message_gives_its_papers(tmp_path: Path) -> None:
    inner = mail(("inner.pdf", pdf(5)), Subject="转发的原件")
    outer = mail(("outer.pdf", pdf(6)))
    outer.add_attachment(inner)
    saved = mail(("saved.eml", inner.as_bytes()))
    letter = read(outer, tmp_path)
    assert [(one.name, one.inside) for one in letter.papers] == [
        ("outer.pdf", ""),
        ("inner.pdf", "转发的原件"),
    ]
    letter = read(saved, tmp_path)
    assert [(one.name, one.inside) for one in letter.papers] == [("inner.pdf", "saved.eml")]


@pytest.mark.parametrize(
    ("disposition", "expected"),
    [
        (b'attachment; filename="=?gb2312?B?1qTK6S5wZGY=?="', "证书.pdf"),
        (b"attachment; filename*=gb2312''%D6%A4%CA%E9.pdf", "证书.pdf"),
        (b"attachment; filename*0*=UTF-8''%E8%AF%81; filename*1*=%E4%B9%A6.pdf", "证书.pdf"),
        ('attachment; filename="证书.pdf"'.encode(), "证书.pdf"),
        ('attachment; filename="證書.pdf"'.encode("gbk"), "證書.pdf"),
        (b'attachment; filename="=?utf-8?B?1qTK6S5wZGY=?="', "证书.pdf"),  # it says UTF-8 and is not
        (b'attachment; filename="=?x-nonsense?B?1qTK6S5wZGY=?="', "证书.pdf"),
        (b'attachment; filename="a\x00b\x1b\xe2\x80\xae.pdf"', "ab.pdf"),
        (b"attachment; filename*=", "attachment.pdf"),
        (b"attachment", "attachment.pdf"),
    ],
)
def test_names_in_any_writing(disposition: bytes, expected: str, tmp_path: Path) -> None:
    raw = (
        b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: application/pdf\r\nContent-Disposition: "
        + disposition + b"\r\n\r\n" + PDF
    )  # fmt: skip
    letter = read(raw, tmp_path)
    assert names(letter) == [expected]


def test_a_name_is_no_path(tmp_path: Path) -> None:
    letter = read(mail(("../../../etc/passwd", PDF), ("C:\\x\\y.pdf", pdf(1))), tmp_path)
    assert len(letter.papers) == 2
    assert sorted(one.name for one in (tmp_path / "papers").iterdir()) == ["00000", "00001"]
    assert {one.name for one in tmp_path.iterdir()} == {"message.eml", "papers"}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe" * 400,
        b"From: a@b.example\r\nSubject: nothing\r\n\r\nno attachment",
        b"Content-Type: text/plain; charset=utf-99\r\n\r\n\xff\xfe",
    ],
)
def test_a_mail_without_papers_says_so(raw: bytes, tmp_path: Path) -> None:
    letter = read(raw, tmp_path)
    assert (letter.papers, letter.problem) == ([], "empty_mail")


@pytest.mark.parametrize(
    "head", [b"multipart/mixed", b'multipart/mixed; boundary="x"', b"multipart/; boundary=x"]
)
def test_parts_that_cannot_be_told_apart_are_said_to_be_so(head: bytes, tmp_path: Path) -> None:
    letter = read(b"Content-Type: " + head + b"\r\n\r\n--y\r\nhere is something", tmp_path)
    assert (letter.papers, letter.problem) == ([], "unreadable")


def test_half_sent_base64_is_kept_and_marked(tmp_path: Path) -> None:
    raw = (
        b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        b"JVBERi0xLjQKJcOkw7zDtsOfCjIgMCBvYmo\r\n"
    )
    letter = read(raw, tmp_path)
    assert [(one.name, one.problem) for one in letter.papers] == [("a.pdf", "damaged")]
    assert mails.content(letter, tmp_path).startswith(b"%PDF-1.4")


def test_more_parts_than_anybody_sends(tmp_path: Path) -> None:
    letter = read(mails.many_parts(10_000), tmp_path)
    assert (letter.papers, letter.problem, letter.subject) == ([], "too_many", "many")
    assert read(mails.nest(60), tmp_path).problem == "too_many"


def test_the_reading_process_survives_what_it_reads(tmp_path: Path) -> None:
    """A nest without end exhausts Python's own parser; it is answered, not died of."""
    source = tmp_path / "nest.eml"
    source.write_bytes(mails.nest(5_000))
    reader = "credentry.capabilities.intake.mailbox.worker"
    try:
        said = sandbox.call(reader, [str(source), str(tmp_path)])["letter"]["problem"]
    except Unreadable as problem:
        said = problem.code
    assert said in ("too_many", BROKEN)


def test_mutilated_mails_are_read_or_refused_never_crash(tmp_path: Path) -> None:
    chance = random.Random(7)
    whole = mails.related(
        b"\x89PNG" + bytes(90_000), ("证书.pdf", PDF), ("a.zip", zipped(("b.pdf", PDF)))
    ).as_bytes()
    for _ in range(150):
        raw = bytearray(whole[: chance.randrange(len(whole))] if chance.random() < 0.3 else whole)
        for _ in range(chance.randrange(1, 40)):
            raw[chance.randrange(min(len(raw), 3_000) or 1) if raw else 0 : 0] = b""
            if raw:
                raw[chance.randrange(min(len(raw), 3_000))] = chance.randrange(256)
        letter = read(bytes(raw), tmp_path)
        assert letter.papers or letter.problem


def test_sender_and_recipients_in_disorder(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"] = "=?gb2312?B?wO7A1w==?= <Li.Lei@Supplier.Example>"
    message["To"] = "Certs+EAST@house.example, =?x?Q?broken <x@y.example>"
    message["Delivered-To"] = "certs@house.example"
    message["Message-ID"] = "<abc@supplier.example>"
    letter = read(message, tmp_path)
    assert (letter.sender, letter.sender_name) == ("Li.Lei@Supplier.Example", "李雷")
    assert letter.recipients == ["certs@house.example", "certs+east@house.example", "x@y.example"]
    assert letter.message_id == "<abc@supplier.example>"
