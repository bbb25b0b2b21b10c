"""After any sequence of actions the stored obligations are those that a computation from scratch gives."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from credentry.core.identity.actors import Actor
from credentry.core.records.actions import perform
from credentry.core.records.models import Deadline
from credentry.domains.coverage import refreshing
from credentry.domains.coverage.models import Obligation, RequirementRule
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
from credentry.foundation.errors import DomainError

pytestmark = pytest.mark.django_db
RULES = (
    "RQ-PRD-001", "RQ-PRD-004", "RQ-PRD-010", "RQ-PRD-012", "RQ-PRD-013", "RQ-PRD-014", "RQ-PRD-018", "RQ-PRD-020",
    "RQ-PER-018", "RQ-PER-020", "RQ-MED-035",
)  # fmt: skip
COLUMNS = (
    "pursuit__subject", "pursuit__engagement", "rule__code", "starts", "ends", "state", "type_code", "credential", "until",
    "waiver",
)  # fmt: skip
FACTS = [
    ("product_has_radio", [True, False, None]),
    ("product_is_eee", [True, False]),
    ("product_lvd_voltage", [True, None]),
    ("product_is_machinery", [False]),
    ("product_category", ["medical_device", "iot_sensor", ""]),
    ("product_contains_lithium_battery", [True, False]),
]
PAPERS = [
    "EU-CE-RED 2024-01-01..2027-06-30 for EU",
    "EU-CE-LVD 2024-01-01.. for EU",
    "EU-CE-EMC 2025-01-01..2026-12-31",
    "EU-ROHS 2024-01-01..2026-12-01 for DE",
    "CN-SRRC 2020-01-01..2025-01-01",
    "INTL-UN383 2026-01-01..",
]


class Story:
    """Some products and a person, and what may happen to them; every step is chosen by three numbers."""

    def __init__(self, chief: Actor) -> None:
        self.series = factories.subject("product", "系列", {"product_is_eee": True}, level="series")
        self.models = [
            factories.subject("product", f"型号{n}", level="model", parent=self.series.pk) for n in range(2)
        ]
        self.person = factories.subject("person", "电工", {"person_workplace": "factory"})
        self.engagements: list[Any] = []
        self.papers: list[Any] = []
        self.waivers: list[Any] = []
        self.chief = chief

    def do(self, what: int, which: int, how: int) -> None:
        """One step; what cannot be done in the present state is no step."""
        steps: list[Callable[[int, int], None]] = [
            self.plan, self.plan, self.paper, self.paper, self.know, self.know, self.end_engagement, self.suspend,
            self.renew, self.narrow, self.put_away, self.switch, self.move, self.employ, self.waive, self.waive,
        ]  # fmt: skip
        try:
            steps[what % len(steps)](which, how)
        except DomainError:  # a paper renewed twice for the same days, say: nothing was changed
            return

    def product(self, which: int) -> Any:
        return [self.series, *self.models][which % 3]

    def plan(self, which: int, how: int) -> None:
        more = {"starts_on": "2026-06-01"} if how % 2 else {}
        market = ("EU", "DE", "GB", "CN", "INTL")[how % 5]
        self.engagements.append(factories.plan(self.product(which), market=market, **more))

    def employ(self, which: int, how: int) -> None:
        self.engagements.append(
            factories.plan(self.person, "post", role=("electrician_lv", "scaffolder")[how % 2])
        )
        if how % 3 == 0:
            self.papers.append(factories.paper("P-SO-LV 2025-01-01..2031-01-01", self.person))

    def paper(self, which: int, how: int) -> None:
        self.papers.append(factories.paper(PAPERS[how % len(PAPERS)], self.product(which)))

    def know(self, which: int, how: int) -> None:
        fact, values = FACTS[how % len(FACTS)]
        value = values[(which + how) % len(values)]
        columns, added = factories.split("product", {fact: value if value is not None else ""})
        columns = {
            name: None if one == "" and name != "product_category" else one for name, one in columns.items()
        }
        perform(SYSTEM, "product", "amend", self.product(which).pk, {**columns, "custom": added})

    def end_engagement(self, which: int, how: int) -> None:
        if self.engagements:
            one = self.engagements[which % len(self.engagements)]
            one.refresh_from_db()
            action = "restore" if one.archived_at else "archive" if how % 2 else "amend"
            perform(
                SYSTEM, "engagement", action, one.pk, {"ends_on": "2028-01-31"} if action == "amend" else {}
            )

    def _live(self, which: int) -> Any:
        live = [one for one in self.papers if type(one).objects.get(pk=one.pk).archived_at is None]
        return live[which % len(live)] if live else None

    def suspend(self, which: int, how: int) -> None:
        one = self._live(which)
        if one is not None:
            form = {"effective_on": "2026-10-01", "reason": "r", "source": "own"}
            perform(SYSTEM, "credential", "suspend" if how % 2 else "cancel", one.pk, form)
            self.papers.remove(one)

    def renew(self, which: int, how: int) -> None:
        one = self._live(which)
        if one is not None:
            form = {
                "issued_on": "2027-01-01",
                "valid_from": "2027-01-01",
                "valid_to": f"20{30 + how % 5}-01-01",
            }
            perform(SYSTEM, "credential", "renew", one.pk, form)

    def narrow(self, which: int, how: int) -> None:
        one = self._live(which)
        if one is not None:
            perform(SYSTEM, "credential", "set_scope", one.pk, {"products": [self.product(how).pk]})

    def put_away(self, which: int, how: int) -> None:
        one = self._live(which)
        if one is not None:
            perform(SYSTEM, "credential", "archive", one.pk, {"reason": "r"})

    def switch(self, which: int, how: int) -> None:
        rule = RequirementRule.objects.get(code=RULES[which % len(RULES)])
        form = {"enabled": not rule.enabled} if how % 2 else {"effective_from": f"20{20 + how % 8}-01-01"}
        perform(SYSTEM, "requirement_rule", "amend", rule.pk, form)

    def waive(self, which: int, how: int) -> None:
        if self.waivers and how % 3 == 0:
            perform(SYSTEM, "waiver", "revoke", self.waivers.pop().pk, {"note": "n"})
        elif self.engagements:
            one = self.engagements[which % len(self.engagements)]
            rule = factories.rule_of(RULES[how % len(RULES)]).pk
            form = {"engagement": one.pk, "rule": rule, "reason": "r", "expires_on": f"2027-0{1 + which}-15"}
            below = {"subject": self.models[how % 2].pk} if how % 4 == 1 else {}
            made = perform(SYSTEM, "waiver", "request", None, {**form, **below}).record
            perform(self.chief, "waiver", "approve", made.pk, {})
            self.waivers.append(made)

    def move(self, which: int, how: int) -> None:
        above = self.series.pk if how % 2 else None
        perform(SYSTEM, "product", "amend", self.models[which % 2].pk, {"parent": above})


@pytest.fixture
def story() -> Story:
    return Story(factories.world(*RULES).admin)


def stored() -> tuple[list[Any], list[Any]]:
    """Obligations, and the deadlines that follow from them."""
    told = Deadline.objects.filter(kind="engagement").values_list(
        "record_id", "cycle", "due_on", "latest_safe_start", "title", "unit_id"
    )
    return sorted(Obligation.objects.values_list(*COLUMNS), key=str), sorted(told, key=str)


WAIVED = [(4, 0, 0), (14, 0, 28), (14, 1, 16)]  # it has a radio; two of its requirements are waived
STEPS = st.lists(
    st.tuples(st.integers(0, 15), st.integers(0, 5), st.integers(0, 59)), min_size=4, max_size=12
)


def test_incremental_equals_from_scratch(story: Story) -> None:
    seen: set[str] = set()
    due: set[Any] = set()

    @settings(
        max_examples=6, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip
    @given(STEPS)
    def check(steps: list[tuple[int, int, int]]) -> None:
        with transaction.atomic():
            story.engagements, story.papers, story.waivers = [], [], []
            for one in [(0, 0, 0), (2, 0, 0), *WAIVED, *steps]:
                story.do(*one)
            kept = stored()
            seen.update(one[5] for one in kept[0])
            due.update(one[2] for one in kept[1])
            refreshing.rebuild()
            assert kept == stored(), steps
            transaction.set_rollback(True)

    check()
    assert {"met", "missing", "unknown_fact", "waived"} <= seen  # the stories are about something
    assert len(due) > 2
