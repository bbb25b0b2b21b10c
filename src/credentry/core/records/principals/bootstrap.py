"""What a new instance starts with: the root unit, the standard roles and the first administrator."""

from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.identity.models import Assignment, Role, Unit, User
from credentry.core.records.actions import perform
from credentry.core.records.models import Revision

EVERYTHING = [("*", "*")]
READING = [("*", "read")]
#: To see and answer what one is told oneself; ``alert.oversee`` (part of ``*``) would show other people's too.
OWN_ALERTS = [("alert", name) for name in ("read", "acknowledge", "approve", "refuse", "snooze")]
#: To ask the gate and to ask for an exception; granting one (``gate_override.approve``) is part of ``*``.
ASK_THE_GATE = [("subject", "read"), *(("gate_override", name) for name in ("read", "ask", "request"))]
OWN_ABSENCES = [("absence", name) for name in ("read", "enter", "amend", "archive", "restore")]
OWN_FEEDS = [("calendar_feed", name) for name in ("read", "subscribe", "revoke")]
#: To start processes and to do what lies with oneself; ``task.oversee`` and ``case.oversee`` (part of ``*``) show others'.
OWN_WORK = [
    ("process", "read"),
    *(("case", name) for name in ("read", "start", "fill", "withdraw", "attach")),
    *(("task", name) for name in (
        "read", "approve", "reject", "return_to", "add_before", "add_beside", "add_after", "remove_signer", "transfer",
        "delegate", "give_back", "claim", "take_back", "withdraw", "copy", "urge", "comment",
    )),
]  # fmt: skip
#: code → (zh, en, grants as (kind, action))
ROLES: dict[str, tuple[str, str, list[tuple[str, str]]]] = {
    "administrator": ("系统管理员", "Administrator", EVERYTHING),
    "compliance": (
        "合规专员",
        "Compliance officer",
        [
            ("*", "read"),
            *((kind, "*") for kind in (
                "credential", "product", "organisation", "person", "project", "site", "equipment", "document",
                "import_run", "saved_view", "alert", "alert_policy", "credential_type", "custom_field",
                "gate_override", "intake_item", "absence", "calendar_feed",
                "weekly_pack", "routine", "requirement_rule", "use_limit", "engagement", "waiver",
                "scenario",
            )),
            *OWN_WORK,
        ],
    ),
    "privacy": (
        "个人信息保护负责人",
        "Privacy officer",
        [
            *((kind, "read") for kind in (
                "person", "organisation", "credential", "credential_type", "document", "unit", "user", "market",
                "intake_item", "import_run",
            )),
            ("person", "erase"),
            *OWN_ALERTS,
            *OWN_ABSENCES,
            *OWN_WORK,
        ],
    ),
    "editor": (
        "证书维护员",
        "Register editor",
        [
            *((kind, "read") for kind in (
                "credential_type", "market", "organisation", "person", "product", "project", "site", "equipment",
                "unit", "user", "custom_field", "post", "requirement_rule", "use_limit",
            )),
            *((kind, "*") for kind in (
                "credential", "product", "organisation", "document", "import_run", "intake_item", "saved_view",
                "engagement", "scenario",
            )),
            *(("waiver", name) for name in ("read", "request")),
            *OWN_ALERTS,
            *OWN_ABSENCES,
            *OWN_FEEDS,
            *OWN_WORK,
            *ASK_THE_GATE,
        ],
    ),
    "viewer": (
        "查阅者",
        "Viewer",
        [
            *((kind, "read") for kind in (
                "credential", "credential_type", "market", "organisation", "person", "product", "project", "site",
                "equipment", "unit", "user", "document", "requirement_rule", "use_limit", "engagement",
                "waiver", "scenario",
            )),
            *((kind, "*") for kind in ("saved_view",)),
            *OWN_ALERTS,
            *OWN_ABSENCES,
            *OWN_FEEDS,
            *OWN_WORK,
            *ASK_THE_GATE,
        ],
    ),
}  # fmt: skip


def ensure_root_unit(code: str, name: str, name_en: str = "") -> Unit:
    """The unit at the top; made when the instance has none."""
    root = Unit.objects.filter(parent__isnull=True).order_by("created_at").first()
    if root is not None:
        return root
    made = perform(_founder(), "unit", "define", None, {"code": code, "name": name, "name_en": name_en})
    unit: Unit = made.record
    return unit


def ensure_roles() -> dict[str, UUID]:
    """Code → id of the standard roles; missing ones are made, existing ones are left to ``upgrade_roles``."""
    known = dict(Role.objects.values_list("code", "id"))
    for code, (name, name_en, grants) in ROLES.items():
        if code not in known:
            rights = [{"kind": kind, "action": action} for kind, action in grants]
            payload = {"code": code, "name": name, "name_en": name_en, "grants": rights}
            known[code] = perform(_founder(), "role", "define", None, payload).id
    return known


def upgrade_roles() -> list[str]:
    """Give the standard roles the rights this version ships; the codes of those that changed, in order.

    A role that somebody made or amended is theirs and stays as it is, and so does one that was archived.
    """
    rows = Role.objects.filter(code__in=ROLES, archived_at__isnull=True).order_by("code")
    standing = {one.code: one for one in rows}
    by_hand = set(
        Revision.objects.filter(
            kind="role",
            record_id__in=[one.pk for one in standing.values()],
            action__in=("define", "amend"),
            actor__isnull=False,
        ).values_list("record_id", flat=True)
    )
    changed = []
    for code, role in standing.items():
        shipped = ROLES[code][2]
        if role.pk in by_hand or set(role.grants.values_list("kind", "action")) == set(shipped):
            continue
        rights = [{"kind": kind, "action": action} for kind, action in shipped]
        perform(_founder(), "role", "amend", role.pk, {"grants": rights}, why="rights of this version")
        changed.append(code)
    return changed


def ensure_user(
    username: str, password: str, role: str, *, reach: str = "all", unit: UUID | None = None, **more: Any
) -> User:
    """A user with one role; an existing user of that name is returned unchanged."""
    known = User.objects.filter(username__iexact=username).first()
    if known is not None:
        return known
    payload = {"username": username, "password": password, "name": more.pop("name", username), **more}
    user = perform(_founder(), "user", "invite", None, payload).record
    give_role(user, role, reach=reach, unit=unit)
    found: User = user
    return found


def give_role(user: User, role: str, *, reach: str = "all", unit: UUID | None = None) -> None:
    """Give a standard role, once."""
    role_id = ensure_roles()[role]
    if not Assignment.objects.filter(user=user, role_id=role_id, reach=reach, unit=unit).exists():
        payload = {"role": role_id, "reach": reach, "unit": unit}
        perform(_founder(), "user", "assign", user.pk, payload)


def _founder() -> Actor:
    return Actor.system("init", via="cli")
