"""What is written goes where it should, whole or not at all, and nothing else is touched.

A matrix of places (what may stand where a file is to go) at the one door through which everything
is written; each command that writes is shown to go through it. What hangs on the streams of a
process runs in one of its own.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import json
import os
import re
import resource
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from commands import Done, run

from kg.cli import common
from kg.core import files
from kg.core.errors import BadInput
from kg.core.files import put, put_folder, put_new, putting
from kg.publish.describe import File
from kg.publish.files import MANIFEST, write_folder

ROOT = Path(__file__).parents[1]
LISTS = ROOT / "tests" / "data" / "designations"
OLD, NEW = b"old\n", b"new and longer\n" * 1000


@contextlib.contextmanager
def full_disk(room: int = 100) -> Iterator[None]:
    """No file grows beyond so many bytes: what a full disk does, without the disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextlib.contextmanager
def reader(fifo: Path) -> Iterator[list[bytes]]:
    """What comes out of a named pipe, once this is over."""
    found: list[bytes] = []
    thread = threading.Thread(target=lambda: found.append(fifo.read_bytes()))
    thread.start()
    yield found
    thread.join(20)


def refusal(write: Callable[[], object]) -> str:
    with pytest.raises(BadInput) as error:
        write()
    return str(error.value)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


# --- the place --------------------------------------------------------------------------------


@pytest.mark.parametrize("bits", [0o600, 0o640, 0o664, 0o755, 0o200])
def test_a_file_keeps_its_mode(bits: int, tmp_path: Path) -> None:
    place = tmp_path / "o.txt"
    place.write_bytes(OLD)
    place.chmod(bits)
    put(place, NEW)
    assert (place.read_bytes(), mode(place), names(tmp_path)) == (NEW, bits, ["o.txt"])


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_a_new_file_has_what_the_umask_leaves(mask: int, tmp_path: Path) -> None:
    before = os.umask(mask)
    try:
        put(tmp_path / "a", NEW)
        put_new(tmp_path / "b", NEW)
        put_folder(tmp_path / "c", {"d": NEW})
    finally:
        os.umask(before)
    places = [tmp_path / "a", tmp_path / "b", tmp_path / "c" / "d"]
    assert [mode(place) for place in places] == [0o666 & ~mask] * 3
    assert mode(tmp_path / "c") == 0o777 & ~mask


def test_what_is_private_is_private_while_it_is_written(tmp_path: Path) -> None:
    place = tmp_path / "o.txt"
    place.write_bytes(OLD)
    place.chmod(0o600)
    with putting(place) as stream:
        stream.write(NEW)
        assert {mode(each) for each in tmp_path.iterdir()} == {0o600}


def test_a_file_keeps_its_owner_or_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "o.txt"
    place.write_bytes(OLD)
    if os.geteuid() == 0:
        os.chown(place, 12345, 23456)
    before = place.stat()
    put(place, NEW)
    after = place.stat()
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)


@pytest.mark.parametrize("bits", [0o444, 0o400, 0o555, 0o000])
def test_a_file_that_nobody_may_write_is_refused_to_root_too(bits: int, tmp_path: Path) -> None:
    place = tmp_path / "o.txt"
    place.write_bytes(OLD)
    place.chmod(bits)
    assert refusal(lambda: put(place, NEW)) == f"{place}: cannot write: Permission denied"
    assert (mode(place), names(tmp_path)) == (bits, ["o.txt"])
    place.chmod(0o600)
    assert place.read_bytes() == OLD


def test_a_file_with_several_names_is_refused_and_stays_alike_under_all(tmp_path: Path) -> None:
    place, other = tmp_path / "o.txt", tmp_path / "other.txt"
    place.write_bytes(OLD)
    other.hardlink_to(place)
    assert "2 names (hard links)" in refusal(lambda: put(place, NEW))
    assert (place.read_bytes(), other.read_bytes(), place.samefile(other)) == (OLD, OLD, True)


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("deep", [1, 3])
def test_links_are_followed_also_to_what_is_not_there_yet(
    deep: int, there: bool, tmp_path: Path
) -> None:
    (tmp_path / "far").mkdir()
    whole = tmp_path / "far" / "whole.txt"
    if there:
        whole.write_bytes(OLD)
    last = Path("far/whole.txt")
    for number in range(deep):
        link = tmp_path / f"link-{number}"
        link.symlink_to(last)
        last = Path(link.name)
    put(tmp_path / last, NEW)
    assert (whole.read_bytes(), whole.is_symlink(), (tmp_path / last).is_symlink()) == (
        *(NEW, False),
        True,
    )
    assert names(whole.parent) == ["whole.txt"]


