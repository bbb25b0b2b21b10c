"""The sentence face: a condition in words, as people of the field would say it, in zh and en."""

from credentry.core.records import kinds
from credentry.core.records.conditions import day_words
from credentry.core.records.conditions.env import Env
from credentry.core.records.conditions.paths import kind_of, locate
from credentry.core.records.conditions.tree import FULL_TEXT, NEGATIVE, Group, Node, Rule, Scalar, Some
from credentry.core.records.fields import Choice, Field, Many, Ref
from credentry.core.records.kinds import RecordKind

_ZH = {
    "<": "小于",
    "<=": "不大于",
    ">": "大于",
    ">=": "不小于",
}
_EN = {"<": "is less than", "<=": "is at most", ">": "is more than", ">=": "is at least"}


def sentence(kind: RecordKind | str, tree: Node, lang: str, env: Env | None = None) -> str:
    """The condition in words; the empty condition says that it means everything."""
    found = kind_of(kind)
    said = _Speaker(lang, env or Env()).say(found, tree, top=True)
    if not said:
        return f"all {found.plural.en.lower()}" if lang == "en" else f"全部{found.plural.zh}"
    return said[0].upper() + said[1:] if lang == "en" else said


class _Speaker:
    def __init__(self, lang: str, env: Env) -> None:
        self.lang = lang
        self.en = lang == "en"
        self.env = env

    def say(self, kind: RecordKind, node: Node, top: bool = False) -> str:
        """One node in words."""
        if isinstance(node, Rule):
            return self._rule(kind, node)
        if isinstance(node, Some):
            return self._question(kind, node)
        parts = [self.say(kind, one) for one in node.rules]
        glue = self._glue(node.combinator, top and not node.negated)
        said = glue.join(part for part in parts if part)
        if node.negated:
            return f"not ({said})" if self.en else f"不满足（{said}）"
        return said if top or len(parts) < 2 else f"({said})" if self.en else f"（{said}）"

    def _glue(self, combinator: str, top: bool) -> str:
        if combinator == "or":
            return " or " if self.en else "，或" if top else "或"
        return (", and " if top else " and ") if self.en else "，且"

    def _rule(self, kind: RecordKind, rule: Rule) -> str:
        if rule.field == FULL_TEXT:
            denied = rule.operator != "contains"
            if self.en:
                return f"the text {'does not contain' if denied else 'contains'} “{rule.value}”"
            return f"全文{'不' if denied else ''}包含“{rule.value}”"
        field = locate(kind, rule.field).field
        name = self._path(kind, rule.field)
        predicate = self._predicate(field, rule)
        return f"{name} {predicate}" if self.en else f"{name}{predicate}"

    def _path(self, kind: RecordKind, path: str) -> str:
        here, names = kind, []
        for step in path.split("."):
            found = locate(here, step).field
            label = found.label.text(self.lang)
            names.append(_lower(label) if self.en else label)
            if isinstance(found.type, Ref | Many):
                here = kinds.get(found.type.kind)
        return "'s ".join(names) if self.en else "的".join(names)

    def _predicate(self, field: Field, rule: Rule) -> str:
        operator = rule.operator
        if operator in ("null", "notNull"):
            if self.en:
                return "is empty" if operator == "null" else "is not empty"
            return "为空" if operator == "null" else "不为空"
        positive = NEGATIVE.get(operator, operator)
        denied = operator in NEGATIVE
        if field.type.name in ("date", "datetime"):
            return self._day(positive, rule, denied)
        if positive in ("contains", "beginsWith", "endsWith"):
            return self._wordy(positive, str(rule.value), denied)
        if positive == "between":
            low, high = (str(one) for one in _listed(rule.value))
            if self.en:
                return f"is {'not ' if denied else ''}between {low} and {high}"
            return f"{'不' if denied else ''}在{low}到{high}之间"
        if positive in _ZH:
            return f"{_EN[positive]} {rule.value}" if self.en else f"{_ZH[positive]}{rule.value}"
        values = self._values(field, _listed(rule.value))
        if self.en:
            return f"is {'not ' if denied else ''}{values}"
        return f"{'不' if denied else ''}为 {values}"

    def _day(self, positive: str, rule: Rule, denied: bool) -> str:
        values = [str(one) for one in _listed(rule.value)]
        if positive == "between":
            said = day_words.span(values[0], values[1], self.lang)
            if not denied:
                return said
            return said.replace("is ", "is not ", 1) if self.en else f"不{said}"
        if positive == "in":
            joined = self._or([day_words.day(one, self.lang) for one in values])
            return (
                f"is {'not ' if denied else ''}{joined}" if self.en else f"{'不' if denied else ''}为{joined}"
            )
        return day_words.compared("!=" if denied else positive, values[0], self.lang)

    def _wordy(self, positive: str, value: str, denied: bool) -> str:
        if self.en:
            verb = {"contains": "contain", "beginsWith": "begin with", "endsWith": "end with"}[positive]
            if denied:
                return f"does not {verb} “{value}”"
            first, _, rest = verb.partition(" ")
            return f"{first}s{' ' + rest if rest else ''} “{value}”"
        said = {
            "contains": f"包含“{value}”",
            "beginsWith": f"以“{value}”开头",
            "endsWith": f"以“{value}”结尾",
        }
        return ("不" if denied else "") + said[positive]

    def _values(self, field: Field, values: tuple[Scalar, ...]) -> str:
        return self._or([self.value(field, one) for one in values])

    def value(self, field: Field, value: Scalar) -> str:
        """One value in words."""
        if isinstance(value, bool):
            return ("yes" if value else "no") if self.en else ("是" if value else "否")
        if isinstance(field.type, Choice):
            return field.type.label(str(value)).text(self.lang)
        if isinstance(field.type, Ref | Many):
            if value == "me":
                return "me" if self.en else "我"
            if value == "my_units":
                return "my unit and the units below it" if self.en else "我的单位(含下级)"
            return self.env.references.title(field.type.kind, str(value), self.lang)
        return f"“{value}”" if field.type.name in ("text", "longtext") else str(value)

    def _or(self, words: list[str]) -> str:
        if self.en:
            return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
        return words[0] if len(words) == 1 else f"{'、'.join(words[:-1])} 或 {words[-1]}"

    def _question(self, kind: RecordKind, node: Some) -> str:
        field = locate(kind, node.field).field
        assert isinstance(field.type, Many)
        name = self._path(kind, node.field)
        there = kinds.get(field.type.kind)
        if node.quantifier.startswith("count"):
            return self._count(name, there, field, node)
        if isinstance(node.of, tuple):
            return self._members(name, field, node)
        inner = self.say(there, node.of, top=True) if node.of is not None else ""
        if self.en:
            lead = {"any": "some of the", "all": "all of the", "none": "none of the"}[node.quantifier]
            return f"for {lead} {name}: {inner}"
        form = {"any": "{n}中有（{i}）的", "all": "{n}全部满足（{i}）", "none": "{n}中没有（{i}）的"}
        return form[node.quantifier].format(n=name, i=inner)

    def _members(self, name: str, field: Field, node: Some) -> str:
        assert isinstance(node.of, tuple)
        words = [self.value(field, one) for one in node.of]
        if node.quantifier == "all" and len(words) > 1:
            joined = " and ".join(words) if self.en else "、".join(words)
            return f"{name} include all of {joined}" if self.en else f"{name}同时包含 {joined}"
        denied = node.quantifier == "none"
        if self.en:
            return f"{name} {'do not include' if denied else 'include'} {self._or(words)}"
        return f"{name}{'不' if denied else ''}包含 {self._or(words)}"

    def _count(self, name: str, there: RecordKind, field: Field, node: Some) -> str:
        if node.of is None and node.count in (0, 1):
            if node.quantifier == "count>=" and node.count == 1:
                return f"{name} are not empty" if self.en else f"{name}不为空"
            if node.quantifier == "count=" and node.count == 0:
                return f"{name} are empty" if self.en else f"{name}为空"
        zh = {"count=": "恰为", "count>=": "不少于", "count<=": "不多于"}[node.quantifier]
        en = {"count=": "exactly", "count>=": "at least", "count<=": "at most"}[node.quantifier]
        which = ""
        if isinstance(node.of, Group):
            which = self.say(there, node.of, top=True)
        elif node.of:
            which = self._values(field, node.of)
        if self.en:
            return f"there are {en} {node.count} {name}" + (f" ({which})" if which else "")
        return f"{name}{f'中（{which}）的' if which else ''}{zh}{node.count}个"


def _listed(value: Scalar | tuple[Scalar, ...] | None) -> tuple[Scalar, ...]:
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)


def _lower(label: str) -> str:
    """A label inside a sentence: lower case unless it begins with an abbreviation."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
