"""A limit of use that cannot be judged: what only that paper would meet is unknown, with the fact that is missing in words."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from credentry.core.records.actions import perform
from credentry.core.records.models import Revision
from credentry.delivery.http.tests.client import Browser
from credentry.domains.coverage import refreshing
from credentry.domains.coverage.actions.answers import answer
from credentry.domains.coverage.models import UseLimit
from credentry.domains.coverage.queries.asking import Ask
from credentry.domains.coverage.queries.losing import Loss, lose
from credentry.domains.coverage.queries.questions import questionnaire
from credentry.domains.coverage.queries.requirements import gaps
from credentry.domains.coverage.rules import meeting
from credentry.domains.coverage.tests import factories
from credentry.domains.coverage.tests.factories import SYSTEM
from credentry.domains.coverage.tests.test_incremental import stored
from credentry.domains.coverage.tests.test_limits import CON, DAY, RULE, B, Firm
from credentry.domains.gate.tests.factories import ask, codes
from credentry.domains.packs.shipped import packs
from credentry.domains.packs.wanted.limits import limits
from credentry.foundation import clock
from credentry.foundation.errors import Invalid

pytestmark = pytest.mark.django_db
ALWAYS = ((date.min, date.max),)


@pytest.fixture
def firm() -> Firm:
    return Firm()


def amend_limit(code: str, **values: Any) -> None:
    perform(SYSTEM, "use_limit", "amend", UseLimit.objects.get(code=code).pk, values)


def same_from_scratch() -> None:
    kept = stored()
    refreshing.rebuild()
    assert kept == stored()


def test_without_a_birth_date_the_age_limit_cannot_be_judged(firm: Firm) -> None:
    firm.amend(birth_date=None)
    assert (firm.says(), firm.why()) == ("unknown_fact", [("CN-005", True, "birth_date")])
    row = next(one for one in gaps(SYSTEM, Ask("post", DAY)) if one["rule"]["code"] == RULE)
    (limit,) = row["limits"]
    assert limit["asks"] == [
        {"fact": "birth_date", "zh": "出生日期", "en": "birth date", "record": {"kind": "person", "id": str(firm.person.pk)}}
    ]  # fmt: skip
    assert row["credential"]["id"] == str(firm.papers[0].pk)  # what would meet it
    firm.amend(birth_date="1962-03-01")
    assert (firm.says(), firm.why()) == ("met until 2027-03-01", [])
    same_from_scratch()


def test_what_is_not_met_anyway_stays_so(firm: Firm) -> None:
    firm.amend(birth_date=None)
    assert firm.says(0, date(2028, 1, 2)) == "expired"
    perform(SYSTEM, "credential", "archive", firm.papers[1].pk, {"reason": "r"})
    assert firm.says() == "missing"
    same_from_scratch()


def test_a_limit_that_warns_says_that_it_cannot_be_judged(firm: Firm) -> None:
    amend_limit("CN-005", effect="warn")
    firm.amend(birth_date=None)
    assert (firm.says(), firm.why()) == ("met until 2028-01-01", [("CN-005", False, "birth_date")])
    found = ask(firm.person, "bid", on="2026-11-20")
    assert codes(found, "warn").count("use_limit_unknown") == 1
    assert "未填写出生日期" in str([one.said for one in found.found.reasons])


def test_the_gate_warns_of_what_cannot_be_judged(firm: Firm) -> None:
    assert "use_limit_unknown" not in codes(ask(firm.person, "bid", on="2026-11-20"))
    firm.amend(birth_date=None)
    found = ask(firm.person, "bid", on="2026-11-20")
    assert (codes(found, "warn").count("use_limit_unknown"), codes(found).count("use_limited")) == (1, 0)


def test_the_gate_asks_nothing_about_a_paper_that_is_not_in_force(firm: Firm) -> None:
    firm.amend(birth_date=None)
    assert "use_limit_unknown" not in codes(ask(firm.person, "bid", on="2028-06-01"))
    assert "use_limit_unknown" not in codes(ask(firm.person, "bid", on="2024-06-01"))


def test_who_moves_to_a_post_is_asked_for_what_its_limits_need(firm: Firm) -> None:
    perform(SYSTEM, "engagement", "archive", firm.posts[0].pk, {})
    firm.amend(registration_unit=None, birth_date=None)
    factories.paper("P-WITNESS 2025-01-01..2028-01-01", firm.person)
    found = lose(SYSTEM, Loss("person", firm.person.pk, clock.today(), "witness"))
    assert found["missing"] == []  # no limit asks anything of a witness
    amend_limit("CN-005", types=["P-WITNESS"])
    (lacking,) = lose(SYSTEM, Loss("person", firm.person.pk, clock.today(), "witness"))["missing"]
    assert lacking["state"] == "unknown_fact"
    assert [it["fact"] for one in lacking["limits"] for it in one["asks"]] == ["birth_date"]


def test_who_belongs_to_whom_decides_at_once(firm: Firm) -> None:
    perform(SYSTEM, "person", "amend", firm.person.pk, {"registration_unit": firm.other.pk})
    today = clock.today()
    assert firm.says(0, today) == "missing"
    for above, state in ((firm.mine.pk, "met until 2027-03-01"), (None, "missing")):
        perform(SYSTEM, "organisation", "amend", firm.other.pk, {"parent": above})
        assert firm.says(0, today) == state
        same_from_scratch()


def test_registration_and_employer_must_both_be_known(firm: Firm) -> None:
    new = factories.subject("person", "新人", birth_date="1980-01-01")
    for text in (CON, B):
        factories.paper(text, new)
    post = factories.plan(new, "post", role="project_manager", place=firm.projects[1].pk)

    def told(day: date = DAY) -> tuple[str, list[str]]:
        rows = gaps(SYSTEM, Ask("post", day, (new.pk,)))
        row = next(one for one in rows if one["rule"]["code"] == RULE)
        return factories.said(post, day)[RULE], [it["fact"] for one in row["limits"] for it in one["asks"]]

    assert told() == ("unknown_fact", ["employer", "registration_unit"])
    perform(SYSTEM, "person", "amend", new.pk, {"employer": firm.mine.pk, "employed_from": "2026-01-01"})
    assert told() == ("unknown_fact", ["registration_unit"])
    form = {"relation": "registration", "organisation": firm.branch.pk, "from_day": "2026-06-01"}
    perform(SYSTEM, "person", "transfer", new.pk, form)
    assert told(date(2026, 5, 31)) == ("unknown_fact", ["registration_unit"])
    assert told(date(2026, 6, 1)) == ("met until 2028-01-01", [])
    perform(
        SYSTEM,
        "person",
        "leave",
        new.pk,
        {"last_day": "2026-12-31", "reason": "r", "registration_too": False},
    )
    assert told(date(2026, 12, 31)) == ("met until 2026-12-31", [])
    assert told(date(2027, 1, 1)) == ("unknown_fact", ["employer"])
    again = {"relation": "employment", "organisation": firm.other.pk, "from_day": "2027-03-01"}
    perform(SYSTEM, "person", "transfer", new.pk, again)
    assert told(date(2027, 2, 28)) == ("unknown_fact", ["employer"])
    assert told(date(2027, 3, 1)) == ("missing", [])
    same_from_scratch()


def test_two_posts_without_a_place_may_be_two_projects(firm: Firm) -> None:
    firm.posts.append(factories.plan(firm.person, "post", role="project_manager", starts_on="2026-06-01"))
    assert (firm.says(0), firm.says(1)) == ("met until 2027-03-01", "unknown_fact")
    row = next(one for one in gaps(SYSTEM, Ask("post", DAY)) if one["state"] == "unknown_fact")
    (limit,) = row["limits"]
    assert [(one["fact"], one["record"]) for one in limit["asks"]] == [
        ("place", {"kind": "engagement", "id": str(firm.posts[1].pk)})
    ]
    perform(SYSTEM, "engagement", "amend", firm.posts[1].pk, {"place": firm.projects[0].pk})
    assert firm.says(1) == "met until 2027-03-01"
    same_from_scratch()


def test_a_copy_whose_last_day_is_not_entered(firm: Firm) -> None:
    form = {"code": "usage_valid_until", "name_zh": "使用有效期", "kind": "credential", "value_type": "date", "all_types": True,
            "filterable": True}  # fmt: skip
    assert firm.why() == []  # the register keeps no such field
    perform(SYSTEM, "custom_field", "define", None, form)
    assert (firm.says(), firm.why()) == ("met until 2027-03-01", [("CN-007", False, "usage_valid_until")])
    amend_limit("CN-007", effect="block")
    assert firm.says() == "unknown_fact"
    custom = {"usage_valid_until": "2027-01-31"}
    perform(SYSTEM, "credential", "amend", firm.papers[0].pk, {"custom": custom})
    assert firm.says() == "met until 2027-01-31"
    same_from_scratch()


def test_a_permit_and_a_licence_that_do_not_both_speak() -> None:
    factories.world("RQ-ENG-023")
    factories.types({"MD-ORG-BL"})
    for one in limits(packs()["engineering-permits"]):
        perform(SYSTEM, "use_limit", "register", None, dict(one.form))
    form = {
        "code": "legal_rep",
        "name_zh": "法定代表人",
        "kind": "credential",
        "all_types": True,
        "filterable": True,
    }
    perform(SYSTEM, "custom_field", "define", None, form)
    firm, project = factories.subject("organisation", "本公司"), factories.subject("project", "一号楼")
    stage = factories.plan(project, "stage", role="S4", organisation=firm.pk)
    permit = factories.paper("ORG-SAFETY-PERMIT 2025-01-01..2028-01-01", firm)
    factories.paper("ORG-CONSTR-QUAL 2024-01-01..2027-06-30 says legal_rep=张三", firm)

    def told() -> tuple[str, list[tuple[str, Any]]]:
        (row,) = gaps(SYSTEM, Ask("stage", DAY))
        asks = [(it["fact"], it["record"]["id"]) for one in row["limits"] for it in one["asks"]]
        return factories.said(stage, DAY)["RQ-ENG-023"], asks

    assert told() == ("met until 2027-06-30", [("licence", str(firm.pk))])  # it warns
    amend_limit("CN-010", effect="block")
    assert told()[0] == "unknown_fact"
    licence = factories.paper("MD-ORG-BL 2010-01-01..", firm)  # no rule here asks for it
    perform(SYSTEM, "credential", "amend", permit.pk, {"custom": {"legal_rep": "张三"}})
    assert told() == ("unknown_fact", [("legal_rep", str(licence.pk))])
    for word, state in (("张三", "met until 2027-06-30"), ("李四", "missing")):
        perform(SYSTEM, "credential", "amend", licence.pk, {"custom": {"legal_rep": word}})
        assert told() == (state, [])
        same_from_scratch()
    perform(SYSTEM, "credential", "archive", licence.pk, {"reason": "r"})
    assert told()[0] == "unknown_fact"
    same_from_scratch()


def test_what_a_limit_asks_about_a_person_is_answered_like_a_fact(firm: Firm) -> None:
    firm.amend(birth_date=None, registration_unit=None)
    asked = questionnaire(SYSTEM, firm.person.pk)["unknown"]
    assert [(one["fact"], one["type"], one["decides"]) for one in asked] == [
        ("birth_date", "date", 1), ("registration_unit", "organisation", 1),
    ]  # fmt: skip
    said = {"birth_date": "1980-01-01", "registration_unit": str(firm.mine.pk)}
    answer(SYSTEM, firm.person.pk, said, "身份证复印件")
    assert questionnaire(SYSTEM, firm.person.pk)["unknown"] == []
    last = Revision.objects.filter(record_id=firm.person.pk).latest("n")
    assert (last.why, firm.says(0, clock.today())) == ("身份证复印件", "met until 2028-01-01")
    with pytest.raises(Invalid):
        answer(SYSTEM, firm.mine.pk, {"birth_date": "1980-01-01"}, "")


def test_who_lacks_a_fact_is_listed_and_completed_at_once(firm: Firm) -> None:
    firm.amend(birth_date=None)
    plain = {"employer": firm.mine.pk, "registration_unit": firm.mine.pk}
    others = [factories.subject("person", name, **plain) for name in ("乙", "丙")]
    for one in others:
        for text in (CON, B):
            factories.paper(text, one)
    posts = [factories.plan(one, "post", role="project_manager", place=firm.projects[1].pk) for one in others]
    factories.subject("person", "无证", **plain)  # nothing of theirs waits
    east = Browser("admin")
    status, found = east.get(f"/coverage/unjudged?context=post&on={DAY}")
    assert status == 200
    (asked,) = found["items"]
    told = (asked["fact"], asked["input"], asked["kind"], asked["count"])
    assert told == ("birth_date", "date", "person", 3)
    assert {one["label"] for one in asked["records"]} == {"建造师", "乙", "丙"}
    values = {str(firm.person.pk): "1980-01-01", str(others[0].pk): "1985-02-03", str(others[1].pk): "明天"}
    done = east.post("/coverage/unjudged", {"fact": "birth_date", "values": values, "source": "花名册"})[1]
    assert (done["done"], [one["id"] for one in done["failed"]]) == (2, [str(others[1].pk)])
    assert [factories.said(one, DAY)[RULE] for one in posts] == ["met until 2028-01-01", "unknown_fact"]
    (asked,) = east.get(f"/coverage/unjudged?context=post&on={DAY}")[1]["items"]
    assert [one["label"] for one in asked["records"]] == ["丙"]
    assert east.get("/coverage/unjudged?context=market")[1]["items"] == []
    assert east.post("/coverage/unjudged", {"fact": "title", "values": values})[0] == 422
    last = Revision.objects.filter(record_id=others[0].pk).latest("n")
    assert last.why == "花名册"
    viewer = Browser("viewer")
    assert viewer.post("/coverage/unjudged", {"fact": "birth_date", "values": values})[0] == 403


def test_what_is_unknown_can_be_waived(firm: Firm) -> None:
    firm.amend(birth_date=None)
    form = {"engagement": firm.posts[0].pk, "rule": factories.rule_of(RULE).pk, "reason": "r",
            "expires_on": clock.today() + timedelta(days=60)}  # fmt: skip
    made = perform(SYSTEM, "waiver", "request", None, form).record
    perform(firm.chief, "waiver", "approve", made.pk, {})
    assert factories.said(firm.posts[0], clock.today())[RULE].startswith("waived")


def test_nothing_is_looked_at_where_no_limit_is_about_the_types(firm: Firm) -> None:
    firm.amend(birth_date=None)
    for code in ("CN-002", "CN-005"):
        amend_limit(code, types=["P-SO-LV"])
    assert firm.says() == "met until 2028-01-01"
    seen = [one["sql"] for one in _asked(firm)]
    assert seen
    assert not [one for one in seen if "INSERT INTO coverage_bars (code, credential" in one]


def _asked(firm: Firm) -> Any:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    perform(SYSTEM, "use_limit", "archive", UseLimit.objects.get(code="CN-004").pk, {})
    with CaptureQueriesContext(connection) as found:
        refreshing.refresh([firm.person.pk])
    return found.captured_queries


def test_the_pure_definition_says_the_same(firm: Firm) -> None:
    """Of several ways and papers the best that is sure counts; what may be met is better than what is not."""
    open_, last = date(2025, 1, 1), date(2028, 1, 1)
    days = (
        meeting.Stretch(None, date(2024, 12, 31), "not_yet_effective"),
        meeting.Stretch(open_, last, "valid", last),
    )
    con, sure = meeting.Paper("a", "P-CON1", days, unsure=ALWAYS), meeting.Paper("b", "P-SAFETY-B", days)
    both = [meeting.Need("P-CON1"), meeting.Need("P-SAFETY-B")]

    def state(ways: Any, *papers: meeting.Paper, day: date = DAY) -> str:
        return meeting.meet(ways, papers, None, day).state

    firm.amend(birth_date=None)
    for day in (DAY, date(2027, 6, 1)):
        found = meeting.meet([both], [con, sure], None, day)
        assert (f"{found.state} until {found.until}" if found.until else found.state) == firm.says(0, day)
    assert meeting.meet([both], [con, sure], None, DAY).missing == ()
    assert state([both], con) == "missing"
    assert state([both], con, sure, replace(con, id="c", unsure=())) == "met"
    assert state([[both[0]], [both[1]]], con, sure) == "met"
    assert state([both], replace(con, barred=ALWAYS), sure) == "missing"
    pending = (meeting.Stretch(None, None, "not_yet_effective"),)
    assert state([both], con, replace(sure, stretches=pending)) == "in_application"
    two = [[meeting.Need("P-CON1", 2)]]
    assert state(two, con, replace(con, id="c", unsure=())) == "unknown_fact"
    late = replace(con, unsure=((date(2027, 5, 1), date.max),))
    assert meeting.meet([both], [late, sure], None, DAY).until == date(2027, 4, 30)


def test_an_open_paper_holds_until_the_day_before_its_limit(firm: Firm) -> None:
    perform(SYSTEM, "credential", "archive", firm.papers[0].pk, {"reason": "r"})
    factories.paper("P-CON1 2025-01-01..", firm.person)
    perform(SYSTEM, "credential", "archive", firm.papers[1].pk, {"reason": "r"})
    factories.paper("P-SAFETY-B 2025-01-01..", firm.person)
    assert firm.says() == "met until 2027-03-01"
    same_from_scratch()
