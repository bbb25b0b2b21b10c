"""Lists and pages as of a day and as of what was known at an instant."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credentry.core.identity.actors import Actor
from credentry.core.records import conditions, kinds
from credentry.core.records.actions import perform
from credentry.core.records.as_of import AsOf, read_as_of
from credentry.core.records.queries import Query, detail, listing
from credentry.core.records.tests.factories import make_company
from credentry.domains.credentials.models import Credential, ScopeChange
from credentry.domains.credentials.tests.factories import SYSTEM, act, make, plain_type
from credentry.domains.subjects.tests.factories import markets, series
from credentry.foundation import clock
from credentry.foundation.errors import Invalid, NotFound

pytestmark = pytest.mark.django_db
T0 = datetime(2026, 11, 1, 4, tzinfo=UTC)
KIND = kinds.get("credential")


def at(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


@pytest.fixture(autouse=True)
def company() -> Any:
    with clock.fixed(T0):
        yield make_company()


def found(condition: Any, known: datetime | None = None, on: date | None = None, **more: Any) -> list[str]:
    page = listing(SYSTEM, KIND, Query(condition, fields=["title"], as_of=AsOf(on, known), **more))
    assert page.count == len(page.items)
    return [one["title"] for one in page.items]


def values(record: Any, known: datetime | None = None, on: date | None = None) -> dict[str, Any]:
    return detail(SYSTEM, KIND, record.pk, AsOf(on, known)).values


def test_a_later_fact_does_not_change_what_was_known() -> None:
    made = make(plain_type(), title="甲", valid_to="2027-03-14")
    with clock.fixed(at(2)):
        act(made, "suspend", effective_on="2026-06-01", reason="抽检不合格")
    with clock.fixed(at(4)):
        act(made, "correct_term", valid_to="2026-08-31", reason="误录")
        july, autumn = date(2026, 7, 1), date(2026, 10, 1)
        assert found("status:valid", at(1), july) == ["甲"]
        assert found("status:suspended", at(2), july) == ["甲"]
        assert found("status:suspended", at(1), july) == []
        assert found("-status:suspended", at(1), july) == ["甲"]
        assert found("valid_to:2027-03-14", at(3)) == ["甲"]
        assert found("valid_to:2027-03-14") == []
        assert found("valid_to<-0d", at(3), autumn) == []
        assert found("", at(-1)) == []
        with clock.fixed(at(5)):
            act(made, "reinstate", effective_on="2026-09-01", reason="整改")
        assert [values(made, at(h), july)["status"] for h in (1, 3, 4)] == ["valid", "suspended", "suspended"]
        assert values(made, at(3))["valid_to"] == "2027-03-14"
        with pytest.raises(NotFound):
            values(made, at(-1))


def test_the_day_replaces_today_everywhere() -> None:
    make(plain_type(), title="甲", valid_to="2027-03-14")
    assert found("status:expired", on=date(2027, 3, 15)) == ["甲"]
    assert found("status:expired", on=date(2027, 3, 14)) == []
    assert found("valid_to<+1m", on=date(2027, 3, 1)) == ["甲"]
    (item,) = listing(SYSTEM, KIND, Query(fields=["status"], as_of=AsOf(date(2030, 1, 1)))).items
    assert item["status"] == "expired"


def test_scope_as_it_was_known() -> None:
    (de, us), (top, model, _) = markets("DE", "US"), series()
    made = make(plain_type(), title="甲", markets=[de], products=[model.pk])
    before = values(made, at(0))["markets"]
    assert not ScopeChange.objects.exists()
    with clock.fixed(at(1)):
        act(made, "set_scope", markets=[de])
        assert not ScopeChange.objects.exists()
        act(made, "set_scope", markets=[us], products=[top.pk])
    with clock.fixed(at(2)):
        act(made, "amend", markets=[us, de])
        assert ScopeChange.objects.count() == 5
        for hours, asked, there in (
            (0, "DE", True), (0, "US", False), (1, "DE", False), (1, "US", True), (2, "DE", True),
        ):  # fmt: skip
            assert bool(found(f"market:{asked}", at(hours))) is there, (hours, asked)
        assert found("markets:none(DE)", at(1)) == ["甲"]
        assert values(made, at(0))["markets"] == before
        assert found("markets:count=1", at(0)) == found("markets:count>=1", at(1)) == ["甲"]
        assert found("markets:count=2", at(1)) == []
        other = f"products:any({top.pk})"
        assert (found(other, at(0)), found(other, at(1))) == ([], ["甲"])
        assert [one["id"] for one in values(made, at(1))["markets"]] == [str(us)]


def test_order_and_pages_follow_what_was_known() -> None:
    kind = plain_type()
    made = {
        name: make(kind, title=name, valid_to=day)
        for name, day in (("a", "2027-01-01"), ("b", "2027-02-01"), ("c", "2027-03-01"), ("d", None))
    }
    with clock.fixed(at(1)):
        act(made["a"], "correct_term", valid_to="2030-01-01", reason="x")
        act(made["d"], "correct_term", valid_to="2026-12-01", reason="x")
        act(made["b"], "amend", title="z")
        for sort, names in (
            ("valid_to", "abcd"),
            ("-valid_to", "dcba"),
            ("title", "abcd"),
            ("type,title", "abcd"),
        ):
            seen, marker = "", ""
            while True:
                query = Query(sort=sort, fields=["title"], after=marker, limit=1, as_of=AsOf(None, at(0)))
                page = listing(SYSTEM, KIND, query)
                seen += "".join(one["title"] for one in page.items)
                marker = page.next or ""
                if not marker:
                    break
            assert seen == names, sort
        assert found("", sort="valid_to") == ["d", "z", "c", "a"]


def test_archived_records_are_there_while_they_were() -> None:
    made = make(plain_type(), title="甲")
    with clock.fixed(at(1)):
        act(made, "archive")
        assert (found(""), found("", at(0)), found("", at(1))) == ([], ["甲"], [])


def test_fields_that_users_added() -> None:
    kind = plain_type()
    for code, value_type in (("plant", "text"), ("power", "number"), ("seen", "date"), ("checked", "bool")):
        perform(
            SYSTEM, "custom_field", "define", None,
            {"kind": "credential", "code": code, "name_zh": code, "value_type": value_type, "filterable": True,
             "all_types": True},
        )  # fmt: skip
    said = {"plant": "South B", "power": "12.5", "seen": "2026-05-01", "checked": True}
    one = make(kind, title="甲", custom=said)
    make(kind, title="乙")
    with clock.fixed(at(1)):
        act(one, "amend", custom={"plant": "x", "power": "1", "seen": None, "checked": False})
        for text in (
            "x_plant:south", 'x_plant="South B"', "x_power>2", "x_power:12..13", "x_seen<2026-05-02",
            "x_seen:2026-05-01", "x_checked:true", "x_seen:*",
        ):  # fmt: skip
            assert found(text, at(0)) == ["甲"], text
            assert found(f"-{text}", at(0)) == ["乙"], text
            assert found(text) == [], text
        assert found("", at(0), sort="x_power") == ["甲", "乙"] == found("", at(0), sort="x_seen")
        assert found("", at(0), sort="x_plant") == ["甲", "乙"]
        assert values(one, at(0))["x_plant"] == "South B"


def test_full_text_and_kinds_without_history_are_refused_in_words() -> None:
    kind = plain_type()
    for query in (Query(q="网关", as_of=AsOf(None, T0)), Query("网关", as_of=AsOf(None, T0))):
        with pytest.raises(Invalid) as caught:
            listing(SYSTEM, KIND, query)
        assert "全文" in caught.value.errors[0].message("zh")
    types = kinds.get("credential_type")
    with pytest.raises(Invalid) as caught:
        listing(SYSTEM, types, Query(as_of=AsOf(None, T0)))
    assert "单条" in caught.value.errors[0].message("zh")
    with clock.fixed(at(1)):
        perform(SYSTEM, "credential_type", "amend", kind.pk, {"name_zh": "改名"})
        then = detail(SYSTEM, types, kind.pk, AsOf(None, at(0)))
        assert (then.values["name_zh"], detail(SYSTEM, types, kind.pk).values["name_zh"]) == (
            "普通证书",
            "改名",
        )
        with pytest.raises(NotFound):
            detail(SYSTEM, types, kind.pk, AsOf(None, at(-1)))


def test_lists_of_now_ask_what_they_asked_before() -> None:
    """Neither the past nor the instant is looked at when nobody asks for it."""
    make(plain_type(), title="甲", markets=markets("DE"))
    with CaptureQueriesContext(connection) as captured:
        assert found("status:valid market:DE", sort="valid_to") == ["甲"]
    text = " ".join(one["sql"] for one in captured)
    assert "credentialpast" not in text
    assert "known_from" not in text
    plain = conditions.to_q(
        KIND, conditions.parse_text(KIND, "valid_to<+6m"), conditions.Env(None, T0.date())
    )
    assert str(Credential.objects.filter(plain).query).count("SELECT") == 1


@pytest.mark.parametrize(
    ("on", "known", "field"),
    [
        ("2026-02-30", "", "on"), ("x", "", "on"), ("9999-12-31", "", "on"), ("", "yesterday", "known"),
        ("", "2026-11-01T04:00:00.001Z", "known"), ("", "2027-01-01", "known"), ("", "0001-01-01T00:00:00Z", "known"),
    ],
)  # fmt: skip
def test_times_that_mean_nothing_are_refused(on: str, known: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_as_of(on, known)
    assert caught.value.errors[0].field == field
    assert caught.value.errors[0].message("zh") != caught.value.errors[0].message("en")


def test_instants_as_people_write_them() -> None:
    assert read_as_of("", "2026-11-01").known == T0  # today: as far as it has come
    assert read_as_of("", "2026-10-31").known == datetime(2026, 10, 31, 15, 59, 59, 999999, tzinfo=UTC)
    assert read_as_of("", "2026-11-01T11:00:00").known == datetime(2026, 11, 1, 3, 0, 0, 999, tzinfo=UTC)
    assert read_as_of("", "2026-11-01T11:00:00 08:00").known == datetime(
        2026, 11, 1, 3, 0, 0, 999, tzinfo=UTC
    )
    assert read_as_of("2026-12-01", "") == AsOf(date(2026, 12, 1), None)


def page(record: Any, known: datetime | None = None, on: date | None = None) -> dict[str, Any]:
    return detail(SYSTEM, KIND, record.pk, AsOf(on, known)).extra


def test_the_page_tells_what_was_believed_then() -> None:
    (de, us), (top, model, _) = markets("DE", "US"), series()
    made = make(
        plain_type(), title="甲", valid_to="2026-12-31", markets=[de], products=[top.pk], scope_text="全系列"
    )
    with clock.fixed(at(1)):
        act(made, "schedule_duty", code="audit", name_zh="监督审核", due_on="2026-11-10", grace_days=0)
    with clock.fixed(at(2)):
        act(made, "record_duty", code="audit", done_on="2026-11-01", result="通过")
        act(made, "renew", valid_from="2027-02-01", valid_to="2028-01-31")
    with clock.fixed(at(3)):
        act(made, "correct_term", n=1, valid_to="2026-11-15", reason="误录")
        act(made, "suspend", effective_on="2026-11-01", reason="抽检不合格")
        act(
            made, "set_clauses",
            clauses=[{"markets": [us], "products": [model.pk], "title": "美国", "ends": "2026-12-01"}],
        )  # fmt: skip
    with clock.fixed(at(4)):
        first, second, third, now = (page(made, at(h)) for h in (0, 1, 2, 3))
        assert [len(one["terms"]) for one in (first, second, third, now)] == [1, 1, 2, 3]
        assert [one["superseded"] for one in third["terms"]] == [False, False]
        assert [(one["kind"], one["starts"]) for one in third["standing"]["seams"]] == [("gap", "2027-01-01")]
        assert [(one["kind"], one["starts"]) for one in now["standing"]["seams"]] == [("gap", "2026-11-16")]
        assert [len(one["duties"]) for one in (first, second)] == [0, 1]
        assert (second["duties"][0]["state"], third["duties"][0]["state"]) == ("open", "done")
        assert [len(one["status_changes"]) for one in (third, now)] == [0, 1]
        assert now["status_changes"][0]["back_dated"] is None  # recorded on the very day
        assert [one["standing"]["status"] for one in (first, now)] == ["expiring_soon", "suspended"]
        assert [one["label"] for one in third["scope"]["markets"]] == ["德国"]
        assert [one["label"] for one in now["scope"]["markets"]] == ["美国"]
        assert now["clauses"][0]["title"] == "美国"
        assert page(made, None, date(2026, 12, 2))["clauses"][0]["in_force"] is False
        assert first["clauses"] == page(made, at(2))["clauses"]
        assert first["as_of"]["known"] == "2026-11-01T04:00:00Z"
        assert "2026-12-31" in first["standing"]["reason"]["zh"]
    with clock.fixed(at(48)):
        act(made, "reinstate", effective_on="2026-11-02", reason="整改")
        said = page(made)["status_changes"][-1]["back_dated"]
        assert said == {
            "zh": "2026-11-03 补录,自 2026-11-02 起",
            "en": "recorded on 2026-11-03 for 2026-11-02",
        }


def test_gaps_and_overlaps_between_terms_can_be_asked_for() -> None:
    made = make(plain_type(), title="甲", valid_to="2026-12-31")
    with clock.fixed(at(1)):
        act(made, "renew", valid_from="2027-02-01", valid_to="2028-01-31")
        assert (found("has_gap:true"), found("has_overlap:true")) == (["甲"], [])
    with clock.fixed(at(2)):
        act(made, "correct_term", n=1, valid_to="2027-03-31", reason="误录")
        assert (found("has_gap:true"), found("has_overlap:true")) == ([], ["甲"])
        assert found("has_gap:true", at(1)) == ["甲"]
    with clock.fixed(at(3)):
        act(made, "take_back")
        assert (found("has_gap:true"), found("has_overlap:true"), found("has_overlap:true", at(2))) == (
            [],
            [],
            ["甲"],
        )
        assert found("has_gap:false") == ["甲"]


def test_who_records_late_what_changes_days_gone_by_says_why() -> None:
    kind = plain_type()
    lapsed, held = (
        make(kind, title="甲", valid_to="2026-06-30"),
        make(kind, title="乙", valid_to="2027-03-14"),
    )
    person = Actor(None, "p", "P", "zh", "session", is_system=True)
    term = {"valid_from": "2026-07-01", "valid_to": "2028-06-30"}
    with clock.fixed(at(1)):
        with pytest.raises(Invalid) as caught:
            perform(person, "credential", "renew", lapsed.pk, term)
        assert [(one.field, one.code) for one in caught.value.errors] == [("note", "credential.late_reason")]
        perform(person, "credential", "renew", held.pk, {"valid_to": "2028-03-14"})  # nothing past changes
        perform(person, "credential", "renew", lapsed.pk, {**term, "note": "证书迟到"})
        assert page(lapsed)["terms"][-1]["back_dated"]["en"] == "recorded on 2026-11-01 for 2026-07-01"
        assert values(lapsed, at(0), date(2026, 8, 1))["status"] == "expired"
        assert values(lapsed, None, date(2026, 8, 1))["status"] == "valid"
