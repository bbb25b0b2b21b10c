"""Tables of the alerts room."""

from credentry.capabilities.alerts.models.channel import (
    ChannelPace,
    ChannelPreference,
    ChannelSecret,
    ChannelSetup,
)
from credentry.capabilities.alerts.models.feed import CalendarFeed
from credentry.capabilities.alerts.models.mailing import (
    DigestWish,
    Mailing,
    WeeklyPack,
    WeeklyPackReader,
    WeeklyPackRole,
)
from credentry.capabilities.alerts.models.notice import Alert, Delivery
from credentry.capabilities.alerts.models.policy import AlertPolicy
from credentry.capabilities.alerts.models.routine import Routine, RoutineDone
from credentry.capabilities.alerts.models.running import Heartbeat, Pending, Sweep

__all__ = [
    "Alert",
    "AlertPolicy",
    "CalendarFeed",
    "ChannelPace",
    "ChannelPreference",
    "ChannelSecret",
    "ChannelSetup",
    "Delivery",
    "DigestWish",
    "Heartbeat",
    "Mailing",
    "Pending",
    "Routine",
    "RoutineDone",
    "Sweep",
    "WeeklyPack",
    "WeeklyPackReader",
    "WeeklyPackRole",
]  # fmt: skip
