"""Fixtures of this room's tests that talk to platforms."""

from credentry.capabilities.alerts.tests.owing import dingtalk, feishu, wecom, world

__all__ = ["dingtalk", "feishu", "wecom", "world"]
