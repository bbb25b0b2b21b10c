"""Django application of the approvals room."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "credentry.capabilities.approvals"
    label = "approvals"
    default_auto_field = "django.db.models.BigAutoField"
