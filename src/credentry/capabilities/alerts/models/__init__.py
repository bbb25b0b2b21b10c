"""Tables of the alerts room."""

from credentry.capabilities.alerts.models.notice import Alert, Delivery
from credentry.capabilities.alerts.models.policy import AlertPolicy
from credentry.capabilities.alerts.models.running import Heartbeat, Pending, Sweep

__all__ = ["Alert", "AlertPolicy", "Delivery", "Heartbeat", "Pending", "Sweep"]
