"""Over random lives of credentials: what was known stays known, and the database and memory say the same of it."""

import contextlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from credentry.core.records import conditions, kinds
from credentry.core.records.as_of import AsOf
from credentry.core.records.queries import Query, detail, listing
from credentry.core.records.tests.factories import make_company
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.queries.covering import Asked, answers
from credentry.domains.credentials.tests.factories import SYSTEM, act, make, plain_type
from credentry.domains.subjects.tests.factories import markets, series
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, NotFound

pytestmark = pytest.mark.django_db(transaction=False)
T0 = datetime(2026, 11, 1, 4, tzinfo=UTC)
KIND = kinds.get("credential")
PLACES = ("DE", "US", "EU")
DAYS = [date(2026, 11, 1) + timedelta(days=n) for n in (-400, -100, -1, 0, 1, 40, 90, 200, 500)]
day = st.sampled_from(DAYS)

STEPS = st.one_of(
    st.tuples(st.just("make"), day, day),
    st.tuples(st.just("renew"), day, day),
    st.tuples(st.just("correct_term"), day, day),
    st.tuples(st.sampled_from(["suspend", "reinstate", "withdraw", "take_back_change"]), day, day),
    st.tuples(st.sampled_from(["archive", "restore", "amend", "duty", "duty_done"]), day, day),
    st.tuples(st.sampled_from(["scope", "clauses", "amend_scope", "keep_until"]), day, day),
)
LEAVES = (
    "status:valid", "status:expired,suspended", "status:expiring_soon", "status:not_yet_effective", "valid_to<+3m",
    "valid_to:null", "valid_to>=2026-12-11", "title:a", "term_count>1", "market:DE", "markets:all(DE,US)",
    "markets:none(US)", "markets:count>=2", "markets:count=0", "markets:null", "created_at<=2026-11-01", "notes:*",
    "type:PLAIN", "effective_to<today", "binding_code:term",
)  # fmt: skip
TREES = st.recursive(
    st.sampled_from(LEAVES).map(lambda one: f"({one})"),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"({two[0]} {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} OR {two[1]})"),
        inner.map(lambda one: f"(-{one})"),
    ),
    max_leaves=4,
)
QUIET = settings(max_examples=1, deadline=None, suppress_health_check=list(HealthCheck))


class World:
    """A few credentials, what may happen to them, and what can be asked."""

    def __init__(self) -> None:
        make_company()
        self.kind = plain_type()
        self.places = markets(*PLACES)
        self.top, self.model, self.variant = series()
        self.made: list[Any] = []

    def do(self, step: str, one: date, two: date, at: int) -> None:
        """Whatever is refused does not happen."""
        with clock.fixed(T0 + timedelta(hours=at)), contextlib.suppress(DomainError):
            if step == "make" or not self.made:
                self.made.append(
                    make(self.kind, title="ab"[at % 2], issued_on=min(one, two), valid_to=max(one, two),
                         markets=self.places[: at % 3], products=[self.top.pk][: at % 2])
                )  # fmt: skip
                return
            record = self.made[(at * 7 + one.toordinal()) % len(self.made)]
            name, payload = self.payload(step, one, two)
            act(record, name, **payload)

    def payload(self, step: str, one: date, two: date) -> tuple[str, dict[str, Any]]:
        """The action and its form."""
        some = self.places[one.day % 3 :]
        clauses = [
            {
                "markets": some,
                "products": [self.top.pk],
                "excluded_products": [self.variant.pk][: two.day % 2],
            },
            {
                "n": 2 + two.day % 2,
                "products": [self.model.pk],
                "starts": min(one, two),
                "ends": max(one, two),
            },
        ]
        said: dict[str, tuple[str, dict[str, Any]]] = {
            "renew": ("renew", {"valid_from": min(one, two), "valid_to": max(one, two)}),
            "correct_term": ("correct_term", {"valid_to": one, "reason": "误录"}),
            "amend": ("amend", {"notes": str(one.day), "title": "ab"[two.day % 2]}),
            "duty": ("schedule_duty", {"code": "audit", "name_zh": "审核", "due_on": one, "grace_days": 30}),
            "duty_done": ("record_duty", {"code": "audit", "done_on": one}),
            "scope": ("set_scope", {"markets": some, "products": [self.model.pk], "acts": ["sell"]}),
            "amend_scope": ("amend", {"markets": some[:1]}),
            "keep_until": ("keep_until", {"retain_until": one, "reason": "规定"}),
            "clauses": ("set_clauses", {"clauses": clauses[: 1 + one.day % 2]}),
            "take_back_change": ("take_back_change", {"reason": "x"}),
            "archive": ("archive", {}),
            "restore": ("restore", {}),
        }
        return said.get(step) or (step, {"effective_on": one, "reason": "x"})

    def seen(self, at: int, condition: str = "") -> Any:
        """Everything that can be asked of what was known after step ``at``."""
        known = T0 + timedelta(hours=at, minutes=30)
        lists = []
        for on in (DAYS[1], DAYS[4], DAYS[7]):
            for text in (
                condition,
                "status:valid",
                "market:DE",
                f"products:any({self.variant.pk})",
                "-status:valid",
            ):
                asked = Query(
                    text, sort="valid_to,title", as_of=AsOf(on, known), fields=["status", "title", "markets"]
                )
                page = listing(SYSTEM, KIND, asked)
                lists.append([page.count, [{**one, "version": 0} for one in page.items]])
        pages = []
        for record in self.made:
            with contextlib.suppress(NotFound):
                found = detail(SYSTEM, KIND, record.pk, AsOf(DAYS[4], known))
                pages.append([found.title, found.values, found.extra])
        asked_of = [Asked(self.variant.pk, place, on) for place in (*self.places, None) for on in DAYS[3:6]]
        return lists, pages, answers(asked_of, known)


