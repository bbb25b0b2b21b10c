"""Dependencies that the rules of a type make by themselves.

A rule of a type (``definition.depends``) names what its credentials need: a standard, the holder's employment, a
credential of some type held by the same holder or by the issuer, approval of product changes. Where the register
tells which one is meant, the dependency is made when a credential is entered, renewed or rescoped, and when the thing
referred to is entered later. Rules to be confirmed make dependencies that only warn.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from credentry.domains.credentials import circles, setwise, spreading, status
from credentry.domains.credentials.models import Credential, CredentialType, Dependency
from credentry.domains.credentials.vocabulary import (
    AGE,
    DEPENDENCY_STATES,
    HOLDING,
    ON_CREDENTIALS,
    RELATIONS,
)
from credentry.foundation.ids import uuid7
from credentry.plumbing import bulk, sql

WANTED = "depend_wanted"  # (credential, code, binding): what rules ask of the credentials in hand
FEW = 50  # credentials that are looked at first, whether there is anything to do
_COLUMNS = "id, credential_id, code, binding, auto, note, known_from"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that credentials of a type need. ``types``: codes of the types meant, for one on credentials;
    ``years``: for one on the holder's age, the birthday on which it fails."""

    code: str
    types: tuple[str, ...] = ()
    binding: bool = True
    years: int = 0


def rules_of(definition: Mapping[str, Any] | None) -> list[Rule]:
    """The dependencies that a type's definition asks for."""
    return [
        Rule(
            one["code"],
            tuple(one.get("types") or ()),
            one.get("certainty", "sure") != "check",
            int(one.get("years") or 0),
        )
        for one in (definition or {}).get("depends") or ()
        if one.get("code") in DEPENDENCY_STATES
    ]


def rules_by_type(types: Iterable[CredentialType]) -> dict[UUID, list[Rule]]:
    """Type → its rules; types without any are left out."""
    found = {one.pk: rules_of(one.definition) for one in types}
    return {pk: rules for pk, rules in found.items() if rules}


def make(
    owners: "Sequence[tuple[UUID, UUID]]",
    rules: Mapping[UUID, Sequence[Rule]],
    at: datetime,
    today: date,
    *,
    anew: bool = False,
) -> list[UUID]:
    """Make and close the automatic dependencies of credentials (id, type); those of them that are bound by any.

    ``anew``: the credential was granted again, so the holder's present organisation counts. A few statements for each
    code that the rules of these types name; none where they name no code.
    """
    wanted = [(pk, rule) for pk, kind in owners for rule in rules.get(kind, ())]
    if wanted and len(owners) <= FEW:
        idle = _idle({pk for pk, _ in wanted})
        wanted = [(pk, rule) for pk, rule in wanted if rule.code not in idle]
    if not wanted:
        return []
    _want([(sql.uuid_value(pk), rule.code, rule.binding) for pk, rule in wanted])
    _make(wanted_codes := {rule.code for _, rule in wanted}, at, anew=anew)
    chosen: dict[Rule, list[UUID]] = {}
    for pk, rule in wanted:
        if rule.code in ON_CREDENTIALS or rule.code == AGE:
            chosen.setdefault(rule, []).append(pk)
    for rule, some in chosen.items():
        if rule.code == AGE:
            _on_age(rule, some, at)
        else:
            _on_credentials(rule, some, at, today)
    if wanted_codes & set(RELATIONS):
        spreading.learn_from_people(_fresh(at).filter(code__in=RELATIONS))
    bound = Dependency.objects.filter(
        credential__in=setwise.listed(WANTED), auto=True, binding=True, known_to__isnull=True
    )
    return list(bound.order_by().values_list("credential_id", flat=True).distinct())


