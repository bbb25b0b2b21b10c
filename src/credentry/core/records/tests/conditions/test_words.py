"""Sentences said and sentences understood."""

import pytest

from credentry.core.records import conditions
from credentry.core.records.conditions import Group, Rule, Some
from credentry.core.records.tests.conditions.knowing import ENV
from credentry.core.records.tests.conditions.lamps import LAMP, Maker, Tag


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            "market:EU valid_to:today..+6m",
            "适用市场包含 欧盟，且到期日期在今天到未来6个月内",
            "Markets include European Union, and expiry date is within the next 6 months",
        ),
        ("", "全部证书", "all certificates"),
        ("valid_to<+6m", "到期日期早于6个月后", "Expiry date is before 6 months from now"),
        ("valid_to:month_start..month_end", "到期日期在本月内", "Expiry date is in this month"),
        ("valid_to:2027-01-01..2027-12-31", "到期日期在2027年内", "Expiry date is in 2027"),
        (
            "valid_to<=month_end+1m",
            "到期日期不晚于下个月末",
            "Expiry date is on or before the end of next month",
        ),
        ("colour:safety,emc", "类别为 安规 或 电磁兼容", "Category is Safety or EMC"),
        ("colour!=red", "类别不为 红色", "Category is not Red"),
        ("maker.area:north", "制造商的片区为 北方", "Maker's area is North"),
        ("title:灯*", "证书名称以“灯”开头", "Name begins with “灯”"),
        ("-title:灯", "证书名称不包含“灯”", "Name does not contain “灯”"),
        ("valid_to:null", "到期日期为空", "Expiry date is empty"),
        ("lit:true power>3", "点亮为 是，且费用大于3", "Lit is yes, and cost is more than 3"),
        ("colour:red OR lit:false", "类别为 红色，或点亮为 否", "Category is Red or lit is no"),
        (
            "lit:true (colour:red OR colour:emc)",
            "点亮为 是，且（类别为 红色或类别为 电磁兼容）",
            "Lit is yes, and (category is Red or category is EMC)",
        ),
        (
            "-(lit:true colour:red)",
            "不满足（点亮为 是，且类别为 红色）",
            "Not (lit is yes and category is Red)",
        ),
        ("-market:EU", "适用市场不包含 欧盟", "Markets do not include European Union"),
        (
            "markets:all(EU,DE)",
            "适用市场同时包含 欧盟、德国",
            "Markets include all of European Union and Germany",
        ),
        ("markets:count>=2", "适用市场不少于2个", "There are at least 2 markets"),
        (
            "markets:any(weight>3)",
            "适用市场中有（重量大于3）的",
            "For some of the markets: weight is more than 3",
        ),
        ("海润", "全文包含“海润”", "The text contains “海润”"),
        (
            "issued_on:-1q..today",
            "发证日期在过去1个季度到今天之间",
            "Issue date is within the last 1 quarter",
        ),
    ],
)
def test_sentences(text: str, zh: str, en: str) -> None:
    tree = conditions.parse_text(LAMP, text)
    assert conditions.sentence(LAMP, tree, "zh", ENV) == zh
    assert conditions.sentence(LAMP, tree, "en", ENV) == en


@pytest.fixture
def known(lamp_tables: None, db: None) -> dict[str, str]:
    """Markets and makers as rows of the database; their ids by code."""
    rows = [
        Tag.objects.create(code="EU", name="欧盟", name_en="European Union"),
        Tag.objects.create(code="US", name="美国", name_en="United States"),
        Tag.objects.create(code="DE", name="德国", name_en="Germany"),
        Maker.objects.create(code="CN-CCC", name="强制性产品认证证书(CCC)"),
        Maker.objects.create(code="EU-CE-LVD", name="CE低电压指令符合性声明"),
        Maker.objects.create(code="EU-CE-EMC", name="CE电磁兼容指令符合性声明"),
    ]
    return {one.code: str(one.pk) for one in rows}


SIX_MONTHS = Rule("valid_to", "between", ("today", "+6m"))
SAFETY = Rule("colour", "=", "safety")


