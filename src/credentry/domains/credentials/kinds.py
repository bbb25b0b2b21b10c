"""The record kinds of this room: the credential and its type."""

from collections.abc import Callable
from typing import Any

from credentry.capabilities.evidence.actions import attach_action
from credentry.core.records import kinds
from credentry.core.records.fields import (
    Bool,
    Choice,
    Date,
    DateTime,
    Field,
    Integer,
    Json,
    LongText,
    Many,
    Money,
    Ref,
    Text,
)  # fmt: skip
from credentry.core.records.forms import Empty, Form, partial
from credentry.core.records.kinds import Action, Held, OwnedTable, RecordKind
from credentry.domains.credentials import past, status
from credentry.domains.credentials import vocabulary as words
from credentry.domains.credentials.actions import (
    changes,
    clauses,
    depend_forms,
    depends,
    describe,
    duties,
    erasing,
    filings,
    forms,
    keeping,
    lapses,
    product_changes,
    register,
    standards,
    terms,
    types,
)
from credentry.domains.credentials.queries import scope
from credentry.domains.credentials.queries.deadlines import deadlines
from credentry.domains.credentials.queries.page import extra
from credentry.domains.credentials.rules import states
from credentry.domains.subjects.actions import subject
from credentry.domains.subjects.vocabulary import SUBJECT_KINDS
from credentry.foundation.labels import L, Label

LINK = "credentials.{}"


def _many(kind: str, model: str, target: str) -> Many:
    return Many(kind=kind, through=LINK.format(model), owner="credential_id", target=target)


def _derived(name: str, type: object, zh: str, en: str, **more: object) -> Field:
    """A stored column that follows from facts: shown and filtered, not part of revisions."""
    return Field(name, type, L(zh, en), derived=True, group="standing", **more)  # type: ignore[arg-type]


FIELDS = (
    Field("number", Text(), L("系统编号", "Number"), search=True, group="record"),
    Field("title", Text(), L("证书名称", "Name"), search=True, listed=True, mandatory=True, tells=True),
    Field("credential_no", Text(), L("证书编号", "Credential number"), search=True, listed=True,
          sort_path="credential_no_norm", tells=True),
    Field("type", Ref("credential_type"), L("证书类型", "Type"), search=True, listed=True, mandatory=True,
          sort_path="type__code"),
    _derived("category", Choice(words.options(words.CATEGORIES)), "类别", "Category", listed=True),
    Field("issuer", Ref("organisation"), L("颁发机构", "Issuing body"), search=True, listed=True),
    Field("holder", Ref("subject"), L("持证主体", "Holder"), search=True, listed=True),
    Field(
        "status", Choice(words.options(words.STATUSES)), L("状态", "Status"), listed=True, needs=status.NEEDS,
        compute=status.compute, sql=status.sql, memory=status.memory, sort_path="effective_to", group="standing",
        help=L("按日期推算,无需维护", "Follows from dates, never edited"),
    ),
    Field("first_issued_on", Date(), L("首次签发日期", "First issued on"), group="dates"),
    Field("issued_on", Date(), L("签发日期", "Issued on"), group="dates"),
    Field("valid_from", Date(), L("生效日期", "Valid from"), group="dates"),
    Field("valid_to", Date(), L("到期日期", "Valid to"), listed=True, group="dates",
          help=L("最后一个有效日", "The last valid day")),
    Field("no_expiry_reason", Choice(words.options(words.NO_EXPIRY_REASONS)),
          L("无到期日的原因", "Why no expiry date"), sort=False, group="dates"),
    Field("products", _many("product", "CredentialProduct", "product_id"), L("适用产品型号/系列", "Products covered"), search=True,
          sql=scope.products_sql, memory=scope.products_memory, listed=True, group="scope"),
    Field("excluded_products", _many("product", "CredentialExclusion", "product_id"),
          L("不适用产品", "Products left out"), group="scope"),
    Field("markets", _many("market", "CredentialMarket", "market_id"), L("适用国家/地区", "Markets"),
          sql=scope.markets_sql, memory=scope.markets_memory, listed=True, group="scope",
          help=L("查“德国”会找到欧盟证书", "Asking for Germany finds certificates for the EU")),
    Field("standards", LongText(), L("依据标准", "Standards"), search=True, sort=False, group="scope"),
    Field("scope_text", LongText(), L("范围", "Scope as printed"), search=True, sort=False, group="scope", tells=True),
    Field("unit", Ref("unit"), L("所属事业部", "Business unit"), listed=True, mandatory=True, group="people"),
    Field("responsible", Ref("user"), L("责任人", "Responsible"), listed=True, group="people"),
    Field("deputy", Ref("user"), L("代理人", "Deputy"), group="people"),
    Field("cost", Money(), L("费用", "Cost"), group="cost"),
    Field("currency", Text(), L("币种", "Currency"), sort=False, group="cost"),
    Field("verification_code", Text(), L("防伪/校验码", "Verification code"), search=True, sort=False, tells=True),
    Field("notes", LongText(), L("备注", "Notes"), search=True, sort=False, tells=True),
    _derived("number_check", Choice(words.options(words.NUMBER_CHECKS)), "编号核对", "Number check", sort=False),
    _derived("effective_from", Date(), "实际有效自", "Holds from"),
    _derived("effective_to", Date(), "实际有效至", "Holds until", help=L(
        "证书期限、状态与义务中最早的终止日", "The earliest end of term, status and duties")),
    _derived("binding_code", Choice(words.options(words.BINDINGS)), "决定因素", "Bound by", sort=False),
    _derived("state", Choice(words.options(words.STATUSES)), "终止后状态", "State after", sort=False, filter=False),
    _derived("warn_from", Date(), "开始提示日", "Shown as expiring from", filter=False, sort=False),
    _derived("timeline", Json(), "状态时间线", "Timeline", filter=False, sort=False),
    _derived("segmented", Bool(), "多段有效期", "Several runs", filter=False, sort=False),
    _derived("binding_ref", Text(), "决定因素编号", "Binding fact", filter=False, sort=False),
    _derived("has_gap", Bool(), "各期之间有空档", "Gap between terms", help=L(
        "有日期不在任何一期之内", "Days between two terms that neither covers")),
    _derived("has_overlap", Bool(), "各期有重叠", "Overlapping terms", help=L(
        "有日期同时在两期之内", "Days that two terms cover")),
    _derived("known_from", DateTime(), "系统记录自", "Known since", filter=False, sort=False),
    Field("term_count", Integer(), L("期数", "Terms"), group="record"),
    Field("type_version", Integer(), L("类型版本", "Type version"), filter=False, sort=False, group="record"),
    Field("created_at", DateTime(), L("登记时间", "Registered at"), group="record"),
    Field("updated_at", DateTime(), L("更新时间", "Changed at"), group="record", sort=False),
)  # fmt: skip

