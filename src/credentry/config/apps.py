"""The composition root: when every room is loaded, wire them together."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "credentry.config"
    label = "config"

    def ready(self) -> None:
        from credentry.config.composition import compose

        compose()
