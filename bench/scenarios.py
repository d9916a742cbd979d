"""What one more scenario costs, beside how many rows and how many kinds there are.

usage: python scenarios.py FOLDER [--rows 1M,10M] [--statutes 300] [--impact bin/impact] [--memory 1GiB] [--jobs 100]

Files that FOLDER lacks are made first (generate.py, sorted Parquet). Each is reduced once. Then
the Council's scenario in one reading, 1,000 draws over six years, is projected from the reduced
file: once, and under so many more points of a Latin hypercube over four assumptions. A time is
user and system time of a whole process; *a job* is what each of the others adds. Everything has
two threads. The table goes to standard output.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from compare import process

here = Path(__file__).resolve().parent
PLAN = """plan: points
scenarios: [ct-tip-council]
readings: [trafficked-person]
hypercube: {{points: {points}, seed: 1, over: [{{dial: charging_share}}, {{dial: conviction_change}}, {{dial: share_served}}, {{dial: growth}}]}}
draws: 1000
"""
HEAD = ("rows", "kinds of charges", "kinds of cases", "reduced MB", "to reduce, CPU s", "one job, CPU s", "a job of {jobs} more, CPU s", "wall s of all", "most MiB")


def batch(impact, reduced, folder, points):
    """Runs one job for each point: wall s, CPU s, MiB of the process."""
    plan = folder / f"{points}.yaml"
    plan.write_text(PLAN.format(points=points))
    command = [impact, "batch", str(plan), str(reduced), "--out", str(folder / str(points)), "--force", "--quiet", "--threshold", "0"]
    return process(command, {"GOMAXPROCS": "2"})[1]


def measure(impact, data, memory, jobs):
    """One row of the table, without the number of rows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reduced = folder / "charges.reduced"
        within = ["--quiet", "--memory", memory]
        found = json.loads(process([impact, "reduce", str(data), "--count=charges", *within])[0])
        _, (_, reducing, _) = process([impact, "reduce", str(data), "--out", str(reduced), *within], {"GOMAXPROCS": "2"})
        _, one, _ = batch(impact, reduced, folder, 1)
        wall, many, most = batch(impact, reduced, folder, 1 + jobs)
        return (f"{found['kinds_of_charges']:,}", f"{found['cases']['kinds']:,}", f"{reduced.stat().st_size / 1e6:.1f}",
                f"{reducing:.1f}", f"{one:.1f}", f"{(many - one) / jobs:.3f}", f"{wall:.0f}", f"{most:,.0f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", default="1M,10M")
    parser.add_argument("--statutes", default="300")
    parser.add_argument("--impact", default="bin/impact")
    parser.add_argument("--memory", default="1GiB", help="that the reduction keeps within")
    parser.add_argument("--jobs", type=int, default=100)
    args = parser.parse_args()
    impact = os.path.abspath(args.impact)
    print("| " + " | ".join(HEAD).format(jobs=args.jobs) + " |")
    print("|" + "---:|" * len(HEAD))
    for rows in args.rows.split(","):
        data = args.folder / f"{rows}-sorted.parquet"
        if not data.exists():
            subprocess.run([sys.executable, str(here / "generate.py"), str(args.folder), "--rows", rows, "--statutes", args.statutes,
                            "--forms", "sorted.parquet"], check=True, stdout=sys.stderr)
        print("| " + " | ".join((rows, *measure(impact, data, args.memory, args.jobs))) + " |", flush=True)


if __name__ == "__main__":
    main()
