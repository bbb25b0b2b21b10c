"""The dead-man switch: a sign of life to somebody outside after every sweep. What stays away is noticed there."""

import logging
import os
import urllib.request
from typing import Final
from urllib.parse import urlsplit

from credentry.capabilities.alerts.models import Heartbeat
from credentry.foundation import clock

log = logging.getLogger(__name__)
BEAT: Final = "ping"
TIMEOUT: Final = 10


def ping() -> bool | None:
    """Call ``CREDENTRY_ALERT_PING_URL`` (http or https); whether it answered, None when none is set.

    Only after a sweep that worked: the other side raises the alarm when the call stays away.
    """
    address = os.environ.get("CREDENTRY_ALERT_PING_URL", "")
    if not address:
        return None
    error = ""
    try:
        if urlsplit(address).scheme not in ("http", "https"):
            raise ValueError("CREDENTRY_ALERT_PING_URL is not an http address")
        request = urllib.request.Request(address, headers={"User-Agent": "credentry"})  # noqa: S310 - checked above
        with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310
            pass
    except (OSError, ValueError) as reason:
        error = f"{type(reason).__name__}: {reason}"
        log.warning("sign of life not delivered: %s", error)
    Heartbeat.objects.update_or_create(
        name=BEAT, defaults={"at": clock.now(), "today": clock.today(), "detail": {"error": error}}
    )
    return not error
