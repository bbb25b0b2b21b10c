"""The condition language: one tree, read from JSON, text or a plain sentence; run as SQL or in memory; said in words."""

from credentry.core.records.conditions.env import Env, References
from credentry.core.records.conditions.json_form import parse_json, to_json
from credentry.core.records.conditions.live import values_of, values_then
from credentry.core.records.conditions.memory import matches
from credentry.core.records.conditions.plain import Plain, plain
from credentry.core.records.conditions.printer import to_text
from credentry.core.records.conditions.sentence import sentence
from credentry.core.records.conditions.sql import to_q, to_sides
from credentry.core.records.conditions.text_form import parse, parse_text
from credentry.core.records.conditions.tree import FULL_TEXT, Group, Node, Rule, Some, fields_used, tidy, walk

__all__ = [
    "FULL_TEXT",
    "Env",
    "Group",
    "Node",
    "Plain",
    "References",
    "Rule",
    "Some",
    "fields_used",
    "matches",
    "parse",
    "parse_json",
    "parse_text",
    "plain",
    "sentence",
    "tidy",
    "to_json",
    "to_q",
    "to_sides",
    "to_text",
    "values_of",
    "values_then",
    "walk",
]
