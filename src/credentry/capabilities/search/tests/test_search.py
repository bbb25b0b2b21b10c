"""Full text over real records, on both databases."""

from typing import Any

import pytest

from credentry.capabilities.search import finding, indexing
from credentry.capabilities.search.actions import fill_missing, rebuild_all
from credentry.capabilities.search.models import Entry
from credentry.capabilities.search.queries import palette
from credentry.core.identity.actors import Actor, EffectiveGrant
from credentry.core.identity.vocabulary import Reach
from credentry.core.records import conditions, kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.conditions import values_of
from credentry.core.records.queries import Query, listing, suggest
from credentry.core.records.tests.factories import SYSTEM, make_company
from credentry.plumbing import queue

pytestmark = pytest.mark.django_db
LINES = (
    ("海润电热水壶 A0001 检测证书", "R-00001234", "型式试验，工厂编号 05012"),
    ("海润空气炸锅 B0002 认证证书", "2026 9907 0100 0001", "年度监督"),
    ("瑞丰充电器 C0003 安全证书", "AO-7788", "电源适配器。检测合格"),
    ("瑞丰移动电源 D0004 认证证书", "ＥＮ６２３６８－１", "TÜV 报告 12-345"),
)


@pytest.fixture
def unit() -> Any:
    return make_company()


@pytest.fixture
def papers(unit: Any) -> dict[str, Any]:
    kind = perform(SYSTEM, "credential_type", "register", None, {"code": "CN-CCC", "name_zh": "强制认证"}).id
    holder = perform(
        SYSTEM,
        "organisation",
        "register",
        None,
        {"title": "宁波启航家电有限公司", "code": "NB-1", "unit": unit.east.pk},
    ).id
    issuer = perform(
        SYSTEM, "organisation", "register", None,
        {"title": "中国质量认证中心", "code": "CQC", "unit": unit.root.pk, "is_issuer": True},
    ).id  # fmt: skip
    found = {}
    for n, (title, number, note) in enumerate(LINES):
        payload = {
            "title": title, "type": kind, "credential_no": number, "notes": note, "valid_to": f"2027-0{n + 1}-01",
            "issued_on": "2025-01-01", "unit": (unit.west if n == 3 else unit.east).pk, "holder": holder, "issuer": issuer,
        }  # fmt: skip
        found[title[:4] + number[:2]] = perform(SYSTEM, "credential", "register", None, payload).record
    return found


def numbers(actor: Actor, q: str, **more: Any) -> list[str]:
    """First letters of the titles found, in order of expiry."""
    page = listing(actor, kinds.get("credential"), Query(q=q, sort="valid_to", **more))
    assert page.count == len(page.items)
    return [one["title"].split()[1][0] for one in page.items]


def in_memory(papers: dict[str, Any], q: str) -> str:
    """The same by the memory face of the condition language."""
    rule = {"field": "q", "operator": "contains", "value": q}
    tree, kind = conditions.parse_json("credential", {"rules": [rule]}), kinds.get("credential")
    found = [one for one in papers.values() if conditions.matches(kind, tree, values_of(kind, one))]
    return "".join(sorted(one.title.split()[1][0] for one in found))


WORDS = [
    ("海润", "AB"),
    ("润", "AB"),
    ("移动电源", "D"),
    ("电源", "CD"),
    ("证书", "ABCD"),
    ("书证", ""),
    ("型式试验", "A"),
    ("r-0000", "A"),
    ("R 0000 1234", "A"),
    ("1234", "AD"),
    ("0001", "AB"),
    ("2026990701000001", "B"),
    ("９９０７", "B"),
    ("a0-7788", "C"),
    ("AO7788", "C"),
    ("en62368", "D"),
    ("tuv", "D"),
    ("12345", "D"),
    ("4", "AD"),
    ("启航", "ABCD"),
    ("质量认证中心", "ABCD"),
    ("CQC", "ABCD"),
    ("CN-CCC 海润", "AB"),
    ("海润 检测", "A"),
    ("海润检测", ""),
    ("不存在", ""),
    ("c0003安全", "C"),
    ("—— ", "ABCD"),
]


