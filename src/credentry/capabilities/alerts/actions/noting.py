"""What the sweep and the escalation have in common: until when an answer is expected, and what goes out."""

from credentry.capabilities.alerts.rules import LEVEL_LIMITS
from credentry.capabilities.alerts.vocabulary import OPENINGS
from credentry.foundation import clock
from credentry.plumbing import sql


def deliver_sweep(sweep_id: int, again: bool = False) -> int:
    """Make the deliveries of the open alerts of one sweep; ``again``: some were delivered before."""
    now = clock.now()
    return sql.run(_DELIVER.format(round=_NEXT_ROUND if again else "0"), (now, now, sweep_id))


def pressing(code: str, days_left: str) -> str:
    """SQL for the days left as they press: an opening never does."""
    names = ", ".join(f"'{one}'" for one in OPENINGS)
    return f"(CASE WHEN {code} IN ({names}) THEN 9999 ELSE {days_left} END)"


def answer_by(days_left: str) -> str:
    """SQL for the last day for an answer from the step ``t`` of the ladder: one working day when it presses."""
    day = f"CASE WHEN {days_left} <= {LEVEL_LIMITS[0][0]} THEN t.answer_fast ELSE t.answer_by END"
    return f"CAST({day} AS date)" if sql.is_postgresql() else day


_NEXT_ROUND = (
    "(SELECT COALESCE(MAX(x.round), -1) + 1 FROM alerts_delivery x "
    "WHERE x.alert_id = a.id AND x.channel = ch.channel)"
)

_DELIVER = """
INSERT INTO alerts_delivery (alert_id, channel, round, state, reason, attempts, token, holder, unsure, provider_id,
  last_error, created_at, sent_at)
SELECT a.id, ch.channel, {round},
  CASE WHEN ch.channel = 'inbox' THEN 'sent' WHEN ch.channel = 'email' AND p.mail = 0 THEN 'suppressed' ELSE 'due' END,
  CASE WHEN ch.channel = 'email' AND p.mail = 0 THEN 'no_address' ELSE '' END,
  0, 0, '', false, '', '', %s, CASE WHEN ch.channel = 'inbox' THEN %s ELSE NULL END
FROM alerts_alert a CROSS JOIN tmp_channel ch CROSS JOIN tmp_person p
WHERE ch.policy_id = a.policy_id AND ch.level = a.level AND p.user_id = a.recipient_id AND a.sweep_id = %s AND a.state = 'open'
ON CONFLICT DO NOTHING
"""
