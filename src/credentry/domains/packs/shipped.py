"""The packs that come with the product, read from ``content/``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from credentry.foundation.labels import Label

CATALOGUE = "catalogue.yaml"
FOLDER = Path(__file__).parent / "content"


LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is there


def _read(text: str) -> Any:
    return yaml.load(text, Loader=LOADER)  # noqa: S506 - both loaders are the safe ones


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack as shipped. ``types`` are its own definitions, ``also_uses`` codes of types other packs define."""

    code: str
    version: int
    as_of: str
    name: Label
    summary: Label
    types: tuple[Mapping[str, Any], ...]
    also_uses: tuple[str, ...]
    policies: Mapping[str, Any]


@lru_cache(maxsize=1)
def packs() -> dict[str, Pack]:
    """Code → pack, in alphabetical order."""
    found = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        if file.name != CATALOGUE:
            pack = _pack(_read(file.read_text("utf-8")))
            found[pack.code] = pack
    return found


def _pack(content: Mapping[str, Any]) -> Pack:
    return Pack(
        code=content["pack"],
        version=int(content["version"]),
        as_of=str(content["as_of"]),
        name=_label(content["name"]),
        summary=_label(content["summary"]),
        types=tuple(content["types"]),
        also_uses=tuple(content.get("also_uses", ())),
        policies=content["policies"],
    )


def _label(words: Mapping[str, str]) -> Label:
    return Label(words["zh"], words["en"])


def names() -> list[tuple[str, Label]]:
    """Code and name of every pack, from the heads of the files only: asked whenever the program starts."""
    found = []
    for file in sorted(FOLDER.glob("*.yaml")):
        if file.name != CATALOGUE:
            head = _read(file.read_text("utf-8").partition("\npolicies:")[0])
            found.append((head["pack"], _label(head["name"])))
    return found


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Any]:
    """What the packs share: fields of types, evidence classes, registries, legal sources, state models, standards."""
    found: dict[str, Any] = dict(_read((FOLDER / CATALOGUE).read_text("utf-8")))
    for file in sorted((FOLDER / "shared").glob("*.yaml")):
        found.update(_read(file.read_text("utf-8")))
    return found


def types_of(pack: Pack) -> list[tuple[str, Mapping[str, Any]]]:
    """(code of the defining pack, type) of every type the pack needs: its own, then those it also uses."""
    own = [(pack.code, one) for one in pack.types]
    if not pack.also_uses:
        return own
    everywhere = {one["code"]: (other.code, one) for other in packs().values() for one in other.types}
    return own + [everywhere[code] for code in pack.also_uses]
