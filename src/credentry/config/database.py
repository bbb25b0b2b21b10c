"""One URL names the database; the settings that keep it correct under load live here."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA cache_size=-16384;"
)


def database_settings(url: str, home: Path) -> dict[str, Any]:
    """Django settings for ``sqlite:///path`` (default: ``<home>/credentry.sqlite3``) or ``postgresql://…``.

    Raises ValueError for another scheme.
    """
    parts = urlsplit(url or f"sqlite:///{home / 'credentry.sqlite3'}")
    if parts.scheme == "sqlite":
        path = Path(unquote(parts.path[1:] if parts.path.startswith("//") else parts.path) or ":memory:")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path),
            "CONN_MAX_AGE": None,
            "ATOMIC_REQUESTS": False,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": SQLITE_PRAGMAS},
            # A file as in real life: threads and a live server see each other's commits, locks are real.
            "TEST": {"NAME": str(home / "test.sqlite3")},
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 0,
            "ATOMIC_REQUESTS": False,
            "OPTIONS": {"pool": {"min_size": 2, "max_size": 8}, **dict(parse_qsl(parts.query))},
        }
    raise ValueError(f"unsupported database scheme {parts.scheme!r}; use sqlite:/// or postgresql://")
