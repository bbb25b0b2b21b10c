"""Three-way merging: the content where nobody touched it, the users' word where somebody did."""

from credentry.domains.packs.rules import merge, remembered


def test_untouched_fields_follow_and_changed_ones_stay() -> None:
    stored = {"name_zh": "旧", "warn_days": 90}
    current = {"name_zh": "用户改的", "warn_days": 90}
    shipped = {"name_zh": "新", "warn_days": 60}
    assert merge(stored, current, shipped) == ({"warn_days": 60}, ["name_zh"])


def test_a_change_that_users_made_first_is_nobodys() -> None:
    assert merge({"a": 1}, {"a": 2}, {"a": 2}) == ({}, [])


def test_definitions_are_decided_key_by_key() -> None:
    stored = {"definition": {"validity": {"years": 5}, "number": {"pattern": "^1"}}}
    current = {"definition": {"validity": {"years": 4}, "number": {"pattern": "^1"}, "mine": 1}}
    shipped = {"definition": {"validity": {"years": 6}, "number": {"pattern": "^2"}, "note": "x"}}
    changes, kept = merge(stored, current, shipped)
    assert changes == {"definition": {"number": {"pattern": "^2"}, "note": "x"}}
    assert kept == ["definition.validity"]


def test_members_are_added_but_removed_ones_do_not_come_back() -> None:
    stored, current = {"types": ["A", "B"]}, {"types": ["A", "MINE"]}
    changes, kept = merge(stored, current, {"types": ["A", "B", "C"]})
    assert changes == {"types": ["A", "MINE", "C"]}
    assert kept == ["types"]


def test_a_record_of_the_users_own_only_gains_members() -> None:
    changes, kept = merge(None, {"name_zh": "我的", "types": []}, {"name_zh": "包", "types": ["A"]})
    assert (changes, kept) == ({"types": ["A"]}, ["name_zh"])


def test_what_users_hold_is_remembered_as_it_was_brought() -> None:
    stored = {"name_zh": "旧", "types": ["A", "B"], "definition": {"validity": 5, "number": 1}}
    fresh = {"name_zh": "用户改的", "types": ["A"], "definition": {"validity": 4, "number": 2}}
    memory = remembered(stored, fresh, ["name_zh", "definition.validity"])
    assert memory == {"name_zh": "旧", "types": ["A", "B"], "definition": {"validity": 5, "number": 2}}
    assert remembered(None, fresh, []) is None
