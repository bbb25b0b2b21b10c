"""What this room does when a person is to be forgotten."""

from credentry.core.records import forgetting
from credentry.domains.gate.actions.forgetting import forget

forgetting.register("gate", forget, order=20)
