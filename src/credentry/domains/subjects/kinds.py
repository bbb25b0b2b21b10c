"""The record kinds of this room: six kinds of subjects in one table, the list over all of them, and markets."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Q

from credentry.capabilities.evidence.actions import attach_action
from credentry.core.records import kinds
from credentry.core.records.actions.erasing import EraseForm
from credentry.core.records.fields import (
    Bool,
    Choice,
    Date,
    DateTime,
    Field,
    Integer,
    Json,
    LongText,
    Money,
    Ref,
    Text,
)  # fmt: skip
from credentry.core.records.forms import Empty, Form, partial
from credentry.core.records.kinds import Action, Held, RecordKind
from credentry.domains.subjects import secrets
from credentry.domains.subjects import vocabulary as words
from credentry.domains.subjects.actions import employment, erase, forms, market, subject
from credentry.foundation.labels import L, Label

MODEL = "subjects.Subject"


def _id_no_sql(operator: str, value: Any, env: Any) -> Q:
    """An identity number is found by its digest: whole numbers only."""
    if operator == "notNull":
        return ~Q(id_no_index="")
    numbers = value if isinstance(value, (list, tuple)) else [value]
    return Q(id_no_index__in=[secrets.blind(str(one)) for one in numbers if str(one)])


def _id_no_memory(values: Any, operator: str, value: Any, env: Any) -> bool:
    own = values.get("id_no_index") or ""
    if operator == "notNull":
        return bool(own)
    numbers = value if isinstance(value, (list, tuple)) else [value]
    return own in {secrets.blind(str(one)) for one in numbers if str(one)}


def _head(name: Label) -> tuple[Field, ...]:
    return (
        Field("number", Text(), L("系统编号", "Number"), search=True, group="record"),
        Field("title", Text(), name, search=True, listed=True, mandatory=True),
        Field("code", Text(), L("编码", "Code"), search=True, listed=True),
    )


HEAD = _head(L("名称", "Name"))
TAIL = (
    Field("notes", LongText(), L("备注", "Notes"), search=True, sort=False),
    Field("unit", Ref("unit"), L("所属组织单元", "Unit"), listed=True, mandatory=True),
    Field("responsible", Ref("user"), L("责任人", "Responsible"), listed=True),
    Field("deputy", Ref("user"), L("代理人", "Deputy")),
    Field("created_at", DateTime(), L("登记时间", "Registered at"), group="record"),
    Field("updated_at", DateTime(), L("更新时间", "Changed at"), group="record", sort=False),
)
_country = Field("country", Ref("market"), L("国家/地区", "Country or region"), sort_path="country__code")
_address = Field("address", Text(), L("地址", "Address"), search=True, sort=False)

PERSON = (
    Field(
        "id_no", Text(), L("身份证件号", "Identity document number"), path="id_no_masked", personal=True,
        sensitive=True, sort=False, needs=("id_no_index",), sql=_id_no_sql, memory=_id_no_memory,
        help=L("按完整号码精确查找", "Found by the whole number only"),
    ),
    Field(
        "id_no_index", Text(), L("证件号检索码", "Identity number key"), personal=True, sensitive=True,
        filter=False, sort=False, group="record",
    ),
    Field("gender", Choice(words.options(words.GENDERS)), L("性别", "Gender"), personal=True),
    Field("birth_date", Date(), L("出生日期", "Birth date"), personal=True),
    Field("employer", Ref("organisation"), L("聘用单位", "Employer"), listed=True),
    Field("registration_unit", Ref("organisation"), L("注册单位", "Registration unit")),
    Field("post", Text(), L("岗位", "Post"), search=True, listed=True),
    Field("manager", Ref("person"), L("直属领导", "Manager")),
    Field("employed_from", Date(), L("入职日期", "Employed from")),
    Field("employed_to", Date(), L("离职日期", "Employed to"), listed=True),
    Field("user", Ref("user"), L("系统账号", "Account")),
)  # fmt: skip
# Links to other records say nothing of the person once nothing else does: they enter the ledger as they are.
LINKS = {"number", "unit", "responsible", "deputy", "created_at", "updated_at", "user", "manager", "employer",
         "registration_unit"}  # fmt: skip


def _of_a_person(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Whatever is said of a person in words or days is personal."""
    return tuple(one if one.name in LINKS else replace(one, personal=True) for one in fields)


