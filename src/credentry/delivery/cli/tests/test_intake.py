"""``credentry intake``: files from disk, mail fetched by hand."""

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from credentry.capabilities.intake.models import IntakeItem
from credentry.core.records.tests.factories import make_company
from credentry.delivery.cli.intake import intake

pytestmark = pytest.mark.django_db


@pytest.mark.demand("R-000-10")
def test_files_from_disk(tmp_path: Path) -> None:
    company = make_company()
    good, bad = tmp_path / "证书.pdf", tmp_path / "setup.exe"
    good.write_bytes(b"%PDF-1.4")
    bad.write_bytes(b"MZ" + bytes(90))
    run = CliRunner().invoke(
        intake, ["add", str(good), str(bad), "--unit", "EAST", "--user", "east", "--json"]
    )
    assert run.exit_code == 3, run.output
    rows = orjson.loads(run.stdout)
    assert (rows[0]["state"], rows[1]["code"]) == ("waiting", "file.program")
    assert IntakeItem.objects.get().unit_id == company.east.pk
    assert CliRunner().invoke(intake, ["add", str(good), "--unit", "NOWHERE"]).exit_code == 1


@pytest.mark.demand("R-000-09")
def test_fetching_without_a_mailbox_and_from_a_dead_one(settings: pytest.FixtureRequest) -> None:
    done = CliRunner().invoke(intake, ["fetch", "--json"])
    assert (done.exit_code, orjson.loads(done.stdout)["configured"]) == (1, False)
    settings.CREDENTRY_IMAP_URL = "imap://certs:secret@127.0.0.1:1/INBOX"  # type: ignore[attr-defined]
    done = CliRunner().invoke(intake, ["fetch"])
    assert done.exit_code == 1
    assert "refused" in done.output
    assert "secret" not in done.output
