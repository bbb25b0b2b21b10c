"""Working calendars, year by year: entered by hand or from the text of a file, without a release."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import yaml

from credentry.core.records import kinds
from credentry.core.records.deadlines import refresh_deadlines
from credentry.core.records.forms import given
from credentry.domains.credentials import errors, standing
from credentry.domains.credentials.models import Credential, CredentialType, WorkingYear
from credentry.domains.credentials.queries.calendar import year_of
from credentry.foundation.errors import FieldError, Invalid
from credentry.foundation.ids import uuid7

STEP = 5_000


def register(ctx: Any, record: None, form: Any) -> WorkingYear:
    """A year that was not known."""
    made = WorkingYear(id=uuid7(), year=form.year)
    ctx.stamp(made)
    if WorkingYear.objects.filter(year=form.year).exists():
        raise Invalid.one("year", errors.YEAR_TAKEN, year=form.year)
    _fill(made, {"holidays": form.holidays, "working": form.working, "source": form.source})
    made.save(force_insert=True)
    follow(ctx, {made.year})
    return made


def amend(ctx: Any, record: WorkingYear, form: Any) -> WorkingYear:
    """What the notice says after all."""
    _fill(record, given(form))
    record.save()
    follow(ctx, {record.year})
    return record


def load(ctx: Any, record: None, form: Any) -> WorkingYear:
    """A year from the text of its file: ``year``, ``holidays`` and ``working`` as YAML or JSON."""
    try:
        content = yaml.safe_load(form.content)
    except yaml.YAMLError:
        content = None
    if not isinstance(content, Mapping) or not isinstance(content.get("year"), int):
        raise Invalid.one("content", errors.YEAR_FILE)
    year = int(content["year"])
    known = WorkingYear.objects.filter(year=year).first()
    if known is not None:
        raise Invalid.one("content", errors.YEAR_TAKEN, year=year)
    made = WorkingYear(id=uuid7(), year=year)
    ctx.stamp(made)
    said = {name: [str(one) for one in content.get(name) or ()] for name in ("holidays", "working")}
    _fill(made, {**said, "source": str(content.get("source") or "")}, field="content")
    made.save(force_insert=True)
    follow(ctx, {year})
    return made


def _fill(record: WorkingYear, values: Mapping[str, Any], field: str = "") -> None:
    for name in ("holidays", "working"):
        if name in values:
            found = [str(one).strip() for one in values[name] or () if str(one).strip()]
            _check(record.year, name, found, field or name)
            setattr(record, name, found)
    if "source" in values:
        record.source = values["source"] or ""
    record.title = f"{record.year} 年工作日历"


def _check(year: int, name: str, spans: Sequence[str], field: str) -> None:
    """Days must be days of that year; the days around New Year may belong to the year before or after."""
    for text in spans:
        try:
            days = year_of({name: [text]})
        except ValueError:
            raise Invalid([FieldError(field, errors.YEAR_DAY, {"value": text})]) from None
        if not all(abs(one.year - year) <= 1 for one in days.off | days.on):
            raise Invalid([FieldError(field, errors.YEAR_DAY, {"value": text})])


def follow(ctx: Any, years: set[int]) -> None:
    """Deadlines and pending renewals of the credentials that count in working days of these years."""
    types = [
        pk
        for pk, definition in CredentialType.objects.values_list("pk", "definition")
        if counts_working_days(definition or {})
    ]
    first, last = date(min(years), 1, 1), date(max(years) + 2, 12, 31)
    rows = Credential.objects.filter(
        type__in=types, archived_at__isnull=True, effective_to__range=(first, last)
    )
    ids = list(rows.values_list("pk", flat=True))
    for at in range(0, len(ids), STEP):
        some = ids[at : at + STEP]
        standing.recompute(some, ctx.now)
        refresh_deadlines(kinds.get("credential"), some)


def counts_working_days(definition: Mapping[str, Any]) -> bool:
    """Whether any limit of a type is counted in working days or moved to one."""
    renewal = definition.get("renewal") or {}
    units = {
        str((renewal.get(name) or {}).get("unit")) for name in ("open_before_expiry", "latest_before_expiry")
    }
    return "workday" in units or bool(definition.get("lead_time"))
