"""impact beside DuckDB, Polars and pandas: the same reduction of the same files, in turn.

usage: python compare.py FOLDER [--rows 10M] [--statutes 300] [--pairs 5] [--impact bin/impact]
                         [--orders sorted,shuffled] [--forms parquet,csv] [--peers NAME,...] [--older FOLDER]

Files that FOLDER lacks are made first (generate.py). Then, before anything is timed, on 100,000
rows: every peer must find the kinds of cases that a plain loop over the rows finds, kind by kind
with their weights, and impact as many kinds of charges and of cases; and on each file all must agree
in the numbers of cases and of kinds, the sum of squared weights and the greatest weight. Exit code 4
where they do not.

A time is of a whole process, from start to exit, the file in the page cache. Each peer runs in
turn with impact, impact first, A B A B; a ratio is of a pair, and the table has medians of
--pairs pairs. CPU is user and system time; memory is the most that was resident. Everything has
two threads. --older names a folder of another DuckDB (pip install --target).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import kind

here = Path(__file__).resolve().parent
SMALL = "100k"
FORMS = {  # name: engine, form, of the older DuckDB
    "DuckDB list": ("duckdb", "list", False),
    "DuckDB sum": ("duckdb", "sum", False),
    "older DuckDB list": ("duckdb", "list", True),
    "older DuckDB sum": ("duckdb", "sum", True),
    "Polars list": ("polars", "list", False),
    "Polars sum": ("polars", "sum", False),
    "pandas sum": ("pandas", "sum", False),
    "pandas own": ("pandas", "own", False),
}


class Wrong(Exception):
    """Two of them found different things."""


def process(command, env=None, to=subprocess.PIPE):
    """Runs a command to its end: its output, and wall s, CPU s, MiB."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=to, env=os.environ | (env or {}), text=True) as p:
        out = p.stdout.read() if p.stdout else ""
        _, status, used = os.wait4(p.pid, 0)
        wall = time.perf_counter() - start
        p.returncode = os.waitstatus_to_exitcode(status)
    if p.returncode:
        sys.exit(f"{' '.join(command)}: exit code {p.returncode}")
    return out, (wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


class Bench:
    def __init__(self, o):
        self.o = o
        self.peers = [p for p in o.peers if o.older or not FORMS[p][2]]

    def peer(self, name, path, *more):
        engine, form, older = FORMS[name]
        env = {"PYTHONPATH": self.o.older} if older else {}
        return process([sys.executable, str(here / "peers.py"), engine, form, str(path), *more], env)

    def readers(self, path):
        """The peers that read such a file: pandas has no reader of Parquet of its own."""
        return [p for p in self.peers if path.suffix == ".csv" or FORMS[p][1] != "own"]

    def impact(self, path, kinds="cases"):
        return process([self.o.impact, "reduce", str(path), f"--count={kinds}"], {"GOMAXPROCS": "2"})

    def files(self, rows, forms):
        command = [sys.executable, str(here / "generate.py"), self.o.folder, "--rows", rows, "--forms", ",".join(forms)]
        out, _ = process([*command, "--statutes", str(self.o.statutes)])
        return [Path(line.split("  ")[0]) for line in out.splitlines()]

    def small(self):
        """Kind by kind, on few rows."""
        paths = self.files(SMALL, ["shuffled.csv", "sorted.parquet"])
        plain = kind.plainly(paths[0])
        want = [f"{k}\t{w}\n" for k, w in sorted(plain.items())]
        with tempfile.TemporaryDirectory() as folder:
            for path in paths:
                for name in self.readers(path):
                    self.peer(name, path, "--kinds", f"{folder}/kinds")
                    with open(f"{folder}/kinds") as f:
                        if f.readlines() != want:
                            raise Wrong(f"{path.name}: {name} does not find the kinds of cases that a loop over the rows finds")
        charges = len({s for k in plain for s in k.split(";")})
        for path in paths:
            self.agree(path, kind.fingerprint(plain.values()))
            if self.o.impact and (found := json.loads(self.impact(path, "charges")[0])["kinds_of_charges"]) != charges:
                raise Wrong(f"{path.name}: impact finds {found} kinds of charges; a loop over the rows {charges}")

    def agree(self, path, want=None):
        """All find the same; what they find."""
        if self.o.impact:
            want = self.same(path, "impact", counted(self.impact(path)[0]), want)
        for name in self.readers(path):
            want = self.same(path, name, json.loads(self.peer(name, path)[0]), want)
        return want

    @staticmethod
    def same(path, name, found, want):
        if want is not None and found != want:
            raise Wrong(f"{path.name}: {name} finds {found}; the others {want}")
        return found

    def starts(self):
        """What it takes to start Python and load an engine, which a peer's time contains."""
        engines = list(dict.fromkeys(FORMS[p][0] for p in self.peers))
        walls = {e: median(process([sys.executable, "-c", f"import {e}"])[1][0] for _ in range(self.o.pairs)) for e in engines}
        return ", ".join(f"{w:.2f} s ({e})" for e, w in walls.items())

    def pairs(self, path):
        """{peer: [(impact's use, the peer's use)]}"""
        out = {}
        for name in self.readers(path):
            out[name] = []
            for _ in range(self.o.pairs):
                warm(path)
                mine = self.impact(path)[1] if self.o.impact else None
                out[name].append((mine, self.peer(name, path)[1]))
        return out


def counted(text):
    """What `impact reduce --count` says, in the words of a fingerprint."""
    c = json.loads(text)["cases"]
    return {"cases": c["number"], "kinds": c["kinds"], "squares": c["sum_of_squares"], "largest": c["largest"]}


def warm(path):
    with open(path, "rb", buffering=0) as f:
        while f.read(1 << 22):
            pass


def line(path, name, pairs):
    file = f"{path.stem.split('-')[1]} {path.suffix[1:]}"
    theirs = [median(p[1][i] for p in pairs) for i in range(3)]
    if pairs[0][0] is None:
        return f"| {file} | {name} | – | {theirs[0]:.2f} | – | – | {theirs[1]:.2f} | – | – | {theirs[2]:,.0f} | – |"
    mine = [median(p[0][i] for p in pairs) for i in range(3)]
    wall, cpu, rss = (median(b[i] / a[i] for a, b in pairs) for i in range(3))
    walls = sorted(b[0] / a[0] for a, b in pairs)
    return (
        f"| {file} | {name} | {mine[0]:.2f} | {theirs[0]:.2f} | **{wall:.1f}** "
        f"({walls[0]:.1f} to {walls[-1]:.1f}) | {mine[1]:.2f} | {theirs[1]:.2f} | {cpu:.1f} | {mine[2]:,.0f} | {theirs[2]:,.0f} | {rss:.1f} |"
    )


HEAD = """| file | peer | impact wall s | peer wall s | ratio (least to most) | impact CPU s | peer CPU s | ratio | impact MiB | peer MiB | ratio |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"""


def versions(older):
    script = "import duckdb, polars, pandas, pyarrow; print(f'DuckDB {duckdb.__version__}, Polars {polars.__version__}, pandas {pandas.__version__} on pyarrow {pyarrow.__version__}')"
    text = process([sys.executable, "-c", script])[0].strip()
    if older:
        text += process([sys.executable, "-c", "import duckdb; print(f', older DuckDB {duckdb.__version__}')"], {"PYTHONPATH": older})[0].strip()
    return text


def run(o):
    b = Bench(o)
    b.small()
    print(f"{versions(o.older)}; medians of {o.pairs} pairs, two threads each, whole processes, warm files.")
    print("Of the peers' time, starting Python with the engine is " + b.starts() + ".\n")
    print(HEAD, flush=True)
    found = {}
    for path in b.files(o.rows, [f"{order}.{form}" for form in o.forms for order in o.orders]):
        warm(path)
        found[path.name] = b.agree(path)
        for name, pairs in b.pairs(path).items():
            print(line(path, name, pairs), flush=True)
    for name, f in found.items():
        print(f"\n{name}: all agree on {f['cases']:,} cases of {f['kinds']:,} kinds, sum of squared weights {f['squares']:,}, the greatest {f['largest']:,}.")


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = lambda text: text.split(",")
    a.add_argument("folder")
    a.add_argument("--rows", default="10M")
    a.add_argument("--statutes", type=int, default=300)
    a.add_argument("--pairs", type=int, default=5)
    a.add_argument("--impact", default="", help="the program; without it the peers are timed alone")
    a.add_argument("--orders", type=names, default=["sorted", "shuffled"])
    a.add_argument("--forms", type=names, default=["parquet", "csv"])
    a.add_argument("--peers", type=names, default=list(FORMS))
    a.add_argument("--older", default="")
    o = a.parse_args()
    if unknown := [p for p in o.peers if p not in FORMS]:
        a.error(f"--peers {unknown[0]}: one of {', '.join(FORMS)} would be right")
    try:
        run(o)
    except Wrong as e:
        print(e, file=sys.stderr)
        sys.exit(4)


if __name__ == "__main__":
    main()
