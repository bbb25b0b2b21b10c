"""A company in which one scenario happens: facts through real actions, questions through every face of the product."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.as_of import AsOf
from credentry.core.records.models import Deadline
from credentry.core.records.queries import Query, detail, listing
from credentry.domains.credentials.models import CredentialType, StatusChange
from credentry.domains.credentials.queries.covering import clauses_covering
from credentry.domains.gate.queries.asking import ask as ask_gate
from credentry.domains.gate.queries.questions import Question
from credentry.domains.packs.shipped import packs
from credentry.domains.packs.wanted.types import types
from credentry.domains.subjects import queries as subjects
from credentry.domains.subjects.actions.market import install_markets
from credentry.foundation import clock

SYSTEM = Actor.system("scenario")
SUBJECTS = ("person", "organisation", "product", "project", "site", "equipment")
# Form fields whose values are names of things made before.
NAMED = {
    "holder", "issuer", "parent", "products", "excluded_products", "subjects", "successor", "organisation", "product",
    "employer", "registration_unit", "standard", "change", "superseded_by",
}  # fmt: skip


class World:
    """What was made so far, by the names the scenario gives it."""

    def __init__(self, today: str) -> None:
        self.today = date.fromisoformat(today)
        self.things: dict[str, tuple[str, UUID]] = {}
        self.refused: list[str] = []
        self.moments: dict[str, datetime] = {}
        self._steps = 0

    def run(self, facts: list[dict[str, Any]]) -> None:
        """Do the facts in order; ``at`` moves the clock, everything else happens a minute apart."""
        with clock.fixed(self._now()):
            install_markets(SYSTEM)
        for fact in facts:
            if "at" in fact:
                self.today, self._steps = date.fromisoformat(str(fact["at"])), 0
                continue
            self._steps += 1
            with clock.fixed(self._now()):
                self._one(fact)

    def _now(self) -> datetime:
        noon = datetime(self.today.year, self.today.month, self.today.day, 8, tzinfo=clock.zone())
        return noon + timedelta(minutes=self._steps)

    def _one(self, fact: dict[str, Any]) -> None:
        fact = dict(fact)
        if "do" in fact:
            self._act(fact)
            return
        kind = next(iter(fact))
        values = dict(fact[kind])
        name = str(values.pop("as", "") or values.get("code") or values.get("title"))
        if kind in SUBJECTS:
            values.setdefault("title", name)
        if kind == "credential":
            values.setdefault("title", name)
            values["type"] = self._type(str(values["type"]))
        if kind == "standard":
            values.setdefault("name_zh", name)
        record = perform(
            SYSTEM, kind, str(values.pop("action", "register")), None, self._named(values)
        ).record
        self.things[name] = (kind, record.pk)

    def _act(self, fact: dict[str, Any]) -> None:
        action, name = str(fact.pop("do")), str(fact.pop("to"))
        code = fact.pop("refused", None)
        kind, pk = self.things[name]
        if action == "take_back_change" and "change" in fact:
            fact["change"] = StatusChange.objects.get(
                credential=pk, change=fact["change"], known_to__isnull=True
            ).pk
        payload = self._clauses(self._named(fact))
        if code is None:
            perform(SYSTEM, kind, action, pk, payload)
            return
        try:
            perform(SYSTEM, kind, action, pk, payload)
        except Exception as error:
            found = {str(getattr(error, "code", "")), *(one.code for one in getattr(error, "errors", ()))}
            assert code in found, f"refused with {found}, not {code}"
        else:
            raise AssertionError(f"{action} was not refused")

    def _clauses(self, payload: dict[str, Any]) -> dict[str, Any]:
        if "clauses" in payload:
            payload["clauses"] = [self._named(one) for one in payload["clauses"]]
        return payload

    def _named(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Names of things and codes of markets as ids; days as text."""
        found: dict[str, Any] = {}
        for field, value in values.items():
            if field == "markets":
                known = subjects.by_code(value)
                found[field] = [known[one] for one in value]
            elif field in NAMED and value is not None:
                found[field] = [self.id(one) for one in value] if isinstance(value, list) else self.id(value)
            else:
                found[field] = value.isoformat() if isinstance(value, date) else value
        return found

    def id(self, name: str) -> UUID:
        """The id of a thing made before."""
        return self.things[str(name)][1]

    def _type(self, code: str) -> UUID:
        """A type as its pack ships it."""
        known = CredentialType.objects.filter(code=code).first()
        if known is None:
            form = next(item.form for pack in packs().values() for item in types(pack) if item.code == code)
            known = perform(SYSTEM, "credential_type", "register", None, dict(form)).record
        return UUID(str(known.pk))

    def ask(self, question: dict[str, Any]) -> None:
        """Ask one question everywhere it can be asked; the answers must be the expected one."""
        with clock.fixed(self._now() + timedelta(hours=1)):
            if "is" in question:
                self._standing(question)
            elif "deadline" in question:
                self._deadline(question)
            elif "may" in question:
                self._gate(question)
            elif "covered" in question:
                self._covered(question)
            else:
                self._page(question)

    def _as_of(self, question: Mapping[str, Any]) -> AsOf:
        on, known = question.get("on"), question.get("known")
        day = date.fromisoformat(str(on)) if on else None
        if known is None:
            return AsOf(day)
        at = date.fromisoformat(str(known))
        return AsOf(day, datetime(at.year, at.month, at.day, 23, 59, tzinfo=clock.zone()))

    def _standing(self, question: dict[str, Any]) -> None:
        pk, as_of, wanted = self.id(question["of"]), self._as_of(question), str(question["is"])
        kind = kinds.get("credential")
        shown = detail(SYSTEM, kind, pk, as_of)
        standing = shown.extra["standing"]
        assert standing["status"] == wanted, f"page: {standing['status']} ({standing['reason']['zh']})"
        assert shown.values["status"] == wanted, f"field: {shown.values['status']}"
        if "acts" in question:
            acts = sorted(one["code"] for one in standing["acts"] if one["permitted"])
            assert acts == sorted(question["acts"]), acts
        if "because" in question:
            assert str(question["because"]) in standing["reason"]["zh"], standing["reason"]["zh"]
        if "until" in question:
            assert str(standing["effective_to"]) == str(question["until"] or None), standing["effective_to"]
        for code in {wanted, "valid", "expiring_soon", "expired", "suspended"}:
            page = listing(SYSTEM, kind, Query(condition=f"status:{code}", as_of=as_of, limit=500))
            listed = str(pk) in {str(one["id"]) for one in page.items}
            assert listed == (code == wanted), f"list of {code}: {listed}"

    def _deadline(self, question: dict[str, Any]) -> None:
        rows = Deadline.objects.filter(record_id=self.id(question["of"]), code=question["deadline"])
        if question.get("due") is None:
            assert not rows.filter(closed_on__isnull=True).exists(), list(rows.values("due_on", "closed_by"))
            if "closed_by" in question:
                assert rows.filter(closed_by=question["closed_by"]).exists(), list(rows.values("closed_by"))
            return
        one = rows.filter(closed_on__isnull=True).get()
        assert str(one.due_on) == str(question["due"]), one.due_on
        for name, column in (("opens", "opens_on"), ("safe", "latest_safe_start")):
            if name in question:
                assert str(getattr(one, column)) == str(question[name]), f"{column} {getattr(one, column)}"

    def _gate(self, question: dict[str, Any]) -> None:
        as_of = self._as_of(question)
        arrives = question.get("arrives_on")
        asked = Question(
            "1", str(self.id(question["subject"])), str(question["may"]), as_of.day, str(question.get("market", "")),
            date.fromisoformat(str(arrives)) if arrives else None, tuple(question.get("requires", ())),
        )  # fmt: skip
        answer = ask_gate(SYSTEM, [asked], as_of.known)[0]
        codes = [one.code for one in answer.found.reasons]
        assert answer.found.answer == question["answer"], f"{answer.found.answer} {codes}"
        for code in question.get("reasons", ()):
            assert code in codes, codes
        if "changes_on" in question:
            assert str(answer.changes_on) == str(question["changes_on"] or None), answer.changes_on

    def _covered(self, question: dict[str, Any]) -> None:
        as_of = self._as_of(question)
        market = (
            subjects.by_code([question["market"]])[question["market"]] if question.get("market") else None
        )
        found = clauses_covering([self.id(question["covered"])], market, as_of.day, as_of.known)
        said = sorted((one.credential, one.clause) for _, one in found)
        wanted = [(self.id(question["by"]), int(question.get("clause", 1)))] if question.get("by") else []
        assert said == wanted, said
        if (
            question.get("market")
            and not question.get("known")
            and question.get("list", True)
            and question.get("by")
        ):
            page = listing(
                SYSTEM, kinds.get("credential"),
                Query(condition=f"markets:{question['market']}", as_of=as_of, limit=500),
            )  # fmt: skip
            assert str(self.id(question["by"])) in {str(one["id"]) for one in page.items}

    def _page(self, question: dict[str, Any]) -> None:
        """A value of the page: ``of``, ``shows`` (path with dots), ``equals``."""
        shown = detail(SYSTEM, kinds.get("credential"), self.id(question["of"]), self._as_of(question))
        value: Any = {**shown.extra, "actions": list(shown.actions), "archived": shown.values.get("archived")}
        for part in str(question["shows"]).split("."):
            value = value[int(part)] if isinstance(value, list) else value[part]
        if "has" in question:
            assert question["has"] in value, value
        elif "lacks" in question:
            assert question["lacks"] not in value, value
        else:
            wanted = question["equals"]
            assert str(value) == str(wanted) if isinstance(wanted, date) else value == wanted, value
