"""How people, organisations, products, projects, sites and equipment are imported, and how their names are found."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from credentry.capabilities.intake.vocabulary import (
    ImportProfile,
    KeyPart,
    ReferenceSource,
    key,
    register_import_profile,
    register_reference_source,
)
from credentry.core.identity.actors import Actor
from credentry.domains.subjects import queries, secrets
from credentry.domains.subjects.models import Subject
from credentry.domains.subjects.rules import compact
from credentry.foundation.text import fold

_ORGANISATION = {
    "title": ("企业名称", "单位名称", "公司名称", "机构名称", "组织名称", "供应商名称", "客户名称", "名称", "company", "company name",
              "organisation name", "organization name", "legal name", "business name", "supplier name", "vendor",
              "vendor name", "business", "name", "name of notified body", "manufacturer", "body name"),
    "code": ("企业编码", "单位编码", "供应商编码", "客户编码", "供应商代码", "account number", "vendor code", "supplier code",
             "org id", "编码", "agency id"),
    "short_name": ("简称", "企业简称", "公司简称", "doing business as name", "dba", "trade name", "short name"),
    "uscc": ("统一社会信用代码", "社会信用代码", "信用代码", "社会信用代码/组织机构代码", "营业执照号", "税号", "纳税人识别号", "uscc",
             "credit code"),
    "country": ("国家", "国别", "所在国家", "country", "country of registration"),
    "address": ("地址", "注册地址", "住所", "经营地址", "单位地址", "通讯地址", "address", "registered address", "city", "所在地"),
    "legal_rep": ("法定代表人", "法人", "法人代表", "企业负责人", "legal representative"),
    "notified_body_no": ("公告机构号", "公告号", "nb number", "body number", "notified body number", "nb no", "nando number"),
    "parent": ("上级单位", "上级组织", "母公司", "集团", "parent company"),
}  # fmt: skip
_PERSON = {
    "title": ("姓名", "人员姓名", "员工姓名", "持证人", "名称", "name", "full name", "employee", "employee name"),
    "code": ("工号", "员工编号", "人员编号", "员工号", "学号", "employee id", "employee no", "staff no", "staff id", "id"),
    "id_no": ("身份证号", "身份证号码", "身份证", "证件号码", "证件号", "公民身份号码", "id number", "identity number", "id card"),
    "gender": ("性别", "gender", "sex"),
    "birth_date": ("出生日期", "出生年月日", "生日", "birth date", "date of birth", "dob"),
    "employer": ("聘用单位", "工作单位", "所在单位", "单位", "单位名称", "企业名称", "公司", "employer", "company"),
    "registration_unit": ("注册单位", "注册企业", "执业单位", "registration unit"),
    "post": ("岗位", "职务", "职位", "工种", "job title", "position", "post", "title"),
    "manager": ("直属领导", "上级", "主管", "manager", "supervisor"),
    "employed_from": ("入职日期", "入职时间", "到岗日期", "hire date", "start date", "employed from"),
    "employed_to": ("离职日期", "离职时间", "end date", "leaving date", "employed to"),
}  # fmt: skip
_PRODUCT = {
    "title": ("产品名称", "产品型号", "型号", "品名", "名称", "产品", "项目", "product name", "product", "model", "model name",
              "version model number", "device name", "item", "name", "device"),
    "code": ("产品编码", "产品代码", "产品编号", "编码", "primary di", "udi-di", "udi di", "gtin", "product code", "item code", "di",
             "product id"),
    "sku": ("sku", "物料号", "料号", "物料编码", "货号", "存货编码", "catalog number", "catalogue number", "part number", "part no",
            "item no", "ref"),
    "level": ("层级", "产品层级", "level"),
    "parent": ("所属系列", "系列", "产品系列", "系列名称", "上级产品", "series", "product family", "family"),
    "product_category": ("产品类别", "类别", "品类", "产品分类", "category", "product category"),
    "brand": ("品牌", "商标", "brand", "brand name", "trademark"),
    "mains_powered": ("市电供电", "交流供电", "mains powered"),
    "has_radio": ("带无线", "无线", "无线功能", "含无线", "has radio", "wireless", "radio"),
    "has_battery": ("含锂电池", "带电池", "含电池", "电池", "has battery", "battery"),
    "notes": ("产品描述", "规格", "规格型号", "description", "gmdn terms", "specification"),
}  # fmt: skip
_PROJECT = {
    "title": ("项目名称", "工程名称", "project", "project name", "名称"),
    "code": ("项目编号", "项目编码", "工程编号", "项目代码", "project code", "project no", "project number"),
    "project_type": ("项目类别", "工程类型", "工程类别", "项目类型", "project type", "type of works"),
    "contract_value": ("合同金额", "合同价", "造价", "总投资", "contract value", "contract amount"),
    "starts_on": ("开工日期", "开工时间", "开始日期", "start date"),
    "ends_on": ("竣工日期", "竣工时间", "完工日期", "结束日期", "end date", "completion date"),
    "stage": ("项目阶段", "阶段", "状态", "stage"),
    "address": ("项目地址", "工程地点", "建设地点", "项目属地", "项目所在地", "address", "location"),
    "notes": ("备注", "建设单位", "项目链接", "notes"),
}  # fmt: skip
_SITE = {
    "title": ("场所名称", "地点", "站点", "工厂", "site", "site name", "名称"),
    "code": ("场所编号", "站点编号", "site code"),
    "address": ("地址", "address"),
    "country": ("国家", "country"),
}
_EQUIPMENT = {
    "title": ("设备名称", "设备", "仪器名称", "equipment", "equipment name", "名称"),
    "code": ("设备编号", "设备编码", "资产编号", "固定资产编号", "使用登记编号", "equipment no", "asset no"),
    "serial_no": ("出厂编号", "序列号", "产品编号", "机身号", "serial number", "serial no"),
    "spec_model": ("型号规格", "规格型号", "型号", "model"),
    "parent": ("安装场所", "安装地点", "使用地点", "location", "installed at"),
    "inspection_months": ("检验周期", "检验周期(月)", "校准周期", "检定周期", "inspection cycle"),
    "last_inspected_on": ("最近检验日期", "上次检验日期", "检验日期", "校准日期", "检定日期", "last inspected"),
}  # fmt: skip


def _identity(ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The identity numbers of people in the clear, to be compared with those of the file."""
    rows = Subject.objects.filter(pk__in=ids).values_list("pk", "id_no_sealed")
    return {pk: {"id_no": secrets.unseal(sealed) if sealed else ""} for pk, sealed in rows}


