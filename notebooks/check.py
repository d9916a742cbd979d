"""Executes every notebook of this folder, and holds each to its text twin.

usage: python check.py RUN [NAME...]

RUN is the result folder that the notebooks read: a run on the built-in sample, made anew. NAMEs
choose notebooks. The environment variable IMPACT names the program, else it is run from the
source. A notebook that raises fails the check, and so does a cell that takes longer than LIMIT
seconds, and notebooks that take longer than TOGETHER. Outputs are not kept. Exit code 1 on any
failure.
"""

import os
import shutil
import sys
import time
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

here = Path(__file__).resolve().parent
LIMIT, TOGETHER = 240, 480  # twice what they take on two cores, and more


def cells(notebook):
    return [(c.cell_type, c.source.strip()) for c in notebook.cells]


def twins(path):
    """What is wrong between a notebook and its text twin; "" for nothing."""
    notebook = nbformat.read(path, as_version=4)
    if not path.with_suffix(".py").exists():
        return f"{path.name} has no text twin; `jupytext --to py:percent {path.name}` would make it"
    if cells(notebook) != cells(jupytext.read(path.with_suffix(".py"))):
        return f"{path.name} and its text twin differ; `jupytext --sync` would make them one"
    if any(c.get("outputs") or c.get("execution_count") for c in notebook.cells):
        return f"{path.name} holds outputs; `jupytext --to ipynb {path.stem}.py` would strip them"
    return ""


def execute(path):
    """Runs a notebook and prints what it prints; its figures go to IMPACT_FIGURES, where that is set."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=LIMIT, kernel_name="python3", resources={"metadata": {"path": here}}).execute()
    outputs = [o for c in notebook.cells for o in c.get("outputs", [])]
    for o in outputs:
        if o.output_type == "stream" and o.name == "stdout":
            print(o.text, end="")
    if "IMPACT_FIGURES" in os.environ:
        keep(path.stem, [o["data"]["image/png"] for o in outputs if "image/png" in o.get("data", {})])


def keep(stem, pictures):
    import base64

    for i, picture in enumerate(pictures, 1):
        (Path(os.environ["IMPACT_FIGURES"]) / f"{stem}-{i}.png").write_bytes(base64.b64decode(picture))


def main(run, names):
    run = Path(run).resolve()
    if run.exists() and not (run / "manifest.json").exists():
        sys.exit(f"{run} is no result folder; one that `impact run` wrote, or none, would be right")
    shutil.rmtree(run, ignore_errors=True)
    os.environ["IMPACT_RUN"] = str(run)
    found = [p for p in sorted(here.glob("*.ipynb")) if not names or p.stem in names]
    if not found or len(found) < len(names):
        sys.exit(f"{' '.join(names) or 'notebooks'}: no such notebook here")
    if faults := [f for f in map(twins, found) if f]:
        sys.exit("\n".join(faults))
    began = time.monotonic()
    for path in found:
        start = time.monotonic()
        print(f"{path.name}:", flush=True)
        execute(path)
        print(f"  {time.monotonic() - start:.0f} s", flush=True)
    if time.monotonic() - began > TOGETHER:
        sys.exit(f"the notebooks took {time.monotonic() - began:.0f} s together; {TOGETHER} s or less would be right")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
