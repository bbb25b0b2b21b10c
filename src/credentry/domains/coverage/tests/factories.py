"""A world to test in: shipped rules with their types and fields, without the rest of the packs."""

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.tests.factories import Company, make_company
from credentry.domains.coverage import facts, vocabulary
from credentry.domains.coverage.models import Obligation, Verdict
from credentry.domains.packs.shipped import catalogue, packs
from credentry.domains.packs.wanted import requirements
from credentry.domains.subjects import queries as subjects
from credentry.domains.subjects.actions.market import install_markets

SYSTEM = Actor.system("test")
EXAMPLES = Path(__file__).parent / "examples.yaml"


def _many(kind: str, action: str, forms: list[dict[str, Any]]) -> list[Any]:
    done = perform_many(SYSTEM, kind, action, [{"payload": one} for one in forms], atomic=True)
    return [done.records[at] for at in range(len(forms))]


def field(kind: str, fact: str) -> None:
    """The added field of a kind of subject that says a shipped fact."""
    perform(SYSTEM, "custom_field", "define", None, _field(kind, fact))


def _field(kind: str, fact: str) -> dict[str, Any]:
    one = facts.shipped()[fact]
    return requirements._field(kind, one.places[kind], one)


def fields(*codes: str) -> None:
    """The fields of these facts (all of them without arguments), and those in which papers say something."""
    shipped = (one for one in facts.shipped().values() if not one.column and (not codes or one.code in codes))
    said = ("level", "operation_category")
    _many("custom_field", "define", [
        *(_field(kind, one.code) for one in shipped for kind in one.places),
        *({"code": code, "name_zh": code, "kind": "credential", "all_types": True} for code in said),
    ])  # fmt: skip


def types(codes: set[str]) -> None:
    """Shipped types by their code, plain: without number rules, duties or dependencies."""
    known = {one["code"]: one for pack in packs().values() for one in pack.types}
    _many("credential_type", "register", [
        {"code": code, "name_zh": known[code]["zh"], "name_en": known[code]["en"], "subject_kind": known[code]["subject"],
         "jurisdiction": known[code]["jurisdiction"], "unique_number": False}
        for code in sorted(codes)
    ])  # fmt: skip


def rules(*codes: str) -> list[Any]:
    """Shipped rules (all without arguments) with the types they ask for."""
    some = [one for one in catalogue()["requirement_rules"] if not codes or one["code"] in codes]
    types({code for one in some for code in requirements.types_asked(one)})
    return _many("requirement_rule", "register", [requirements._form(one) for one in some])


def rule_of(code: str) -> Any:
    """The rule of that code."""
    return kinds.get("requirement_rule").model_class._default_manager.get(code=code)


def world(*codes: str) -> Company:
    """A company, markets, fields, types and rules."""
    company = make_company()
    install_markets(SYSTEM)
    fields()
    rules(*codes)
    return company


def subject(kind: str, title: str, known: dict[str, Any] | None = None, **more: Any) -> Any:
    """A subject of which these facts are known."""
    columns, added = split(kind, known or {})
    return perform(
        SYSTEM, kind, "register", None, {"title": title, **columns, "custom": added, **more}
    ).record


