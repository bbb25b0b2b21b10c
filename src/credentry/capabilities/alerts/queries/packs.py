"""Weekly packs by mail: who gets one, and what became of those that were sent."""

from typing import Any, Final
from uuid import UUID

from credentry.capabilities.alerts.models import Delivery, WeeklyPack
from credentry.capabilities.alerts.queries.channels import told
from credentry.core.identity.queries import roster

SHOWN: Final = 60


def readers(pack: WeeklyPack) -> list[UUID]:
    """The active people named, and those who hold one of the roles named today; each once, in a stable order."""
    people = roster()
    codes = set(pack.roles.values_list("role__code", flat=True))
    wanted = set(pack.readers.values_list("user_id", flat=True))
    wanted |= {user for role, user, _, _ in people.roles if role in codes}
    return sorted(one for one in wanted if one in people.people and people.people[one].is_active)


def mailings(pack: WeeklyPack) -> list[dict[str, Any]]:
    """The latest mails of a pack: to whom, with which files, what became of them."""
    rows = Delivery.objects.filter(mailing__pack=pack).select_related("mailing__recipient").order_by("-pk")
    found = []
    for one in rows[:SHOWN]:
        assert one.mailing is not None
        found.append(
            {
                "id": one.pk,
                "day": one.mailing.day,
                "recipient": one.mailing.recipient.name,
                "counts": one.mailing.contents.get("counts", {}),
                "files": one.mailing.contents.get("files", []),
                **told(one),
            }
        )
    return found
