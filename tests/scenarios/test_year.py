"""The year: outages of the scheduler and of the mail, renewals, hand-overs, leavers, summer time, 29 February.

``CREDENTRY_YEARS`` says how much of it: ``credentials,people,days``. The whole, which ``make hunt`` runs, is two years of
ten thousand.
"""

import os
import random
from collections import Counter
from datetime import date
from typing import Any

import pytest

from credentry.capabilities.alerts.actions import reconcile
from credentry.capabilities.alerts.models import Delivery
from credentry.capabilities.alerts.tests.mailbox import mailbox
from tests.scenarios.years import Years, carried

USUAL = "10000,60,800" if int(os.environ.get("CREDENTRY_EXAMPLES") or 1) >= 10 else "150,8,60"
CREDENTIALS, PEOPLE, DAYS = map(int, os.environ.get("CREDENTRY_YEARS", USUAL).split(","))
#: Before the last day of February of a leap year; the clocks go forward on 26 March.
START = date(2028, 2, 8)


@pytest.mark.django_db
@pytest.mark.hunt
@pytest.mark.timeout(7200)
@pytest.mark.demand("R-000-42", "R-000-49", "R-000-85")
def test_what_was_sent_is_what_was_owed_to_the_letter(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTRY_TIME_ZONE", "Europe/Berlin")
    draw = random.Random(20280229)
    with mailbox() as (box, url):
        settings.CREDENTRY_SMTP_URL = url
        years = Years(draw, box, START)
        years.found(CREDENTIALS, PEOPLE, DAYS)
        off = {"scheduler": 0, "mail": 0}
        for _ in range(DAYS):
            for what, share in (("scheduler", 0.05), ("mail", 0.08)):
                off[what] = off[what] - 1 if off[what] else draw.randrange(1, 6) * (draw.random() < share)
            years.day(running=not off["scheduler"], mail=not off["mail"])
        years.day(running=True, mail=True)
        with years.clock():
            agreed = reconcile()
    sent = carried()
    assert sent - years.sent == Counter(), "sent, and owed to nobody"
    assert years.sent - sent == Counter(), "owed, and not sent"
    assert max(sent.values()) <= 3, "told again only after somebody else answered for it in between"
    assert len(sent) > CREDENTIALS // 3, "something was sent"
    assert len({one.person for one in sent}) > 3
    assert agreed.ok, agreed
    came = Counter(str(one["Message-ID"]) for one in box.messages)
    unsure = Delivery.objects.filter(unsure=True).values_list("batch", flat=True)
    marked = {f"<alerts.{batch.hex}@localhost>" for batch in unsure if batch}
    assert {one for one, times in came.items() if times > 1} <= marked, "a double has the same id and says so"