@pytest.fixture
def world() -> World:
    with clock.fixed(T0):
        return World()


@pytest.mark.demand("R-000-24")
@example(
    steps=[
        ("make", DAYS[0], DAYS[0]), ("duty", DAYS[4], DAYS[7]), ("renew", DAYS[4], DAYS[6]),
        ("withdraw", DAYS[5], DAYS[6]), ("take_back_change", DAYS[4], DAYS[4]), ("duty_done", DAYS[2], DAYS[2]),
    ],
    condition="status:valid",
)  # fmt: skip
@example(
    steps=[
        ("make", DAYS[0], DAYS[7]), ("duty", DAYS[4], DAYS[7]), ("withdraw", DAYS[3], DAYS[3]),
        ("take_back_change", DAYS[4], DAYS[4]), ("archive", DAYS[4], DAYS[4]), ("keep_until", DAYS[8], DAYS[8]),
    ],
    condition="status:valid",
)  # fmt: skip
@given(steps=st.lists(STEPS, min_size=3, max_size=9), condition=TREES)
@QUIET
def test_what_was_known_stays_known(world: World, steps: list[Any], condition: str) -> None:
    """The answers of each instant, asked again after everything that was recorded later, are the same."""
    world.made.clear()
    told = []
    for at, (step, one, two) in enumerate(steps, 1):
        world.do(step, one, two, at)
        with clock.fixed(T0 + timedelta(hours=at, minutes=40)):
            told.append(world.seen(at, condition))
    with clock.fixed(T0 + timedelta(days=30)):
        for at, said in enumerate(told, 1):
            assert world.seen(at, condition) == said, at
    Credential.objects.filter(pk__in=[one.pk for one in world.made]).update(archived_at=T0)


@given(steps=st.lists(STEPS, min_size=3, max_size=9), trees=st.lists(TREES, min_size=6, max_size=6), on=day)
@QUIET
def test_the_database_and_memory_say_the_same(
    world: World, steps: list[Any], trees: list[str], on: date
) -> None:
    world.made.clear()
    for at, (step, one, two) in enumerate(steps, 1):
        world.do(step, one, two, at)
    ids = [one.pk for one in world.made]
    for at in range(len(steps) + 1):
        known = T0 + timedelta(hours=at, minutes=30)
        then = {one: conditions.values_then(KIND, one, known) for one in ids}
        for text in trees:
            tree = conditions.parse_text(KIND, text)
            env = conditions.Env(SYSTEM, on, known=known)
            rows = Credential.objects.filter(conditions.to_q(KIND, tree, env), pk__in=ids)
            met = {one for one, said in then.items() if said and conditions.matches(KIND, tree, said, env)}
            assert set(rows.values_list("pk", flat=True)) == met, (text, at)
