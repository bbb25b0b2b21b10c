"""Mail that comes back is noticed: over a real SMTP server out, over a real IMAP server back."""

from collections.abc import Iterator
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import deliver, follow_up
from credentry.capabilities.alerts.channels import bounces
from credentry.capabilities.alerts.models import Delivery
from credentry.capabilities.alerts.tests import platforms
from credentry.capabilities.alerts.tests.mailbox import mailbox
from credentry.capabilities.alerts.tests.owing import owe, set_up, states
from tests import dovecot

pytestmark = pytest.mark.django_db

REPORT = """From: MAILER-DAEMON@mx.example.com
To: alerts@example.com
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver your mail.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; li@example.com
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <li@example.com>: no such user

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: an alert

--b--
"""


def report(message_id: str, action: str = "failed") -> bytes:
    return REPORT.format(message_id=message_id, action=action).replace("\n", "\r\n").encode()


@pytest.fixture
def returned() -> Iterator[Any]:
    if dovecot.binary() is None:
        pytest.skip("Dovecot is not installed")
    with dovecot.running() as post:
        yield post


def test_a_report_names_the_mail_and_the_reason() -> None:
    found = bounces.report(report("<alerts.1@example.com>"))
    assert found is not None
    assert (found.provider_id, found.state) == ("<alerts.1@example.com>", "failed")
    assert "no such user" in found.reason
    assert bounces.report(report("<x@y>", "delayed")) is None
    assert bounces.report(b"Subject: I am on leave\r\n\r\nback on Monday") is None
    assert bounces.report(b"\xff\x00 not a mail") is None


def test_returned_mail_fails_the_delivery_and_another_channel_tells(
    returned: Any, wecom: platforms.WeCom
) -> None:
    with mailbox() as (box, url):
        port = url.partition("127.0.0.1:")[2].partition("?")[0]
        address, password = _address(returned)
        set_up("email", secrets={"bounce_password": password}, host="127.0.0.1", port=port,
               sender="alerts@example.com", bounces=address)  # fmt: skip
        owe(channels=("email",))
        assert deliver().sent == 1
        row = Delivery.objects.get(channel="email")
        assert row.provider_id == box.messages[0]["Message-ID"]
        returned.deliver(report("<somebody.else@example.com>"), report(row.provider_id))
        assert follow_up().failed == 1
        assert deliver().fell_back == 1
    assert states("email") == [("dead", "refused")]
    assert states("wecom") == [("sent", "")]
    assert "no such user" in Delivery.objects.get(channel="email").last_error
    assert returned.count() == 0  # read once


def _address(post: Any) -> tuple[str, str]:
    """The mailbox as the settings page asks for it: without the password."""
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(post.url())
    return f"{parts.scheme}://{parts.username}@{parts.hostname}:{parts.port}/INBOX", unquote(
        parts.password or ""
    )
