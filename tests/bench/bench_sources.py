"""Cost of fetching the whole copy of CMS's files into an empty archive, and of the runs after it.

python -m tests.bench.bench_sources [FOLDER WITH site/ AND earlier/]
"""

import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from sources.archive.store import Archive
from sources.archive.verify import verify_archive
from sources.fetching.fetch_posting import Recheck
from sources.settings import Settings
from tests.sources.local_site import LocalSite, serve
from tests.sources.refresh import refresh_archive


def main(cms: Path) -> None:
    local = LocalSite(cms / "site", earlier=cms / "earlier")
    with TemporaryDirectory() as home, serve(local) as url:
        settings = Settings(home=Path(home), site=url, spacing=0, accept_ama_license=True)
        run("first, before CMS re-posted", local, settings)
        local.earlier = None
        run("second, after", local, settings)
        run("third, at once", local, settings)
        run("dated files asked too", local, settings, Recheck.ALL)
        local.etag = False
        run("Last-Modified only", local, settings)
        run("Last-Modified only, again", local, settings)
        local.last_modified = False
        run("no validators", local, settings)
        run("no validators, again", local, settings)
        tell_archive(Archive(settings.archive))


def run(name: str, local: LocalSite, settings: Settings, recheck: Recheck = Recheck.UNDATED) -> None:
    local.log.clear()
    began = time.perf_counter()
    refreshed = refresh_archive(settings, recheck=recheck)
    took = time.perf_counter() - began
    statuses = Counter(outcome.status for outcome in refreshed.outcomes)
    methods = Counter(method for method, _, _ in local.log)
    print(f"{name:28} {took:5.1f} s  {refreshed.requests:3} requests {dict(methods)}  {dict(statuses)}")


def tell_archive(archive: Archive) -> None:
    began = time.perf_counter()
    problems = verify_archive(archive)
    took = time.perf_counter() - began
    files = list(archive.root.glob("files/*/*.zip"))
    size = sum(file.stat().st_size for file in files)
    print(f"verify: {len(files)} files, {size:,} bytes, {len(problems)} problems, {took:.2f} s")
    held = archive.releases()
    parts = Counter(
        release.series for release in held for _ in {receipt.part for receipt in archive.receipts(release)}
    )
    for series, releases in sorted(Counter(release.series for release in held).items()):
        revisions = sum(len(archive.history(release)) for release in held if release.series == series)
        print(f"{series:28} {releases:3} releases {parts[series]:3} files {revisions:3} revisions")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[3] / "shared" / "cms")
