"""What ``credentry doctor`` looks at."""

import sqlite3
import sys
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from credentry.capabilities.intake.queries import mailbox_state
from credentry.core.identity.queries import active_users
from credentry.core.records.checks import findings
from credentry.plumbing import queue


def examine() -> dict[str, Any]:
    """One line per check with its result; ``ok`` when all are."""
    checks = [
        _python(),
        _database(),
        _schema(),
        _kinds(),
        _people(),
        _keys(),
        _client(),
        _jobs(),
        _mail(),
        _mailbox(),
    ]
    return {"ok": all(one["ok"] for one in checks), "checks": checks}


def _line(name: str, ok: bool, detail: object) -> dict[str, Any]:
    return {"name": name, "ok": ok, "detail": str(detail)}


def _python() -> dict[str, Any]:
    return _line("python", sys.version_info >= (3, 11), sys.version.split()[0])


def _database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            mode = cursor.fetchone()[0]
            cursor.execute("SELECT 1 FROM pragma_compile_options WHERE compile_options = 'ENABLE_FTS5'")
            full_text = cursor.fetchone() is not None
            return _line(
                "database",
                mode == "wal" and full_text,
                f"SQLite {sqlite3.sqlite_version}, {mode}, FTS5 {full_text}",
            )
        cursor.execute("SELECT current_setting('server_version'), current_setting('server_encoding')")
        version, encoding = cursor.fetchone()
        return _line("database", encoding == "UTF8", f"PostgreSQL {version}, {encoding}")


def _schema() -> dict[str, Any]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _line("schema", not plan, "up to date" if not plan else f"{len(plan)} migrations to run")


def _kinds() -> dict[str, Any]:
    found = findings()
    return _line("record kinds", not found, found[0] if found else "complete")


def _people() -> dict[str, Any]:
    count = active_users()
    return _line("users", count > 0, f"{count} active")


def _keys() -> dict[str, Any]:
    folder = settings.CREDENTRY_KEYS
    open_files = [one.name for one in folder.glob("*") if one.is_file() and one.stat().st_mode & 0o077]
    return _line(
        "keys", folder.is_dir() and not open_files, folder if not open_files else f"too open: {open_files}"
    )


def _client() -> dict[str, Any]:
    built = (settings.CREDENTRY_WEB_DIST / "index.html").is_file()
    return _line("web client", built, settings.CREDENTRY_WEB_DIST if built else "not built: run `make web`")


def _jobs() -> dict[str, Any]:
    dead = queue.dead_jobs()
    return _line("jobs", dead == 0, f"{dead} dead")


def _mail() -> dict[str, Any]:
    url = urlsplit(settings.CREDENTRY_SMTP_URL)
    server = f"{url.hostname}:{url.port or ''}".rstrip(":") if url.hostname else ""
    return _line("mail", True, server or "CREDENTRY_SMTP_URL is not set: alerts stay in the inbox")


def _mailbox() -> dict[str, Any]:
    if not settings.CREDENTRY_IMAP_URL:
        return _line("mailbox", True, "CREDENTRY_IMAP_URL is not set: papers come in by upload only")
    ok, detail = mailbox_state()
    return _line("mailbox", ok, detail)