_CHANGE_LABELS = {
    "suspend": (L("暂停", "Suspend"), L("恢复前不得使用", "Not to be used until reinstated")),
    "reinstate": (L("恢复", "Reinstate"), L("结束暂停", "Ends the suspension")),
    "withdraw": (L("撤销", "Record withdrawal"), L("发证机构因故收回", "Taken back by the issuer for cause")),
    "cancel": (L("注销", "Cancel"), L("正式终止,如自愿注销", "Formal ending, e.g. at own request")),
    "revoke": (L("吊销", "Record revocation"), L("行政处罚", "An administrative penalty")),
    "void": (
        L("失效", "Record loss of validity"),
        L("其他原因不再有效", "No longer valid for another reason"),
    ),
    "supersede": (L("作废(被替代)", "Supersede"), L("由新证书替代", "Replaced by another credential")),
}


def _last_state(record: Any) -> str:
    """What it is for ever after the last known change: no lapse hides a suspension or a final event."""
    return str(record.timeline[-1][2] if record.timeline else record.state)


def _changeable(record: Any) -> bool:
    return _last_state(record) not in words.FINAL_CHANGES


def _suspended(record: Any) -> bool:
    return _last_state(record) == "suspended"


def _changed(record: Any) -> bool:
    """Whether a change of status shows in its standing."""
    states_shown = [one[2] for one in record.timeline] if record.timeline else [record.state]
    return bool({*words.FINAL_CHANGES, "suspended"} & set(states_shown))


def _must_start(record: Any) -> bool:
    return bool(record.no_expiry_reason == "once_started")


def _knows(change: str) -> Callable[[Any], bool]:
    """Whether a button for the change makes sense: its type is asked where it is at hand, the action asks always."""

    def available(record: Any) -> bool:
        if not (_suspended(record) if change == "reinstated" else _changeable(record)):
            return False
        known = "type" in record._state.fields_cache
        return not known or change in states.changes_of(record.type.definition)

    return available


