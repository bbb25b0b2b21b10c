"""Years of alerting day by day, and an oracle of its own beside them.

The oracle knows the stages, who answers for what and who is there because it did it all itself: it never asks the
product. Its rule is one sentence: on every day the sweep runs, the present stage of every open deadline belongs to
whoever answers for it then, once; and mail goes out on the first day the server takes it, unless it was overtaken.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from credentry.capabilities.alerts.actions import deliver, sweep
from credentry.capabilities.alerts.models import Delivery
from credentry.capabilities.alerts.tests.factories import make_policy
from credentry.capabilities.alerts.tests.mailbox import Mailbox
from credentry.core.identity.actors import Actor
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.models import Deadline
from credentry.foundation import clock

SYSTEM = Actor.system("test")
STAGES = (90, 60, 30, 7, 0, -7, -30)
#: In the hour that the clocks leave out in spring and say twice in autumn.
HOUR = time(2, 30)
REFUSES = "451 4.3.0 try again later"


class Key(NamedTuple):
    """One notice: of which credential and day due, at which stage, to whom."""

    number: str
    due_on: date
    stage: int
    person: str


@dataclass
class Paper:
    """One credential as the oracle knows it."""

    id: Any
    number: str
    due_on: date
    person: str


@dataclass
class Years:
    """A company, its credentials and what the oracle expects to have been sent."""

    draw: random.Random
    box: Mailbox
    today: date
    papers: list[Paper] = field(default_factory=list)
    above: dict[str, str | None] = field(default_factory=dict)
    users: dict[str, Any] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    pending: dict[Key, None] = field(default_factory=dict)
    sent: Counter[Key] = field(default_factory=Counter)
    last: dict[str, Key | None] = field(default_factory=dict)

    def found(self, credentials: int, people: int, days: int) -> None:
        """Register people, a policy and credentials that lapse within the days to come and a year after."""
        with self.clock():
            make_policy("years", stages=STAGES, channels=["inbox", "email"], deadlines=["expiry_date"],
                        ladder=[{"relation": "responsible", "code": "", "wait": 0}])  # fmt: skip
            unit = perform(SYSTEM, "unit", "define", None, {"code": "Y", "name": "Y"}).id
            for n in range(people):
                self._hire(f"p{n}", "p0" if n else None, unit)
            kind = perform(
                SYSTEM, "credential_type", "register", None, {"code": "PLAIN", "name_zh": "证书"}
            ).id
            names = [name for name in self.above if name != "p0"]
            rows = []
            for n in range(credentials):
                due = self.today + timedelta(days=self.draw.randrange(1, days + 365))
                person = self.draw.choice(names)
                self.papers.append(Paper(None, "", due, person))
                rows.append({"payload": {
                    "title": f"N{n}", "type": kind, "unit": unit, "issued_on": "2026-01-01",
                    "valid_to": due.isoformat(), "responsible": self.users[person],
                }})  # fmt: skip
            outcome = perform_many(SYSTEM, "credential", "register", rows)
            assert not outcome.errors
            for at, paper in enumerate(self.papers):
                paper.id = outcome.done[at]
            numbers = dict(Deadline.objects.filter(code="expiry_date").values_list("record_id", "number"))
            for paper in self.papers:
                paper.number = numbers[paper.id]

    def _hire(self, name: str, above: str | None, unit: Any) -> None:
        values = {
            "username": name, "name": name, "email": f"{name}@example.com", "unit": unit, "lang": "en",
            "manager": self.users[above] if above else None,
        }  # fmt: skip
        self.above[name] = above
        self.users[name] = perform(SYSTEM, "user", "invite", None, values).id

    def clock(self) -> Any:
        return clock.fixed(datetime.combine(self.today, HOUR, tzinfo=clock.zone()))

    def day(self, *, running: bool, mail: bool) -> None:
        """Something happens to some; then, where anything is running, the sweep and the post."""
        with self.clock():
            self._renew()
            self._reassign()
            self._leave()
            if running:
                sweep()
                self._expect()
                self.box.data = "" if mail else REFUSES
                while deliver().sent:
                    pass
                if mail:
                    self.sent.update(list(self.pending))
                    self.pending.clear()
        self.today += timedelta(days=1)

    def _some(self, share: float) -> list[Paper]:
        count = sum(self.draw.random() < share for _ in self.papers)
        return self.draw.sample(self.papers, count)

    def _renew(self) -> None:
        """Of what is near its end, some are renewed; of what is over as well."""
        near = [one for one in self.papers if (one.due_on - self.today).days < 100]
        chosen = [one for one in near if self.draw.random() < 0.015]
        rows = []
        for paper in chosen:
            paper.due_on = max(paper.due_on, self.today) + timedelta(days=self.draw.randrange(80, 800))
            first = self.today.isoformat()
            rows.append({"id": paper.id, "payload": {"issued_on": first, "valid_from": first,
                                                     "valid_to": paper.due_on.isoformat()}})  # fmt: skip
        assert not perform_many(SYSTEM, "credential", "renew", rows).errors

    def _reassign(self) -> None:
        here = [name for name in self.above if name not in self.gone]
        rows = []
        for paper in self._some(0.003):
            paper.person = self.draw.choice(here)
            rows.append({"id": paper.id, "payload": {"responsible": self.users[paper.person]}})
        assert not perform_many(SYSTEM, "credential", "hand_over", rows).errors

    def _leave(self) -> None:
        """Now and then somebody leaves for good; what they answered for stays theirs until it is given away."""
        staying = [name for name in self.above if name != "p0" and name not in self.gone]
        if len(staying) > 3 and self.draw.random() < 0.02:
            name = self.draw.choice(staying)
            self.gone.add(name)
            perform(SYSTEM, "user", "deactivate", self.users[name])

    def answers_for(self, person: str) -> str:
        """The person, or whoever is above and there."""
        found: str | None = person
        while found in self.gone:
            found = self.above[found] if found else None
        assert found is not None
        return found

    def present(self, paper: Paper) -> Key | None:
        """The notice that a paper calls for today."""
        left = (paper.due_on - self.today).days
        past = [stage for stage in STAGES if stage >= left]
        return Key(paper.number, paper.due_on, min(past), self.answers_for(paper.person)) if past else None

    def _expect(self) -> None:
        """What the sweep of today owes anew; what was overtaken before it went out is not sent any more."""
        for paper in self.papers:
            key, before = self.present(paper), self.last.get(paper.number)
            if key == before:
                continue
            if before is not None:
                self.pending.pop(before, None)
            if key is not None:
                self.pending[key] = None
            self.last[paper.number] = key


def carried() -> Counter[Key]:
    """What the product says that it sent by mail."""
    rows = Delivery.objects.filter(channel="email", state="sent").values_list(
        "alert__number", "alert__due_on", "alert__stage", "alert__recipient__username"
    )
    return Counter(Key(*row) for row in rows)
