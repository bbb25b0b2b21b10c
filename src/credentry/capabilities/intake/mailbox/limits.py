"""How much of a mail we are ready to take in; every number is a ceiling, not a target."""

from dataclasses import dataclass

from credentry.capabilities.intake.reading.limits import MEGABYTE, Limits

#: A message longer than this is not fetched; its headers are (bytes as the mail server counts them).
MESSAGE_BYTES = 80 * MEGABYTE
HEADER_BYTES = 64 * 1024
#: Of the process that takes a message apart.
READING = Limits(memory_bytes=900 * MEGABYTE, cpu_seconds=30, wall_seconds=60)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Ceilings for one message: parts, messages within messages, archives within archives, what archives hold.

    A picture shown in the text of a mail and smaller than ``logo_bytes`` is decoration, not a paper.
    """

    parts: int = 1_000
    depth: int = 30
    messages: int = 6
    archives: int = 2
    members: int = 500
    unpacked_bytes: int = 200 * MEGABYTE
    ratio: int = 200
    logo_bytes: int = 32 * 1024


BOUNDS = Bounds()
