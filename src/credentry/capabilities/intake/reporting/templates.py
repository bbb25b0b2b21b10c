"""A workbook to fill in: one column per field, lists to choose from, the rules beside the headings."""

from pathlib import Path

import xlsxwriter

from credentry.capabilities.intake.engine.targets import targets_of
from credentry.capabilities.intake.mapping.targets import Target
from credentry.capabilities.intake.vocabulary import profile_of
from credentry.core.records import kinds
from credentry.foundation.labels import Label

HINTS = {
    "date": Label(
        "日期,如 2026-03-31;长期有效请写“长期”", "A date such as 2026-03-31; write “no expiry” for none"
    ),
    "number": Label("数字", "A number"),
    "integer": Label("整数", "A whole number"),
    "money": Label("金额", "An amount"),
    "bool": Label("是 / 否", "yes / no"),
    "many": Label("多个值用“、”分隔", "Separate several values by commas"),
}
ROWS = 1000


def template(kind_name: str, lang: str, out: Path) -> None:
    """Write an empty workbook for a kind. Raises DomainError when the kind cannot be imported."""
    kind = kinds.get(kind_name)
    targets = targets_of(kind, profile_of(kind_name))
    with xlsxwriter.Workbook(str(out), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet(kind.plural.text(lang)[:28])
        lists = book.add_worksheet("lists")
        lists.hide()
        plain = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        must = book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1})
        text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
        page.freeze_panes(1, 0)
        for at, target in enumerate(targets):
            words = target.label.text(lang)
            page.write_string(0, at, words, must if target.required else plain)
            page.set_column(
                at, at, max(12, min(30, 2 * len(words) + 4)), day if target.type == "date" else text
            )
            hint = _hint(target, lang)
            if hint:
                page.write_comment(0, at, hint)
            if target.choices:
                # Lists longer than 255 characters are only possible as a range of another sheet.
                names = [
                    labels[0 if lang == "zh" else -1] if labels else value for value, labels in target.choices
                ]
                lists.write_column(0, at, names)
                column = xlsxwriter.utility.xl_col_to_name(at)
                source = f"=lists!${column}$1:${column}${len(names)}"
                page.data_validation(
                    1, at, ROWS, at, {"validate": "list", "source": source, "ignore_blank": True}
                )


def _hint(target: Target, lang: str) -> str:
    parts = []
    if target.required:
        parts.append("必填" if lang == "zh" else "Mandatory")
    if target.help is not None:
        parts.append(target.help.text(lang))
    if target.type in HINTS:
        parts.append(HINTS[target.type].text(lang))
    return "\n".join(parts)
