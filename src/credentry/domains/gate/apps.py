"""Django application of this room."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    name = "credentry.domains.gate"
    label = "gate"
