"""Every route with its verbs and who may use it; the permission matrix is checked against this list."""

from typing import Any

import click
import orjson
from ninja.constants import NOT_SET

from credentry.delivery.http.api import api


def _given(auth: Any) -> bool:
    return auth is not None and auth is not NOT_SET


def inventory() -> list[dict[str, Any]]:
    """Route, verbs and policy: ``public`` or ``grant`` (an actor and its grants decide)."""
    found: dict[str, set[str]] = {}
    guarded: dict[str, bool] = {}
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            route = f"/api/v1{prefix}{path}" if path != "/" else f"/api/v1{prefix}/"
            for operation in view.operations:
                found.setdefault(route, set()).update(operation.methods)
                closed = operation.auth_param is not None and (
                    bool(operation.auth_callbacks) or _given(operation.auth_param) or _given(router.auth)
                )
                guarded[route] = guarded.get(route, True) and closed
    found["/a/{token}"], guarded["/a/{token}"] = {"GET", "POST"}, False
    for route in ("/healthz", "/readyz", "/ledger/checkpoint", "/calendar/{token}.ics"):
        found[route] = {"GET"}
        guarded[route] = False
    return [
        {"route": route, "verbs": sorted(verbs), "policy": "grant" if guarded[route] else "public"}
        for route, verbs in sorted(found.items())
    ]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def routes(as_json: bool) -> None:
    """List every HTTP route with its verbs and policy."""
    rows = inventory()
    if as_json:
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
        return
    for one in rows:
        click.echo(f"{','.join(one['verbs']):22} {one['route']:60} {one['policy']}")
