"""Forms of the actions on users, units, posts, roles and tokens."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from credentry.core.records.fields import options
from credentry.core.records.forms import Form, ask
from credentry.foundation.labels import L

LANGS = options([("zh", "中文", "Chinese"), ("en", "英文", "English")])
REACHES = options(
    [
        ("own", "仅本人负责", "Own records"),
        ("unit", "本单元", "The unit"),
        ("subtree", "本单元及下级", "The unit and below"),
        ("all", "全部", "Everything"),
    ]
)


#: A number with its country's code or a mainland one; and an id of a chat platform. Both may be empty.
MOBILE = r"^(\+?[0-9]{6,18})?$"
HANDLE = r"^[\w.@-]*$"


class UnitForm(Form):
    """A unit of the organisation."""

    code: str = ask(L("编码", "Code"), min_length=1, max_length=60)
    name: str = ask(L("名称", "Name"), min_length=1, max_length=200)
    name_en: str = ask(L("英文名称", "English name"), "", max_length=200)
    parent: UUID | None = ask(L("上级单元", "Parent unit"), None, ref="unit")
    head: UUID | None = ask(L("负责人", "Head"), None, ref="user")


class UserForm(Form):
    """Who can sign in."""

    username: str = ask(L("登录名", "User name"), min_length=2, max_length=150, pattern=r"^[\w.@+-]+$")
    name: str = ask(L("姓名", "Name"), min_length=1, max_length=200)
    email: str = ask(L("邮箱", "E-mail"), "", max_length=254)
    mobile: str = ask(L("手机", "Mobile"), "", pattern=MOBILE, max_length=20)
    wecom: str = ask(L("企业微信账号", "WeCom user id"), "", pattern=HANDLE, max_length=64)
    dingtalk: str = ask(L("钉钉 userid", "DingTalk user id"), "", pattern=HANDLE, max_length=64)
    feishu: str = ask(L("飞书 open_id", "Feishu open_id"), "", pattern=HANDLE, max_length=64)
    lang: Literal["zh", "en"] = ask(L("语言", "Language"), "zh", options=LANGS)
    unit: UUID | None = ask(L("所属单元", "Unit"), None, ref="unit")
    manager: UUID | None = ask(L("直属上级", "Manager"), None, ref="user")
    deputy: UUID | None = ask(L("代理人", "Deputy"), None, ref="user")


class PreferForm(Form):
    """What users choose for themselves."""

    lang: Literal["zh", "en"] | None = ask(L("语言", "Language"), None, options=LANGS)
    email: str | None = ask(L("邮箱", "E-mail"), None, max_length=254)
    mobile: str | None = ask(L("手机", "Mobile"), None, pattern=MOBILE, max_length=20)
    wecom: str | None = ask(L("企业微信账号", "WeCom user id"), None, pattern=HANDLE, max_length=64)
    dingtalk: str | None = ask(L("钉钉 userid", "DingTalk user id"), None, pattern=HANDLE, max_length=64)
    feishu: str | None = ask(L("飞书 open_id", "Feishu open_id"), None, pattern=HANDLE, max_length=64)


class NewUserForm(UserForm):
    """A new user; without password the account cannot sign in until one is set."""

    password: str = ask(L("初始密码", "Initial password"), "", widget="password", max_length=200)


class PasswordForm(Form):
    """A new password for somebody."""

    password: str = ask(L("新密码", "New password"), widget="password", min_length=10, max_length=200)


class PostForm(Form):
    """A post and who holds it."""

    code: str = ask(L("编码", "Code"), min_length=1, max_length=60)
    name: str = ask(L("岗位名称", "Post"), min_length=1, max_length=200)
    unit: UUID = ask(L("所属单元", "Unit"), ref="unit")
    holder: UUID | None = ask(L("任职人", "Holder"), None, ref="user")
    reports_to: UUID | None = ask(L("汇报对象", "Reports to"), None, ref="post")


class GrantForm(Form):
    """One right of a role."""

    kind: str = ask(L("记录类型", "Kind"), min_length=1, max_length=40)
    action: str = ask(L("操作", "Action"), min_length=1, max_length=60)
    condition: dict[str, Any] | None = ask(L("条件", "Condition"), None, widget="condition")
    fields: dict[str, Literal["show", "mask", "hide"]] = ask(L("字段权限", "Field rules"), {}, widget="json")


class RoleForm(Form):
    """A role and its rights."""

    code: str = ask(L("编码", "Code"), min_length=1, max_length=60, pattern=r"^[\w-]+$")
    name: str = ask(L("角色名称", "Role"), min_length=1, max_length=120)
    name_en: str = ask(L("英文名称", "English name"), "", max_length=120)
    grants: list[GrantForm] = ask(L("权限", "Grants"), [], widget="json", max_length=500)


class AssignForm(Form):
    """Give a user a role within a reach."""

    role: UUID = ask(L("角色", "Role"), ref="role")
    reach: Literal["own", "unit", "subtree", "all"] = ask(L("范围", "Reach"), "subtree", options=REACHES)
    unit: UUID | None = ask(L("单元", "Unit"), None, ref="unit")
    from_date: date | None = ask(L("生效日期", "From"), None, widget="date")
    to_date: date | None = ask(L("失效日期", "To"), None, widget="date")


class WithdrawForm(Form):
    """Take a role away again."""

    role: UUID = ask(L("角色", "Role"), ref="role")


class TokenForm(Form):
    """A token for a program."""

    name: str = ask(L("用途", "Purpose"), min_length=1, max_length=120)
    scope: list[str] = ask(L("范围", "Scope"), widget="json", min_length=1, max_length=100)
    days: int = ask(L("有效天数", "Days valid"), 90, widget="integer", ge=1, le=730)