def _set(name: str, zh: str, en: str, form: type[Form], many: kinds.RunMany, **more: object) -> Action:
    """An action that works on sets; one record is the set of one."""
    return Action(name, Label(zh, en), form, subject.single(many), many=many, **more)  # type: ignore[arg-type]


def _status_action(name: str) -> Action:
    label, explained = _CHANGE_LABELS[name]
    form = forms.SupersedeForm if name == "supersede" else forms.ChangeForm
    return _set(
        name, label.zh, label.en, form, changes.many(changes.VERBS[name]), available=_knows(changes.VERBS[name]),
        danger=changes.VERBS[name] in words.FINAL_CHANGES, help=explained,
    )  # fmt: skip


ACTIONS = (
    _set("register", "登记", "Register", forms.RegisterForm, register.register_many, creates=True),
    _set("amend", "修改", "Amend", partial(forms.RegisterForm, "AmendForm", ("type",)), describe.amend_many),
    _set("renew", "续期", "Renew", forms.RenewForm, terms.renew_many, available=_changeable,
         help=L("新增一期,旧期保留,首次签发日期不变", "Adds a term; the old one and the first issue date stay")),
    _set("take_back", "撤回续期", "Take back a renewal", Empty, terms.take_back_many,
         available=lambda record: record.term_count > 1, danger=True,
         help=L("撤回最近一期,恢复为上一期", "Removes the newest term; the one before counts again")),
    Action("correct_term", L("更正证书期", "Correct a term"), forms.CorrectTermForm,
           terms.correct_term, bulk=False,
           help=L("旧版本保留在历史中", "The old version stays in the history")),
    *(_status_action(name) for name in changes.VERBS),
    _set("take_back_change", "撤回状态记录", "Take back a status change", forms.TakeBackChangeForm,
         changes.take_back_many, available=_changed,
         help=L("登记有误时使用,原记录保留在历史中", "Where it was a mistake; it stays in the history")),
    _set("let_lapse", "不再续期", "Let lapse", forms.LetLapseForm, lapses.let_lapse_many,
         available=lambda record: record.valid_to is not None and _changeable(record),
         help=L("到期不续,本期不再提醒", "Not renewed: no more reminders for this term")),
    _set("keep", "恢复续期", "Renew after all", forms.ReasonForm, lapses.keep_many,
         available=lambda record: record.valid_to is not None and _changeable(record),
         help=L("撤回不再续期的决定", "Takes back the decision to let it lapse")),
    Action("record_duty", L("记录义务完成", "Record a duty done"), forms.RecordDutyForm, duties.record, bulk=False),
    Action("extend_start", L("延期开工", "Extend the start"), forms.ExtendStartForm, duties.extend_start, bulk=False,
           available=_must_start, help=L("限期开工的许可,在期满前延期", "Of a permit that lapses unless begun in time")),
    Action("schedule_duty", L("安排义务", "Schedule a duty"), forms.ScheduleDutyForm, duties.schedule, bulk=False),
    Action("set_scope", L("设置范围", "Set scope"), partial(forms.ScopeForm, "SetScopeForm"), describe.set_scope),
    Action("set_clauses", L("设置范围条款", "Set the scope clause by clause"), clauses.ClausesForm, clauses.set_clauses,
           bulk=False, help=L("一张证书分多条授权时使用", "Where one paper grants in several parts")),
    attach_action("credential", certificates=True),
    Action("depend_on", L("添加依赖条件", "Add a dependency"), depend_forms.DependForm, depends.depend_on, bulk=False,
           available=_changeable, help=L("主证、标准、聘用等失效时,证书随之失效",
                                         "When a parent, standard or employment ends, the credential ends with it")),
    Action("release_dependency", L("解除依赖条件", "Release a dependency"), depend_forms.ReleaseForm,
           depends.release_dependency, bulk=False),
    Action("approve_change", L("产品变更获批", "Product change approved"), depend_forms.ApproveChangeForm,
           depends.approve_change, help=L("自批准日起恢复有效", "Holds again from that day on")),
    Action("file_renewal", L("提交延续申请", "Renewal filed"), depend_forms.FileRenewalForm, filings.file_renewal,
           available=_changeable, help=L("按时提交的,部分证书在决定前视为有效",
                                         "Filed in time, some licences hold until it is decided")),
    Action("decide_renewal", L("延续申请结果", "Renewal decided"), depend_forms.DecideRenewalForm,
           filings.decide_renewal),
    _set("hand_over", "移交", "Hand over", partial(forms.HandOverForm, "HandOver"), describe.hand_over_many),
    _set("archive", "归档", "Archive", forms.ArchiveForm, keeping.archive_many, danger=True,
         help=L("从台账中移除并停止提醒,历史保留", "Leaves the register, reminders stop, history stays")),
    _set("restore", "恢复归档", "Restore", Empty, keeping.restore_many),
    Action("keep_until", L("设定保管期限", "Set how long it is kept"), forms.KeepUntilForm, keeping.keep_until, bulk=False,
           available=lambda record: record.archived_at is not None, on_archived=True),
    Action("dispose", L("登记销毁", "Record its destruction"), forms.DisposeForm, keeping.dispose, bulk=False, danger=True,
           available=lambda record: record.archived_at is not None, on_archived=True,
           help=L("保管期满、经批准后销毁原件与副本", "Originals and copies, after the time of keeping and with approval")),
)  # fmt: skip