@pytest.mark.parametrize("through_a_link", [True, False])
def test_a_pipe_is_written_into(through_a_link: bool, tmp_path: Path) -> None:
    fifo, place = tmp_path / "fifo", tmp_path / "place"
    os.mkfifo(fifo)
    place.symlink_to(fifo)
    with reader(fifo) as found:
        put(place if through_a_link else fifo, NEW)
    assert (found, fifo.is_fifo()) == ([NEW], True)


def test_a_pipe_whose_reader_has_gone_is_no_error(tmp_path: Path) -> None:
    out, into = os.pipe()
    os.close(out)
    put(Path(f"/dev/fd/{into}"), NEW * 100)
    os.close(into)


def test_devices_stay_what_they_are(tmp_path: Path) -> None:
    put(Path("/dev/null"), NEW)
    link = tmp_path / "o.txt"
    link.symlink_to("/dev/full")
    assert refusal(lambda: put(link, NEW)).endswith("cannot write: No space left on device")
    assert Path("/dev/null").is_char_device()
    assert Path("/dev/full").is_char_device()


@pytest.mark.parametrize("how", ["/dev/fd/{}", "/proc/self/fd/{}", "a link"])
def test_an_open_stream_is_written_where_it_stands(how: str, tmp_path: Path) -> None:
    """What was written before stays, and what comes later comes after it."""
    log = tmp_path / "log.txt"
    with log.open("wb", buffering=0) as stream:
        place = tmp_path / "link"
        place.symlink_to(f"/dev/fd/{stream.fileno()}")
        stream.write(b"before\n")
        put(place if how == "a link" else Path(how.format(stream.fileno())), NEW)
        stream.write(b"after\n")
    assert log.read_bytes() == b"before\n" + NEW + b"after\n"


def folder(home: Path) -> Path:
    return home


def under_a_file(home: Path) -> Path:
    (home / "file.yaml").write_bytes(OLD)
    return home / "file.yaml" / "x"


def no_folder(home: Path) -> Path:
    return home / "missing" / "o.txt"


def too_long(home: Path) -> Path:
    return home / ("o" * 300)


def ring(home: Path) -> Path:
    (home / "a").symlink_to("b")
    (home / "b").symlink_to("a")
    return home / "a"


def into_no_folder(home: Path) -> Path:
    (home / "link").symlink_to("missing/o.txt")
    return home / "link"


NOWHERE = [
    *(folder, under_a_file, no_folder, too_long, ring, into_no_folder),
    *(lambda _, named=named: Path(named) for named in (".", "/", "", "..", "/sys/o.txt")),
]


