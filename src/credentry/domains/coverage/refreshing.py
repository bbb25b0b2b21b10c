"""What a change reaches, and bringing it up to date in the transaction of the change."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from typing import Any
from uuid import UUID

from django.db.models import Q

from credentry.core.records import kinds
from credentry.domains.coverage import (
    compiling,
    crews,
    due,
    falling,
    impacts,
    judging,
    limits,
    obligations,
    pursuits,
    seeking,
)
from credentry.domains.coverage.models import (
    Engagement,
    Obligation,
    Profile,
    Pursuit,
    RequirementRule,
    RuleNeed,
    Verdict,
    Waiver,
)
from credentry.domains.coverage.vocabulary import POST
from credentry.domains.credentials.queries.naming import about_companies, by_type, named_by
from credentry.domains.subjects import queries as subjects
from credentry.plumbing import sql

CHUNK = 1_000  # subjects in one round of temporary tables


_watching: ContextVar[bool] = ContextVar("credentry_coverage_watching", default=False)


@contextmanager
def watched() -> Iterator[None]:
    """Within it the requirements met before are kept beside (``falling``) when subjects are brought up to date."""
    falling.begin()
    token = _watching.set(True)
    try:
        yield
    finally:
        _watching.reset(token)


def refresh(ids: Iterable[UUID]) -> None:
    """Bring the pursuits and obligations of these subjects up to date. What is below a product is named by the caller."""
    some = list(dict.fromkeys(ids))
    if not some:
        return
    due.begin()
    _derive(some, due.note)
    due.follow()


def _derive(some: Sequence[UUID], note: Callable[[], None]) -> None:
    """Write what follows for these subjects, round by round; ``note`` is called before and after each."""
    own = pursuits.own_company()
    for start in range(0, len(some), CHUNK):
        pursuits.pick(some[start : start + CHUNK])
        if _watching.get():
            falling.keep()
        note()
        pursuits.write(own)
        obligations.write()
        note()


def rebuild() -> int:
    """Compute everything from scratch: rules, verdicts, pursuits, obligations. How many subjects are engaged."""
    with sql.roomy():
        return _rebuild()


def _rebuild() -> int:
    Obligation.objects.all().delete()
    Pursuit.objects.all().delete()
    Profile.objects.all().delete()
    compiling.compile_rules(RequirementRule.objects.values("pk"))
    ids = subjects.descendants(set(Engagement.objects.values_list("subject", flat=True)))
    _derive(sorted(ids), _tell_planner())
    due.everyone()
    seeking.everything()
    return len(ids)


def _tell_planner() -> Callable[[], None]:
    """Called before and after each round: after the first PostgreSQL is told what it has written, for it knows nothing of
    tables that were empty and would read them whole in every further round."""
    calls = count(1)

    def note() -> None:
        if next(calls) == 2:
            sql.analyze(Pursuit._meta.db_table)
            sql.analyze(Obligation._meta.db_table)

    return note


def of_engagements(rows: Sequence[Any], before: Iterable[UUID] = ()) -> None:
    """Engagements changed: their subjects and all below, now and before; posts matter where people in post are counted."""
    posts = [one for one in rows if one.context == POST]
    places = {one.place_id for one in posts if one.place_id}
    companies = {one.organisation_id for one in posts if one.organisation_id}
    refresh(
        {
            *subjects.descendants({*(one.subject_id for one in rows), *before}),
            *crews.around({one.subject_id for one in posts}, places, companies),
        }
    )


def of_posts_before(places: Iterable[UUID] = (), companies: Iterable[UUID] = ()) -> None:
    """Posts are no more at these places or for these companies: where people in post are counted."""
    refresh(crews.around((), places, companies))


def of_crews() -> None:
    """Who belongs to which company, or who holds a post, has changed: wherever people in post are counted."""
    refresh(crews.asking().values_list("subject", flat=True))


def of_subjects(ids: Sequence[UUID], people: bool = False) -> None:
    """Subjects changed: facts, place in the tree, being there at all. Also who works at these places; ``people``: they are
    persons, and where they are in post they are counted."""
    if not Engagement.objects.exists():
        return
    reached = {*subjects.descendants(ids), *subjects.ancestors(ids)}
    places = set(Pursuit.objects.filter(place__in=ids).order_by().values_list("subject", flat=True))
    engaged = Engagement.objects.filter(subject__in=reached).exists()
    if engaged or Pursuit.objects.filter(subject__in=reached).exists():
        places |= reached
    if people:
        places |= crews.around(ids)
    if places:
        refresh(places)


def of_ties(companies: Iterable[UUID]) -> None:
    """Which company these belong to has changed: whoever works there or is registered there, where a limit that blocks
    compares the two."""
    if limits.live(("registered_unit",), blocking=True):
        people = kinds.get("person").model_class._default_manager.filter(
            employments__organisation__in=set(companies), employments__known_to__isnull=True
        )
        of_subjects(list(people.order_by().values_list("pk", flat=True).distinct()), people=True)


def of_companies() -> None:
    """Who our own company is has changed: what it does for others is looked at again."""
    if Pursuit.objects.exists():
        theirs = Pursuit.objects.filter(contractor__isnull=True).order_by().values_list("subject", flat=True)
        refresh({*theirs, *crews.asking().values_list("subject", flat=True)})


def of_credentials(ids: Sequence[UUID]) -> None:
    """Credentials changed, or what they are about: everybody they speak of, and everybody they satisfied."""
    if not Pursuit.objects.exists():
        return
    sorts = by_type(limits.with_beside(ids))
    asked = set(RuleNeed.objects.filter(type_code__in=sorts).values_list("type_code", flat=True))
    mine = [pk for code, some in sorts.items() if code in asked for pk in some]
    if not mine:
        return
    named = named_by(mine)
    companies = named_by(about_companies(mine))
    reached = subjects.descendants(named)
    above = subjects.ancestors(named)  # equipment and sites count for what they belong to
    speaking = Verdict.objects.filter(rule__needs__type_code__in=asked).values("profile")
    hit = (
        Pursuit.objects.filter(
            Q(subject__in=reached | above)
            | Q(acting__in=companies)
            | Q(contractor__in=named)
            | Q(supervisor__in=named),
            profile__in=speaking,
        )
        .order_by()
        .values_list("subject", flat=True)
    )
    held = list(
        Obligation.objects.filter(credential__in=mine).order_by().values_list("pursuit__subject", "rule")
    )
    asking = RuleNeed.objects.filter(type_code__in=asked).values_list("rule", flat=True)
    _stand_again(
        list({*hit, *(who for who, _ in held), *crews.around(named, codes=asked)}),
        sorted({*asking, *(rule for _, rule in held)}),
    )


def _stand_again(some: Sequence[UUID], rules: Sequence[UUID]) -> None:
    """How these rules stand for these subjects, where only papers changed: what the subjects are meant for and what is known
    of them stays."""
    if not some:
        return
    due.begin()
    only = _select(rules)
    for start in range(0, len(some), CHUNK):
        pursuits.pick(some[start : start + CHUNK])
        if _watching.get():
            falling.keep()
        due.note(only)
        obligations.forget(only)
        obligations.write(only)
        due.note(only)
    due.follow(rules)


def of_waivers(ids: Sequence[UUID]) -> None:
    """Waivers changed: their subjects and all below."""
    refresh(subjects.descendants(set(Waiver.objects.filter(pk__in=ids).values_list("subject", flat=True))))


def of_rules(ids: Sequence[UUID]) -> None:
    """Rules changed: their rows, their verdicts, and the obligations they make."""
    if not ids:  # an instance without rules: PostgreSQL knows no empty list
        return
    impacts.remember(ids)
    compiling.compile_rules(ids)
    judging.judge_rules(ids)
    due.begin()
    spoken_of = f"SELECT o.pursuit_id FROM coverage_obligation o WHERE o.rule_id IN ({_select(ids)})"
    due.of_pursuits(spoken_of)
    Obligation.objects.filter(rule__in=ids).delete()
    touched = Pursuit.objects.filter(profile__in=Verdict.objects.filter(rule__in=ids).values("profile"))
    subjects_of = list(touched.order_by().values_list("subject", flat=True).distinct())
    for start in range(0, len(subjects_of), CHUNK):
        pursuits.pick(subjects_of[start : start + CHUNK])
        obligations.write(_select(ids))
    due.of_pursuits(spoken_of)
    due.follow(ids)


def _select(ids: Sequence[UUID]) -> str:
    """SQL: these ids, which come from our own records."""
    quoted = ", ".join(f"'{sql.uuid_value(one)}'" for one in ids)
    return f"SELECT id FROM coverage_requirementrule WHERE id IN ({quoted})"


def of_types(ids: Sequence[UUID]) -> None:
    """Types of credentials changed: what they are bound to and about."""
    codes = kinds.get("credential_type").model_class._default_manager.filter(pk__in=ids).values("code")
    rules = list(RuleNeed.objects.filter(type_code__in=codes).values_list("rule", flat=True).distinct())
    if rules and Pursuit.objects.exists():
        of_rules(rules)


def of_limits(codes: Iterable[str], everything: bool) -> None:
    """Limits of use changed that are about these types, or about all: the rules that ask for them."""
    asked = RuleNeed.objects.all() if everything else RuleNeed.objects.filter(type_code__in=set(codes))
    rules = list(asked.order_by().values_list("rule", flat=True).distinct())
    if rules and Pursuit.objects.exists():
        of_rules(rules)


def of_fields(everything: bool) -> None:
    """Added fields changed: facts come from them, and papers say things in them. Nothing follows while nobody is engaged."""
    named = RequirementRule.objects.exclude(levels={}, by_role={})
    compiling.compile_rules(list(named.values_list("pk", flat=True)))
    if everything and Pursuit.objects.exists():
        Profile.objects.update(judged=False)
        Verdict.objects.all().delete()
        rebuild()


def of_markets() -> None:
    """Membership changed: rules speak of other markets, papers are good for others."""
    of_rules(list(RequirementRule.objects.values_list("pk", flat=True)))
