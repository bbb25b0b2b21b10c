"""Wiring of this room: the projections that belong to records themselves."""

from credentry.core.records import projections
from credentry.core.records.custom import first_values, refresh_values
from credentry.core.records.deadlines import first_deadlines, refresh_deadlines

projections.register("custom_values", refresh_values, order=20, first=first_values)
projections.register("deadlines", refresh_deadlines, order=40, first=first_deadlines, follows=True)
