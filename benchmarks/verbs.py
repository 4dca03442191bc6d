"""How long each verb takes to answer, warm and cold; one table, one run.

Warm is a process that has loaded the regime, also as the law was on the days asked about, and
answered the verb before, and is asked for what it has not answered yet: each shipped package, each
relief measure, and samples of what else a verb takes. A package is read before; its answer is made
as JSON. Of several such processes the median counts, in processor time, so that a busy machine does
not. Cold is the command in a process of its own, the best of five, in processor time as well. With
``--against`` a checkout of an older commit is asked the same, in turns.

Goals: warm 200 ms at worst, ``repair`` of three proposals 500 ms, ``frontier`` as long as it takes;
cold 0.6 s, but for these two. Run with ``make bench``, or ``python benchmarks/verbs.py``.
"""

from __future__ import annotations

import argparse
import gc
import inspect
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
WARM, REPAIR, COLD, RUNS = 200, 500, 600, 5
SLOW = ("repair", "frontier")
US_OFFER, FRAMEWORK = "hanoi-2019-us-position", "wertz-2019-framework"
#: The command of each verb for its cold start.
COMMANDS = {
    "validate": "validate hanoi-2019-dprk-offer",
    "repair": "repair hanoi-2019-dprk-offer --best 3",
    "justify": "justify yongbyon-dismantlement road-map --verified-by iaea",
    "most": "justify yongbyon-dismantlement road-map --verified-by iaea --most",
    "price": "price kaesong",
    "frontier": "frontier",
    "residual": f"residual {FRAMEWORK} --after 3",
    "exposure": f"exposure {FRAMEWORK} --after 3",
    "balance": f"balance {FRAMEWORK}",
    "compare": f"compare {US_OFFER} hanoi-2019-dprk-offer",
    "why": "why hanoi-2019-dprk-offer exports-need-fissile-halt",
    "stakeholders": f"stakeholders {FRAMEWORK}",
    "value": f"value {FRAMEWORK}",
    "calendar": f"calendar {FRAMEWORK}",
    "worth": "value kaesong",
    "authority": "authority us-lifting",
    "regime": "regime --on 2019-04-09",
    "changes": "changes --from 2017-08-01 --to 2017-12-31",
    "history": "history coal",
    "show": "show un/2397/7",
}
#: What a process is asked first, under the law of the day of the package that is measured.
FIRST = """
id: deal/first
title: What a process is asked first
as-of: {day}
phases:
  - title: Only phase
    concessions:
      - action: ctbt-signature
    relief:
      - measure: import-suspension
        by: unsc
        how: suspension
"""
#: The same for what else a verb takes; none of it is asked again.
OTHERS: Mapping[str, Mapping[str, Any]] = {
    "justify": {"actions": ["ctbt-signature"]},
    "price": {"relief": "humanitarian-exports"},
    "frontier": {"phases": 1},
    "worth": {"relief": "humanitarian-exports"},
    "authority": {"id": "us-orders-revoked"},
    "regime": {"on": "2018-01-01"},
    "changes": {"from_": "2020-01-01"},
    "history": {"id": "goods/textiles"},
    "show": {"id": "relief/humanitarian-exports"},
}
JUSTIFIED = (
    "yongbyon-freeze",
    "yongbyon-dismantlement",
    "nuclear-test-moratorium",
    "fissile-halt",
    "full-declaration",
    "denuclearization-complete",
    "yongbyon-dismantlement missile-production-freeze road-map",
)
SHOWN = ("un", "us", "relief", "action", "goods", "actor", "facility", "event", "rulebook")
DAYS = ("2006-12-01", "2013-05-01", "2016-12-01", "2017-10-01", "2019-04-09", "2026-07-21")


Asked = dict[str, Any]


def samples(verb: str, regime: Any, deals: Mapping[str, Any]) -> Iterator[tuple[str, Asked]]:
    """Yields what a verb is asked, each with a name."""
    match verb:
        case "justify":
            for names in JUSTIFIED:
                yield names, {"actions": names.split(), "verified_by": "iaea"}
        case "price" | "worth":
            for id in regime.known("relief"):
                if id != "relief/humanitarian-exports":
                    yield id, {"relief": id}
        case "frontier":
            yield "no package", {}
            yield US_OFFER, {"package": deals[US_OFFER]}
        case "authority":
            laws = [id for kind in ("un", "us", "kr", "eu") for id in regime.known(kind)]
            powers = [id for id in laws if regime.is_a(id, "Authority")]
            provisions = [id for id in laws if regime.is_a(id, "Measure")]
            for id in (*regime.known("relief"), *powers[::8], *provisions[::16]):
                if id != "relief/us-orders-revoked":
                    yield id, {"id": id}
        case "regime":
            for day in DAYS:
                yield day, {"on": day}
            yield "every", {"every": True}
        case "changes":
            for day in DAYS[:-1]:
                yield day, {"from_": day}
        case "history":
            for id in (*regime.known("subject"), *regime.known("goods")):
                yield id, {"id": id}
        case "show":
            kinds = (
                "un",
                "us",
                "relief",
                "action",
                "goods",
                "actor",
                "facility",
                "event",
                "rulebook",
            )
            for kind in kinds:
                for id in regime.known(kind)[::24]:
                    yield id, {"id": id}
        case "compare":
            for name, deal in deals.items():
                if name != FRAMEWORK:
                    yield name, {"a": deals[FRAMEWORK], "b": deal}
        case "why":
            for name, deal in deals.items():
                for finding in regime.validate(deal).findings[:3]:
                    yield f"{name} {finding.rule}", {"package": deal, "rule": finding.rule}
        case _:
            for name, deal in deals.items():
                yield name, {"package": deal}


