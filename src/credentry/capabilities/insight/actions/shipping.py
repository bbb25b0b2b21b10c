"""Views that every instance has."""

from credentry.capabilities.insight.actions.views import condition_json
from credentry.capabilities.insight.models import SavedView
from credentry.capabilities.insight.vocabulary import shipped_views
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform


def install_views() -> list[str]:
    """Make the shipped views that are missing, once: a deleted or changed one stays as people left it. Codes made."""
    known = set(SavedView.objects.exclude(code="").values_list("code", flat=True))
    made = []
    actor = Actor.system("init", via="cli")
    for view in shipped_views():
        kind = kinds.find(view.kind)
        if view.code in known or kind is None:
            continue
        payload = {
            "code": view.code,
            "name": view.name.zh,
            "name_en": view.name.en,
            "kind": view.kind,
            "condition": condition_json(kind, view.condition, "zh"),
            "columns": list(view.columns),
            "sort": view.sort,
            "position": view.position,
        }
        perform(actor, "saved_view", "ship", None, payload)
        made.append(view.code)
    return made
