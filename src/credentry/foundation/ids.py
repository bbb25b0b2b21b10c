"""Identifiers that sort by creation time."""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A UUID version 7 (RFC 9562): 48-bit milliseconds, then bits that keep one process's ids increasing."""
    global _last
    random = int.from_bytes(os.urandom(8), "big")
    with _lock:
        # 12 bits below the millisecond carry its fraction, so that ids made in a row still sort.
        tick = max((time.time_ns() * 4096) // 1_000_000, _last + 1)
        _last = tick
    value = ((tick >> 12) & ((1 << 48) - 1)) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64
    return UUID(int=value | 0b10 << 62 | random & ((1 << 62) - 1))
