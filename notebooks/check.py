"""Executes every notebook of this folder on a result folder, and holds each to its text twin.

usage: python check.py RUN      RUN is a folder that `impact run` wrote on the built-in sample

A notebook that raises fails the check. Its outputs are not kept. Exit code 1 on any failure.
"""

import os
import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

here = Path(__file__).resolve().parent


def cells(notebook):
    return [(c.cell_type, c.source.strip()) for c in notebook.cells]


def check(path):
    notebook = nbformat.read(path, as_version=4)
    if cells(notebook) != cells(jupytext.read(path.with_suffix(".py"))):
        return f"{path.name} and its text twin differ; `jupytext --sync` would make them one"
    if any(c.get("outputs") for c in notebook.cells):
        return f"{path.name} holds outputs; `jupytext --to ipynb {path.stem}.py` would strip them"
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": here}}).execute()
    for c in notebook.cells:
        for out in c.get("outputs", []):
            if out.output_type == "stream" and out.name == "stdout":
                print(out.text, end="")
    return None


def main(run):
    os.environ["IMPACT_RUN"] = str(Path(run).resolve())
    found = sorted(here.glob("*.ipynb"))
    if not found:
        sys.exit("no notebook is here")
    for path in found:
        print(f"{path.name}:")
        if fault := check(path):
            sys.exit(fault)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
