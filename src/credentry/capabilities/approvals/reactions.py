"""What this room does when something happened elsewhere: processes that start after it, people who are forgotten."""

from credentry.capabilities.approvals.actions import forgetting as cases
from credentry.capabilities.approvals.actions import starting
from credentry.core.records import forgetting
from credentry.plumbing import outbox

outbox.subscribe(starting.CHANGED, "approvals.start", starting.after_action, starting.wanted)
outbox.subscribe(starting.ANSWERED, "approvals.answer", starting.after_answer, starting.answer_wanted)
forgetting.register("approvals", cases.forget, order=25, keeps=cases.still_running)
