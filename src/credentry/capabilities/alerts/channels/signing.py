"""Request signatures of the SMS providers: Aliyun's ACS3-HMAC-SHA256 and Tencent's TC3-HMAC-SHA256."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote


def acs3(
    key_id: str,
    key_secret: str,
    host: str,
    action: str,
    version: str,
    query: Mapping[str, str],
    date: str,
    nonce: str,
) -> dict[str, str]:
    """Headers of a signed RPC-style POST without a body; ``date`` is ISO 8601 in UTC.

    Source: help.aliyun.com, V3 版本请求体&签名机制.
    """
    empty = hashlib.sha256(b"").hexdigest()
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": empty,
        "x-acs-date": date,
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = "\n".join(("POST", "/", acs3_query(query), lines, names, empty))
    to_sign = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    sign = hmac.new(key_secret.encode(), to_sign.encode(), "sha256").hexdigest()
    return {
        **headers,
        "Authorization": f"ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={names},Signature={sign}",
    }


def acs3_query(query: Mapping[str, str]) -> str:
    """The query as it is signed and sent: sorted by name, every byte escaped that RFC 3986 reserves."""
    return "&".join(f"{quote(name, safe='~')}={quote(query[name], safe='~')}" for name in sorted(query))


def tc3(key_id: str, key_secret: str, host: str, service: str, body: bytes, stamp: int) -> str:
    """The Authorization header of a signed JSON POST at ``stamp`` (seconds since 1970).

    Source: cloud.tencent.com, 签名方法 v3.
    """
    content = "application/json; charset=utf-8"
    canonical = f"POST\n/\n\ncontent-type:{content}\nhost:{host}\n\ncontent-type;host\n{hashlib.sha256(body).hexdigest()}"
    day = datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%d")
    scope = f"{day}/{service}/tc3_request"
    to_sign = f"TC3-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"TC3{key_secret}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.new(key, part.encode(), "sha256").digest()
    sign = hmac.new(key, to_sign.encode(), "sha256").hexdigest()
    return f"TC3-HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders=content-type;host, Signature={sign}"
