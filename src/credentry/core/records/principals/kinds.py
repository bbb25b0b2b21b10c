"""Declarations of user, unit, post, role, API token and custom field."""

from typing import Any

from django.db.models import Q

from credentry.core.identity.actors import Actor
from credentry.core.identity.models import Assignment
from credentry.core.records import holdings, kinds
from credentry.core.records.fields import Bool, Choice, Date, DateTime, Field, Integer, Json, Ref, Text
from credentry.core.records.forms import Empty, Form
from credentry.core.records.kinds import Action, Held, OwnedTable, RecordKind
from credentry.core.records.principals import absences, custom_fields, forms, unit_days, units, users
from credentry.core.records.principals.amending import amending, loose
from credentry.foundation.labels import L

ARCHIVE = L("归档", "Archive")
RESTORE = L("恢复", "Restore")
AMEND = L("修改", "Edit")


def verb(name: str, label: Any, form: type[Form], run: Any, **more: Any) -> Action:
    """An action of this room; none of them is offered in bulk."""
    return Action(name, label, form, run, bulk=False, **more)


def putting_away(archive: Any = units.archive) -> tuple[Action, Action]:
    """Archive and restore."""
    return (
        verb("archive", ARCHIVE, Empty, archive, danger=True),
        verb("restore", RESTORE, Empty, units.restore),
    )


def _user_extra(actor: Actor, record: Any) -> dict[str, Any]:
    rows = Assignment.objects.filter(user=record).select_related("role", "unit").order_by("id")
    return {
        "handover": holdings.page(actor, record),
        "roles": [
            {
                "role": {"id": str(one.role_id), "label": one.role.name},
                "reach": one.reach,
                "unit": {"id": str(one.unit_id), "label": one.unit.name} if one.unit else None,
                "from_date": one.from_date.isoformat() if one.from_date else None,
                "to_date": one.to_date.isoformat() if one.to_date else None,
            }
            for one in rows
        ],
    }


def _role_extra(actor: Actor, record: Any) -> dict[str, Any]:
    rows = record.grants.order_by("kind", "action").values("kind", "action", "condition", "fields")
    return {"grants": list(rows)}


def _token_extra(actor: Actor, record: Any) -> dict[str, Any]:
    secret = getattr(record, "secret", None)
    return {"secret": secret} if secret else {}


UNIT = kinds.register(
    RecordKind(
        name="unit",
        label=L("组织单元", "Unit"),
        plural=L("组织架构", "Units"),
        model="identity.Unit",
        title="name",
        title_en="name_en",
        unit="id",
        icon="apartment",
        group="settings",
        default_sort="path",
        held=Held(("head",)),
        deadlines=unit_days.deadlines,
        rhythm=unit_days.RHYTHM,
        notices=("expiry_peak",),
        fields=(
            Field("name", Text(), L("名称", "Name"), search=True, listed=True, mandatory=True),
            Field("name_en", Text(), L("英文名称", "English name"), search=True),
            Field("code", Text(), L("编码", "Code"), search=True, listed=True, mandatory=True),
            Field("parent", Ref("unit"), L("上级单元", "Parent unit"), listed=True),
            Field("head", Ref("user"), L("负责人", "Head"), listed=True),
            Field("path", Text(), L("路径", "Path"), filter=False, derived=True),
        ),
        actions=(
            verb("define", L("新增单元", "Add unit"), forms.UnitForm, units.define_unit, creates=True),
            verb("amend", AMEND, loose(forms.UnitForm), amending(forms.UnitForm, units.amend_unit)),
            *putting_away(units.archive_unit),
        ),
    )
)

