"""Every route with its verbs and who may use it; the permission matrix is checked against this list."""

from typing import Any

from credentry.delivery.http.api import api

OPEN = {"/api/v1/session", "/api/v1/openapi.json", "/healthz", "/readyz", "/ledger/checkpoint"}


def inventory() -> list[dict[str, Any]]:
    """Route, verbs and policy: ``public`` or ``grant`` (an actor and its grants decide)."""
    found: dict[str, set[str]] = {}
    guarded: dict[str, bool] = {}
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            route = f"/api/v1{prefix}{path}" if path != "/" else f"/api/v1{prefix}/"
            for operation in view.operations:
                found.setdefault(route, set()).update(operation.methods)
                guarded[route] = guarded.get(route, True) and bool(operation.auth_callbacks)
    for route in ("/healthz", "/readyz", "/ledger/checkpoint"):
        found[route] = {"GET"}
        guarded[route] = False
    return [
        {"route": route, "verbs": sorted(verbs), "policy": "grant" if guarded[route] else "public"}
        for route, verbs in sorted(found.items())
    ]
