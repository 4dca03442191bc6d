"""Items and keys of a YAML text that have lines to themselves."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from kg.deal.edit.splices import Splices
from kg.deal.edit.yaml_flow import comments_above
from kg.deal.edit.yaml_spans import Node, comments


class Lines:
    """The lines that belong to the items of a list, or to the keys of a mapping."""

    def __init__(self, splices: Splices, root: Node) -> None:
        self._splices = splices
        self._root = root
        self._ends = sorted(_ends(root))
        self.offset = next(self._offsets(root), 2)

    def gap(self, held: Node) -> int:
        """Returns how many spaces follow the dashes of a list."""
        spaces = held[0].start - held.start - 1
        between = self._splices.text[held.start : held[0].start]
        return spaces if "\n" not in between and not held[0].flow else 1

    def item(self, held: Node, n: int) -> tuple[int, int]:
        """Returns from where to where an item reaches, with the comment lines above it."""
        line = self._splices.start_of_line(held.start)
        floor = 0
        if n:
            floor = line = self._behind(held[n - 1].end)
            column = self._splices.column(held.start)
            while not self._dash(line, column):
                line = self._splices.end_of_line(line)
        return comments_above(self._splices, line, floor), self._behind(held[n].end)

    def remove(self, held: Node, gone: set[int]) -> None:
        """Takes items out of a list."""
        for n in gone:
            self._cut(*self.item(held, n), first=n == 0)

    def remove_keys(self, node: Node, gone: set[int], emptied: bool) -> None:
        """Takes keys out of a mapping.

        Args:
            node: the mapping.
            gone: the places of the keys.
            emptied: whether nothing is put in.
        """
        splices, text = self._splices, self._splices.text
        if len(gone) == len(node.items):
            splices.cut(node.start, node.end)
            splices.put(node.start, "{}" if emptied else "")
            return
        for n in gone:
            start, last = node.spans[n]
            line, end = splices.start_of_line(start), self._behind(last)
            before = text[line:start].rstrip()
            following = node.spans[n + 1][0] if n + 1 < len(node.items) else end
            if not before:
                floor = self._behind(node.spans[n - 1][1]) if n else 0
                first = comments_above(splices, line, floor, start - line)
                self._cut(first, end)
                if comments_above(splices, first, floor) < first and text[end : end + 1] != "\n":
                    # A comment left over would stand at what follows.
                    splices.put(end, "\n", 4)
            elif n + 1 not in gone and not text[end:following].strip():
                splices.cut(start, following)
            else:
                splices.cut(line + len(before), end - 1)

    def clear(self, name: Node, stated: Node) -> tuple[int, int, list[str]]:
        """Takes out the value of a key.

        Returns:
            The place behind the colon, the line after the value, and the comments that went.
        """
        splices, text = self._splices, self._splices.text
        colon = text.index(":", name.end) + 1
        following, end = splices.end_of_line(colon), self._behind(stated.end)
        if stated.block:
            splices.cut(colon, stated.start)
            header = text[stated.start :].split(maxsplit=1)[0]
            splices.cut(stated.start, stated.start + len(header))
            splices.cut(splices.end_of_line(stated.start), end)
            return colon, end, []
        if stated.start < following:
            splices.cut(colon, stated.end)
            return colon, end, comments(self._root, text, stated.start, stated.end)
        splices.cut(following, end)
        return colon, end, comments(self._root, text, following, end)

    def behind(self, node: Node) -> int:
        """Returns the line after the last of a node, or of what stands before it, that stays."""
        splices = self._splices
        n = bisect_right(self._ends, node.end)
        while n > 1 and splices.cut_at(self._ends[n - 1] - 1) is not None:
            n -= 1
        last = self._ends[n - 1] - 1
        while (end := splices.cut_at(splices.text.index("\n", last))) is not None:
            last = end
        return splices.end_of_line(last)

    def _behind(self, place: int) -> int:
        return self._splices.end_of_line(place - 1)

    def _dash(self, line: int, column: int) -> bool:
        return self._splices.text.startswith(" " * column + "-", line)

    def _cut(self, start: int, end: int, first: bool = False) -> None:
        text = self._splices.text
        # A text that keeps its blank lines would take those that follow.
        blank = first or text[start - 2 : start] == "\n\n" or start in self._ends
        while blank and text[end : end + 1] == "\n":
            end += 1
        self._splices.cut(start, end)

    def _offsets(self, root: Node) -> Iterator[int]:
        """How much deeper than their key the dashes of lists stand, innermost first."""
        phases = root["phases"]
        for holder in (*(each for each in phases.items if not each.flow), root):
            for key, held in zip(holder.keys, holder.items, strict=True):
                if held.kind == "list" and not held.flow and not holder.flow:
                    dash = self._splices.column(held.start)
                    yield dash - self._splices.column(key.start)


def _ends(node: Node) -> Iterator[int]:
    """Where what is written ends: keys, texts and all that is in brackets."""
    if node.kind == "text" or node.flow:
        yield node.end
        return
    for each in (*node.keys, *node.items):
        yield from _ends(each)
