"""Reading BPMN files of any origin. Nothing outside the file is ever opened; entities are refused."""

import re

from lxml import etree

from credentry.foundation.errors import DomainError

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OWN = "https://credentry.org/schema/process/1"
MAX_MB = 5
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
MAX_DEPTH = 60


def parse(text: str | bytes) -> etree._Element:
    """The root of the document. Raises DomainError: not XML, not BPMN, entities declared, too large or too deep."""
    # Text has been decoded: what the file says about its encoding no longer holds.
    raw = _DECLARED.sub("", text, count=1).encode() if isinstance(text, str) else text
    if len(raw) > MAX_MB * 1024 * 1024:
        raise DomainError("process.too_large", limit=MAX_MB)
    try:
        root = _root(raw)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
            raise DomainError("process.doctype") from error
        raise DomainError("process.unreadable", reason=str(error)[:200]) from error
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise DomainError("process.doctype")
    _check_depth(root)
    if root.tag != f"{{{BPMN}}}definitions" or root.find(f"{{{BPMN}}}process") is None:
        raise DomainError("process.no_bpmn")
    return root


def _root(raw: bytes) -> etree._Element:
    """The root; namespaces that are no address are names all the same."""
    parser = _parser()
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError:
        if any(one.type_name != "WAR_NS_URI" for one in parser.error_log):
            raise
        return etree.fromstring(raw, _parser(recover=True))


def _parser(recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=False, remove_pis=True, recover=recover,
    )  # fmt: skip


def _check_depth(root: etree._Element) -> None:
    level = [root]
    for _ in range(MAX_DEPTH):
        level = [child for one in level for child in one]
        if not level:
            return
    raise DomainError("process.too_deep", limit=MAX_DEPTH)


def local(element: etree._Element) -> str:
    """The element's name without its namespace; empty for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def is_bpmn(element: etree._Element) -> bool:
    """Whether the element belongs to BPMN itself."""
    return isinstance(element.tag, str) and etree.QName(element).namespace == BPMN


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first BPMN child of that name."""
    return element.find(f"{{{BPMN}}}{name}")


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """Every BPMN child of that name."""
    return list(element.findall(f"{{{BPMN}}}{name}"))


def text_of(element: etree._Element | None) -> str:
    """The element's own text, trimmed."""
    return (element.text or "").strip() if element is not None else ""


def foreign(element: etree._Element, name: str) -> str:
    """An attribute of that name in any namespace but BPMN's own (activiti, camunda, flowable …)."""
    for key, value in element.attrib.items():
        if key.startswith("{") and etree.QName(key).localname == name:
            return str(value)
    return ""
