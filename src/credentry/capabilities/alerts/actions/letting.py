"""Alerts of a policy that no longer speaks of their deadline, while no other does, end with the policy's change."""

from datetime import date

from credentry.capabilities.alerts.actions import closing
from credentry.capabilities.alerts.derivation import Scope, expansion
from credentry.capabilities.alerts.models import Alert, AlertPolicy
from credentry.capabilities.alerts.vocabulary import WAITING
from credentry.plumbing import sql

_ITS_DEADLINES = (
    f"d.id IN (SELECT d.id FROM records_deadline d JOIN alerts_alert a ON {closing.SAME} "
    f"WHERE a.policy_id = %s AND {closing.WAITING})"
)


def let_go(policy: AlertPolicy, today: date) -> int:
    """End what waits for people by this policy and is spoken of by none any more; how many. What was not yet sent of
    it will not be. Spoken of again (switched on again), the next sweep opens it again."""
    if not Alert.objects.filter(policy=policy, state__in=WAITING).exists():
        return 0
    own = sql.uuid_value(policy.pk)
    with expansion(today) as work:
        if not work.take(Scope(_ITS_DEADLINES, (own,)), ahead=True):
            return 0
        work.assign()
        return closing.cancel_unspoken(own)
