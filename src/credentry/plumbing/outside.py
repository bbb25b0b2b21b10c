"""Calls to other machines over HTTP: bounded in time and size, never redirected, never to private addresses.

The name is looked up once, every address it has is checked, and the connection goes to a checked address: a name
that changes its mind between check and call gains nothing. Hosts of one's own network are called only when the
operator names them (``CREDENTRY_PRIVATE_HOSTS``). No URL is ever logged or shown: some carry keys.
"""

import ipaddress
import logging
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import orjson
import urllib3
from django.conf import settings

MAX_BYTES = 1024 * 1024
CONNECT_SECONDS = 5.0
KEPT_POOLS = 64
logging.getLogger("urllib3").setLevel(logging.WARNING)  # its debug lines name URLs


class Refused(Exception):
    """The address may not be called."""


class Unreachable(Exception):
    """No usable answer. ``unsure``: the request may have arrived."""

    def __init__(self, reason: str, unsure: bool) -> None:
        super().__init__(reason)
        self.unsure = unsure


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers in lower case, body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty where it is none."""
        try:
            found = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def text(self) -> str:
        """The beginning of the body, for a person to read."""
        return " ".join(self.body[:400].decode(errors="replace").split())


def call(
    method: str,
    url: str,
    *,
    json: Any = None,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: float = 10.0,
) -> Answer:
    """Ask ``url`` once and wait at most ``timeout`` seconds for the whole answer.

    Raises Refused for an address that may not be called and Unreachable when no answer came.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("the address must begin with https:// or http://")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    pool = _pool(parts.scheme, parts.hostname, _checked(parts.hostname, port), port)
    shown = {"Host": parts.netloc.rpartition("@")[2], "User-Agent": "Credentry", **(headers or {})}
    if json is not None:
        body = orjson.dumps(json)
        shown.setdefault("Content-Type", "application/json")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _asked(pool, method, target, body, shown, timeout, parts.hostname)


def _asked(
    pool: urllib3.HTTPConnectionPool,
    method: str,
    target: str,
    body: bytes | None,
    headers: dict[str, str],
    timeout: float,
    host: str,
) -> Answer:
    until = time.monotonic() + timeout
    limits = urllib3.Timeout(connect=min(CONNECT_SECONDS, timeout), read=timeout)
    try:
        answer = pool.urlopen(method, target, body=body, headers=headers, redirect=False, retries=False,
                              timeout=limits, preload_content=False)  # fmt: skip
        try:
            content = _read(answer, until, host)
        except BaseException:
            answer.close()
            raise
        answer.release_conn()
    except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError) as error:
        raise Unreachable(f"{host}: no connection", unsure=False) from error
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise Unreachable(f"{host}: {type(error).__name__}", unsure=True) from error
    return Answer(answer.status, {name.lower(): value for name, value in answer.headers.items()}, content)


def _read(answer: urllib3.BaseHTTPResponse, until: float, host: str) -> bytes:
    content = b""
    while chunk := answer.read1(65536):
        content += chunk
        if len(content) > MAX_BYTES:
            raise Unreachable(f"{host}: the answer is too long", unsure=True)
        if time.monotonic() > until:
            raise Unreachable(f"{host}: the answer takes too long", unsure=True)
    return content


def allowed(host: str, address: str) -> bool:
    """Whether ``address``, which ``host`` was found to have, may be called."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if all(one.is_global and not one.is_multicast for one in (found, mapped) if one is not None):
        return True
    return any(_names(entry, host, found) for entry in settings.CREDENTRY_PRIVATE_HOSTS)


def check_host(host: str) -> None:
    """Refuse a host that lies in a private network. A word that is no host's name passes: nothing answers to it."""
    if "." in host or ":" in host or host == "localhost":
        _checked(host, 443)


def _names(entry: str, host: str, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if entry.lower() == host.lower():
        return True
    try:
        return address in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return False


def _checked(host: str, port: int) -> str:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{host}: the name is not known", unsure=False) from error
    found = [str(row[4][0]) for row in rows]
    if not found or not all(allowed(host, one) for one in found):
        raise Refused(
            f"{host} lies in a private network; the operator may allow it (CREDENTRY_PRIVATE_HOSTS)"
        )
    return found[0]


_pools: dict[tuple[str, str, str, int], urllib3.HTTPConnectionPool] = {}
_lock = threading.Lock()


def _pool(scheme: str, host: str, address: str, port: int) -> urllib3.HTTPConnectionPool:
    key = (scheme, host, address, port)
    with _lock:
        if key not in _pools:
            while len(_pools) >= KEPT_POOLS:
                _pools.pop(next(iter(_pools))).close()
            _pools[key] = _made(scheme, host, address, port)
        return _pools[key]


def _made(scheme: str, host: str, address: str, port: int) -> urllib3.HTTPConnectionPool:
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, maxsize=16)
    return urllib3.HTTPSConnectionPool(
        address,
        port,
        maxsize=16,
        ssl_context=ssl.create_default_context(),
        server_hostname=host,
        assert_hostname=host,
    )
