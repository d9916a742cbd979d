"""One peer's reduction of one file: charges to weighted kinds of cases, printed as JSON.

usage: python peers.py duckdb|polars|pandas FORM FILE [--kinds OUT]

FORM is what an engine keeps of a case: `list`, its charges' kinds in order, which is the same
work as impact's; or `sum`, the sum of their hashes, which is the cheapest that tells cases
apart, and forgets what is in them; `own`, of pandas, is `sum` with the CSV read by the reader
that pandas has of itself instead of pyarrow's. FILE is Parquet or CSV of generate.py. With --kinds the
kinds are written as texts, with their weights, in order: for small files.

Each is written as its own experts would: only the columns needed, on two threads, types of CSV
columns stated, no order kept where none is asked.
"""

import json
import os
import sys

from kind import DAYS, DEFENDANT_AGES, VICTIM_AGES

TEXTS = ["case_id", "statute", "final_statute", "class", "disposition", "defendant_sex", "defendant_race"]
DATES = ["offense_date", "filed_date", "disposition_date"]
AGES = ["victim_age", "defendant_age"]
ORDER = TEXTS[:4] + DATES + ["disposition"] + AGES + TEXTS[5:]  # of the CSV


# DuckDB


def between(x, cuts):
    """The number of cuts on or below x, by halving: three comparisons where a chain takes ten."""

    def halve(lo, hi):
        if lo == hi:
            return str(lo)
        mid = (lo + hi) // 2
        return f"CASE WHEN {x} < {cuts[mid]} THEN {halve(lo, mid)} ELSE {halve(mid + 1, hi)} END"

    return f"CASE WHEN {x} IS NOT NULL THEN {halve(0, len(cuts))} END"


def duckdb_parts():
    first = "coalesce(offense_date, least(filed_date, disposition_date))"
    return [
        "statute", "final_statute", "class", "disposition",
        between(first, [f"DATE '{d}'" for d in DAYS]), "CASE WHEN offense_date IS NULL THEN 1 END",
        between("victim_age", VICTIM_AGES), between("defendant_age", DEFENDANT_AGES),
        "year(filed_date + 184)",  # 1 July and 184 days make 1 January
        "CASE WHEN disposition = 'convicted' OR final_statute <> statute THEN year(coalesce(disposition_date, filed_date) + 184) END",
        "defendant_sex", "defendant_race",
    ]  # fmt: skip


def duckdb_source(path):
    if path.endswith(".parquet"):
        return f"read_parquet('{path}')"
    kinds = {c: "VARCHAR" for c in TEXTS} | {c: "DATE" for c in DATES} | {c: "SMALLINT" for c in AGES}
    columns = ", ".join(f"'{c}': '{kinds[c]}'" for c in ORDER)
    return f"read_csv('{path}', header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', dateformat = '%Y-%m-%d', columns = {{{columns}}})"


def duckdb_run(form, path, kinds):
    import duckdb

    db = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
    source, parts = duckdb_source(path), duckdb_parts()
    if kinds:
        text = "concat_ws('|', " + ", ".join(f"coalesce(({p})::VARCHAR, '')" for p in parts) + ")"
        each = f"SELECT string_agg(s, ';' ORDER BY s) k FROM (SELECT case_id, {text} s FROM {source}) GROUP BY case_id"
        return db.execute(f"SELECT k, count(*) FROM ({each}) GROUP BY k").fetchall()
    what = {"list": "list_sort(list(h))", "sum": "sum(h)"}[form]
    each = f"SELECT {what} k FROM (SELECT case_id, hash({', '.join(parts)}) h FROM {source}) GROUP BY case_id"
    cases, found, squares, largest = db.execute(f"SELECT sum(w), count(*), sum(w * w), max(w) FROM (SELECT count(*) w FROM ({each}) GROUP BY k)").fetchone()
    return {"cases": int(cases), "kinds": found, "squares": int(squares), "largest": largest}


# Polars


