"""Messages of this room."""

from credentry.foundation.errors import define

NUMBER_TAKEN = define(
    "credential.number_taken",
    "编号“{value}”已登记在同一发证机构和类型下({other})。",
    "Number “{value}” of this issuer and type is already registered ({other}).",
)
NUMBER_TWICE = define(
    "credential.number_twice",
    "编号“{value}”在本批数据中重复。",
    "Number “{value}” appears twice in this batch.",
)
NUMBER_FORMAT = define(
    "credential.number_format",
    "编号“{value}”不符合该类型的编号规则,示例:{example}。如与证书一致,请勾选“编号已核对”。",
    "“{value}” does not follow the number rule of this type, e.g. {example}. If the paper says so, tick “number checked”.",
)
TYPE_GONE = define(
    "credential.type_archived", "该证书类型已停用。", "This credential type is no longer in use."
)
DATES_ORDER = define(
    "credential.dates_order",
    "到期日期早于生效或签发日期。",
    "The expiry date comes before the first valid day or issue.",
)
FIRST_ISSUE_LATE = define(
    "credential.first_issue_late",
    "首次签发日期晚于本次签发日期。",
    "The first issue date comes after the issue date.",
)
NOT_RENEWABLE = define(
    "credential.not_renewable",
    "证书已{state},不能续期,请重新登记。",
    "The credential is {state}: it cannot be renewed, register a new one.",
)
RENEW_EARLIER = define(
    "credential.renew_earlier",
    "新一期的到期日期不晚于现有有效期。",
    "The new term does not end later than the present one.",
)
TERM_UNKNOWN = define("credential.term_unknown", "没有第 {n} 期。", "There is no term {n}.")
ONLY_TERM = define(
    "credential.only_term",
    "证书只有一期,不能撤回。",
    "The credential has one term only; there is nothing to take back.",
)
NOTHING_CHANGED = define("credential.nothing_changed", "没有需要更正的内容。", "Nothing to correct.")
ALREADY = define(
    "credential.already", "证书在该日已处于“{state}”状态。", "The credential is already {state} on that day."
)
NOT_SUSPENDED = define(
    "credential.not_suspended", "证书在该日并未暂停。", "The credential is not suspended on that day."
)
FINAL = define(
    "credential.final",
    "证书已{state},状态不能再变更。",
    "The credential is {state}; its status cannot change any more.",
)
CHANGE_UNKNOWN = define(
    "credential.change_unknown",
    "该类型没有“{state}”这一状态,可登记:{known}。",
    "This type knows no “{state}”; it knows: {known}.",
)
DOCUMENT_NEEDED = define(
    "credential.document_needed",
    "“{state}”须填写文书编号;仅在公示平台查到的,请将来源选为“官方公示平台查询”。",
    "“{state}” needs the number of its document; if it was only found in a register, choose that as its source.",
)
CHANGE_GONE = define(
    "credential.change_gone", "没有可撤回的状态记录。", "There is no status change to take back."
)
CHANGE_FOLLOWED = define(
    "credential.change_followed",
    "其后还有状态记录“{state}”,请先撤回后者。",
    "“{state}” was recorded after it; take that back first.",
)
SUCCESSOR_SELF = define(
    "credential.successor_self", "证书不能被自身替代。", "A credential cannot take its own place."
)
NOTHING_TO_LAPSE = define(
    "credential.nothing_to_lapse",
    "证书没有到期日,没有需要放弃续期的一期。",
    "It has no expiry date: there is no term to let lapse.",
)
LAPSE_DECIDED = define(
    "credential.lapse_decided", "该期已决定不再续期。", "It has been decided already not to renew this term."
)
NO_LAPSE = define("credential.no_lapse", "没有不再续期的决定。", "There is no decision to let it lapse.")
NOT_ARCHIVED = define("credential.not_archived", "证书不在归档中。", "The credential is not in the archive.")
DISPOSED = define("credential.disposed", "归档件已登记销毁。", "It is recorded as destroyed.")
KEPT_FOR_EVER = define(
    "credential.kept_for_ever",
    "该类证书须永久保管,不得销毁。",
    "It is kept for ever and must not be destroyed.",
)
KEEPING_UNKNOWN = define(
    "credential.keeping_unknown",
    "尚未确定保管期限,请先设定。",
    "Nobody has fixed yet until when it is kept; do that first.",
)
KEPT_UNTIL = define(
    "credential.kept_until",
    "须保管至 {until},此前不得销毁。",
    "It is kept until {until} and not destroyed before.",
)
SECOND_PERSON = define("credential.second_person", "须由另一人批准。", "Somebody else must approve it.")
DUTY_UNKNOWN = define(
    "credential.duty_unknown", "没有待完成的义务“{code}”。", "There is no open duty “{code}”."
)
START_LATE = define(
    "credential.start_late",
    "最迟应于 {due} 开工(启动),逾期未开工的许可已失效,须重新办理。",
    "It had to begin by {due}; a permit not begun in time has lapsed and must be applied for again.",
)
EXTENDED_OFTEN = define(
    "credential.extended_often",
    "已延期 {n} 次,按规定不得再延期。",
    "It was extended {n} times already; the rule allows no more.",
)
EXTENDED_FAR = define(
    "credential.extended_far",
    "每次延期最长至 {until}。",
    "One extension reaches {until} at most.",
)
NO_START = define("credential.no_start", "没有待开工的期限。", "There is no day by which it must begin.")
YEAR_TAKEN = define(
    "working_year.taken",
    "{year} 年的工作日历已存在,请修改原记录。",
    "{year} is there already; change that one.",
)
YEAR_DAY = define(
    "working_year.day",
    "“{value}”不是该年的日期或日期区间(如 2027-02-05..2027-02-12)。",
    "“{value}” is no day or span of days of that year (such as 2027-02-05..2027-02-12).",
)
YEAR_FILE = define(
    "working_year.file",
    "文件应为 YAML 或 JSON,含 year、holidays、working。",
    "The file must be YAML or JSON with year, holidays and working.",
)
DUTY_FUTURE = define("credential.duty_future", "完成日期不能晚于今天。", "It cannot be done in the future.")
DUTY_ORDER = define(
    "credential.duty_order",
    "下次到期应晚于完成日期。",
    "The next due day must come after the day it was done.",
)
EXCLUSION = define(
    "credential.exclusion",
    "排除的产品不在适用产品之下。",
    "An excluded product must lie below a covered one.",
)
LATE_REASON = define(
    "credential.late_reason",
    "补录会改变过去日期的状态,请说明原因。",
    "Recorded now, this changes days already past: please say why.",
)
CLAUSE_TWICE = define("credential.clause_twice", "第 {n} 条出现了两次。", "Clause {n} is given twice.")
TYPE_CODE_TAKEN = define(
    "credential_type.code_taken", "类型代码“{value}”已存在。", "Type code “{value}” exists."
)
TYPE_PATTERN = define(
    "credential_type.pattern",
    "编号规则不是有效的正则表达式。",
    "The number rule is not a valid regular expression.",
)
TYPE_EXAMPLE = define(
    "credential_type.example", "编号示例不符合编号规则。", "The example does not follow the number rule."
)
DEPENDS_ALREADY = define(
    "credential.depends_already", "证书已登记该依赖条件。", "The credential depends on it already."
)
DEPENDS_CIRCLE = define(
    "credential.depends_circle",
    "所选证书(直接或间接)依赖本证书,不能互相依赖。",
    "The chosen credential depends on this one, directly or through others: no circles.",
)
DEPENDS_PERSON = define(
    "credential.depends_person",
    "持证主体不是{expected},无法登记聘用或注册关系。",
    "The holder is not a {expected}: there is no employment or registration to depend on.",
)
NO_OPEN_CHANGE = define(
    "credential.no_open_change", "没有待批的产品变更。", "No product change is waiting for approval."
)
FILED_FUTURE = define(
    "credential.filed_future", "提交日期不能晚于今天。", "It cannot be filed in the future."
)
FILED_ALREADY = define(
    "credential.filed_already",
    "本期的延续申请已提交,尚未决定。",
    "The renewal of this term is filed and undecided.",
)
NOTHING_TO_RENEW = define(
    "credential.nothing_to_renew",
    "证书没有到期日,无需延续。",
    "It has no expiry date: there is nothing to renew.",
)
NOT_FILED = define("credential.not_filed", "没有待决定的延续申请。", "No renewal is filed and undecided.")
DECIDED_ORDER = define(
    "credential.decided_order",
    "决定日期应在提交日期与今天之间。",
    "The decision lies between the day of filing and today.",
)
STANDARD_TAKEN = define(
    "standard.taken", "标准“{value}”已登记。", "Standard “{value}” is registered already."
)
TRANSITION_ORDER = define(
    "standard.transition_order",
    "过渡截止日早于废止日期。",
    "The transition ends before the standard is withdrawn.",
)
ERASE_HOLDS = define(
    "credential.erase_holds",
    "{number} 仍然有效(至 {until})",
    "{number} is still in force (until {until})",
)
ERASE_NOT_ARCHIVED = define(
    "credential.erase_not_archived",
    "{number} 尚未归档,保管期限未起算",
    "{number} is not archived, its time of keeping has not begun",
)
ERASE_KEPT_UNTIL = define(
    "credential.erase_kept_until",
    "{number} 须保管至 {until}({basis})",
    "{number} is kept until {until} ({basis})",
)
ERASE_KEPT_FOR_EVER = define(
    "credential.erase_kept_for_ever",
    "{number} 须永久保管({basis})",
    "{number} is kept for ever ({basis})",
)
ERASE_KEEPING_UNKNOWN = define(
    "credential.erase_keeping_unknown",
    "{number} 未设定保管期限",
    "{number}: nobody fixed until when it is kept",
)
