"""The forms in which a document is written, and what each needs.

>>> from kg.core.document import Document, date
>>> found = Document(title="What it costs", lead="Nothing.", data_date=date(2026, 7, 21))
>>> write(found, "md").decode().splitlines()[0]
'# What it costs'
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from kg.core.errors import BadInput
from kg.core.extras import missing

if TYPE_CHECKING:
    from kg.core.document import Document


@dataclass(frozen=True)
class Form:
    """A form of an answer.

    Attributes:
        name: its name, as ``--format`` takes it.
        media: its media type.
        suffix: what the name of a file that holds it ends in.
        writer: the module and the function that write a document in it; empty where it is no form
            of a document but of data.
        needs: the module of another project that it needs; empty if none beyond the usual.
        extra: the extra of the project that brings it.
        binary: whether it is no text, which a terminal cannot show.
    """

    name: str
    media: str
    suffix: str
    writer: str = ""
    needs: str = ""
    extra: str = ""
    binary: bool = False


#: All forms, those of documents first.
FORMS: tuple[Form, ...] = (
    Form("text", "text/plain", ".txt", "terminal.text"),
    Form("html", "text/html", ".html", "html.page"),
    Form("md", "text/markdown", ".md", "markdown.markdown"),
    Form(
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".docx",
        "word.word",
        "docx",
        "documents",
        True,
    ),
    Form("pdf", "application/pdf", ".pdf", "pdf.pdf", "typst", "documents", True),
    Form("csv", "text/csv", ".csv", "table_csv.tables_csv"),
    Form("json", "application/json", ".json"),
    Form("turtle", "text/turtle", ".ttl"),
    Form("data", "application/n-quads", ".nq"),
    Form("ics", "text/calendar", ".ics"),
)
BY_NAME = {form.name: form for form in FORMS}
BY_SUFFIX = {form.suffix: form for form in FORMS}


def installed(form: str) -> bool:
    """Whether what a form needs is installed.

    >>> installed("json")
    True
    """
    needs = BY_NAME[form].needs
    return not needs or find_spec(needs) is not None


def write(
    document: Document,
    form: str,
    *,
    link: Callable[[str], str] | None = None,
    width: int | None = None,
    colour: bool = False,
    everything: bool = True,
    how: str = "--all",
) -> bytes:
    """Writes a document in a form.

    Args:
        document: the answer.
        form: the name of the form.
        link: for HTML, returns the address of the page about a thing by its id.
        width: for text, where lines are wrapped; None for nowhere.
        colour: for text, whether to mark tones for a terminal.
        everything: for text, whether nothing is cut.
        how: for text, what a reader does to get everything, where something was cut.

    Raises:
        BadInput: if there is no such form of a document, or what it needs is not installed.
    """
    known = BY_NAME.get(form)
    if known is None or not known.writer:
        names = ", ".join(each.name for each in FORMS if each.writer)
        raise BadInput(f"a document has no form {form}", hint=f"it has {names}")
    module, function = known.writer.split(".")
    options: dict[str, object] = {}
    if form == "text":
        options = {"width": width, "colour": colour, "everything": everything, "how": how}
    elif form == "html":
        options = {"link": link}
    try:
        made = getattr(import_module(f"kg.present.{module}"), function)
    except ModuleNotFoundError as error:
        raise missing(known.extra, error) from None
    found = made(document, **options)
    return found if isinstance(found, bytes) else found.encode()
