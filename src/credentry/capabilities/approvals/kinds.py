"""The kinds of this room: the process, the case, the work item."""

from typing import Any

from django.db.models import Q

from credentry.capabilities.approvals.actions import cases, clock, forms, moving, processes, tasks
from credentry.capabilities.approvals.models import (
    Case,
    Process,
    ProcessVersion,
    Task,
    TaskCopy,
    TaskDoer,
    TaskHolder,
)
from credentry.capabilities.approvals.queries import definitions, late, lists, over, owing, startable, work
from credentry.capabilities.approvals.step.vocabulary import OP_WORDS, Op
from credentry.capabilities.approvals.vocabulary import CASE_WORDS, CATEGORY_WORDS, NOTICES, TASK_WORDS
from credentry.core.identity.actors import Actor
from credentry.core.identity.queries import units_below
from credentry.core.identity.vocabulary import Reach
from credentry.core.records import filekeeping, kinds
from credentry.core.records.fields import Bool, Choice, DateTime, Field, Integer, LongText, Many, Ref, Text
from credentry.core.records.forms import Empty, Form
from credentry.core.records.kinds import Action, Held, OwnedTable, RecordKind
from credentry.core.records.values import plain
from credentry.foundation.labels import L


def _process_extra(actor: Actor, record: Process) -> dict[str, Any]:
    """The draft as file and as chain, what is wrong with it, what publishing would change, and the versions."""
    draft = definitions.read_draft(record.xml, record.settings, record.subject_kind, record.code)
    chain = definitions.chain_of(record.xml, record.settings)
    versions = ProcessVersion.objects.filter(process=record).order_by("-n")
    return {
        "bpmn": definitions.exported(record.xml, record.settings),
        "settings": draft.settings,
        "chain": chain.model_dump(mode="json") if chain else None,
        "findings": [one.as_dict(actor.lang) for one in draft.findings],
        "impact": definitions.impact(record, draft),
        "starts": startable.declared(record),
        "started": startable.occasions(record),
        "versions": [
            {"n": one.n, "note": one.note, "digest": one.digest, "published_at": plain(one.published_at)}
            for one in versions.defer("xml", "compiled", "settings", "plan")
        ],
    }


PROCESS = kinds.register(
    RecordKind(
        name="process",
        label=L("流程", "Process"),
        plural=L("流程", "Processes"),
        model="approvals.Process",
        title="name",
        title_en="name_en",
        unit="",
        icon="workflow",
        group="settings",
        default_sort="code",
        extra=_process_extra,
        owned=(OwnedTable("approvals_processversion", "process_id"),),
        fields=(
            Field("name", Text(), L("名称", "Name"), search=True, listed=True, mandatory=True),
            Field("name_en", Text(), L("英文名称", "English name"), search=True),
            Field("code", Text(), L("编码", "Code"), search=True, listed=True, mandatory=True),
            Field("category", Choice(CATEGORY_WORDS), L("类别", "Category"), listed=True),
            Field("subject_kind", Text(), L("适用对象", "About"), listed=True),
            Field("description", LongText(), L("说明", "Description")),
            Field("published", Integer(), L("现行版本", "Version in force"), listed=True),
            Field("digest", Text(), L("草稿摘要", "Digest of the draft")),
            Field("source", Text(), L("来源", "Source")),
        ),
        actions=(
            Action(
                "define", L("新建流程", "New process"), processes.DefineProcess, processes.define_process,
                creates=True,
            ),
            Action("amend", L("修改", "Edit"), processes.AmendForm, processes.amend, bulk=False),
            Action("draw", L("导入图形", "Take a drawing"), processes.DrawForm, processes.draw, bulk=False),
            Action("set_chain", L("编辑审批链", "Edit as a chain"), processes.ChainForm, processes.set_chain, bulk=False),
            Action("set_node", L("设置节点", "Set a node"), processes.NodeForm, processes.set_node, bulk=False),
            Action(
                "publish", L("发布", "Publish"), processes.PublishForm, processes.publish, bulk=False,
                help=L("进行中的案件沿用原版本", "Running cases keep their version"),
            ),
            Action("archive", L("停用", "Retire"), Empty, processes.archive, danger=True),
            Action("restore", L("启用", "Bring back"), Empty, processes.restore),
        ),
    )
)  # fmt: skip


def _papers() -> tuple[Action, ...]:
    """A case takes files where a room keeps them."""
    try:
        return (filekeeping.files().taking("case"),)
    except LookupError:
        return ()


