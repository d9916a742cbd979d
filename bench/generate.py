"""Writes invented charges for the benchmarks: the same rows as Parquet and CSV, sorted by case and shuffled.

usage: python generate.py FOLDER [--rows 10M] [--statutes 300] [--seed 1] [--forms sorted.parquet,shuffled.csv]

Twelve columns of the contract. Statutes are cited as the code writes them, each section one
string, with the concentration of Zipf's law; charges of one case resemble each other, and go
to court together. A file is named ROWS-ORDER.FORM, such as 10M-sorted.parquet; one that is
there already, with the same settings, is left as it is. Parquet: zstd, row groups of a million
rows, dictionaries where the writer finds them worth while, no index beside.
"""

import argparse
import json
import re
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

GROUP = 1_000_000  # rows of a row group, and of a piece of CSV
FORMS = ("sorted.parquet", "shuffled.parquet", "sorted.csv", "shuffled.csv")
CODE = Path(__file__).resolve().parent.parent / "data" / "law" / "ct" / "statutes"
FIRST = ["53a-82", "53a-181", "53a-167a", "21a-279(a)", "53a-61", "53a-83(a)"]  # the commonest

CLASSES = np.array(["AM", "BM", "CM", "DF", "CF", "BF", "UF", "V", "AF"])
OUTCOMES = np.array(["convicted", "nolle", "dismissed", "diverted", "pending", "acquitted"])
RACES = np.array(["W", "B", "H", "A", "U"])
SEXES = np.array(["M", "F"])
NONE = -1  # not recorded, in every column of codes

DAY = np.datetime64("1970-01-01")
FILED_FROM, FILED_DAYS = int((np.datetime64("2005-07-01") - DAY).astype(int)), 3652


def sections(n):
    """n citations of the code, the commonest first, the same for every seed."""
    found = set()
    for path in sorted(CODE.glob("*.yaml")):
        found |= set(re.findall(r'^  - section: "([^"]+)"', path.read_text(), re.M))
    rest = sorted(found - set(FIRST))
    np.random.default_rng(0).shuffle(rest)
    if n > len(rest) + len(FIRST):
        sys.exit(f"--statutes {n}: the code has {len(rest) + len(FIRST)} sections; as many or fewer would be right")
    return np.array((FIRST + rest)[:n])


def zipf(n, power):
    p = 1 / np.arange(1, n + 1) ** power
    return p / p.sum()


class Maker:
    """What charges look like, by section: class, victims, and the sections charged beside it."""

    def __init__(self, statutes, seed):
        self.statutes = statutes
        self.seed = seed
        n = len(statutes)
        rng = np.random.default_rng([seed, 0])
        self.often = zipf(n, 1.35)
        self.beside = rng.choice(n, (n, 6), p=self.often)
        self.lesser = rng.choice(n, n, p=self.often)
        self.grade = rng.choice(len(CLASSES), n, p=[0.35, 0.17, 0.15, 0.13, 0.07, 0.05, 0.05, 0.025, 0.005])
        self.victim = rng.random(n) < 0.3

    def charges(self, first, cases, of):
        """Columns of codes of a stretch of cases: {name: array}, a row for each charge."""
        rng = np.random.default_rng([self.seed, 1, first])
        size = 1 + np.minimum(rng.geometric(np.where(rng.random(cases) < 0.85, 0.51, 0.2)) - 1, 60)
        case = np.repeat(np.arange(cases), size)
        n = len(case)
        lead = rng.choice(len(self.statutes), cases, p=self.often)
        statute = self._statutes(rng, lead[case], np.r_[True, case[1:] != case[:-1]])
        filed = (FILED_FROM + rng.integers(0, FILED_DAYS, cases))[case]
        offense = filed - np.minimum(rng.exponential(35, cases).astype(int), 900)[case]
        apart = rng.random(n) < 0.1
        offense[apart] -= rng.integers(1, 40, apart.sum())
        disposed = filed + 20 + np.minimum(rng.exponential(150, cases).astype(int), 1500)[case]
        outcome = self._outcomes(rng, cases, case)
        disposed[outcome == 4] = NONE
        convicted = outcome == 0
        final = np.where(convicted & (rng.random(n) < 0.2), self.lesser[statute], NONE)
        offense[rng.random(n) < 0.01] = NONE
        grade = np.where(rng.random(n) < 0.08, NONE, self.grade[statute])
        victim = np.where(self.victim[statute] & (rng.random(n) < 0.6), self._ages(rng, n, 22, 0), NONE)
        defendant = np.where(rng.random(cases) < 0.015, NONE, self._ages(rng, cases, 31, 16))[case]
        sex = rng.choice([0, 1, NONE], cases, p=[0.775, 0.22, 0.005])[case]
        race = rng.choice([0, 1, 2, 3, 4, NONE], cases, p=[0.42, 0.33, 0.2, 0.02, 0.02, 0.01])[case]
        return {
            "case_id": self._ids(rng, first, cases, of)[case],
            "statute": statute.astype(np.int16), "final_statute": final.astype(np.int16), "class": grade.astype(np.int8),
            "offense_date": offense.astype(np.int32), "filed_date": filed.astype(np.int32), "disposition_date": disposed.astype(np.int32),
            "disposition": outcome.astype(np.int8), "victim_age": victim.astype(np.int8), "defendant_age": defendant.astype(np.int8),
            "defendant_sex": sex.astype(np.int8), "defendant_race": race.astype(np.int8),
        }  # fmt: skip

    def _statutes(self, rng, lead, is_lead):
        n = len(lead)
        how = rng.random(n)
        beside = self.beside[lead, rng.choice(6, n, p=zipf(6, 2))]
        other = rng.choice(len(self.statutes), n, p=self.often)
        return np.where(is_lead | (how < 0.45), lead, np.where(how < 0.93, beside, other))

    def _outcomes(self, rng, cases, case):
        """Cases end as a whole (0 to 5 of OUTCOMES), or with one conviction and the rest nolled."""
        how = rng.choice(7, cases, p=[0.12, 0.40, 0.06, 0.07, 0.03, 0.005, 0.315])
        outcome = how[case]
        plea = outcome == 6
        first = np.r_[True, case[1:] != case[:-1]]
        outcome[plea & first] = 0
        outcome[plea & ~first] = 1
        return outcome

    @staticmethod
    def _ages(rng, n, middle, least):
        return np.clip((least + (middle - least) * np.exp(rng.normal(0, 0.6, n))).astype(int), least, 90)

    @staticmethod
    def _ids(rng, first, cases, of):
        """Random 64-bit ids that ascend with the case."""
        step = 2**64 // of
        return np.uint64(step) * np.arange(first, first + cases, dtype=np.uint64) + rng.integers(0, step, cases, dtype=np.uint64)


