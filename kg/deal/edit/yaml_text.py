"""Changes made to the text of a package in YAML, with every other byte of it kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kg.core.errors import BadInput
from kg.deal.edit.edits import Edit
from kg.deal.edit.splices import Splices, alike
from kg.deal.edit.written import Path, Plan, Value, found_at, planned, with_plan
from kg.deal.edit.yaml_block import Lines
from kg.deal.edit.yaml_flow import edit_flow
from kg.deal.edit.yaml_spans import HINT, Node, comments, read_spans
from kg.deal.edit.yaml_write import in_line, item_lines, shifted
from kg.deal.model import Deal


def edited(text: str, deal: Deal, edits: Iterable[Edit]) -> str:
    """Returns the YAML of a package with changes made.

    Comments stay with the items at which they stand: one that moves takes along the comment lines
    directly above it and the comments on its lines, one that goes takes them with it.

    Args:
        text: the package as written.
        deal: the same package as read.
        edits: the changes.

    Raises:
        BadInput: if the text is such that a change would touch what is around it.
    """
    plan = planned(deal, edits)
    if not (plan.sets or plan.outs or plan.ins or plan.titles or plan.gone):
        return text
    splices = Splices(text)
    root = read_spans(splices.text)
    _Editor(splices, root, plan).make()
    wanted = _as_text(with_plan(read_spans(alike(text)).plain, plan))
    made = splices.result()
    # A last text in a block ends with its line, so that the line has to end.
    for found in (made,) if splices.whole else (made, made + splices.eol):
        if _says(found, wanted):
            return found
    raise _refused(splices, root)


def _refused(splices: Splices, root: Node) -> BadInput:
    """Says what stands in the way of changes, as far as it can be told."""
    for each in root.texts():
        if each.block and splices.text[each.end - 1] == "\n":
            said = "a text after |+ or >+ would win or lose blank lines by the changes"
            return BadInput(said, where=f"line {splices.line(each.start)}", hint=HINT)
        if each.block and not splices.whole and each.end == len(splices.text) - 1:
            said = "the last line has no line end, which the text that it belongs to would win"
            where = f"line {splices.line(each.end)}"
            return BadInput(said, where=where, hint="end the file with a line end")
    return BadInput("the changes cannot be made in this text as it is laid out", hint=HINT)


def _says(text: str, wanted: Any) -> bool:
    try:
        return bool(read_spans(alike(text)).plain == wanted)
    except BadInput:
        return False


@dataclass(frozen=True)
class _Coming:
    """What comes to a list: new, or a commitment from elsewhere with its text and comments."""

    value: Any
    lines: str = ""
    column: int = 0
    inline: str = ""
    comments: tuple[str, ...] = ()

    def as_lines(self, column: int, gap: int) -> str:
        if self.lines:
            return shifted(self.lines, column - self.column)
        if self.inline and len(self.comments) == 1:
            return f"{' ' * column}-{' ' * gap}{self.inline} {self.comments[0]}\n"
        above = "".join(f"{' ' * column}{comment}\n" for comment in self.comments)
        if self.inline:
            return f"{above}{' ' * column}-{' ' * gap}{self.inline}\n"
        return above + item_lines(self.value, column, gap)

    def as_element(self) -> str:
        return self.inline or in_line(self.value)


class _Editor:
    def __init__(self, splices: Splices, root: Node, plan: Plan) -> None:
        self._splices = splices
        self._root = root
        self._phases = root["phases"]
        self._plan = plan
        self._lines = Lines(splices, root)
        # Where something can be added is known when all that goes has gone.
        self._added: list[tuple[Node, str, int]] = []
        inner = {each: gone for each, gone in plan.outs.items() if len(each[0]) > 1}
        self._changed = with_plan(root.plain, Plan(plan.sets, inner, gone=plan.gone))["phases"]

    def make(self) -> None:
        for path, values in self._plan.sets.items():
            self._set(self._at(path), values, path)
        gone_keys: dict[Path, set[str]] = defaultdict(set)
        for path, keys in self._plan.gone.items():
            if held := {key for key in keys if self._at(path).place(key) is not None}:
                gone_keys[path] |= held
        # What is inside a commitment goes first, so that it moves as changed.
        outs = sorted(self._plan.outs.items(), key=lambda each: -len(each[0][0]))
        for (path, key), gone in outs:
            inner = len(path) > 1 or key == "without"
            if inner and self._out(found_at(self._phases, path)[key], gone):
                gone_keys[path].add(key)
        for path, keys in gone_keys.items():
            if len(path) > 1:
                self._keys_out(found_at(self._phases, path), keys, ())
        for path, values in self._plan.sets.items():
            self._add(self._at(path), values, path)
        coming = {
            place: [self._coming(item) for item in items] for place, items in self._plan.ins.items()
        }
        for (path, key), gone in outs:
            if len(path) == 1 and key != "without":
                for n in gone:
                    self._splices.take(0, 0, (*path, key, n))
                new = coming.get((path[0], key), [])
                if self._lists(path[0], key, gone, new):
                    gone_keys[path].add(key)
        added: dict[int, dict[str, list[_Coming]]] = defaultdict(dict)
        for (phase, key), new in coming.items():
            if ((phase,), key) in self._plan.outs:
                continue
            if phase >= len(self._phases.items) or not self._into(phase, key, new):
                added[phase][key] = new
        places = {path[0] for path in gone_keys if len(path) == 1} | set(added)
        for phase in sorted(place for place in places if place < len(self._phases.items)):
            node = self._phases[phase]
            new_keys = tuple(added[phase].items()) if phase in added else ()
            self._keys_out(node, gone_keys.get((phase,), set()), new_keys)
        self._new_phases(added)
        for node, lines, rank in self._added:
            self._splices.put(self._lines.behind(node), lines, rank)

    def _at(self, path: Path) -> Node:
        """The package, a phase or a commitment."""
        node: Node = found_at(self._phases, path) if path else self._root
        return node

    def _set(self, holder: Node, values: dict[str, Value], owner: Path) -> None:
        """Gives new values to the keys of a commitment that it has."""
        splices, text = self._splices, self._splices.text
        for name, stated in zip(holder.keys, holder.items, strict=True):
            if name.value not in values:
                continue
            new = in_line(values[name.value])
            if stated.block or not (stated.flow or stated.kind == "text"):
                start, _, inside = self._lines.clear(name, stated)
                splices.put(start, f" {new}", 0, owner)
            else:
                inside = comments(self._root, text, stated.start, stated.end)
                splices.cut(stated.start, stated.end)
                space = " " if text[stated.start - 1] == ":" else ""
                splices.put(stated.start, space + new, 0, owner)
            self._above(name, inside, owner)

    def _add(self, holder: Node, values: dict[str, Value], owner: Path) -> None:
        """Adds the keys to a commitment that it lacks."""
        missing = [
            f"{key}: {in_line(value)}" for key, value in values.items() if holder.place(key) is None
        ]
        if holder.flow and missing:
            edit_flow(self._splices, holder, set(), missing, 0, owner)
        elif missing:
            indent = " " * self._splices.column(holder.start)
            lines = "".join(f"{indent}{line}\n" for line in missing)
            self._splices.put(self._lines.behind(holder), lines, 0, owner)

    def _above(self, name: Node, kept: Iterable[str], owner: Path | None = None) -> None:
        """Puts comments above the line of a key."""
        line = self._splices.start_of_line(name.start)
        bare = self._splices.text[line:].lstrip(" ")
        indent = len(self._splices.text) - line - len(bare)
        for comment in kept:
            self._splices.put(line, f"{' ' * indent}{comment}\n", 4, owner)

    def _out(self, held: Node, gone: set[int]) -> bool:
        """Takes items out of a list; says instead whether nothing would be left of it."""
        if held.kind != "list" or len(gone) == len(held.items):
            return True
        if held.flow:
            edit_flow(self._splices, held, gone, ())
        else:
            self._lines.remove(held, gone)
        return False

    def _coming(self, item: Any) -> _Coming:
        if not isinstance(item, tuple):
            return _Coming(item)
        path: tuple[int, str, int] = item
        held: Node = self._phases[path[0]][path[1]]
        node, value = held[path[2]], found_at(self._changed, path)
        if not held.flow:
            start, end = self._lines.item(held, path[2])
            lines, outside = self._splices.take(start, end, path)
            assert not outside
            said = tuple(comments(self._root, self._splices.text, start, end))
            return _Coming(value, lines, self._splices.column(held.start), "", said)
        raw, outside = self._splices.take(node.start, node.end, path)
        aside = Splices(self._splices.text)
        gone = edit_flow(aside, held, {path[2]}, ())[path[2]]
        return _Coming(value, inline=raw, comments=(*gone, *outside.split("\n")[:-1]))

    def _lists(self, phase: int, key: str, gone: set[int], new: list[_Coming]) -> bool:
        """Takes items out of the list of a phase and puts others in; False if one is left."""
        held = self._phases[phase][key]
        if len(gone) == len(held.items) and not new:
            return True
        if held.flow:
            edit_flow(self._splices, held, gone, self._elements(phase, key, new), 1)
        else:
            self._lines.remove(held, gone)
            self._append(held, new)
        return False

    def _into(self, phase: int, key: str, new: list[_Coming]) -> bool:
        """Puts items into the list of a phase; False if there is none."""
        node = self._phases[phase]
        place = node.place(key)
        if place is None:
            return False
        held = node.items[place]
        if held.kind == "list" and held.items:
            self._lists(phase, key, set(), new)
        elif node.flow:
            self._splices.cut(held.start, held.end)
            self._splices.put(held.start, f"[{', '.join(self._elements(phase, key, new))}]")
        else:
            _, end, inside = self._lines.clear(node.keys[place], held)
            self._above(node.keys[place], inside)
            column = self._splices.column(node.start) + self._lines.offset
            self._splices.put(end, "".join(each.as_lines(column, 1) for each in new), 1)
        return True

    def _append(self, held: Node, new: list[_Coming]) -> None:
        column, gap = self._splices.column(held.start), self._lines.gap(held)
        self._added.append((held, "".join(each.as_lines(column, gap) for each in new), 1))

    def _elements(self, phase: int, key: str, new: list[_Coming]) -> list[str]:
        """The texts of items in brackets; their comments stand above the key of the list."""
        said = [comment for each in new for comment in each.comments]
        node = self._phases[phase] if phase < len(self._phases.items) else self._phases
        if said and (node.flow or node.kind == "list" or node.place(key) is None):
            where = f"line {self._splices.line(node.start)}"
            hint = f"take its comment {said[0]} out, or {HINT}"
            raise BadInput(
                "a commitment with a comment moves into brackets", where=where, hint=hint
            )
        if said:
            self._above(node.keys[node.place(key) or 0], said)
        return [each.as_element() for each in new]

    def _keys_out(
        self, node: Node, gone: set[str], new: tuple[tuple[str, list[_Coming]], ...]
    ) -> None:
        places = {n for n, each in enumerate(node.keys) if each.value in gone}
        if node.flow:
            phase = self._phases.items.index(node) if node in self._phases.items else 0
            lists = [f"{key}: [{', '.join(self._elements(phase, key, e))}]" for key, e in new]
            edit_flow(self._splices, node, places, lists, 2)
            return
        self._lines.remove_keys(node, places, emptied=not new)
        lines = "".join(
            self._list(key, each, self._splices.column(node.start)) for key, each in new
        )
        self._added.append((node, lines, 2))

    def _list(self, key: str, new: list[_Coming], column: int) -> str:
        items = (each.as_lines(column + self._lines.offset, 1) for each in new)
        return f"{' ' * column}{key}:\n{''.join(items)}"

    def _new_phases(self, added: dict[int, dict[str, list[_Coming]]]) -> None:
        splices, held = self._splices, self._phases
        first = len(held.items) if held.kind == "list" else 0
        titles = list(enumerate(self._plan.titles, first))
        if not titles:
            return
        if held.flow and (held.items or self._root.flow):
            elements = []
            for n, title in titles:
                lists = [
                    f"{key}: [{', '.join(self._elements(n, key, new))}]"
                    for key, new in added.get(n, {}).items()
                ]
                elements.append(f"{{{', '.join([f'title: {in_line(title)}', *lists])}}}")
            edit_flow(splices, held, set(), elements, 3)
            return
        place = self._root.place("phases") or 0
        column, gap = self._lines.offset, 1
        if held.items:
            column, gap = splices.column(held.start), self._lines.gap(held)
        lines = ""
        for n, title in titles:
            lines += f"{' ' * column}-{' ' * gap}title: {in_line(title)}\n"
            lines += "".join(
                self._list(key, new, column + 1 + gap) for key, new in added.get(n, {}).items()
            )
        if held.items:
            self._added.append((held, lines, 3))
            return
        _, end, inside = self._lines.clear(self._root.keys[place], held)
        self._above(self._root.keys[place], inside)
        splices.put(end, lines, 3)


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_text(each) for each in value]
    return in_line(value) if isinstance(value, bool) else value
