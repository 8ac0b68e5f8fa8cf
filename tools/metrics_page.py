"""Write docs/metrics.md from the table of figures: `python -m tools.metrics_page [--check]`."""

import os
import sys

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chalou.server.settings")
    django.setup()

from chalou.foundation.counts import the_counts  # the settings must be read first
from chalou.server.seeing.metrics import FIGURES, Figure
from tools import generated

HEAD = """# Figures

*Made from `chalou/server/seeing/metrics.py` by `make pages`; change it there.*

`/metrics` shows them in the form of Prometheus, for each process its own. It is answered to a connection from the
machine itself (and from the networks that `CHALOU_METRICS_FROM` names) that came through no proxy; for everybody else
there is no such address. No figure holds an address, a name, a number of somebody or a word that was said. How to read
them from another machine, and `/health`, is in [deploying.md](deploying.md#seeing-it).

| figure | kind | what it is | what to watch |
| --- | --- | --- | --- |
"""

FOOT = """
Seconds are in the buckets {waits}. From the libraries come `process_…` (processor time, memory, open files, start
time), `python_gc_…` and `python_info`. Watch `process_resident_memory_bytes` (a house at rest needs some 100 MB, and
20 KB for each connection) and `process_open_fds` against `process_max_fds`: each connection is an open file.

For a start, wake somebody when

- `/health` is not answered, or not with 200, for two minutes;
- `rate(chalou_posts_refused_total{{why="busy"}}[5m]) > 0`, or `rate(chalou_database_errors_total[5m]) > 0`;
- `histogram_quantile(0.99, rate(chalou_post_wait_seconds_bucket[5m])) > 0.25`;
- `chalou_disk_free_bytes < 5e8`, or `chalou_backup_age_seconds > 2 * 86400`;
- `process_open_fds / process_max_fds > 0.8`.
"""


def line(figure: Figure) -> str:
    name = figure.name + (f"{{{','.join(figure.labels)}}}" if figure.labels else "")
    return f"| `{name}` | {figure.kind} | {figure.what} | {figure.watch} |\n"


def page() -> str:
    waits = ", ".join(f"{bound:g}" for bound in the_counts.post_wait_s.bounds)
    return HEAD + "".join(line(figure) for figure in FIGURES) + FOOT.format(waits=waits)


if __name__ == "__main__":
    sys.exit(generated.main("metrics.md", page(), sys.argv[1:]))
