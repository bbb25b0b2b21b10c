"""Settings: everything a deployment may change comes from the environment.

``CREDENTRY_HOME`` data directory (database, blobs) · ``CREDENTRY_DATABASE_URL`` ``sqlite:///path`` or
``postgresql://…`` · ``CREDENTRY_KEYS`` key ring directory · ``CREDENTRY_STATE`` ledger signer state ·
``CREDENTRY_TIME_ZONE`` the zone in which "today" is decided · ``CREDENTRY_SMTP_URL`` where mail goes
(``smtp://``, ``smtps://`` or ``smtp+starttls://user:password@host:port?timeout=20``; or the parts
``CREDENTRY_SMTP_HOST``, ``_PORT``, ``_USER``, ``_PASSWORD``, ``_TLS=1``) · ``CREDENTRY_MAIL_FROM`` its sender ·
``CREDENTRY_IMAP_URL`` the mailbox papers are fetched from (``imaps://user:password@host:port/INBOX?processed=FOLDER``) ·
``CREDENTRY_BASE_URL`` the address that links in mail lead to · ``CREDENTRY_PRIVATE_HOSTS`` hosts, addresses or
networks of one's own that channels may call (separated by commas; none otherwise).
"""

import os
from pathlib import Path

from credentry.config.database import database_settings
from credentry.config.mail import smtp_url
from credentry.plumbing.keyfile import secret_key

HOME = Path(os.environ.get("CREDENTRY_HOME", "var")).resolve()
KEYS = Path(os.environ.get("CREDENTRY_KEYS", str(HOME / "keys"))).resolve()
STATE = Path(os.environ.get("CREDENTRY_STATE", str(HOME / "state"))).resolve()

CREDENTRY_HOME = HOME
CREDENTRY_KEYS = KEYS
CREDENTRY_STATE = STATE
CREDENTRY_DEMO = os.environ.get("CREDENTRY_DEMO", "") == "1"
CREDENTRY_INSTANCE_NAME = os.environ.get("CREDENTRY_INSTANCE_NAME", "证枢 Credentry")
CREDENTRY_BASE_URL = (
    os.environ.get("CREDENTRY_BASE_URL") or f"http://127.0.0.1:{os.environ.get('CREDENTRY_PORT') or 8000}"
)
CREDENTRY_WEB_DIST = Path(
    os.environ.get("CREDENTRY_WEB_DIST", str(Path(__file__).resolve().parents[3] / "web" / "dist"))
)

DEBUG = False
SECRET_KEY = secret_key(KEYS)
ALLOWED_HOSTS = os.environ.get("CREDENTRY_ALLOWED_HOSTS", "*").split(",")
HTTPS = os.environ.get("CREDENTRY_HTTPS", "") == "1"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "credentry.plumbing",
    "credentry.core.identity",
    "credentry.core.ledger",
    "credentry.core.records",
    "credentry.capabilities.evidence",
    "credentry.capabilities.search",
    "credentry.capabilities.insight",
    "credentry.capabilities.intake",
    "credentry.capabilities.alerts",
    "credentry.capabilities.approvals",
    "credentry.domains.subjects",
    "credentry.domains.credentials",
    "credentry.domains.gate",
    "credentry.domains.coverage",
    "credentry.domains.packs",
    "credentry.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "credentry.delivery.http.security.SecurityHeaders",
]

ROOT_URLCONF = "credentry.config.urls"
WSGI_APPLICATION = "credentry.config.wsgi.application"
TEMPLATES: list[dict[str, object]] = []

DATABASES = {"default": database_settings(os.environ.get("CREDENTRY_DATABASE_URL", ""), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if os.environ.get("CREDENTRY_TEST_MODE") == "1":
    # Real hashing is proven by its own test; hundreds of fixtures need not wait for it.
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "zh-hans"
USE_I18N = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "credentry_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "credentry_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "credentry.delivery.http.security.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024  # twenty thousand questions to the gate
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
CREDENTRY_MAX_UPLOAD_BYTES = int(os.environ.get("CREDENTRY_MAX_UPLOAD_BYTES", 200 * 1024 * 1024))

CREDENTRY_SMTP_URL = smtp_url(os.environ)
CREDENTRY_IMAP_URL = os.environ.get("CREDENTRY_IMAP_URL", "")
DEFAULT_FROM_EMAIL = os.environ.get("CREDENTRY_MAIL_FROM", "Credentry <credentry@localhost>")

CREDENTRY_PRIVATE_HOSTS = [
    one.strip() for one in os.environ.get("CREDENTRY_PRIVATE_HOSTS", "").split(",") if one.strip()
]

STATIC_URL = "/static/"
WHITENOISE_ROOT = CREDENTRY_WEB_DIST if CREDENTRY_WEB_DIST.is_dir() else None
WHITENOISE_INDEX_FILE = False
# The build names its files by their content: what was fetched once need never be asked for again.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/?assets/.+-[\w-]{8}\.\w+$"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("CREDENTRY_LOG_LEVEL", "WARNING")},
}
