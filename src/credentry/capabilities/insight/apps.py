"""Django application of the insight room."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "credentry.capabilities.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"
