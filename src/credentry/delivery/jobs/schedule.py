"""What runs by itself, and how often."""

from datetime import timedelta
from typing import Any, Final

from credentry.capabilities.alerts import actions as alerts
from credentry.capabilities.approvals import actions as approvals
from credentry.capabilities.insight import actions as insight
from credentry.capabilities.intake import actions as intake
from credentry.core.records import holdings
from credentry.core.records.principals import unit_days
from credentry.domains.coverage import actions as coverage
from credentry.domains.credentials import actions as credentials
from credentry.foundation import clock
from credentry.plumbing import outbox, queue, statistics

SWEEP, DELIVER, FOLLOW, FETCH = "alerts.sweep", "alerts.deliver", "alerts.follow", "intake.fetch"
TICK = "approvals.tick"
DAYS = "coverage.days"
SOON: Final = timedelta(seconds=1)


@queue.job(SWEEP)
def sweep(payload: dict[str, Any]) -> None:
    """Derive what is owed; what is new is carried at once."""
    done = alerts.sweep(full=alerts.full_sweep_due())
    if done.deliveries or done.woken or done.revived or done.mailings:
        queue.enqueue(DELIVER, {}, unique_key=f"every:{DELIVER}")
    if alerts.reconciling_due():
        alerts.reconcile()
    alerts.ping()


@queue.job(DELIVER)
def deliver(payload: dict[str, Any]) -> None:
    """Carry what is due over every channel, portion by portion: other jobs have their turn in between."""
    if alerts.deliver().more:
        queue.enqueue(DELIVER, {}, unique_key=f"every:{DELIVER}")


@queue.job(FOLLOW)
def follow(payload: dict[str, Any]) -> None:
    """Ask the platforms for receipts and for to-dos that were done there."""
    alerts.follow_up()


@queue.job(FETCH)
def fetch(payload: dict[str, Any]) -> None:
    """Take in what waits in the mailbox."""
    if intake.fetch().more:
        queue.enqueue(FETCH, {}, unique_key=f"every:{FETCH}")


@queue.job(TICK)
def tick(payload: dict[str, Any]) -> None:
    """Timers of processes, time limits of tasks, tasks of people who are away."""
    approvals.tick()


@queue.job(DAYS)
def days(payload: dict[str, Any]) -> None:
    """Gaps that closed, engagements that ended, notices that were told and people who went, by the mere passing of days."""
    holdings.days_gone_by()
    unit_days.days_gone_by()
    insight.count_watched()
    credentials.days_gone_by()
    coverage.days_gone_by()


def _soon() -> None:
    """Somebody else is responsible, a policy changed …: sweep within a second, once for many changes."""
    queue.enqueue(SWEEP, {}, run_at=clock.now() + SOON, unique_key=f"every:{SWEEP}")


def noticed(event: outbox.Event) -> None:
    """Somebody was mentioned, urged or sent a copy: they are told within a second."""
    _soon()


alerts.use_sweeper(_soon)
outbox.subscribe("task.noticed", "alerts.noticed", noticed)
queue.every(SWEEP, seconds=60)
queue.every(DELIVER, seconds=60)
queue.every(FOLLOW, seconds=120)
queue.every(FETCH, seconds=60)
queue.every(TICK, seconds=30)
queue.every(DAYS, seconds=6 * 3600)
queue.every(statistics.REFRESH, seconds=600)
