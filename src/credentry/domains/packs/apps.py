"""Django application of the packs room."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "credentry.domains.packs"
    label = "packs"
    default_auto_field = "django.db.models.BigAutoField"
