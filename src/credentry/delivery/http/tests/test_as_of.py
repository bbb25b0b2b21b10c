"""The two times of a question over HTTP and in a shell: list, query, export, detail, calendar agree."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from credentry.core.records.tests.factories import make_company
from credentry.delivery.cli import main
from credentry.delivery.http.tests.client import Browser
from credentry.domains.credentials.tests.factories import act, make, plain_type
from credentry.domains.subjects.tests.factories import markets, series
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
EARLY, LATE = datetime(2026, 11, 1, 4, tzinfo=UTC), datetime(2026, 11, 2, 4, tzinfo=UTC)
THEN = "2026-11-01T04:00:00.000Z"


@pytest.fixture
def corrected() -> Any:
    with clock.fixed(EARLY):
        make_company()
        made = make(plain_type(), title="甲", valid_to="2027-03-14")
    with clock.fixed(LATE):
        act(made, "correct_term", valid_to="2026-08-31", reason="误录")
        yield made


def test_every_way_in_answers_as_of_a_day_and_an_instant(corrected: Any) -> None:
    admin = Browser("admin")
    asked = {"condition": "status:expiring_soon", "on": "2027-03-14", "known": THEN}
    status, page = admin.get(f"/records/credential?{urlencode(asked)}")
    assert (status, [one["title"] for one in page["items"]]) == (200, ["甲"]), page
    assert page["as_of"] == {"on": "2027-03-14", "known": "2026-11-01T04:00:00.000999Z"}
    assert admin.post("/records/credential/query", asked)[1]["count"] == 1
    assert admin.post("/records/credential/query", {**asked, "known": ""})[1]["count"] == 0
    status, one = admin.get(
        f"/records/credential/{corrected.pk}?{urlencode({'known': THEN, 'on': '2027-03-15'})}"
    )
    assert (one["values"]["valid_to"], one["values"]["status"]) == ("2027-03-14", "expired")
    assert one["as_of"]["on"] == "2027-03-15"
    assert admin.get(f"/records/credential/{corrected.pk}?known=2026-10-30")[0] == 404
    answer = admin.client.get(f"/api/v1/records/credential/export?format=csv&{urlencode(asked)}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["到期日期"], row["状态"]) == ("2027-03-14", "即将过期")


def test_the_calendar_shows_what_was_open_on_the_day(corrected: Any) -> None:
    admin, span = Browser("admin"), "from=2026-08-01&to=2027-06-30"
    status, found = admin.get(f"/records/credential/calendar?{span}&on=2026-11-02")
    assert (status, [one["due_on"] for one in found["items"]]) == (200, ["2026-08-31"])
    assert found["as_of"]["on"] == "2026-11-02"
    assert admin.get(f"/records/credential/calendar?{span}&known={THEN}")[0] == 422


@pytest.mark.parametrize("asked", ["on=2026-13-01", "known=soon", "known=2030-01-01", f"known={THEN}&q=x"])
def test_what_cannot_be_asked_is_refused_in_words(corrected: Any, asked: str) -> None:
    status, problem = Browser("admin").get(f"/records/credential?{asked}")
    assert status == 422, problem
    assert problem["errors"][0]["message"]


def test_kinds_without_history_tell_single_records_only(corrected: Any) -> None:
    admin = Browser("admin")
    assert admin.get(f"/records/unit?known={THEN}")[0] == 422
    unit = admin.get("/records/unit?limit=1")[1]["items"][0]["id"]
    status, problem = admin.get(f"/records/unit/{unit}?known={THEN}")
    assert status == 200, problem


def test_the_shell_answers_alike(corrected: Any, tmp_path: Any) -> None:
    run = CliRunner()
    done = run.invoke(
        main, ["query", "credential", "status:expiring_soon", "--on", "2027-03-14", "--known", THEN, "--json"]
    )
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["count"] == 1
    out = tmp_path / "x.csv"
    done = run.invoke(main, ["export", "credential", str(out), "--known", THEN, "--fields", "valid_to"])
    assert done.exit_code == 0, done.output
    assert "2027-03-14" in out.read_text("utf-8-sig")
    done = run.invoke(main, ["query", "credential", "--known", "soon"])
    assert done.exit_code != 0


def test_which_clause_covers_what_over_http_and_in_a_shell() -> None:
    with clock.fixed(EARLY):
        make_company()
        (eu,) = markets("EU")
        top, _, variant = series()
        made = make(plain_type(), title="甲", products=[top.pk], markets=[eu])
    with clock.fixed(LATE):
        act(made, "set_scope", excluded_products=[variant.pk])
        admin = Browser("admin")
        status, found = admin.get(f"/covering?{urlencode({'subject': variant.pk, 'market': '德国'})}")
        assert (status, found["items"], len(found["near"])) == (200, [], 1), found
        assert "但不含" in found["near"][0]["why"]["zh"]
        asked = {"subject": "G-100-EU", "market": "DE", "known": THEN}
        (item,) = admin.get(f"/covering?{urlencode(asked)}")[1]["items"]
        assert (item["clause"], item["credential"]["title"]) == (1, "甲")
        assert admin.get("/covering?subject=nobody")[0] == 404
        assert admin.get(f"/covering?subject={top.pk}&market=Atlantis")[0] == 422
        done = CliRunner().invoke(
            main, ["covering", str(top.pk), "--market", "DE", "--on", "2026-12-01", "--json"]
        )
        assert done.exit_code == 0, done.output
        assert len(json.loads(done.output)["items"]) == 1
        assert "第1条" in CliRunner().invoke(main, ["covering", str(top.pk)]).output
