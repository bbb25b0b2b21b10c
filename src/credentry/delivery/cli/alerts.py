"""Commands on alerts: derive, carry, look, rehearse."""

import sys
from contextlib import nullcontext
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import click

from credentry.capabilities.alerts import actions
from credentry.capabilities.alerts.channels import SENDERS
from credentry.capabilities.alerts.channels.parcels import Down, Later, Never
from credentry.capabilities.alerts.kinds import ALERT
from credentry.capabilities.alerts.queries import health, telling, unreached
from credentry.capabilities.alerts.vocabulary import DEADLINE_WORDS, STATE_WORDS, word
from credentry.core.records.queries import Query, listing
from credentry.delivery.cli.output import as_json, as_user, cli_actor, command_errors, emit, lang_option
from credentry.foundation import clock


@click.group(invoke_without_command=True)
@as_json
@click.pass_context
def alerts(ctx: click.Context, as_json: bool) -> None:
    """Alerts: what is owed, sent and answered. Without a subcommand: how the telling itself is doing."""
    if ctx.invoked_subcommand is None:
        status = health.status()
        emit(status, as_json, lambda: _status(status))


def _status(status: dict[str, Any]) -> str:
    lines = [status["line"]["en"], *(one["text"]["en"] for one in status["problems"])]
    lines += [f"sweep in time: {'yes' if status['sweep_in_time'] else 'NO'}"]
    lines += [f"alerts {state}: {count}" for state, count in sorted(status["alerts"].items())]
    for channel, states in sorted(status["deliveries"].items()):
        lines.append(
            f"{channel}: " + ", ".join(f"{state} {count}" for state, count in sorted(states.items()))
        )
    lines += [f"{name}: not configured" for name, ready in status["channels"].items() if not ready]
    return "\n".join(lines)


@alerts.command("sweep")
@click.option("--full", is_flag=True, help="Look at the whole register, not only at what changed.")
@click.option("--now", default=None, help="Instant or day to take as now (ISO; test mode only).")
@as_json
def sweep(full: bool, now: str | None, as_json: bool) -> None:
    """Derive every notice that is owed now and record it. Running it again changes nothing."""
    with _at(now):
        done = asdict(actions.sweep(full=full or actions.full_sweep_due()))
    emit(done, as_json, f"{done['created']} new, {done['superseded']} replaced, {done['closed']} closed, "
                        f"{done['missed']} missed stages recorded, {done['seconds']} s")  # fmt: skip


alerts.add_command(sweep, "tick")


def _at(now: str | None) -> Any:
    import os

    if now is None:
        return nullcontext()
    if os.environ.get("CREDENTRY_TEST_MODE") != "1":
        raise click.ClickException("--now is obeyed with CREDENTRY_TEST_MODE=1 only")
    try:
        if len(now) == 10:
            return clock.fixed(date.fromisoformat(now))
        instant = datetime.fromisoformat(now.replace("Z", "+00:00"))
    except ValueError as error:
        raise click.ClickException(f"not an instant: {now}") from error
    return clock.fixed(instant if instant.tzinfo else instant.replace(tzinfo=clock.zone()))


@alerts.command("deliver")
@click.option("--once", is_flag=True, help="One round (what the worker does each minute).")
@click.option("--now", default=None, help="Instant or day to take as now (ISO; test mode only).")
@as_json
def deliver(once: bool, now: str | None, as_json: bool) -> None:
    """Carry what is due; without --once until nothing more goes out."""
    with _at(now):
        done = asdict(actions.deliver())
        while not once and not done["down"]:
            more = asdict(actions.deliver())
            if not more["sent"] + more["dead"]:
                break
            done = {name: more[name] if name == "down" else done[name] + more[name] for name in done}
    emit(done, as_json, f"{done['sent']} sent, {done['retry']} to be tried again, {done['dead']} dead letters"
                        + (f"; {done['down']}" if done["down"] else ""))  # fmt: skip
    sys.exit(1 if done["down"] else 0)


