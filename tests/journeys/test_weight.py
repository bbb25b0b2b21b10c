"""What a first visit costs on the wire: shell and list page, compressed, nothing from elsewhere."""

from playwright.sync_api import Response

from tests.journeys.conftest import Opening

BUDGET = 500_000
"""Bytes: 276 kB for the shell and up to 210 kB for the list, as measured when the parts were chosen."""


def test_the_list_page_weighs_little(visit: Opening) -> None:
    person = visit("lin.zhixia")
    weighed: dict[str, int] = {}
    plain: list[str] = []
    fleeting: list[str] = []

    def weigh(response: Response) -> None:
        name = response.url.rsplit("/", 1)[-1]
        if name.endswith((".js", ".css")):
            weighed[name] = int(response.headers["content-length"])
            if weighed[name] > 2000 and response.headers.get("content-encoding") not in ("br", "gzip"):
                plain.append(name)
            if "immutable" not in response.headers.get("cache-control", ""):
                fleeting.append(name)

    person.page.goto("about:blank")
    person.page.on("response", weigh)
    person.go("/r/credential")
    assert len(weighed) > 3
    assert (plain, fleeting) == ([], [])
    assert sum(weighed.values()) <= BUDGET, weighed
