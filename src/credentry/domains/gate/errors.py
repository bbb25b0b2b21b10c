"""Messages of this room."""

from credentry.foundation.errors import define

OWN_REQUEST = define(
    "gate.own_request",
    "申请人不能批准或拒绝自己的特批申请,请由他人处理。",
    "Nobody decides on an override that they asked for themselves; somebody else must.",
)
NO_PERSON = define(
    "gate.no_person", "特批须由有权限的人员批准。", "An override is granted by a person, not by a program."
)
TOO_LONG = define(
    "gate.too_long",
    "特批最长 {limit} 天,截止日期不能晚于 {last}。",
    "An override lasts {limit} days at most: it may end on {last} at the latest.",
)
PAST = define("gate.past", "截止日期已过。", "The last day has passed already.")
START_ORDER = define("gate.start_order", "截止日期早于开始日期。", "The last day comes before the first.")
UNSEEN = define("gate.unseen", "找不到该主体。", "There is no such subject.")
TOO_MANY = define(
    "gate.too_many",
    "一次最多提问 {limit} 条,本次 {count} 条,请分批提交。",
    "At most {limit} questions at once, these are {count}; ask in parts.",
)
NO_QUESTION = define("gate.no_question", "没有问题。", "There is no question.")
PERIOD = define(
    "gate.period",
    "起止日期无效,期间最长 {limit} 天。",
    "The period must begin before it ends and last {limit} days at most.",
)
SIGNED_LONG = define(
    "gate.signed_long",
    "签名结论的有效期最长 {limit} 天。",
    "A signed answer is good for {limit} days at most.",
)
