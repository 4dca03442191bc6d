"""Comments of a YAML file while things around them come and go.

ruamel.yaml hangs a comment on what stands before it. A comment above an item belongs to that item
for a reader, and hangs on the end of the item before: these functions hand such a tail on.
"""

from __future__ import annotations

import re
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark
from ruamel.yaml.tokens import CommentToken

_COMMENT = re.compile(r"(?:^|\s)#[^\n]*", re.MULTILINE)


def take_tail(node: Any) -> str:
    """Takes the lines of comment off that follow the last line of a node; empty if none do."""
    leaf = _last_leaf(node)
    if leaf is None:
        return ""
    token = _token(*leaf)
    if token is None or "\n" not in token.value:
        return ""
    same_line, rest = token.value.split("\n", 1)
    token.value = same_line + "\n" if same_line else "\n"
    return rest if rest.strip() else ""


def give_tail(node: Any, tail: str) -> None:
    """Puts lines of comment behind the last line of a node."""
    leaf = _last_leaf(node)
    if leaf is None or not tail:
        return
    token = _token(*leaf)
    if token is None:
        _hang(*leaf, CommentToken("\n" + tail, CommentMark(0), None))
    else:
        token.value = token.value.rstrip("\n") + "\n" + tail


def bare(tail: str) -> str:
    """Returns lines of comment without their sign."""
    lines = (line.strip().removeprefix("#") for line in tail.strip().splitlines())
    return "\n".join(line.removeprefix(" ") for line in lines)


def with_comments(before: str, after: str) -> str:
    """Returns a text with the comments that it lost put at its end."""
    kept = after
    lost = []
    for found in _COMMENT.findall(before):
        comment = found.strip()
        if comment in kept:
            kept = kept.replace(comment, "", 1)
        else:
            lost.append(comment)
    return after + "".join(f"{comment}\n" for comment in lost)


def _last_leaf(node: Any) -> tuple[Any, Any] | None:
    """The innermost collection that a node ends in, and the place of its last scalar."""
    if isinstance(node, CommentedMap) and node:
        key = list(node)[-1]
    elif isinstance(node, CommentedSeq) and node:
        key = len(node) - 1
    else:
        return None
    inner = node[key]
    flow = isinstance(inner, CommentedSeq | CommentedMap) and inner.fa.flow_style()
    return (None if flow else _last_leaf(inner)) or (node, key)


def _token(node: Any, key: Any) -> CommentToken | None:
    held = node.ca.items.get(key)
    place = 2 if isinstance(node, CommentedMap) else 0
    token = held[place] if held else None
    inner = node[key]
    if token is None and isinstance(inner, CommentedSeq | CommentedMap) and inner.ca.comment:
        token = inner.ca.comment[0]
    return token


def _hang(node: Any, key: Any, token: CommentToken) -> None:
    held = node.ca.items.setdefault(key, [None, None, None, None])
    held[2 if isinstance(node, CommentedMap) else 0] = token