@pytest.mark.parametrize("made", NOWHERE)
def test_a_place_that_takes_no_file_is_one_sentence(
    made: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    place = made(tmp_path)
    before = names(tmp_path)
    said = refusal(lambda: put(place, NEW))
    assert said.startswith(f"{place}: cannot write: ")
    assert "\n" not in said
    assert names(tmp_path) == before
    # The command says the same of it, whatever it looks at before.
    done = run("price", "kaesong", "-o", str(place))
    assert (done.returncode, done.stderr) == (2, f"sanctions-kg: {said}\n")


def test_the_longest_name_is_long_enough(tmp_path: Path) -> None:
    put(tmp_path / ("o" * 255), NEW)
    put_folder(tmp_path / ("f" * 255), {"a": NEW})


# --- the temporary file -----------------------------------------------------------------------


@pytest.mark.parametrize("named", [".o.txt.part", ".o.txt.tmp", "o.txt.part", "o.txt~"])
def test_a_planted_link_and_someone_else_s_file_are_never_touched(
    named: str, tmp_path: Path
) -> None:
    victim, place = tmp_path / "v.txt", tmp_path / "o.txt"
    victim.write_bytes(OLD)
    (tmp_path / named).symlink_to("v.txt")
    put(place, NEW)
    assert (victim.read_bytes(), place.read_bytes(), place.is_symlink()) == (OLD, NEW, False)
    assert (tmp_path / named).is_symlink()


def test_a_name_that_was_guessed_even_so_is_opened_by_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = tmp_path / "v.txt"
    victim.write_bytes(OLD)
    monkeypatch.setattr(files, "_unguessed", lambda: "guessed")
    (tmp_path / ".guessed.part").symlink_to("v.txt")
    assert "File exists" in refusal(lambda: put(tmp_path / "o.txt", NEW))
    assert victim.read_bytes() == OLD


def test_two_writers_of_one_place_never_mix(tmp_path: Path) -> None:
    place = tmp_path / "o.txt"
    with putting(place) as one, putting(place) as two:
        for _ in range(1000):
            one.write(b"1" * 100)
            two.write(b"2" * 100)
        assert len(names(tmp_path)) == 2
    assert place.read_bytes() == b"1" * 100_000  # The one that ended last.
    assert names(tmp_path) == ["o.txt"]


@pytest.mark.parametrize("error", [OSError(errno.EIO, "x"), KeyboardInterrupt(), SystemExit(3)])
def test_what_goes_wrong_elsewhere_is_not_the_output_s_and_leaves_it_alone(
    error: BaseException, tmp_path: Path
) -> None:
    place = tmp_path / "o.txt"
    place.write_bytes(OLD)
    with pytest.raises(type(error)) as found, putting(place) as stream:  # noqa: PT012
        stream.write(NEW)
        raise error
    assert found.value is error
    assert (place.read_bytes(), names(tmp_path)) == (OLD, ["o.txt"])


SLOW = """
import sys, time
import kg.cli
from pathlib import Path
from kg.core.files import putting

def slow():
    with putting(Path("o.txt")) as stream:
        stream.write(b"half")
        stream.flush()
        print("begun", flush=True)
        time.sleep(60)

kg.cli.app = slow
kg.cli.main()
"""


def slow(home: Path, *sent: signal.Signals, ignored: bool = False) -> subprocess.Popen[str]:
    """A command that is in the midst of writing when signals come; and has ended."""

    def ignore() -> None:
        if ignored:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)

    (home / "o.txt").write_bytes(OLD)
    command = [sys.executable, "-c", SLOW]
    done = subprocess.Popen(
        command, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=ignore, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout is not None
    assert done.stdout.readline() == "begun\n"
    for each in sent:
        done.send_signal(each)
    said = done.communicate(timeout=20)
    assert said == ("", ""), said
    return done


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ((signal.SIGTERM,), -signal.SIGTERM),
        ((signal.SIGHUP,), -signal.SIGHUP),
        ((signal.SIGTERM, signal.SIGTERM), -signal.SIGTERM),
        ((signal.SIGINT,), 130),
    ],
)
def test_a_signal_leaves_the_old_file_and_nothing_else(
    sent: tuple[signal.Signals, ...], code: int, tmp_path: Path
) -> None:
    assert slow(tmp_path, *sent).returncode == code
    assert ((tmp_path / "o.txt").read_bytes(), names(tmp_path)) == (OLD, ["o.txt"])


def test_a_hangup_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    done = slow(tmp_path, signal.SIGHUP, signal.SIGTERM, ignored=True)
    assert done.returncode == -signal.SIGTERM


# --- every command that writes ----------------------------------------------------------------

#: Each writes one file: {} is its place. The short examples of what the commands are for.
WRITERS = {
    "o.txt": "price kaesong -o {}",
    "o.json": "validate tutorial -o {}",
    "o.csv": "query history-of-subject subject=subject/coal -o {}",
    "judged.ttl": "validate tutorial --format data -o {}",
    "repaired.yaml": "repair tutorial --write {}",
    "most.yaml": "justify road-map --verified-by iaea --most --phases 1 --write {}",
    "law.nt": "export --what inferred --format nt -o {}",
    "names.nq": f"import-designations {LISTS / 'un.xml'} -o {{}}",
    "lines.jsonl": "validate many.jsonl -o {}",
    "frontier.svg": "frontier --seconds 0 --plot {}",
}


