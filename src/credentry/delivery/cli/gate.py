"""``credentry may``: ask the gate from a shell."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from credentry.core.identity.actors import Actor
from credentry.delivery.cli.output import as_json, as_user, cli_actor, emit, lang_option, plain_errors
from credentry.domains.gate.actions import files, noting
from credentry.domains.gate.queries import asking, showing
from credentry.domains.gate.queries.questions import Question
from credentry.domains.gate.vocabulary import ALLOW, ANSWERS, DENY
from credentry.foundation import clock

EXIT = {ALLOW: 0, "warn": 1, DENY: 2}
NO_ANSWER = 3
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.argument("subject", default="")
@click.argument("act", default="")
@click.option("--market", default="", help="Code or name of the market, e.g. DE.")
@click.option("--on", type=_DAY, help="The day asked about (default: today).")
@click.option("--arrives", type=_DAY, help="The day on which the goods arrive.")
@click.option(
    "--requires", multiple=True, help="Type code or category that must be held; repeat for several."
)
@click.option("--known", default="", help="As known at this instant (ISO 8601).")
@click.option(
    "--file",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A list (xlsx, csv) whose rows are questions.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the answered list goes.")
@as_user
@lang_option
@as_json
def may(
    subject: str,
    act: str,
    market: str,
    on: datetime | None,
    arrives: datetime | None,
    requires: tuple[str, ...],
    known: str,
    source: Path | None,
    out: Path | None,
    username: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """May SUBJECT (number, code, SKU or name) do ACT (produce, import, sell, ship_stock, bid, work, practise)?

    Exit code 0: allowed, 1: to be checked first, 2: blocked, 3: no answer. A file gives the heaviest of its answers.
    """
    if source is None and not (subject and act):
        raise click.UsageError("name SUBJECT and ACT, or a list with --file")
    question = Question(
        "",
        subject,
        act,
        on.date() if on else clock.today(),
        market,
        _date(arrives),
        tuple(dict.fromkeys(requires)),
    )
    try:
        with plain_errors(lang, as_json):
            actor = cli_actor(username, lang)
            if source is not None:
                answer = _list(actor, source, out, act or "sell", lang, as_json)
            else:
                answer = _one(actor, question, _instant(known), lang, as_json)
    except SystemExit:
        sys.exit(NO_ANSWER)
    sys.exit(EXIT[answer])


def _one(actor: Actor, question: Question, known: datetime | None, lang: str, as_json: bool) -> str:
    answers = asking.ask(actor, [question], known)
    noting.note_uses(actor, answers)
    found = showing.verdicts(answers)[0]
    emit(found, as_json, lambda: _text(found, lang))
    return str(found["answer"])


def _date(given: datetime | None) -> date | None:
    return given.date() if given is not None else None


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise click.BadParameter(f"not an ISO 8601 instant: {text}", param_hint="--known") from None
    return found if found.tzinfo else found.replace(tzinfo=clock.zone())


def _text(found: dict[str, Any], lang: str) -> str:
    lines = [ANSWERS[found["answer"]].text(lang)]
    signs = {"deny": "✗", "warn": "!", "info": "·"}
    lines += [f"  {signs[one['severity']]} {one['text'][lang]}" for one in found["reasons"]]
    if found["changes_on"]:
        word = ANSWERS[found["changes_to"]].text(lang)
        lines.append(f"  → {found['changes_on']} {word}")
    return "\n".join(lines)


def _list(actor: Actor, source: Path, out: Path | None, act: str, lang: str, as_json: bool) -> str:
    target = out or source.with_name(f"{source.stem}-gate.xlsx")
    with source.open("rb") as file:
        done = files.check_file(actor, source.name, iter(lambda: file.read(1 << 20), b""), act)
    try:
        target.write_bytes(done.out.read_bytes())
        verdicts = showing.verdicts(done.answers) if as_json else []
    finally:
        done.forget()
    said = {"file": str(target), "rows": done.rows, **done.counts}
    counts = ", ".join(f"{ANSWERS[answer].text(lang)} {count}" for answer, count in done.counts.items())
    emit({**said, "verdicts": verdicts}, as_json, f"{counts} → {target}")
    return next((answer for answer in (DENY, "warn", ALLOW) if done.counts.get(answer)), ALLOW)
