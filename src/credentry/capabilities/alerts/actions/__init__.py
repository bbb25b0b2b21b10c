"""What this room does, for those who may ask: derive, deliver, follow up, install."""

from credentry.capabilities.alerts.actions.delivering import Delivered, deliver, replay, retry, send_test
from credentry.capabilities.alerts.actions.following import Followed, follow_up
from credentry.capabilities.alerts.actions.installing import install_defaults
from credentry.capabilities.alerts.actions.sweep import Swept, full_sweep_due, sweep

__all__ = [
    "Delivered", "Followed", "Swept", "deliver", "follow_up", "full_sweep_due", "install_defaults", "replay",
    "retry", "send_test", "sweep",
]  # fmt: skip
