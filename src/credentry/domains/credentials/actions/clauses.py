"""The scope in clauses: what a paper grants in several parts, each with markets, products, days and words of its own."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from credentry.core.records import conditions, kinds, wording
from credentry.core.records.forms import Form, ask
from credentry.domains.credentials import errors
from credentry.domains.credentials import vocabulary as words
from credentry.domains.credentials.actions import describe, links
from credentry.domains.credentials.actions.register import REFERENCES
from credentry.domains.credentials.models import SCOPE_LINKS, Clause, Credential, ScopeItem
from credentry.domains.credentials.queries.clauses import clauses_at
from credentry.domains.subjects import queries as subjects
from credentry.domains.subjects.actions.references import References
from credentry.foundation.dates import plausible
from credentry.foundation.errors import FieldError, Invalid
from credentry.foundation.labels import L

MOST = 200
_ROW = ("title", "starts", "ends", "product_rule", "text")
wording.say("clauses", L("范围条款", "Clauses of the scope"))


class ClauseForm(Form):
    """One clause. Empty markets: all; empty products: the holder and the subjects named decide."""

    n: int | None = ask(
        L("条款号", "Number"), None, ge=1, le=9999, help=L("留空为顺序号", "Empty: its place")
    )
    title: str = ask(L("标题", "Title"), "", max_length=200)
    markets: tuple[UUID, ...] = ask(L("适用国家/地区", "Markets"), (), ref="market", widget="many")
    products: tuple[UUID, ...] = ask(
        L("适用产品型号/系列", "Products covered"), (), ref="product", widget="many"
    )
    excluded_products: tuple[UUID, ...] = ask(
        L("不适用产品", "Products left out"), (), ref="product", widget="many"
    )
    subjects: tuple[UUID, ...] = ask(L("其他适用对象", "Other subjects"), (), ref="subject", widget="many")
    standards: tuple[str, ...] = ask(L("依据标准", "Standards"), (), widget="json")
    acts: tuple[str, ...] = ask(
        L("许可行为", "Permitted acts"), (), options=words.options(words.ACTS), widget="json"
    )
    starts: date | None = ask(L("自", "From"), None, help=L("留空随证书", "Empty: with the credential"))
    ends: date | None = ask(L("至", "To"), None, help=L("最后一个适用日", "The last day it applies"))
    product_rule: dict[str, Any] | None = ask(
        L("产品条件", "Rule for products"),
        None,
        widget="condition",
        help=L(
            "所列产品之下,只有符合条件的在范围内", "Of the products covered only those that meet it are meant"
        ),
    )
    text: str = ask(L("条款原文", "As printed"), "", max_length=20000, widget="longtext")


class ClausesForm(Form):
    """The whole scope, clause by clause; what is not listed is no longer part of it."""

    clauses: tuple[ClauseForm, ...] = ask(L("条款", "Clauses"), min_length=1, max_length=MOST, widget="json")


def set_clauses(ctx: Any, record: Credential, form: Any) -> Credential:
    """Make the scope these clauses. Only what differs is written; what was there before stays known."""
    given = _numbered(form.clauses)
    faults = _faults(given)
    if faults:
        raise Invalid(faults)
    before = _said(record)
    for n in sorted({*given, *_present(record.pk)}):
        one = given.get(n)
        names = (*SCOPE_LINKS, "standards", "acts")
        values = {name: getattr(one, name, ()) for name in names}
        if one is None:
            values.update(dict.fromkeys(links.ITEMS, ()))
        links.replace([(record.pk, values)], ctx.now, n)
    _write_rows(record.pk, given, ctx.now)
    record.standards = links.standards_text(text for one in given.values() for text in one.standards)
    record.save(update_fields=["standards"])
    describe.depend(ctx, [record])
    ctx.note(record.pk, "clauses", before, _said(record))
    return record


def _numbered(given: Sequence[ClauseForm]) -> dict[int, ClauseForm]:
    found: dict[int, ClauseForm] = {}
    for place, one in enumerate(given, 1):
        n = one.n or place
        if n in found:
            raise Invalid.one(f"clauses.{place - 1}.n", errors.CLAUSE_TWICE, n=n)
        found[n] = one
    return found


def _faults(given: Mapping[int, ClauseForm]) -> list[FieldError]:
    wanted = {name: kind for name, kind in REFERENCES.items() if name in SCOPE_LINKS}
    references = References(wanted, given.values())
    covered = {one for clause in given.values() for one in (*clause.products, *clause.excluded_products)}
    lines = subjects.lines_of(covered)
    found: list[FieldError] = []
    for place, one in enumerate(given.values()):
        faults = [*references.faults(one), *_own_faults(one, lines)]
        found += [FieldError(f"clauses.{place}.{fault.field}", fault.code, fault.params) for fault in faults]
    return found


def _own_faults(one: ClauseForm, lines: Mapping[UUID, Sequence[UUID]]) -> list[FieldError]:
    found = []
    for name in ("starts", "ends"):
        day = getattr(one, name)
        if day is not None and not plausible(day):
            found.append(FieldError(name, "field.date", {"value": day.isoformat()}))
    if one.starts is not None and one.ends is not None and one.ends < one.starts:
        found.append(FieldError("ends", errors.DATES_ORDER))
    named = set(one.products)
    if any(not named & set(lines.get(out, ())[1:]) for out in one.excluded_products):
        found.append(FieldError("excluded_products", errors.EXCLUSION))
    unknown = [act for act in one.acts if act not in words.ACTS]
    if unknown:
        found.append(FieldError("acts", "field.choice", {"value": unknown[0][:60]}))
    if one.product_rule is not None:
        try:
            kind = kinds.get("product")
            conditions.to_q(kind, conditions.parse_json(kind, one.product_rule), conditions.Env(None))
        except Invalid as error:
            found += [FieldError("product_rule", fault.code, fault.params) for fault in error.errors]
    return found


def _present(owner: UUID) -> set[int]:
    """The numbers of the clauses there are."""
    found = set(clauses_at().filter(credential=owner).values_list("n", flat=True))
    for model, _ in SCOPE_LINKS.values():
        rows = model._default_manager.filter(credential=owner).order_by()
        found.update(rows.values_list("clause", flat=True).distinct())
    items = ScopeItem.objects.filter(credential=owner, known_to__isnull=True).order_by()
    return found | set(items.values_list("clause", flat=True).distinct())


def _write_rows(owner: UUID, given: Mapping[int, ClauseForm], at: Any) -> None:
    """Rows for the clauses that say more than their links; what a row said before is closed in system time."""
    present = {row.n: row for row in clauses_at().filter(credential=owner)}
    for n in sorted({*present, *given}):
        row, one = present.get(n), given.get(n)
        wanted = {name: getattr(one, name) for name in _ROW} if one is not None else {}
        if row is not None and one is not None and all(getattr(row, k) == v for k, v in wanted.items()):
            continue
        if row is not None and row.known_from >= at:
            row.delete()
        elif row is not None:
            row.known_to = at
            row.save(update_fields=["known_to"])
        if any(value not in (None, "") for value in wanted.values()):
            Clause.objects.create(credential_id=owner, n=n, known_from=at, **wanted)


def _said(record: Credential) -> list[str]:
    """The clauses in one line each, for the history."""
    rows = {row.n: row for row in clauses_at().filter(credential=record.pk)}
    found = []
    for n in sorted(_present(record.pk)):
        row = rows.get(n)
        title = row.title if row is not None else ""
        span = f" {row.starts or ''}–{row.ends or ''}" if row is not None and (row.starts or row.ends) else ""
        names = {"products": "", "excluded_products": "− "}
        parts = []
        for name, mark in names.items():
            model, column = SCOPE_LINKS[name]
            links_of = model._default_manager.filter(credential=record.pk, clause=n).order_by("pk")
            ids = list(links_of.values_list(column, flat=True)[:20])
            titles = subjects.titles(ids)
            parts += [mark + titles.get(one, "") for one in ids]
        model, column = SCOPE_LINKS["markets"]
        places = model._default_manager.filter(credential=record.pk, clause=n).order_by("pk")
        listed = list(places.values_list(column, flat=True)[:50])
        codes = subjects.market_words(listed)
        parts += [codes[one].zh for one in listed if one in codes]
        found.append(f"{n} {title}{span}: {', '.join(parts)}".strip())
    return found