def split(kind: str, known: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Facts as columns and as added fields of a kind; those kept elsewhere are left out."""
    columns: dict[str, Any] = {}
    added: dict[str, Any] = {}
    for code, value in known.items():
        one = facts.shipped()[code]
        if kind in one.places and value is not None:
            (columns if one.column else added)[one.places[kind]] = value
    return columns, added


def plan(who: Any, context: str = "market", **more: Any) -> Any:
    """What a subject is meant for; the market by its code."""
    if "market" in more:
        more["market"] = subjects.by_code([more["market"]])[more["market"]]
    return perform(SYSTEM, "engagement", "plan", None, {"context": context, "subject": who.pk, **more}).record


def paper(text: str, who: Any, contractor: Any = None) -> Any:
    """A credential as the examples write it: "TYPE from..to for MARKETS says field=word suspended day by contractor"."""
    one = Written(text)
    model = kinds.get("credential_type").model_class
    form: dict[str, Any] = {
        "title": one.type,
        "type": model._default_manager.get(code=one.type).pk,
        "issued_on": one.starts,
    }
    form |= {"valid_from": one.starts, "custom": one.says}
    form |= {"valid_to": one.ends} if one.ends else {"no_expiry_reason": "printed"}
    if one.markets:
        known = subjects.by_code(one.markets)
        form["markets"] = [known[code] for code in one.markets]
    target = contractor if one.by else who
    form |= {"products": [target.pk]} if target.subject_kind == "product" else {"holder": target.pk}
    made = perform(SYSTEM, "credential", "register", None, form).record
    for change, day in one.changes:
        action = {"suspended": "suspend", "withdrawn": "withdraw"}[change]
        perform(
            SYSTEM, "credential", action, made.pk, {"effective_on": day, "reason": "test", "source": "own"}
        )
    return made


class Written:
    """The parts of a paper as the examples write it."""

    def __init__(self, text: str) -> None:
        self.type, days, *rest = text.split()
        starts, _, ends = days.partition("..")
        self.starts, self.ends = date.fromisoformat(starts), date.fromisoformat(ends) if ends else None
        self.markets: list[str] = []
        self.says: dict[str, str] = {}
        self.changes: list[tuple[str, date]] = []
        self.by = False
        word = ""
        for one in rest:
            if one in ("for", "says", "suspended", "withdrawn", "by"):
                word = one
            elif word == "for":
                self.markets.append(one)
            elif word == "says":
                name, _, value = one.partition("=")
                self.says[name] = value
            elif word == "by":
                self.by = True
            else:
                self.changes.append((word, date.fromisoformat(one)))

    @property
    def near(self) -> date | None:
        """First day shown as expiring soon: ninety days before the end."""
        return self.ends - timedelta(days=90) if self.ends else None


@lru_cache(maxsize=1)
def examples() -> tuple[dict[str, Any], ...]:
    """Every worked example with its facts in full."""
    read = yaml.safe_load(EXAMPLES.read_text("utf-8"))
    found = []
    for one in read["examples"]:
        known = {**_inherited(read["bases"], one["base"]), **one.get("with", {})}
        words = {fact: _word(value) for fact, value in known.items() if value is not None}
        found.append({"day": read["day"], "papers": [], "crew": [], "with": {}, **one, "facts": words})
    return tuple(found)


def _inherited(bases: dict[str, Any], name: str) -> dict[str, Any]:
    one = dict(bases[name])
    like = one.pop("like", None)
    return {**(_inherited(bases, like) if like else {}), **one}


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def context_of(one: dict[str, Any]) -> tuple[str, str]:
    """The context and role of an example."""
    for name, context in (("post", "post"), ("stage", "stage"), ("supply", "supply")):
        if name in one:
            return context, one[name]
    return (vocabulary.COMPANY, "") if one.get("company") else (vocabulary.MARKET, one.get("role", ""))


def in_post(text: str, at: Any, of: Any, other: Any) -> Any:
    """A person in post as the examples write it: "post from..to of other with PAPER; PAPER", both days and "of" left out at
    will; ``at``: the place, ``of`` and ``other``: the companies a post may be for."""
    one = Crew(text)
    person = subject("person", text[:80])
    days = {"starts_on": one.starts, "ends_on": one.ends}
    company = other if one.other else of
    more = {"place": at.pk} if at is not None else {}
    plan(person, "post", role=one.post, organisation=company.pk, **days, **more)
    for said in one.papers:
        paper(said, person)
    return person


class Crew:
    """The parts of a person in post as the examples write it."""

    def __init__(self, text: str) -> None:
        duty, _, papers = text.partition(" with ")
        self.post, *rest = duty.split()
        self.papers = papers.split("; ") if papers else []
        self.other = rest[-2:] == ["of", "other"]
        starts, _, ends = (rest[0] if rest and ".." in rest[0] else "..").partition("..")
        self.starts = date.fromisoformat(starts) if starts else None
        self.ends = date.fromisoformat(ends) if ends else None


def said(engagement: Any, day: date) -> dict[str, str]:
    """How the stored obligations of an engagement's own subject stand on a day, by rule: state, until when, how many."""
    rows = Obligation.objects.filter(
        pursuit__engagement=engagement, pursuit__subject=engagement.subject_id, starts__lte=day, ends__gte=day
    )
    columns = ("rule__code", "state", "until", "held", "type_code", "rule__counts")
    return {
        code: state + (f" until {until}" if until else "")
        + (f" ({held}/{counts.get(kind, 1)})" if held is not None else "")
        for code, state, until, held, kind, counts in rows.values_list(*columns)
    }  # fmt: skip


def asks(engagement: Any) -> dict[str, list[str]]:
    """The facts that the rules of an engagement wait for."""
    profiles = engagement._meta.apps.get_model("coverage.Pursuit").objects.filter(engagement=engagement)
    rows = Verdict.objects.filter(profile__in=profiles.values("profile"), holds=False)
    return dict(rows.values_list("rule__code", "asks"))
