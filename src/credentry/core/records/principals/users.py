"""Actions on users: accounts, passwords, roles and tokens."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from credentry.core.identity.actors import EffectiveGrant
from credentry.core.identity.models import ApiToken, Assignment, Grant, Role, Unit, User
from credentry.core.identity.queries import TOKEN_PREFIX
from credentry.core.identity.vocabulary import Reach
from credentry.core.records.context import Context
from credentry.core.records.forms import Empty, given
from credentry.core.records.principals.forms import (
    AssignForm,
    NewUserForm,
    PasswordForm,
    PreferForm,
    RoleForm,
    TokenForm,
    UserForm,
    WithdrawForm,
)  # fmt: skip
from credentry.core.records.principals.units import existing, taken
from credentry.foundation.errors import DomainError, Forbidden, Invalid, define

define(
    "password.weak",
    "密码过于简单:至少 10 位,且不能是常见密码。",
    "Too weak: at least 10 characters, not a common one.",
)
define("user.self", "不能对自己的账号执行此操作。", "You cannot do this to your own account.")
define("user.email", "“{value}”不是有效的邮箱地址。", "“{value}” is not an e-mail address.")
define("role.missing", "该用户没有这个角色。", "The user does not have this role.")
define("role.unit", "请选择单元。", "Choose the unit.")
define(
    "grant.twice",
    "“{kind}”的“{action}”权限出现了两次,请合并条件。",
    "The right “{action}” on “{kind}” is named twice; join the conditions.",
)
define("grant.too_wide", "不能授予您自己没有的权限。", "You cannot give a right that you do not have.")


def invite(ctx: Context, record: None, form: NewUserForm) -> User:
    """Create an account."""
    taken(User, None, username=form.username)
    user = User(username=form.username)
    _fill(user, form)
    _password(user, form.password)
    ctx.stamp(user)
    user.save(force_insert=True)
    return user


def amend(ctx: Context, record: User, form: UserForm) -> User:
    """Change somebody's data."""
    taken(User, record, username=form.username)
    record.username = form.username
    _fill(record, form)
    record.save()
    return record


def prefer(ctx: Context, record: User, form: PreferForm) -> User:
    """Change one's own language and the addresses at which one is told; what is not sent stays."""
    for name, value in given(form).items():
        if value is not None:
            setattr(record, name, value)
    _check_mail(record.email)
    record.save()
    return record


def set_password(ctx: Context, record: User, form: PasswordForm) -> User:
    """Set a new password; open sessions of the account end."""
    _password(record, form.password)
    record.save()
    ctx.note(record.pk, "password", None, "changed")
    return record


def deactivate(ctx: Context, record: User, form: Empty) -> User:
    """Stop an account from signing in. Its records stay; alerts go to the deputy or manager."""
    if record.pk == ctx.actor.user_id:
        raise DomainError("user.self")
    record.is_active = False
    record.save()
    return record


def activate(ctx: Context, record: User, form: Empty) -> User:
    """Let an account sign in again."""
    record.is_active = True
    record.save()
    return record


def assign(ctx: Context, record: User, form: AssignForm) -> User:
    """Give a role. Nobody gives rights to themselves, or rights they do not have."""
    if record.pk == ctx.actor.user_id:
        raise DomainError("user.self")
    role = existing(Role, form.role, "role")
    if form.reach in ("unit", "subtree") and form.unit is None:
        raise Invalid.one("unit", "role.unit")
    unit = existing(Unit, form.unit, "unit")
    for kind, action in role.grants.values_list("kind", "action"):
        if not _holds(ctx, kind, action, form.reach, unit):
            raise Forbidden("grant.too_wide")
    Assignment.objects.create(
        user=record,
        role=role,
        unit_id=form.unit,
        reach=form.reach,
        from_date=form.from_date,
        to_date=form.to_date,
    )
    ctx.note(record.pk, "role", None, f"{role.code}:{form.reach}:{form.unit or ''}")
    return record


def withdraw(ctx: Context, record: User, form: WithdrawForm) -> User:
    """Take a role away."""
    if record.pk == ctx.actor.user_id:
        raise DomainError("user.self")
    found = list(Assignment.objects.filter(user=record, role_id=form.role).select_related("role"))
    if not found:
        raise DomainError("role.missing")
    for one in found:
        ctx.note(record.pk, "role", f"{one.role.code}:{one.reach}:{one.unit_id or ''}", None)
        one.delete()
    return record


