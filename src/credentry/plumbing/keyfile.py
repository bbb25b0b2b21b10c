"""Secrets kept in files: created once with mode 0600, outside the database."""

import os
import secrets
from pathlib import Path


def read_or_create(path: Path, make: bytes) -> bytes:
    """Content of ``path``; where it does not exist, ``make`` is written first (atomically, mode 0600)."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(make)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)  # the first of two racing processes wins
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
        return path.read_bytes()


def secret_key(keys: Path) -> str:
    """The session-signing key of this instance."""
    from_environment = os.environ.get("CREDENTRY_SECRET_KEY")
    if from_environment:
        return from_environment
    return read_or_create(keys / "session.key", secrets.token_urlsafe(48).encode()).decode()