def write(named: str, home: Path) -> Done:
    return run(*shlex.split(WRITERS[named].format(named)), cwd=home)


@pytest.mark.parametrize("named", WRITERS)
def test_every_command_that_writes_follows_links_keeps_the_mode_and_refuses(
    named: str, tmp_path: Path
) -> None:
    (tmp_path / "many.jsonl").write_text("{}\n", "utf-8")
    whole, place = tmp_path / f"whole-{named}", tmp_path / named
    whole.write_bytes(OLD)
    whole.chmod(0o600)
    place.symlink_to(whole.name)
    assert "cannot write" not in write(named, tmp_path).stderr
    assert (place.is_symlink(), mode(whole)) == (True, 0o600)
    assert whole.read_bytes() != OLD
    whole.write_bytes(OLD)
    with full_disk(2):
        done = write(named, tmp_path) if named != "lines.jsonl" else None
    if done is not None:
        assert (done.returncode, "cannot write: File too large" in done.stderr) == (2, True)
        assert "Traceback" not in done.stderr
        assert whole.read_bytes() == OLD
    whole.chmod(0o444)
    done = write(named, tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(f"{named}: cannot write: Permission denied\n")
    assert whole.read_bytes() == OLD
    assert names(tmp_path) == sorted(["many.jsonl", named, whole.name])


def test_no_output_has_to_be_readable() -> None:
    """The command line would refuse a file of mode 200, or a folder, in its own words."""
    places = {"output", "write", "plot", "site"}
    for name in common.COMMANDS:
        for each in common.Commands().get_command(None, name).params:
            if each.name in places or (name, each.name) == ("new", "file"):
                assert not each.type.readable, (name, each.name)


def test_a_file_that_would_change_its_owner_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "o.txt"
    place.write_bytes(OLD)
    usual = os.fstat

    def refuse(*_: int) -> None:
        raise PermissionError(errno.EPERM, "x")

    def others(file: int) -> os.stat_result:
        found = list(usual(file))
        return os.stat_result([*found[:4], found[4] + 1, *found[5:]])

    monkeypatch.setattr(os, "fchown", refuse)
    monkeypatch.setattr(os, "fstat", others)
    assert "the file would change its owner" in refusal(lambda: put(place, NEW))
    monkeypatch.undo()
    assert (place.read_bytes(), names(tmp_path)) == (OLD, ["o.txt"])


def test_nothing_is_written_by_another_door() -> None:
    """What builds the project's own files, run by hand, may."""
    door = re.compile(r"\.write_(?:text|bytes)\(|open\(\s*['\"][wax]|\bmkstemp|\bmkdtemp|NamedTemp")
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "kg").rglob("*.py")
        if door.search(path.read_text("utf-8"))
    }
    assert found == {
        "kg/core/files.py",
        "kg/answers/kinds.py",
        "kg/check/compiled/__main__.py",
        "kg/deal/derive/class_rules.py",
        "kg/deal/schema.py",
        "kg/graph/reason.py",
    }


@pytest.mark.parametrize(
    ("command", "place"),
    [
        ("validate broken.jsonl -o {}", "o.jsonl"),
        ("validate broken.yaml -o {}", "o.json"),
        ("import-designations broken.xml -o {}", "o.nq"),
    ],
)
def test_an_input_that_cannot_be_read_is_named_and_empties_no_earlier_output(
    command: str, place: str, tmp_path: Path
) -> None:
    named = shlex.split(command)[1]
    (tmp_path / named).symlink_to("/proc/self/mem")  # It opens, and every read of it fails.
    (tmp_path / place).write_bytes(OLD)
    done = run(*shlex.split(command.format(place)), cwd=tmp_path)
    assert done.returncode == 2
    assert place not in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / place).read_bytes() == OLD


