"""Limits of use, one by one: the paper does not count on those days and the gap says why, or it counts with a warning."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from credentry.core.records.actions import perform
from credentry.domains.coverage import refreshing
from credentry.domains.coverage.models import Obligation, UseLimit
from credentry.domains.coverage.queries.asking import Ask
from credentry.domains.coverage.queries.requirements import gaps
from credentry.domains.coverage.rules import meeting
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
from credentry.domains.coverage.tests.test_incremental import stored
from credentry.domains.gate.tests.factories import ask, codes
from credentry.domains.packs.shipped import packs
from credentry.domains.packs.wanted.limits import limits
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Invalid

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
CON, B = "P-CON1 2025-01-01..2028-01-01", "P-SAFETY-B 2025-01-01..2028-01-01"
RULE = "RQ-PER-001"  # a project manager of a large project: P-CON1 and P-SAFETY-B


class Firm:
    """Two companies, two large projects, a constructor."""

    def __init__(self) -> None:
        self.chief = factories.world(RULE, "RQ-PER-016", "RQ-SUP-001").admin
        for pack in ("personnel-certificates", "engineering-permits"):
            for one in limits(packs()[pack]):
                if not UseLimit.objects.filter(code=one.code).exists():
                    perform(SYSTEM, "use_limit", "register", None, dict(one.form))
        self.mine = factories.subject("organisation", "本公司")
        self.other = factories.subject("organisation", "他公司")
        self.branch = factories.subject("organisation", "分公司", parent=self.mine.pk)
        self.projects = [
            factories.subject("project", f"{n}号楼", {"project_scale": "large"}) for n in range(2)
        ]
        self.person = factories.subject(
            "person", "建造师", birth_date="1962-03-01", employer=self.mine.pk, registration_unit=self.mine.pk
        )
        self.papers = [factories.paper(CON, self.person), factories.paper(B, self.person)]
        self.posts = [self.post(0, starts_on="2026-01-01")]

    def post(self, project: int, role: str = "project_manager", **more: Any) -> Any:
        return factories.plan(self.person, "post", role=role, place=self.projects[project].pk, **more)

    def says(self, post: int = 0, day: date = DAY) -> str:
        return factories.said(self.posts[post], day)[RULE]

    def amend(self, **values: Any) -> None:
        perform(SYSTEM, "person", "amend", self.person.pk, values)

    def why(self, day: date = DAY) -> list[tuple[str, bool]]:
        found = [one for one in gaps(SYSTEM, Ask("post", day)) if one["rule"]["code"] == RULE]
        return [
            (each["code"], each["blocks"], *(fact["fact"] for fact in each["asks"]))
            for one in found
            for each in one["limits"]
        ]

    def do(self, what: int, which: int, how: int) -> None:
        steps: list[Callable[[int, int], None]] = [
            self.age,
            self.register,
            self.hire,
            self.lead,
            self.end,
            self.switch,
            self.paper,
        ]
        try:
            steps[what % len(steps)](which, how)
        except DomainError:
            return

    def age(self, which: int, how: int) -> None:
        self.amend(birth_date=["1962-03-01", "1960-02-29", "1980-01-01", None][how % 4])

    def register(self, which: int, how: int) -> None:
        self.amend(registration_unit=[self.mine.pk, self.other.pk, self.branch.pk, None][how % 4])

    def hire(self, which: int, how: int) -> None:
        self.amend(
            employer=[self.mine.pk, self.other.pk, self.branch.pk][how % 3],
            employed_from=f"20{20 + how % 7}-05-01",
        )

    def lead(self, which: int, how: int) -> None:
        days = [{}, {"starts_on": "2026-06-01", "ends_on": "2027-06-30"}, {"starts_on": "2025-01-01"}][
            how % 3
        ]
        self.posts.append(self.post(which % 2, **days))

    def end(self, which: int, how: int) -> None:
        form = [
            {"ends_on": "2026-12-31"},
            {"starts_on": "2026-03-01"},
            {"place": self.projects[which % 2].pk},
            {"place": None},
        ][how % 4]
        perform(SYSTEM, "engagement", "amend", self.posts[which % len(self.posts)].pk, form)

    def switch(self, which: int, how: int) -> None:
        one = UseLimit.objects.order_by("code")[which % UseLimit.objects.count()]
        form = [
            {"enabled": not one.enabled},
            {"effect": "warn" if one.effect == "block" else "block"},
            {"types": ["P-SAFETY-B"]},
        ]
        perform(SYSTEM, "use_limit", "amend", one.pk, form[how % 3])

    def paper(self, which: int, how: int) -> None:
        self.papers.append(factories.paper([CON, "P-CON1 2026-06-01..2031-01-01"][how % 2], self.person))


@pytest.fixture
def firm() -> Firm:
    return Firm()


def test_cn_002_registered_with_another_company_than_the_employer(firm: Firm) -> None:
    assert firm.says() == "met until 2027-03-01"
    firm.amend(registration_unit=firm.branch.pk)
    assert firm.says() == "met until 2027-03-01"  # a branch and its company are one
    firm.amend(registration_unit=firm.other.pk)  # from today on
    today, before = clock.today(), clock.today() - timedelta(days=1)
    assert (firm.says(0, before), firm.says(0, today)) == (f"met until {before}", "missing")
    assert (firm.why(before), firm.why(today)) == ([], [("CN-002", True)])
    perform(SYSTEM, "use_limit", "amend", UseLimit.objects.get(code="CN-002").pk, {"effect": "warn"})
    assert firm.says(0, today) == "met until 2027-03-01"
    assert firm.why(today) == [("CN-002", False)]


def test_cn_004_the_project_that_was_led_first_counts(firm: Firm) -> None:
    firm.posts.append(firm.post(1, starts_on="2026-06-01"))
    assert (firm.says(0), firm.says(1)) == ("met until 2027-03-01", "missing")
    assert ("CN-004", True) in firm.why()
    perform(SYSTEM, "engagement", "amend", firm.posts[0].pk, {"ends_on": "2026-11-20"})
    assert firm.says(1) == "missing"
    assert firm.says(1, date(2026, 11, 21)) == "met until 2027-03-01"


def test_cn_005_counts_on_the_65th_birthday_and_not_after(firm: Firm) -> None:
    assert firm.says(0, date(2027, 3, 1)) == "met until 2027-03-01"
    assert firm.says(0, date(2027, 3, 2)) == "missing"
    assert firm.why(date(2027, 3, 2)) == [("CN-005", True)]
    firm.amend(birth_date="1980-01-01")
    assert firm.says(0, date(2027, 3, 2)) == "met until 2028-01-01"
    firm.amend(birth_date="1960-02-29")  # 65 on the 1st of March 2025
    perform(SYSTEM, "engagement", "amend", firm.posts[0].pk, {"starts_on": "2025-02-01"})
    assert firm.says(0, date(2025, 3, 1)) == "met until 2025-03-01"
    assert firm.says(0, date(2025, 3, 2)) == "missing"


def test_cn_007_a_lapsed_copy_warns(firm: Firm) -> None:
    form = {"code": "usage_valid_until", "name_zh": "电子证书使用有效期", "kind": "credential", "value_type": "date", "all_types": True,
            "filterable": True}  # fmt: skip
    perform(SYSTEM, "custom_field", "define", None, form)
    perform(SYSTEM, "credential", "amend", firm.papers[0].pk, {"custom": {"usage_valid_until": "2026-11-19"}})
    assert firm.says() == "met until 2027-03-01"
    row = next(one for one in gaps(SYSTEM, Ask("post", DAY)) if one["rule"]["code"] == RULE)
    assert [(one["code"], one["zh"]) for one in row["limits"]] == [("CN-007", "一建电子证书使用有效期180天")]
    perform(SYSTEM, "use_limit", "amend", UseLimit.objects.get(code="CN-007").pk, {"effect": "block"})
    assert firm.says() == "missing"
    assert firm.says(0, date(2026, 11, 19)) == "met until 2026-11-19"


def test_cn_010_a_permit_that_differs_from_the_licence_warns(firm: Firm) -> None:
    form = {
        "code": "legal_rep",
        "name_zh": "法定代表人",
        "kind": "credential",
        "all_types": True,
        "filterable": True,
    }
    perform(SYSTEM, "custom_field", "define", None, form)
    factories.types({"MD-ORG-BL"} - {one for one in ("MD-ORG-BL",) if _known(one)})
    supply = factories.plan(firm.mine, "supply", role="general_contractor")
    for text in ("MD-ORG-BL 2010-01-01.. says legal_rep=张三", "ORG-SAFETY-PERMIT 2025-01-01..2028-01-01 says legal_rep=李四",
                 "ORG-CONSTR-QUAL 2024-01-01..2029-01-01 says legal_rep=张三"):  # fmt: skip
        factories.paper(text, firm.mine)
    assert factories.said(supply, DAY)["RQ-SUP-001"].startswith("met")
    row = next(one for one in gaps(SYSTEM, Ask("supply", DAY)) if one["rule"]["code"] == "RQ-SUP-001")
    assert [(one["code"], one["blocks"]) for one in row["limits"]] == [("CN-010", False)]


def test_cn_015_witness_and_sampler_are_different_persons(firm: Firm) -> None:
    factories.paper("P-WITNESS 2025-01-01..2028-01-01", firm.person)
    witness = firm.post(0, "witness")
    elsewhere = firm.post(1, "sampler", starts_on="2026-06-01")
    assert (
        factories.said(witness, DAY)
        == factories.said(elsewhere, DAY)
        == {"RQ-PER-016": "met until 2028-01-01"}
    )
    sampler = firm.post(0, "sampler", starts_on="2026-12-01", ends_on="2026-12-31")
    assert factories.said(witness, DAY) == {"RQ-PER-016": "met until 2026-11-30"}
    for day, state in ((date(2026, 12, 1), "missing"), (date(2027, 1, 1), "met until 2028-01-01")):
        assert factories.said(witness, day) == {"RQ-PER-016": state}
    assert factories.said(sampler, date(2026, 12, 15)) == {"RQ-PER-016": "missing"}


def _known(code: str) -> bool:
    from credentry.core.records import kinds

    return bool(kinds.get("credential_type").model_class._default_manager.filter(code=code).exists())


def test_a_limit_is_named_where_another_paper_is_missing_too(firm: Firm) -> None:
    perform(SYSTEM, "credential", "archive", firm.papers[1].pk, {"reason": "r"})
    assert (firm.says(0, date(2027, 3, 2)), firm.why(date(2027, 3, 2))) == ("missing", [("CN-005", True)])


def test_the_gate_names_the_limit(firm: Firm) -> None:
    assert "use_limited" not in codes(ask(firm.person, "bid", on="2027-03-01"))
    late = ask(firm.person, "bid", on="2027-03-02")
    assert codes(late, "warn").count("use_limited") == 1
    assert "CN-005" in str([one.said for one in late.found.reasons])


def test_the_pure_definition_says_the_same(firm: Firm) -> None:
    open_, last = date(2025, 1, 1), date(2028, 1, 1)
    days = (
        meeting.Stretch(None, date(2024, 12, 31), "not_yet_effective"),
        meeting.Stretch(open_, last, "valid", last),
    )
    barred = ((date(2027, 3, 2), date.max),)
    papers = [meeting.Paper("a", "P-CON1", days, barred=barred), meeting.Paper("b", "P-SAFETY-B", days)]
    way = [[meeting.Need("P-CON1"), meeting.Need("P-SAFETY-B")]]
    for day in (date(2026, 11, 20), date(2027, 3, 1), date(2027, 3, 2), date(2027, 6, 1)):
        found = meeting.meet(way, papers, None, day)
        pure = f"{found.state} until {found.until}" if found.until else found.state
        assert pure == firm.says(0, day)


def test_what_a_limit_lacks_is_asked_for(firm: Firm) -> None:
    for form, code in (
        ({"test": "age"}, "coverage.years_of_age"),
        ({"test": "apart"}, "coverage.posts_wanted"),
        ({"test": "use_until", "types": ["no type"]}, "coverage.not_codes"),
    ):
        with pytest.raises(Invalid) as wrong:
            perform(SYSTEM, "use_limit", "register", None, {"code": "X-1", "name_zh": "x", **form})
        assert [one.code for one in wrong.value.errors] == [code]


STEPS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 5), st.integers(0, 59)), min_size=4, max_size=10)


def test_limits_follow_every_change(firm: Firm) -> None:
    seen: set[str] = set()

    @settings(
        max_examples=8, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip
    @given(STEPS)
    def check(steps: list[tuple[int, int, int]]) -> None:
        posts, papers = list(firm.posts), list(firm.papers)
        with transaction.atomic():
            for one in steps:
                firm.do(*one)
                kept = stored()
                refreshing.rebuild()
                assert kept == stored(), (one, steps)
                seen.update(Obligation.objects.values_list("state", flat=True))
            transaction.set_rollback(True)
        firm.posts, firm.papers = posts, papers

    check()
    assert {"met", "missing", "unknown_fact"} <= seen
