"""Conform on machines that share no folder, exchanging zips and conformed files through object storage."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.pipeline.conform_job import ConformJob
from sources.archive.shared_store import SharedStore
from transforms.conforming.conform_release import conform_to
from transforms.conforming.conformed_folder import FILES, is_conformed
from transforms.corrections.load import operator_folder


@contextmanager
def shared(
    url: str, jobs: Sequence[ConformJob], folders: Mapping[str, Path]
) -> Iterator[Sequence[ConformJob]]:
    """Upload the zips of jobs not done yet, yield those jobs, then download the results into `folders`.

    Without a URL the workers share the data root and nothing is transferred.
    """
    if not url or not jobs:
        yield jobs
        return
    store = SharedStore(url)
    yield [_send(store, job) for job in jobs if not _is_done(store, folders[job.sha256])]
    for job in jobs:
        if _is_done(store, folders[job.sha256]):
            _receive(store, folders[job.sha256])


def _send(store: SharedStore, job: ConformJob) -> ConformJob:
    """Upload the zip and return the job with the operator's corrections."""
    home = job.root.parent
    store.send(home, _name(job.path, home))
    files = sorted(operator_folder(job.root).glob("*.toml"))
    return replace(
        job, store=store.url, corrections=tuple((file.name, file.read_text("utf-8")) for file in files)
    )


def conform_remotely(url: str, job: ConformJob) -> Path:
    """Download the zip, conform it and upload the result; runs on a worker with only the job."""
    store = SharedStore(url)
    with TemporaryDirectory(prefix="cmsfees-") as folder:
        home = Path(folder)
        zipped = _name(job.path, job.root.parent)
        store.fetch(home, zipped)
        root = home / job.root.name
        operator_folder(root).mkdir()
        for name, text in job.corrections:
            (operator_folder(root) / name).write_text(text, "utf-8")
        conformed = conform_to(root, home / zipped, job.sha256, job.release, job.compare)
        store.send_folder(home, _name(conformed, home), FILES)
        return job.root.parent / _name(conformed, home)


def _receive(store: SharedStore, conformed: Path) -> None:
    if not is_conformed(conformed):
        home = conformed.parents[2]
        store.fetch_folder(home, _name(conformed, home), FILES)


def _is_done(store: SharedStore, conformed: Path) -> bool:
    """True if any machine has conformed these bytes with this code version."""
    return store.holds(f"{_name(conformed, conformed.parents[2])}/{FILES}")


def _name(path: Path, home: Path) -> str:
    return path.relative_to(home).as_posix()
