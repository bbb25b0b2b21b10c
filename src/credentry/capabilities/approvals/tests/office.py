"""An office for tests: people with posts and managers, and short words for what they do."""

from dataclasses import dataclass
from typing import Any

from credentry.capabilities.approvals.content import content_hash
from credentry.capabilities.approvals.models import Case, Process, Task
from credentry.core.identity.actors import Actor
from credentry.core.identity.models import User
from credentry.core.records import filekeeping
from credentry.core.records.actions import perform
from credentry.core.records.tests.factories import SYSTEM, Company, actor, make_company, make_user


@dataclass
class Office:
    """The company, its people by user name, and what they do."""

    company: Company
    users: dict[str, User]

    def actor(self, name: str) -> Actor:
        """Somebody as they are now."""
        return actor(self.users[name])

    def start(self, process: Process, by: str = "ann", **more: Any) -> Case:
        """Start a case."""
        made = perform(self.actor(by), "case", "start", None, {"process": process.pk, **more}).record
        return Case.objects.get(pk=made.pk)

    def todo(self, name: str) -> list[Task]:
        """The open tasks somebody holds, oldest first."""
        return list(
            Task.objects.filter(holders__user=self.users[name], state="open").order_by("opened_at", "pk")
        )

    def do(self, name: str, action: str, task: Task | None = None, **payload: Any) -> Task:
        """Do something with a task: the only one somebody holds, unless it is named."""
        one = task or self._only(name)
        if action in ("approve", "reject", "return_to"):
            payload.setdefault("seen", seen(one))
        done: Task = perform(self.actor(name), "task", action, one.pk, payload).record
        return done

    def _only(self, name: str) -> Task:
        held = self.todo(name)
        assert len(held) == 1, [str(one) for one in held]
        return held[0]

    def lists(self) -> dict[str, list[str]]:
        """Who has what to do: user name → step names."""
        return {name: sorted(one.name for one in self.todo(name)) for name in self.users if self.todo(name)}

    def paper(self, name: str, title: str = "报价单.pdf", content: str = "1") -> str:
        """A file somebody handed in, to be sent with a start or an approval."""
        return str(filekeeping.files().keep(self.actor(name), title, [f"%PDF-1.4 {content}".encode()]).id)


def seen(task: Task) -> str:
    """What the task's page gives as the digest of what it shows."""
    return content_hash(Case.objects.get(pk=task.case_id))


def make_office(*names: str) -> Office:
    """``ann`` starts things, ``boss`` is everybody's manager; further people by name."""
    company = make_company()
    boss = make_user("boss", "viewer", name="老板")
    users = {"boss": boss}
    for name in ("ann", *names):
        users[name] = make_user(name, "viewer", name=name.upper(), manager=boss.pk)
    return Office(company, users)


def step(node: str, *people: str, **more: Any) -> dict[str, Any]:
    """A step of a chain."""
    approvers = [{"by": "person", "code": one} for one in people]
    return {"id": node, "name": node, "settings": {"approvers": approvers, **more}}


def chain(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A chain of these items."""
    return {"id": "p", "name": "流程", "items": list(items), **more}


def published(code: str, drawing: dict[str, Any] | str, **more: Any) -> Process:
    """A process in force."""
    shape = {"bpmn": drawing} if isinstance(drawing, str) else {"chain": drawing}
    made = perform(SYSTEM, "process", "define", None, {"code": code, "name": code, **shape, **more}).record
    perform(SYSTEM, "process", "publish", made.pk)
    found: Process = Process.objects.get(pk=made.pk)
    return found
