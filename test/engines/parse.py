"""Parses SQL of a dialect; what it cannot parse is an error.

usage: parse.py DIALECT FILE.sql…
"""

import sys

import sqlglot
from sqlglot import exp

names = {"sqlserver": "tsql"}
dialect = names.get(sys.argv[1], sys.argv[1])
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as f:
        # what a client does for itself, and no parser of SQL knows
        lines = [line for line in f if not line.startswith(("\\copy ", "BULK INSERT "))]
    for tree in sqlglot.parse("".join(lines), dialect=dialect):
        if isinstance(tree, exp.Command):
            sys.exit("%s: taken as it stands, not parsed: %s" % (path, tree.sql()[:200]))
