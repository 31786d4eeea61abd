"""Conforming on machines that share no folder: zips and conformed files travel by object storage."""

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
    """Yields the jobs that no machine has done yet, their zips sent; then fetches the results into `folders`.

    Without a URL the workers see the data root itself, and nothing travels.
    """
    if not url or not jobs:
        yield jobs
        return
    store = SharedStore(url)
    yield [_send(store, job) for job in jobs if not _is_made(store, folders[job.sha256])]
    for job in jobs:
        if _is_made(store, folders[job.sha256]):
            _receive(store, folders[job.sha256])


def _send(store: SharedStore, job: ConformJob) -> ConformJob:
    """Sends the zip; the job takes the operator's corrections along."""
    home = job.root.parent
    store.send(home, _name(job.path, home))
    files = sorted(operator_folder(job.root).glob("*.toml"))
    return replace(
        job, store=store.url, corrections=tuple((one.name, one.read_text("utf-8")) for one in files)
    )


def conform_elsewhere(url: str, job: ConformJob) -> Path:
    """On a worker, with nothing but the job: fetch the zip, conform it, put the result beside it."""
    store = SharedStore(url)
    with TemporaryDirectory(prefix="cmsfees-") as folder:
        home = Path(folder)
        zipped = _name(job.path, job.root.parent)
        store.fetch(home, zipped)
        root = home / job.root.name
        operator_folder(root).mkdir()
        for name, text in job.corrections:
            (operator_folder(root) / name).write_text(text, "utf-8")
        made = conform_to(root, home / zipped, job.sha256, job.release, job.compare)
        store.send_folder(home, _name(made, home), FILES)
        return job.root.parent / _name(made, home)


def _receive(store: SharedStore, conformed: Path) -> None:
    if not is_conformed(conformed):
        home = conformed.parents[2]
        store.fetch_folder(home, _name(conformed, home), FILES)


def _is_made(store: SharedStore, conformed: Path) -> bool:
    """Whether some machine has conformed these bytes with this code."""
    return store.holds(f"{_name(conformed, conformed.parents[2])}/{FILES}")


def _name(path: Path, home: Path) -> str:
    return path.relative_to(home).as_posix()
