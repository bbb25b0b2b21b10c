"""The worked examples as a page to read: ``python -m credentry.domains.coverage.tests.printing`` writes it anew."""

from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[4] / "docs" / "coverage-examples.md"
HEAD = """# Coverage, worked by hand

What the requirement rules say of {count} cases: facts, where, day and papers, and every rule that speaks, how it stands and
what is missing. Rules that are not named do not apply. The cases are run by the pure rules and, stored, on both databases
(`src/credentry/domains/coverage/tests/examples.yaml`); this page is printed from the same file.

In head counts (ST-*) a person in post is written in brackets: the post, its days, whose, and the papers; (2/3) is two of three
persons. ST-005 (two operators of a fire control room on every shift) is not shipped: who is on which shift is not kept, and a
count of all operators would call a room staffed whose night shift is not.

| Case | Facts | For | Day | Papers | Result |
|---|---|---|---|---|---|
"""


def printed() -> str:
    """The page."""
    read = yaml.safe_load((HERE / "examples.yaml").read_text("utf-8"))
    rows = [_row(one, read["day"]) for one in read["examples"]]
    bases = "\n".join(f"- **{name}**: {_facts(one)}" for name, one in read["bases"].items() if one)
    return HEAD.format(count=len(rows)) + "\n".join(rows) + f"\n\n## Groups of facts\n\n{bases}\n"


def _row(one: dict[str, Any], day: Any) -> str:
    where = next(
        (f"{name} {one[name]}" for name in ("market", "post", "stage", "supply") if name in one), "company"
    )
    if one.get("role"):
        where += f", {one['role']}"
    facts = ", ".join(filter(None, (one["base"], _facts(one.get("with", {})))))
    result = "; ".join(f"{code} {state}" for code, state in one["expect"].items()) or "nothing is required"
    papers = "; ".join((*one.get("papers", ()), *(f"[{each}]" for each in one.get("crew", ()))))
    return f"| {one['title']} | {facts} | {where} | {one.get('day', day)} | {papers} | {result} |"


def _facts(some: dict[str, Any]) -> str:
    return ", ".join(f"{fact} = {'unknown' if value is None else value}" for fact, value in some.items())


if __name__ == "__main__":
    PAGE.write_text(printed(), "utf-8")
