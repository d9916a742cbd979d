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
# # Two hundred runs at once
#
# For a researcher who asks how a figure hangs on what was supposed. `impact batch` reads a plan,
# spreads it into jobs and makes each one's figures from one reading of the charges. This notebook
# runs the built-in plan `sweep`, 200 jobs, checks that a job is what a run with its settings is,
# and draws three pictures: how beds answer to two assumptions, both at once, and which of the
# assumptions matters most. docs/batch.md explains the plan line by line; copy and change it.

# %%
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import book
from book import BLUE, GREY, ORANGE, number

book.style()
temporary = tempfile.TemporaryDirectory()
out = Path(temporary.name) / "sweep"
print(book.impact("batch", "sweep", "--no-progress", "--out", out).splitlines()[0])

# %% [markdown]
# `jobs.csv` says what each job supposes and whether it was done; `results` is tidy, a row for each
# figure of each job. Stopped at any moment, the same command goes on where it was.

# %%
jobs = pd.read_csv(out / "jobs.csv")
assert len(jobs) == 200 and (jobs["status"] == "done").all() and jobs["settings_sha256"].is_unique
results = pd.read_parquet(out / "results.parquet") if book.parquet() else book.from_csv(out / "results.csv")
assert set(results["job"]) == set(jobs["job"])
dials = ["charging_share", "share_served", "sentence_rule"]
jobs.groupby(dials)["job"].count().unstack(dials[2])

# %% [markdown]
# ## A job is a run
#
# The last job again, by `impact run` with its settings: every number of its projection must be the
# same. And the mean is exact, so that no seed moves it.

# %%
job = jobs.iloc[-1]
settings = [a for d in dials for a in ("--assume", f"{d}={job[d]}")]
alone = Path(temporary.name) / "alone"
book.impact("run", "--quiet", "--switches=false", "--reading", job["reading"], "--seed", job["seed"], "--draws", job["draws"], *settings, "--out", alone)

numbers = ["mean", "median", "lo80", "hi80", "lo95", "hi95"]
keys = ["metric", "unit", "fiscal_year", "law"]
here = results[(results["job"] == job["job"]) & (results["table"] == "projection")].set_index(keys)[numbers].astype(float)
there = book.table("projection", alone).set_index(keys)[numbers].astype(float)
assert len(here) and (here == there.loc[here.index]).all(axis=None)

projected = results[(results["table"] == "projection") & (results["law"] == "difference")]
assert projected.groupby([*dials, "reading", "metric", "fiscal_year"], dropna=False)["mean"].nunique().eq(1).all()
print(f"job {job['job']}: {len(here)} rows as impact run has them")

# %% [markdown]
# ## How beds answer
#
# Prison beds that the proposal adds in the last projected year, by the share of charges that would
# really be brought under the new law and by the share of a sentence that is served. Under the rule
# `static`, where everybody keeps today's sentence, nothing is added; the figure is of `donor`, where
# who is moved is sentenced as those who stand there already.

# %%
last = projected.loc[projected["fiscal_year"] != "all", "fiscal_year"].max()
reading = jobs["reading"].iloc[0]
beds = projected[(projected["metric"] == "beds") & (projected["fiscal_year"] == last) & (projected["seed"].astype(int) == 1) & (projected["reading"] == reading)]
beds = beds.astype({"charging_share": float, "share_served": float})
donor = beds[beds["sentence_rule"] == "donor"]
assert beds.loc[beds["sentence_rule"] == "static", "mean"].abs().max() < 1e-9

grid = donor.pivot(index="share_served", columns="charging_share", values="mean")
assert (np.diff(grid.to_numpy(), axis=0) > 0).all() and (np.diff(grid.to_numpy(), axis=1) > 0).all()
assert np.allclose(grid[0.5] * 2, grid[1.0])  # half the charges, half the beds

