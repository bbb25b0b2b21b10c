"""What tests of imports share: an instance with types and markets, and one call per stage."""

import io
from pathlib import Path
from typing import Any

from credentry.capabilities.intake import actions, queries
from credentry.capabilities.intake.queries import Run
from credentry.core.identity.actors import Actor
from credentry.domains.credentials.models import Credential

TYPES = (
    ("CN-CCC-SD", "强制性产品认证自我声明", "CCC self-declaration of conformity"),
    ("EU-CE-LVD", "CE符合性声明(LVD低电压)", "EU declaration of conformity - Low Voltage"),
    ("US-NRTL", "北美安全认证(UL/ETL/CSA列名)", "NRTL listing (UL, ETL, CSA)"),
    ("US-FCC-ID", "FCC认证(FCC ID)", "FCC certification grant (FCC ID)"),
)


def start(actor: Actor, content: bytes | str | Path, kind: str = "credential", name: str = "台账.csv") -> Run:
    """Take a file in and read it."""
    if isinstance(content, Path):
        name, content = content.name, content.read_bytes()
    raw = content.encode() if isinstance(content, str) else content
    return actions.start(actor, kind, name, io.BytesIO(raw), wait=True)


def choose(actor: Actor, run: Run, **body: Any) -> Run:
    """Change the mapping."""
    return actions.save_mapping(actor, run, body)


def check(actor: Actor, run: Run) -> Run:
    """Dry run."""
    return actions.check(actor, run, wait=True)


def commit(actor: Actor, run: Run) -> Run:
    """Import for good."""
    return actions.commit(actor, run, wait=True)


def undo(actor: Actor, run: Run) -> Run:
    """Take it back."""
    return actions.undo(actor, run, wait=True)


def counts(run: Run) -> dict[str, int]:
    """Rows by outcome, zeros left out."""
    names = ("created", "updated", "unchanged", "rejected", "duplicates", "skipped")
    return {name: getattr(run, name) for name in names if getattr(run, name)}


def mapping(run: Run) -> dict[str, str]:
    """Heading → field, of the columns that fill one."""
    return {one["heading"]: one["field"] for one in run.mapping["columns"] if one["field"]}


def codes(run: Run, *states: str) -> dict[int, list[str]]:
    """Row number → codes of what was said about it."""
    wanted = states or (
        "created",
        "updated",
        "unchanged",
        "rejected",
        "duplicate",
        "skipped",
        "undone",
        "kept",
    )
    rows = queries.every_row(run, "en", wanted)
    return {one["row"]: [said["code"] for said in one["messages"]] for one in rows if one["messages"]}


def live() -> Any:
    """Credentials that are not archived."""
    return Credential.objects.filter(archived_at=None)
