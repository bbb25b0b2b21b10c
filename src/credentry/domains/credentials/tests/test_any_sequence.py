"""Whatever is done in whatever order, what is stored is what follows from the facts."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from credentry.core.records import kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.deadlines import refresh_deadlines
from credentry.core.records.models import Deadline
from credentry.core.records.tests.factories import make_company
from credentry.domains.credentials import standing
from credentry.domains.credentials.facts import facts_of, periods_of
from credentry.domains.credentials.models import (
    Credential,
    Dependency,
    ProductChange,
    StandingSegment,
)
from credentry.domains.credentials.rules.standing import Period, merged
from credentry.domains.credentials.tests.factories import SYSTEM, make, plain_type
from credentry.domains.subjects.models import Employment
from credentry.domains.subjects.tests.factories import make as subject
from credentry.foundation import clock
from credentry.foundation.errors import DomainError
from tests.plugin.hunting import TIMES

pytestmark = pytest.mark.django_db
START = datetime(2026, 6, 1, 4, tzinfo=UTC)
DAY = timedelta(days=1)
days = st.integers(-200, 400).map(lambda n: START.date() + n * DAY)
which = st.integers(0, 99)
DEPENDS = [{"code": one} for one in ("standard", "employment", "product_change")]
DUTY = {"code": "audit", "zh": "年度监督", "every": "P1Y", "grace": "P30D"}


class World:
    """What every example begins with: four credentials that depend on each other and on everything else."""

    patch: pytest.MonkeyPatch

    def __init__(self) -> None:
        make_company()
        self.plain = plain_type(definition={"pending": {"holds": True}})
        self.bound = plain_type(
            code="BOUND", name_zh="受约束", definition={"depends": DEPENDS, "duties": [DUTY]}
        )
        self.standard = perform(
            SYSTEM, "standard", "register", None, {"code": "GB 1-2020", "name_zh": "标准"}
        ).id
        self.homes = [subject("organisation", name).pk for name in ("甲", "乙")]
        self.person = subject("person", "张三", employer=str(self.homes[0]), employed_from="2020-01-01").pk
        self.product = subject("product", "系列", level="series").pk
        self.variant = subject("product", "型号", level="model", parent=str(self.product)).pk
        top, bound, middle, low = (make(kind, **self.paper()) for kind in (self.plain, self.bound) * 2)
        for owner, parent in ((middle, top), (low, bound), (low, middle)):
            perform(SYSTEM, "credential", "depend_on", owner.pk, {"code": "parent", "parent": str(parent.pk)})

    def paper(self) -> dict[str, Any]:
        """A credential of the person, for the product, to the standard."""
        return {
            "title": "证书",
            "issued_on": "2026-01-01",
            "valid_to": "2027-01-31",
            "holder": str(self.person),
            "products": [str(self.product)],
            "standards": ["GB 1-2020"],
        }


class Register(RuleBasedStateMachine):
    """A register with one standard, one person, two organisations and a product with a variant."""

    world: "World"

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.at = START
        self.done = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def act(self, kind: str, action: str, record: Any, **payload: Any) -> None:
        """An hour later somebody tries something; what is refused changes nothing."""
        self.at += timedelta(hours=1)
        with clock.fixed(self.at):
            try:
                with transaction.atomic():
                    perform(SYSTEM, kind, action, record, payload)
                self.done += 1
            except DomainError:
                pass

    def credential(self, n: int) -> Any:
        ids = list(Credential.objects.order_by("number").values_list("pk", flat=True))
        return ids[n % len(ids)]

    @initialize(small=st.sampled_from([0, 200]))
    def decide(self, small: int) -> None:
        """One by one, or set by set."""
        self.world.patch.setattr(standing, "SMALL", small)

    @rule(starts=days, length=st.none() | st.integers(0, 500), bound=st.booleans())
    def register(self, starts: date, length: int | None, bound: bool) -> None:
        kind = self.world.bound if bound else self.world.plain
        ends = None if length is None else (starts + length * DAY).isoformat()
        paper = {**self.world.paper(), "issued_on": starts.isoformat(), "valid_to": ends}
        self.act("credential", "register", None, type=kind.pk, **paper)

    @rule(n=which, day=days, length=st.integers(1, 500))
    def renew(self, n: int, day: date, length: int) -> None:
        ends = (day + length * DAY).isoformat()
        self.act("credential", "renew", self.credential(n), issued_on=day.isoformat(), valid_to=ends)

    @rule(n=which, day=days)
    def correct(self, n: int, day: date) -> None:
        self.act("credential", "correct_term", self.credential(n), valid_to=day.isoformat(), reason="更正")

    @rule(
        n=which, day=days, verb=st.sampled_from(["suspend", "reinstate", "suspend", "reinstate", "withdraw"])
    )
    def change(self, n: int, day: date, verb: str) -> None:
        self.act("credential", verb, self.credential(n), effective_on=day.isoformat(), reason="原因")

    @rule(day=days, few=st.integers(1, 3))
    def suspend_several(self, day: date, few: int) -> None:
        self.at += timedelta(hours=1)
        ids = list(Credential.objects.order_by("number").values_list("pk", flat=True)[:few])
        payload = {"effective_on": day.isoformat(), "reason": "批量"}
        with clock.fixed(self.at):
            done = perform_many(
                SYSTEM, "credential", "suspend", [{"id": one, "payload": payload} for one in ids]
            )
        self.done += len(done.done)

    @rule(n=which, due=days, grace=st.none() | st.integers(0, 60))
    def owe(self, n: int, due: date, grace: int | None) -> None:
        self.act(
            "credential", "schedule_duty", self.credential(n), code="audit", name_zh="监督", due_on=due.isoformat(),
            grace_days=grace,
        )  # fmt: skip

    @rule(n=which, back=st.integers(0, 200))
    def do_duty(self, n: int, back: int) -> None:
        done = (self.at.date() - back * DAY).isoformat()
        self.act("credential", "record_duty", self.credential(n), code="audit", done_on=done)

    @rule(n=which, m=which, code=st.sampled_from(["parent", "qualification", "accreditation"]))
    def depend(self, n: int, m: int, code: str) -> None:
        self.act("credential", "depend_on", self.credential(n), code=code, parent=str(self.credential(m)))

    @rule(n=which)
    def release(self, n: int) -> None:
        rows = (
            Dependency.objects.filter(known_to__isnull=True).order_by("pk").values_list("credential_id", "pk")
        )
        if rows:
            owner, one = list(rows)[n % len(rows)]
            self.act("credential", "release_dependency", owner, dependency=str(one), reason="误")

    @rule(n=which, back=st.integers(0, 40), outcome=st.sampled_from(["", "granted", "refused"]))
    def file(self, n: int, back: int, outcome: str) -> None:
        owner, day = self.credential(n), (self.at.date() - back * DAY).isoformat()
        self.act("credential", "file_renewal", owner, filed_on=day)
        if outcome:
            self.act("credential", "decide_renewal", owner, outcome=outcome)

    @rule(day=st.none() | days)
    def end_standard(self, day: date | None) -> None:
        if day is None:
            self.act("standard", "reinstate", self.world.standard, reason="撤回")
        else:
            self.act("standard", "withdraw", self.world.standard, withdrawn_on=day.isoformat(), reason="新版")

    @rule(day=st.none() | days, to=st.sampled_from(["out", "ended", 0, 1]))
    def move(self, day: date | None, to: str | int) -> None:
        on = None if day is None else day.isoformat()
        if to == "ended":
            self.act("person", "amend", self.world.person, employed_to=on)
        elif to == "out":
            self.act("person", "leave", self.world.person, last_day=on or "2026-06-30")
        else:
            home = str(self.world.homes[int(to)])
            self.act("person", "transfer", self.world.person, organisation=home, from_day=on)

    @rule(day=days)
    def change_product(self, day: date) -> None:
        self.act(
            "product_change",
            "register",
            None,
            product=str(self.world.variant),
            changed_on=day.isoformat(),
            description="换",
        )

    @rule(n=which, day=days, undo=st.booleans())
    def settle_change(self, n: int, day: date, undo: bool) -> None:
        known = list(ProductChange.objects.order_by("number").values_list("pk", flat=True))
        if undo and known:
            self.act("product_change", "withdraw", known[n % len(known)], reason="误")
        else:
            self.act("credential", "approve_change", self.credential(n), approved_on=day.isoformat())

    @rule(n=which, verb=st.sampled_from(["archive", "restore"]))
    def shelve(self, n: int, verb: str) -> None:
        self.act("credential", verb, self.credential(n))

    @invariant()
    def every_dependency_repeats_what_it_refers_to(self) -> None:
        for row in Dependency.objects.filter(known_to__isnull=True).select_related(
            "parent", "standard", "change"
        ):
            said = merged(periods_of(row.holds_from, row.holds_to, row.periods))
            assert said == merged(self.days_of(row)), row.code

    def days_of(self, row: Dependency) -> list[Period]:
        """The days on which the thing referred to holds, from scratch."""
        if row.parent is not None:
            found = standing.rules.standing(standing.constraints(facts_of([row.parent.pk])[row.parent.pk]))
            return [Period(one.starts, one.ends) for one in found.segments if one.state == "valid"]
        if row.standard is not None:
            gone = row.standard.withdrawn_on
            return [Period(None, row.standard.transition_to or (gone - DAY if gone else None))]
        if row.change is not None:
            before = Period(None, row.change.changed_on - DAY)
            return [before, Period(row.resolved_on, None)] if row.resolved_on else [before]
        ties = Employment.objects.filter(
            person=row.person_id, organisation=row.organisation_id, relation=row.code, known_to__isnull=True
        )
        return [Period(one.starts, one.ends) for one in ties]

    @invariant()
    def every_deadline_is_what_is_derived(self) -> None:
        ids = list(Credential.objects.values_list("pk", flat=True))
        kept = self.deadlines()
        with clock.fixed(self.at):
            refresh_deadlines(kinds.get("credential"), ids)
        assert kept == self.deadlines()

    def deadlines(self) -> list[tuple[Any, ...]]:
        facts = ("code", "cycle", "due_on", "opens_on", "latest_safe_start", "closed_on", "closed_by")
        rows = Deadline.objects.filter(kind="credential").order_by("record_id", "code", "cycle")
        return list(rows.values_list("record_id", *facts, "number", "title", "type_id", "unit_id"))

    @invariant()
    def every_standing_is_what_follows_from_the_facts(self) -> None:
        rows = list(Credential.objects.select_related("type"))
        facts = facts_of([one.pk for one in rows])
        for one in rows:
            right = standing.of(facts[one.pk], one.type.warn_days)
            for name in standing.COLUMNS[:-2]:
                assert getattr(one, name) == getattr(right, name), (one.title, name)
            assert (one.segmented, one.timeline) == (bool(right.segments), right.timeline)
            kept = (
                StandingSegment.objects.filter(credential=one.pk)
                .order_by("starts")
                .values_list("state", flat=True)
            )
            assert sorted(kept) == sorted(run.state for run in right.segments)


@pytest.mark.hunt
def test_any_sequence_of_actions_leaves_standings_that_follow_from_the_facts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with clock.fixed(START):
        world = World()
    world.patch = monkeypatch
    machine: Callable[[], RuleBasedStateMachine] = type("Machine", (Register,), {"world": world})
    every = list(HealthCheck)
    wanted = settings(
        max_examples=8 * TIMES, stateful_step_count=16, deadline=None, suppress_health_check=every
    )
    run_state_machine_as_test(machine, settings=wanted)  # type: ignore[no-untyped-call]