def test_a_batch_answers_on_every_line_into_a_file_with_several_names(tmp_path: Path) -> None:
    """It is written where it stands, so all names have it."""
    (tmp_path / "many.jsonl").write_text("{}\n" * 3, "utf-8")
    (tmp_path / "o.jsonl").write_bytes(OLD)
    (tmp_path / "other").hardlink_to(tmp_path / "o.jsonl")
    run("validate", "many.jsonl", "-o", "o.jsonl", cwd=tmp_path)
    found = [json.loads(line)["line"] for line in (tmp_path / "other").read_text().splitlines()]
    assert found == [1, 2, 3]


def test_new_leaves_nothing_on_a_full_disk(tmp_path: Path) -> None:
    with full_disk():
        done = run("new", "deal.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "sanctions-kg: deal.yaml: cannot write: File too large\n"
    assert names(tmp_path) == []


@pytest.mark.parametrize("linked", [True, False])
def test_new_writes_over_nothing(linked: bool, tmp_path: Path) -> None:
    place = tmp_path / "deal.yaml"
    place.symlink_to("nowhere") if linked else place.write_bytes(OLD)
    done = run("new", "deal.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert "the file exists; nothing was written" in done.stderr
    assert names(tmp_path) == ["deal.yaml"]


def test_frontier_writes_all_of_its_files_or_none(tmp_path: Path) -> None:
    command = ["frontier", "--phases", "1", "--seconds", "600", "--write", "points"]
    with full_disk():
        done = run(*command, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "sanctions-kg: points: cannot write: File too large\n"
    assert names(tmp_path) == []
    done = run(*command, cwd=tmp_path)
    assert done.returncode == 0
    told = re.findall(r"wrote points/(\S+)", done.stderr)
    assert sorted(told) == names(tmp_path / "points") != []
    (tmp_path / "points" / told[0]).write_bytes(OLD)
    assert run(*command, cwd=tmp_path).returncode == 2
    assert (tmp_path / "points" / told[0]).read_bytes() == OLD


@pytest.mark.parametrize("form", ["o.txt", "o.md"])
def test_a_file_holds_everything_and_no_colours(form: str, tmp_path: Path) -> None:
    command = ("regime", "--on", "2019-04-09")
    assert run(*command, "-o", form, cwd=tmp_path).returncode == 0
    written = (tmp_path / form).read_text("utf-8")
    shape = () if form == "o.txt" else ("--format", "md")
    assert written == run(*command, *shape, "--all").stdout
    assert "\x1b" not in written
    assert len(run(*command).stdout.splitlines()) <= 120 < len(written.splitlines())


# --- the folder of an export ------------------------------------------------------------------


def export(home: Path, **contents: bytes) -> None:
    """Writes an export with a file for each: ``a__b`` is ``a/b``."""
    found = [File(name.replace("__", "/"), data) for name, data in contents.items()]
    from hashlib import sha256

    listed = {each.path: sha256(each.data).hexdigest() for each in found}
    manifest = json.dumps({"generator": "sanctions-kg", "files": listed}).encode()
    write_folder(home, [*found, File(MANIFEST, manifest)])


def content(home: Path) -> dict[str, bytes]:
    return {
        str(each.relative_to(home)): each.read_bytes()
        for each in sorted(home.rglob("*"))
        if each.is_file() and each.name != MANIFEST
    }


def test_an_export_replaces_one_that_nobody_changed_and_keeps_modes(tmp_path: Path) -> None:
    home = tmp_path / "out"
    export(home, a__b=b"1", c=b"2", d=b"3")
    (home / "c").chmod(0o600)
    for _ in range(2):
        export(home, c=b"4", e__f=b"5", d=b"3")
        assert content(home) == {"c": b"4", "e/f": b"5", "d": b"3"}
    assert (mode(home / "c"), names(tmp_path)) == (0o600, ["out"])
    assert "before" not in json.loads((home / MANIFEST).read_bytes())


@pytest.mark.parametrize("edited", ["a/b", "c"])
def test_a_changed_file_is_refused_before_anything_is_written(edited: str, tmp_path: Path) -> None:
    """One that would be replaced, and one that would be removed."""
    export(tmp_path, a__b=b"1", c=b"2")
    (tmp_path / edited).write_bytes(b"mine")
    before = content(tmp_path) | {MANIFEST: (tmp_path / MANIFEST).read_bytes()}
    said = refusal(lambda: export(tmp_path, c=b"3", d=b"4"))
    assert f"{edited} was changed since it was exported; nothing was written" in said
    assert content(tmp_path) | {MANIFEST: (tmp_path / MANIFEST).read_bytes()} == before


@pytest.mark.parametrize(
    "listed", ["lnk/victim", "../victim/victim", "{}/victim/victim", "lnk", ".", "", "a/../../b"]
)
def test_a_list_that_leads_outside_removes_nothing(listed: str, tmp_path: Path) -> None:
    home, outside = tmp_path / "home", tmp_path / "victim"
    home.mkdir()
    outside.mkdir()
    (outside / "victim").write_bytes(OLD)
    (home / "lnk").symlink_to("../victim")
    from hashlib import sha256

    hashes = {listed.format(tmp_path): sha256(OLD).hexdigest()}
    data = {"generator": "sanctions-kg", "files": hashes}
    (home / MANIFEST).write_text(json.dumps(data), "utf-8")
    with contextlib.suppress(BadInput):
        export(home, c=b"3")
    assert content(outside) == {"victim": OLD}
    assert (home / "lnk").is_symlink()


@pytest.mark.parametrize("named", ["a", "a/b", MANIFEST])
def test_an_export_follows_no_link_in_its_folder(named: str, tmp_path: Path) -> None:
    home, outside = tmp_path / "home", tmp_path / "outside"
    outside.mkdir()
    export(home, a__b=b"1")
    (home / named).rename(outside / "moved")
    (home / named).symlink_to(outside / "moved")
    before = content(outside)
    refusal(lambda: export(home, a__b=b"2"))
    assert content(outside) == before
    assert (home / named).is_symlink()


@pytest.mark.parametrize("data", ['{"files": []}', '{"files": {"c": 1}}', '{"files": {"c": null}}'])
def test_a_list_that_is_none_gives_leave_to_nothing(data: str, tmp_path: Path) -> None:
    (tmp_path / "c").write_bytes(OLD)
    listed = {"generator": "sanctions-kg", **json.loads(data)}
    (tmp_path / MANIFEST).write_text(json.dumps(listed), "utf-8")
    refusal(lambda: export(tmp_path, c=b"3"))
    assert (tmp_path / "c").read_bytes() == OLD


@pytest.mark.parametrize("after", range(5))
def test_an_export_that_was_cut_short_can_be_done_again_by_any_other(
    after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, moved, usual = tmp_path / "out", 0, Path.replace
    export(home, a=b"1", b=b"1", c=b"1")

    def replace(self: Path, target: Path) -> Path:
        nonlocal moved
        moved += 1
        if moved > after:
            raise KeyboardInterrupt
        return usual(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with contextlib.suppress(KeyboardInterrupt):
        export(home, a=b"2", b=b"2", d=b"2")
    monkeypatch.setattr(Path, "replace", usual)
    assert names(tmp_path) == ["out"]
    export(home, a=b"3", b=b"3")
    assert content(home) == {"a": b"3", "b": b"3"}


def test_a_full_disk_leaves_an_earlier_export_whole(tmp_path: Path) -> None:
    home = tmp_path / "out"
    export(home, a=b"1")
    with full_disk(2000):
        said = refusal(lambda: export(home, a=b"2", b=b"2" * 4000))
        refusal(lambda: export(tmp_path / "other", b=b"2" * 4000))
    assert said == f"{home}: cannot write: File too large"
    assert (content(home), names(tmp_path)) == ({"a": b"1"}, ["out"])


# --- the streams ------------------------------------------------------------------------------

VERDICTS = [("wertz-2019-framework", 0), ("tutorial", 1)]


def command(shell: str, **settings: str) -> Done:
    """Runs a line of a shell in which ``kg`` is the command, and the code is that of it."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHON": sys.executable, **settings}
    line = f'set -o pipefail; kg() {{ "$PYTHON" -m kg.cli "$@"; }}; {shell}'
    return subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, errors="replace", env=env, check=False
    )


@pytest.mark.parametrize(
    "line",
    [
        "kg price kaesong > /dev/full",
        "kg price kaesong --format json > /dev/full",
        "kg query --list > /dev/full",
        "kg export > /dev/full",
        "kg --help > /dev/full",
        "kg validate many.jsonl > /dev/full",
        "kg price kaesong >&-",
        "kg price kaesong --format json >&-",
        "kg price kaesong -o /dev/full",
    ],
)
def test_an_output_that_takes_nothing_is_one_line_and_two(line: str, tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_text("{}\n", "utf-8")
    done = command(f"cd {shlex.quote(str(tmp_path))}; {line}")
    assert done.returncode == 2
    why = "Bad file descriptor" if ">&-" in line else "No space left on device"
    told = [each for each in done.stderr.splitlines() if "Data read up to" not in each]
    assert told == [
        f"sanctions-kg: {'/dev/full' if '-o' in line else 'stdout'}: cannot write: {why}"
    ]


@pytest.mark.parametrize(("package", "code"), VERDICTS)
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_closed_pipe_is_silent_and_the_code_is_that_of_the_answer(
    form: str, package: str, code: int
) -> None:
    done = command(f"kg validate {package} --all --format {form} | true")
    assert (done.returncode, done.stderr) == (code, "")


@pytest.mark.parametrize("line", ["export", "--help", "query --list", "validate no-such 2>&1"])
def test_a_closed_pipe_is_silent_whatever_is_told(line: str) -> None:
    done = command(f"kg {line} | true")
    assert (done.returncode, "Error" in done.stderr) == (2 if "no-such" in line else 0, False)


def test_a_batch_that_nobody_reads_ends(tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_text('{"id": "x"\n' * 200_000, "utf-8")
    done = command(f"timeout 30 $PYTHON -m kg.cli validate {tmp_path}/many.jsonl | head -1")
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (2, "", 1)


@pytest.mark.parametrize("streams", ["2>&-", "2>/dev/full", "2> >(true)"])
def test_talk_that_nobody_hears_changes_no_code(streams: str) -> None:
    assert (
        command(
            f"kg query history-of-subject subject=subject/coal --format csv {streams}"
        ).returncode
        == 0
    )
    assert command(f"kg price nothing {streams}").returncode == 2


def test_a_closed_stdout_is_no_matter_where_a_file_is_written(tmp_path: Path) -> None:
    place = tmp_path / "o.txt"
    done = command(f"kg price kaesong -o {shlex.quote(str(place))} <&- >&- 2>&-")
    assert done.returncode == 0
    assert place.read_bytes().startswith(b"What suspension") or place.stat().st_size > 1000


@pytest.mark.parametrize("page", ["cp949", "cp932", "gbk", "cp1252", "ascii", "LC_ALL=C"])
def test_no_letter_is_beyond_a_code_page(page: str) -> None:
    settings = {"PYTHONIOENCODING": page}
    if "=" in page:
        settings = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = command("kg validate tutorial --all | cat; kg nöpe-한국 2>&1", **settings)
    assert done.returncode == 2
    assert "Traceback" not in done.stdout + done.stderr
    assert len(done.stdout) > 1000


#: Those that only listen, and one that needs a list that nobody ships.
LISTEN = {"serve", "mcp", "push", "import-designations", "check"}


@pytest.mark.parametrize("name", [name for name in common.COMMANDS if name not in LISTEN])
def test_every_command_tells_its_example_in_ascii(name: str, tmp_path: Path) -> None:
    importlib.import_module(f"kg.cli.{common.COMMANDS[name]}")
    example = common._FOUND[name][1].removeprefix("Example: sanctions-kg ")
    done = run(*shlex.split(example), cwd=tmp_path, page="ascii")
    assert (done.returncode in (0, 1), done.stdout.isascii()) == (True, True)
    assert run(name, "--help", page="ascii").returncode == 0
