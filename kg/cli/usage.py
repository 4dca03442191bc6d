"""What is wrong with how a command was called, as the one sentence of every other error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from typer.core import TyperGroup

from kg.core.errors import BadInput
from kg.core.ids import did_you_mean, said

#: For every command: how its help is asked for.
CONTEXT = {"help_option_names": ["-h", "--help"]}


@contextmanager
def told() -> Iterator[None]:
    """Turns an error of usage into ``BadInput``: what is wrong, where, and what to write instead.

    Raises:
        BadInput: for an option that is unknown or lacks a value, an argument that is missing or too
            many, or a value of another type.
    """
    try:
        yield
    except Exception as error:
        # Typer keeps the classes of its parser to itself; each has these two.
        if not (hasattr(error, "format_message") and hasattr(error, "exit_code")):
            raise
        raise _bad_input(error) from None


def _bad_input(error: Any) -> BadInput:
    context = getattr(error, "ctx", None)
    path = _path(context)
    where = path.removeprefix("sanctions-kg").strip() or None
    hint = f"{path} --help says how it is called"
    option = getattr(error, "option_name", None)
    if option and context is not None and not hasattr(error, "param"):
        known = [name for each in context.command.get_params(context) for name in each.opts]
        near = did_you_mean(option, [name for name in known if name.startswith("-")])
        if option not in known:
            meant = f"did you mean {near[0]}?" if near else hint
            return BadInput(f"there is no option {said(option)}", where=where, hint=meant)
    # An error on a value names its option; ours says so in front.
    message = re.sub(r"^Invalid value for ([^:]+): ", "", error.format_message()).rstrip(".")
    named = getattr(error, "param", None)
    if named is not None and message.startswith("Missing"):
        says = (getattr(named, "help", None) or "").rstrip(".")
        what = named.opts[0] if named.opts[0].startswith("-") else named.human_readable_name
        lower = f"{says[:1].lower()}{says[1:]}" if says else ""
        message = f"{what} is missing{f' ({lower})' if lower else ''}"
        return BadInput(message, where=where, hint=hint)
    where = where if named is None else named.opts[0]
    return BadInput(said(f"{message[:1].lower()}{message[1:]}"), where=where, hint=hint)


def _path(context: Any) -> str:
    return "sanctions-kg" if context is None else str(context.command_path)


class Plain(TyperGroup):
    """A group whose errors of usage go on to whoever runs it."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Runs the command; see ``told``."""
        kwargs["standalone_mode"] = False
        kwargs["prog_name"] = "sanctions-kg"
        with told():
            code = super().main(*args, **kwargs)
        raise SystemExit(code if isinstance(code, int) else 0)