@pytest.mark.django_db
@pytest.mark.demand("R-000-65")
@pytest.mark.parametrize(
    "said",
    [
        "所有销往欧盟市场、且将在未来6个月内到期的安规证书",
        "欧盟 安规 未来6个月到期",
        "欧盟安规证书，六个月内到期",
        "半年内到期、销往欧盟的安规证书",
        "safety certificates sold in the EU expiring in the next 6 months",
        "show me all safety certificates for the European Union that expire within 6 months",
        "EU safety expiring within the next six months",
    ],
)
def test_the_sample_question_is_understood(known: dict[str, str], said: str) -> None:
    found = conditions.plain(LAMP, said)
    assert found.unknown == ()
    assert found.tree.combinator == "and"
    assert set(found.tree.rules) == {Some("markets", "any", (known["EU"],)), SIX_MONTHS, SAFETY}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "text", "unknown"),
    [
        ("本月到期的证书", "valid_to:month_start..month_end", ()),
        ("明年到期的证书", "valid_to:year_start+1y..year_end+1y", ()),
        ("certificates expiring next month", "valid_to:month_start+1m..month_end+1m", ()),
        ("过去3个月签发的证书", "issued_on:-3m..today", ()),
        ("近30天内发证", "issued_on:-30d..today", ()),
        ("issued in the last 2 years", "issued_on:-2y..today", ()),
        ("2027年5月到期", "valid_to:2027-05-01..2027-05-31", ()),
        ("2027-03-01之前到期", "valid_to<2027-03-01", ()),
        ("expiring before 2027-03-01", "valid_to<2027-03-01", ()),
        ("2027年底前到期的安规证书", "valid_to<=2027-12-31 colour:safety", ()),
        ("已过期的证书", "valid_to<today", ()),
        ("expired certificates", "valid_to<today", ()),
        ("即将到期", "valid_to:today..+90d", ()),
        ("长期有效的证书", "valid_to:null", ()),
        ("certificates without expiry date", "valid_to:null", ()),
        ("费用大于1万", "power>10000", ()),
        ("cost more than 500", "power>500", ()),
        ("安规或红色", "colour:safety,red", ()),
        ("非安规证书", "colour!=safety", ()),
        ("安规 海润新能", "colour:safety", ("海润新能",)),
        ("safety certificates of Bluelight", "colour:safety", ("bluelight",)),
        ("所有证书", "", ()),
    ],
)
def test_plain_sentences(known: dict[str, str], said: str, text: str, unknown: tuple[str, ...]) -> None:
    found = conditions.plain(LAMP, said)
    assert conditions.to_text(found.tree) == conditions.to_text(conditions.parse_text(LAMP, text))
    assert found.unknown == unknown
    if unknown:
        assert Rule("q", "contains", " ".join(unknown)) in found.condition.rules


@pytest.mark.django_db
def test_types_go_by_their_abbreviation(known: dict[str, str]) -> None:
    """CCC and CE are how people name types; CE stands for every CE type."""
    ccc = conditions.plain(LAMP, "已过期的CCC证书")
    assert Rule("maker", "=", known["CN-CCC"]) in ccc.tree.rules
    assert Rule("valid_to", "<", "today") in ccc.tree.rules
    ce = conditions.plain(LAMP, "CE证书")
    assert {frozenset(one.value) for one in ce.tree.rules if isinstance(one, Rule)} == {  # type: ignore[arg-type]
        frozenset({known["EU-CE-LVD"], known["EU-CE-EMC"]})
    }


@pytest.mark.django_db
def test_several_markets_are_alternatives_and_denials_hold(known: dict[str, str]) -> None:
    both = conditions.plain(LAMP, "销往欧盟或美国的证书")
    assert both.tree == Group("and", (Some("markets", "any", (known["EU"], known["US"])),))
    no = conditions.plain(LAMP, "不含德国")
    assert no.tree == Group("and", (Some("markets", "none", (known["DE"],)),))
