"""The scenario book as a page of the documentation: ``python -m tests.scenarios.printing`` writes it."""

from typing import Any

from tests.scenarios.book import FOLDER, Scenario, chapters

DOCUMENT = FOLDER.parent.parent / "docs" / "scenarios.md"
#: What was run in its long form by hand, with numbers; written by people.
LONG_FORMS = FOLDER / "long_forms.md"
HEAD = """# Scenario book · 情景手册

What the rules of the field give in {count} situations, worked out by hand from the rule and run as tests through the real
actions and questions on both databases. This page is printed from `tests/scenarios/*.yaml`; change those, then run
`python -m tests.scenarios.printing`. What the long runs gave (200 workers killed, channels in all weathers, hunts):
[alert sources](alert-sources.md#long-runs).

由规则手工推导的 {count} 个情景:事实、问题、应得结论与规则出处。每个情景都在两种数据库上经真实操作与查询运行。
"""


def printed() -> str:
    """The page."""
    found = chapters()
    count = sum(len(scenarios) for _, _, scenarios in found)
    parts = [HEAD.format(count=count)]
    for _, heading, scenarios in found:
        parts.append(f"\n## {heading}\n")
        parts.append(
            "| | Situation · 情景 | Facts · 事实 | Question and verdict · 问题与结论 | Rule · 规则 |"
        )
        parts.append("|---|---|---|---|---|")
        parts.extend(_row(one) for one in scenarios)
    return "\n".join(parts) + "\n\n" + LONG_FORMS.read_text("utf-8")


def _row(one: Scenario) -> str:
    facts = "<br>".join([f"today {one.today}", *(_fact(fact) for fact in one.facts)])
    asks = "<br>".join(_ask(ask) for ask in one.asks)
    return f"| {one.id} | {_cell(one.title)} | {_cell(facts)} | {_cell(asks)} | {_cell(one.rule)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _values(values: dict[str, Any]) -> str:
    return ", ".join(f"{name} {_word(value)}" for name, value in values.items())


def _word(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_word(one) for one in value) + "]"
    if isinstance(value, dict):
        return "{" + _values(value) + "}"
    return "–" if value is None else str(value)


def _fact(fact: dict[str, Any]) -> str:
    if "at" in fact:
        return f"**then, on {fact['at']}**"
    if "do" in fact:
        rest = {name: value for name, value in fact.items() if name not in ("do", "to", "refused")}
        refused = f" → refused ({fact['refused']})" if "refused" in fact else ""
        return f"{fact['do']} {fact['to']}{': ' if rest else ''}{_values(rest)}{refused}"
    kind = next(iter(fact))
    return f"{kind} {_values(dict(fact[kind]))}"


def _ask(ask: dict[str, Any]) -> str:
    on = f" on {ask['on']}" if ask.get("on") else ""
    known = f", as known on {ask['known']}" if ask.get("known") else ""
    if "is" in ask:
        more = [f"{name} {_word(ask[name])}" for name in ("acts", "because", "until") if name in ask]
        return f"{ask['of']}{on}{known}: **{ask['is']}**{' · ' if more else ''}{' · '.join(more)}"
    if "deadline" in ask:
        due = (
            f"**{ask['due']}**"
            if ask.get("due")
            else f"**none open**{' (' + ask['closed_by'] + ')' if 'closed_by' in ask else ''}"
        )
        more = [f"{name} {ask[name]}" for name in ("opens", "safe") if name in ask]
        return f"{ask['of']} {ask['deadline']}: {due}{' · ' if more else ''}{' · '.join(more)}"
    if "may" in ask:
        where = f" in {ask['market']}" if ask.get("market") else ""
        arrives = f" arriving {ask['arrives_on']}" if ask.get("arrives_on") else ""
        reasons = f" ({', '.join(ask['reasons'])})" if ask.get("reasons") else ""
        return f"may {ask['subject']} {ask['may']}{where}{on}{arrives}{known}: **{ask['answer']}**{reasons}"
    if "covered" in ask:
        by = f"**{ask['by']}** clause {ask.get('clause', 1)}" if ask.get("by") else "**nothing**"
        return f"{ask['covered']} in {ask.get('market', 'any market')}{on}{known} is covered by {by}"
    rest = next(f"{name} {_word(ask[name])}" for name in ("equals", "has", "lacks") if name in ask)
    return f"page of {ask['of']}{on}{known}, {ask['shows']}: **{rest}**"


if __name__ == "__main__":
    DOCUMENT.write_text(printed(), "utf-8")
