"""How much of a file we are ready to take in; every number is a ceiling, not a target."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for one file: bytes on disk and unpacked, rows and columns of a sheet, memory and seconds."""

    file_bytes: int = 200 * MEGABYTE
    unpacked_bytes: int = 200 * MEGABYTE
    ratio: int = 200
    rows: int = 1_048_576
    columns: int = 1_000
    sheets: int = 60
    cell_characters: int = 32_767
    memory_bytes: int = 1_000 * MEGABYTE
    cpu_seconds: int = 120
    wall_seconds: int = 300


LIMITS = Limits()
