"""Django application of the search room."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "credentry.capabilities.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
