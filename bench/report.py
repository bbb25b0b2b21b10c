"""The table people read, and docs/benchmarks.md."""

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One budget on one engine. ``ratio`` is product / reference in the reference's unit; ``holds`` None: not judged."""

    budget: str
    engine: str
    work: str
    product: str
    reference: str
    ratio: float | None
    target: str
    holds: bool | None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


HEADINGS = ("#", "engine", "work", "product", "reference SQL", "ratio", "budget", "holds")


def cells(row: Row) -> tuple[str, ...]:
    ratio = "–" if row.ratio is None else f"{row.ratio:.2f}"
    verdict = {True: "yes", False: "NO", None: "–"}[row.holds]
    return row.budget, row.engine, row.work, row.product, row.reference, ratio, row.target, verdict


def text(rows: Sequence[Row]) -> str:
    """Aligned columns for the terminal."""
    lines = [HEADINGS, *(cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(widths[i]) for i, cell in enumerate(line)).rstrip() for line in lines
    )


def markdown(rows: Sequence[Row]) -> str:
    lines = [HEADINGS, tuple("---" for _ in HEADINGS), *(cells(row) for row in rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def machine() -> str:
    """Processor, cores, memory, system and load: what the seconds depend on."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GB, {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}, load average at the end {load}"
    )


def document(rows: Sequence[Row], facts: Sequence[str], size: int, started: datetime) -> str:
    """docs/benchmarks.md."""
    facts_list = "\n".join(f"- {fact}" for fact in facts)
    return f"""# Benchmarks

`make bench` on {started:%Y-%m-%d %H:%M} UTC with {size:,} credentials. Machine: {machine()}.

The reference is the same question in hand-written SQL over the same tables with the ideal indexes for it, in the same
run; `ratio` is product / reference. Product times of B1, B3, B5 and B7 are whole HTTP requests with rights applied,
reference times are the statement alone. "holds" compares with the budget in the column before it.

{markdown(rows)}

## What was built
{facts_list}
"""
