"""A newer version brings new rights: the standard roles of an old instance gain them, people's own stay."""

from typing import Any

import pytest

from credentry.core.identity.models import Role
from credentry.core.ledger.audit import fsck
from credentry.core.records.actions import perform
from credentry.core.records.models import Revision
from credentry.core.records.principals import bootstrap
from credentry.core.records.principals.bootstrap import ROLES, ensure_roles, ensure_root_unit, upgrade_roles
from credentry.core.records.tests.factories import SYSTEM, Company, actor, make_company, make_user

pytestmark = pytest.mark.django_db
#: What earlier versions did not know.
ADDED = ("intake_item", "absence", "calendar_feed", "gate_override", "process", "case", "task")
NEW = "privacy"


def _before(code: str) -> tuple[str, str, list[tuple[str, str]]]:
    """A standard role as an earlier version shipped it."""
    name, name_en, grants = ROLES[code]
    return name, name_en, [one for one in grants if one[0] not in ADDED and one != ("subject", "read")]


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> Company:
    """An instance made by an earlier version, seen by the present one."""
    with monkeypatch.context() as then:
        then.setattr(bootstrap, "ROLES", {code: _before(code) for code in ROLES if code != NEW})
        return make_company()


def rights(code: str) -> set[tuple[str, str]]:
    return set(Role.objects.get(code=code).grants.values_list("kind", "action"))


def test_standard_roles_of_an_old_instance_gain_what_was_added_and_it_is_on_record(old: Company) -> None:
    assert not Role.objects.filter(code=NEW).exists()
    person = make_user("zhang", "viewer")
    assert not actor(person).may("absence", "enter")
    assert not actor(person).may("task", "approve")
    assert ("intake_item", "*") not in rights("editor")
    ensure_roles()
    assert upgrade_roles() == ["compliance", "editor", "viewer"]
    for code, (_, _, grants) in ROLES.items():
        assert rights(code) == set(grants), code
    now = actor(person)
    assert now.may("absence", "enter")
    assert now.may("calendar_feed", "subscribe")
    assert now.may("gate_override", "request")
    assert now.may("subject")
    assert now.may("process")
    assert now.may("case", "start")
    assert now.may("task", "approve")
    assert not now.may("task", "oversee")
    last = Revision.objects.filter(kind="role", record_id=Role.objects.get(code="viewer").pk).latest("n")
    assert (last.action, last.actor_id, last.why) == ("amend", None, "rights of this version")
    assert "grants" in str(last.changed)
    assert fsck()["ok"]
    before = Revision.objects.count()
    assert upgrade_roles() == []
    assert Revision.objects.count() == before, "once is enough"


@pytest.mark.parametrize(
    "change",
    [
        {"name": "只读"},
        {"grants": [{"kind": "credential", "action": "read"}]},
    ],
    ids=["name", "grants"],
)
def test_a_role_somebody_changed_stays_theirs(old: Company, change: dict[str, Any]) -> None:
    role = Role.objects.get(code="viewer")
    perform(old.admin, "role", "amend", role.pk, change)
    theirs = rights("viewer")
    assert upgrade_roles() == ["compliance", "editor"]
    assert rights("viewer") == theirs


def test_roles_made_by_hand_and_archived_ones_stay_as_they_are(old: Company) -> None:
    own = perform(
        old.admin, "role", "define", None,
        {"code": "buyer", "name": "采购", "grants": [{"kind": "credential", "action": "read"}]},
    ).record  # fmt: skip
    perform(SYSTEM, "role", "archive", Role.objects.get(code="editor").pk)
    theirs = rights("editor")
    assert upgrade_roles() == ["compliance", "viewer"]
    assert rights("buyer") == {("credential", "read")}
    assert rights("editor") == theirs
    assert Role.objects.get(pk=own.pk).version == own.version


def test_a_role_made_by_hand_under_a_standard_code_is_no_standard_role(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as then:
        then.setattr(bootstrap, "ROLES", {"administrator": ROLES["administrator"]})
        ensure_root_unit("ROOT", "集团")
        admin = actor(make_user("boss", "administrator"))
    given = {"code": "viewer", "name": "看", "grants": [{"kind": "unit", "action": "read"}]}
    perform(admin, "role", "define", None, given)
    assert upgrade_roles() == []
    assert rights("viewer") == {("unit", "read")}