def _idle(owners: set[UUID]) -> set[str]:
    """The codes under which nothing can be made or closed for these few: most credentials name no standard as a
    record, and few products have changed. One look-up spares a dozen statements."""
    ids, marks = [sql.uuid_value(one) for one in owners], ", ".join([sql.uuid_parameter()] * len(owners))
    held, named, changed = sql.rows(
        "SELECT EXISTS (SELECT 1 FROM credentials_dependency d WHERE d.auto AND d.known_to IS NULL "
        f"AND d.credential_id IN ({marks})), EXISTS (SELECT 1 FROM credentials_scopeitem i "
        f"WHERE i.item = 'standard' AND i.known_to IS NULL AND i.credential_id IN ({marks})), "
        "EXISTS (SELECT 1 FROM credentials_productchange WHERE archived_at IS NULL)",
        [*ids, *ids],
    )[0]
    if held:
        return set()
    return {code for code, lively in (("standard", named), ("product_change", changed)) if not lively}


def make_for(credentials: "QuerySet[Any]", code: str, at: datetime) -> "QuerySet[Credential]":
    """Make the automatic dependencies of one kind (``standard``, ``product_change``) for any number of credentials;
    those looked at. For when the thing referred to was entered after them."""
    binding: dict[bool, list[UUID]] = {True: [], False: []}
    for kind in CredentialType.objects.only("pk", "definition"):
        for rule in rules_of(kind.definition):
            if rule.code == code:
                binding[rule.binding].append(kind.pk)
    _want([])
    for binds, types in binding.items():
        if types:
            mine = credentials.filter(type__in=types).order_by().values("id")
            text, params = mine.query.sql_with_params()
            sql.run(
                f"INSERT INTO {WANTED} (id, code, binding) SELECT found.id, %s, %s FROM ({text}) found",
                [code, binds, *params],
            )
    _make({code}, at, anew=False)
    return setwise.listed(WANTED)


def settle(credentials: "QuerySet[Any]", rules: Sequence[Rule], at: datetime) -> None:
    """Close the automatic dependencies of these credentials that no rule of theirs asks for any more; the others
    bind or warn as their rule says now."""
    made = Dependency.objects.filter(
        credential__in=credentials.values("pk"), auto=True, known_to__isnull=True
    )
    made.exclude(code__in=[rule.code for rule in rules]).update(known_to=at)
    for rule in rules:
        made.filter(code=rule.code).exclude(binding=rule.binding).update(binding=rule.binding)


def _want(rows: Sequence[tuple[Any, str, bool]]) -> None:
    sql.make_temporary(WANTED, f"id {sql.uuid_type()}, code varchar(20), binding boolean", "id")
    sql.fill(WANTED, rows)
    sql.analyze(WANTED)


def _make(codes: set[str], at: datetime, *, anew: bool) -> None:
    if "standard" in codes:
        _on_standards(at)
    if "product_change" in codes:
        _on_changes(at)
    for code in RELATIONS:
        if code in codes:
            _on_people(code, at, anew=anew)


