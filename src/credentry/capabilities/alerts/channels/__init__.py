"""The ways a notice travels. The inbox is the alert itself; the others send."""

import os
from collections.abc import Sequence

from credentry.capabilities.alerts.vocabulary import Channel


def file_target() -> str | None:
    """Where the ``file`` channel appends (``CREDENTRY_ALERT_FILE``); None when the operator has not set it."""
    return os.environ.get("CREDENTRY_ALERT_FILE") or None


def in_force(channels: Sequence[str]) -> list[str]:
    """A policy's channels plus the inbox, which is always on, and the operator's file when it is set."""
    chosen = {Channel.INBOX.value, *channels} - {Channel.FILE.value}
    if file_target():
        chosen.add(Channel.FILE.value)
    return sorted(chosen)