def polars_parts(pl):
    def fiscal(day):
        return (day + pl.duration(days=184)).dt.year()

    def cut(x, cuts):
        return pl.sum_horizontal([(x >= c).cast(pl.UInt8) for c in cuts])

    def known(x, cuts):
        return pl.when(x.is_not_null()).then(cut(x, cuts))

    offense, filed, disposed = map(pl.col, DATES)
    days = pl.Series(DAYS).str.to_date()
    first = pl.coalesce(offense, pl.min_horizontal(filed, disposed))
    ended = (pl.col("disposition") == "convicted") | (pl.col("final_statute") != pl.col("statute"))
    return [
        *map(pl.col, TEXTS[1:5]),
        cut(first, list(days)).alias("era"), pl.when(offense.is_null()).then(1).alias("no_offense_date"),
        known(pl.col("victim_age"), VICTIM_AGES).alias("victim"), known(pl.col("defendant_age"), DEFENDANT_AGES).alias("defendant"),
        fiscal(filed).alias("charged"), pl.when(ended).then(fiscal(pl.coalesce(disposed, filed))).alias("disposed"),
        *map(pl.col, TEXTS[5:]),
    ]  # fmt: skip


def polars_source(pl, path):
    if path.endswith(".parquet"):
        return pl.scan_parquet(path)
    kinds = {c: pl.String for c in TEXTS} | {c: pl.Date for c in DATES} | {c: pl.Int16 for c in AGES}
    return pl.scan_csv(path, schema={c: kinds[c] for c in ORDER})


def polars_run(form, path, kinds):
    os.environ["POLARS_MAX_THREADS"] = "2"
    import polars as pl

    rows, parts = polars_source(pl, path), polars_parts(pl)
    if kinds:
        text = pl.concat_str([p.cast(pl.String).fill_null("") for p in parts], separator="|")
        cases = rows.select("case_id", s=text).group_by("case_id").agg(k=pl.col("s").sort().str.join(";"))
        return cases.group_by("k").agg(w=pl.len()).collect().rows()
    k = {"list": pl.col("h").sort(), "sum": pl.col("h").sum()}[form]
    cases = rows.select("case_id", h=pl.struct(parts).hash()).group_by("case_id").agg(k=k)
    w = pl.col("w").cast(pl.Int64)
    out = cases.group_by("k").agg(w=pl.len()).select(cases=w.sum(), kinds=pl.len(), squares=(w * w).sum(), largest=w.max())
    return out.collect(engine="streaming").row(0, named=True)


# pandas


