"""How long a large list takes to read, and how much memory: each format, in a process of its own.

Makes a file of the size asked for from invented names, reads it, and deletes it. Run with
``python benchmarks/lists.py`` (1 GB each) or ``--megabytes 20``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
FORMATS = ("un-xml", "ofac-xml", "ofac-csv", "ftm")
# One record in so many is of the regime; lists of the world hold far fewer.
SHARE = 20
FILLER = "An invented remark of some length, as such lists have them. " * 6


def pieces(format: str) -> Iterator[str]:
    """Yields the file without end, record by record."""
    number = 0
    while True:
        number += 1
        ours = number % SHARE == 0
        yield MAKERS[format](number, ours)


def un(number: int, ours: bool) -> str:
    code, reference = ("DPRK", f"KPi.{number}") if ours else ("Elsewhere", f"XXi.{number}")
    return (
        f"<INDIVIDUAL><DATAID>{number}</DATAID><FIRST_NAME>Nobody</FIRST_NAME>"
        f"<SECOND_NAME>Number {number}</SECOND_NAME><UN_LIST_TYPE>{code}</UN_LIST_TYPE>"
        f"<REFERENCE_NUMBER>{reference}</REFERENCE_NUMBER><LISTED_ON>2017-12-22</LISTED_ON>"
        f"<COMMENTS1>{FILLER}</COMMENTS1></INDIVIDUAL>\n"
    )


def ofac_xml(number: int, ours: bool) -> str:
    return (
        f"<sdnEntry><uid>{number}</uid><lastName>Nobody {number}</lastName>"
        f"<sdnType>Entity</sdnType><programList><program>{'DPRK4' if ours else 'X'}</program>"
        f"</programList><remarks>{FILLER}</remarks></sdnEntry>\n"
    )


def ofac_csv(number: int, ours: bool) -> str:
    nothing = ',"-0- "' * 7
    code = "DPRK4] [X" if ours else "X"
    return f'{number},"NOBODY {number}","-0- ","{code}"{nothing},"{FILLER}"\n'


def ftm(number: int, ours: bool) -> str:
    id = f"NK-{number}"
    entity = f'"schema":"Company","caption":"Nobody {number}","properties":{{"notes":["{FILLER}"]}}'
    sanction = f'"schema":"Sanction","properties":{{"entity":["{id}"],"program":["%s"]}}'
    data = '"datasets":["us_ofac_sdn"]'
    listed = sanction % ("DPRK4" if ours else "X")
    return f'{{"id":"{id}",{entity},{data}}}\n{{"id":"s-{number}",{listed},{data}}}\n'


MAKERS = {"un-xml": un, "ofac-xml": ofac_xml, "ofac-csv": ofac_csv, "ftm": ftm}
AROUND = {
    "un-xml": ("<CONSOLIDATED_LIST><INDIVIDUALS>\n", "</INDIVIDUALS></CONSOLIDATED_LIST>\n"),
    "ofac-xml": ("<sdnList>\n", "</sdnList>\n"),
}


def make(path: Path, format: str, size: int) -> None:
    """Writes a list of at least so many bytes."""
    before, after = AROUND.get(format, ("", ""))
    with path.open("w", encoding="utf-8") as stream:
        written = stream.write(before)
        for piece in pieces(format):
            written += stream.write(piece)
            if written >= size:
                break
        stream.write(after)


def one(path: Path, output: Path, every: bool) -> str:
    """Reads a list in this process; returns what ``Measured`` holds, in its order."""
    import kg
    from kg.lists import bring

    regime = kg.load()
    start, begun = time.process_time(), time.perf_counter()
    report = bring(regime, path, output, every=every)
    spent, took = time.process_time() - start, time.perf_counter() - begun
    # Not ru_maxrss, which begins with the peak of the process that started this one.
    status = Path("/proc/self/status").read_text("ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return f"{report.read} {report.kept} {spent:.2f} {took:.2f} {peak / 1024:.0f}"


@dataclass(frozen=True)
class Measured:
    """Records read and kept, seconds of processor time and in all, and the peak of memory in MB."""

    read: int
    kept: int
    cpu: float
    wall: float
    peak: float


def measure(format: str, size: int, every: bool = False) -> Measured:
    """Makes a list and reads it in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path, output = Path(folder) / "list", Path(folder) / "out.nq"
        make(path, format, size)
        line = [sys.executable, __file__, "--one", str(path), str(output)]
        done = subprocess.run(
            [*line, *(["--all"] if every else [])], cwd=ROOT, capture_output=True, text=True
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        read, kept, *rest = done.stdout.split()
        return Measured(int(read), int(kept), *map(float, rest))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--all", action="store_true", help="keep every record")
    parser.add_argument("--one", nargs=2, type=Path, metavar=("LIST", "OUTPUT"))
    given = parser.parse_args()
    if given.one:
        sys.path.insert(0, str(ROOT))
        print(one(*given.one, given.all))
        return
    print(f"{'format':10}{'records':>12}{'kept':>12}{'cpu s':>10}{'wall s':>10}{'peak MB':>10}")
    for format in FORMATS:
        found = measure(format, given.megabytes * 1_000_000, given.all)
        counts = f"{format:10}{found.read:>12,}{found.kept:>12,}"
        times = f"{found.cpu:>10.1f}{found.wall:>10.1f}"
        print(f"{counts}{times}{found.peak:>10.0f}", flush=True)


if __name__ == "__main__":
    main()