USER = kinds.register(
    RecordKind(
        name="user",
        label=L("用户", "User"),
        plural=L("用户", "Users"),
        model="identity.User",
        title="name",
        unit="unit_id",
        icon="user",
        group="settings",
        default_sort="name",
        fields=(
            Field("name", Text(), L("姓名", "Name"), search=True, listed=True, mandatory=True, personal=True),
            Field(
                "username",
                Text(),
                L("登录名", "User name"),
                search=True,
                listed=True,
                mandatory=True,
                personal=True,
            ),
            Field("email", Text(), L("邮箱", "E-mail"), search=True, listed=True, personal=True),
            Field("mobile", Text(), L("手机", "Mobile"), personal=True),
            Field("wecom", Text(), L("企业微信账号", "WeCom user id"), personal=True),
            Field("dingtalk", Text(), L("钉钉 userid", "DingTalk user id"), personal=True),
            Field("feishu", Text(), L("飞书 open_id", "Feishu open_id"), personal=True),
            Field("unit", Ref("unit"), L("所属单元", "Unit"), listed=True),
            Field("manager", Ref("user"), L("直属上级", "Manager"), listed=True),
            Field("deputy", Ref("user"), L("代理人", "Deputy"), listed=True),
            Field("lang", Choice(forms.LANGS), L("语言", "Language")),
            Field("is_active", Bool(), L("可登录", "Active"), listed=True),
        ),
        actions=(
            verb("invite", L("新增用户", "Add user"), forms.NewUserForm, users.invite, creates=True),
            verb("amend", AMEND, loose(forms.UserForm), amending(forms.UserForm, users.amend)),
            verb("prefer", L("偏好设置", "Preferences"), forms.PreferForm, users.prefer),
            verb("set_password", L("重置密码", "Set password"), forms.PasswordForm, users.set_password),
            verb("assign", L("授予角色", "Give role"), forms.AssignForm, users.assign),
            verb(
                "withdraw", L("收回角色", "Take role away"), forms.WithdrawForm, users.withdraw, danger=True
            ),
            verb(
                "deactivate",
                L("停用", "Deactivate"),
                Empty,
                users.deactivate,
                danger=True,
                available=lambda user: user.is_active,
            ),
            verb(
                "activate",
                L("启用", "Activate"),
                Empty,
                users.activate,
                available=lambda user: not user.is_active,
            ),
        ),
        owned=(OwnedTable("identity_assignment", "user_id"),),
        deadlines=holdings.deadlines,
        rhythm=holdings.RHYTHM,
        manager_told=True,
        held=Held(("manager", "deputy"), ({"field": "is_active", "operator": "=", "value": True},)),
        extra=_user_extra,
    )
)

POST = kinds.register(
    RecordKind(
        name="post",
        label=L("岗位", "Post"),
        plural=L("岗位", "Posts"),
        model="identity.Post",
        title="name",
        icon="idcard",
        group="settings",
        default_sort="code",
        held=Held(("holder",)),
        fields=(
            Field("name", Text(), L("岗位名称", "Post"), search=True, listed=True, mandatory=True),
            Field("code", Text(), L("编码", "Code"), search=True, listed=True, mandatory=True),
            Field("unit", Ref("unit"), L("所属单元", "Unit"), listed=True, mandatory=True),
            Field("holder", Ref("user"), L("任职人", "Holder"), listed=True),
            Field("reports_to", Ref("post"), L("汇报对象", "Reports to"), listed=True),
        ),
        actions=(
            verb("define", L("新增岗位", "Add post"), forms.PostForm, units.define_post, creates=True),
            verb("amend", AMEND, loose(forms.PostForm), amending(forms.PostForm, units.amend_post)),
            *putting_away(),
        ),
    )
)

ABSENCE = kinds.register(
    RecordKind(
        name="absence",
        label=L("缺勤", "Absence"),
        plural=L("缺勤与代理", "Absences"),
        model="identity.Absence",
        title="title",
        unit="",
        icon="calendar",
        group="settings",
        default_sort="-from_date",
        visibility=absences.visible,
        rights=("oversee",),
        fields=(
            Field("title", Text(), L("缺勤", "Absence"), search=True),
            Field("user", Ref("user"), L("人员", "Person"), listed=True, mandatory=True),
            Field("from_date", Date(), L("开始日期", "From"), listed=True, mandatory=True),
            Field("to_date", Date(), L("结束日期", "To"), listed=True, mandatory=True),
            Field("deputy", Ref("user"), L("代理人", "Deputy"), listed=True),
            Field("note", Text(), L("说明", "Note"), listed=True, personal=True),
        ),
        actions=(
            verb("enter", L("登记缺勤", "Enter absence"), absences.AbsenceForm, absences.enter, creates=True),
            verb("amend", AMEND, loose(absences.AbsenceForm), amending(absences.AbsenceForm, absences.amend)),
            *putting_away(),
        ),
    )
)

