"""Django application of the search room."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "credentry.capabilities.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Emptying the tables (a test's teardown) does not reach the full-text table; it follows here.
        post_migrate.connect(_follow, sender=self, dispatch_uid="search.follow")


def _follow(using: str, **_: Any) -> None:
    from credentry.capabilities.search import stores

    stores.empty_with_entries(using)
