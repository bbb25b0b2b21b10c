"""Django application of the subjects room."""

from django.apps import AppConfig


class SubjectsConfig(AppConfig):
    name = "credentry.domains.subjects"
    label = "subjects"
    default_auto_field = "django.db.models.BigAutoField"