_CODE = key("code")
for _profile in (
    ImportProfile(
        "organisation",
        keys=(key(KeyPart("uscc", "uscc", compact)), _CODE, key("title")),
        synonyms=_ORGANISATION,
    ),
    ImportProfile(
        "person",
        keys=(key(KeyPart("id_no", "id_no_index", secrets.blind)), _CODE),
        alike=(key("title", "employer"), key("title", "birth_date"), key("title")),
        synonyms=_PERSON,
        current=_identity,
        omit=("user",),
    ),
    ImportProfile("product", keys=(_CODE, key("sku"), key("title")), synonyms=_PRODUCT),
    ImportProfile(
        "project", keys=(_CODE, key("title")), synonyms=_PROJECT, spans=(("starts_on", "ends_on"),)
    ),
    ImportProfile("site", keys=(_CODE, key("title")), synonyms=_SITE),
    ImportProfile("equipment", keys=(_CODE, key("serial_no"), key("title")), synonyms=_EQUIPMENT),
    ImportProfile(
        "market", keys=(_CODE,), synonyms={"code": ("国家代码", "country code", "iso code", "alpha2")}
    ),
):
    register_import_profile(_profile)


def _find_markets(actor: Actor, texts: Sequence[str]) -> dict[str, UUID]:
    """Markets by code or three letters in capitals ("No" is not Norway), Chinese or English name and alias."""
    known = queries.names()
    plain = {fold(word): pk for word, pk in known.items()}
    found = {}
    for text in texts:
        if len(text) <= 3 and text.isascii() and not text.isupper():
            continue
        found[text] = known.get(text.casefold()) or plain.get(fold(text))
    return {text: pk for text, pk in found.items() if pk is not None}


_FORMS = re.compile(
    r"(股份有限公司|有限责任公司|有限公司|集团|公司|inc|incorporated|corp|corporation|company|co|ltd|limited|llc|gmbh|ag|"
    r"sa|srl|bv|oy|plc|pty)$"
)


