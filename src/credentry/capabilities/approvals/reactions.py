"""What this room does when something happened elsewhere: processes that start after it."""

from credentry.capabilities.approvals.actions import starting
from credentry.plumbing import outbox

outbox.subscribe(starting.CHANGED, "approvals.start", starting.after_action, starting.wanted)
outbox.subscribe(starting.ANSWERED, "approvals.answer", starting.after_answer, starting.answer_wanted)
