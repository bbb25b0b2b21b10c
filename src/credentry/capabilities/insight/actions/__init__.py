"""Verbs of this room."""

from credentry.capabilities.insight.actions.shipping import install_views
from credentry.capabilities.insight.exporting import csv_lines, export_file
from credentry.capabilities.insight.queries.figures import mark_everything as recount
from credentry.capabilities.insight.watching import days_gone_by as count_watched

__all__ = ["count_watched", "csv_lines", "export_file", "install_views", "recount"]
