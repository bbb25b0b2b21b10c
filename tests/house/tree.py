"""What the house rules look at: the files that git would commit, and the rooms they stand in."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "credentry"
GENERATED = ("/migrations/", "/gen/", "/generated/")


@cache
def committed() -> tuple[Path, ...]:
    """Every file git tracks or would add, relative order fixed."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    paths = {ROOT / name for name in listing.stdout.decode().split("\0") if name}
    return tuple(sorted(path for path in paths if path.is_file()))


def written_by_hand(*suffixes: str) -> list[Path]:
    """Committed sources with one of ``suffixes`` that a person wrote (no migrations, no generated client)."""
    return [
        path
        for path in committed()
        if path.suffix in suffixes and not any(part in f"/{path.relative_to(ROOT)}" for part in GENERATED)
    ]


def lines(path: Path) -> int:
    """Lines in a text file, the last one counted with or without its newline."""
    return len(path.read_text(encoding="utf-8").splitlines())


def python_functions(path: Path) -> list[tuple[str, int]]:
    """(name, length in lines) of each function of a Python file, decorators not counted."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def rooms() -> list[Path]:
    """The folders that ARCHITECTURE.md calls rooms: each floor's children, and the floors without rooms."""
    found = []
    for floor in sorted(path for path in SOURCE.iterdir() if (path / "__init__.py").exists()):
        if floor.name in ("config", "plumbing", "foundation"):
            found.append(floor)
        else:
            found += [p for p in sorted(floor.iterdir()) if (p / "__init__.py").exists()]
    return found