kinds.register(
    RecordKind(
        name="credential",
        label=L("证书", "Credential"),
        plural=L("证书台账", "Credentials"),
        model="credentials.Credential",
        fields=FIELDS,
        actions=ACTIONS,
        type_field="type",
        number=register.NUMBER,
        custom=True,
        held=Held(),
        deadlines=deadlines,
        owned=(
            *(OwnedTable(f"credentials_{table}", "credential_id")
              for table in ("term", "statuschange", "duty", "credentialmarket", "credentialproduct",
                            "credentialexclusion", "credentialsubject", "scopeitem", "clause", "filing", "letlapse",
                            "keeping")),
            # What the rules of a type derive is not entered by anybody; what it holds follows the thing referred to.
            OwnedTable("credentials_dependency", "credential_id", where=(("auto", "False"),),
                       ignore=("holds_from", "holds_to", "periods")),
        ),
        extra_as_of=extra,
        history=past.HISTORY,
        about=erasing.about,
        icon="certificate",
        default_sort="valid_to",
    )
)  # fmt: skip

TYPE_FIELDS = (
    Field("code", Text(), L("类型代码", "Code"), search=True, listed=True, mandatory=True),
    Field("name_zh", Text(), L("中文名称", "Chinese name"), search=True, listed=True, mandatory=True),
    Field("name_en", Text(), L("英文名称", "English name"), search=True, listed=True),
    Field("category", Choice(words.options(words.CATEGORIES)), L("类别", "Category"), listed=True),
    Field("document", Choice(words.options(words.DOCUMENTS)), L("文件形式", "Kind of document"), listed=True),
    Field("subject_kind", Choice(tuple(SUBJECT_KINDS.items())), L("主体类别", "About")),
    Field("jurisdiction", Text(), L("管辖区域", "Jurisdiction"), listed=True),
    Field("obligation", Choice(words.options(words.OBLIGATIONS)), L("强制/自愿", "Obligation")),
    Field("pack", Text(), L("行业包", "Pack"), listed=True),
    Field("validity_rule", Choice(words.options(words.VALIDITY_RULES)), L("有效期规则", "Validity rule"), listed=True),
    Field("warn_days", Integer(), L("即将过期天数", "Days shown as expiring soon")),
    Field("unique_number", Bool(), L("编号在机构内唯一", "Number unique for issuer"), sort=False),
    Field("usual_cost", Money(), L("办理一张的费用", "Cost of obtaining one")),
    Field("usual_currency", Text(), L("费用币种", "Currency of the cost"), sort=False),
    Field("definition", Json(), L("完整定义", "Full definition"), filter=False, sort=False),
    Field("published", Integer(), L("版本", "Version"), sort=False),
    Field("notes", LongText(), L("备注", "Notes"), search=True, sort=False),
    Field("created_at", DateTime(), L("登记时间", "Registered at"), group="record"),
)  # fmt: skip

kinds.register(
    RecordKind(
        name="credential_type",
        label=L("证书类型", "Credential type"),
        plural=L("证书类型", "Credential types"),
        model="credentials.CredentialType",
        title="name_zh",
        title_en="name_en",
        unit="",
        fields=TYPE_FIELDS,
        actions=(
            _set("register", "新建", "Create", forms.TypeForm, types.register_many, creates=True),
            _set(
                "amend",
                "修改",
                "Amend",
                partial(forms.TypeForm, "AmendTypeForm", ("code",)),
                types.amend_many,
            ),
            Action("archive", L("停用", "Retire"), Empty, subject.archive, danger=True),
            Action("restore", L("启用", "Bring back"), Empty, subject.restore),
        ),
        owned=(OwnedTable("credentials_typeversion", "type_id"),),
        icon="tag",
        group="settings",
        default_sort="code",
    )
)

