"""Rules that count people in post: who counts, in words, and as kept after any change."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from credentry.core.records.actions import perform
from credentry.domains.coverage import refreshing
from credentry.domains.coverage.models import Obligation
from credentry.domains.coverage.queries.asking import RULE, Ask
from credentry.domains.coverage.queries.matrix import matrix
from credentry.domains.coverage.queries.requirements import gaps
from credentry.domains.coverage.queries.tables import matrix_table
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
from credentry.domains.coverage.tests.test_incremental import stored
from credentry.foundation.errors import DomainError, Invalid

pytestmark = pytest.mark.django_db
RULES = ("ST-001-1", "ST-001-2", "ST-001-3", "ST-003-2", "ST-004-3")
DAY = date(2026, 11, 20)
C = "P-SAFETY-C 2025-06-01..2028-06-01"


@pytest.fixture
def works() -> "Works":
    factories.world(*RULES)
    return Works()


class Works:
    """A project with a site and its contractor, a labour subcontractor, three people; every step is chosen by numbers."""

    def __init__(self) -> None:
        known = {"org_kind": "contractor", "org_qual_grade": "third", "supplier_headcount": 60}
        self.builder = factories.subject("organisation", "总包", known)
        self.branch = factories.subject("organisation", "总包分公司", known, parent=self.builder.pk)
        self.labour = factories.subject("organisation", "劳务", known)
        facts = {"project_type": "building", "project_floor_area": 12000}
        self.project = factories.subject("project", "一号楼", facts)
        self.site = factories.subject("site", "东区", parent=self.project.pk)
        self.elsewhere = factories.subject("project", "二号楼", facts)
        self.stage = factories.plan(self.project, "stage", role="S4", organisation=self.builder.pk)
        self.supply = factories.plan(
            self.labour, "supply", role="labour_subcontractor", place=self.project.pk
        )
        self.company = factories.plan(self.builder, "company")
        self.people = [factories.subject("person", f"安全员{n}") for n in range(3)]
        self.papers = [factories.paper(C, self.people[0])]
        self.posts: list[Any] = []

    def post(self, who: Any, **more: Any) -> Any:
        place = {"place": more.pop("place", self.project).pk}
        return factories.plan(who, "post", role=more.pop("role", "safety_officer"), **place, **more)

    def says(self, engagement: Any = None, day: date = DAY) -> dict[str, str]:
        return factories.said(engagement or self.stage, day)

    def do(self, what: int, which: int, how: int) -> None:
        """One step; what cannot be done in the present state is no step."""
        steps: list[Callable[[int, int], None]] = [
            self.employ, self.employ, self.employ, self.certify, self.certify, self.suspend, self.amend, self.put_away,
            self.leave, self.hire, self.know, self.build, self.move,
        ]  # fmt: skip
        try:
            steps[what % len(steps)](which, how)
        except DomainError:
            return

    def company_of(self, how: int) -> Any:
        return [None, self.builder, self.labour, self.branch][how % 4]

    def employ(self, which: int, how: int) -> None:
        place = [self.project, self.site, self.elsewhere, None, self.builder][how % 5]
        company = self.company_of(how // 5)
        form: dict[str, Any] = {"place": place.pk} if place else {}
        form |= {"organisation": company.pk} if company else {}
        form |= {"starts_on": "2026-03-01", "ends_on": "2027-03-01"} if how % 3 == 0 else {}
        role = "project_manager" if how % 7 == 6 else "safety_officer"
        self.posts.append(factories.plan(self.people[which % 3], "post", role=role, **form))

    def certify(self, which: int, how: int) -> None:
        text = [C, "P-SAFETY-C 2026-01-01..2026-12-20", "P-SAFETY-C 2020-01-01..2023-01-01"][how % 3]
        self.papers.append(factories.paper(text, self.people[which % 3]))

    def suspend(self, which: int, how: int) -> None:
        form = {"effective_on": "2026-10-01", "reason": "r", "source": "own"}
        perform(
            SYSTEM,
            "credential",
            "suspend" if how % 2 else "cancel",
            self.papers[which % len(self.papers)].pk,
            form,
        )

    def amend(self, which: int, how: int) -> None:
        if self.posts:
            company = self.company_of(how // 3)
            form = [
                {"ends_on": "2026-11-30"},
                {"place": [self.project, self.elsewhere][which % 2].pk},
                {"organisation": company.pk if company else None},
                {"subject": self.people[how % 3].pk},
            ][how % 4]
            perform(SYSTEM, "engagement", "amend", self.posts[which % len(self.posts)].pk, form)

    def put_away(self, which: int, how: int) -> None:
        one = [*self.posts, self.people[how % 3]][which % (len(self.posts) + 1)]
        one.refresh_from_db()
        kind = getattr(one, "subject_kind", "engagement")
        perform(SYSTEM, kind, "restore" if one.archived_at else "archive", one.pk, {})

    def leave(self, which: int, how: int) -> None:
        form = {"last_day": f"2026-{10 + how % 3}-15", "reason": "r"}
        perform(SYSTEM, "person", "leave", self.people[which % 3].pk, form)

    def hire(self, which: int, how: int) -> None:
        company = self.company_of(how)
        form = {
            "employer": company.pk if company else None,
            "employed_from": "2025-01-01",
            "employed_to": None,
        }
        perform(SYSTEM, "person", "amend", self.people[which % 3].pk, form)

    def know(self, which: int, how: int) -> None:
        _, added = factories.split("project", {"project_floor_area": [8000, 12000, 60000][how % 3]})
        perform(SYSTEM, "project", "amend", self.project.pk, {"custom": added})

    def build(self, which: int, how: int) -> None:
        company = self.company_of(how)
        form = {"organisation": company.pk if company else None}
        perform(SYSTEM, "engagement", "amend", self.stage.pk, form)

    def move(self, which: int, how: int) -> None:
        if how % 2:
            above = [self.project, self.elsewhere][which % 2].pk
            perform(SYSTEM, "site", "amend", self.site.pk, {"parent": above})
        else:
            above = self.builder.pk if which % 2 else None
            perform(SYSTEM, "organisation", "amend", self.branch.pk, {"parent": above})


def test_persons_are_counted_and_told_in_words(works: Works) -> None:
    assert works.says() == {"ST-001-2": "missing (0/2)"}
    works.post(works.people[0], organisation=works.builder.pk)
    assert works.says() == {"ST-001-2": "missing (1/2)"}
    one = gaps(SYSTEM, Ask("stage", DAY))[0]
    assert one["rule"]["legal_basis"] == "建质〔2008〕91号"
    counted = {"held": 1, "wanted": 2, "people": True, "zh": "需 2 人，合格 1 人", "en": "1 of 2 persons"}
    assert one["counted"] == counted
    cell = matrix(SYSTEM, Ask("stage", DAY), across=RULE)["rows"][0]["cells"]["ST-001-2"]
    assert cell["counted"] == counted
    row = next(iter(matrix_table(SYSTEM, Ask("stage", DAY), RULE).rows))
    assert row["p_ST-001-2"].endswith(("需 2 人，合格 1 人", "1 of 2 persons"))


def test_who_counts(works: Works) -> None:
    for one in works.people[1:]:
        works.papers.append(factories.paper(C, one))
    works.post(
        works.people[0], organisation=works.labour.pk
    )  # of the labour subcontractor: for it, not for the contractor
    assert (works.says(), works.says(works.supply)) == (
        {"ST-001-2": "missing (0/2)"}, {"ST-003-2": "missing (1/2)"},
    )  # fmt: skip
    works.post(works.people[1], place=works.site, organisation=works.branch.pk)  # at its site, of a branch
    assert works.says() == {"ST-001-2": "missing (1/2)"}
    works.post(works.people[2], role="project_manager", organisation=works.builder.pk)
    assert works.says() == {"ST-001-2": "missing (1/2)"}
    works.post(works.people[2], starts_on="2026-12-01", organisation=works.builder.pk)
    assert works.says() == {"ST-001-2": "missing (1/2)"}
    assert works.says(day=date(2026, 12, 1)) == {"ST-001-2": "met until 2028-06-01 (2/2)"}
    works.hire(2, 1)
    works.leave(2, 2)
    assert works.says(day=date(2026, 12, 15)) == {"ST-001-2": "met until 2026-12-15 (2/2)"}
    assert works.says(day=date(2026, 12, 16)) == {"ST-001-2": "missing (1/2)"}


def test_only_what_has_people_in_post_counts_them(works: Works) -> None:
    form = {
        "code": "X-1",
        "name_zh": "x",
        "all_of": ["P-SAFETY-C"],
        "about": "crew",
        "scope": "product_market",
    }
    with pytest.raises(Invalid) as wrong:
        perform(SYSTEM, "requirement_rule", "register", None, form)
    assert [one.code for one in wrong.value.errors] == ["coverage.nobody_in_post"]
    with pytest.raises(Invalid) as wrong:
        perform(
            SYSTEM, "requirement_rule", "register", None, {**form, "about": "", "posts": ["safety_officer"]}
        )
    assert [one.code for one in wrong.value.errors] == ["coverage.posts_of_nobody"]
    form |= {"scope": "project_stage", "posts": ["nobody"]}
    with pytest.raises(Invalid) as wrong:
        perform(SYSTEM, "requirement_rule", "register", None, form)
    assert [one.code for one in wrong.value.errors] == ["coverage.unknown_post"]


STEPS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 5), st.integers(0, 59)), min_size=5, max_size=14
)


@pytest.mark.demand("R-000-97")
def test_counts_follow_every_change(works: Works) -> None:
    seen: set[Any] = set()

    @settings(
        max_examples=8, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip
    @given(STEPS)
    def check(steps: list[tuple[int, int, int]]) -> None:
        papers = list(works.papers)
        with transaction.atomic():
            works.posts = []
            for one in [(0, 0, 5), (3, 1, 0), (0, 1, 5), *steps]:
                works.do(*one)
                kept = (stored(), held())
                refreshing.rebuild()
                assert kept == (stored(), held()), (one, steps)
            seen.update(kept[1])
            transaction.set_rollback(True)
        works.papers = papers

    def held() -> list[Any]:
        return sorted(Obligation.objects.values_list("rule__code", "starts", "held"), key=str)

    check()
    assert {one[2] for one in seen} >= {0, 1, 2}
