"""Django application of the evidence room."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "credentry.capabilities.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"
