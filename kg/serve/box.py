"""The box on every page: words lead to what fits them, and nothing at all to a page to write on."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import Request, Response

from kg.answers.verbs import VERBS
from kg.publish.searching import PAGE
from kg.serve import documents, negotiate
from kg.serve.sending import only_taken

_PAGE, _FIND = f"/{PAGE}", "/find"
_HTML = negotiate.MEDIA[".html"]
_TAKEN = [
    *(each.name for verb in VERBS if verb.name == "find" for each in verb.arguments),
    "format",
]


async def answer(request: Request, path: str) -> Response | None:
    """Answers for the page of the box, and for a browser that looks for nothing.

    Args:
        request: a request by GET.
        path: its path.

    Returns:
        The page, or where its words lead; None for what is not of the box.

    Raises:
        BadInput: for a parameter that the page does not take, or takes once.
    """
    if path not in (_PAGE, _FIND):
        return None
    words = " ".join(request.query_params.getlist("q")).strip()
    if path == _PAGE:
        only_taken(request, ["q"], ["q"])
        if words:
            headers = {"Location": f"{_FIND}?{urlencode({'q': words})}"}
            return Response(status_code=303, headers=headers)
    elif words or not _is_browser(request):
        return None
    else:
        only_taken(request, _TAKEN, ["q"])
    page = await documents.document(request, request.app.state.shelf, PAGE)
    page.headers["Vary"] = "Accept"
    return page


def _is_browser(request: Request) -> bool:
    """Whether a page is wanted before all else."""
    format = request.query_params.get("format")
    accept = request.headers.get("accept")
    offered = list(negotiate.ANSWERS.values())
    return format == "html" or (format is None and negotiate.best(accept, offered) == _HTML)