def first(verb: str, regime: Any, given: Asked) -> Iterator[Asked]:
    """Yields what a process is asked before: the same of something else under the same law."""
    from kg.deal import parse_deal

    if verb in OTHERS:
        yield dict(OTHERS[verb])
    for name, deal in given.items():
        if name == "on":
            regime.on(date.fromisoformat(deal))
        if not hasattr(deal, "as_of"):
            continue
        other = parse_deal(FIRST.format(day=deal.as_of).encode(), "first.yaml", regime)
        more = {each: given[each] for each in given if each not in ("a", "b", name)}
        if verb == "compare":
            yield {"a": other, "b": other}
        elif verb == "why":
            yield {"package": other, "rule": regime.validate(other).findings[0].rule}
        else:
            yield {**more, name: other}


def warm(verb: str) -> dict[str, float]:
    """Asks one verb everything once, and returns the milliseconds of processor time."""
    import kg

    try:
        from kg.answers.verbs import VERBS
        from kg.core.errors import KgError
        from kg.core.resources import deal_files
    except ImportError:  # Before the modules stood in wings.
        from kg.errors import KgError  # type: ignore[import-not-found, no-redef]
        from kg.resources import deal_files  # type: ignore[import-not-found, no-redef]
        from kg.verbs import VERBS  # type: ignore[import-not-found, no-redef]

    try:
        from kg.present.answers import written

        def as_json(answer: Any) -> object:
            return written(answer, "json")
    except ImportError:  # Before the forms of answers stood apart.

        def as_json(answer: Any) -> object:
            return answer.told("json")

    # What is called ``every`` now was called ``all_`` then.
    law = next(each.ask for each in VERBS if each.name == "regime")
    renamed = {} if "every" in inspect.signature(law).parameters else {"every": "all_"}
    regime = kg.load()
    deals = {path.stem: kg.read_deal(path, regime) for path in deal_files()}
    asked = next(each.ask for each in VERBS if each.name == verb)

    def ask(given: Asked) -> float | None:
        start = time.process_time()
        try:
            answer = asked(regime, **{renamed.get(name, name): it for name, it in given.items()})
            as_json(answer)
        except KgError:
            return None  # A package with a gap, say, of which ``most`` makes nothing.
        return (time.process_time() - start) * 1000

    spent = {}
    known: set[str] = set()
    for name, given in samples(verb, regime, deals):
        for each in first(verb, regime, given):
            if str(each) not in known:
                ask(each)
        known |= {str(each) for each in OTHERS.values()}
        gc.collect()
        gc.freeze()  # As the server does when it is warm.
        if (needed := ask(given)) is not None:
            spent[name] = needed
    return spent


def cold(verb: str, checkout: Path) -> float:
    """Returns the milliseconds of processor time of a verb's command."""
    # What is installed has its bytecode.
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "kg.cli", *COMMANDS[verb].split()]
    subprocess.run(command, cwd=checkout, env=environment(checkout), capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def environment(checkout: Path) -> dict[str, str]:
    """Returns an environment in which a checkout comes before what is installed."""
    kept = {key: each for key, each in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(checkout)}


def measured(verb: str, checkout: Path) -> dict[str, float]:
    """Asks a verb in a process of its own, by the code of a checkout."""
    command = [sys.executable, __file__, "--worker", verb]
    done = subprocess.run(
        command, cwd=checkout, env=environment(checkout), stdout=subprocess.PIPE, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def summed(runs: list[dict[str, float]]) -> tuple[float, float, str]:
    """Returns the median, the worst, and of which this is, each the median of several runs."""
    spent = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    worst = max(spent, key=lambda name: spent[name])
    return statistics.median(spent.values()), spent[worst], worst


def told(verb: str, figures: tuple[float, float, str, float]) -> str:
    middle, worst, name, start = figures
    return f"{middle:9,.1f}{worst:9,.1f}{start:8,.0f}  {name:44.44}"


def missed(verb: str, figures: tuple[float, float, str, float]) -> str:
    """Names the goals that a verb misses."""
    _, worst, _, start = figures
    most = {"repair": REPAIR, "frontier": float("inf")}.get(verb, WARM)
    found = ["warm"] if worst > most else []
    found += ["cold"] if start > COLD and verb not in SLOW else []
    return f"misses {' and '.join(found)}" if found else ""


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, help="a checkout of an older commit")
    parser.add_argument("--runs", type=int, default=3, help="processes for each verb")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("verbs", nargs="*", help="the verbs to measure; all if left out")
    given = parser.parse_args()
    if given.worker:
        json.dump(warm(given.worker), sys.stdout)
        return
    checkouts = [each.resolve() for each in (ROOT, given.against) if each]
    head = f"{'median':>9}{'worst':>9}{'cold':>8}  {'worst of':44}"
    titles = ("this checkout, ms", str(given.against))[: len(checkouts)]
    print(f"{'':14}{''.join(f'{each:72}' for each in titles)}")
    print(f"{'verb':14}{head * len(checkouts)}")
    for verb in given.verbs or COMMANDS:
        runs: dict[Path, list[dict[str, float]]] = {each: [] for each in checkouts}
        starts: dict[Path, list[float]] = {each: [] for each in checkouts}
        for _ in range(given.runs):
            for each in checkouts:
                runs[each].append(measured(verb, each))
        for _ in range(RUNS):
            for each in checkouts:
                starts[each].append(cold(verb, each))
        figures = [(*summed(runs[each]), min(starts[each])) for each in checkouts]
        columns = "".join(told(verb, each) for each in figures)
        print(f"{verb:14}{columns}{missed(verb, figures[0])}", flush=True)


if __name__ == "__main__":
    main()
