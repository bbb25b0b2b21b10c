"""SQL and memory agree: every random condition finds the same records in the database and among their values."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credentry.core.identity.actors import Actor
from credentry.core.records import conditions
from credentry.core.records.conditions import Env, Group, Rule, Some
from credentry.core.records.fields import Field, Many, Ref
from credentry.core.records.kinds import RecordKind
from credentry.core.records.models import CustomField, CustomValue
from credentry.core.records.tests.conditions.lamps import LAMP, Lamp, LampTag, Maker, Tag
from credentry.core.records.tests.conditions.test_forms import tree
from credentry.foundation import clock
from credentry.foundation.errors import Invalid
from credentry.foundation.labels import L

TODAY = date(2026, 11, 21)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lamp_tables")]


def env() -> Env:
    return Env(Actor.system(), TODAY)


def sample() -> list[Lamp]:
    """Lamps around every edge the generated conditions compare with, empty values included."""
    makers = [
        Maker.objects.create(code="M1", name="甲厂", area="north", founded=date(2000, 1, 1)),
        Maker.objects.create(code="M2", name="Beta", area=None),
    ]
    tags = [
        Tag.objects.create(code=code, name=name, weight=weight)
        for code, name, weight in (("EU", "x y", 5), ("DE", "德", 1), ("U S", "美", None))
    ]
    days = [None, TODAY, date(2026, 12, 31), date(2027, 5, 21), date(2027, 5, 22), date(2026, 3, 31)]
    titles = ["a", "AB灯", 'b"*', "OR", "中.:", "", "1 (", "灯-b", "%_", "\\"]
    lamps = []
    for n in range(40):
        lamp = Lamp.objects.create(
            title=titles[n % len(titles)],
            notes=None if n % 3 else titles[n % 7],
            colour=[None, "safety", "emc", "red", ""][n % 5],
            power=None if n % 4 == 0 else Decimal(n % 9 - 4) / 2,
            pieces=None if n % 5 == 0 else n % 6,
            lit=[None, True, False][n % 3],
            valid_to=days[n % len(days)],
            issued_on=days[(n * 7 + 1) % len(days)],
            maker=[None, *makers][n % 3],
            seen_at=None if n % 4 == 1 else datetime(2026, 11, 20 + n % 3, (n * 5) % 24, tzinfo=UTC),
        )
        for k, tag in enumerate(tags):
            if n >> k & 1:
                LampTag.objects.create(lamp=lamp, tag=tag)
        lamps.append(lamp)
    return lamps


@pytest.fixture
def lamps() -> list[Lamp]:
    return sample()


def agree(lamps: list[Lamp], condition: Group, where: Env) -> set[UUID]:
    """The ids found, the same from both faces."""
    found = set(Lamp.objects.filter(conditions.to_q(LAMP, condition, where)).values_list("pk", flat=True))
    met = {
        one.pk for one in lamps if conditions.matches(LAMP, condition, conditions.values_of(LAMP, one), where)
    }
    assert found == met, conditions.to_text(condition)
    return found


def has_words(condition: Group) -> bool:
    return any(one.field == "q" for one in conditions.walk(condition))


@given(data=st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_sql_and_memory_agree(lamps: list[Lamp], data: st.DataObject) -> None:
    condition = data.draw(tree().filter(lambda one: not has_words(one)))
    agree(lamps, condition, env())


@pytest.mark.parametrize(
    "text",
    [
        "seen_at:2026-11-21", "seen_at<2026-11-21", "seen_at<=2026-11-21", "seen_at>2026-11-20", "seen_at!=today",
        "seen_at:null", 'seen_at>="2026-11-21T03:00:00+00:00"', "maker:M1", "maker!=M1", "maker:null", "maker:*",
        "maker.founded<2001-01-01", "-maker.founded<2001-01-01", "maker.area:null", "markets:count=0",
        "notes:null", "notes:*", "title:%", "title:*_", 'title:"\\\\"', "title:ab", "pieces:1,2,3",
        "markets:all(weight>0)", "-markets:all(weight>0)", "markets:count<=1(EU,DE)", "markets.weight:null",
    ],
)  # fmt: skip
def test_edges_agree(lamps: list[Lamp], text: str) -> None:
    found = agree(lamps, conditions.parse_text(LAMP, text), env())
    assert 0 < len(found) < len(lamps)


def test_negative_is_the_exact_complement(lamps: list[Lamp]) -> None:
    """An empty value meets ``!=``: nothing falls between a condition and its opposite."""
    for text in (
        "colour:red",
        "maker:M1",
        "valid_to:today",
        "markets:EU",
        "title:a",
        "power:1..2",
        "lit:true",
    ):
        yes = agree(lamps, conditions.parse_text(LAMP, text), env())
        no = agree(lamps, conditions.parse_text(LAMP, "-" + text), env())
        assert yes
        assert no
        assert not yes & no
        assert len(yes | no) == len(lamps)


def test_subqueries_never_multiply_rows(lamps: list[Lamp]) -> None:
    tree_ = conditions.parse_text(LAMP, "markets:EU,DE OR markets.weight>0 OR maker.area:north")
    rows = list(Lamp.objects.filter(conditions.to_q(LAMP, tree_, env())).values_list("pk", flat=True))
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize(
    ("value_type", "values", "hits"),
    [
        (
            "text",
            {"x_extra:south": {"south b"}, "x_extra=south b": set(), 'x_extra="south b"': {"south b"}},
            None,
        ),
        ("number", {"x_extra>=2": {"2.5", "10"}, "x_extra:1..3": {"2.5"}, "-x_extra>2": {"-1", None}}, None),
        ("date", {"x_extra<+6m": {"2026-12-01"}, "x_extra:null": {None}}, None),
        ("bool", {"x_extra:true": {True}, "x_extra!=true": {False, None}}, None),
    ],
)
@pytest.mark.demand("R-000-29")
def test_added_fields_use_the_typed_side_table(value_type: str, values: dict[str, Any], hits: Any) -> None:
    """SQL never touches the JSON column: a value that is only in JSON is not found by SQL."""
    now = clock.now()
    CustomField.objects.create(
        kind="t_lamp", code="extra", name_zh="厂区", name_en="Plant", value_type=value_type, key=7,
        created_at=now, updated_at=now,
    )  # fmt: skip
    stored: dict[str, list[Any]] = {
        "text": ["south b", "north", None],
        "number": ["2.5", "10", "-1", None],
        "date": ["2026-12-01", "2028-01-01", None],
        "bool": [True, False, None],
    }
    lamps = []
    for value in stored[value_type]:
        lamp = Lamp.objects.create(title="x", custom={} if value is None else {"extra": value})
        lamps.append(lamp)
        if value is not None:
            side = {"text": "text", "number": "number", "date": "day", "bool": "text"}[value_type]
            kept = ("true" if value else "false") if value_type == "bool" else value
            CustomValue.objects.create(field_key=7, record_id=lamp.pk, **{side: kept})
    for text, wanted in values.items():
        if text == "x_extra=south b":
            continue
        found = agree(lamps, conditions.parse_text(LAMP, text), env())
        assert {one.custom.get("extra") for one in lamps if one.pk in found} == wanted, text
    ghost = Lamp.objects.create(title="y", custom={"extra": stored[value_type][0]})
    query = conditions.to_q(LAMP, conditions.parse_text(LAMP, "x_extra:*"), env())
    assert ghost.pk not in set(Lamp.objects.filter(query).values_list("pk", flat=True))


def test_variables_mean_the_one_who_asks() -> None:
    field = Field("owner", Ref("user"), L("负责人", "Responsible"), path="maker")
    kind = RecordKind("t_own", L("灯", "Lamp"), L("灯", "Lamps"), "condition_tests.Lamp", (field,), ())
    mine = Maker.objects.create(code="me", name="me")
    Lamp.objects.create(title="mine", maker=mine)
    Lamp.objects.create(title="other", maker=Maker.objects.create(code="o", name="o"))
    actor = Actor(mine.pk, "me", "Me", "zh", "session")
    found = Lamp.objects.filter(conditions.to_q(kind, Rule("owner", "=", "me"), Env(actor, TODAY)))
    assert [one.title for one in found] == ["mine"]
    with pytest.raises(Invalid):
        conditions.to_q(kind, Rule("owner", "=", "me"), Env(None, TODAY))


def test_unknown_names_are_told_apart_from_empty_results(lamps: list[Lamp]) -> None:
    with pytest.raises(Invalid) as caught:
        conditions.to_q(LAMP, conditions.parse_text(LAMP, "maker:Nobody"), env())
    assert "Nobody" in caught.value.errors[0].message("zh")


def test_a_field_may_define_its_own_membership(lamps: list[Lamp]) -> None:
    """A market group covers its members through the field's own faces."""
    tags = {one.code: one.pk for one in Tag.objects.all()}
    widened = {tags["DE"]: (tags["DE"], tags["EU"])}

    def wide(ids: tuple[UUID, ...]) -> set[UUID]:
        return {one for given_id in ids for one in widened.get(given_id, (given_id,))}

    def sql(operator: str, value: Any, where: Env) -> Any:
        from django.db.models import Q

        assert operator == "in"
        return Q(pk__in=LampTag.objects.filter(tag_id__in=wide(value)).values("lamp_id"))

    def memory(values: Any, operator: str, value: Any, where: Env) -> bool:
        return bool(set(values["markets"]) & wide(value))

    many = Many("t_tag", "condition_tests.LampTag", "lamp_id", "tag_id")
    field = Field("markets", many, L("市场", "Markets"), sql=sql, memory=memory)
    kind = RecordKind("t_wide", L("灯", "Lamp"), L("灯", "Lamps"), "condition_tests.Lamp", (field,), ())
    for quantifier in ("any", "none", "all"):
        node = Some("markets", quantifier, ("DE",))
        found = set(Lamp.objects.filter(conditions.to_q(kind, node, env())).values_list("pk", flat=True))
        met = {
            one.pk for one in lamps if conditions.matches(kind, node, conditions.values_of(kind, one), env())
        }
        assert found == met
        linked = set(LampTag.objects.filter(tag__code="EU").values_list("lamp_id", flat=True))
        assert linked <= found if quantifier != "none" else not linked & found


def test_relative_days_move_with_the_day_asked(lamps: list[Lamp]) -> None:
    tree_ = conditions.parse_text(LAMP, "valid_to:today..+6m")
    now = agree(lamps, tree_, Env(Actor.system(), TODAY))
    later = agree(lamps, tree_, Env(Actor.system(), TODAY + timedelta(days=41)))
    assert now != later
