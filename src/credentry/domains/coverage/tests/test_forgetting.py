"""A person who is erased was meant for posts: that stays, for whom goes."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from credentry.core.ledger.models import Entry
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import SYSTEM, make_company
from credentry.domains.coverage.models import Engagement
from credentry.domains.gate.tests.erasing import NAME, PAYLOAD, found_on_disk
from credentry.domains.subjects.tests.factories import make
from credentry.foundation import clock

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_posts_of_an_erased_person_name_nobody(tmp_path: Path, settings: Any) -> None:
    settings.CREDENTRY_HOME = tmp_path
    with clock.fixed(date(2026, 11, 21)):
        make_company()
        person = make("person", NAME)
        payload = {
            "context": "post",
            "subject": str(person.pk),
            "role": "project_manager",
            "notes": f"{NAME}暂代",
        }
        planned = perform(SYSTEM, "engagement", "plan", None, payload).record
        assert planned.title.startswith(person.number), "an engagement goes by the person's number"
        assert NAME in planned.notes
        entry = Entry.objects.filter(kind="engagement", object_id=str(planned.pk)).get()
        assert NAME.encode() not in bytes(entry.body)
        perform(SYSTEM, "person", "erase", person.pk, PAYLOAD)
        assert found_on_disk(NAME) == []
        assert Engagement.objects.get(pk=planned.pk).notes == ""
