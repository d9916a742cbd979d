"""What the notebooks share: the program, its tables, and how a figure looks."""

import os
import subprocess
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
RUN = Path(os.environ.get("IMPACT_RUN", HERE.parent / "impact-out"))  # the result folder that the notebooks read

TEXTS = {"fiscal_year", "from_year", "to_year"}  # years, which are texts, for one may be `all` or `unknown`

# Colours that people who are colour-blind tell apart (Okabe and Ito): today's law, the proposal, the change.
GREY, BLUE, ORANGE = "#767676", "#0072B2", "#D55E00"


def program():
    """The command that starts the program: the one that IMPACT names, else from the source."""
    return [os.environ["IMPACT"]] if "IMPACT" in os.environ else ["go", "run", "./cmd/impact"]


def impact(*arguments):
    """Runs the program in the repository's folder and returns what it printed; its own words where it fails."""
    done = subprocess.run([*program(), *map(str, arguments)], cwd=HERE.parent, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"impact {' '.join(map(str, arguments))}: exit code {done.returncode}\n{done.stderr.strip()}")
    return done.stdout


def run():
    """The folder RUN, a run on the built-in sample; made if it is not there."""
    if not (RUN / "manifest.json").exists():
        impact("run", "--quiet", "--draws", 500, "--switches=false", "--out", RUN)
    return RUN


def table(name, folder=None):
    """A table of a result folder: Parquet where pyarrow is installed, else its CSV twin. Years are texts."""
    path = Path(folder or run()) / "tables" / name
    return pd.read_parquet(f"{path}.parquet") if parquet() else from_csv(f"{path}.csv")


def parquet():
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        return False
    return True


def from_csv(path):
    """Columns as in the Parquet twin: what is withheld or missing is NaN among numbers, and "" among words."""
    t = pd.read_csv(path, dtype=str, keep_default_na=False)
    for c in t.columns:
        numbers = pd.to_numeric(t[c].replace({"withheld": "", "": None}), errors="coerce")
        if c not in TEXTS and (t[c].isin(["", "withheld"]) | numbers.notna()).all() and numbers.notna().any():
            t[c] = numbers
    return t


def style():
    """Quiet axes, no legend boxes: figures are labelled where the eye is."""
    import matplotlib as mpl

    mpl.rcParams.update(
        {
            "figure.figsize": (8, 3.6), "figure.dpi": 110, "savefig.bbox": "tight", "font.size": 10,
            "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False, "axes.edgecolor": "#b0b0b0",
            "axes.titlelocation": "left", "axes.titleweight": "bold", "axes.titlesize": 11, "axes.titlepad": 12,
            "axes.grid": True, "axes.axisbelow": True, "grid.color": "#e6e6e6", "xtick.color": "#555555", "ytick.color": "#555555",
            "xtick.bottom": False, "ytick.left": False, "lines.linewidth": 2, "axes.unicode_minus": True,
        }
    )  # fmt: skip


def number(x):
    """1,234 or 12.3, with a true minus."""
    return (f"{x:,.0f}" if abs(x) >= 100 or x == round(x) else f"{x:,.1f}").replace("-", "\u2212")