@alerts.command("list")
@click.argument("condition", default="")
@click.option("--all", "everything", is_flag=True, help="Also answered and ended ones.")
@click.option("--limit", default=50, show_default=True)
@as_user
@lang_option
@as_json
@command_errors
def list_alerts(
    condition: str, everything: bool, limit: int, username: str | None, lang: str, as_json: bool
) -> None:
    """List alerts that meet CONDITION, by default those that nobody has answered."""
    wanted = condition or (None if everything else "state:open")
    page = listing(cli_actor(username, lang), ALERT, Query(wanted, sort="due_on", limit=limit))
    data = {"items": page.items, "count": page.count, "capped": page.capped}
    emit(data, as_json, lambda: "\n".join([*(_line(one, lang) for one in page.items), f"({page.count})"]))


def _line(item: dict[str, Any], lang: str) -> str:
    state = word(STATE_WORDS, str(item["state"])).text(lang)
    deadline = word(DEADLINE_WORDS, str(item["code"])).text(lang)
    return f"{item['due_on']}  {state}  {item['title']}  {deadline}  → {(item['recipient'] or {}).get('label', '')}"


@alerts.command("drill")
@click.option("--on", "day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day to rehearse.")
@as_json
def drill(day: datetime, as_json: bool) -> None:
    """Who would be told what on a day, if nothing changes before. Nothing is written or sent."""
    found = [_told(one) for one in telling.on_day(day.date())]
    emit({"on": day.date(), "count": len(found), "items": found}, as_json,
         lambda: "\n".join([f"{one['recipient'] or 'NOBODY'}: {one['title']} {one['due_on']} ({one['stage']:+d})"
                            for one in found] + [f"({len(found)})"]))  # fmt: skip


def _told(one: telling.Told) -> dict[str, Any]:
    return {
        name: value
        for name, value in asdict(one).items()
        if name not in ("alert_id", "deliveries", "decision")
    }


@alerts.command("reconcile")
@as_json
def reconcile(as_json: bool) -> None:
    """Work out by another road what was owed and compare. Exit code 1 when something is missing."""
    found = actions.reconcile()
    text = (f"owed {found.owed}, told to nobody {found.lost}, on no channel {found.undelivered}, "
            f"waiting though over {found.stale}, changed since the sweep {found.waiting}")  # fmt: skip
    emit({**asdict(found), "ok": found.ok}, as_json, text)
    sys.exit(0 if found.ok else 1)


@alerts.command("unreached")
@as_json
def report_unreached(as_json: bool) -> None:
    """Records that nobody, or only an administrator, would be told about in the coming year."""
    found = unreached.unreached()
    emit(asdict(found), as_json, lambda: "\n".join(
        [f"{unreached.WHY[why].en}: {count}" for why, count in found.counts.items()]
        + [f"{one['due_on']}  {one['number']}  {one['title']}  {one['label']['en']}" for one in found.items]
    ))  # fmt: skip


@alerts.command("send-test")
@click.option("--to", "address", required=True, help="Where to send it.")
@click.option("--channel", default="email", show_default=True, type=click.Choice(sorted(SENDERS)))
@lang_option
@as_json
def send_test(address: str, channel: str, lang: str, as_json: bool) -> None:
    """Send one test message now and say what the other side answered. Exit code 1 when it was not taken."""
    try:
        message_id = actions.send_test(address, lang, channel)
    except (Down, Later, Never) as error:
        emit({"ok": False, "error": str(error)}, as_json, f"not sent: {error}")
        sys.exit(1)
    emit({"ok": True, "message_id": message_id}, as_json, f"sent: {message_id}")


@alerts.command("retry")
@click.argument("ids", nargs=-1, type=int)
@as_json
def retry(ids: tuple[int, ...], as_json: bool) -> None:
    """Give dead letters (all, or those with these delivery ids) another series of tries."""
    count = actions.retry(list(ids) or None)
    emit({"retried": count}, as_json, f"{count} deliveries will be tried again")
