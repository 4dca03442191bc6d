"""Files put in place: whole or not at all.

What is written stands beside its place, under a name that cannot be guessed and that nobody else
has opened, until it is whole; then it takes the place in one step, so that two writers never mix.
It is taken away on every way out but ``kill -9``. What the place is decides the rest:

- a link is followed to what it names, which may not be there yet;
- what is no file, such as a pipe, a device or ``/dev/stdout``, is written into as it is;
- a file keeps its mode, owner and group, or is refused; a new one has what the umask leaves;
- a file that may not be written is refused, and one whose mode lets nobody write to root too;
- a file with several names (hard links) is refused: replaced under one of them, it would stay as it
  was under the others.
"""

from __future__ import annotations

import atexit
import io
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from errno import EACCES, EISDIR
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG
from typing import TYPE_CHECKING, BinaryIO, TextIO

from kg.core.errors import BadInput

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

_ANY_MAY_WRITE = 0o222
_COPY = "write another file and copy it over this one"


class Sink(io.BufferedWriter):
    """What is written to, and says itself under which name it takes no more.

    A reader who has gone away is no error: what is written after that is dropped.

    Attributes:
        called: its name in errors.
        done: whether it takes nothing any more.
    """

    def __init__(self, raw: io.FileIO, called: str) -> None:
        super().__init__(raw)
        self.called, self.done = called, False

    def write(self, data: Buffer, /) -> int:
        """Writes bytes; says how many were taken.

        Raises:
            BadInput: if they cannot be written.
        """
        if not self.done:
            try:
                return super().write(data)
            except OSError as error:
                self.failed(error)
        return memoryview(data).nbytes

    def flush(self) -> None:
        """Writes what waits.

        Raises:
            BadInput: if it cannot be written.
        """
        if not self.done:
            try:
                super().flush()
            except OSError as error:
                self.failed(error)

    def failed(self, error: OSError) -> None:
        """Takes nothing any more: what waits would only fail once more.

        Raises:
            BadInput: unless the reader has gone away.
        """
        self.done = True
        if not isinstance(error, BrokenPipeError):
            raise _unwritable(error, self.called) from None


def put(path: Path, data: bytes) -> None:
    """Writes a file, put in place only once it is complete.

    Raises:
        BadInput: if it cannot be written.
    """
    with putting(path) as stream:
        stream.write(data)


