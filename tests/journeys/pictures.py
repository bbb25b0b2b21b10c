"""The screenshots of ``docs/screenshots``: every page a newcomer meets, at both widths, in both languages.

``python -m tests.journeys.pictures [ADDRESS [SCENE…]]`` — of the sample company at ADDRESS, or of one made for it.
"""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from tests.journeys.browsing import ROOT, Visit, launch, visiting
from tests.journeys.test_importing import workbook
from tests.server import instance, serving

OUT = ROOT / "docs" / "screenshots"
READER = "lin.zhixia"
Scene = Callable[[Visit], None]


def sign_in(person: Visit) -> None:
    person.go("/sign-in")


def home(person: Visit) -> None:
    person.go("/")
    expect(person.page.locator(".attention-card").first).to_be_visible()


def register(person: Visit) -> None:
    person.go("/r/credential")
    sentence = "所有销往欧盟市场、且将在未来6个月内到期的安规证书"
    person.page.get_by_role("combobox", name=person.say("在列表中搜索", "Search this list")).fill(sentence)
    expect(person.page.get_by_text(person.say("已理解为", "Understood as"))).to_be_visible()
    person.page.keyboard.press("Enter")
    expect(person.page.locator(".chip").first).to_be_visible()


def conditions(person: Visit) -> None:
    person.go("/r/credential")
    person.page.get_by_role("button", name=person.say("筛选", "Filter")).click()
    person.page.get_by_role("button", name=person.say("6 个月内到期", "Expires within 6 months")).click()
    person.rest()


def credential(person: Visit) -> None:
    found = person.ask("credential", "status:expiring_soon category:safety", sort="valid_to", limit=1)
    person.go(f"/r/credential/{found['items'][0]['id']}")


def paper(person: Visit) -> None:
    owner = person.ask("document", None, fields=["title", "versions"], sort="title", limit=1)["items"][0]
    _, document = person.call("GET", f"/records/document/{owner['id']}")
    person.go(f"/r/credential/{document['extra']['owner']['id']}?tab=files")
    person.page.locator(".file-name").first.click()
    expect(person.page.locator(".file-viewer canvas").first).to_be_visible()
    person.page.wait_for_timeout(1500)


def history(person: Visit) -> None:
    found = person.ask("credential", "status:suspended", sort="number", limit=1)
    person.go(f"/r/credential/{found['items'][0]['id']}?tab=history")


def standing(person: Visit) -> None:
    found = person.ask("credential", "status:suspended", sort="number", limit=1)
    person.go(f"/r/credential/{found['items'][0]['id']}")


def as_of(person: Visit) -> None:
    found = person.ask("credential", "status:suspended", sort="number", limit=1)
    person.go(f"/r/credential/{found['items'][0]['id']}?on={date.today() - timedelta(days=300)}")
    expect(person.page.locator(".as-of-banner")).to_be_visible()


def renewal(person: Visit) -> None:
    found = person.ask("credential", "status:expiring_soon type:CN-CCC", sort="valid_to", limit=1)
    person.go(f"/r/credential/{found['items'][0]['id']}")
    person.page.get_by_role("button", name=person.say("续期", "Renew"), exact=True).click()
    expect(person.page.locator(".renew-table")).to_be_visible()


def impact(person: Visit) -> None:
    page, say = person.page, person.say
    (edition,) = person.ask("standard", 'code:"GB 4943.1-2022"', limit=1)["items"]
    person.go(f"/r/standard/{edition['id']}")
    page.get_by_role("button", name=say("更多", "More")).click()
    page.locator(".menu-action").get_by_text(say("废止", "Withdraw"), exact=True).click()
    form = page.get_by_role("dialog")
    box = form.get_by_label(say("废止日期", "Withdrawn on"))
    box.fill((date.today() + timedelta(days=30)).isoformat())
    box.press("Enter")
    form.get_by_label(say("原因", "Reason"), exact=True).fill(say("新版实施", "The new edition is in force"))
    form.get_by_role("button", name=say("查看影响", "See what it affects")).click()
    expect(form.locator(".impact-total")).to_be_visible()


def calendar(person: Visit) -> None:
    person.go("/r/credential?mode=calendar")


