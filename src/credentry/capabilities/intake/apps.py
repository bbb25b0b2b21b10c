"""Django application of the intake room."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "credentry.capabilities.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"
