"""Every way in over HTTP."""

from django.urls import path, re_path

from credentry.delivery.http.answering import answer_page
from credentry.delivery.http.api import api
from credentry.delivery.http.pages import app_page, calendar_feed, healthz, ledger_checkpoint, readyz

urlpatterns = [
    path("api/v1/", api.urls),
    path("a/<str:token>", answer_page),
    path("calendar/<str:token>.ics", calendar_feed),
    path("healthz", healthz),
    path("readyz", readyz),
    path("ledger/checkpoint", ledger_checkpoint),
    re_path(r"^(?!api/|media/|assets/|ledger/|v/).*$", app_page),
]

handler500 = "credentry.delivery.http.problems.crashed"
