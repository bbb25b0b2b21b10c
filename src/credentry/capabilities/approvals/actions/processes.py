"""Verbs on processes: define, draw, set nodes, publish."""

from typing import Any, Literal

from pydantic import ValidationError

from credentry.capabilities.approvals import node_settings
from credentry.capabilities.approvals.actions import starting
from credentry.capabilities.approvals.bpmn import building, compiling, layout, reading
from credentry.capabilities.approvals.bpmn.chain import Chain, Fork, Step, to_xml
from credentry.capabilities.approvals.bpmn.plan import plan_of
from credentry.capabilities.approvals.models import Process, ProcessVersion
from credentry.capabilities.approvals.queries import definitions
from credentry.capabilities.approvals.vocabulary import CATEGORY_WORDS
from credentry.core.records import kinds
from credentry.core.records.context import Context
from credentry.core.records.forms import Empty, Form, ask, given, partial
from credentry.foundation.canonical import encode
from credentry.foundation.errors import DomainError, Invalid, define
from credentry.foundation.hashing import sha256_hex
from credentry.foundation.labels import L

define("process.bad_chain", "审批链有误：{reason}", "The chain is wrong: {reason}")
define("process.chain_or_file", "审批链与文件只能选一种。", "Give either a chain or a file.")
define("process.kind", "没有“{value}”这种记录。", "There is no kind of record “{value}”.")
define(
    "process.not_ready",
    "有 {count} 处问题，不能发布。第 {line} 行“{element}”：{first}",
    "{count} problems keep it from being published. Line {line}, “{element}”: {first}",
)
define("process.unchanged", "草稿与现行版本相同。", "The draft equals the version in force.")
define("process.no_node", "流程中没有可设置的节点“{value}”。", "The process has no node “{value}” to set.")

_Category = Literal[
    "application", "change", "surveillance", "renewal", "archive", "status", "document", "loan", "corrective", "other"
]  # fmt: skip


class AmendProcess(Form):
    """What the process is called and what it is about."""

    name: str = ask(L("名称", "Name"), min_length=1, max_length=200)
    name_en: str = ask(L("英文名称", "English name"), "", max_length=200)
    category: _Category = ask(L("类别", "Category"), "other", options=CATEGORY_WORDS)
    subject_kind: str = ask(
        L("适用对象", "About"),
        "",
        max_length=40,
        help=L("记录类别，如 credential；留空为不限", "A kind of record; empty: any"),
    )
    description: str = ask(L("说明", "Description"), "", widget="longtext", max_length=5000)
    chain: dict[str, Any] = ask(
        L("审批链", "Chain"), {}, widget="json", help=L("留空则图形不变", "Empty: as drawn")
    )
    publish: bool = ask(L("同时发布", "Publish it, too"), False)


AmendForm = partial(AmendProcess, "AmendForm")


class DefineProcess(AmendProcess):
    """A new process, drawn elsewhere, written as a chain, or empty."""

    code: str = ask(L("编码", "Code"), pattern=r"^[a-z][a-z0-9-]{0,79}$")
    bpmn: str = ask(L("BPMN 文件", "BPMN file"), "", widget="longtext", max_length=5_000_000)
    settings: dict[str, Any] = ask(L("节点设置", "Node settings"), {}, widget="json")
    source: str = ask(L("来源", "Source"), "", max_length=60)


class DrawForm(Form):
    """The drawing anew; settings of nodes that stay are kept. ``keep``: even where the file says others, because it was
    drawn here and its own are older."""

    bpmn: str = ask(L("BPMN 文件", "BPMN file"), widget="longtext", min_length=1, max_length=5_000_000)
    keep: bool = ask(L("保留已有的节点设置", "Keep what is set for the nodes"), False)


class ChainForm(Form):
    """The process as a chain; it takes the place of the drawing."""

    chain: dict[str, Any] = ask(L("审批链", "Chain"), widget="json")


class NodeForm(Form):
    """What holds for one node."""

    node: str = ask(L("节点", "Node"), min_length=1, max_length=200)
    settings: dict[str, Any] = ask(L("设置", "Settings"), widget="json")


class PublishForm(Form):
    """Make the draft the version in force."""

    note: str = ask(L("发布说明", "What is new"), "", widget="longtext", max_length=2000)


def define_process(ctx: Context, record: None, form: DefineProcess) -> Process:
    """A new process with its draft."""
    if Process.objects.filter(code=form.code).exists():
        raise Invalid.one("code", "field.taken", value=form.code)
    if form.bpmn and form.chain:
        raise Invalid.one("chain", "process.chain_or_file")
    made = Process(code=form.code, source=form.source)
    ctx.stamp(made)
    _describe(made, form)
    if form.bpmn:
        made.xml = layout.complete(form.bpmn, reading.parse(form.bpmn))
    else:
        made.xml = _drawn(form.chain or _first(form))
    made.settings = _settings(made.xml, form.settings)
    _save(made)
    return publish(ctx, made, PublishForm()) if form.publish else made


def amend(ctx: Context, record: Process, form: Any) -> Process:
    """What is sent is changed: name, subject, the chain; the drawing stays where no chain is given."""
    told = {**_said(record), **{name: one for name, one in given(form).items() if one is not None}}
    chain, also = told.pop("chain", {}), told.pop("publish", False)
    _describe(record, AmendProcess(**told))
    if chain:
        record.xml = _drawn(chain)
        record.settings = _settings(record.xml, {})
    _save(record)
    present = definitions.version_of(record)
    fresh = also and (present is None or present.digest != record.digest)
    return publish(ctx, record, PublishForm()) if fresh else record


