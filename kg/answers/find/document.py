"""What fits some words, as a document, as data and in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from kg.answers.find import Found
from kg.core.dates import as_of_data
from kg.core.document import Code, Document, Item, Listing, Text, listing, quiet, ref, strong
from kg.core.wording import counted, quoted
from kg.graph.queries import Rows

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_COLUMNS = ("id", "label", "kind", "name", "command")
_KINDS = {"asked": "question people ask", "act": "act", "un": "part of a provision"}
_UNLINKED = ("asked", "command", "question", "package")


@dataclass(frozen=True, kw_only=True)
class FindDocument(Document):
    """What fits some words.

    Attributes:
        hits: what was found, the best first, each with the command that goes on.
    """

    hits: Listing | None = None


def find_document(regime: Regime, words: str, found: Sequence[Found]) -> FindDocument:
    """Makes the document of what fits.

    Args:
        regime: the regime asked.
        words: what was looked for.
        found: what fits, the best first.
    """
    return FindDocument(
        title=f"Find {quoted(words)}",
        lead=_lead(words, found),
        data_date=regime.data_date,
        hits=listing((_item(each) for each in found), "hit") if found else None,
    )


def _lead(words: str, found: Sequence[Found]) -> str:
    if not found:
        return (
            f"Nothing fits {quoted(words)}. sanctions-kg list shows what there is, "
            "sanctions-kg query --list what can be asked."
        )
    whole = [each for each in found if each.whole]
    if len(whole) == 1:
        return f"{whole[0].label[:1].upper()}{whole[0].label[1:]} has this name: {whole[0].command}"
    if whole:
        return f"{counted(len(whole), 'thing')} have this name."
    return f"Nothing has this name; {counted(len(found), 'thing')} fit."


def _item(each: Found) -> Item:
    kind = _KINDS.get(each.kind, each.kind)
    known: Text = f", known as {quoted(each.name)}" if each.name else ""
    linked = each.kind not in _UNLINKED
    label = ref(each.label, each.id) if linked else strong(each.label)
    where = quiet(f"  {each.id}") if linked else quiet("")
    text = (label, f" ({kind}){known}", where)
    return Item(text, (Code(f"sanctions-kg {each.command}", "shell"),))


def find_json(regime: Regime, words: str, found: Sequence[Found]) -> dict[str, Any]:
    """Makes the JSON data of what fits."""
    return {
        **as_of_data(regime.data_date),
        "words": words,
        "found": [asdict(each) for each in found],
    }


def find_rows(found: Sequence[Found]) -> Rows:
    """Makes a row of each thing that fits."""
    return Rows(_COLUMNS, tuple({name: getattr(each, name) for name in _COLUMNS} for each in found))
