"""Nothing committed depends on the machine, the mirror or the person it was written with."""

import ast
import re
import tomllib
from pathlib import Path

from tests.house.tree import ROOT, SOURCE, committed, written_by_hand

# Spelt in pieces so that the rule does not find itself.
MACHINE_PATHS = [re.compile(part) for part in (r"(?<![\w.])/wo" r"rk/", r"/ho" r"me/[a-z]", r"/ro" r"ot/")]
REGISTRIES = [
    re.compile(pattern)
    for pattern in (
        r"--(extra-)?index" r"-url\s*[= ]\s*\S+/",
        r"--find" r"-links\s*[= ]\s*\S+",
        r"registry\.npm" r"js\.org",
        r"(?:files\.pythonho" r"sted|pypi)\.org/(?:packages|simple)",
        r'"resolved"\s*:\s*"http',
    )
]
FLAT = ("config", "plumbing", "foundation")  # floors that are one room
RESOLVED = '"resolved"' + ': "http'
BINARY = {".png", ".jpg", ".jpeg", ".pdf", ".xlsx", ".xls", ".ods", ".woff2", ".otf", ".wasm", ".ico", ".zip"}
PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*==\S+ \\$", re.IGNORECASE)
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def offences(patterns: list[re.Pattern[str]]) -> list[str]:
    found = []
    for path in committed():
        if path.suffix in BINARY:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            found += [f"{path.relative_to(ROOT)}:{number}" for pattern in patterns if pattern.search(line)]
    return found


def test_no_path_of_one_machine() -> None:
    assert offences(MACHINE_PATHS) == []


def test_no_registry_address() -> None:
    assert offences(REGISTRIES) == []


def locks() -> list[Path]:
    return sorted((ROOT / "requirements").glob("*.txt"))


def test_locks_pin_and_hash_every_package() -> None:
    assert [path.stem for path in locks()] == ["build", "core", "dev"]
    for path in locks():
        rows = path.read_text(encoding="utf-8").splitlines()
        for number, row in enumerate(rows, 1):
            known = not row or PIN.match(row) or HASH.match(row) or row.lstrip().startswith("#")
            assert known, f"{path.name}:{number} is neither pin, hash nor comment: {row}"
        pins = [i for i, row in enumerate(rows) if PIN.match(row)]
        assert len(pins) >= 30
        assert all(HASH.match(rows[i + 1]) for i in pins), f"{path.name} holds a pin without hash"


def test_pyproject_pins_what_the_locks_hold() -> None:
    locked = set(re.findall(r"^([a-z0-9._-]+==[^ ]+)", (ROOT / "requirements/dev.txt").read_text(), re.M))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = project["dependencies"] + [r for rows in project["optional-dependencies"].values() for r in rows]
    wanted = {re.sub(r"\[.*?\]", "", row).lower().replace("_", "-") for row in named}
    assert all("==" in row for row in wanted), "pyproject.toml names a package without its exact version"
    assert wanted <= {row.lower() for row in locked}, f"run `make locks`: {sorted(wanted - locked)}"


def test_npm_lock_names_no_registry() -> None:
    lock = ROOT / "web" / "package-lock.json"
    if lock.exists():
        assert "omit-lockfile-registry-resolved=true" in (ROOT / "web" / ".npmrc").read_text()
        assert RESOLVED not in lock.read_text(encoding="utf-8")


def test_models_are_entered_through_the_room() -> None:
    """Another room's models appear only as foreign keys by string; ``Record`` is there to be inherited."""
    may_inherit = {"Record", "Row", "Principal"}
    declared_above = {("core.records", "core.identity")}  # records declares the kinds over identity's tables
    bad = []
    for path in written_by_hand(".py"):
        if SOURCE not in path.parents or "tests" in path.parts:
            continue
        here = ".".join(
            path.relative_to(SOURCE).parts[: 1 if path.relative_to(SOURCE).parts[0] in FLAT else 2]
        )
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or not node.module:
                continue
            parts = node.module.split(".")
            if parts[0] != "credentry" or "models" not in parts:
                continue
            there = ".".join(parts[1 : parts.index("models")])
            names = {alias.name for alias in node.names} - may_inherit
            if names and there != here and (here, there) not in declared_above:
                bad.append(f"{path.relative_to(ROOT)}:{node.lineno} takes {sorted(names)} from {there}")
    assert not bad, "\n".join(bad)
