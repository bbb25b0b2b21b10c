"""What this room says when a person is to be forgotten."""

from credentry.core.records import forgetting
from credentry.domains.subjects.actions import erase

forgetting.register("subjects", erase.nothing_more, order=5, keeps=erase.still_here)