def _bare(name: str) -> str:
    """A company name without its legal form, to find "Aidoc Medical, Ltd." under "Aidoc Medical Ltd"."""
    words = re.sub(r"[.,()（）]", " ", name.casefold()).split()
    while len(words) > 1 and _FORMS.fullmatch(words[-1]):
        words.pop()
    return fold("".join(words))


def _find_organisations(actor: Actor, texts: Sequence[str]) -> dict[str, UUID]:
    """Organisations by short name, credit code, notified body number ("NB 0123"), and by name without the legal
    form; ambiguous names are left open."""
    words: dict[str, set[UUID]] = {}
    rows = Subject.objects.filter(subject_kind="organisation", archived_at=None)
    columns = ("pk", "title", "short_name", "uscc", "notified_body_no")
    for pk, title, short, uscc, body in rows.values_list(*columns)[:50_000]:
        said = {fold(title), fold(short), _bare(title), fold(uscc), body, f"nb{body}" if body else ""}
        for word in said - {""}:
            words.setdefault(word, set()).add(pk)
    found = {text: words.get(fold(text)) or words.get(_bare(text)) or set() for text in texts}
    return {text: next(iter(ids)) for text, ids in found.items() if len(ids) == 1}


_IDENTITY_NUMBER = re.compile(r"^\d{17}[\dXx]$")


def _find_people(actor: Actor, texts: Sequence[str]) -> dict[str, UUID]:
    """People by identity number, whole and exact."""
    digests = {text: secrets.blind(text) for text in texts if _IDENTITY_NUMBER.match(compact(text))}
    rows = Subject.objects.filter(
        subject_kind="person", archived_at=None, id_no_index__in=set(digests.values())
    )
    known: dict[str, UUID] = dict(rows.values_list("id_no_index", "pk"))
    return {text: known[digest] for text, digest in digests.items() if digest in known}


def _find_subjects(actor: Actor, texts: Sequence[str]) -> dict[str, UUID]:
    """Holders: people by identity number, organisations by what they are called."""
    people = _find_people(actor, texts)
    return {**_find_organisations(actor, [text for text in texts if text not in people]), **people}


def _find_products(actor: Actor, texts: Sequence[str]) -> dict[str, UUID]:
    """Products by SKU."""
    rows = Subject.objects.filter(subject_kind="product", archived_at=None, sku__in=list(texts))
    hits: dict[str, set[UUID]] = {}
    for pk, sku in rows.values_list("pk", "sku"):
        hits.setdefault(sku, set()).add(pk)
    return {text: next(iter(ids)) for text, ids in hits.items() if len(ids) == 1}


_ROLE_OF = {"issuer": "is_issuer", "parent": "", "employer": "is_own"}
_COMPANY = re.compile(r"(公司|集团|厂|院|所|中心|局|部|会|社|店|银行|学校|大学|委|站|馆|处|协会|政府)$")
_CHINESE_NAME = re.compile(r"^[\u4e00-\u9fa5]{2,4}(·[\u4e00-\u9fa5]{1,10})?$")


def _holder_kind(text: str) -> str:
    """Three Chinese characters that are no company are a person."""
    return "person" if _CHINESE_NAME.match(text) and not _COMPANY.search(text) else "organisation"


def _new_organisation(actor: Actor, text: str, field: str) -> dict[str, Any]:
    role = _ROLE_OF.get(field, "")
    return {"title": text, **({role: True} if role == "is_issuer" else {})}


def _new_subject(actor: Actor, text: str, field: str) -> dict[str, Any]:
    return {"title": text}


for _source in (
    ReferenceSource("market", find=_find_markets, missing="refuse"),
    ReferenceSource("organisation", find=_find_organisations, create=_new_organisation),
    ReferenceSource(
        "subject",
        find=_find_subjects,
        create=_new_subject,
        creates=("organisation", "person", "product", "project", "site", "equipment"),
        guess=_holder_kind,
    ),
    ReferenceSource("product", find=_find_products, create=_new_subject),
    ReferenceSource("person", find=_find_people, create=_new_subject),
    ReferenceSource("site", create=_new_subject),
    ReferenceSource("user", missing="refuse"),
    ReferenceSource("unit", missing="refuse"),
):
    register_reference_source(_source)