fig, ax = plt.subplots()
shades = plt.get_cmap("Blues")(np.linspace(0.4, 0.95, len(grid)))
for (served, r), shade in zip(grid.iterrows(), shades):
    ax.plot(100 * r.index, r, color=shade)
    ax.annotate(f"{100 * served:g} % served: {number(r.iloc[-1])}", (100, r.iloc[-1]), (6, 0), textcoords="offset points", va="center", color=shade if served > 0.6 else GREY)
one = donor[donor["share_served"] == 0.75]
ax.fill_between(100 * one["charging_share"], one["lo80"], one["hi80"], color=BLUE, alpha=0.13, linewidth=0)
ax.annotate("80 % of chance\nat 75 % served", (62, one["hi80"].iloc[1]), (0, 10), textcoords="offset points", color=BLUE, ha="center")
ax.set_ylim(0)
ax.set_xlim(50, 118)
ax.set_xticks([50, 60, 70, 80, 90, 100])
ax.set_xlabel("charges brought under the new law, %")
ax.set_title(f"Prison beds added in fiscal year {last}")
plt.show()

# %%
fig, ax = plt.subplots(figsize=(6.4, 3.6))
ax.imshow(grid, cmap="Blues", aspect="auto", origin="lower", vmin=0, vmax=grid.to_numpy().max() * 1.15)
for i, j in np.ndindex(grid.shape):
    v = grid.iloc[i, j]
    ax.text(j, i, number(v), ha="center", va="center", color="white" if v > 0.75 * grid.to_numpy().max() else "black")
ax.set_xticks(range(grid.shape[1]), [f"{100 * v:g} %" for v in grid.columns])
ax.set_yticks(range(grid.shape[0]), [f"{100 * v:g} %" for v in grid.index])
ax.set_xlabel("charges brought under the new law")
ax.set_ylabel("share of a sentence served")
ax.grid(visible=False)
ax.spines["bottom"].set_visible(False)
ax.set_title(f"Prison beds added in fiscal year {last}: expected")
plt.show()

# %% [markdown]
# ## What matters most
#
# The plan is a full grid, so that the spread of its expectations splits into what each assumption
# does by itself and what only happens together. The reading of the law is one more of them. Shares
# are of this grid, as wide as its plan made it; they are no probabilities.

# %%
factors = ["reading", *dials]


def split(metric):
    """Shares of the variance of the expectations over the grid."""
    g = projected[(projected["metric"] == metric) & (projected["fiscal_year"] == last) & (projected["seed"].astype(int) == 1)]
    assert len(g) == 100 and not g.duplicated(factors).any()
    y = g["mean"]
    own = {f: g.groupby(f)["mean"].transform("mean").var(ddof=0) / y.var(ddof=0) for f in factors}
    return own | {"together only": 1 - sum(own.values())}


shares = pd.DataFrame({m: split(m) for m in ("beds", "new_registrants", "felony_convictions")})
assert np.allclose(shares.sum(), 1) and (shares > -1e-9).all(axis=None)

fig, axes = plt.subplots(1, 3, figsize=(10, 2.5), sharey=True)
for ax, (metric, s) in zip(axes, shares.items()):
    ax.barh(range(len(s)), 100 * s, color=[ORANGE if v == s.max() else "#9db8cc" for v in s], height=0.62)
    for i, v in enumerate(s):
        ax.annotate(f"{100 * v:.0f} %", (100 * v, i), (4, 0), textcoords="offset points", va="center", color="black" if v == s.max() else GREY)
    ax.set_yticks(range(len(s)), [f.replace("_", " ") for f in s.index], color="black")
    ax.set_xlim(0, 118)
    ax.set_xticks([])
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    ax.set_title(metric.replace("_", " "))
axes[0].invert_yaxis()
fig.suptitle("Which assumption moves the expected change", x=0.01, ha="left", y=1.1, fontsize=12, weight="bold")
plt.show()

# %%
temporary.cleanup()
shares.round(3)
