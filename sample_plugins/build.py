"""Build the sample plugins: `python -m sample_plugins.build [--check | --test] [NAME ...]`.

Owns the compiler's command line, its pin and `VERSIONS`. Needs the extra `samples`; running a sample does not.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ZIG_VERSION = "0.17.1"
"""The exact version: the bytes of every module depend on it."""

TARGET = (
    *("-target", "wasm32-freestanding", "-fno-entry", "-rdynamic"),
    *("-O", "ReleaseSmall", "-fstrip", "--stack", "65536"),
)
"""`-rdynamic` exports what the source exports, which nothing else does on this target.
The small stack leaves room for the heap: a plugin in service has 32 pages for both."""


class BuildError(Exception):
    """The compiler is missing, is another version, or refused a source; the text says which."""


def sample_names() -> list[str]:
    """The names in `samples.toml`, in its order."""
    samples = tomllib.loads((FOLDER / "samples.toml").read_text(encoding="utf-8"))
    return [sample["name"] for sample in samples["sample"]]


def module_path(name: str) -> Path:
    """Where the committed module of a sample lies."""
    return FOLDER / name / f"{name}.wasm"


def sha256_of(path: Path) -> str:
    """The digest of a file, as lower-case hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check_compiler() -> None:
    """Raise `BuildError` unless the pinned compiler is installed."""
    try:
        found = importlib.metadata.version("ziglang")
    except importlib.metadata.PackageNotFoundError:
        found = "none"
    if found != ZIG_VERSION:
        raise BuildError(
            f"the samples are built with ziglang {ZIG_VERSION}, found {found}: pip install 'ziglang=={ZIG_VERSION}'"
        )


def run_zig(*arguments: str, cache: Path | None = None) -> None:
    """Run the compiler in the samples' folder, so that no path of this machine gets into a module.

    `cache`: a folder for its caches; None means its usual ones. Raise `BuildError` when it fails.
    """
    places = () if cache is None else ("--cache-dir", f"{cache}/local", "--global-cache-dir", f"{cache}/global")
    command = [sys.executable, "-m", "ziglang", *arguments, *places]
    if subprocess.run(command, cwd=FOLDER, check=False).returncode != 0:
        raise BuildError(f"failed: zig {' '.join(arguments)}")


def modules_of(name: str) -> tuple[str, ...]:
    """The compiler's arguments that name a sample's source and the code that all samples share."""
    return ("--dep", "cc_lb", f"-Mroot={name}/plugin.zig", "-Mcc_lb=cc_lb.zig")


def compile_sample(name: str, output: Path, cache: Path | None = None) -> None:
    """Build one sample into `output`. Raise `BuildError` when the compiler fails."""
    run_zig("build-exe", *TARGET, *modules_of(name), f"-femit-bin={output}", cache=cache)
    output.chmod(0o644)


def rebuild(names: Sequence[str]) -> None:
    """Replace the committed modules of these samples and write `VERSIONS` anew; all of it or nothing."""
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            compile_sample(name, Path(folder) / f"{name}.wasm")
        for name in names:
            shutil.copyfile(Path(folder) / f"{name}.wasm", module_path(name))
            say(f"built {name}: {description(module_path(name))}")
    write_versions()


def write_versions() -> None:
    """Write the toolchain and the digest of every committed module, in the format of `sha256sum`."""
    lines = [f"# ziglang {ZIG_VERSION}"]
    for name in sample_names():
        path = module_path(name)
        if path.exists():
            lines.append(f"{sha256_of(path)}  {path.relative_to(FOLDER).as_posix()}")
    (FOLDER / "VERSIONS").write_text("\n".join(lines) + "\n", encoding="utf-8")


def differing(names: Sequence[str]) -> list[str]:
    """Build these samples from nothing and return those whose committed bytes are other ones."""
    different = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            built, committed = Path(folder) / f"{name}.wasm", module_path(name)
            compile_sample(name, built, cache=Path(folder) / "cache")
            if committed.exists() and committed.read_bytes() == built.read_bytes():
                say(f"same {name}")
                continue
            different.append(name)
            say(f"DIFFERS {name}")
            say(f"  built     {description(built)}")
            say(f"  committed {description(committed)}")
    return different


def description(path: Path) -> str:
    """Digest and size of a module, or that there is none."""
    return f"{sha256_of(path)} {path.stat().st_size:,} bytes" if path.exists() else "missing"


def test(names: Sequence[str]) -> None:
    """Run the tests in the shared source and in these samples, natively."""
    run_zig("test", "cc_lb.zig")
    for name in names:
        run_zig("test", *modules_of(name))


def say(line: str) -> None:
    """Write one line of progress."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 when all went well, 1 when a module differs or the compiler failed."""
    parser = argparse.ArgumentParser(prog="python -m sample_plugins.build", description="Build the sample plugins.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these samples")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="compare with the committed modules, change nothing")
    mode.add_argument("--test", action="store_true", help="run the tests in the sources")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.names) - set(sample_names()))
    if unknown:
        parser.error(f"no sample named {', '.join(unknown)}; there are {', '.join(sample_names())}")
    names = options.names or sample_names()
    try:
        check_compiler()
        if options.check:
            return 1 if differing(names) else 0
        if options.test:
            test(names)
        else:
            rebuild(names)
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
