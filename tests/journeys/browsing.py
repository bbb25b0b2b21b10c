"""A page with its manners: errors and foreign requests are remembered, and a journey ends without any."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Playwright,
    Request,
    Route,
    expect,
)

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "web" / "dist" / "index.html"
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "credentry-demo"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

SIGN_IN = """async ([username, password, lang]) => {
  const send = (method, body, csrf) => fetch('/api/v1/session', {method, body: JSON.stringify(body),
    headers: {'Content-Type': 'application/json', 'X-CSRFToken': csrf}}).then((one) => one.json());
  const before = await fetch('/api/v1/session').then((one) => one.json());
  const signed = await send('POST', {username, password}, before.csrf);
  if (!signed.user) throw new Error(JSON.stringify(signed));
  await send('PATCH', {lang}, signed.csrf);
}"""
CALL = """async ([method, path, body]) => {
  const {csrf} = await fetch('/api/v1/session').then((one) => one.json());
  const answer = await fetch('/api/v1' + path, {method, headers: {'Content-Type': 'application/json',
    'X-CSRFToken': csrf}, body: body === null ? undefined : JSON.stringify(body)});
  return [answer.status, await answer.json()];
}"""


def chromium() -> str | None:
    """Where the browser is: ``CREDENTRY_CHROMIUM``, else the one on the path."""
    return (
        os.environ.get("CREDENTRY_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=chromium(), args=FLAGS)


@dataclass
class Visit:
    """One person's page: ``lang`` is zh or en, ``phone`` its width."""

    page: Page
    url: str
    lang: str
    phone: bool
    troubles: list[str] = field(default_factory=list)

    def say(self, zh: str, en: str) -> str:
        """The words of this visit's language."""
        return zh if self.lang == "zh" else en

    def go(self, path: str) -> None:
        """Open a page and wait until it is at rest."""
        self.page.goto(self.url + path)
        self.rest()

    def rest(self) -> None:
        self.page.wait_for_load_state("networkidle")

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Ask the API as this person: (status, answer)."""
        status, answer = self.page.evaluate(CALL, [method, path, body])
        return int(status), answer

    def ask(self, kind: str, condition: Any, **more: Any) -> Any:
        """A page of records as the API gives it."""
        status, answer = self.call("POST", f"/records/{kind}/query", {"condition": condition, **more})
        assert status == 200, answer
        return answer

    def axe(self) -> list[str]:
        """What the accessibility rules of WCAG 2.2 AA object to on the page as it is."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            """() => axe.run(document, {resultTypes: ['violations'],
                   runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})
                 .then((one) => one.violations.map((v) => `${v.id}: ${v.nodes.length} × `
                   + v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' ' + n.html.slice(0, 160)).join(' | ')))"""
        )
        return [str(one) for one in found]


def choose(page: Page, box: Locator, text: str, option: str = "") -> None:
    """Type into a select and choose what it finds. The list moves while answers come, and a press between two of them is
    lost: whoever sees that nothing was chosen presses again."""
    first = page.locator(".ant-select-dropdown:visible .ant-select-item-option:not([hidden])").first
    select = box.locator("xpath=ancestor::div[contains(concat(' ', @class, ' '), ' ant-select ')][1]")
    for _ in range(2):
        box.fill(text)
        expect(first).to_contain_text(option or text)
        first.click()
        with suppress(AssertionError):
            expect(select).to_contain_text(option or text, timeout=5_000)
            return
    expect(select).to_contain_text(option or text)


def _watch(visit: Visit, context: BrowserContext) -> None:
    host = urlsplit(visit.url).netloc

    def on_console(message: ConsoleMessage) -> None:
        # The browser says this of every 4xx; journeys that expect one look at what the page says.
        if message.type == "error" and "Failed to load resource" not in message.text:
            visit.troubles.append(f"console: {message.text}")

    def on_request(route: Route, request: Request) -> None:
        place = urlsplit(request.url)
        if place.scheme in ("http", "https") and place.netloc != host:
            visit.troubles.append(f"foreign host: {request.url}")
            route.abort()
        else:
            route.continue_()

    visit.page.on("console", on_console)
    visit.page.on("pageerror", lambda error: visit.troubles.append(f"page error: {error}"))
    context.route("**/*", on_request)


def keep_picture(visit: Visit) -> str:
    """What the page looked like when the journey failed, for the reader of the log."""
    with NamedTemporaryFile(prefix="journey-", suffix=".png", delete=False) as kept, suppress(Error):
        kept.write(visit.page.screenshot())
    return f"{visit.page.url} looked like {kept.name}"


@contextmanager
def visiting(
    browser: Browser, url: str, username: str | None, lang: str = "zh", phone: bool = False
) -> Iterator[Visit]:
    """A page of its own, signed in unless ``username`` is None; afterwards nothing may have gone wrong on it."""
    context = browser.new_context(
        viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
        has_touch=phone,
        is_mobile=phone,
        locale="zh-CN" if lang == "zh" else "en-GB",
        timezone_id="Asia/Shanghai",
        accept_downloads=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    try:
        visit = Visit(context.new_page(), url, lang, phone)
        _watch(visit, context)
        if username is not None:
            visit.page.goto(
                f"{url}/healthz"
            )  # a few bytes of the same origin: the client itself need not load yet
            visit.page.evaluate(SIGN_IN, [username, PASSWORD, lang])
        yield visit
        assert visit.troubles == [], visit.troubles
    finally:
        context.close()