def define_role(ctx: Context, record: None, form: RoleForm) -> Role:
    """Create a role with its grants."""
    taken(Role, None, code=form.code)
    role = Role(code=form.code)
    ctx.stamp(role)
    _fill_role(ctx, role, form, [])
    return role


def amend_role(ctx: Context, record: Role, form: RoleForm) -> Role:
    """Change a role; everybody who has it is affected at once."""
    taken(Role, record, code=form.code)
    record.code = form.code
    _fill_role(ctx, record, form, list(record.grants.values_list("kind", "action")))
    return record


def grants_of(role: Role) -> list[dict[str, Any]]:
    """The rights of a role as its form writes them."""
    rows = role.grants.order_by("id").values("kind", "action", "condition", "fields")
    return [dict(one) for one in rows]


def issue_token(ctx: Context, record: None, form: TokenForm) -> ApiToken:
    """Make a token for the acting user. The secret is on the returned object once and never stored."""
    if ctx.actor.user_id is None:
        raise Forbidden(action="token")
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        user_id=ctx.actor.user_id,
        name=form.name,
        prefix=secret[:10],
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        scope=list(form.scope),
        expires_at=ctx.now + timedelta(days=form.days),
    )
    ctx.stamp(token)
    token.save(force_insert=True)
    token.secret = secret  # type: ignore[attr-defined]
    return token


def revoke_token(ctx: Context, record: ApiToken, form: Empty) -> ApiToken:
    """End a token at once."""
    record.revoked_at = ctx.now
    record.save()
    return record


def _holds(ctx: Context, kind: str, action: str, reach: str = "own", unit: Unit | None = None) -> bool:
    """Whether the actor has the right at least as far as it would be given."""
    return ctx.actor.is_system or any(
        _as_far(one, reach, unit) for one in ctx.actor.granting(kind, action) if one.condition is None
    )


def _as_far(grant: EffectiveGrant, reach: str, unit: Unit | None) -> bool:
    if grant.reach is Reach.ALL or reach == "own":
        return True
    if unit is None:
        return False
    if grant.reach is Reach.SUBTREE:
        return unit.path.startswith(grant.unit_path)
    return grant.reach is Reach.UNIT and reach == "unit" and unit.pk == grant.unit_id


def _fill(user: User, form: UserForm) -> None:
    _check_mail(form.email)
    user.name, user.email, user.lang = form.name, form.email, form.lang
    user.mobile, user.wecom, user.dingtalk, user.feishu = (
        form.mobile, form.wecom, form.dingtalk, form.feishu,
    )  # fmt: skip
    user.unit = existing(Unit, form.unit, "unit")
    user.manager = existing(User, form.manager, "manager")
    user.deputy = existing(User, form.deputy, "deputy")


def _check_mail(email: str) -> None:
    if email and ("@" not in email or any(char.isspace() for char in email)):
        raise Invalid.one("email", "user.email", value=email)


def _password(user: User, password: str) -> None:
    if not password:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid.one("password", "password.weak") from error
    user.set_password(password)


def _fill_role(ctx: Context, role: Role, form: RoleForm, before: list[Any]) -> None:
    named: set[tuple[str, str]] = set()
    for one in form.grants:
        if not _holds(ctx, one.kind, one.action):
            raise Forbidden("grant.too_wide")
        if (one.kind, one.action) in named:
            raise Invalid.one("grants", "grant.twice", kind=one.kind, action=one.action)
        named.add((one.kind, one.action))
    role.name, role.name_en = form.name, form.name_en
    role.save()
    role.grants.all().delete()
    Grant.objects.bulk_create(
        Grant(role=role, kind=one.kind, action=one.action, condition=one.condition, fields=dict(one.fields))
        for one in form.grants
    )
    after = sorted(f"{one.kind}.{one.action}" for one in form.grants)
    was = sorted(f"{kind}.{action}" for kind, action in before)
    if was != after:
        ctx.note(role.pk, "grants", was, after)
