"""What becomes of an account when its person is forgotten, and of what people held when records change."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from credentry.core.identity.models import Absence, ApiToken, SignInAttempt, User
from credentry.core.records import forgetting, holdings, projections
from credentry.core.records.forgetting import FORGET, Forgetting, Keeps
from credentry.core.records.kinds import RecordKind
from credentry.foundation.errors import define

ACTIVE = define(
    "user.still_active",
    "其账号“{username}”仍可登录(请先停用)",
    "the account “{username}” can still sign in (deactivate it first)",
)
_CONTACTS = ("email", "mobile", "wecom", "dingtalk", "feishu")


def still_active(job: Forgetting) -> Iterable[Keeps]:
    """An account that can sign in belongs to somebody who is here."""
    if job.user is None:
        return
    for username in User.objects.filter(pk=job.user, is_active=True).values_list("username", flat=True):
        yield Keeps(ACTIVE, {"username": username})


def forget(job: Forgetting) -> None:
    """The account stays as the pseudonym under which what it did is known; its names and addresses go."""
    user = User.objects.select_for_update().filter(pk=job.user).first() if job.user else None
    if user is None:
        return
    job.about("user", [user.pk], ("name", "username", *_CONTACTS))
    SignInAttempt.objects.filter(username__iexact=user.username).delete()
    for one in Absence.objects.select_for_update().filter(user=user):
        job.about("absence", [one.pk], ("title", "note"))
        one.title, one.note = "", ""
        one.version += 1
        one.save()
        job.ctx.accompany("absence", FORGET, one)
    for token in ApiToken.objects.select_for_update().filter(user=user):
        job.about("api_token", [token.pk], ("name",))
        token.name, token.revoked_at = token.prefix, token.revoked_at or job.ctx.now
        token.version += 1
        token.save()
        job.ctx.accompany("api_token", FORGET, token)
    short = str(user.pk)[-8:]
    user.name, user.username = f"已删除 erased {short}", f"erased-{short}"
    for name in _CONTACTS:
        setattr(user, name, "")
    user.set_unusable_password()
    user.version += 1
    user.save()
    job.ctx.accompany("user", FORGET, user)


def _nobody_acted(kind: RecordKind, rows: "QuerySet[Any]") -> None:
    """What only derives something else is still in the same hands."""


forgetting.register("accounts", forget, order=20, keeps=still_active)
projections.watch(holdings.passed_on, _nobody_acted)
