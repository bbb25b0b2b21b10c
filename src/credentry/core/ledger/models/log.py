"""The log: entries, completed tree nodes, its head, signed checkpoints and outside anchors."""

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class Sequence(models.BigIntegerField):  # type: ignore[type-arg]
    """A 64-bit key that SQLite keeps as the row id itself, without a second index."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """The column type."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class Entry(models.Model):
    """One entry. ``seq`` is its leaf index; ``body`` the exact bytes hashed; the rest are copies for look-up."""

    seq = Sequence(primary_key=True)
    body = models.BinaryField()
    leaf = models.BinaryField()
    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=80)
    n = models.IntegerField()
    act = models.CharField(max_length=100)
    actor_id = models.CharField(max_length=80)
    at = models.CharField(max_length=24)

    class Meta:
        db_table = "ledger_entry"
        constraints = (
            models.UniqueConstraint(fields=("kind", "object_id", "n"), name="ledger_entry_object_chain"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.act}"


class Node(models.Model):
    """A completed inner node: the root of the 2^level leaves from idx·2^level on."""

    pk = models.CompositePrimaryKey("level", "idx")
    level = models.SmallIntegerField()
    idx = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table = "ledger_node"

    def __str__(self) -> str:
        return f"({self.level}, {self.idx})"


class Head(models.Model):
    """The one row that says how far the log has grown; ``frontier`` as in merkle.Frontier.to_bytes."""

    id = models.SmallIntegerField(primary_key=True)
    origin = models.CharField(max_length=200)
    size = models.BigIntegerField()
    root = models.BinaryField()
    frontier = models.BinaryField()

    class Meta:
        db_table = "ledger_head"

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"


class Checkpoint(models.Model):
    """A signed tree head, as published."""

    size = Sequence(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "ledger_checkpoint"

    def __str__(self) -> str:
        return f"checkpoint {self.size}"


class Anchor(models.Model):
    """Outside evidence for a checkpoint: a timestamp token, a witness cosignature."""

    size = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    evidence = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        db_table = "ledger_anchor"
        constraints = (models.UniqueConstraint(fields=("size", "kind"), name="ledger_anchor_once"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.size}"
