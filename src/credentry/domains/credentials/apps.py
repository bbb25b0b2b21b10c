"""Django application of the credentials room."""

from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "credentry.domains.credentials"
    label = "credentials"
    default_auto_field = "django.db.models.BigAutoField"