def _start_import(person: Visit) -> None:
    person.go("/import?kind=credential")
    with tempfile.TemporaryDirectory() as folder:
        file = workbook(Path(folder) / "2026证书台账.xlsx", f"TZ{person.lang.upper()}{int(person.phone)}")
        person.page.locator("input[type=file]").set_input_files(file)
        expect(person.page.locator(".map-row").nth(3)).to_be_visible()


def import_columns(person: Visit) -> None:
    _start_import(person)


def import_dry_run(person: Visit) -> None:
    _start_import(person)
    person.page.get_by_role("button", name=person.say("试运行", "Dry run"), exact=True).click()
    expect(person.page.locator(".count-card").first).to_be_visible()
    expect(person.page.locator(".import-rows tbody tr").first).to_be_visible()


def inbox(person: Visit) -> None:
    person.go("/inbox")
    expect(person.page.locator(".alert-card").first).to_be_visible()


def papers(person: Visit) -> None:
    person.go("/papers")
    row = person.page.locator(".paper-open").first
    expect(row).to_be_visible()
    if person.phone:
        return
    row.click()
    expect(person.page.locator(".paper canvas")).to_be_visible()
    person.page.wait_for_timeout(1500)


def product(person: Visit) -> None:
    found = person.ask("product", "level:series", sort="title", limit=1)
    person.go(f"/r/product/{found['items'][0]['id']}")


def coverage(person: Visit) -> None:
    person.go("/coverage")
    expect(person.page.locator(".coverage-cell").first).to_be_visible()


def market_plan(person: Visit) -> None:
    found = person.ask("product", 'title:"SP2 智能插座系列"', limit=1)["items"][0]
    places = [person.ask("market", f"code:{code}", limit=1)["items"][0]["id"] for code in ("BR", "SA")]
    person.go(f"/coverage/plan?subject={found['id']}&markets={','.join(places)}")
    person.page.locator(".plan-asked").scroll_into_view_if_needed()
    expect(person.page.locator(".plan-gantt").first).to_be_visible()
    person.page.locator(".plan-asked").evaluate("one => scrollTo(0, one.offsetTop - 70)")


def settings(person: Visit) -> None:
    person.go("/settings")


SCENES: tuple[tuple[Scene, str | None], ...] = (
    (sign_in, None),
    (home, READER),
    (register, READER),
    (conditions, READER),
    (credential, READER),
    (paper, READER),
    (standing, READER),
    (as_of, READER),
    (renewal, "admin"),
    (impact, "admin"),
    (history, READER),
    (calendar, READER),
    (import_columns, "admin"),
    (import_dry_run, "admin"),
    (inbox, READER),
    (papers, READER),
    (product, READER),
    (coverage, READER),
    (market_plan, READER),
    (settings, "admin"),
)


def keep(person: Visit, name: str) -> None:
    """Write the page as a PNG of few colours: small enough to live in the repository."""
    person.rest()
    person.page.wait_for_timeout(500)
    seen = Image.open(io.BytesIO(person.page.screenshot())).convert("RGB")
    width = "phone" if person.phone else "desktop"
    seen.quantize(96, dither=Image.Dither.NONE).save(OUT / f"{name}-{width}-{person.lang}.png", optimize=True)


@contextmanager
def company(given: str | None) -> Iterator[str]:
    if given:
        yield given
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        instance(Path(folder) / "home", {"CREDENTRY_DEMO": "1"}) as ready,
    ):
        made = ready.run("demo", "--no-serve")
        if made.returncode:
            sys.exit(made.stdout + made.stderr)
        with serving(ready) as server:
            yield server.url


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    wanted = set(sys.argv[2:])
    with company(sys.argv[1] if len(sys.argv) > 1 else None) as url, sync_playwright() as playwright:
        browser = launch(playwright)
        for scene, who in SCENES:
            name = scene.__name__.replace("_", "-")
            if wanted and name not in wanted:
                continue
            for lang in ("zh", "en"):
                for phone in (False, True):
                    with visiting(browser, url, who, lang, phone) as person:
                        if lang == "en" and who is None:
                            person.page.add_init_script("localStorage.setItem('credentry.lang', '\"en\"')")
                        scene(person)
                        keep(person, name)
            print(name)
        browser.close()


if __name__ == "__main__":
    main()
