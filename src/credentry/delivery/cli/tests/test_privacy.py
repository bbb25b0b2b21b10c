"""The command with which a person is erased."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import SYSTEM, Company, make_company
from credentry.delivery.cli.privacy import privacy
from credentry.domains.gate.tests.erasing import NAME, employer, found_on_disk
from credentry.domains.subjects.tests.factories import make
from credentry.foundation import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def company(tmp_path: Path, settings: Any) -> Iterator[Company]:
    settings.CREDENTRY_HOME = tmp_path
    with clock.fixed(date(2026, 11, 21)):
        yield make_company()


def test_the_command_says_what_was_done_and_what_is_in_the_way(company: Company) -> None:
    person = make("person", NAME, employer=employer().pk)
    arguments = [
        "erase",
        "--subject",
        f"person:{person.number}",
        "--ground",
        "request",
        "--why",
        "2026-17",
        "--json",
    ]
    refused = CliRunner().invoke(privacy, arguments)
    assert refused.exit_code == 1
    assert [one["code"] for one in json.loads(refused.stdout)["errors"]] == ["person.still_employed"]
    perform(SYSTEM, "person", "leave", person.pk, {"last_day": "2026-11-20", "reason": "合同到期"})
    done = CliRunner().invoke(privacy, arguments)
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (said["number"], said["erased_values"] > 0) == (person.number, True)
    assert found_on_disk(NAME) == []
    gone = CliRunner().invoke(privacy, [*arguments[:2], "person:PER-999999", *arguments[3:]])
    assert json.loads(gone.stdout)["error"] == "record.not_found"
