"""The words of the digest mail: what one person must decide, by heading, with one line that counts it."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Final

from credentry.capabilities.alerts.channels import letters
from credentry.capabilities.alerts.channels.parcels import Letter, Line
from credentry.foundation.labels import L, Label

_SUBJECT = L("【待决事项】{counts}", "[To decide] {counts}")
_COUNTED: Final[dict[str, Label]] = {
    "overdue": L("逾期 {count} 项", "{count} overdue"),
    "now": L("现在决定 {count} 项", "{count} now"),
    "approve": L("待批准 {count} 项", "{count} to approve"),
    "soon": L("即将到期 {count} 项", "{count} due soon"),
}
_INTRO = L("截至 {day}，等待您决定的事项：{counts}。", "On {day} these wait for your decision: {counts}.")
_MORE = L("另有 {count} 项未在此列出，请在系统中查看。",
          "{count} more are not listed here; see them in your inbox.")  # fmt: skip
_WHY = L(
    "您在“我的通知”中选择了此汇总邮件；紧急和严重的提醒仍会单独发送。",
    "You chose this digest under “My notifications”; urgent and critical alerts still come on their own.",
)


def counted(counts: Mapping[str, int], lang: str) -> str:
    """How many there are of each, in one line."""
    parts = [_COUNTED[group].text(lang).format(count=count) for group, count in counts.items()]
    return ("，" if lang == "zh" else ", ").join(parts)


def write(
    name: str,
    lang: str,
    today: date,
    counts: Mapping[str, int],
    groups: Sequence[tuple[Label, Sequence[Line]]],
    base_url: str,
    instance: str,
) -> Letter:
    """The digest of one person. ``groups``: heading and the alerts named under it; ``counts`` counts them all."""
    base = base_url.rstrip("/")
    total = counted(counts, lang)
    hidden = sum(counts.values()) - sum(len(lines) for _, lines in groups)
    more = _MORE.text(lang).format(count=hidden) if hidden > 0 else ""
    intro = _INTRO.text(lang).format(day=today.isoformat(), counts=total)
    hello, foot = letters.greeting(name, lang), f"{letters.footing(lang, instance)} {_WHY.text(lang)}"
    text, body = [hello, "", intro, ""], f"<p><b>{escape(intro)}</b></p>"
    for label, lines in groups:
        heading = label.text(lang)
        text += [f"== {heading} ==", ""]
        for line in lines:
            text += [*letters.plain(line, lang, today, base), ""]
        body += f'<h2 style="font-size:16px;margin:20px 0 4px">{escape(heading)}</h2>'
        body += letters.table(lines, lang, today, base)
    text += [more, ""] if more else []
    text += letters.ending(lang, base, foot)
    body += f"<p>{escape(more)}</p>" if more else ""
    subject = _SUBJECT.text(lang).format(counts=total)
    return Letter(subject, "\n".join(text) + "\n", letters.page(lang, hello, body, base, foot))
