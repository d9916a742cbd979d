# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A first look
#
# For a researcher who has the program and an hour. It runs `impact` on the built-in sample, reads
# the tables, and shows what the Council's seven recommendations would move, how sure each figure
# is and in which of two senses, and what to write down so that somebody else gets the same bytes.
# The charges are invented: with your own, name the file after `run`, and nothing below changes.

# %%
import json

import matplotlib.pyplot as plt
import pandas as pd

import book
from book import BLUE, GREY, ORANGE, number

book.style()
told = book.impact("run", "--quiet", "--draws", 500, "--switches=false", "--out", book.RUN)
print("\n".join(told.splitlines()[:6]))

# %% [markdown]
# Every table is there twice, as CSV and as Parquet, where one more column says which rows hold a withheld
# value; `scenario` and `reading` lead each. A *reading* is one way to understand recommendation 3. There are three, and they stand
# side by side everywhere, because no figure depends on anything as much.

# %%
for path in sorted((book.RUN / "tables").glob("*.csv")):
    if book.parquet():
        pd.testing.assert_frame_equal(pd.read_parquet(path.with_suffix(".parquet")).drop(columns="withheld", errors="ignore"), book.from_csv(path), check_dtype=False, rtol=1e-11)

totals = book.table("totals")
readings = list(totals["reading"].unique())
totals.pivot(index="metric", columns="reading", values="central")[readings].round(1)

# %% [markdown]
# ## What the record allows
#
# `low` and `high` are the least and the most that the record allows, whatever the facts were that
# it leaves out: the victim's age, whether anybody was trafficked, by what means. They are not an
# interval of chance, and no number of charges makes them narrow. `central` is what is expected if
# those facts are as common where they were not recorded as where they were.

# %%
felonies = totals[totals["metric"] == "felony_charges"].set_index("reading").loc[readings[::-1]]
assert (felonies["low"] <= felonies["central"]).all() and (felonies["central"] <= felonies["high"]).all()

fig, ax = plt.subplots(figsize=(8, 2.6))
for i, (reading, r) in enumerate(felonies.iterrows()):
    ax.plot([r.low, r.high], [i, i], color=BLUE, alpha=0.35, linewidth=9, solid_capstyle="butt")
    ax.plot(r.central, i, "o", color=BLUE, markersize=8)
    ax.annotate(number(r.low), (r.low, i), (-6, 0), textcoords="offset points", ha="right", va="center", color=GREY)
    ax.annotate(number(r.high), (r.high, i), (6, 0), textcoords="offset points", ha="left", va="center", color=GREY)
    ax.annotate(number(r.central), (r.central, i), (0, 10), textcoords="offset points", ha="center", color=BLUE, weight="bold")
ax.axvline(0, color="#444444", linewidth=1)
ax.set_yticks(range(len(felonies)), felonies.index, color="black")
ax.set_ylim(-0.6, len(felonies) - 0.25)
ax.margins(x=0.12)
ax.grid(axis="y", visible=False)
ax.set_title("Felony charges added: expected, least and most")
plt.show()

# %% [markdown]
# ## What moves where
#
# `section_shift` accounts for every charge. What changes neither section nor class is on its
# diagonal, and `provision` names the recommendations that moved the rest. Nothing is lost on the
# way: the charges of each section before add up to those that were kept. The figure is of the first
# reading, the Council's own reason.

# %%
shift = book.table("section_shift")
ledger = book.table("ledger")
default = shift[(shift["reading"] == readings[0]) & (shift["fiscal_year"] == "all") & (shift["stage"] == "charged")]
kept = ledger[(ledger["reading"] == readings[0]) & (ledger["kind"] == "kept")]["counts"].sum()
assert abs(default["central"].sum() - kept) < 1e-6

moves = default[(default["from_section"] != default["to_section"]) | (default["from_class"] != default["to_class"])]
moves = moves.sort_values("central").reset_index(drop=True)

fig, ax = plt.subplots(figsize=(8, 0.42 * len(moves) + 0.9))
ax.barh(moves.index, moves["central"], color=BLUE, height=0.62)
ax.hlines(moves.index, moves["low"], moves["high"], color=ORANGE, linewidth=1.6)
for i, m in moves.iterrows():
    ax.annotate(f"{number(m.central)}  [{number(m.low)}, {number(m.high)}]", (max(m.high, m.central), i), (6, 0), textcoords="offset points", va="center")
