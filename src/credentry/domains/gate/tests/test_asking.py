"""May it be done: answers from a register with real credentials, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credentry.core.records.tests.factories import Company, make_company
from credentry.domains.credentials.tests.factories import act, make, make_type, plain_type
from credentry.domains.gate import checks
from credentry.domains.gate.queries import asking, showing
from credentry.domains.gate.tests.factories import CCC, SYSTEM, ask, codes, question
from credentry.domains.subjects.tests.factories import make as subject
from credentry.domains.subjects.tests.factories import markets, series
from credentry.foundation import clock
from credentry.foundation.errors import Forbidden
from credentry.foundation.labels import L

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def company() -> Iterator[Company]:
    with clock.fixed(TODAY):
        yield make_company()


@pytest.fixture
def line() -> tuple[Any, Any, Any]:
    return series()


@pytest.fixture
def ccc(line: tuple[Any, Any, Any]) -> Any:
    """A CCC for the whole series in China, valid from 2024-03-15 to 2027-03-14."""
    kind = make_type(definition=CCC)
    return make(kind, products=[line[0].pk], markets=markets("CN"), credential_no="2024990901000001")


def test_a_variant_is_covered_by_the_certificate_of_its_series(ccc: Any, line: Any) -> None:
    found = ask(line[2], market="CN")
    assert found.found.answer == "allow"
    assert [(one.paper.number, one.clause, one.until) for one in found.found.used] == [
        (ccc.number, 1, date(2027, 3, 14))
    ]
    assert (found.changes_on, found.changes_to) == (date(2026, 12, 14), "warn")  # 90 days before its end
    assert ask(line[2], on="2026-12-14", market="CN").found.answer == "warn"
    assert ask(line[2], on="2027-03-14", market="CN").changes_on == date(2027, 3, 15)
    assert codes(ask(line[2], on="2027-03-15", market="CN")) == ["expired"]
    assert ask(line[2], on="2024-03-14", market="CN").found.reasons[0].code == "not_yet_effective"


def test_nothing_registered_is_said_and_not_allowed(ccc: Any, line: Any) -> None:
    found = ask(line[1], market="DE")
    assert (found.found.answer, codes(found)) == ("warn", ["nothing_registered"])
    assert ask(line[1], market="CN", act="bid").found.answer == "warn"


def test_a_suspension_stops_everything_and_a_cancellation_leaves_stock_to_sell(ccc: Any, line: Any) -> None:
    act(ccc, "suspend", effective_on="2026-11-01", reason="工厂检查不合格")
    for name in ("sell", "produce", "import", "ship_stock"):
        found = ask(line[1], name, market="CN")
        assert (found.found.answer, codes(found)) == ("deny", ["suspended"])
    assert found.found.reasons[0].since == date(2026, 11, 1)
    assert ask(line[1], on="2026-10-31", market="CN").changes_on == date(2026, 11, 1)
    act(ccc, "reinstate", effective_on="2026-11-15", reason="整改通过")
    assert ask(line[1], on="2026-11-10", market="CN").changes_on == date(2026, 11, 15)
    act(ccc, "cancel", effective_on="2026-11-20", reason="停产")
    assert codes(ask(line[1], "sell", market="CN")) == ["cancelled"]
    stock = ask(line[1], "ship_stock", market="CN")
    assert (stock.found.answer, codes(stock)) == ("allow", ["permitted_in_state"])


def test_what_is_still_to_be_confirmed_warns(ccc: Any, line: Any) -> None:
    found = ask(line[1], "ship_stock", on="2027-06-01", market="CN")
    assert (found.found.answer, codes(found, "warn")) == ("warn", ["to_be_confirmed"])


@pytest.mark.demand("R-000-15")
def test_goods_that_arrive_after_expiry_are_red(ccc: Any, line: Any) -> None:
    late = ask(line[2], "import", on="2027-02-20", market="CN", arrives_on="2027-03-20")
    assert late.found.answer == "deny"
    assert [(one.code, one.since) for one in late.found.reasons if one.severity == "deny"] == [
        ("expires_before_arrival", date(2027, 3, 15))
    ]
    assert (
        ask(line[2], "import", on="2026-08-01", market="CN", arrives_on="2026-09-01").found.answer == "allow"
    )
    assert (
        ask(line[2], "import", on="2027-02-20", market="CN", arrives_on="2027-03-14").found.answer == "warn"
    )
    # Ten days at sea: from 2027-03-05 on they would arrive too late.
    soon = ask(line[2], "import", on="2027-01-10", market="CN", arrives_on="2027-01-20")
    assert (soon.changes_on, soon.changes_to) == (date(2027, 3, 5), "deny")


def test_a_suspension_on_the_way_binds(ccc: Any, line: Any) -> None:
    act(ccc, "suspend", effective_on="2026-12-01", reason="x")
    act(ccc, "reinstate", effective_on="2026-12-05", reason="y")
    found = ask(line[2], market="CN", arrives_on="2026-12-20")
    assert (found.found.answer, codes(found, "deny")) == ("deny", ["suspended"])


def test_an_excluded_model_is_not_covered(line: Any) -> None:
    made = make(
        make_type(definition=CCC),
        products=[line[0].pk],
        markets=markets("CN"),
        credential_no="2024990901000002",
    )
    act(made, "set_scope", excluded_products=[str(line[1].pk)])
    assert codes(ask(line[2], market="CN")) == ["excluded"]
    assert ask(line[0], market="CN").found.answer == "allow"


def test_a_group_covers_its_members_on_the_days_of_membership(line: Any) -> None:
    kind = plain_type(code="EU-X", subject_kind="product")
    made = make(
        kind, products=[line[0].pk], markets=markets("EU"), issued_on="2018-01-01", valid_to="2030-01-01"
    )
    assert ask(line[1], market="DE").found.answer == "allow"
    assert ask(line[1], market="德国").found.used[0].paper.number == made.number
    before = ask(line[1], market="GB", on="2020-01-31")
    assert before.found.answer == "allow"
    assert (before.changes_on, before.changes_to) == (date(2020, 2, 1), "warn")


def test_a_type_bound_to_a_country_says_nothing_elsewhere(line: Any) -> None:
    markets("CN", "DE")
    make(
        make_type(definition=CCC, jurisdiction="CN"), products=[line[0].pk], credential_no="2024990901000003"
    )
    assert ask(line[1], market="CN").found.answer == "allow"
    assert codes(ask(line[1], market="DE")) == ["nothing_registered"]


def test_what_is_required_must_be_held(ccc: Any, line: Any) -> None:
    plain_type(code="EU-RED", category="radio", name_zh="无线指令")
    assert codes(ask(line[1], market="CN", requires=("EU-RED",)), "deny") == ["missing"]
    assert ask(line[1], market="CN", requires=("CN-CCC", "product_safety")).found.answer == "allow"
    assert codes(ask(line[1], market="CN", requires=("radio",)), "deny") == ["missing"]
    assert codes(ask(line[1], market="CN", requires=("NONSENSE",))) == ["requirement_unknown"]


def test_one_good_certificate_of_a_type_is_enough(ccc: Any, line: Any) -> None:
    old = make(
        ccc.type, products=[line[0].pk], markets=markets("CN"), issued_on="2018-01-01", valid_to="2023-01-01",
        credential_no="2018990901000001",
    )  # fmt: skip
    assert ask(line[1], market="CN").found.answer == "allow"
    assert codes(ask(line[1], market="CN", on="2020-01-01"), "warn", "deny") == []
    assert ask(line[1], market="CN", on="2023-06-01").found.answer == "deny"
    assert old.pk != ccc.pk


def test_a_person_and_a_company_are_answered_from_what_they_hold(line: Any) -> None:
    person, firm = subject("person", "王焊工"), subject("organisation", "华昇建设")
    kind = plain_type(code="WELD", subject_kind="person")
    make(kind, holder=person.pk, valid_to="2026-12-31", issued_on="2023-01-01")
    assert ask(person, "work", on="2026-05-01").found.answer == "allow"
    assert ask(person, "work", on="2027-01-01").found.answer == "deny"
    assert ask(person.number, "上岗", on="2026-05-01").found.answer == "allow"
    assert codes(ask(firm, "bid")) == ["nothing_registered"]
    make(plain_type(code="QUAL", subject_kind="organisation"), holder=firm.pk, valid_to="2029-01-01")
    assert ask(firm, "bid", on="2026-05-01").found.answer == "allow"
    # A certificate that names products is about these, not about the firm that holds it.
    make(make_type(definition=CCC), holder=firm.pk, products=[line[0].pk], valid_to="2025-01-01",
         credential_no="2024990901000009")  # fmt: skip
    assert ask(firm, "sell", on="2026-05-01", requires=()).found.answer == "allow"


def test_unknown_words_are_said_one_by_one(ccc: Any, line: Any) -> None:
    assert codes(ask("no such thing", market="CN")) == ["subject_unknown"]
    assert codes(ask(line[0], "fly", market="CN")) == ["act_unknown"]
    assert codes(ask(line[0], market="Atlantis")) == ["market_unknown"]
    assert codes(ask(line[0], arrives_on="2026-11-20")) == ["arrival_before_departure"]
    assert ask("G-100", market="CN").found.answer == "allow"


def test_what_the_asker_may_not_see_is_counted_and_never_allows(company: Company, line: Any) -> None:
    east = subject("product", "东部产品", unit=str(company.east.pk))
    kind = make_type(definition=CCC)
    make(
        kind,
        products=[east.pk],
        markets=markets("CN"),
        unit=str(company.west.pk),
        credential_no="2024990901000004",
    )
    found = ask(east, market="CN", actor=company.east_editor)
    assert (found.found.answer, codes(found)) == ("warn", ["outside_rights"])
    assert found.found.reasons[0].said == (1,)
    needed = ask(east, market="CN", actor=company.east_editor, requires=("CN-CCC",))
    assert (needed.found.answer, codes(needed)) == ("warn", ["outside_rights"])
    assert ask(east, market="CN", actor=company.admin).found.answer == "allow"
    west = subject("product", "西部产品", unit=str(company.west.pk))
    assert codes(ask(west, market="CN", actor=company.east_editor)) == ["subject_unknown"]
    with pytest.raises(Forbidden):
        ask(east, actor=company.stranger)


def test_many_questions_cost_as_many_statements_as_few(ccc: Any, line: Any) -> None:
    def cost(count: int) -> int:
        days = [date.fromordinal(TODAY.toordinal() + n) for n in range(count)]
        asked = [question(line[n % 3], market="CN", on=day) for n, day in enumerate(days)]
        with CaptureQueriesContext(connection) as captured:
            assert len(asking.ask(SYSTEM, asked)) == count
        return len(captured)

    cost(3)
    assert cost(3) == cost(60)


def test_an_earlier_belief_answers_as_it_did(ccc: Any, line: Any) -> None:
    """What was recorded later does not change what was believed."""
    with clock.fixed(datetime(2026, 12, 1, 8, tzinfo=UTC)):
        act(ccc, "suspend", effective_on="2026-11-20", reason="补录")
    before, after = datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC)
    asked = {"on": "2026-11-25", "market": "CN"}
    assert ask(line[2], known=before, **asked).found.answer == "allow"
    assert ask(line[2], known=after, **asked).found.answer == "deny"
    assert codes(ask(line[2], known=datetime(2020, 1, 1, tzinfo=UTC), **asked)) == ["nothing_registered"]


def test_a_check_of_another_room_is_heard(ccc: Any, line: Any) -> None:
    def held_back(actor: Any, questions: Any, known: Any) -> dict[int, list[checks.Finding]]:
        words = L("质量部暂扣此批", "Quality holds this batch")
        return {
            one.index: [checks.Finding("on_hold", "deny", words, since=date(2026, 11, 1))]
            for one in questions
            if one.subject_id == line[2].pk
        } | {one.index: [checks.Finding("nothing_needed", "info", L("无需证书", "Nothing needed"), settled=True)]
             for one in questions if one.act == "bid"}  # fmt: skip

    checks.register("test", held_back)
    try:
        with pytest.raises(ValueError, match="twice"):
            checks.register("test", held_back)
        found = asking.ask(
            SYSTEM, [question(line[2], market="CN"), question(line[1], market="CN"), question(line[1], "bid")]
        )
        assert [one.found.answer for one in found] == ["deny", "allow", "allow"]
        said = showing.verdicts(found)[0]["reasons"][0]
        assert (said["code"], said["text"]["zh"], said["since"]) == (
            "on_hold",
            "质量部暂扣此批",
            "2026-11-01",
        )
    finally:
        checks.forget("test")
    assert ask(line[2], market="CN").found.answer == "allow"


def test_an_earlier_scope_answers_as_it_did(ccc: Any, line: Any) -> None:
    """A scope that was changed later is read as it was believed."""
    with clock.fixed(datetime(2026, 12, 1, 8, tzinfo=UTC)):
        wanted = {"products": [str(line[1].pk)], "markets": [str(one) for one in markets("CN", "DE")]}
        act(ccc, "set_scope", **wanted)
    before, after = datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC)
    asked = {"on": "2026-11-25", "market": "CN"}
    assert ask(line[0], known=before, **asked).found.answer == "allow"  # the whole series was in scope then
    assert codes(ask(line[0], known=after, **asked)) == ["nothing_registered"]
    assert codes(ask(line[2], on="2026-11-25", market="DE", known=before)) == ["nothing_registered"]
    assert ask(line[2], on="2026-11-25", market="DE", known=after).found.answer == "allow"