ROLE = kinds.register(
    RecordKind(
        name="role",
        label=L("角色", "Role"),
        plural=L("角色与权限", "Roles"),
        model="identity.Role",
        title="name",
        title_en="name_en",
        unit="",
        icon="safety",
        group="settings",
        default_sort="code",
        fields=(
            Field("name", Text(), L("角色名称", "Role"), search=True, listed=True, mandatory=True),
            Field("name_en", Text(), L("英文名称", "English name"), search=True, listed=True),
            Field("code", Text(), L("编码", "Code"), search=True, listed=True, mandatory=True),
        ),
        actions=(
            verb("define", L("新增角色", "Add role"), forms.RoleForm, users.define_role, creates=True),
            verb(
                "amend",
                AMEND,
                loose(forms.RoleForm),
                amending(forms.RoleForm, users.amend_role, {"grants": users.grants_of}),
            ),
            *putting_away(),
        ),
        owned=(OwnedTable("identity_grant", "role_id"),),
        extra=_role_extra,
    )
)

TOKEN = kinds.register(
    RecordKind(
        name="api_token",
        label=L("接口令牌", "API token"),
        plural=L("接口令牌", "API tokens"),
        model="identity.ApiToken",
        title="name",
        unit="",
        icon="key",
        group="settings",
        visibility=lambda actor: Q(user_id=actor.user_id),
        fields=(
            Field("name", Text(), L("用途", "Purpose"), search=True, listed=True),
            Field("prefix", Text(), L("前缀", "Prefix"), listed=True),
            Field("user", Ref("user"), L("用户", "User"), listed=True),
            Field("scope", Json(), L("范围", "Scope"), listed=True, sort=False),
            Field("expires_at", DateTime(), L("失效时间", "Expires"), listed=True),
            Field("revoked_at", DateTime(), L("吊销时间", "Revoked"), listed=True),
        ),
        actions=(
            verb("issue", L("新建令牌", "New token"), forms.TokenForm, users.issue_token, creates=True),
            verb(
                "revoke",
                L("吊销", "Revoke"),
                Empty,
                users.revoke_token,
                danger=True,
                available=lambda token: token.revoked_at is None,
            ),
        ),
        extra=_token_extra,
    )
)

CUSTOM_FIELD = kinds.register(
    RecordKind(
        name="custom_field",
        label=L("自定义字段", "Custom field"),
        plural=L("自定义字段", "Custom fields"),
        model="records.CustomField",
        title="name_zh",
        title_en="name_en",
        unit="",
        icon="form",
        group="settings",
        default_sort="key",
        fields=(
            Field("name_zh", Text(), L("中文名称", "Chinese name"), search=True, listed=True, mandatory=True),
            Field("name_en", Text(), L("英文名称", "English name"), search=True, listed=True),
            Field("code", Text(), L("编码", "Code"), search=True, listed=True, mandatory=True),
            Field("kind", Text(), L("记录类型", "Kind"), listed=True),
            Field("value_type", Choice(custom_fields.VALUE_TYPES), L("字段类型", "Field type"), listed=True),
            Field("help_zh", Text(), L("中文说明", "Chinese help")),
            Field("help_en", Text(), L("英文说明", "English help")),
            Field("options", Json(), L("选项", "Choices"), sort=False),
            Field("filterable", Bool(), L("可筛选", "Filterable"), listed=True),
            Field("searchable", Bool(), L("可搜索", "Searchable")),
            Field("personal", Bool(), L("个人信息", "Personal data")),
            Field("all_types", Bool(), L("适用全部类型", "For all types")),
            Field("key", Integer(), L("序号", "Key"), filter=False),
        ),
        actions=(
            verb(
                "define",
                L("新增字段", "Add field"),
                custom_fields.CustomFieldForm,
                custom_fields.add_field,
                creates=True,
            ),
            verb(
                "amend",
                AMEND,
                loose(custom_fields.CustomFieldForm),
                amending(
                    custom_fields.CustomFieldForm,
                    custom_fields.amend_field,
                    {"types": custom_fields.types_of, "mandatory_for": custom_fields.mandatory_for},
                ),
            ),
            *putting_away(),
        ),
        owned=(OwnedTable("records_customfielduse", "field_id"),),
    )
)
