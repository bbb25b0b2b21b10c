"""An organisation to test with: a group with two subsidiaries and people in different roles."""

from dataclasses import dataclass
from typing import Any

from credentry.core.identity.actors import Actor
from credentry.core.identity.models import Unit, User
from credentry.core.identity.queries import actor_for_user, user_by_id
from credentry.core.records.actions import perform
from credentry.core.records.principals.bootstrap import ensure_roles, ensure_root_unit, ensure_user

PASSWORD = "correct-horse-battery"
SYSTEM = Actor.system("test")


@dataclass(frozen=True)
class Company:
    """Root unit, two subsidiaries, and an actor of each kind."""

    root: Unit
    east: Unit
    west: Unit
    admin: Actor
    east_editor: Actor
    west_editor: Actor
    viewer: Actor
    stranger: Actor


def make_unit(code: str, name: str, parent: Unit | None = None) -> Unit:
    payload = {"code": code, "name": name, "parent": parent.pk if parent else None}
    made: Unit = perform(SYSTEM, "unit", "define", None, payload).record
    return made


def make_user(
    username: str, role: str | None = None, unit: Unit | None = None, reach: str = "all", **more: Any
) -> User:
    if role is not None:
        return ensure_user(username, PASSWORD, role, reach=reach, unit=unit.pk if unit else None, **more)
    payload = {"username": username, "name": more.pop("name", username), "password": PASSWORD, **more}
    made: User = perform(SYSTEM, "user", "invite", None, payload).record
    return made


def actor(user: User, via: str = "session") -> Actor:
    fresh = user_by_id(user.pk)
    assert fresh is not None
    return actor_for_user(fresh, via)


def make_company() -> Company:
    root = ensure_root_unit("ROOT", "华昇集团")
    ensure_roles()
    east = make_unit("EAST", "华东公司", root)
    west = make_unit("WEST", "西部公司", root)
    return Company(
        root,
        east,
        west,
        actor(make_user("admin", "administrator", name="管理员")),
        actor(make_user("east", "editor", east, "subtree", name="东维护")),
        actor(make_user("west", "editor", west, "subtree", name="西维护")),
        actor(make_user("viewer", "viewer", name="张晓敏")),
        actor(make_user("stranger", name="外人")),
    )
