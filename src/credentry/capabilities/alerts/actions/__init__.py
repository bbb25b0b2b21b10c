"""What this room does, for those who may ask: derive, deliver, install."""

from credentry.capabilities.alerts.actions.delivering import Delivered, deliver, retry, send_test
from credentry.capabilities.alerts.actions.installing import install_defaults
from credentry.capabilities.alerts.actions.sweep import Swept, full_sweep_due, sweep

__all__ = [
    "Delivered", "Swept", "deliver", "full_sweep_due", "install_defaults", "retry", "send_test", "sweep",
]  # fmt: skip
