"""Registering, amending, archiving and restoring subjects of any kind, set by set."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from credentry.core.records.custom import cleaner
from credentry.core.records.forms import Form, given
from credentry.domains.subjects import errors, rules, secrets
from credentry.domains.subjects.actions import employment
from credentry.domains.subjects.actions.references import References, default_unit
from credentry.domains.subjects.models import Subject
from credentry.domains.subjects.queries.tree import ancestors
from credentry.domains.subjects.vocabulary import LEVELS_ABOVE, PRODUCT_LEVELS
from credentry.foundation.errors import DomainError, FieldError, Invalid
from credentry.foundation.ids import uuid7
from credentry.foundation.labels import Label
from credentry.plumbing import bulk

Pairs = Sequence[tuple[Any, Any]]
Run = Callable[[Any, Any, Any], Any]
RunMany = Callable[[Any, Pairs], Sequence[Any]]

_REFS = {"unit": "unit", "responsible": "user", "deputy": "user"}
REFERENCES: dict[str, dict[str, str]] = {
    "person": {**_REFS, "employer": "organisation", "registration_unit": "organisation", "manager": "person",
               "user": "user"},
    "organisation": {**_REFS, "parent": "organisation", "country": "market"},
    "product": {**_REFS, "parent": "product"},
    "project": dict(_REFS),
    "site": {**_REFS, "parent": "subject", "country": "market"},
    "equipment": {**_REFS, "parent": "site"},
}  # fmt: skip
NUMBERS = {
    "person": "PER-{seq:06}",
    "organisation": "ORG-{seq:06}",
    "product": "PRD-{seq:06}",
    "project": "PRJ-{year}-{seq:04}",
    "site": "SIT-{seq:05}",
    "equipment": "EQP-{seq:06}",
}
_UNIQUE = (
    ("code", "code", errors.CODE_TAKEN),
    ("uscc", "uscc", errors.USCC_TAKEN),
    ("id_no_index", "id_no", errors.ID_NO_TAKEN),
)


def register_many(kind: str) -> RunMany:
    """The set-based ``register`` of one kind of subject."""

    def run(ctx: Any, pairs: Pairs) -> list[Any]:
        batch = _Batch(kind, [form for _, form in pairs])
        unit = default_unit(ctx, kind)
        results: list[Any] = []
        for _, form in pairs:
            record = Subject(id=uuid7(), subject_kind=kind, custom={})
            ctx.stamp(record)
            chosen: Any = form.unit or unit  # None is reported as a fault below
            record.unit_id = chosen
            results.append(batch.fill(record, form, form.__dict__, complete=True))
        results = batch.unique(results)
        made = [one for one in results if isinstance(one, Subject)]
        for record, number in zip(made, ctx.numbers(NUMBERS[kind], len(made)) if made else (), strict=True):
            record.number = number
        bulk.insert(Subject, made)
        if kind == "person":
            employment.begin(ctx, made)
        return results

    return run


def amend_many(kind: str) -> RunMany:
    """The set-based ``amend``: only the fields sent are changed."""

    def run(ctx: Any, pairs: Pairs) -> list[Any]:
        batch = _Batch(kind, [form for _, form in pairs])
        before = {record.pk: employment.ties(record) for record, _ in pairs} if kind == "person" else {}
        results = batch.unique(
            [batch.fill(record, form, given(form), complete=False) for record, form in pairs]
        )
        changed = [one for one in results if isinstance(one, Subject)]
        if changed and batch.touched:
            bulk.update(Subject, changed, sorted(batch.touched))
        if before and batch.touched & set(employment.COLUMNS):
            employment.follow(ctx, changed, before)
        return results

    return run


def single(many: RunMany) -> Run:
    """One record through the set-based action: the same rules by construction."""

    def run(ctx: Any, record: Any, form: Form) -> Any:
        result = many(ctx, [(record, form)])[0]
        if isinstance(result, DomainError):
            raise result
        return result

    return run


class _Batch:
    """Checks and fills a batch of subjects of one kind."""

    def __init__(self, kind: str, forms: list[Any]) -> None:
        self.kind = kind
        self.touched: set[str] = set()
        self._names = REFERENCES[kind]
        self._refs = References(self._names, forms)
        self._clean = cleaner(kind, [])
        parents = {form.parent for form in forms if getattr(form, "parent", None)}
        self._levels = (
            dict(Subject.objects.filter(pk__in=parents).values_list("pk", "level"))
            if kind == "product"
            else {}
        )
        self._above = {one: ancestors([one]) for one in parents} if len(forms) == 1 else {}

    def fill(self, record: Subject, form: Any, values: dict[str, Any], *, complete: bool) -> Any:
        """Put the form's values on the record; the Invalid where some are wrong."""
        faults = self._refs.faults(form)
        try:
            faults += self._set(record, values, complete)
        except Invalid as error:
            faults += error.errors
        faults += self._rules(record)
        return Invalid(faults) if faults else record

    def _set(self, record: Subject, values: dict[str, Any], complete: bool) -> list[FieldError]:
        faults: list[FieldError] = []
        for name, value in values.items():
            if name == "custom":
                merged = value or {} if complete else {**record.custom, **(value or {})}
                record.custom = self._clean(None, merged, complete)
                self.touched.add("custom")
            elif name == "id_no":
                faults += self._set_id_no(record, value or "")
            elif name == "uscc":
                record.uscc, record.uscc_check = rules.credit_code(value or "")
                self.touched |= {"uscc", "uscc_check"}
                if record.uscc and len(record.uscc) != 18:
                    faults.append(FieldError("uscc", errors.USCC_LENGTH))
            elif name in self._names:
                if name != "unit" or value is not None:
                    setattr(record, f"{name}_id", value)
                    self.touched.add(name)
            else:
                self._set_plain(record, name, value)
        if record.birth_date is None and values.get("id_no") and not faults:
            record.birth_date = rules.birth_date_of(values["id_no"])
        return faults

    def _set_plain(self, record: Subject, name: str, value: Any) -> None:
        column = Subject._meta.get_field(name)
        if value is None and not getattr(column, "null", False):
            value = column.get_default()  # type: ignore[union-attr]
        setattr(record, name, value)
        self.touched.add(name)

    def _set_id_no(self, record: Subject, value: str) -> list[FieldError]:
        self.touched |= {"id_no_sealed", "id_no_index", "id_no_masked", "birth_date"}
        if not value:
            record.id_no_sealed = record.id_no_index = record.id_no_masked = ""
            return []
        if rules.identity_number_fault(value):
            return [FieldError("id_no", errors.ID_NO_WRONG)]
        record.id_no_sealed, record.id_no_index = secrets.seal(value), secrets.blind(value)
        record.id_no_masked = rules.masked(value)
        return []

    def _rules(self, record: Subject) -> list[FieldError]:
        faults: list[FieldError] = []
        if not record.title:
            faults.append(FieldError("title", "field.required"))
        if record.unit_id is None:
            faults.append(FieldError("unit", errors.NO_UNIT))
        for first, last in (("employed_from", "employed_to"), ("starts_on", "ends_on")):
            starts, ends = getattr(record, first), getattr(record, last)
            if starts and ends and ends < starts:
                faults.append(FieldError(last, errors.DATES))
        if record.parent_id is not None:
            faults += self._rules_of_tree(record)
        return faults

    def _rules_of_tree(self, record: Subject) -> list[FieldError]:
        if record.parent_id == record.pk or record.pk in self._above.get(record.parent_id, ()):
            return [FieldError("parent", errors.LOOP)]
        above = self._levels.get(record.parent_id) if record.parent_id else None
        allowed = LEVELS_ABOVE.get(record.level, ())
        if self.kind != "product" or above is None or above in allowed:
            return []
        words = [PRODUCT_LEVELS[one] for one in allowed]
        both = Label("、".join(one.zh for one in words), " or ".join(one.en.lower() for one in words))
        return [FieldError("parent", errors.LEVEL, {"level": PRODUCT_LEVELS[record.level], "allowed": both})]

    def unique(self, results: list[Any]) -> list[Any]:
        """Replace by an error every record whose code, credit code or identity number is already someone's."""
        for column, field, code in _UNIQUE:
            mine = [one for one in results if isinstance(one, Subject) and getattr(one, column)]
            if not mine:
                continue
            rows = Subject.objects.filter(**{f"{column}__in": {getattr(one, column) for one in mine}})
            if column == "code":
                rows = rows.filter(subject_kind=self.kind)
            taken: dict[str, UUID] = dict(rows.values_list(column, "pk"))
            for at, one in enumerate(results):
                value = getattr(one, column, "") if isinstance(one, Subject) else ""
                if value and taken.setdefault(value, one.pk) != one.pk:
                    shown = value if column != "id_no_index" else one.id_no_masked
                    results[at] = Invalid.one(field, code, value=shown)
        return results


def archive(ctx: Any, record: Any, form: Form) -> Any:
    """Take a record out of lists and choices; its history and what refers to it stay."""
    record.archived_at = ctx.now
    type(record).objects.filter(pk=record.pk).update(archived_at=ctx.now)
    return record


def restore(ctx: Any, record: Any, form: Form) -> Any:
    """Bring an archived record back."""
    record.archived_at = None
    type(record).objects.filter(pk=record.pk).update(archived_at=None)
    return record
