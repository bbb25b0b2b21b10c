"""Errors of the condition language and the words of its operators."""

from credentry.foundation.errors import define
from credentry.foundation.labels import Label

UNKNOWN_FIELD = define(
    "condition.unknown_field",
    "条件中的字段“{label}”不存在。",
    "The condition names an unknown field “{label}”.",
)
NOT_FILTERABLE = define(
    "condition.not_filterable", "字段“{label}”不能用于筛选。", "The field “{label}” cannot be filtered."
)
UNKNOWN_OPERATOR = define(
    "condition.unknown_operator",
    "字段“{label}”不支持运算符“{operator}”。",
    "The field “{label}” does not know the operator “{operator}”.",
)
BAD_VALUE = define(
    "condition.bad_value",
    "“{value}”不是字段“{label}”的有效值。",
    "“{value}” is not a value of the field “{label}”.",
)
UNKNOWN_REFERENCE = define(
    "condition.unknown_reference",
    "字段“{label}”中找不到“{value}”。",
    "“{value}” was not found for the field “{label}”.",
)
NEEDS_TWO = define(
    "condition.needs_two", "字段“{label}”的区间需要两个值。", "The range on “{label}” needs two values."
)
NEEDS_VALUE = define(
    "condition.needs_value", "请为字段“{label}”填写条件值。", "The condition on “{label}” needs a value."
)
NOT_A_GROUP = define(
    "condition.not_a_group",
    "条件格式不正确:应为 combinator 与 rules 组成的对象。",
    "The condition must be an object with combinator and rules.",
)
TOO_LARGE = define(
    "condition.too_large",
    "条件过于复杂(最多 {rules} 条规则、{depth} 层、每个列表 {values} 个值)。",
    "The condition is too large (at most {rules} rules, {depth} levels, {values} values in a list).",
)
UNREADABLE = define(
    "condition.unreadable",
    "无法理解条件,问题在“{near}”附近。",
    "The condition cannot be read near “{near}”.",
)
NO_ACTOR = define(
    "condition.no_actor", "变量“{value}”需要登录用户。", "The variable “{value}” needs a signed-in user."
)
NO_SEARCH = define("condition.no_search", "全文检索不可用。", "Full text search is not available.")

MAX_DEPTH = 8
MAX_RULES = 200
MAX_VALUES = 2000
MAX_TEXT = 1000  # characters of one text value; SQLite refuses patterns beyond 50,000 bytes

OPERATOR_WORDS: dict[str, Label] = {
    "=": Label("等于", "is"),
    "!=": Label("不等于", "is not"),
    "<": Label("小于", "<"),
    "<=": Label("不大于", "<="),
    ">": Label("大于", ">"),
    ">=": Label("不小于", ">="),
    "between": Label("介于", "is between"),
    "notBetween": Label("不介于", "is not between"),
    "in": Label("属于", "is one of"),
    "notIn": Label("不属于", "is none of"),
    "contains": Label("包含", "contains"),
    "doesNotContain": Label("不包含", "does not contain"),
    "beginsWith": Label("开头为", "begins with"),
    "doesNotBeginWith": Label("开头不是", "does not begin with"),
    "endsWith": Label("结尾为", "ends with"),
    "doesNotEndWith": Label("结尾不是", "does not end with"),
    "null": Label("为空", "is empty"),
    "notNull": Label("不为空", "is not empty"),
}
