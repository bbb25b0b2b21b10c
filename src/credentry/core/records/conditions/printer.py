"""Writing a tree in the text form, so that parsing the text gives the tree again."""

import re

from credentry.core.records.conditions.tree import FULL_TEXT, NEGATIVE, Group, Node, Rule, Scalar, Some

_BARE = re.compile(r"[\w.+/@%#&-]+")
_KEY_WORDS = ("OR", "AND", "NOT", "NULL", "或", "且", "非", "空")


def to_text(tree: Node) -> str:
    """The condition as one would type it."""
    if isinstance(tree, Group) and not tree.negated:
        return _joined(tree, top=True)
    return _node(tree)


def _joined(group: Group, top: bool = False) -> str:
    glue = " OR " if group.combinator == "or" else " "
    return glue.join(_node(one) for one in group.rules)


def _node(node: Node) -> str:
    if isinstance(node, Group):
        return f"{'-' if node.negated else ''}({_joined(node)})"
    if isinstance(node, Some):
        return _question(node)
    if node.operator == "!=":
        return f"{node.field}!={quote(_one(node))}"
    if node.operator == "notIn":
        return f"{node.field}!={_listed(_many(node))}"
    if node.operator == "notNull":
        return f"{node.field}:*"
    if node.field == FULL_TEXT and node.operator == "doesNotContain":
        return "-" + _in_quotes(str(node.value))
    if node.operator in NEGATIVE:
        return "-" + _node(Rule(node.field, NEGATIVE[node.operator], node.value))
    return _positive(node)


def _positive(rule: Rule) -> str:
    if rule.field == FULL_TEXT:
        return _words(str(rule.value))
    match rule.operator:
        case "null":
            return f"{rule.field}:null"
        case "contains":
            return f"{rule.field}:{quote(_one(rule))}"
        case "beginsWith":
            return f"{rule.field}:{quote(_one(rule))}*"
        case "endsWith":
            return f"{rule.field}:*{quote(_one(rule))}"
        case "in":
            return f"{rule.field}={_listed(_many(rule))}"
        case "between":
            low, high = _many(rule)
            return f"{rule.field}:{quote(low)}..{quote(high)}"
        case operator:
            return f"{rule.field}{operator}{quote(_one(rule))}"


def _words(text: str) -> str:
    parts = text.split()
    if all(_is_bare(one) and not one.startswith("-") for one in parts):
        return " ".join(parts)
    return " ".join(quote(one) if not one.startswith("-") else _in_quotes(one) for one in parts)


def _one(rule: Rule) -> Scalar:
    assert rule.value is not None
    assert not isinstance(rule.value, tuple)
    return rule.value


def _many(rule: Rule) -> tuple[Scalar, ...]:
    return rule.value if isinstance(rule.value, tuple) else ()


def _listed(values: tuple[Scalar, ...]) -> str:
    return ",".join(quote(one) for one in values) + ("," if len(values) == 1 else "")


def _question(node: Some) -> str:
    if node.quantifier in ("any", "none") and isinstance(node.of, tuple):
        sign = "-" if node.quantifier == "none" else ""
        return f"{sign}{node.field}:{','.join(quote(one) for one in node.of)}"
    if node.quantifier == "none":
        return "-" + _question(Some(node.field, "any", node.of))
    head = f"{node.field}:{node.quantifier}"
    if node.quantifier.startswith("count"):
        head += str(node.count)
    if node.of is None:
        return head
    if isinstance(node.of, Group):
        return f"{head}({_inner(node.of)})"
    return f"{head}({','.join(quote(one) for one in node.of)})"


def _inner(group: Group) -> str:
    if group.negated:
        return _node(group)
    glue = " OR " if group.combinator == "or" else " "
    return glue.join(_inner_node(one) for one in group.rules)


def _inner_node(node: Node) -> str:
    """Bare words inside a question are written ``q:word``, so that they are not taken for a list."""
    if isinstance(node, Rule) and node.field == FULL_TEXT:
        sign = "-" if node.operator == "doesNotContain" else ""
        return f"{sign}{FULL_TEXT}:{_in_quotes(str(node.value))}"
    if isinstance(node, Group):
        return f"{'-' if node.negated else ''}({_inner(Group(node.combinator, node.rules))})"
    return _node(node)


def _is_bare(text: str) -> bool:
    return bool(_BARE.fullmatch(text)) and ".." not in text and text.upper() not in _KEY_WORDS


def quote(value: Scalar) -> str:
    """A value as typed: bare where that is unambiguous, in quotes otherwise."""
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    return text if _is_bare(text) else _in_quotes(text)


def _in_quotes(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
