"""Actions on custom fields: no-code additions to a kind."""

from typing import Any, Literal
from uuid import UUID

from django.db.models import Max

from credentry.core.records import kinds
from credentry.core.records.context import Context
from credentry.core.records.fields import options
from credentry.core.records.forms import Form, ask
from credentry.core.records.models import CustomField, CustomFieldUse
from credentry.foundation.errors import Invalid, define
from credentry.foundation.labels import L

define("custom.kind", "“{value}”不支持自定义字段。", "“{value}” does not take custom fields.")
define("custom.options", "请给出选项。", "Give the choices.")
define("custom.type_fixed", "字段类型不能更改。", "The type of a field cannot change.")

VALUE_TYPES = options(
    [
        ("text", "单行文本", "Text"),
        ("longtext", "多行文本", "Long text"),
        ("number", "数字", "Number"),
        ("integer", "整数", "Whole number"),
        ("money", "金额", "Amount"),
        ("date", "日期", "Date"),
        ("bool", "是/否", "Yes/no"),
        ("choice", "单选", "Choice"),
    ]
)
ValueType = Literal["text", "longtext", "number", "integer", "money", "date", "bool", "choice"]


class OptionForm(Form):
    """One choice of a choice field."""

    value: str = ask(L("值", "Value"), min_length=1, max_length=100)
    zh: str = ask(L("中文", "Chinese"), min_length=1, max_length=100)
    en: str = ask(L("英文", "English"), "", max_length=100)


class CustomFieldForm(Form):
    """A field to add."""

    kind: str = ask(L("记录类型", "Kind"), "credential", max_length=40)
    code: str = ask(L("编码", "Code"), min_length=1, max_length=60, pattern=r"^[a-z][a-z0-9_]*$")
    name_zh: str = ask(L("中文名称", "Chinese name"), min_length=1, max_length=120)
    name_en: str = ask(L("英文名称", "English name"), "", max_length=120)
    help_zh: str = ask(L("中文说明", "Chinese help"), "", max_length=500)
    help_en: str = ask(L("英文说明", "English help"), "", max_length=500)
    value_type: ValueType = ask(L("字段类型", "Field type"), "text", options=VALUE_TYPES)
    options: list[OptionForm] = ask(L("选项", "Choices"), [], widget="json", max_length=500)
    filterable: bool = ask(L("可筛选", "Filterable"), True, widget="bool")
    searchable: bool = ask(L("可搜索", "Searchable"), True, widget="bool")
    personal: bool = ask(L("个人信息", "Personal data"), False, widget="bool")
    all_types: bool = ask(L("适用全部类型", "For all types"), False, widget="bool")
    types: list[UUID] = ask(L("适用类型", "Types"), [], widget="many", ref="credential_type", max_length=2000)
    mandatory_for: list[UUID] = ask(
        L("必填的类型", "Mandatory for"), [], widget="many", ref="credential_type", max_length=2000
    )


def add_field(ctx: Context, record: None, form: CustomFieldForm) -> CustomField:
    """Add a field to a kind, for all of its types or the named ones."""
    kind = kinds.find(form.kind)
    if kind is None or not kind.custom:
        raise Invalid.one("kind", "custom.kind", value=form.kind)
    if CustomField.objects.filter(kind=form.kind, code=form.code).exists():
        raise Invalid.one("code", "field.taken", value=form.code)
    key = (CustomField.objects.aggregate(last=Max("key"))["last"] or 0) + 1
    field = CustomField(kind=form.kind, code=form.code, value_type=form.value_type, key=key)
    ctx.stamp(field)
    _fill(field, form)
    field.save(force_insert=True)
    _set_uses(ctx, field, form)
    return field


def amend_field(ctx: Context, record: CustomField, form: CustomFieldForm) -> CustomField:
    """Change words, choices or the types that carry the field; code and value type stay."""
    if form.value_type != record.value_type or form.code != record.code or form.kind != record.kind:
        raise Invalid.one("value_type", "custom.type_fixed")
    _fill(record, form)
    record.save()
    _set_uses(ctx, record, form)
    return record


def types_of(field: CustomField) -> list[UUID]:
    """The types that carry the field."""
    return list(field.uses.values_list("type_id", flat=True))


def mandatory_for(field: CustomField) -> list[UUID]:
    """The types that demand the field."""
    return list(field.uses.filter(mandatory=True).values_list("type_id", flat=True))


def _fill(field: CustomField, form: CustomFieldForm) -> None:
    if form.value_type == "choice" and not form.options:
        raise Invalid.one("options", "custom.options")
    field.name_zh, field.name_en = form.name_zh, form.name_en or form.name_zh
    field.help_zh, field.help_en = form.help_zh, form.help_en
    field.options = [{"value": one.value, "zh": one.zh, "en": one.en or one.zh} for one in form.options]
    field.filterable, field.searchable = form.filterable, form.searchable
    field.personal, field.all_types = form.personal, form.all_types


def _set_uses(ctx: Context, field: CustomField, form: CustomFieldForm) -> None:
    wanted = {one: one in form.mandatory_for for one in (*form.types, *form.mandatory_for)}
    known: dict[UUID, Any] = {one.type_id: one for one in field.uses.all()}
    gone = [one.pk for key, one in known.items() if key not in wanted]
    CustomFieldUse.objects.filter(pk__in=gone).delete()
    fresh = [
        CustomFieldUse(field=field, type_id=key, mandatory=mandatory, position=field.key)
        for key, mandatory in wanted.items()
        if key not in known
    ]
    CustomFieldUse.objects.bulk_create(fresh)
    changed = [one for key, one in known.items() if key in wanted and one.mandatory != wanted[key]]
    for one in changed:
        one.mandatory = wanted[one.type_id]
    CustomFieldUse.objects.bulk_update(changed, ["mandatory"])
    if gone or fresh or changed:
        ctx.note(field.pk, "types", sorted(str(key) for key in known), sorted(str(key) for key in wanted))
