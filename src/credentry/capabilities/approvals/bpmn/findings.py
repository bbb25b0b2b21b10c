"""What is wrong or without effect in a process file, said in words with line and element."""

from dataclasses import dataclass, field
from typing import Any, Literal

from credentry.foundation.errors import define, message

Level = Literal["error", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """``error``: the process cannot be published; ``note``: kept in the file, without effect when it runs."""

    level: Level
    code: str
    line: int = 0
    element: str = ""
    name: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    def message(self, lang: str) -> str:
        """The reason, for the reader."""
        return message(self.code, lang, {"name": self.name or self.element, **self.params})

    def as_dict(self, lang: str) -> dict[str, Any]:
        """Plain values for clients."""
        return {
            "level": self.level,
            "line": self.line,
            "element": self.element,
            "name": self.name,
            "code": self.code,
            "message": self.message(lang),
        }


#: BPMN element → what people call it.
WORDS: dict[str, tuple[str, str]] = {
    "scriptTask": ("脚本任务", "script task"),
    "businessRuleTask": ("业务规则任务", "business rule task"),
    "complexGateway": ("复杂网关", "complex gateway"),
    "eventBasedGateway": ("事件网关", "event-based gateway"),
    "adHocSubProcess": ("即席子流程", "ad-hoc sub-process"),
    "transaction": ("事务子流程", "transaction"),
    "subProcess": ("事件子流程", "event sub-process"),
    "compensateEventDefinition": ("补偿事件", "compensation event"),
    "cancelEventDefinition": ("取消事件", "cancel event"),
    "conditionalEventDefinition": ("条件事件", "conditional event"),
    "linkEventDefinition": ("链接事件", "link event"),
    "choreographyTask": ("编排任务", "choreography task"),
}

define("process.unreadable", "文件不是完整的 XML：{reason}", "The file is not well-formed XML: {reason}")
define(
    "process.doctype",
    "文件含有 DOCTYPE 或实体声明，已拒绝。",
    "The file declares a DOCTYPE or entities; refused.",
)
define("process.too_large", "文件超过 {limit} MB，已拒绝。", "The file is larger than {limit} MB; refused.")
define(
    "process.too_deep",
    "文件嵌套超过 {limit} 层，已拒绝。",
    "The file is nested deeper than {limit}; refused.",
)
define("process.no_bpmn", "文件中没有 BPMN 2.0 流程。", "There is no BPMN 2.0 process in the file.")
define("process.unsupported", "不支持“{what}”（{tag}）。", "“{what}” ({tag}) is not supported.")
define(
    "process.script",
    "不允许脚本（{tag}）；请改用人工任务或执行记录动作的服务任务。",
    "Scripts are refused ({tag}); use a user task or a service task that does a record action.",
)
define(
    "process.ignored", "“{tag}”保留在文件中，运行时不起作用。", "“{tag}” stays in the file and has no effect."
)
define("process.no_start", "缺少开始事件。", "There is no start event.")
define(
    "process.several_starts",
    "有 {count} 个开始事件，只能有一个。",
    "There are {count} start events; one is possible.",
)
define("process.no_end", "缺少结束事件。", "There is no end event.")
define("process.no_way_out", "“{name}”之后没有去向。", "Nothing follows “{name}”.")
define("process.unreachable", "“{name}”从开始无法到达。", "“{name}” cannot be reached from the start.")
define("process.dead_end", "从“{name}”无法到达结束。", "No end can be reached from “{name}”.")
define("process.loose_flow", "连线“{name}”的起点或终点不存在。", "Flow “{name}” has no source or target.")
define("process.no_id", "元素缺少标识（id）。", "The element has no id.")
define("process.twice", "标识“{name}”重复。", "The id “{name}” is used twice.")
define(
    "process.condition", "条件“{text}”无法理解：{reason}", "Condition “{text}” cannot be understood: {reason}"
)
define(
    "process.no_condition",
    "分支“{name}”没有条件，且前面没有可以选择分支的人工任务。",
    "Branch “{name}” has no condition and no person before the gateway to choose it.",
)
define(
    "process.chosen",
    "分支没有条件：由“{who}”的处理人选择去向。",
    "The branches have no conditions: whoever does “{who}” chooses.",
)
define("process.timer", "时间“{text}”无法理解。", "The time “{text}” cannot be understood.")
define(
    "process.timer_cycle",
    "循环定时“{text}”不支持；请使用提醒策略或日程。",
    "The repeating timer “{text}” is not supported; use an alert policy or a schedule.",
)
define(
    "process.start_event",
    "开始事件的触发方式不自动执行，由人工或动作发起。",
    "What triggers the start does not run by itself; people or actions start the process.",
)
define(
    "process.loop", "“{name}”的重复方式不支持：{reason}", "“{name}” repeats in an unsupported way: {reason}"
)
define(
    "process.same_item",
    "“{name}”在“{around}”之内重复，两处的元素变量同为“{item}”；请为其中一处改名。",
    "“{name}” repeats inside of “{around}” and both call their element “{item}”; name one of them otherwise.",
)
define("process.other_pool", "只运行一个泳池，“{name}”仅供显示。", "One pool runs; “{name}” is only shown.")
define(
    "process.no_service",
    "服务任务“{name}”没有指定要执行的记录动作。",
    "Service task “{name}” names no record action.",
)
define(
    "process.no_called",
    "“{name}”调用的流程“{called}”不存在或尚未发布。",
    "“{name}” calls the process “{called}”, which does not exist or is not published.",
)
define(
    "process.nobody",
    "“{name}”没有指定处理人。",
    "Nobody is named to do “{name}”.",
)
define(
    "process.unknown_code",
    "“{name}”指定的{what}“{code}”不存在；到这一步时将由流程管理员代办。",
    "“{name}” names the {what} “{code}”, which does not exist; the keepers of processes would be asked instead.",
)
define(
    "process.unset",
    "没有步骤填写条件中的变量“{name}”。",
    "No step fills the variable “{name}” of a condition.",
)
