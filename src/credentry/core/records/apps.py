"""Django application of the records room."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "credentry.core.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
