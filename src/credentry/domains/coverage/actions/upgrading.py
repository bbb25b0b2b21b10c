"""What a new version of the program has to work out in a register from before, each step once.

What is derived follows from changes of records. Where the program begins to derive something, or derives it otherwise, records
that do not change would wait; so a step is added at the end of ``STEPS``. A step looks at what it is about only.
"""

from collections.abc import Callable, Sequence

from django.db import transaction

from credentry.domains.coverage import limits, refreshing, seeking
from credentry.domains.coverage.limiting import OF_PAPER, OF_POST
from credentry.domains.coverage.models import RequirementRule, RuleNeed, Upgrade
from credentry.domains.coverage.vocabulary import CONTEXT_OF, POST
from credentry.plumbing import sql


def _limits_wait_for_facts() -> None:
    """A limit of use that nobody can judge makes unknown what it let count: rules that ask for papers it is about."""
    papers, posts = limits.live(OF_PAPER, blocking=True), limits.live(OF_POST, blocking=True)
    needs = RuleNeed.objects.filter(type_code__in={code for one in (*papers, *posts) for code in one.types})
    rules = set(needs.values_list("rule", flat=True))
    if not all(one.types for one in papers):
        rules |= set(RuleNeed.objects.values_list("rule", flat=True))
    if not all(one.types for one in posts):
        of_people = [scope for scope, context in CONTEXT_OF.items() if context == POST]
        rules |= set(RequirementRule.objects.filter(scope__in=of_people).values_list("pk", flat=True))
    refreshing.of_rules(sorted(rules))


def _all_anew() -> None:
    """Pursuits and obligations are gone with migration 0010."""
    refreshing.rebuild()


STEPS: Sequence[Callable[[], None]] = (seeking.everything, _limits_wait_for_facts, _all_anew)


def catch_up() -> int:
    """Do the steps this register has not had, each in a transaction of its own. How many were done."""
    count = 0
    while _done() < len(STEPS):
        with transaction.atomic():
            sql.lock_keys(
                "coverage.upgrade", ["upgrade"]
            )  # of several processes that start at once one does it
            done = _done()
            if done < len(STEPS):
                STEPS[done]()
                Upgrade.objects.update_or_create(pk=1, defaults={"done": done + 1})
                count += 1
    return count


def _done() -> int:
    return Upgrade.objects.filter(pk=1).values_list("done", flat=True).first() or 0
