"""The page behind a button in a message: it says what is asked of whom, and answers only when it is pressed.

No sign-in: the address is signed, made for one person, good for a month and used once. Opening it changes nothing,
so mail scanners and link previews answer nobody's alerts.
"""

from html import escape

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from credentry.capabilities.alerts.actions.answering import Asked, AsksMore, asked_by, press
from credentry.capabilities.alerts.channels.letters import left
from credentry.capabilities.alerts.vocabulary import DEADLINE_WORDS, REACHED_WORDS, STATE_WORDS, word
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, NotFound
from credentry.foundation.labels import L

_TITLE = L("处理提醒", "Answer an alert")
_FOR = L("此链接仅供 {name} 使用。", "This link is for {name}.")
_NOT_YOU = L("如果您不是 {name}，请关闭此页。", "If you are not {name}, please close this page.")
_PRESS = L("我正在办理续期", "I am renewing it")
_TAKE = L("由我接手", "I take it over")
_TAKE_HELP = L("同一期限也提醒了：{names}。接手后由您负责，并告知对方。",
               "Also told of this deadline: {names}. You become responsible, and they are told so.")  # fmt: skip
_OPEN = L("登录后查看记录，或选择其他处理方式", "Sign in to see the record or to answer otherwise")
_WRITE = L("登录并填写", "Sign in and answer")
_DONE = L("已记录：您正在办理续期。", "Noted: you are renewing it.")
_GOES_ON = L("在续期完成之前，系统会继续提醒。", "Reminders go on until the renewal is complete.")
_BEFORE = L(
    "此提醒已处理或已结束，无需再操作。", "This alert was answered or has ended; nothing is left to do."
)
_GONE = L(
    "链接无效或已过期。请登录系统查看您的提醒。", "This link is wrong or too old. Sign in to see your alerts."
)
_INBOX = L("打开我的提醒", "Open my alerts")
_WHY = L("通知原因", "Why you")


@csrf_exempt  # the token in the address is the authority; there is no session to ride on
@require_http_methods(["GET", "HEAD", "POST"])
def answer_page(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what is asked; POST, which the page's button sends, answers it once."""
    try:
        found = asked_by(token)
    except NotFound:
        return _page(request, "zh", f"<p>{_GONE.zh}</p><p>{_GONE.en}</p>{_link('/inbox', _INBOX.zh)}", 404)
    lang = found.alert.recipient.lang
    if request.method != "POST":
        return _page(request, lang, _asked(found, lang))
    try:
        done = press(token, take_over=request.POST.get("take") == "1")
    except DomainError as error:
        more = _write(found, error, lang) if isinstance(error, AsksMore) else _alarm(error, lang)
        return _page(request, lang, _about(found, lang) + more + _more(found, lang), 409)
    said = f"<p class=good role=status>{_DONE.text(lang)}</p><p>{_GOES_ON.text(lang)}</p>"
    body = said if done else f"<p role=status>{_BEFORE.text(lang)}</p>"
    return _page(request, lang, _about(found, lang) + body + _more(found, lang))


def _asked(found: Asked, lang: str) -> str:
    name = escape(found.alert.recipient.name)
    who = f"<p class=who>{_FOR.text(lang).format(name=f'<b>{name}</b>')} {_NOT_YOU.text(lang).format(name=name)}</p>"
    if not found.waits or found.used:
        state = word(STATE_WORDS, found.alert.state).text(lang)
        return f"{_about(found, lang)}<p role=status>{_BEFORE.text(lang)}（{state}）</p>{_more(found, lang)}"
    if found.more is not None:
        return _about(found, lang) + who + _write(found, found.more, lang) + _more(found, lang)
    buttons = f"<form method=post><button>{_PRESS.text(lang)}</button></form>"
    others = found.others
    if others:
        names = escape("、".join(dict.fromkeys(one.recipient.name for one in others)))
        buttons += (
            f"<form method=post><input type=hidden name=take value=1><button class=second>{_TAKE.text(lang)}</button>"
            f"<p class=quiet>{_TAKE_HELP.text(lang).format(names=names)}</p></form>"
        )
    return _about(found, lang) + who + buttons + _more(found, lang)


def _write(found: Asked, more: AsksMore, lang: str) -> str:
    """What one press does not answer, and the way to the form that asks for it."""
    address = escape(f"/inbox?answer={found.alert.pk}")
    return f'{_alarm(more, lang)}<p><a class=button href="{address}">{_WRITE.text(lang)}</a></p>'


def _alarm(error: DomainError, lang: str) -> str:
    return f"<p role=alert>{escape(error.message(lang))}</p>"


def _about(found: Asked, lang: str) -> str:
    one = found.alert
    deadline = word(DEADLINE_WORDS, one.code).text(lang)
    number = f"<p class=quiet>{escape(one.number)}</p>" if one.number else ""
    return (
        f"<h1>{escape(one.title)}</h1>{number}"
        f"<p class=due>{escape(deadline)} <b>{one.due_on.isoformat()}</b> · {left(one.due_on, clock.today(), lang)}</p>"
        f"<p class=quiet>{_WHY.text(lang)}: {word(REACHED_WORDS, one.reached).text(lang)}</p>"
    )


def _more(found: Asked, lang: str) -> str:
    return _link(f"/r/{found.alert.record_kind}/{found.alert.record_id}", _OPEN.text(lang))


def _link(address: str, words: str) -> str:
    return f'<p><a href="{escape(address)}">{words}</a></p>'


_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.6 -apple-system,"Segoe UI","PingFang SC","Microsoft YaHei",sans-serif;margin:0;background:#f5f6f8;color:#1d2939}
main{max-width:32rem;margin:0 auto;padding:24px 20px 40px;background:#fff;min-height:100vh;box-sizing:border-box}
h1{font-size:1.3rem;line-height:1.35;margin:12px 0 4px}.brand,.quiet{color:#5a6475;font-size:.9rem;margin:4px 0}
.due{margin:12px 0 4px}.who{margin:20px 0;padding:10px 14px;background:#e3efec;border-radius:8px}
button{width:100%;min-height:48px;font:inherit;font-weight:600;color:#fff;background:#0f5c56;border:0;border-radius:8px;margin-top:8px}
a.button{display:block;text-align:center;min-height:48px;line-height:48px;font-weight:600;color:#fff;background:#0f5c56;border-radius:8px;text-decoration:none}
button.second{background:#fff;color:#0f5c56;border:1px solid #0f5c56}button:focus-visible{outline:3px solid #7cc4b8;outline-offset:2px}
.good{padding:10px 14px;background:#ecfdf3;color:#05603a;border-radius:8px;font-weight:600}a{color:#0f5c56}
@media(prefers-color-scheme:dark){body{background:#101418;color:#e6e9ee}main{background:#181d23}.brand,.quiet{color:#a5afbd}
.who{background:#17332f}.good{background:#12351f;color:#9fe3b8}a{color:#7cc4b8}button.second{background:#181d23;color:#7cc4b8;border-color:#7cc4b8}}
"""


def _page(request: HttpRequest, lang: str, body: str, status: int = 200) -> HttpResponse:
    nonce = escape(str(getattr(request, "csp_nonce", "")))
    response = HttpResponse(
        f'<!doctype html><html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset=utf-8>'
        f'<meta name=viewport content="width=device-width,initial-scale=1"><meta name=robots content=noindex>'
        f'<title>{_TITLE.text(lang)}</title><style nonce="{nonce}">{_STYLE}</style></head>'
        f"<body><main><p class=brand>证枢 Credentry</p>{body}</main></body></html>",
        status=status,
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
