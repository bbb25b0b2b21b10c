"""Messages of this room."""

from credentry.foundation.errors import define

CODE_TAKEN = define("subject.code_taken", "编码“{value}”已被使用。", "Code “{value}” is already in use.")
USCC_TAKEN = define(
    "subject.uscc_taken",
    "统一社会信用代码“{value}”已登记在另一组织名下。",
    "Credit code “{value}” already belongs to another organisation.",
)
ID_NO_TAKEN = define(
    "subject.id_no_taken",
    "该身份证件号已登记:一人只建一份档案。",
    "This identity number is already registered: one person, one record.",
)
ID_NO_WRONG = define(
    "subject.id_no_wrong",
    "身份证件号校验位或出生日期不正确。",
    "The identity number's check digit or birth date is wrong.",
)
USCC_LENGTH = define(
    "subject.uscc_length", "统一社会信用代码应为18位。", "A unified social credit code has 18 characters."
)
WRONG_KIND = define(
    "subject.wrong_kind", "所选对象不是{expected}。", "The chosen record is not a {expected}."
)
LEVEL = define(
    "subject.level",
    "“{level}”的上级只能是{allowed}。",
    "Only {allowed} may stand above a {level}.",
)
LOOP = define("subject.loop", "上级不能是自身或其下级。", "A record cannot stand above itself.")
DATES = define("subject.dates", "结束日期不能早于开始日期。", "The end comes before the start.")
NO_UNIT = define("subject.no_unit", "请选择所属组织单元。", "Choose the unit it belongs to.")
MARKET_TAKEN = define("market.taken", "市场代码“{value}”已存在。", "Market code “{value}” exists.")
MARKET_MEMBER = define("market.member", "“{value}”不是已知市场。", "“{value}” is not a known market.")
MARKET_NOT_GROUP = define("market.not_group", "只有市场组才有成员。", "Only a group of markets has members.")
NOT_EMPLOYED = define(
    "person.not_employed",
    "该人员没有聘用或注册单位。",
    "The person is neither employed nor registered anywhere.",
)
ALREADY_THERE = define("person.already_there", "该人员已在该单位。", "The person is there already.")
STILL_EMPLOYED = define(
    "person.still_employed",
    "仍在“{organisation}”{relation}(请先办理离职或注销注册)",
    "still tied to “{organisation}” by {relation} (let the person leave first)",
)
