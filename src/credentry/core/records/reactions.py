"""Wiring of this room: the projections that belong to records themselves."""

from credentry.core.records import projections
from credentry.core.records.custom import refresh_values
from credentry.core.records.deadlines import refresh_deadlines

projections.register("custom_values", refresh_values, order=20)
projections.register("deadlines", refresh_deadlines, order=40)
