"""Messages as people, programs and attackers send them."""

import io
import zipfile
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP
from pathlib import Path
from typing import Any

from credentry.capabilities.intake.mailbox import letters
from credentry.capabilities.intake.mailbox.letters import Letter
from credentry.capabilities.intake.mailbox.limits import BOUNDS, Bounds

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def pdf(n: int = 0) -> bytes:
    """A small PDF; another one for each ``n``."""
    return PDF + b"%% %d\n" % n


def mail(*files: tuple[str, bytes], **headers: str) -> EmailMessage:
    """An ordinary message with attachments; headers by keyword, ``_`` for ``-``."""
    message = EmailMessage(policy=SMTP)
    given = {"From": "li.lei@supplier.example", "To": "certs@house.example", "Subject": "证书", **headers}
    for name, value in given.items():
        if value:
            message[name.replace("_", "-")] = value
    message.set_content("请查收附件。")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


def zipped(*files: tuple[str, bytes]) -> bytes:
    """A ZIP archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def locked(name: str = "证书.pdf") -> bytes:
    """An archive whose member says it is encrypted."""
    content = bytearray(zipped((name, PDF)))
    content[content.index(b"PK\x03\x04") + 6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def old_zip(name: bytes, content: bytes) -> bytes:
    """An archive made by a Chinese Windows: names in GBK, without the flag of UTF-8."""
    made = zipped(("x" * len(name), content))
    return made.replace(b"x" * len(name), name)


def bomb(members: int = 1, megabytes: int = 40) -> bytes:
    """A small archive that unpacks to a lot."""
    return zipped(*((f"{n}.pdf", bytes(megabytes * 1024 * 1024)) for n in range(members)))


def related(logo: bytes, *files: tuple[str, bytes]) -> MIMEMultipart:
    """A message with a picture in its text and attachments."""
    message = MIMEMultipart("mixed")
    message["From"], message["To"] = "a@b.example", "certs@house.example"
    text = MIMEMultipart("related")
    text.attach(MIMEText('<img src="cid:logo">', "html"))
    text.attach(part("image", "png", logo, "logo.png", "inline", content_id="<logo>"))
    message.attach(text)
    for name, content in files:
        message.attach(part("application", "pdf", content, name))
    return message


def part(
    main: str, sub: str, content: bytes, name: str, disposition: str = "attachment", content_id: str = ""
) -> MIMEBase:
    """One part, built by hand."""
    from email.encoders import encode_base64

    made = MIMEBase(main, sub)
    made.set_payload(content)
    encode_base64(made)
    made.add_header("Content-Disposition", disposition, filename=name)
    if content_id:
        made.add_header("Content-ID", content_id)
    return made


def nest(depth: int) -> bytes:
    """Multiparts in multiparts."""
    head = b"From: a@b.example\r\nMIME-Version: 1.0\r\n"
    lines = [head]
    for n in range(depth):
        lines.append(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n))
    lines.append(b"Content-Type: text/plain\r\n\r\nx\r\n")
    lines.extend(b"--b%d--\r\n" % n for n in reversed(range(depth)))
    return b"".join(lines)


def many_parts(count: int) -> bytes:
    """A message of very many parts."""
    one = b"--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n%PDF-1.4\r\n"
    head = b'From: a@b.example\r\nSubject: many\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    return head + one * count + b"--b--\r\n"


def read(message: Any, folder: Path, bounds: Bounds = BOUNDS) -> Letter:
    """Take a message apart here and now."""
    source = folder / "message.eml"
    source.write_bytes(message if isinstance(message, bytes) else message.as_bytes())
    papers = folder / "papers"
    papers.mkdir(exist_ok=True)
    return letters.read(source, papers, bounds)


def content(letter: Letter, folder: Path, n: int = 0) -> bytes:
    """The bytes of a paper."""
    return (folder / "papers" / letter.papers[n].file).read_bytes()
