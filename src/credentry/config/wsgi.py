"""WSGI entry point served by granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "credentry.config.settings")
application = get_wsgi_application()

if os.environ.get("CREDENTRY_EMBEDDED_WORKER") == "1":
    from credentry.plumbing.worker import Embedded

    Embedded().start()
