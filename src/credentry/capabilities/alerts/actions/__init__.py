"""What this room does, for those who may ask: derive, deliver, follow up, install."""

from credentry.capabilities.alerts.actions.delivering import Delivered, deliver, replay, retry, send_test
from credentry.capabilities.alerts.actions.following import Followed, follow_up
from credentry.capabilities.alerts.actions.installing import install_defaults
from credentry.capabilities.alerts.actions.pinging import ping
from credentry.capabilities.alerts.actions.reconciling import Reconciled, reconcile
from credentry.capabilities.alerts.actions.reconciling import is_due as reconciling_due
from credentry.capabilities.alerts.actions.soon import use_sweeper
from credentry.capabilities.alerts.actions.sweep import Swept, full_sweep_due, sweep

__all__ = [
    "Delivered", "Followed", "Reconciled", "Swept", "deliver", "follow_up", "full_sweep_due", "install_defaults",
    "ping", "reconcile", "reconciling_due", "replay", "retry", "send_test", "sweep", "use_sweeper",
]  # fmt: skip