STANDARD_FIELDS = (
    Field("code", Text(), L("标准号", "Code"), search=True, listed=True, mandatory=True),
    Field("name_zh", Text(), L("中文名称", "Chinese name"), search=True, listed=True, mandatory=True),
    Field("name_en", Text(), L("英文名称", "English name"), search=True),
    Field("family", Text(), L("标准系列", "Standard without edition"), search=True),
    Field("edition", Text(), L("版本", "Edition"), listed=True),
    Field("jurisdiction", Text(), L("管辖区域", "Jurisdiction"), listed=True),
    Field("published_on", Date(), L("发布日期", "Published on"), group="dates"),
    Field("effective_on", Date(), L("实施日期", "In force from"), group="dates"),
    Field("withdrawn_on", Date(), L("废止日期", "Withdrawn on"), listed=True, group="dates"),
    Field("transition_to", Date(), L("过渡截止日", "Transition until"), listed=True, group="dates"),
    Field("superseded_by", Ref("standard"), L("被替代为", "Superseded by"), listed=True),
    Field("notes", LongText(), L("备注", "Notes"), search=True, sort=False),
    Field("created_at", DateTime(), L("登记时间", "Registered at"), group="record"),
)


def _withdrawn(record: object) -> bool:
    return (
        getattr(record, "withdrawn_on", None) is not None
        or getattr(record, "transition_to", None) is not None
    )


kinds.register(
    RecordKind(
        name="standard",
        label=L("标准", "Standard"),
        plural=L("标准与法规", "Standards"),
        model="credentials.Standard",
        title="code",
        unit="",
        fields=STANDARD_FIELDS,
        actions=(
            _set("register", "登记", "Register", depend_forms.StandardForm, standards.register_many, creates=True),
            _set("amend", "修改", "Amend", partial(depend_forms.StandardForm, "AmendStandardForm", ("code",)),
                 standards.amend_many),
            Action("withdraw", L("废止", "Withdraw"), depend_forms.WithdrawStandardForm, standards.withdraw, danger=True,
                   bulk=False, help=L("依据该标准的证书在过渡期后失效", "Credentials based on it end with the transition")),
            Action("reinstate", L("恢复有效", "Reinstate"), depend_forms.ReinstateStandardForm, standards.reinstate,
                   bulk=False, available=_withdrawn),
            Action("archive", L("归档", "Archive"), Empty, subject.archive, danger=True),
            Action("restore", L("恢复归档", "Restore"), Empty, subject.restore),
        ),
        icon="book",
        group="settings",
        default_sort="code",
    )
)  # fmt: skip

kinds.register(
    RecordKind(
        name="product_change",
        label=L("产品变更", "Product change"),
        plural=L("产品变更", "Product changes"),
        model="credentials.ProductChange",
        fields=(
            Field("number", Text(), L("系统编号", "Number"), search=True, listed=True, group="record"),
            Field("title", Text(), L("名称", "Name"), search=True),
            Field("product", Ref("product"), L("产品", "Product"), search=True, listed=True, mandatory=True),
            Field("changed_on", Date(), L("变更日期", "Changed on"), listed=True, mandatory=True),
            Field("description", LongText(), L("变更内容", "What was changed"), search=True, sort=False, listed=True),
            Field("unit", Ref("unit"), L("所属组织单元", "Unit"), listed=True, mandatory=True),
            Field("responsible", Ref("user"), L("责任人", "Responsible"), listed=True),
            Field("created_at", DateTime(), L("登记时间", "Registered at"), group="record"),
        ),
        actions=(
            _set("register", "登记", "Register", depend_forms.ProductChangeForm, product_changes.register_many, creates=True,
                 help=L("覆盖该产品且须批准变更的证书自该日起失效",
                        "Certificates that cover it and need approval stop holding on that day")),
            Action("withdraw", L("撤回", "Withdraw"), depend_forms.WithdrawChangeForm, product_changes.withdraw, danger=True,
                   bulk=False, help=L("变更未发生或登记有误", "It was not made, or recorded by mistake")),
        ),
        number=product_changes.NUMBER,
        icon="replace",
        group="register",
        default_sort="-changed_on",
    )
)  # fmt: skip

from credentry.domains.credentials import year_kinds  # noqa: E402, F401 -- declares its kind after these
