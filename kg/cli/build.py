"""Commands from the table of verbs: each argument of a verb is an argument or an option.

A command has what its verb takes, what it adds of its own, and the options that say in which form
the answer is written and where.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.answers import verbs
from kg.answers.verbs import Argument, Verb
from kg.cli.common import AsOf, InputFormat, command, package, read, the_regime
from kg.cli.completing import completer, packages
from kg.cli.output import Output, options, output, signed

if TYPE_CHECKING:
    from kg.answers.verbs import Answer
    from kg.graph.regime import Regime

#: The verbs by their names.
VERBS = {verb.name: verb for verb in verbs.VERBS}
_PACKAGE = "A package, or the name of a shipped one."


@dataclass
class Call:
    """A command as a user called it.

    Attributes:
        verb: the verb.
        given: a value for each argument of it; a package by its name.
        output: where the answer goes, in which form.
        as_of: the day at which the law is read, where it is not that of a package.
    """

    verb: Verb
    given: dict[str, Any]
    output: Output
    as_of: str | None = None
    inputs: list[Path] = field(default_factory=list)

    @cached_property
    def regime(self) -> Regime:
        """The regime that is asked."""
        return the_regime()

    def path(self, parameter: str) -> Path | None:
        """Returns the file of a package; None if none was named."""
        name = self.given[parameter]
        return None if name is None else package(name)

    def ask(self, **more: Any) -> Answer:
        """Asks the verb.

        Args:
            **more: further values, or others than the given ones.
        """
        regime = self.regime
        values = {**self.given, **more}
        for each in self.verb.packages:
            if isinstance(name := values.get(each.parameter), str):
                self.inputs.append(package(name))
                values[each.parameter] = read(regime, name, self.as_of)
        return self.verb.ask(regime, **values)

    def end(self, answer: Answer) -> None:
        """Writes the answer, and ends with 0 if it is what was hoped for, else with 1.

        Raises:
            Exit: always.
        """
        self.output.write(answer, inputs=self.inputs)
        raise typer.Exit(0 if answer.good else 1)


def asks(
    name: str,
    example: str,
    called: Mapping[str, str] | None = None,
    without: Collection[str] = (),
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Makes a command that asks a verb of a function that takes the call and further options.

    Args:
        name: the name of the verb and of the command.
        example: how the command is called.
        called: what arguments of the verb are called on the command line, where it differs.
        without: the arguments of the verb that the command does not take as they are.
    """
    verb, names = VERBS[name], called or {}

    def make(own: Callable[..., None]) -> Callable[..., None]:
        taken = [each for each in verb.arguments if each.parameter not in without]

        def run(**given: Any) -> None:
            values = verb.read(
                {each.parameter: _value(each, given.pop(each.parameter)) for each in taken}
            )
            as_of = given.pop("as_of", None)
            if verb.packages:
                given.pop("input_format")
            own(Call(verb, values, output(given), as_of), **given)

        further = list(inspect.signature(own, eval_str=True).parameters.values())[1:]
        wanted = [
            *(_parameter(verb, each, names.get(each.parameter)) for each in taken),
            *further,
            *_of_packages(verb),
            *options(),
        ]
        signed(run, wanted, own.__doc__ or verb.says)
        return command(example, name)(run)

    return make


def _of_packages(verb: Verb) -> Iterator[inspect.Parameter]:
    kind = inspect.Parameter.KEYWORD_ONLY
    if verb.packages:
        yield inspect.Parameter("input_format", kind, annotation=InputFormat, default=None)
    # Where a package can be left out, the day would be lost with it.
    if any(each.required for each in verb.packages):
        yield inspect.Parameter("as_of", kind, annotation=AsOf, default=None)


def _parameter(verb: Verb, argument: Argument, name: str | None) -> inspect.Parameter:
    """Returns a parameter as the command line reads it: what must be there stands without a name.

    A preposition, such as ``from``, is an option even so.
    """
    kind, says, default = argument.type, _sentence(argument.meaning), argument.default
    if argument.is_package:
        kind = str if argument.required else str | None
        says = _PACKAGE if argument.required else says
    elif argument.is_list:
        kind, default = (
            list[str] if argument.required else list[str] | None,
            argument.default or None,
        )
    option = f"--{name or argument.name.replace('_', '-')}"
    complete = packages if argument.is_package else completer(argument.parameter)
    given: Any = typer.Option(option, help=says, autocompletion=complete)
    if argument.required and argument.parameter == argument.name:
        alone = argument.is_package and len(verb.packages) == 1
        given = typer.Argument(
            help=says, metavar="FILE" if alone else None, autocompletion=complete
        )
    return inspect.Parameter(
        argument.parameter,
        inspect.Parameter.KEYWORD_ONLY,
        annotation=Annotated[kind, given],
        default=default,
    )


def _value(argument: Argument, given: Any) -> Any:
    # Where an option that can be repeated is left out, there is no list.
    return (given or ()) if argument.is_list else given


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"
