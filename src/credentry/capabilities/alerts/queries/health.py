"""How the telling itself is doing: numbers for operators and for the business."""

from datetime import timedelta
from typing import Any

from django.db.models import Count

from credentry.capabilities.alerts.channels import SENDERS
from credentry.capabilities.alerts.models import Alert, Delivery, Heartbeat
from credentry.capabilities.alerts.vocabulary import LIVE, DeliveryState
from credentry.foundation import clock

#: A sweep that did not come for this long is an alarm.
LATE = timedelta(minutes=15)


def status() -> dict[str, Any]:
    """Open alerts, deliveries by channel and state, dead letters, when the parts last worked and whether in time."""
    beats = {one.name: one for one in Heartbeat.objects.all()}
    swept = beats.get("sweep")
    in_time = swept is not None and clock.now() - swept.at < LATE
    deliveries: dict[str, dict[str, int]] = {}
    counted = Delivery.objects.values_list("channel", "state").annotate(n=Count("pk")).order_by()
    for channel, state, number in counted:
        deliveries.setdefault(channel, {})[state] = number
    alerts = dict(Alert.objects.values_list("state").annotate(n=Count("pk")).order_by())
    return {
        "ok": in_time and not any(states.get(DeliveryState.DEAD) for states in deliveries.values()),
        "alerts": alerts,
        "waiting_for_people": sum(alerts.get(state, 0) for state in LIVE),
        "deliveries": deliveries,
        "channels": {name: sender.ready() for name, sender in SENDERS.items()},
        "heartbeats": {name: {"at": one.at, "detail": one.detail} for name, one in sorted(beats.items())},
        "sweep_in_time": in_time,
    }
