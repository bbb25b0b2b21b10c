"""Where mail goes, from the environment."""

from collections.abc import Mapping
from urllib.parse import quote


def smtp_url(environment: Mapping[str, str]) -> str:
    """``CREDENTRY_SMTP_URL``, or one made of ``CREDENTRY_SMTP_HOST`` and its companions; empty when neither is set."""
    whole = environment.get("CREDENTRY_SMTP_URL", "")
    host = environment.get("CREDENTRY_SMTP_HOST", "")
    if whole or not host:
        return whole
    scheme = "smtp+starttls" if environment.get("CREDENTRY_SMTP_TLS", "") == "1" else "smtp"
    user = environment.get("CREDENTRY_SMTP_USER", "")
    secret = quote(environment.get("CREDENTRY_SMTP_PASSWORD", ""), safe="")
    sign_in = f"{quote(user, safe='')}:{secret}@" if user else ""
    return f"{scheme}://{sign_in}{host}:{environment.get('CREDENTRY_SMTP_PORT', '25')}"
