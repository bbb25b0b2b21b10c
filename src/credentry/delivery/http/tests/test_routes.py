"""No route hides another: every address is answered by the route that was written for it."""

import re

import pytest
from django.urls import resolve

from credentry.delivery.http.api import api

ROUTES = [(prefix, path) for prefix, router in api._routers for path in router.path_operations]
SAMPLE = "01a1fd32-1ba8-73e2-b80e-6ce6437594f6"


@pytest.mark.parametrize(("prefix", "path"), ROUTES, ids=lambda part: part or "/")
def test_every_route_is_reached(prefix: str, path: str) -> None:
    written = f"api/v1{prefix}{path}"
    found = resolve("/" + re.sub(r"\{[^}]+\}", SAMPLE, written)).route
    names = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", found)
    assert names.rstrip("/") == written.rstrip("/"), f"{names} answers for {written}"
