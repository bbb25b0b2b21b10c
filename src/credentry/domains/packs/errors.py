"""Errors of this room."""

from credentry.foundation.errors import define

UNKNOWN = define(
    "pack.unknown", "没有行业包“{value}”。可用:{known}。", "There is no pack “{value}”. There are: {known}."
)
INSTALLED = define("pack.installed", "行业包“{value}”已安装。", "The pack “{value}” is installed already.")
CURRENT = define("pack.current", "行业包已是最新。", "The pack is up to date.")
