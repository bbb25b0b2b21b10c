"""The composition root: when every room is loaded, wire them together."""

import gc

from django.apps import AppConfig

# Every change makes many small objects that live until it is committed. The default thresholds walk them again
# and again: a third of an import's time. Measured with 10,000 credentials in one call.
GC_THRESHOLDS = (100_000, 50, 100)


class ConfigConfig(AppConfig):
    name = "credentry.config"
    label = "config"

    def ready(self) -> None:
        from credentry.config.composition import compose

        compose()
        gc.set_threshold(*GC_THRESHOLDS)
