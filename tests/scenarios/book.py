"""The scenario book: facts in, a question, the verdict that the rule gives. Written by hand, never by the program."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Scenario:
    """One entry. ``facts`` are done in order through the actions of the product, ``asks`` are asked afterwards."""

    id: str
    pack: str
    title: str
    rule: str
    today: str
    facts: list[dict[str, Any]]
    asks: list[dict[str, Any]]


def _plain(value: Any) -> Any:
    """YAML reads the word ``on`` as yes; here it is the day asked."""
    if isinstance(value, dict):
        return {"on" if name is True else name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def chapters() -> list[tuple[str, str, list[Scenario]]]:
    """(file, heading, scenarios) of every chapter."""
    found = []
    for file in sorted(FOLDER.glob("*.yaml")):
        content = _plain(yaml.safe_load(file.read_text("utf-8")))
        scenarios = [
            Scenario(
                str(one["id"]), str(one.get("pack", content["pack"])), one["title"], one["rule"],
                str(one.get("today", content["today"])), one["facts"], one["ask"],
            )
            for one in content["scenarios"]
        ]  # fmt: skip
        found.append((file.stem, content["heading"], scenarios))
    return found


def scenarios() -> list[Scenario]:
    """All of them."""
    return [one for _, _, chapter in chapters() for one in chapter]
