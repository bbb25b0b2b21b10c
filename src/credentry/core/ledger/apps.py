"""Django application of the ledger room."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "credentry.core.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Django's own hook after migrations; with this sender it runs once, when every table exists.
        post_migrate.connect(_install_guard, sender=self, dispatch_uid="ledger.guard")


def _install_guard(using: str, **_: Any) -> None:
    from credentry.core.ledger import guard

    guard.install(using)
