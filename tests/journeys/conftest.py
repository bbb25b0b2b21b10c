"""The served sample company and the browser, once for all journeys; ``visit`` opens a page."""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.browsing import DIST, Visit, chromium, keep_picture, launch, visiting
from tests.prepared import prepared, run_well
from tests.server import Instance, serving

Opening = Callable[..., Visit]
expect.set_options(timeout=10_000)  # the machine may be busy with other tests
#: Quick hashing of passwords: a journey signs in as many.
DEMO = {"CREDENTRY_DEMO": "1", "CREDENTRY_TEST_MODE": "1"}
OPENED = pytest.StashKey[list[Visit]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A journey that fails leaves pictures of its pages."""
    report = yield
    if report.when == "call" and report.failed:
        for one in item.stash.get(OPENED, []):
            report.sections.append(("page", keep_picture(one)))
    return report


def sample_company(empty: Instance) -> None:
    run_well(empty, "demo", "--no-serve")


@pytest.fixture(scope="package")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server with the sample company in it; ``JOURNEYS_URL`` names one that already runs."""
    running = os.environ.get("JOURNEYS_URL")
    if running:
        yield running
        return
    if not DIST.is_file():
        pytest.skip("the web client is not built: make web")
    home = tmp_path_factory.mktemp("journeys") / "home"
    with prepared(home, sample_company, DEMO, DEMO) as ready, serving(ready) as server:
        yield server.url


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Headless Chromium. Not for the whole session: its event loop would forbid other tests the database."""
    if chromium() is None:
        pytest.skip("there is no Chromium: make browser")
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()


@pytest.fixture
def visit(request: pytest.FixtureRequest, company: str, browser: Browser) -> Iterator[Opening]:
    """Open a page: ``visit("lin.zhixia", lang="en", phone=True)``; None as name: not signed in."""
    with ExitStack() as stack:

        def opening(username: str | None = "admin", lang: str = "zh", phone: bool = False) -> Visit:
            opened = stack.enter_context(visiting(browser, company, username, lang, phone))
            request.node.stash.setdefault(OPENED, []).append(opened)
            return opened

        yield opening
