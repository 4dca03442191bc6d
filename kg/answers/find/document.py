"""What fits some words, as a document, as data and in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from kg.answers.find import Found
from kg.answers.find.inventory import Listed
from kg.core.dates import as_of_data
from kg.core.document import (
    Document,
    Item,
    Listing,
    Paragraph,
    Span,
    listing,
    quiet,
    ref,
    strong,
)
from kg.core.wording import counted, quoted
from kg.graph.harmonized import EDITION
from kg.graph.queries import Rows

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_COLUMNS = ("id", "label", "kind", "name", "command")
#: What a kind is called where it is not its own name.
KINDS = {"asked": "answered question", "code": f"goods, {EDITION}"}
_UNLINKED = ("asked", "code", "command", "question")


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
        title=f"Find “{quoted(words)}”",
        lead=_lead(words, found),
        data_date=regime.data_date,
        hits=listing((_item(each) for each in found), "hit") if found else None,
    )


def _lead(words: str, found: Sequence[Found]) -> str:
    if not found:
        return (
            f"Nothing fits “{quoted(words)}”. sanctions-kg list shows what there is, "
            "sanctions-kg query --list what can be asked."
        )
    whole = [each for each in found if each.whole]
    if len(whole) == 1:
        label = f"{whole[0].label[:1].upper()}{whole[0].label[1:]}"
        return f"{label} has this name; go on with: sanctions-kg {whole[0].command}"
    if whole:
        return f"{counted(len(whole), 'thing')} have this name."
    return f"Nothing has this name; {counted(len(found), 'thing')} fit."


def _item(each: Found) -> Item:
    kind = KINDS.get(each.kind, each.kind)
    known = f", known as “{quoted(each.name)}”" if each.name else ""
    known = f": {each.name}" if each.name and each.kind == "provision" else known
    linked = each.kind not in _UNLINKED
    id = f"deal/{each.id}" if each.kind == "package" else each.id
    label = ref(each.label, id) if linked else Span(each.label)
    where = quiet(f"  {each.id}") if linked else quiet("")
    text = (label, f" ({kind}){known}", where)
    return Item(text, (Paragraph(strong(f"sanctions-kg {each.command}")),))


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


@dataclass(frozen=True, kw_only=True)
class ListDocument(Document):
    """What there is of a kind.

    Attributes:
        entries: what each is called, its stage, its id, and a line on it.
    """

    entries: Listing | None = None


def list_document(regime: Regime, kind: str, found: Sequence[Listed]) -> ListDocument:
    """Makes the document of what there is of a kind; of the kinds themselves where none is named.

    Args:
        regime: the regime asked.
        kind: the kind, as ``inventory`` takes it.
        found: what there is.
    """
    what = _COUNTED.get(kind, kind)
    return ListDocument(
        title=f"{kind[:1].upper()}{kind[1:]}",
        lead=f"{len(found):,} {what} can be named. {_GO_ON.get(kind, _SHOW)}",
        data_date=regime.data_date,
        entries=listing((_entry(each) for each in found), "entry"),
    )


def _entry(each: Listed) -> Item:
    stage = f" ({each.stage})" if each.stage else ""
    linked = "/" in each.id or each.id.startswith("skg:")
    label = ref(each.label, each.id) if linked else Span(each.label)
    inside = (Paragraph(f"{each.says}.".replace("….", "…")),) if each.says else ()
    return Item((label, stage, quiet(f"  {each.id}")), inside)


_COUNTED = {"relief": "relief measures", "goods": "classes of goods"}
_SHOW = "sanctions-kg show ID tells all that is known of one."
_GO_ON = {
    "actions": "sanctions-kg justify ID says what one can justify.",
    "relief": "sanctions-kg price ID says what one asks for.",
    "goods": "sanctions-kg regime --goods ID says what bars them.",
    "subjects": "sanctions-kg history ID tells how the law on one came about.",
    "acts": "sanctions-kg regime --instrument ID says what one bars.",
    "powers": "sanctions-kg authority ID tells who holds one, and on what terms.",
    "deals": "sanctions-kg validate ID checks one.",
    "questions": "sanctions-kg query ID asks one, with its parameters as NAME=VALUE.",
}


def list_rows(found: Sequence[Listed]) -> Rows:
    """Makes a row of each entry."""
    columns = ("id", "label", "stage", "says")
    return Rows(columns, tuple({name: getattr(each, name) for name in columns} for each in found))
