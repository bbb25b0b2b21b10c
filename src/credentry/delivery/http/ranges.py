"""The Range header (RFC 9110 §14): one range of bytes; several at once are answered with the whole."""

import re

_ONE = re.compile(r"bytes\s*=\s*([0-9]*)\s*-\s*([0-9]*)\s*", re.IGNORECASE)


class Unsatisfiable(Exception):
    """The range lies outside the content (416)."""


def wanted_range(header: str, size: int) -> tuple[int, int] | None:
    """``(start, length)`` of the range asked for; None where the whole content is the answer.

    Raises Unsatisfiable.
    """
    match = _ONE.fullmatch(header.strip()) if len(header) < 100 else None
    if match is None or match.group(1, 2) == ("", ""):
        return None
    first, last = match.group(1, 2)
    if not first:
        length = min(int(last), size)
        if length == 0:
            raise Unsatisfiable
        return size - length, length
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return start, end - start + 1
