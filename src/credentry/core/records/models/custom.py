"""Fields that users add to a kind, for all or some of its types."""

from django.db import models

from credentry.core.records.models.record import Row


class CustomField(Row):
    """One field added by users or a pack. ``code`` is its name everywhere (``x_<code>`` in conditions)."""

    kind = models.CharField(max_length=40)
    code = models.SlugField(max_length=60)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    help_zh = models.CharField(max_length=500, blank=True)
    help_en = models.CharField(max_length=500, blank=True)
    value_type = models.CharField(max_length=20)
    options = models.JSONField(default=list, blank=True)
    filterable = models.BooleanField(default=True)
    searchable = models.BooleanField(default=True)
    personal = models.BooleanField(default=False)
    all_types = models.BooleanField(default=False)
    key = models.BigIntegerField(unique=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "code"), name="custom_field_code_once"),)

    def __str__(self) -> str:
        return f"{self.kind}.{self.code}"


class CustomFieldUse(models.Model):
    """Which type carries a custom field, where in its form and whether it must be filled."""

    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="uses")
    type_id = models.UUIDField()
    mandatory = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("field", "type_id"), name="custom_field_use_once"),)
        indexes = (models.Index(fields=("type_id", "position"), name="custom_use_of_type"),)

    def __str__(self) -> str:
        return f"{self.field_id} on {self.type_id}"


class CustomValue(models.Model):
    """A filterable custom value in its type, beside the JSON that is shown. ``field_key`` is CustomField.key."""

    field_key = models.BigIntegerField()
    record_id = models.UUIDField()
    text = models.CharField(max_length=200, null=True)
    number = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    day = models.DateField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("record_id",), name="custom_value_record"),
            models.Index(fields=("field_key", "text", "record_id"), name="custom_value_text"),
            models.Index(fields=("field_key", "number", "record_id"), name="custom_value_number"),
            models.Index(fields=("field_key", "day", "record_id"), name="custom_value_day"),
        )

    def __str__(self) -> str:
        return f"{self.field_key} of {self.record_id}"


__all__ = ["CustomField", "CustomFieldUse", "CustomValue"]
