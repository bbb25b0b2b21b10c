"""Beside the log: openings of redacted values with their keys, and the coverage guard's list."""

from django.db import models

from credentry.foundation.ids import uuid7

UNCOVERED = -1  # no entry ever has this number, so a commit with such a row breaks the foreign key


class SubjectKey(models.Model):
    """The key of one person's (or object's) openings, wrapped by the master key; empty once destroyed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    subject = models.CharField(max_length=120)
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_subject_key"
        constraints = (
            models.UniqueConstraint(
                fields=("subject",),
                condition=models.Q(destroyed_at__isnull=True),
                name="ledger_subject_one_live_key",
            ),
        )

    def __str__(self) -> str:
        return self.subject


class Opening(models.Model):
    """The encrypted disclosure (salt, name, value) behind one digest of an entry; empty once erased.

    ``path`` says where in the entry: ``chg/<position>/old``, ``chg/<position>/new``, ``why``, ``chg``, ``files``.
    """

    pk = models.CompositePrimaryKey("seq", "path")
    seq = models.BigIntegerField()
    path = models.CharField(max_length=40)
    key = models.ForeignKey(SubjectKey, on_delete=models.PROTECT, related_name="openings")
    value_enc = models.BinaryField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_opening"

    def __str__(self) -> str:
        return f"{self.seq} {self.path}"


class Dirty(models.Model):
    """A governed object changed in this transaction and not yet named by an entry of it.

    Triggers insert these rows, ``append`` removes them; the deferred foreign key of a row left behind makes the
    database refuse the commit. ``tx`` keeps transactions of PostgreSQL from waiting for each other (0 on SQLite).
    """

    pk = models.CompositePrimaryKey("tx", "kind", "object_id")
    tx = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=80)
    entry = models.ForeignKey(
        "ledger.Entry",
        on_delete=models.DO_NOTHING,
        db_column="entry_seq",
        db_default=UNCOVERED,
        related_name="+",
    )

    class Meta:
        db_table = "ledger_dirty"

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
