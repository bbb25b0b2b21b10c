"""What runs by itself, and how often."""

from typing import Any

from credentry.capabilities.alerts import actions as alerts
from credentry.plumbing import queue

SWEEP, DELIVER = "alerts.sweep", "alerts.deliver"


@queue.job(SWEEP)
def sweep(payload: dict[str, Any]) -> None:
    """Derive what is owed; what is new is carried at once."""
    done = alerts.sweep(full=alerts.full_sweep_due())
    if done.deliveries or done.woken or done.revived:
        queue.enqueue(DELIVER, {}, unique_key=f"every:{DELIVER}")


@queue.job(DELIVER)
def deliver(payload: dict[str, Any]) -> None:
    """Carry what is due over every channel."""
    alerts.deliver()


queue.every(SWEEP, seconds=60)
queue.every(DELIVER, seconds=60)
