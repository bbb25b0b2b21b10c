"""Forgetting a person: cases about their records. Who decided what, and when, stays; what was written goes."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from credentry.capabilities.approvals.models import Case, Started, Task
from credentry.capabilities.approvals.vocabulary import CaseState
from credentry.core.records.forgetting import FORGET, Forgetting, Keeps
from credentry.foundation.errors import define

WRITTEN = ("text", "opinion", "reason")
RUNNING = define("case.still_running", "流程 {number} 尚未结束", "case {number} is not finished")


def still_running(job: Forgetting) -> Iterable[Keeps]:
    """Cases about the person that somebody still has to decide."""
    for number in (
        _cases(job).filter(state=CaseState.RUNNING).order_by("number").values_list("number", flat=True)
    ):
        yield Keeps(RUNNING, {"number": number})


def forget(job: Forgetting) -> None:
    """Ended cases keep their steps, decisions and days."""
    Started.objects.filter(record_id__in=job.ids()).update(refused="")
    cases = list(_cases(job).select_for_update().select_related("process").order_by("pk"))
    if not cases:
        return
    job.about("case", [one.pk for one in cases], ("title", "trouble"))
    for case in cases:
        case.title = f"{case.process.name} {case.number}"[:500]
        case.data, case.engine, case.trouble, case.decided = {}, {}, "", {}
        case.version += 1
        case.save()
        job.ctx.accompany("case", FORGET, case)
    tasks = list(Task.objects.select_for_update().filter(case__in=cases).order_by("pk"))
    job.about("task", [one.pk for one in tasks], ("title",))
    titles = {one.pk: one.title for one in cases}
    for task in tasks:
        task.title = f"{task.name}：{titles[task.case_id]}"[:800]
        task.step, task.then = _silent(task.step), _silent(task.then)
        task.version += 1
        task.save()
        job.ctx.accompany("task", FORGET, task)


def _silent(value: Any) -> Any:
    """A JSON value without what people wrote into it."""
    if isinstance(value, dict):
        return {
            name: "" if name in WRITTEN and isinstance(one, str) else _silent(one)
            for name, one in value.items()
        }
    return [_silent(one) for one in value] if isinstance(value, list) else value


def _cases(job: Forgetting) -> "QuerySet[Case]":
    mine = Q(pk__in=[])
    for kind in {kind for kind, _ in job.records}:
        mine |= Q(subject_kind=kind, subject_id__in=[str(one) for one in job.ids(kind)])
    return Case.objects.filter(mine)