def pandas_frame(path):
    """Texts as categories, but for ids; dates as days since 1970; -1 for what is not recorded."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.csv as csv
    import pyarrow.parquet as parquet

    pa.set_cpu_count(2)
    words = pa.dictionary(pa.int32(), pa.string())
    if path.endswith(".parquet"):
        t = parquet.read_table(path, read_dictionary=TEXTS[1:])
    else:
        kinds = {c: words for c in TEXTS[1:]} | {"case_id": pa.string()} | {c: pa.date32() for c in DATES} | {c: pa.int16() for c in AGES}
        options = csv.ConvertOptions(column_types=kinds, strings_can_be_null=True)
        t = csv.read_csv(path, convert_options=options)
    for i, c in enumerate(t.column_names):
        if c in DATES:
            t = t.set_column(i, c, t[c].cast(pa.int32()).fill_null(-1))
        elif c in AGES:
            t = t.set_column(i, c, t[c].cast(pa.int16()).fill_null(-1))
    ids = {pa.string(): pd.ArrowDtype(pa.string())}
    return t.unify_dictionaries().to_pandas(split_blocks=True, self_destruct=True, types_mapper=ids.get)


def pandas_own_frame(path):
    """The same by pandas.read_csv with its usual engine."""
    import numpy as np
    import pandas as pd

    kinds = {c: "category" for c in TEXTS[1:] + DATES} | {c: "float32" for c in AGES} | {"case_id": "str"}
    f = pd.read_csv(path, dtype=kinds, usecols=ORDER)
    for c in DATES:
        days = f[c].cat.categories.to_numpy().astype("datetime64[D]").astype(np.int32)
        f[c] = np.append(days, np.int32(-1))[f[c].cat.codes.to_numpy()]
    for c in AGES:
        f[c] = f[c].fillna(-1).astype(np.int16)
    return f


def pandas_parts(f):
    import numpy as np
    import pandas as pd

    dates = pd.Index(np.array(DAYS, "datetime64[D]").astype(int))

    def cut(x, cuts):
        """By a table of all values that there are."""
        return np.searchsorted(cuts, np.arange(-1, x.max() + 1), side="right").astype(np.int16)[x + 1]

    def known(x, cuts):
        return np.where(x < 0, -1, cut(x, cuts))

    def fiscal(x):
        table = (np.arange(-1, x.max() + 1) + 184).astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
        return table[x + 1]

    offense, filed, disposed = (f[c].to_numpy() for c in DATES)
    first = np.where(offense >= 0, offense, np.where((disposed >= 0) & (disposed < filed), disposed, filed))
    final, statute = f["final_statute"].cat, f["statute"].cat
    same = statute.categories.get_indexer(final.categories)[final.codes]  # codes of final statutes in the other list
    convicted = f["disposition"].cat.categories.get_loc("convicted")
    ended = (f["disposition"].cat.codes == convicted) | (final.codes >= 0) & (same != statute.codes)
    last = np.where(disposed >= 0, disposed, filed)
    return [
        *(f[c].cat.codes.to_numpy() for c in TEXTS[1:5]),
        cut(first, dates), np.where(offense < 0, 1, -1),
        known(f["victim_age"].to_numpy(), VICTIM_AGES), known(f["defendant_age"].to_numpy(), DEFENDANT_AGES),
        fiscal(filed), np.where(ended, fiscal(last), -1),
        *(f[c].cat.codes.to_numpy() for c in TEXTS[5:]),
    ]  # fmt: skip


def mixed(x):
    """A hash of 64-bit numbers (splitmix64), in place."""
    import numpy as np

    for shift, times in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        x ^= x >> np.uint64(shift)
        x *= np.uint64(times)
    x ^= x >> np.uint64(31)
    return x


def packed(parts):
    """Parts, none below -1, as one number."""
    import numpy as np

    out = np.zeros(len(parts[0]), np.uint64)
    bits = 0
    for p in parts:
        least, most = -1, int(p.max())
        if most > 1900:
            p = np.where(p < 0, p, p - 1900)
            most -= 1900
        bits += (most - least).bit_length()
        out <<= np.uint64((most - least).bit_length())
        out |= (p - least).astype(np.uint64)
    assert bits <= 64, bits
    return out


def pandas_texts(f, parts):
    import pandas as pd

    cats = {i: f[c].cat.categories for i, c in ((0, "statute"), (1, "final_statute"), (2, "class"), (3, "disposition"), (10, "defendant_sex"), (11, "defendant_race"))}
    columns = []
    for i, p in enumerate(parts):
        columns.append([("" if v < 0 else str(cats[i][v]) if i in cats else str(v)) for v in p])
    s = pd.Series(["|".join(r) for r in zip(*columns)])
    return s.groupby(f["case_id"].to_numpy()).agg(lambda g: ";".join(sorted(g)))


def pandas_run(form, path, kinds):
    import pandas as pd

    f = pandas_own_frame(path) if form == "own" else pandas_frame(path)
    parts = pandas_parts(f)
    if kinds:
        return list(pandas_texts(f, parts).value_counts().items())
    if form == "list":
        sys.exit("pandas: only the forms sum and own; a list for each case would be four million Python objects")
    h = pd.Series(mixed(packed(parts)))
    case, _ = pd.factorize(f["case_id"])
    w = h.groupby(case, sort=False).sum().value_counts(sort=False).to_numpy()
    return {"cases": int(w.sum()), "kinds": len(w), "squares": int((w * w).sum()), "largest": int(w.max())}


RUNS = {"duckdb": duckdb_run, "polars": polars_run, "pandas": pandas_run}


def main(engine, form, path, out=None):
    found = RUNS[engine](form, path, out is not None)
    if out is None:
        print(json.dumps(found))
        return
    with open(out, "w") as f:
        f.writelines(f"{k}\t{w}\n" for k, w in sorted(found))


if __name__ == "__main__":
    a = sys.argv[1:]
    if len(a) == 5 and a[3] == "--kinds":
        a.pop(3)
    if len(a) not in (3, 4) or a[0] not in RUNS or a[1] not in ("list", "sum", "own") or a[1] == "own" and (a[0] != "pandas" or a[2].endswith(".parquet")):
        sys.exit(__doc__)
    main(*a)