def _overseen(actor: Actor, kind: str) -> Q | None:
    """What the right to oversee reaches: everything (None), units, or nothing (an empty condition)."""
    seen = Q()
    for grant in actor.granting(kind, "oversee"):
        if grant.reach is Reach.ALL:
            return None
        if grant.reach is Reach.UNIT:
            seen |= Q(unit_id=grant.unit_id)
        elif grant.reach is Reach.SUBTREE:
            seen |= Q(unit_id__in=units_below(grant.unit_path))
    return seen


def _tasks_of(actor: Actor) -> Q:
    """People see the tasks they have to do with, those of the cases they started, and those they oversee.

    One set of ids, each part by its own index: alternatives would have every task looked at.
    """
    overseen = _overseen(actor, "task")
    if overseen is None:
        return Q()
    mine = Q(pk__in=_mine(actor, "task_id", "pk"))
    return mine | overseen if overseen else mine


def _cases_of(actor: Actor) -> Q:
    """People see the cases they started or have or had to do with, and those they oversee."""
    overseen = _overseen(actor, "case")
    if overseen is None:
        return Q()
    answered = Case.objects.filter(responsible_id=actor.user_id).order_by().values("pk")
    mine = Q(pk__in=_mine(actor, "task__case_id", "case_id").union(answered))
    return mine | overseen if overseen else mine


def _mine(actor: Actor, through: str, direct: str) -> Any:
    """What somebody holds, did, was copied or started, as ids of tasks or of their cases."""
    mine = {"user_id": actor.user_id}
    lists = [
        one.objects.filter(**mine).order_by().values(through) for one in (TaskHolder, TaskDoer, TaskCopy)
    ]
    if direct == "pk":
        started: Any = Task.objects.filter(case__initiator_id=actor.user_id).order_by().values("pk")
    else:
        started = Case.objects.filter(initiator_id=actor.user_id).order_by().values("pk")
    return lists[0].union(*lists[1:], started)


CASE = kinds.register(
    RecordKind(
        name="case",
        label=L("案件", "Case"),
        plural=L("案件", "Cases"),
        model="approvals.Case",
        title="title",
        unit="",
        number=cases.NUMBER,
        icon="route",
        group="work",
        default_sort="-started_at",
        visibility=_cases_of,
        rights=("oversee",),
        extra=work.case_page,
        owned=(OwnedTable("approvals_awaited", "case_id"),),
        fields=(
            Field("number", Text(), L("编号", "Number"), search=True, listed=True),
            Field("title", Text(), L("标题", "Title"), search=True, listed=True, personal=True),
            Field("process", Ref("process"), L("流程", "Process"), listed=True),
            Field("state", Choice(CASE_WORDS), L("状态", "State"), listed=True),
            Field("where", Text(), L("当前步骤", "Where it is"), listed=True),
            Field("initiator", Ref("user"), L("发起人", "Started by"), listed=True),
            Field("responsible", Ref("user"), L("责任人", "Responsible")),
            Field("unit", Ref("unit"), L("所属单元", "Unit"), listed=True),
            Field("subject_kind", Text(), L("对象类别", "Kind of record")),
            Field("subject_id", Text(), L("对象", "Record"), sort=False),
            Field("content_hash", Text(), L("内容摘要", "Digest of the content")),
            Field("trouble", Text(), L("问题", "Trouble")),
            Field("started_at", DateTime(), L("发起时间", "Started"), listed=True),
            Field("ended_at", DateTime(), L("结束时间", "Ended"), listed=True),
            Field("returns", Integer(), L("退回次数", "Times sent back")),
            Field("on_version", Integer(), L("流程版本", "Version of the process"), path="process_version__n"),
        ),
        actions=(
            Action("start", L("发起流程", "Start a case"), forms.StartForm, cases.start, creates=True, bulk=False),
            Action("fill", L("修改填写内容", "Change what is filled in"), forms.FillForm, cases.fill, bulk=False,
                   available=cases.running),
            Action("message", L("送达消息", "Deliver a message"), forms.MessageForm, cases.message, bulk=False,
                   available=cases.running),
            Action("withdraw", L("撤销", "Withdraw"), forms.EndForm, cases.withdraw, bulk=False, danger=True,
                   available=cases.running),
            Action("terminate", L("终止", "Terminate"), forms.EndForm, cases.terminate, bulk=False, danger=True,
                   available=cases.running),
            Action("fire", L("处理到期定时", "Send due timers"), Empty, cases.fire, bulk=False, available=cases.running),
            Action("migrate", L("换到现行版本", "Go on with the version in force"), Empty, moving.migrate,
                   available=cases.running),
            Action("put_off", L("推迟定时", "Put timers off"), forms.PutOffForm, cases.put_off, bulk=False,
                   available=cases.running),
            *_papers(),
        ),
    )
)  # fmt: skip

