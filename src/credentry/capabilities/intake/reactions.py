"""Jobs of this room."""

from typing import Any

from credentry.capabilities.intake import actions
from credentry.capabilities.intake.actions.forgetting import forget, held
from credentry.capabilities.intake.engine import stages
from credentry.capabilities.intake.models import ImportRun
from credentry.capabilities.intake.vocabulary import BUSY
from credentry.core.records import forgetting
from credentry.plumbing import blobs, queue


@queue.job(actions.JOB, max_attempts=5)
def advance(payload: dict[str, Any]) -> None:
    """Do the stage an import is in; a second delivery finds the stage done and does nothing."""
    run = ImportRun.objects.select_related("created_by__unit").filter(pk=payload["run"]).first()
    if run is None or run.state not in BUSY:
        return
    try:
        actions.advance(run)
    except Exception:
        stages.save(run, error={"code": actions.CRASHED, "params": {}})
        raise


@queue.job("intake.clear")
def clear(payload: dict[str, Any]) -> None:
    """Remove parked rows of old imports."""
    actions.clear_spools()


queue.every("intake.clear", seconds=24 * 3600)
blobs.holder(held)
forgetting.register("intake", forget, order=40)
