"""What the chat platforms have in common: JSON calls, access tokens kept while they last, error codes judged."""

import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from credentry.capabilities.alerts.channels.parcels import Down, Later, Never
from credentry.plumbing import outside

T = TypeVar("T")
#: Seconds before its end at which a token is no longer used.
MARGIN: Final = 300.0


@dataclass(frozen=True, slots=True)
class Codes:
    """How a platform's error codes are to be read. What is in none of them may pass: it is tried again."""

    token: Collection[object] = ()
    busy: Collection[object] = ()
    never: Collection[object] = ()
    down: Collection[object] = ()


def asked(method: str, url: str, **more: Any) -> outside.Answer:
    """One call. Raises Down where nobody answers, Later where the answer did not come or says: not now."""
    try:
        answer = outside.call(method, url, **more)
    except outside.Refused as error:
        raise Down(str(error)) from error
    except outside.Unreachable as error:
        if error.unsure:
            raise Later(str(error), unsure=True) from error
        raise Down(str(error)) from error
    if answer.status == 429:
        raise Down("429: too many requests", rest=wait_of(answer))
    if answer.status >= 500:
        raise Later(f"{answer.status} {answer.text}", unsure=answer.status != 503)
    return answer


def wait_of(answer: outside.Answer) -> float:
    """Seconds to wait as the answer asks (``Retry-After``), else a minute; an hour at most."""
    said = answer.headers.get("retry-after", "") or answer.headers.get("x-ogw-ratelimit-reset", "")
    return min(float(said), 3600.0) if said.isdigit() else 60.0


class TokenExpired(Exception):
    """The platform no longer takes the access token."""


def judge(codes: Codes, code: object, text: str) -> None:
    """Raise what ``code`` means: TokenExpired, Down, Never or Later."""
    said = f"{code} {text}".strip()[:400]
    if code in codes.token:
        raise TokenExpired(said)
    if code in codes.busy:
        raise Down(said, rest=60.0)
    if code in codes.down:
        raise Down(said)
    raise Never(said) if code in codes.never else Later(said)


class Tokens:
    """Access tokens of this process, each kept until shortly before its end. The clock is the monotonic one."""

    def __init__(self) -> None:
        self._kept: dict[object, tuple[str, float]] = {}
        self._locks: dict[object, threading.Lock] = {}

    def get(self, key: object, fetch: Callable[[], tuple[str, float]]) -> str:
        """The token of ``key``; ``fetch`` gives a new one and its seconds to live."""
        with self._locks.setdefault(key, threading.Lock()):
            known = self._kept.get(key)
            if known is not None and known[1] > time.monotonic():
                return known[0]
            token, seconds = fetch()
            self._kept[key] = (token, time.monotonic() + max(seconds - MARGIN, 0.0))
            return token

    def drop(self, key: object, token: str) -> None:
        """Forget a token that was refused, unless another was fetched meanwhile."""
        with self._locks.setdefault(key, threading.Lock()):
            if self._kept.get(key, ("", 0.0))[0] == token:
                del self._kept[key]


TOKENS: Final = Tokens()


def with_token(key: object, fetch: Callable[[], tuple[str, float]], use: Callable[[str], T]) -> T:
    """``use`` with a valid token; when it is refused once more with a fresh one. Raises Down when that fails too."""
    token = TOKENS.get(key, fetch)
    try:
        return use(token)
    except TokenExpired:
        TOKENS.drop(key, token)
    try:
        return use(TOKENS.get(key, fetch))
    except TokenExpired as error:
        raise Down(str(error)) from error


def shortened(text: str, most: int) -> str:
    """``text`` in one line of at most ``most`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def field_of(found: Mapping[str, Any], *path: str) -> Any:
    """A value deep in an answer, or None."""
    value: Any = found
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def fetched(method: str, url: str, **more: Any) -> dict[str, Any]:
    """An answer asked for before anything was sent: whatever goes wrong, nothing got through. Raises Down."""
    try:
        return asked(method, url, **more).json()
    except Later as error:
        raise Down(str(error)) from error
