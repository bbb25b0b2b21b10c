"""The words of the mail that brings a meeting pack: what its lists hold, and the overdue things by name."""

from html import escape
from typing import Final

from credentry.capabilities.alerts.channels import letters
from credentry.capabilities.alerts.channels.parcels import Letter
from credentry.capabilities.alerts.queries.pack import Pack
from credentry.foundation.labels import L

#: How many overdue things the mail itself names; the files have them all.
NAMED: Final = 10
_SUBJECT = L("【{name}】{day}：{counts}", "[{name}] {day}: {counts}")
_COUNT = L("{list} {count} 项", "{count} {list}")
_INTRO = L("随信附上例会用的期限清单。", "Attached are the lists for the meeting.")
_MORE = L("其余见附件。", "The rest is in the files.")
_FOOT = L(
    "本邮件由 {instance} 按“例会材料”设置自动发送。", "Sent by {instance}, as the meeting pack is set up."
)


def write(name: str, reader: str, pack: Pack, base_url: str, instance: str) -> Letter:
    """The letter of the pack called ``name`` to one reader, in the pack's language."""
    lang, base = pack.lang, base_url.rstrip("/")
    lists = [(pack.heading(key), count) for key, (count, _) in pack.lists.items()]
    said = [
        _COUNT.text(lang).format(list=label if lang == "zh" else label.lower(), count=count)
        for label, count in lists
    ]
    counts = ("，" if lang == "zh" else ", ").join(said)
    overdue, rows = pack.lists["overdue"]
    named = [f"{one['due_on']}  {one['title']} {one['number']} · {one['person']}" for one in rows[:NAMED]]
    if overdue > len(named):
        named.append(_MORE.text(lang))
    hello, foot = letters.greeting(reader, lang), _FOOT.text(lang).format(instance=instance)
    intro = _INTRO.text(lang)
    text = [
        hello,
        "",
        intro,
        "",
        counts,
        "",
        *[f"* {one}" for one in named],
        "",
        *letters.ending(lang, base, foot),
    ]
    body = f"<p>{escape(intro)}</p><p><b>{escape(counts)}</b></p>"
    if named:
        body += f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in named)}</ul>"
    subject = _SUBJECT.text(lang).format(
        name=" ".join(name.split()), day=pack.today.isoformat(), counts=counts
    )
    return Letter(subject, "\n".join(text) + "\n", letters.page(lang, hello, body, base, foot))
