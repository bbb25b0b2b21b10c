"""Which rooms take part: importing a room's declarations and wiring registers what it offers."""

from importlib import import_module
from importlib.util import find_spec

ROOMS = (
    "credentry.plumbing",
    "credentry.core.identity",
    "credentry.core.ledger",
    "credentry.core.records",
    "credentry.core.records.principals",
    "credentry.capabilities.evidence",
    "credentry.capabilities.search",
    "credentry.capabilities.insight",
    "credentry.capabilities.intake",
    "credentry.capabilities.alerts",
    "credentry.capabilities.approvals",
    "credentry.domains.subjects",
    "credentry.domains.credentials",
    "credentry.domains.gate",
    "credentry.domains.coverage",
    "credentry.domains.packs",
    "credentry.delivery.jobs",
)


def compose() -> None:
    """Import the declarations of every room, bottom floor first."""
    for room in ROOMS:
        for part in ("kinds", "reactions", "imports", "board", "schedule"):
            if find_spec(room) is not None and find_spec(f"{room}.{part}") is not None:
                import_module(f"{room}.{part}")
