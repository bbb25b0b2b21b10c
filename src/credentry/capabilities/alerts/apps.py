"""Django application of the alerts room."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "credentry.capabilities.alerts"
    label = "alerts"
    default_auto_field = "django.db.models.BigAutoField"