_FORMS: dict[Op, type[Form]] = {
    Op.APPROVE: forms.ApproveForm, Op.REJECT: forms.ReasonedForm, Op.RETURN_TO: forms.ReturnForm,
    Op.ADD_BEFORE: forms.PeopleForm, Op.ADD_BESIDE: forms.PeopleForm, Op.ADD_AFTER: forms.PeopleForm,
    Op.REMOVE_SIGNER: forms.EndForm, Op.TRANSFER: forms.PersonForm, Op.DELEGATE: forms.PersonForm,
    Op.GIVE_BACK: forms.TaskForm, Op.CLAIM: forms.TaskForm, Op.TAKE_BACK: forms.TaskForm, Op.WITHDRAW: forms.EndForm,
    Op.TERMINATE: forms.EndForm, Op.JUMP: forms.JumpForm, Op.COPY: forms.PeopleForm, Op.READ: forms.TaskForm,
    Op.URGE: forms.TaskForm, Op.COMMENT: forms.CommentForm, Op.HAND_OVER: forms.HandOverForm,
}  # fmt: skip
_AFTER_END = (Op.TAKE_BACK, Op.COPY, Op.READ, Op.COMMENT)
_DANGER = (Op.REJECT, Op.WITHDRAW, Op.TERMINATE)


def _open(task: Any) -> bool:
    return bool(task.state == "open")


def _known(task: Any) -> bool:
    return True


TASK = kinds.register(
    RecordKind(
        name="task",
        label=L("任务", "Task"),
        plural=L("任务", "Tasks"),
        model="approvals.Task",
        title="title",
        unit="",
        icon="list-checks",
        group="work",
        default_sort="due_at",
        visibility=_tasks_of,
        rights=("oversee",),
        extra=work.task_page,
        lock_first=tasks.lock_cases,
        unseen=over.over,
        deadlines=owing.deadlines,
        held=Held(("holders",), ({"field": "state", "operator": "=", "value": "open"},)),
        rhythm=(1, 0, -1, -3),
        notices=tuple(NOTICES.values()),
        owned=(OwnedTable("approvals_taskholder", "task_id"), OwnedTable("approvals_taskdoer", "task_id"),
               OwnedTable("approvals_taskcopy", "task_id"), OwnedTable("approvals_tasknotice", "task_id")),
        fields=(
            Field("title", Text(), L("事项", "About"), search=True, listed=True, personal=True),
            Field("name", Text(), L("步骤", "Step"), listed=True),
            Field("case", Ref("case"), L("案件", "Case"), listed=True),
            Field("state", Choice(TASK_WORDS), L("状态", "State"), listed=True),
            Field("outcome", Text(), L("结果", "Outcome"), listed=True),
            Field("due_at", DateTime(), L("处理时限", "Due"), listed=True),
            Field("opened_at", DateTime(), L("到达时间", "Came in"), listed=True),
            Field("closed_at", DateTime(), L("完成时间", "Closed")),
            Field("holders", Many("user", "approvals.TaskHolder", "task_id", "user_id"), L("处理人", "With"), listed=True, sql=lists.HELD),
            Field("done_by", Many("user", "approvals.TaskDoer", "task_id", "user_id"), L("已处理人", "Done by"), sql=lists.DONE),
            Field("copied_to", Many("user", "approvals.TaskCopy", "task_id", "user_id"), L("抄送", "Copied to"), sql=lists.COPIED),
            Field("round", Integer(), L("第几轮", "Round")),
            Field("rework", Bool(), L("退回修改", "Returned")),
            Field("returns", Integer(), L("退回次数", "Times sent back")),
            Field("node", Text(), L("节点", "Node")),
            Field("unit", Ref("unit"), L("所属单元", "Unit"), path="unit_id", sort=False),
            Field("late", Bool(), L("超时", "Late"), needs=late.NEEDS, compute=late.compute, sql=late.sql,
                  memory=late.memory),
        ),
        actions=(
            *(Action(str(code), OP_WORDS[code], form, tasks.operation(code), bulk=code in (Op.APPROVE, Op.READ),
                     danger=code in _DANGER, available=_known if code in _AFTER_END else _open)
              for code, form in _FORMS.items()),
            Action("time_out", L("处理超时", "Act on lateness"), Empty, clock.time_out, bulk=False, available=_open),
            Action("cover", L("缺勤代理", "Stand in for who is away"), Empty, clock.cover, bulk=False, available=_open),
        ),
    )
)  # fmt: skip