def aside(name: str, data: bytes) -> Path:
    """Keeps what can be read only once, in a folder that nobody else sees and that ends with us.

    Args:
        name: the name of the file.
        data: what was read.
    """
    folder = Path(tempfile.mkdtemp(prefix="sanctions-kg-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / name
    path.write_bytes(data)
    return path


@contextmanager
def putting(path: Path) -> Iterator[BinaryIO]:
    """Yields what to write a file into, piece by piece; it is put in place once all went well.

    What goes wrong elsewhere meanwhile, such as with a file that is read, is raised as it is.

    Raises:
        BadInput: if it cannot be written.
    """
    with _named(path):
        place, old = _place(path)
    if old is not None and (_is_stream(place) or not S_ISREG(old.st_mode)):
        with _into(place, "wb", path) as stream:
            yield stream
        return
    with _named(path):
        if old is not None:
            _check(place, old, path)
    partial = place.with_name(f".{_unguessed()}.part")
    try:
        with _beside(partial, old, path) as stream:
            with _named(path):
                _keep(stream.fileno(), old, path)
            yield stream
        with _named(path):
            partial.replace(place)
    finally:
        with suppress(OSError):
            partial.unlink()


@contextmanager
def growing(path: Path, go_on: bool) -> Iterator[TextIO]:
    """Yields what to write lines into where the file stands, so that a broken run leaves its part.

    Args:
        path: the file.
        go_on: whether what it holds stays.

    Raises:
        BadInput: if it cannot be written.
    """
    with _named(path):
        place, old = _place(path)
        if old is not None and S_ISREG(old.st_mode) and not _is_stream(place):
            _check(place, old, path, alone=False)
    sink = _into(place, "ab" if go_on else "wb", path)
    with io.TextIOWrapper(sink, "utf-8") as stream:
        yield stream


def put_new(path: Path, data: bytes) -> None:
    """Writes a file that is not there yet; what cannot be written whole leaves nothing.

    Raises:
        BadInput: if it is there, as a link to nowhere too, or cannot be written.
    """
    with _named(path):
        try:
            sink = Sink(io.FileIO(path, "xb"), str(path))
        except FileExistsError:
            hint = "choose another name"
            raise BadInput(
                "the file exists; nothing was written", where=str(path), hint=hint
            ) from None
    try:
        with sink:
            sink.write(data)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def put_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Writes a folder that is not there yet, or is empty: with all of its files or not at all.

    Args:
        path: the folder.
        files: its files, by their paths in it.

    Raises:
        BadInput: if it cannot be written.
    """
    with staged(path, files) as partial, _named(path):
        partial.replace(path)


@contextmanager
def staged(path: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """Yields a folder with files, under another name beside a path; it is taken away in the end.

    Raises:
        BadInput: if it cannot be written.
    """
    partial = path.with_name(f".{_unguessed()}.part")
    try:
        with _named(path):
            partial.mkdir()
            for name, data in files.items():
                place = partial / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _unguessed() -> str:
    return os.urandom(8).hex()


def _place(path: Path) -> tuple[Path, os.stat_result | None]:
    """Follows links; returns what is to be written, and what stands there."""
    try:
        old = path.stat()
    except FileNotFoundError:
        old = None
    if old is not None and S_ISDIR(old.st_mode):
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    # A ring of links was an error above. What links in the folder of open streams say is no path.
    while not _is_stream(path) and path.is_symlink():
        path = path.parent / path.readlink()
    return path, old


def _is_stream(path: Path) -> bool:
    """Whether a path names a stream that is open, be it to a file or not."""
    folder = Path(os.path.realpath(path.parent))
    return folder == Path("/dev/fd") or folder.parts[1:2] == ("proc",)


def _into(place: Path, mode: str, path: Path) -> Sink:
    with _named(path):
        if not _is_stream(place):
            return Sink(io.FileIO(place, mode), str(path))
        own = os.path.realpath(place.parent) in ("/dev/fd", f"/proc/{os.getpid()}/fd")
        # Opened anew it would be written from its beginning, over what came before.
        if own and place.name.isdecimal():
            return Sink(io.FileIO(os.dup(int(place.name)), mode), str(path))
        return Sink(io.FileIO(place, "ab"), str(path))


def _check(place: Path, old: os.stat_result, path: Path, alone: bool = True) -> None:
    """Refuses a file that may not be written; if it must stand alone, one with several names."""
    os.close(os.open(place, os.O_WRONLY))
    if not old.st_mode & _ANY_MAY_WRITE:
        raise PermissionError(EACCES, os.strerror(EACCES))
    if alone and old.st_nlink > 1:
        raise BadInput(
            f"the file has {old.st_nlink} names (hard links), and only this one would change",
            where=str(path),
            hint=_COPY,
        )


def _beside(partial: Path, old: os.stat_result | None, path: Path) -> Sink:
    # What replaces a file is nobody else's to read before it has the mode of that file.
    mode = 0o666 if old is None else 0o600
    with _named(path):
        raw = io.FileIO(partial, "xb", opener=lambda name, how: os.open(name, how, mode))
        return Sink(raw, str(path))


def _keep(file: int, old: os.stat_result | None, path: Path) -> None:
    if old is None or not hasattr(os, "fchown"):
        return
    new = os.fstat(file)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.fchown(file, old.st_uid, old.st_gid)
        except PermissionError:
            raise BadInput("the file would change its owner", where=str(path), hint=_COPY) from None
    os.fchmod(file, S_IMODE(old.st_mode))


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Tells what goes wrong here as what is wrong with the output."""
    try:
        yield
    except OSError as error:
        raise _unwritable(error, str(path)) from None


def _unwritable(error: OSError, called: str) -> BadInput:
    return BadInput(f"cannot write: {error.strerror or error}", where=called)
