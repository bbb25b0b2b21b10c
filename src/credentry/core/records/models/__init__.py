"""Tables of this room."""

from credentry.core.records.models.custom import CustomField, CustomFieldUse, CustomValue
from credentry.core.records.models.record import Record, Row
from credentry.core.records.models.trail import Deadline, NumberSequence, Revision

__all__ = [
    "CustomField",
    "CustomFieldUse",
    "CustomValue",
    "Deadline",
    "NumberSequence",
    "Record",
    "Revision",
    "Row",
]
