"""How the telling itself is doing: numbers for operators and for the business."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from credentry.capabilities.alerts.channels import SENDERS
from credentry.capabilities.alerts.models import Alert, Delivery, Heartbeat
from credentry.capabilities.alerts.vocabulary import LIVE, DeliveryState
from credentry.foundation import clock
from credentry.foundation.labels import L

#: A sweep that did not come for this long is an alarm.
LATE = timedelta(minutes=15)
#: So is a comparison of what was owed with what exists that is older than this.
UNCOMPARED = timedelta(days=2)
#: Gathering mail that failed for good is a problem so long; then the next ones have come.
MAILINGS = timedelta(days=8)

LINE: Final = L(
    "今日应提醒 {due} 条，已送出 {sent} 条，已确认 {confirmed} 条",
    "Due today {due}, sent {sent}, confirmed {confirmed}",
)
PROBLEMS: Final = {
    "sweep_late": L("提醒计算已超过 15 分钟未运行，新提醒可能没有发出。", "The sweep has not run for 15 minutes: new alerts may be missing."),
    "never_swept": L("提醒计算尚未运行，请启动后台任务。", "The sweep has never run: start the worker."),
    "lost": L("核对发现 {count} 条应提醒而未提醒的期限。", "The comparison found {count} deadlines that nobody was told of."),
    "undelivered": L("{count} 条提醒没有任何发送记录。", "{count} alerts are on no channel."),
    "stale": L("{count} 条提醒的期限已了结却仍在等待。", "{count} alerts still wait although their deadline is over."),
    "dead_letters": L("{count} 条通知多次发送失败，请处理。", "{count} notices failed for good and wait for a person."),
    "ping_failed": L("对外心跳未送达：{error}", "The sign of life to the outside was not delivered: {error}"),
    "uncompared": L("应提醒与已提醒已超过两天未核对。", "What was owed has not been compared for two days."),
}  # fmt: skip


def in_time() -> bool:
    """Whether the sweep worked within the last quarter of an hour: the cheapest answer, for a health check."""
    swept = Heartbeat.objects.filter(name="sweep").values_list("at", flat=True).first()
    return swept is not None and clock.now() - swept < LATE


def pulse() -> dict[str, Any]:
    """Whether all is well, what is not, and the business line of today. Cheap enough for every page."""
    problems = _problems()
    today = _today()
    return {
        "ok": not problems,
        "problems": problems,
        "today": today,
        "line": {lang: LINE.text(lang).format(**today) for lang in ("zh", "en")},
    }


def _problems() -> list[dict[str, Any]]:
    beats = {one.name: one for one in Heartbeat.objects.all()}
    found: list[tuple[str, dict[str, Any]]] = []
    swept, compared, pinged = beats.get("sweep"), beats.get("reconcile"), beats.get("ping")
    if swept is None:
        found.append(("never_swept", {}))
    elif clock.now() - swept.at >= LATE:
        found.append(("sweep_late", {}))
    lost = Delivery.objects.dead().filter(fell_to__in=["", "-"])  # and no other channel told it
    recent = Q(mailing__created_at__gte=clock.now() - MAILINGS)
    dead = lost.filter(Q(alert__state__in=LIVE) | recent).count()
    if dead:
        found.append(("dead_letters", {"count": dead}))
    if compared is not None:
        found += [
            (name, {"count": compared.detail[name]})
            for name in ("lost", "undelivered", "stale")
            if compared.detail.get(name)
        ]
        if clock.now() - compared.at > UNCOMPARED:
            found.append(("uncompared", {}))
    if pinged is not None and pinged.detail.get("error"):
        found.append(("ping_failed", {"error": pinged.detail["error"]}))
    return [
        {"code": code, "text": {lang: PROBLEMS[code].text(lang).format(**values) for lang in ("zh", "en")}}
        for code, values in found
    ]


def _today() -> dict[str, int]:
    """Of the alerts made today: how many, how many went out, how many somebody has seen or answered."""
    midnight = clock.now().astimezone(clock.zone()).replace(hour=0, minute=0, second=0, microsecond=0)
    first = UUID(int=int(midnight.timestamp() * 1000) << 80)  # ids begin with the time they were made
    made = Alert.objects.filter(pk__gte=first).exclude(reason__in=["missed", "before_entry"])
    sent = Exists(Delivery.objects.filter(alert=OuterRef("pk"), state=DeliveryState.SENT))
    return made.aggregate(
        due=Count("pk"),
        sent=Count("pk", filter=Q(sent)),
        confirmed=Count("pk", filter=Q(read_at__isnull=False) | Q(decided_at__isnull=False)),
    )


def status() -> dict[str, Any]:
    """Open alerts, deliveries by channel and state, dead letters, when the parts last worked and whether in time."""
    beats = {one.name: one for one in Heartbeat.objects.all()}
    deliveries: dict[str, dict[str, int]] = {}
    counted = Delivery.objects.values_list("channel", "state").annotate(n=Count("pk")).order_by()
    for channel, state, number in counted:
        deliveries.setdefault(channel, {})[state] = number
    alerts = dict(Alert.objects.values_list("state").annotate(n=Count("pk")).order_by())
    now = pulse()
    return {
        "ok": now["ok"] and not any(states.get(DeliveryState.DEAD) for states in deliveries.values()),
        "problems": now["problems"],
        "today": now["today"],
        "line": now["line"],
        "alerts": alerts,
        "waiting_for_people": sum(alerts.get(state, 0) for state in LIVE),
        "deliveries": deliveries,
        "channels": {name: sender.ready() for name, sender in SENDERS.items()},
        "heartbeats": {name: {"at": one.at, "detail": one.detail} for name, one in sorted(beats.items())},
        "sweep_in_time": in_time(),
    }