def docket(rows, statutes, seed):
    """Exactly so many rows, about 2.4 to a case."""
    maker, piece = Maker(statutes, seed), 200_000
    of = int(rows / 2) + piece
    parts, made, first = [], 0, 0
    while made < rows:
        parts.append(maker.charges(first, min(piece, rows), of))
        made += len(parts[-1]["case_id"])
        first += piece
    return {name: np.concatenate([p[name] for p in parts])[:rows] for name in parts[0]}


def hexes(ids):
    """16 hexadecimal digits of each."""
    digits = np.frombuffer(b"0123456789abcdef", np.uint8)
    octets = ids.astype(">u8").view(np.uint8)
    text = np.stack([digits[octets >> 4], digits[octets & 15]], axis=1).reshape(-1)
    offsets = np.arange(0, 16 * len(ids) + 1, 16, dtype=np.int32)
    return pa.StringArray.from_buffers(len(ids), pa.py_buffer(offsets), pa.py_buffer(text))


def table(codes, statutes):
    """The columns as the contract writes them."""
    words = {
        "statute": statutes, "final_statute": statutes, "class": CLASSES, "disposition": OUTCOMES,
        "defendant_sex": SEXES, "defendant_race": RACES,
    }  # fmt: skip
    out = {}
    for name, c in codes.items():
        if name == "case_id":
            out[name] = hexes(c)
        elif name in words:
            out[name] = pa.DictionaryArray.from_arrays(pa.array(c, mask=c == NONE), pa.array(words[name])).dictionary_decode()
        elif name.endswith("_date"):
            out[name] = pa.array(c, pa.int32(), mask=c == NONE).cast(pa.date32())
        else:
            out[name] = pa.array(c, pa.int32(), mask=c == NONE)
    return pa.table(out)


def write(codes, order, statutes, path):
    """One file, by row groups; renamed when it is whole."""
    part = path.with_name(path.name + ".part")
    writer = None
    for i in range(0, len(codes["case_id"]), GROUP):
        at = slice(i, i + GROUP) if order is None else order[i : i + GROUP]
        t = table({name: c[at] for name, c in codes.items()}, statutes)
        if writer is None:
            writer = opened(part, path.suffix, t.schema)
        writer.write_table(t)
    writer.close()
    part.rename(path)


def opened(part, form, schema):
    if form == ".csv":
        return pa.csv.CSVWriter(part, schema, write_options=pa.csv.WriteOptions(quoting_style="none", quoting_header="none"))
    return pa.parquet.ParquetWriter(part, schema, compression="zstd", store_schema=False)


def number(text):
    return int(float(text[:-1]) * {"k": 1e3, "M": 1e6}[text[-1]]) if text[-1] in "kM" else int(text)


def generate(folder, rows, statutes, seed, forms):
    """Paths of the files, made where they are missing."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{rows}-{f}" for f in forms]
    asked = {"rows": number(rows), "statutes": statutes, "seed": seed}
    note = folder / f"{rows}.json"
    if note.exists() and json.loads(note.read_text()) != asked:
        for f in FORMS:
            (folder / f"{rows}-{f}").unlink(missing_ok=True)
    note.write_text(json.dumps(asked))
    missing = [p for p in paths if not p.exists()]
    if missing:
        names = sections(statutes)
        codes = docket(number(rows), names, seed)
        order = np.random.default_rng([seed, 2]).permutation(len(codes["case_id"]))
        for p in missing:
            write(codes, order if "shuffled" in p.name else None, names, p)
    return paths


def main():
    a = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    a.add_argument("folder")
    a.add_argument("--rows", default="10M")
    a.add_argument("--statutes", type=int, default=300)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--forms", default=",".join(FORMS))
    o = a.parse_args()
    for p in generate(o.folder, o.rows, o.statutes, o.seed, o.forms.split(",")):
        print(f"{p}  {p.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
