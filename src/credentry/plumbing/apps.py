"""Django application of the plumbing room."""

from django.apps import AppConfig


class PlumbingConfig(AppConfig):
    name = "credentry.plumbing"
    label = "plumbing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from credentry.plumbing import turns

        turns.install()
