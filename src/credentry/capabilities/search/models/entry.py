"""What is searched."""

from django.db import models


class Entry(models.Model):
    """The searchable text of one record: a JSON list with the text of each searched field, in the kind's order.

    ``live``: not archived. ``unit_id``: the unit that rights go by. Beside this table the migration makes the index of its pieces: the full-text table
    ``search_fts`` on SQLite (same ``rowid``), a ``pieces`` tsvector column on PostgreSQL.
    """

    kind = models.CharField(max_length=40)
    record_id = models.UUIDField()
    live = models.BooleanField()
    unit_id = models.UUIDField(null=True)
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("record_id", "kind"), name="search_entry_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"