ax.set_yticks(moves.index, [f"{m.from_section} → {m.to_section}" for m in moves.itertuples()], color="black")
ax.set_xlim(0, moves["high"].max() * 1.28)
ax.grid(axis="y", visible=False)
ax.set_title("Charges that move: expected (bar), least and most (line)")
plt.show()

# %% [markdown]
# ## What chance does
#
# The projection carries the record forward and says how much of the difference is chance: small
# counts, years that differ. `lo80` to `hi80` holds eight outcomes of ten. These intervals take
# `central` for granted; they do not hold the bounds above, and the bounds do not hold them.

# %%
projection = book.table("projection")


def difference(metric, reading):
    p = projection[(projection["metric"] == metric) & (projection["reading"] == reading) & (projection["law"] == "difference")]
    p = p[p["fiscal_year"] != "all"]
    return p.assign(year=p["fiscal_year"].astype(int)).sort_values("year")


p = difference("felony_convictions", readings[0])
assert (p["lo95"] <= p["lo80"]).all() and (p["hi80"] <= p["hi95"]).all()

fig, ax = plt.subplots()
ax.fill_between(p["year"], p["lo95"], p["hi95"], color=BLUE, alpha=0.15, linewidth=0)
ax.fill_between(p["year"], p["lo80"], p["hi80"], color=BLUE, alpha=0.25, linewidth=0)
ax.plot(p["year"], p["mean"], color=BLUE)
last = p.iloc[-1]
for text, y, weight in ((f"{number(last['mean'])} expected", last["mean"], "bold"), ("80 %", last["hi80"], "normal"), ("95 %", last["hi95"], "normal")):
    ax.annotate(text, (last["year"], y), (6, 0), textcoords="offset points", va="center", color=BLUE, weight=weight)
ax.axhline(0, color="#444444", linewidth=1)
ax.set_xticks(p["year"])
ax.set_xlim(p["year"].min(), p["year"].max() + 0.9)
ax.set_xlabel("fiscal year")
ax.grid(axis="x", visible=False)
ax.set_title("Felony convictions that the proposal adds in a year")
plt.show()

# %% [markdown]
# Whether chance or what is not recorded counts more differs from figure to figure. Here is both,
# for the three readings: the expected change in the last projected year with its 80 % interval, and
# what the record allows for its own ten years.

# %%
end = pd.DataFrame({r: difference("felony_convictions", r).iloc[-1][["mean", "lo80", "hi80"]] for r in readings}).T
bounds = totals[totals["metric"] == "felony_convictions"].set_index("reading").loc[readings, ["central", "low", "high"]]
pd.concat({f"chance, fiscal year {last['year']}": end.astype(float).round(1), "the record, all its years": bounds.round(1)}, axis=1)

# %% [markdown]
# ## What is left out, and what it rests on
#
# The ledger stands under every table of the report: what was read, and what became of it.
# `undetermined` are charges whose end hangs on something that is not recorded. `unverified` lists
# the points of law that nobody saw in their source.

# %%
account = ledger.groupby(["kind", "reading"], sort=False)["charges"].sum().unstack()[readings]
for r in readings:
    a = account[r].fillna(0)
    assert a["read"] == a["kept"] + a["refused"]
    assert a["kept"] == a[["unchanged", "moved", "undetermined", "out_of_catalogue"]].sum() + a.get("repealed", 0)
print(book.table("unverified")[["entry", "confidence"]].drop_duplicates()["confidence"].value_counts().to_string())
account.fillna(0).astype(int)

# %% [markdown]
# ## How to cite it, and how to get the same bytes
#
# The manifest holds the hashes of the data, the scenario and the law, and every setting. Whoever
# has the same data and the same version gets the same bytes, which `impact verify` and
# `impact compare` check. Cite the version, the hashes and the reading; without the reading a figure
# says little.

# %%
manifest = json.loads((book.RUN / "manifest.json").read_text())
data = manifest["data"][0]
print(
    f"impact {manifest['version']}, scenario {manifest['scenario']['name']} (sha256 {manifest['scenario']['sha256'][:12]}…), "
    f"law {manifest['law']['name']} (sha256 {manifest['law']['sha256'][:12]}…), data {data['name']} (sha256 {data['sha256'][:12]}…), "
    f"baseline {manifest['settings']['baseline']}, readings {', '.join(manifest['settings']['readings'])}, "
    f"{manifest['settings']['draws']} draws, seed {manifest['settings']['seed']}."
)
