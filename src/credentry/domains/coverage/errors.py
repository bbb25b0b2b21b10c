"""Messages of this room."""

from credentry.foundation.errors import define

CODE_TAKEN = define("coverage.code_taken", "编码“{value}”已被使用。", "The code “{value}” is taken.")
CODE_FIXED = define("coverage.code_fixed", "编码不能更改。", "The code cannot change.")
NOTHING_ASKED = define(
    "coverage.nothing_asked",
    "规则没有要求任何证书,请填写“全部需要”或“任选其一”。",
    "The rule asks for nothing; fill in “all of” or “any of”.",
)
NOT_CODES = define(
    "coverage.not_codes",
    "请填写证书类型代码,例如 CN-CCC。",
    "Give codes of credential types, such as CN-CCC.",
)
NO_MARKETS = define(
    "coverage.no_markets",
    "该范围的规则与市场无关,请清空市场。",
    "Rules of this scope do not depend on markets.",
)
UNKNOWN_MARKET = define("coverage.unknown_market", "没有市场“{value}”。", "There is no market “{value}”.")
NOBODY_IN_POST = define(
    "coverage.nobody_in_post",
    "“在岗人员”只用于项目阶段、供方和企业自身的规则。",
    "People in post are counted for project stages, suppliers and the company itself only.",
)
POSTS_OF_NOBODY = define(
    "coverage.posts_of_nobody",
    "计入的岗位只用于“在岗人员”的规则。",
    "Posts are named only where people in post are counted.",
)
UNKNOWN_POST = define("coverage.unknown_post", "没有岗位“{value}”。", "There is no post “{value}”.")
YEARS_OF_AGE = define(
    "coverage.years_of_age",
    "年龄限制须填写年龄,其他限制不填。",
    "A limit of age takes an age, no other limit does.",
)
POSTS_WANTED = define("coverage.posts_wanted", "请选择岗位。", "Choose the posts.")
DATES = define("coverage.dates", "截止日期早于开始日期。", "The last day comes before the first.")
WRONG_SUBJECT = define(
    "coverage.wrong_subject", "“{context}”不适用于该类主体。", "“{context}” is not for this kind of subject."
)
MARKET_OR_NOT = define(
    "coverage.market_or_not",
    "目标市场须填写市场,其他类别不填。",
    "A market is given where something is meant for one, and only there.",
)
WRONG_ROLE = define(
    "coverage.wrong_role", "请为“{context}”选择相应的选项。", "Choose what belongs to “{context}”."
)
NOT_KEPT_HERE = define(
    "coverage.not_kept_here",
    "该主体没有“{value}”这项信息。",
    "“{value}” is not kept on this kind of subject.",
)
OWN_REQUEST = define(
    "coverage.own_request",
    "申请人不能批准或拒绝自己的豁免申请,请由他人处理。",
    "Nobody decides on a waiver that they asked for themselves; somebody else must.",
)
NO_PERSON = define(
    "coverage.no_person", "豁免须由有权限的人员批准。", "A waiver is granted by a person, not by a program."
)
TOO_LONG = define(
    "coverage.too_long",
    "豁免最长 {limit} 天,截止日期不能晚于 {last}。",
    "A waiver lasts {limit} days at most: it may end on {last} at the latest.",
)
PAST = define("coverage.past", "截止日期已过。", "The last day has passed already.")
UNSEEN = define("coverage.unseen", "找不到该适用情形。", "There is no such engagement.")
NOT_BELOW = define(
    "coverage.not_below",
    "该主体不在此适用情形之内。",
    "The subject is not part of this engagement.",
)
TOO_MANY_MARKETS = define(
    "coverage.too_many_markets",
    "一个方案最多 {limit} 个市场。",
    "A scenario speaks of {limit} markets at most.",
)
NO_MARKET = define("coverage.no_market", "请至少选择一个市场。", "Choose at least one market.")
ASKS_ONE = define(
    "coverage.asks_one",
    "一个方案只问一件事:用哪个产品进入市场,或失去哪一项(证书、供方、标准、人员)。",
    "A scenario asks one thing: which product enters markets, or which credential, supplier, standard or person is lost.",
)
ONLY_ENTERING = define("coverage.only_entering", "仅用于进入市场的方案。", "Only where markets are entered.")
ONLY_PERSON = define("coverage.only_person", "只有人员可以调岗。", "Only a person goes to another post.")
SOUGHT_ALREADY = define(
    "coverage.sought_already",
    "“{type}”已在办理:{numbers}",
    "“{type}” is being applied for already: {numbers}",
)
NOT_LACKING = define(
    "coverage.not_lacking",
    "此处并不缺少“{type}”。",
    "“{type}” is not lacking here.",
)
UNKNOWN_TYPE = define(
    "coverage.unknown_type", "没有证书类型“{value}”。", "There is no credential type “{value}”."
)
NO_APPLICATION = define(
    "coverage.no_application",
    "没有可用于办理此类证书的申请流程,请先在“流程”中发布一个申请类流程。",
    "No process in force applies for such credentials; publish one of the category “application” first.",
)
TOO_MANY_SUBJECTS = define(
    "coverage.too_many_subjects",
    "一次申请最多 {limit} 个主体,请选择更小的范围。",
    "One application speaks of {limit} subjects at most; choose a smaller part.",
)
