"""The commands on alerts, run in a real instance."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from credentry.capabilities.alerts.tests.mailbox import mailbox
from tests.prepared import prepared
from tests.server import Instance


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Instance]:
    with prepared(tmp_path / "home") as made:
        yield made


def said(ready: Instance, *arguments: str, code: int = 0, **environment: str) -> Any:
    done = Instance(ready.home, {**ready.environment, **environment}).run("alerts", *arguments, "--json")
    assert done.returncode == code, done.stderr or done.stdout
    return json.loads(done.stdout)


def test_from_sweep_to_mail_on_the_command_line(ready: Instance, tmp_path: Path) -> None:
    table = tmp_path / "certs.csv"
    table.write_text(
        "证书名称,证书类型,证书编号,到期日期\n网关证书,安规证书,A-1,2027-03-14\n", encoding="utf-8"
    )
    done = ready.run(
        "import", str(table), "--kind", "credential", "--create-missing", "credential_type", "--json"
    )
    assert json.loads(done.stdout)["created"] == 1, done.stdout
    sent = tmp_path / "sent.jsonl"
    test = {"CREDENTRY_TEST_MODE": "1", "CREDENTRY_ALERT_FILE": str(sent)}
    drill = said(ready, "drill", "--on", "2026-12-14")
    assert [(one["recipient"], one["stage"]) for one in drill["items"]] == [("系统管理员", 90)]
    assert said(ready, "tick", "--now", "2026-12-14", **test)["created"] == 1
    assert said(ready, "tick", "--now", "2026-12-14", **test)["created"] == 0
    assert said(ready, "list")["count"] == 1
    assert said(ready, "deliver", "--once", "--now", "2026-12-14", **test)["sent"] == 1
    (line,) = [json.loads(one) for one in sent.read_text().splitlines()]
    assert (line["due_on"], line["stage"]) == ("2027-03-14", 90)
    assert ready.run("alerts", "tick", "--now", "2026-12-14").returncode == 1  # only in test mode
    status = said(ready)
    assert status["deliveries"]["file"] == {"sent": 1}
    worked = ready.run("worker", "--once")
    assert worked.returncode == 0, worked.stderr


def test_the_test_mail_says_what_the_server_said(ready: Instance) -> None:
    with mailbox() as (box, url):
        assert said(ready, "send-test", "--to", "me@example.com", CREDENTRY_SMTP_URL=url)["ok"]
        box.answers["me@example.com"] = "550 unknown here"
        refused = said(ready, "send-test", "--to", "me@example.com", code=1, CREDENTRY_SMTP_URL=url)
    assert refused == {"ok": False, "error": "550 unknown here"}
    assert len(box.messages) == 1
    assert "CREDENTRY_SMTP_URL" in said(ready, "send-test", "--to", "me@example.com", code=1)["error"]