def _said(record: Process) -> dict[str, Any]:
    names = ("name", "name_en", "category", "subject_kind", "description")
    return {name: getattr(record, name) for name in names}


def draw(ctx: Context, record: Process, form: DrawForm) -> Process:
    """Take the file as the draft. What it says itself about a node wins over what was set before, unless asked otherwise."""
    root = reading.parse(form.bpmn)
    record.xml = layout.complete(form.bpmn, root)
    model, _ = building.build(root)
    told = set() if form.keep else {one.id for one in model.nodes.values() if one.settings}
    kept = {node: one for node, one in record.settings.items() if node in model.nodes and node not in told}
    record.settings = _settings(record.xml, kept)
    return _save(record)


def set_chain(ctx: Context, record: Process, form: ChainForm) -> Process:
    """Draw the chain; its settings are the draft's."""
    record.xml = _drawn(form.chain)
    record.settings = _settings(record.xml, {})
    return _save(record)


def set_node(ctx: Context, record: Process, form: NodeForm) -> Process:
    """Replace what holds for one node."""
    model, _ = building.build(reading.parse(record.xml))
    node = model.nodes.get(form.node)
    if node is None or not (node.is_work or node.is_service or node.tag == "startEvent"):
        raise Invalid.one("node", "process.no_node", value=form.node)
    record.settings = {**record.settings, form.node: form.settings}
    wrong = node_settings.faults({form.node: form.settings})
    if wrong:
        raise Invalid.one("settings", "process.settings", name=form.node, reason=wrong[form.node])
    return _save(record)


def publish(ctx: Context, record: Process, form: PublishForm) -> Process:
    """Freeze the draft as the next version. Running cases keep theirs; new ones run on it."""
    draft = definitions.read_draft(record.xml, record.settings, record.subject_kind, record.code)
    if draft.errors:
        first = draft.errors[0]
        raise DomainError(
            "process.not_ready", count=len(draft.errors), line=first.line, element=first.element,
            first=L(first.message("zh"), first.message("en")),
        )  # fmt: skip
    present = definitions.version_of(record)
    if present is not None and present.digest == record.digest:
        raise DomainError("process.unchanged")
    changed = definitions.impact(record, draft)
    record.published += 1
    version = ProcessVersion(
        process=record,
        n=record.published,
        xml=record.xml,
        settings=draft.settings,
        compiled=compiling.compile_model(draft.model).decode(),
        plan=plan_of(draft.model),
        digest=record.digest,
        note=form.note,
        published_at=ctx.now,
        published_by_id=ctx.actor.user_id,
    )
    version.save(force_insert=True)
    record.save()
    starting.declare(record, version)
    ctx.note(record.pk, "version", None, {"n": version.n, "digest": version.digest, **changed})
    ctx.emit("process.published", process=str(record.pk), code=record.code, version=version.n)
    return record


def archive(ctx: Context, record: Process, form: Empty) -> Process:
    """No new cases; running ones go on."""
    record.archived_at = ctx.now
    record.save()
    starting.declare(record, None)
    return record


def restore(ctx: Context, record: Process, form: Empty) -> Process:
    """Cases may be started again."""
    record.archived_at = None
    record.save()
    starting.declare(record, definitions.version_of(record))
    return record


def _describe(record: Process, form: AmendProcess) -> None:
    if form.subject_kind and kinds.find(form.subject_kind) is None:
        raise Invalid.one("subject_kind", "process.kind", value=form.subject_kind)
    record.name, record.name_en, record.category = form.name, form.name_en, form.category
    record.subject_kind, record.description = form.subject_kind, form.description


def _drawn(raw: dict[str, Any]) -> str:
    try:
        chain = Chain.model_validate(raw)
        wrong = node_settings.faults({one.id: one.settings for one in steps(chain)})
        if wrong:
            raise ValueError("; ".join(f"{node}: {reason}" for node, reason in wrong.items()))
        return to_xml(chain).decode()
    except ValidationError as error:
        one = error.errors()[0]
        reason = f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}"
        raise Invalid.one("chain", "process.bad_chain", reason=reason) from error
    except ValueError as error:
        raise Invalid.one("chain", "process.bad_chain", reason=str(error)[:300]) from error


def steps(chain: Chain | Any) -> list[Step]:
    """Every step of a chain, those in branches included."""
    found: list[Step] = []
    for one in chain.items:
        if isinstance(one, Fork):
            for way in one.ways:
                found += steps(way)
        else:
            found.append(one)
    return found


def _first(form: DefineProcess) -> dict[str, Any]:
    """A process nobody has drawn yet: one step that the initiator's manager does."""
    step = {"id": "step1", "name": "审批", "settings": {"approvers": [{"by": "manager"}]}}
    return {"id": form.code, "name": form.name, "items": [step]}


def _settings(xml: str, given: dict[str, Any]) -> dict[str, Any]:
    """What is given over what the file says itself; only for nodes that are there."""
    model, _ = building.build(reading.parse(xml))
    told = {one.id: dict(one.settings) for one in model.nodes.values() if one.settings}
    return {**told, **{node: one for node, one in given.items() if node in model.nodes}}


def _save(record: Process) -> Process:
    record.digest = sha256_hex(
        encode({"xml": record.xml, "settings": record.settings, "kind": record.subject_kind})
    )
    record.save()
    return record
