"""People, deadlines and policies for the tests of this room, made of nothing but the core."""

from datetime import date, timedelta
from typing import Any

from django.apps import apps

from credentry.capabilities.alerts.models import AlertPolicy, Pending
from credentry.capabilities.alerts.rules import ordered
from credentry.foundation import clock
from credentry.foundation.ids import uuid7

Unit = apps.get_model("identity.Unit")
User = apps.get_model("identity.User")
Deadline = apps.get_model("records.Deadline")


def stamp() -> dict[str, Any]:
    return {"created_at": clock.now(), "updated_at": clock.now()}


def make_unit(code: str, parent: Any = None, head: Any = None) -> Any:
    unit = Unit(code=code, name=code, parent=parent, head=head, **stamp())
    unit.path = f"{parent.path if parent else '/'}{unit.id.hex}/"
    unit.save()
    return unit


def make_user(username: str, /, **more: Any) -> Any:
    values = {"name": username.title(), "email": f"{username}@example.com", "lang": "en", **more}
    return User.objects.create(username=username, **stamp(), **values)


def make_deadline(due_on: date, responsible: Any = None, **more: Any) -> Any:
    """One open deadline; it is marked for the sweep as the projection of a real write would."""
    values: dict[str, Any] = {
        "kind": "credential",
        "record_id": uuid7(),
        "code": "expiry",
        "cycle": "term-1",
        "number": f"CRT-{due_on:%Y%m%d}",
        "title": "CE · Smart lamp",
        "due_on": due_on,
        "responsible_id": responsible.pk if responsible else None,
        **more,
    }
    row = Deadline.objects.create(**values)
    mark(row)
    return row


def mark(deadline: Any) -> None:
    Pending.objects.create(kind=deadline.kind, record_id=deadline.record_id)


def make_policy(code: str = "default", stages: tuple[int, ...] = (90, 60, 30), **more: Any) -> AlertPolicy:
    values: dict[str, Any] = {
        "name": code,
        "kind": "credential",
        "recipients": [{"relation": "responsible", "code": "", "from_stage": None}],
        "channels": ["inbox", "email"],
        **more,
    }
    values.setdefault("rank", 0)
    return AlertPolicy.objects.create(code=code, stages=ordered(stages), **stamp(), **values)


def days(number: int) -> timedelta:
    return timedelta(days=number)
