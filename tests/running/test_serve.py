"""A real instance from an empty folder to the first answer, and what a power cut leaves."""

import json
import socket
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.prepared import PASSWORD, prepared
from tests.server import Instance, answers, instance, serving, wait_until_answering


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Instance]:
    with prepared(tmp_path / "home") as made:
        yield made


def test_serves_after_init_and_stops(tmp_path: Path) -> None:
    """From an empty folder, as the first user has it."""
    with instance(tmp_path / "home") as empty:
        done = empty.run("init", "--password", PASSWORD, "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["admin"] == "admin"
        _serves_and_stops(empty)


def _signed_in(url: str, password: str) -> int:
    """The answer's status when ``admin`` signs in with ``password``, hashed as in production."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(f"{url}/api/v1/session", timeout=10) as answer:
        csrf = json.load(answer)["csrf"]
    asked = urllib.request.Request(
        f"{url}/api/v1/session",
        data=json.dumps({"username": "admin", "password": password}).encode(),
        headers={"Content-Type": "application/json", "X-CSRFToken": csrf},
    )
    try:
        with browser.open(asked, timeout=10) as answer:
            assert json.load(answer)["user"]["username"] == "admin"
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def _serves_and_stops(ready: Instance) -> None:
    with serving(ready) as server:
        assert _signed_in(server.url, PASSWORD) == 200
        assert _signed_in(server.url, "another-password") in (400, 401, 403)
        assert answers(f"{server.url}/healthz")
        assert answers(f"{server.url}/readyz")
        with urllib.request.urlopen(f"{server.url}/api/v1/session", timeout=10) as answer:
            assert json.load(answer)["user"] is None
    assert server.process.returncode is not None
    assert not answers(f"{server.url}/healthz")


def test_processes_share_no_connection(ready: Instance) -> None:
    """Answers of one web process never reach another: the pool that prepared the database is gone before the fork."""
    token = json.loads(ready.run("token", "issue", "admin", "--json").stdout)["token"]
    with serving(ready) as server:

        def ask(kind: str) -> tuple[str, set[str]]:
            request = urllib.request.Request(
                f"{server.url}/api/v1/records/{kind}?limit=2", headers={"Authorization": f"Bearer {token}"}
            )
            with urllib.request.urlopen(request, timeout=60) as answer:
                return kind, set(json.load(answer)["items"][0])

        with ThreadPoolExecutor(12) as clients:
            seen = list(clients.map(ask, ["unit", "user", "role"] * 60))
        assert len(seen) == 180
        assert len({(kind, frozenset(fields)) for kind, fields in seen}) == 3
        assert "Traceback" not in server.log.read_text(encoding="utf-8")


def test_starts_again_after_a_power_cut(ready: Instance) -> None:
    with serving(ready) as server:
        server.kill()
    with serving(ready) as again:
        assert wait_until_answering(again) < 60
    database = ready.home / "credentry.sqlite3"
    if database.exists():
        with sqlite3.connect(database) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
    assert ready.run("ledger", "fsck", "--json").returncode == 0


def test_doctor_and_check_find_nothing_wrong(ready: Instance) -> None:
    assert ready.run("check", "--json").returncode == 0
    report = json.loads(ready.run("doctor", "--json").stdout)
    wrong = [one for one in report["checks"] if not one["ok"] and one["name"] != "web client"]
    assert wrong == []


def test_init_twice_keeps_the_password(ready: Instance) -> None:
    again = json.loads(ready.run("init", "--json").stdout)
    assert again["password"] is None


def test_a_taken_port_is_named_before_anything_is_done(ready: Instance) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        for command in (("serve", "--port", port), ("serve", "--port", port, "--no-worker")):
            done = ready.run(*command)
            assert done.returncode == 1
            assert f"Port {port}" in done.stderr
            assert "CREDENTRY_PORT" in done.stderr
            assert "Traceback" not in done.stderr


def test_a_long_write_of_another_does_not_hold_up_readers_with_a_token(ready: Instance) -> None:
    """Noting that a token was used is left to the next request while the database is being written."""
    database = ready.home / "credentry.sqlite3"
    if not database.exists():
        pytest.skip("on PostgreSQL writers do not wait for each other")
    token = json.loads(ready.run("token", "issue", "admin", "--json").stdout)["token"]
    with serving(ready) as server:
        request = urllib.request.Request(
            f"{server.url}/api/v1/records/unit?limit=2", headers={"Authorization": f"Bearer {token}"}
        )
        writer = sqlite3.connect(database, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                assert answer.status == 200
        finally:
            writer.execute("ROLLBACK")
            writer.close()
