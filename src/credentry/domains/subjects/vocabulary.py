"""Words of the room: kinds of subjects, product levels and categories, project stages."""

from credentry.core.records import wording
from credentry.foundation.labels import Label


def _words(*triples: tuple[str, str, str]) -> dict[str, Label]:
    return {code: Label(zh, en) for code, zh, en in triples}


SUBJECT_KINDS = _words(
    ("person", "人员", "Person"),
    ("organisation", "组织", "Organisation"),
    ("product", "产品", "Product"),
    ("project", "项目", "Project"),
    ("site", "场所", "Site"),
    ("equipment", "设备", "Equipment"),
)

# What an organisation is to us; one may be several.
ROLES = _words(
    ("own", "本企业", "Own company"),
    ("branch", "分支机构", "Branch"),
    ("supplier", "供应商", "Supplier"),
    ("issuer", "发证机构", "Issuing body"),
    ("customer", "客户", "Customer"),
    ("notified_body", "公告机构", "Notified body"),
    ("laboratory", "检测实验室", "Laboratory"),
)

PRODUCT_LEVELS = _words(
    ("series", "系列", "Series"),
    ("model", "型号", "Model"),
    ("variant", "规格", "Variant"),
)
# Which level may stand above a level in the tree; nothing above is always allowed.
LEVELS_ABOVE = {"series": ("series",), "model": ("series",), "variant": ("model", "series")}

PRODUCT_CATEGORIES = _words(
    ("it_equipment", "信息技术设备", "IT equipment"),
    ("av_equipment", "音视频设备", "Audio and video equipment"),
    ("household_appliance", "家用电器", "Household appliance"),
    ("luminaire", "照明电器", "Luminaire"),
    ("power_adapter", "电源适配器", "Power adapter"),
    ("power_bank", "移动电源", "Power bank"),
    ("lithium_battery", "锂离子电池/电池组", "Lithium battery"),
    ("telecom_terminal", "电信终端", "Telecom terminal"),
    ("radio_module", "无线模块", "Radio module"),
    ("iot_sensor", "物联网传感设备", "IoT sensor"),
    ("power_tool", "电动工具", "Power tool"),
    ("machinery", "机械", "Machinery"),
    ("toy", "玩具", "Toy"),
    ("cable_wire", "电线电缆", "Cable and wire"),
    ("switchgear", "低压成套设备", "Switchgear"),
    ("ev_charger", "电动汽车充电设备", "EV charger"),
    ("component", "元器件", "Component"),
    ("medical_device", "医疗器械", "Medical device"),
    ("other", "其他", "Other"),
)

PROJECT_STAGES = _words(
    ("planning", "立项", "Planning"),
    ("design", "设计", "Design"),
    ("bidding", "招投标", "Bidding"),
    ("construction", "施工", "Construction"),
    ("acceptance", "验收", "Acceptance"),
    ("completed", "已竣工", "Completed"),
    ("stopped", "停工", "Stopped"),
)

GENDERS = _words(("male", "男", "Male"), ("female", "女", "Female"))

# 2016 and later the check character of a credit code is reliable; before, some genuine codes carry a wrong one.
CODE_CHECKS = _words(
    ("", "未填写", "Not given"),
    ("ok", "校验通过", "Check digit right"),
    ("unusual", "校验位不符,待确认", "Check digit wrong, to be confirmed"),
)


def options(words: dict[str, Label]) -> tuple[tuple[str, Label], ...]:
    """Choice options of a vocabulary, without the empty code."""
    return tuple((code, label) for code, label in words.items() if code)


EMPLOYMENT, REGISTRATION = "employment", "registration"
# How a person belongs to an organisation.
RELATIONS = {
    EMPLOYMENT: Label("聘用", "Employment"),
    REGISTRATION: Label("注册", "Registration"),
}
for _code, _label in RELATIONS.items():
    wording.say(f"{_code}_from", Label(f"{_label.zh}自", f"{_label.en} from"))
    wording.say(f"{_code}_ends", Label(f"{_label.zh}终止日", f"{_label.en} ends on"))
