"""An answer as it goes out: in the form that the address names, else in one that is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from kg.answers.verbs import Answer
from kg.core.document import line
from kg.core.errors import BadInput
from kg.present import BY_NAME, installed
from kg.present.answers import forms, written
from kg.present.plain import plain
from kg.serve import negotiate, warm
from kg.serve.reply import Reply, problem

#: The piece of a page alone, for a page that someone else writes.
FRAGMENT = "fragment"
_HTML = BY_NAME["html"].media


def reply(
    answer: Answer,
    path: str,
    accept: str | None,
    format: str | None,
    query: Sequence[tuple[str, str]] | None,
) -> Reply:
    """Returns an answer to a request.

    Args:
        answer: the answer.
        path: the path at which it was asked for.
        accept: the media types that the client takes.
        format: the form that the address names, which counts before the media types.
        query: what stands in the address, for links to the other forms of the same answer; None
            where the address alone does not give it again.

    Raises:
        BadInput: if the address names a form that the answer does not have.
    """
    has = [each for each in forms(answer) if installed(each)]
    if format is not None:
        form = "html" if format == FRAGMENT else format
        if form not in has:
            hint = f"it has {', '.join(has)}"
            raise BadInput(f"this answer has no form {format[:100]}", where="format", hint=hint)
    else:
        offered = {media: form for form, media in negotiate.ANSWERS.items() if form in has}
        media = negotiate.best(accept, list(offered))
        if media is None:
            return problem(
                406, "no such form of this answer", hint=f"it has {', '.join(reversed(offered))}"
            )
        form = offered[media]
    headers = {"Vary": "Accept"}
    if answer.warning:
        # A header holds one line of ASCII.
        headers["X-Warning"] = plain(answer.warning).encode("ascii", "replace").decode()
    if BY_NAME[form].binary:
        name = f"{path.rpartition('/')[2]}{BY_NAME[form].suffix}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    if form != "html":
        return Reply(written(answer, form), BY_NAME[form].media, headers=headers)
    return Reply(_page(answer, path, format, has, query), _HTML, headers=headers)


def _page(
    answer: Answer,
    path: str,
    format: str | None,
    has: Sequence[str],
    query: Sequence[tuple[str, str]] | None,
) -> bytes:
    from kg.present.html import html

    document, root = answer.told(), "../" * path.count("/")
    body = html(document, lambda id: _to(root, id))
    if format == FRAGMENT:
        return body.encode()
    others = (
        [(each, f"?{urlencode([*query, ('format', each)])}") for each in has if each != "html"]
        if query is not None
        else []
    )
    title, asked = line(document.title), " ".join(words for key, words in query or () if key == "q")
    shown = Markup(body)
    return warm.pages().write("answer", path, title, answer=shown, forms=others, asked=asked)


def _to(root: str, id: str) -> str:
    """Returns the page of a thing; empty if it has none."""
    stem = warm.pages().stem(id)
    return f"{root}{stem}.html" if stem else ""
