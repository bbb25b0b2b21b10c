"""The kinds of this room: the process, the case, the work item."""

from typing import Any

from credentry.capabilities.approvals.actions import processes
from credentry.capabilities.approvals.models import Process, ProcessVersion
from credentry.capabilities.approvals.queries import definitions
from credentry.capabilities.approvals.vocabulary import CATEGORY_WORDS
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.fields import Choice, Field, Integer, LongText, Text
from credentry.core.records.forms import Empty
from credentry.core.records.kinds import Action, OwnedTable, RecordKind
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
            Action("amend", L("修改", "Edit"), processes.AmendProcess, processes.amend, bulk=False),
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
