"""A property path as an expression of Python for where it leads from one end."""

from __future__ import annotations

from kg.check.compiled.algebra import Tree, refused
from kg.check.compiled.scope import Source


def ends(source: Source, path: Tree, start: str, backwards: bool) -> str:
    """Returns the expression for where a path leads from one end.

    Args:
        source: what is written; a path with ``*`` or ``+`` adds a function to it.
        path: the path, from ``algebra``.
        start: the name of the end that is bound.
        backwards: whether that is the object.
    """
    kind = path[0]
    if kind == "iri":
        slot = source.slot(path[1], backwards)
        in_package, in_regime = source.said(path[1])
        if not in_package:
            return f"B{slot}.get({start}, ())"
        regime = f"B{slot}.get({start}, ())" if in_regime else "()"
        return f"(o[S{slot}].get({start}) or {regime})"
    if kind == "inv":
        return ends(source, path[1], start, not backwards)
    if kind == "alt":
        parts = (f"*{ends(source, each, start, backwards)}" for each in path[1:])
        return f"{{{', '.join(parts)}}}"
    if kind == "seq":
        found = f"({start},)"
        for each in path[:0:-1] if backwards else path[1:]:
            name = source.fresh("v")
            after = source.fresh("v")
            then = ends(source, each, name, backwards)
            found = f"{{{after} for {name} in {found} for {after} in {then}}}"
        return found
    if kind in ("star", "plus"):
        return f"{_closure(source, path, backwards)}(o, {start})"
    raise refused(f"the path {kind}", source.where)


def _closure(source: Source, path: Tree, backwards: bool) -> str:
    """A function for everything that a path leads to; what the regime alone says is kept."""
    name, memory, start = (source.fresh(letter) for letter in ("c", "M", "v"))
    step = ends(source, path[1], start, backwards)
    own = sorted(_slots(path[1], backwards, source))
    itself = path[0] == "star"
    source.memories.append(memory)
    quiet = " or ".join(f"o[S{slot}]" for slot in own)
    known = " or ".join(f"k in B{slot}" for slot in own)
    source.lines += [
        f"def {name}(o, k):",
        f"    if {quiet}:",
        f"        return onwards(lambda {start}: {step}, k, {itself})",
        f"    if not ({known}):",
        "        return (k,)" if itself else "        return ()",
        f"    found = {memory}.get(k)",
        "    if found is None:",
        f"        found = {memory}[k] = reached(lambda {start}: {step}, k, {itself})",
        "    return found",
    ]
    return name


def _slots(path: Tree, backwards: bool, source: Source) -> set[str]:
    if path[0] == "iri":
        return {source.slot(path[1], backwards)}
    if path[0] == "inv":
        return _slots(path[1], not backwards, source)
    return {slot for each in path[1:] for slot in _slots(each, backwards, source)}
