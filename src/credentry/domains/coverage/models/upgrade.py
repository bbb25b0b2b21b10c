"""How far upgrades of the program have brought what is derived here."""

from django.db import models


class Upgrade(models.Model):
    """One row: how many of the steps of ``actions.upgrading`` this register has had."""

    done = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.done)
