"""Django application of the identity room."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "credentry.core.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