@pytest.mark.demand("R-000-05", "R-000-30", "R-000-31", "R-000-40")
@pytest.mark.parametrize(("q", "expected"), WORDS)
@pytest.mark.parametrize("common", [5_000, -1])
def test_words_find_what_contains_them(
    papers: Any, unit: Any, q: str, expected: str, common: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways of answering (rare and common words) give the same."""
    monkeypatch.setattr(finding, "COMMON", common)
    assert "".join(numbers(unit.admin, q)) == expected
    if expected:
        assert in_memory(papers, q) == expected


def test_pages_of_a_common_word_follow_each_other(
    papers: Any, unit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "COMMON", 0)
    kind, seen, after = kinds.get("credential"), [], ""
    while True:
        page = listing(unit.admin, kind, Query(q="证书", sort="-valid_to", after=after, limit=1))
        seen += [one["title"].split()[1][0] for one in page.items]
        if page.next is None:
            break
        after = page.next
    assert seen == ["D", "C", "B", "A"]


def test_the_usual_order_of_credentials_is_read_from_an_index() -> None:
    from credentry.core.records.queries.listing import _indexed

    model = kinds.get("credential").model_class
    assert _indexed(model, "valid_to", True)
    assert not _indexed(model, "valid_to", False)
    assert not _indexed(model, "title", True)


def test_a_window_without_enough_hits_falls_back_to_the_index(
    papers: Any, unit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "COMMON", 0)
    monkeypatch.setattr(finding, "WINDOW", 2)
    assert numbers(unit.admin, "瑞丰") == ["C", "D"]


@pytest.mark.parametrize("common", [5_000, 0])
@pytest.mark.parametrize("window", [20_000, 1])
def test_only_what_the_actor_may_see_is_found_and_counted(
    papers: Any, unit: Any, common: int, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "COMMON", common)
    monkeypatch.setattr(finding, "WINDOW", window)
    assert numbers(unit.east_editor, "证书") == ["A", "B", "C"]
    assert numbers(unit.west_editor, "证书") == ["D"]
    assert listing(unit.stranger, kinds.get("credential"), Query(q="证书")).count == 0
    assert numbers(unit.admin, "证书", condition="credential_no:AO-7788") == ["C"]


def test_a_hidden_field_does_not_answer(papers: Any, unit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    grant = EffectiveGrant("credential", "read", Reach.ALL, fields={"notes": "hide"})
    reader = Actor(unit.viewer.user_id, "viewer", "x", "zh", "session", (grant,))
    for common in (5_000, 0):
        monkeypatch.setattr(finding, "COMMON", common)
        assert numbers(reader, "监督") == []
        assert numbers(reader, "安全") == ["C"]


def test_changes_archive_and_restore_follow_at_once(papers: Any, unit: Any) -> None:
    record = papers["海润电热R-"]
    perform(SYSTEM, "credential", "amend", record.pk, {"title": "改名水壶 Z0001 证书"})
    assert numbers(unit.admin, "改名") == ["Z"]
    assert numbers(unit.admin, "电热水壶") == []
    perform(SYSTEM, "credential", "archive", record.pk, {})
    assert numbers(unit.admin, "改名") == []
    assert numbers(unit.admin, "改名", archived=True) == ["Z"]
    perform(SYSTEM, "credential", "restore", record.pk, {})
    assert numbers(unit.admin, "改名") == ["Z"]


def test_a_renamed_holder_is_followed_by_its_papers(papers: Any, unit: Any) -> None:
    holder = next(iter(papers.values())).holder_id
    perform(SYSTEM, "organisation", "amend", holder, {"title": "宁波扬帆家电有限公司"})
    queue.run_due(20)
    assert numbers(unit.admin, "扬帆") == ["A", "B", "C", "D"]
    assert numbers(unit.admin, "启航") == []


@pytest.mark.demand("R-000-29")
def test_custom_values_are_found(papers: Any, unit: Any) -> None:
    perform(
        SYSTEM, "custom_field", "define", None,
        {"code": "plant", "name_zh": "工厂", "name_en": "Plant", "kind": "credential", "all_types": True},
    )  # fmt: skip
    record = papers["瑞丰充电AO"]
    perform(SYSTEM, "credential", "amend", record.pk, {"custom": {"plant": "东莞三厂"}})
    assert numbers(unit.admin, "东莞") == ["C"]


def test_set_based_and_one_by_one_index_the_same(papers: Any) -> None:
    rows = [{"payload": {"title": f"批量 {n}", "code": f"B-{n}", "unit": None}} for n in range(40)]
    for row in rows:
        row["payload"].pop("unit")
    root = next(iter(papers.values())).unit_id
    for row in rows:
        row["payload"]["unit"] = root
    outcome = perform_many(SYSTEM, "product", "register", rows)
    assert not outcome.errors
    kind = kinds.get("product")
    assert listing(SYSTEM, kind, Query(q="批量")).count == 40
    assert listing(SYSTEM, kinds.get("subject"), Query(q="批量")).count == 40
    assert listing(SYSTEM, kinds.get("organisation"), Query(q="批量")).count == 0
    assert listing(SYSTEM, kind, Query(q="b-17")).count == 1


def test_rebuild_repairs_what_is_missing_wrong_or_left_over(papers: Any, unit: Any) -> None:
    first, second, *_ = Entry.objects.filter(kind="credential").order_by("id")
    Entry.objects.filter(pk=first.pk).update(record_id=unit.east.pk)
    before = Entry.objects.count()
    seen = dict(rebuild_all("credential"))
    assert seen == {"credential": 4}
    assert Entry.objects.count() == before
    assert numbers(unit.admin, "证书") == ["A", "B", "C", "D"]
    assert not Entry.objects.filter(record_id=unit.east.pk, kind="credential").exists()
    assert Entry.objects.filter(pk=second.pk).exists()


def test_an_upgraded_instance_is_indexed_by_itself(papers: Any, unit: Any) -> None:
    indexing.write("credential", indexing.known_rows("credential"), [])
    assert numbers(unit.admin, "证书") == []
    assert fill_missing() == ["credential"]
    assert numbers(unit.admin, "证书") == ["A", "B", "C", "D"]
    assert fill_missing() == []


def test_suggestions_begin_with_what_begins_so(papers: Any, unit: Any) -> None:
    kind = kinds.get("credential")
    assert [one["label"][:2] for one in suggest(unit.admin, kind, "瑞丰")] == ["瑞丰", "瑞丰"]
    assert [one["label"] for one in suggest(unit.admin, kind, "ao 7788")] == ["瑞丰充电器 C0003 安全证书"]
    assert [one["label"] for one in suggest(unit.west_editor, kind, "证书")] == [
        "瑞丰移动电源 D0004 认证证书"
    ]
    assert len(suggest(unit.admin, kind, "")) == 4
    assert suggest(unit.admin, kind, "——") == []
    organisations = suggest(unit.admin, kinds.get("organisation"), "认证")
    assert [one["detail"] for one in organisations] == ["CQC"]


def test_the_palette_groups_by_kind_and_shows_nothing_unseen(papers: Any, unit: Any) -> None:
    groups = {one.kind.name: one for one in palette(unit.admin, "认证")}
    assert {"credential", "credential_type", "organisation"} <= set(groups)
    assert groups["organisation"].items[0]["label"] == "中国质量认证中心"
    best = palette(unit.admin, "ao-7788")
    assert best[0].items[0]["detail"] == "AO-7788"
    assert {
        item["label"]
        for one in palette(unit.west_editor, "证书")
        for item in one.items
        if one.kind.name == "credential"
    } == {"瑞丰移动电源 D0004 认证证书"}
    assert palette(unit.stranger, "证书") == []
    assert palette(unit.admin, "  ") == []
