"""Proving who somebody is with a name and a password, within a rate limit."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import OperationalError

from credentry.core.identity.models import SignInAttempt, TokenUse, User
from credentry.core.identity.queries import user_by_name
from credentry.foundation import clock
from credentry.foundation.errors import TooMany, Unauthenticated, define
from credentry.plumbing import turns

WINDOW = timedelta(minutes=15)
PER_NAME = 5
PER_ADDRESS = 50

define("session.wrong", "登录名或密码不正确。", "User name or password is wrong.")
define(
    "session.locked",
    "尝试次数过多,请在 {minutes} 分钟后重试。",
    "Too many attempts. Try again in {minutes} minutes.",
)


def check_password_pair(username: str, password: str, address: str) -> User:
    """The active user with this name and password.

    Raises Unauthenticated for a wrong pair, without saying which part is wrong, and TooMany after repeated
    failures of one name or one address.
    """
    _check_rate(username, address)
    user = user_by_name(username)
    if user is None:
        make_password(password)  # the same work as for a known name, so that timing tells nothing
        right = False
    else:
        right = check_password(password, user.password) and user.is_active
    if not right or user is None:
        SignInAttempt.objects.create(username=username[:150].lower(), address=address[:64], at=clock.now())
        raise Unauthenticated("session.wrong")
    SignInAttempt.objects.filter(username=username.lower()).delete()
    return user


def _check_rate(username: str, address: str) -> None:
    since = clock.now() - WINDOW
    recent = SignInAttempt.objects.filter(at__gt=since)
    if (
        recent.filter(username=username[:150].lower()).count() >= PER_NAME
        or recent.filter(address=address).count() >= PER_ADDRESS
    ):
        raise TooMany("session.locked", minutes=int(WINDOW.total_seconds() // 60))


def note_token_use(token_id: UUID) -> None:
    """Remember that a token was used, at most once a minute; left to the next use while somebody else writes."""
    now = clock.now()
    if TokenUse.objects.filter(token_id=token_id, at__gt=now - timedelta(minutes=1)).exists():
        return
    try:
        with turns.patience(0.05):
            TokenUse.objects.update_or_create(token_id=token_id, defaults={"at": now})
    except OperationalError:
        return
