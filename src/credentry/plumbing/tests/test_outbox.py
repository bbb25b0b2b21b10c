"""Events: written with the change, reacted to once per event even if started twice."""

import uuid

import pytest
from django.db import transaction

from credentry.plumbing import outbox, queue
from credentry.plumbing.models import Job, Lease, OutboxEvent, Receipt


@pytest.fixture(autouse=True)
def _own_subscribers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_subscribers", {})
    monkeypatch.setattr(queue, "_periods", {})


@pytest.mark.django_db(transaction=True)
def test_an_event_exists_only_if_its_change_was_committed() -> None:
    heard: list[outbox.Event] = []
    outbox.subscribe("thing.done", "test.hear", heard.append)
    with transaction.atomic():
        outbox.publish("thing.done", {"n": 1})
        transaction.set_rollback(True)
    with transaction.atomic():
        event_id = outbox.publish("thing.done", {"n": 2})
    assert heard == []
    assert outbox.dispatch() == 1
    assert outbox.dispatch() == 0
    assert [(event.event_id, event.payload) for event in heard] == [(event_id, {"n": 2})]


@pytest.mark.django_db
def test_unheard_events_are_not_kept() -> None:
    assert outbox.publish("nobody.listens", {}) is None
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_reaction_takes_effect_once_however_often_it_is_started() -> None:
    def effect(event: outbox.Event) -> None:
        Lease.objects.create(
            name=str(uuid.uuid4()), holder="effect", until=OutboxEvent.objects.get().created_at
        )

    outbox.subscribe("thing.done", "test.effect", effect)
    outbox.publish("thing.done", {})
    event = OutboxEvent.objects.get()
    assert outbox.react(event, "test.effect") is True
    assert outbox.react(event, "test.effect") is False  # the worker died before it settled the event
    assert outbox.dispatch() == 1
    assert Lease.objects.filter(holder="effect").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_failing_reaction_does_not_hold_up_the_others_and_is_retried() -> None:
    heard: list[str] = []
    failures = [RuntimeError("mail server away")]

    def shaky(event: outbox.Event) -> None:
        Lease.objects.create(name="half", holder="half", until=OutboxEvent.objects.get().created_at)
        if failures:
            raise failures.pop()
        heard.append("shaky")

    outbox.subscribe("thing.done", "test.shaky", shaky)
    outbox.subscribe("thing.done", "test.sound", lambda _: heard.append("sound"))
    outbox.publish("thing.done", {})
    outbox.dispatch()
    assert heard == ["sound"]
    assert not Lease.objects.exists()  # its half-done work went with its transaction
    job = Job.objects.get()
    assert "mail server away" in job.payload["first_error"]
    Job.objects.update(run_at=job.created_at)
    queue.run_due()
    assert heard == ["sound", "shaky"]
    assert Receipt.objects.count() == 2
