"""Forms of this room: one per kind; amending asks for the same fields, all optional."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from credentry.core.records.forms import Form, ask
from credentry.domains.subjects import vocabulary as words
from credentry.foundation.labels import L


class SubjectForm(Form):
    """What every subject has."""

    title: str = ask(L("名称", "Name"), max_length=500)
    code: str = ask(L("编码", "Code"), "", max_length=80)
    unit: UUID | None = ask(
        L("所属组织单元", "Unit"), None, ref="unit", help=L("留空则取您所在的单元", "Empty: your own unit")
    )
    responsible: UUID | None = ask(L("责任人", "Responsible"), None, ref="user")
    deputy: UUID | None = ask(L("代理人", "Deputy"), None, ref="user")
    notes: str = ask(L("备注", "Notes"), "", widget="longtext", max_length=5000)
    custom: dict[str, Any] = ask(L("自定义字段", "Custom fields"), {}, widget="custom")


class PersonForm(SubjectForm):
    """A person."""

    id_no: str = ask(
        L("身份证件号", "Identity document number"), "", max_length=40,
        help=L("加密保存,默认脱敏显示", "Stored encrypted, shown masked"),
    )  # fmt: skip
    gender: Literal["", "male", "female"] = ask(L("性别", "Gender"), "", options=words.options(words.GENDERS))
    birth_date: date | None = ask(L("出生日期", "Birth date"), None)
    employer: UUID | None = ask(L("聘用单位", "Employer"), None, ref="organisation")
    registration_unit: UUID | None = ask(L("注册单位", "Registration unit"), None, ref="organisation")
    post: str = ask(L("岗位", "Post"), "", max_length=120)
    manager: UUID | None = ask(L("直属领导", "Manager"), None, ref="person")
    employed_from: date | None = ask(L("入职日期", "Employed from"), None)
    employed_to: date | None = ask(L("离职日期", "Employed to"), None)
    user: UUID | None = ask(L("系统账号", "Account"), None, ref="user")


class LeaveForm(Form):
    """A person leaves the organisation."""

    last_day: date = ask(L("最后工作日", "Last day"), help=L("当日仍算在职", "Still employed on that day"))
    registration_too: bool = ask(
        L("注册关系同日终止", "Registration ends, too"),
        True,
        help=L("注册类证书同日失效", "Certificates registered with the unit end with it"),
    )
    reason: str = ask(L("原因", "Reason"), "", max_length=2000, widget="longtext")


class TransferForm(Form):
    """A person goes over to another organisation."""

    organisation: UUID = ask(L("调入单位", "To organisation"), ref="organisation")
    from_day: date | None = ask(L("自", "From"), None, help=L("留空为今天", "Empty: today"))
    relation: str = ask(L("关系", "Relation"), words.EMPLOYMENT, options=tuple(words.RELATIONS.items()))


class OrganisationForm(SubjectForm):
    """An organisation."""

    short_name: str = ask(L("简称", "Short name"), "", max_length=120)
    uscc: str = ask(L("统一社会信用代码", "Unified social credit code"), "", max_length=40)
    parent: UUID | None = ask(L("上级组织", "Parent organisation"), None, ref="organisation")
    country: UUID | None = ask(L("国家/地区", "Country or region"), None, ref="market")
    address: str = ask(L("地址", "Address"), "", max_length=500)
    legal_rep: str = ask(L("法定代表人", "Legal representative"), "", max_length=120)
    notified_body_no: str = ask(
        L("公告机构号", "Notified body number"), "", pattern=r"^(\d{4})?$",
        help=L("欧盟公告机构的四位编号", "Four digits, EU notified bodies"),
    )  # fmt: skip
    is_own: bool = ask(L("本企业", "Own company"), False)
    is_branch: bool = ask(L("分支机构", "Branch"), False)
    is_supplier: bool = ask(L("供应商", "Supplier"), False)
    is_issuer: bool = ask(L("发证机构", "Issuing body"), False)
    is_customer: bool = ask(L("客户", "Customer"), False)
    is_notified_body: bool = ask(L("公告机构", "Notified body"), False)
    is_laboratory: bool = ask(L("检测实验室", "Laboratory"), False)


class ProductForm(SubjectForm):
    """A product series, model or variant."""

    level: Literal["series", "model", "variant"] = ask(
        L("层级", "Level"), "model", options=words.options(words.PRODUCT_LEVELS)
    )
    parent: UUID | None = ask(
        L("所属系列/型号", "Series or model above"), None, ref="product",
        help=L("下级产品自动适用上级的证书", "Certificates of the level above cover this one"),
    )  # fmt: skip
    sku: str = ask(L("SKU/物料号", "SKU"), "", max_length=80)
    product_category: str = ask(
        L("产品类别", "Product category"), "", options=words.options(words.PRODUCT_CATEGORIES)
    )
    brand: str = ask(L("品牌", "Brand"), "", max_length=120)
    mains_powered: bool | None = ask(L("市电供电", "Mains powered"), None)
    has_radio: bool | None = ask(L("带无线", "Has radio"), None)
    has_battery: bool | None = ask(L("含锂电池", "Contains a lithium battery"), None)
    attributes: dict[str, Any] = ask(L("其他属性", "Other attributes"), {}, widget="json")


class ProjectForm(SubjectForm):
    """An engineering project."""

    stage: Literal[
        "", "planning", "design", "bidding", "construction", "acceptance", "completed", "stopped"
    ] = ask(L("项目阶段", "Stage"), "", options=words.options(words.PROJECT_STAGES))
    project_type: str = ask(L("工程类型", "Type of works"), "", max_length=120)
    contract_value: Decimal | None = ask(L("合同金额", "Contract value"), None, widget="money", ge=0)
    starts_on: date | None = ask(L("开工日期", "Starts on"), None)
    ends_on: date | None = ask(L("竣工日期", "Ends on"), None)
    address: str = ask(L("地址", "Address"), "", max_length=500)


class SiteForm(SubjectForm):
    """A factory, shop, warehouse or building site."""

    parent: UUID | None = ask(L("所属组织或项目", "Organisation or project"), None, ref="subject")
    country: UUID | None = ask(L("国家/地区", "Country or region"), None, ref="market")
    address: str = ask(L("地址", "Address"), "", max_length=500)


class EquipmentForm(SubjectForm):
    """A machine or instrument that needs registration, inspection or calibration."""

    serial_no: str = ask(L("出厂编号", "Serial number"), "", max_length=120)
    spec_model: str = ask(L("型号规格", "Model and specification"), "", max_length=200)
    parent: UUID | None = ask(L("安装场所", "Installed at"), None, ref="site")
    inspection_months: int | None = ask(L("检验周期(月)", "Inspection cycle in months"), None, ge=1, le=600)
    last_inspected_on: date | None = ask(L("最近检验日期", "Last inspected on"), None)


class MembershipForm(Form):
    """One membership of a group; both days are included."""

    code: str = ask(L("成员市场代码", "Member market code"), max_length=10)
    from_on: date = ask(L("加入日期", "From"))
    to_on: date | None = ask(L("退出日期", "To"), None)


class MarketForm(Form):
    """A country, region or group of markets."""

    code: str = ask(L("代码", "Code"), pattern=r"^[A-Z0-9-]{2,10}$")
    name_zh: str = ask(L("中文名称", "Chinese name"), min_length=1, max_length=120)
    name_en: str = ask(L("英文名称", "English name"), min_length=1, max_length=120)
    alpha3: str = ask(L("三位代码", "Three-letter code"), "", pattern=r"^([A-Z]{3})?$")
    is_group: bool = ask(L("市场组", "Group of markets"), False)
    aliases: list[str] = ask(L("别名", "Other names"), [], widget="json")
    members: list[MembershipForm] | None = ask(
        L("成员及起止日期", "Members with dates"), None, widget="json",
        help=L("留空则不改变", "Empty: left as it is"),
    )  # fmt: skip