ORGANISATION = (
    Field("short_name", Text(), L("简称", "Short name"), search=True),
    Field("uscc", Text(), L("统一社会信用代码", "Unified social credit code"), search=True, listed=True),
    Field(
        "uscc_check", Choice(words.options(words.CODE_CHECKS)), L("信用代码校验", "Credit code check"),
        sort=False, help=L("2016年前的部分代码校验位有误,仅提示", "Some codes before 2016 are wrong: a warning only"),
    ),
    Field("parent", Ref("organisation"), L("上级组织", "Parent organisation")),
    _country,
    _address,
    Field("legal_rep", Text(), L("法定代表人", "Legal representative"), search=True),
    Field("notified_body_no", Text(), L("公告机构号", "Notified body number"), search=True),
    *(Field(f"is_{code}", Bool(), label, listed=code == "issuer", sort=False, group="roles")
      for code, label in words.ROLES.items()),
)  # fmt: skip
PRODUCT = (
    Field("level", Choice(words.options(words.PRODUCT_LEVELS)), L("层级", "Level"), listed=True),
    Field("parent", Ref("product"), L("所属系列/型号", "Series or model above"), listed=True),
    Field("sku", Text(), L("SKU/物料号", "SKU"), search=True, listed=True),
    Field(
        "product_category", Choice(words.options(words.PRODUCT_CATEGORIES)), L("产品类别", "Category"),
        listed=True,
    ),
    Field("brand", Text(), L("品牌", "Brand"), search=True),
    Field("mains_powered", Bool(), L("市电供电", "Mains powered"), sort=False, group="attributes"),
    Field("has_radio", Bool(), L("带无线", "Has radio"), sort=False, group="attributes"),
    Field("has_battery", Bool(), L("含锂电池", "Contains a lithium battery"), sort=False, group="attributes"),
    Field("attributes", Json(), L("其他属性", "Other attributes"), filter=False, sort=False, group="attributes"),
)  # fmt: skip
PROJECT = (
    Field("stage", Choice(words.options(words.PROJECT_STAGES)), L("项目阶段", "Stage"), listed=True),
    Field("project_type", Text(), L("工程类型", "Type of works"), search=True),
    Field("contract_value", Money(), L("合同金额", "Contract value")),
    Field("starts_on", Date(), L("开工日期", "Starts on"), listed=True),
    Field("ends_on", Date(), L("竣工日期", "Ends on"), listed=True),
    _address,
)
SITE = (Field("parent", Ref("subject"), L("所属组织或项目", "Organisation or project")), _country, _address)
EQUIPMENT = (
    Field("serial_no", Text(), L("出厂编号", "Serial number"), search=True, listed=True),
    Field("spec_model", Text(), L("型号规格", "Model and specification"), search=True, listed=True),
    Field("parent", Ref("site"), L("安装场所", "Installed at"), listed=True),
    Field("inspection_months", Integer(), L("检验周期(月)", "Inspection cycle in months")),
    Field("last_inspected_on", Date(), L("最近检验日期", "Last inspected on")),
)

ARCHIVE = Action(
    "archive", L("归档", "Archive"), Empty, subject.archive, danger=True,
    help=L("从列表和选项中移除,历史保留", "Leaves lists and choices; its history stays"),
)  # fmt: skip
RESTORE = Action("restore", L("恢复", "Restore"), Empty, subject.restore)


def _people(records: Sequence[Any]) -> dict[UUID, str]:
    """A person's record is about that person."""
    return {one.pk: f"person:{one.pk}" for one in records}


def _names_of(record: Any) -> tuple[str, ...]:
    """The name and the identity number, in the clear."""
    return (record.title, secrets.unseal(record.id_no_sealed) if record.id_no_sealed else "")


def _employed(record: Any) -> bool:
    return record.employer_id is not None or record.registration_unit_id is not None


# What only people do.
OF_PEOPLE = (
    Action("leave", L("离职", "Leave"), forms.LeaveForm, employment.leave, bulk=False, available=_employed,
           help=L("依赖聘用或注册关系的证书随之失效", "Certificates that depend on it end with it")),
    Action("transfer", L("调动", "Transfer"), forms.TransferForm, employment.transfer, bulk=False,
           help=L("转到另一单位,原关系于前一日终止", "To another organisation; the old tie ends the day before")),
    Action("erase", L("删除个人信息", "Erase personal data"), EraseForm, erase.erase, danger=True, bulk=False, erases=True,
           on_archived=True, available=erase.not_yet,
           help=L("不可撤销:姓名、证件号及相关文件从系统中清除,存证仍可验证",
                  "For good: name, numbers and files leave the system, proofs still verify")),
)  # fmt: skip


