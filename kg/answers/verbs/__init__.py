"""The questions that users ask, each a function that gives one answer for every format.

The command line, the server and the tools for assistants all ask these, so that they agree. A verb
takes a regime, then what is asked about, then options; where a parameter is a ``Deal``, the caller
reads the package. What an argument means stands in the docstring of the verb, where the callers
read it too.

>>> [verb.name for verb in VERBS][:3]
['validate', 'repair', 'justify']
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

from kg.answers.verbs import law, packages, possible
from kg.answers.verbs.answer import Answer
from kg.answers.verbs.argument import Argument, Between, Narrows, Once
from kg.core.search import Entry

if TYPE_CHECKING:
    from kg.graph.regime import Regime

__all__ = ["VERBS", "Answer", "Argument", "Verb"]

_ARGUMENT = re.compile(r"^        (\w+): (.+(?:\n {12,}.+)*)", re.MULTILINE)


@dataclass(frozen=True)
class Verb:
    """A question: what it is called and the function that answers it."""

    name: str
    function: Callable[..., Answer]

    def ask(self, regime: Regime, /, **given: Any) -> Answer:
        """Answers the question.

        Args:
            regime: the regime asked.
            **given: a value for each parameter of the function that has no default.

        Raises:
            BadInput: if an argument is not as the table says, and whatever the function raises.
        """
        return self.function(regime, **self.read(given))

    def read(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the values of arguments, each as ``Argument.read`` reads it.

        Args:
            given: the values, by the parameters of the function.

        Raises:
            BadInput: if one is not as the table says.
        """
        known = {each.parameter: each for each in self.arguments}
        return {
            name: known[name].read(value) if name in known else value
            for name, value in given.items()
        }

    @cached_property
    def says(self) -> str:
        """What it answers, in a sentence.

        >>> next(verb for verb in VERBS if verb.name == "price").says
        'Find the least concessions and safeguards for a relief.'
        """
        return " ".join((inspect.getdoc(self.function) or "").partition("\n\n")[0].split())

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """What it takes beside the regime, in the order of the function.

        >>> [each.name for each in next(verb for verb in VERBS if verb.name == "why").arguments]
        ['package', 'rule', 'rulebook']
        """
        from kg.deal import Deal
        from kg.graph.regime import Regime

        names = {"Deal": Deal, "Regime": Regime}
        found = inspect.signature(self.function, eval_str=True, locals=names).parameters.values()
        means = dict(_ARGUMENT.findall(self.function.__doc__ or ""))
        return tuple(
            _argument(each, " ".join(means[each.name].split()))
            for each in list(found)[1:]
            if each.kind is not inspect.Parameter.KEYWORD_ONLY
        )

    @property
    def narrows(self) -> tuple[str, ...]:
        """The names of the arguments with which its answer becomes shorter."""
        return tuple(each.name for each in self.arguments if each.narrows)

    @property
    def packages(self) -> tuple[Argument, ...]:
        """Those of its arguments that are packages."""
        return tuple(each for each in self.arguments if each.is_package)


def _argument(parameter: inspect.Parameter, meaning: str) -> Argument:
    annotated = get_origin(parameter.annotation) is Annotated
    type, *marks = get_args(parameter.annotation) if annotated else (parameter.annotation,)
    return Argument(
        parameter.name,
        parameter.name.rstrip("_"),
        type,
        parameter.default,
        meaning,
        next((mark for mark in marks if isinstance(mark, Between)), None),
        Narrows in marks,
        Once in marks,
    )


#: Every verb, the core ones first.
VERBS: tuple[Verb, ...] = (
    Verb("validate", packages.validate),
    Verb("repair", possible.repair),
    Verb("justify", packages.justify),
    Verb("most", possible.most),
    Verb("price", law.price),
    Verb("frontier", possible.frontier),
    Verb("residual", packages.residual),
    Verb("exposure", packages.exposure),
    Verb("balance", packages.balance),
    Verb("compare", packages.compare),
    Verb("why", packages.why),
    Verb("stakeholders", packages.stakeholders),
    Verb("value", packages.value),
    Verb("calendar", packages.calendar),
    Verb("worth", law.worth),
    Verb("authority", law.authority),
    Verb("can-i", law.can_i),
    Verb("regime", law.regime),
    Verb("changes", law.changes),
    Verb("history", law.history),
    Verb("show", law.show),
    Verb("find", law.find),
    Verb("list", law.list_),
)


@cache
def entries() -> tuple[Entry, ...]:
    """Returns the verbs as things that can be found by words."""
    return tuple(
        Entry(
            verb.name,
            "command",
            verb.says,
            (verb.name,),
            " ".join(each.meaning for each in verb.arguments),
            1.05,
        )
        for verb in VERBS
    )
