"""Apache Jena's commands in processes of their own: SHACL, and SPARQL updates.

``JENA`` names the folder of a Jena distribution; without it Debian's package is taken
(``apt-get install libapache-jena-java``). That package, in version 4.5.0, looks for the messages of
its XML library under another name than they have, so they are laid beside it.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import zipfile
from functools import cache
from pathlib import Path

_DEBIAN = Path("/usr/share/java")
_JARS = (
    *("arq", "base", "cmds", "core", "iri", "shacl", "shex", "rdfconnection", "tdb", "tdb2"),
    *("dboe-base", "dboe-index", "dboe-storage", "dboe-transaction", "dboe-trans-data"),
)
_OTHERS = (
    *("slf4j-api", "slf4j-nop", "commons-lang3", "commons-codec", "commons-csv", "commons-io"),
    *("commons-compress", "commons-cli", "caffeine", "jsonld-java", "titanium-json-ld", "thrift"),
    *("jackson-core", "jackson-databind", "jackson-annotations", "httpclient", "httpcore"),
    *("protobuf", "gson", "guava", "jcl-over-slf4j", "dexx.collection", "jakarta.json-api"),
    *("xml-apis", "xml-resolver"),
)
_MESSAGES = "org/apache/jena/ext/"


def command(name: str, *arguments: str) -> str:
    """Returns what a command of Jena prints.

    Raises:
        RuntimeError: if there is no Jena, or the command fails.
    """
    run = subprocess.run(
        ["java", "-cp", _classpath(), name, *arguments], capture_output=True, check=False, text=True
    )
    # The validator says with its exit code whether the data conforms, too.
    if not run.stdout:
        raise RuntimeError(f"{name}: {run.stderr[:2000]}")
    return run.stdout


@cache
def _classpath() -> str:
    if home := os.environ.get("JENA"):
        return f"{home}/lib/*"
    core = _DEBIAN / "jena-core.jar"
    if not core.exists():
        raise RuntimeError("no Jena: set JENA, or apt-get install libapache-jena-java")
    beside = Path(tempfile.mkdtemp())
    with zipfile.ZipFile(core) as jar:
        for name in jar.namelist():
            if name.startswith(f"{_MESSAGES}xerces/") and name.endswith(".properties"):
                path = beside / name.removeprefix(_MESSAGES)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(jar.read(name))
    jars = (*(f"jena-{each}" for each in _JARS), *_OTHERS)
    paths = (_DEBIAN / f"{each}.jar" for each in jars)
    return ":".join([str(beside), *(str(path) for path in paths if path.exists())])