def _declare(kind: str, plural: Label, icon: str, form: type[Form], fields: tuple[Field, ...]) -> None:
    register, amend = subject.register_many(kind), subject.amend_many(kind)
    kinds.register(
        RecordKind(
            name=kind,
            label=words.SUBJECT_KINDS[kind],
            plural=plural,
            model=MODEL,
            fields=_of_a_person((*_head(L("姓名", "Name")), *fields, *TAIL)) if kind == "person"
            else (*HEAD, *fields, *TAIL),
            actions=(
                Action("register", L("登记", "Register"), form, subject.single(register), creates=True,
                       many=register),
                Action("amend", L("修改", "Amend"), partial(form, f"Amend{form.__name__}"),
                       subject.single(amend), many=amend),
                *(OF_PEOPLE if kind == "person" else ()),
                attach_action(kind),
                ARCHIVE,
                replace(RESTORE, available=erase.not_yet) if kind == "person" else RESTORE,
            ),
            number=subject.NUMBERS[kind],
            custom=True,
            icon=icon,
            group="subjects",
            rows=Q(subject_kind=kind),
            held=Held(),
            owned=(kinds.OwnedTable("subjects_employment", "person_id"),) if kind == "person" else (),
            about=_people if kind == "person" else None,
            names_of=_names_of if kind == "person" else None,
        )
    )  # fmt: skip


_declare("organisation", L("组织", "Organisations"), "building", forms.OrganisationForm, ORGANISATION)
_declare("person", L("人员", "People"), "user", forms.PersonForm, PERSON)
_declare("product", L("产品", "Products"), "box", forms.ProductForm, PRODUCT)
_declare("project", L("项目", "Projects"), "crane", forms.ProjectForm, PROJECT)
_declare("site", L("场所", "Sites"), "map-pin", forms.SiteForm, SITE)
_declare("equipment", L("设备", "Equipment"), "wrench", forms.EquipmentForm, EQUIPMENT)


def _page_of(actor: Any, record: Any) -> dict[str, Any]:
    """The page of a subject is that of its own kind, where the actor may open it."""
    if not actor.may(record.subject_kind):
        return {}
    return {"page": {"kind": record.subject_kind, "id": str(record.pk)}}


kinds.register(
    RecordKind(
        name="subject",
        label=L("主体", "Subject"),
        plural=L("全部主体", "All subjects"),
        model=MODEL,
        fields=(
            *HEAD,
            Field("subject_kind", Choice(words.options(words.SUBJECT_KINDS)), L("类别", "Kind"), listed=True),
            *TAIL,
        ),
        actions=(),
        extra=_page_of,
        icon="layers",
        group="subjects",
        derived=True,
    )
)

kinds.register(
    RecordKind(
        name="market",
        label=L("市场", "Market"),
        plural=L("市场(国家/地区)", "Markets"),
        model="subjects.Market",
        title="name_zh",
        title_en="name_en",
        unit="",
        default_sort="code",
        fields=(
            Field("code", Text(), L("代码", "Code"), search=True, listed=True, mandatory=True),
            Field("name_zh", Text(), L("中文名称", "Chinese name"), search=True, listed=True, mandatory=True),
            Field("name_en", Text(), L("英文名称", "English name"), search=True, listed=True, mandatory=True),
            Field("alpha3", Text(), L("三位代码", "Three-letter code"), search=True),
            Field("is_group", Bool(), L("市场组", "Group of markets"), listed=True),
            Field("aliases", Json(), L("别名", "Other names"), filter=False, sort=False),
        ),
        actions=(
            Action(
                "register", L("登记", "Register"), forms.MarketForm,
                subject.single(market.register_many), creates=True, many=market.register_many,
            ),
            Action(
                "amend", L("修改", "Amend"), partial(forms.MarketForm, "AmendMarketForm", ("code",)), market.amend
            ),
            ARCHIVE,
            RESTORE,
        ),
        owned=(kinds.OwnedTable("subjects_marketmembership", "group_id"),),
        icon="globe",
        group="settings",
    )
)  # fmt: skip
