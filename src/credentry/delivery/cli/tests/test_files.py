"""``credentry files``: attach from disk, check every byte."""

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from credentry.capabilities.evidence.models import Document
from credentry.capabilities.evidence.tests.factories import a_credential, pdf
from credentry.core.records.tests.factories import make_company
from credentry.delivery.cli.files import files
from credentry.plumbing import blobs

pytestmark = pytest.mark.django_db


def test_attach_and_check(tmp_path: Path) -> None:
    company = make_company()
    record = a_credential(company.east)
    path = tmp_path / "证书.pdf"
    path.write_bytes(pdf("olive"))
    run = CliRunner().invoke
    done = run(files, ["attach", str(path), "--to", record.number, "--user", "east", "--json"])
    assert done.exit_code == 0, done.output
    document = Document.objects.get(owner_id=record.pk)
    assert orjson.loads(done.stdout) == [
        {
            "name": "证书.pdf",
            "sha256": document.sha256,
            "size": document.size,
            "media_type": "application/pdf",
        }
    ]
    unseen = run(files, ["attach", str(path), "--to", record.number, "--user", "west", "--json"])
    assert (unseen.exit_code, orjson.loads(unseen.stdout)["error"]) == (1, "record.not_found")
    assert orjson.loads(run(files, ["check", "--json"]).stdout) == {"ok": True, "damaged": []}
    stored = blobs.path_of(document.sha256)
    stored.chmod(0o600)
    stored.write_bytes(b"%PDF- something else")
    found = run(files, ["check", "--json"])
    assert found.exit_code == 1
    assert orjson.loads(found.stdout)["damaged"] == [{"number": document.number, "sha256": document.sha256}]
    stored.unlink()