def _instant(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _stamp() -> str:
    return "%s::timestamptz" if sql.is_postgresql() else "%s"


def _fresh_id(at: datetime) -> str:
    return sql.new_uuid7(int(at.timestamp() * 1000))


def _fresh(at: datetime) -> "QuerySet[Dependency]":
    """The automatic dependencies made at this instant for the credentials in hand."""
    return Dependency.objects.filter(
        credential__in=setwise.listed(WANTED), auto=True, known_from=at, known_to__isnull=True
    )


def _on_standards(at: datetime) -> None:
    """Standards named in the scope by their code. One no longer named is let go."""
    named = (
        "SELECT 1 FROM credentials_scopeitem i JOIN credentials_standard s ON s.code_norm = i.code_norm "
        "WHERE i.credential_id = d.credential_id AND s.id = d.standard_id AND i.item = 'standard' "
        "AND i.known_to IS NULL"
    )
    _lock("SELECT s.id FROM credentials_standard s WHERE s.code_norm IN (SELECT i.code_norm FROM "
          f"credentials_scopeitem i JOIN {WANTED} w ON w.id = i.credential_id AND w.code = 'standard') ORDER BY s.id")  # fmt: skip
    _close("standard", f"NOT EXISTS ({named})", at)
    sql.run(
        f"""
        INSERT INTO credentials_dependency ({_COLUMNS}, standard_id, holds_to)
        SELECT {_fresh_id(at)}, n.id, 'standard', n.binding, %s, '', {_stamp()}, n.standard, n.ends FROM (
          SELECT DISTINCT w.id, w.binding, s.id AS standard, {spreading.standard_ends("s")} AS ends
          FROM {WANTED} w
          JOIN credentials_scopeitem i ON i.credential_id = w.id AND i.item = 'standard' AND i.code_norm <> ''
            AND i.known_to IS NULL
          JOIN credentials_standard s ON s.code_norm = i.code_norm AND s.archived_at IS NULL
          WHERE w.code = 'standard' AND NOT EXISTS (
            SELECT 1 FROM credentials_dependency d
            WHERE d.credential_id = w.id AND d.standard_id = s.id AND d.known_to IS NULL)
        ) n
        """,
        [True, _instant(at)],
    )


def _on_people(code: str, at: datetime, *, anew: bool) -> None:
    """The holder, where a person, at the organisation that the person's columns name."""
    column = "employer_id" if code == "employment" else "registration_unit_id"
    elsewhere = f" OR p.{column} IS DISTINCT FROM d.organisation_id" if anew else ""
    held = (
        "SELECT 1 FROM credentials_credential c JOIN subjects_subject p ON p.id = c.holder_id "
        f"WHERE c.id = d.credential_id AND NOT (c.holder_id <> d.person_id{elsewhere})"
    )
    _close(code, f"NOT EXISTS ({held})", at)
    sql.run(
        f"""
        INSERT INTO credentials_dependency ({_COLUMNS}, person_id, organisation_id)
        SELECT {_fresh_id(at)}, w.id, '{code}', w.binding, %s, '', {_stamp()}, p.id, p.{column}
        FROM {WANTED} w JOIN credentials_credential c ON c.id = w.id
        JOIN subjects_subject p ON p.id = c.holder_id AND p.subject_kind = 'person'
        WHERE w.code = '{code}' AND p.{column} IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM credentials_dependency d
          WHERE d.credential_id = w.id AND d.code = '{code}' AND d.known_to IS NULL)
        """,
        [True, _instant(at)],
    )


def _on_changes(at: datetime) -> None:
    """Changes, made after the credential was granted, of a product it covers, of one above or of one below that."""
    before = sql.day_minus("g.changed_on", "1")
    sql.run(
        f"""
        INSERT INTO credentials_dependency ({_COLUMNS}, change_id, holds_to)
        WITH RECURSIVE
          mine (product) AS (
            SELECT DISTINCT l.product_id FROM {WANTED} w
            JOIN credentials_credentialproduct l ON l.credential_id = w.id WHERE w.code = 'product_change'),
          up (mine, product) AS (
            SELECT product, product FROM mine
            UNION SELECT up.mine, s.parent_id FROM up JOIN subjects_subject s ON s.id = up.product
            WHERE s.parent_id IS NOT NULL),
          down (mine, product) AS (
            SELECT product, product FROM mine
            UNION SELECT down.mine, s.id FROM down JOIN subjects_subject s ON s.parent_id = down.product),
          met (mine, change_id, changed) AS (
            SELECT line.mine, g.id, g.product_id FROM (SELECT * FROM up UNION SELECT * FROM down) line
            JOIN credentials_productchange g ON g.product_id = line.product AND g.archived_at IS NULL),
          above (change_id, product) AS (
            SELECT change_id, changed FROM met
            UNION SELECT above.change_id, s.parent_id FROM above JOIN subjects_subject s ON s.id = above.product
            WHERE s.parent_id IS NOT NULL)
        SELECT {_fresh_id(at)}, n.id, 'product_change', n.binding, %s, '', {_stamp()}, n.change_id, n.ends FROM (
          SELECT DISTINCT w.id, w.binding, g.id AS change_id, {before} AS ends
          FROM {WANTED} w
          JOIN credentials_credential c ON c.id = w.id
          JOIN credentials_credentialproduct l ON l.credential_id = w.id
          JOIN met ON met.mine = l.product_id
          JOIN credentials_productchange g ON g.id = met.change_id
          WHERE w.code = 'product_change'
            AND (coalesce(c.issued_on, c.valid_from) IS NULL
                 OR g.changed_on > coalesce(c.issued_on, c.valid_from))
            AND NOT EXISTS (
              SELECT 1 FROM credentials_credentialexclusion x JOIN above ON above.product = x.product_id
              WHERE x.credential_id = w.id AND above.change_id = g.id)
            AND NOT EXISTS (
              SELECT 1 FROM credentials_dependency d
              WHERE d.credential_id = w.id AND d.change_id = g.id AND d.known_to IS NULL)
        ) n
        """,
        [True, _instant(at)],
    )


def _on_credentials(rule: Rule, owners: Sequence[UUID], at: datetime, today: date) -> None:
    """The one valid credential of the types meant that the holder, or for an accreditation the issuer, has.

    Where none or several fit, a person has to say which.
    """
    types = CredentialType.objects.filter(code__in=rule.types).values("pk")
    column = "issuer_id" if rule.code == "accreditation" else "holder_id"
    free = Credential.objects.filter(pk__in=owners, **{f"{column}__isnull": False}).exclude(
        pk__in=Dependency.objects.filter(code=rule.code, known_to__isnull=True).values("credential")
    )
    asking = dict(free.values_list("pk", column))
    fitting: dict[UUID, list[UUID]] = {}
    fit = Credential.objects.filter(
        status.q(HOLDING, today), type__in=types, holder__in=set(asking.values()), archived_at__isnull=True
    )
    for pk, holder in fit.values_list("pk", "holder_id"):
        fitting.setdefault(holder, []).append(pk)
    pairs = []
    for owner, holder in asking.items():
        found = [pk for pk in fitting.get(holder, ()) if pk != owner]
        if len(found) == 1:
            pairs.append((owner, found[0]))
    kept = circles.without(pairs)
    bulk.insert(
        Dependency,
        [
            Dependency(
                id=uuid7(), credential_id=owner, code=rule.code, parent_id=parent, binding=rule.binding, auto=True,
                known_from=at,
            )
            for owner, parent in kept
        ],
    )  # fmt: skip
    if kept:
        circles.hold({parent for _, parent in kept})
        spreading.learn_from_credentials(
            Dependency.objects.filter(credential__in=[owner for owner, _ in kept], code=rule.code)
        )


def _on_age(rule: Rule, owners: Sequence[UUID], at: datetime) -> None:
    """The holder, until the day before the birthday. What another holder or age made is let go."""
    held = Credential.objects.filter(pk__in=owners, holder__subject_kind="person")
    persons = dict(held.values_list("pk", "holder_id"))
    mine = Dependency.objects.filter(credential__in=owners, code=AGE, auto=True, known_to__isnull=True)
    known = {
        (owner, person, note): pk
        for pk, owner, person, note in mine.values_list("pk", "credential_id", "person_id", "note")
    }
    wanted = {(owner, person, str(rule.years)) for owner, person in persons.items()}
    mine.filter(pk__in=[pk for key, pk in known.items() if key not in wanted]).update(known_to=at)
    fresh = [
        Dependency(
            id=uuid7(), credential_id=owner, code=AGE, person_id=person, note=years, binding=rule.binding, auto=True,
            known_from=at,
        )
        for owner, person, years in wanted - known.keys()
    ]  # fmt: skip
    bulk.insert(Dependency, fresh)
    spreading.learn_from_ages(Dependency.objects.filter(pk__in=[one.pk for one in fresh]))


def _close(code: str, condition: str, at: datetime) -> None:
    sql.run(
        f"UPDATE credentials_dependency AS d SET known_to = {_stamp()} WHERE d.code = %s AND d.auto "
        f"AND d.known_to IS NULL AND d.credential_id IN (SELECT id FROM {WANTED} WHERE code = %s) AND {condition}",
        [_instant(at), code, code],
    )


def _lock(text: str) -> None:
    """What is referred to may not change while it is being referred to."""
    if sql.is_postgresql():
        sql.run(f"SELECT count(*) FROM ({text} FOR SHARE) held")
