"""What makes two charges alike, and so two cases, in the words of each engine.

Charges are of one kind where they have the same statute and final statute, record's class,
disposition, era of the offence date (of the earliest recorded date where there is none), cells
of both ages, fiscal years of filing and, if convicted or substituted, of disposition, sex and
race. Cases are of one kind if their charges are, as multisets. The cuts are every day and every
age at which the Council's scenario or the law behind it makes a difference.
"""

import csv
from bisect import bisect_right
from collections import Counter

DAYS = (
    "1993-10-01 2000-10-01 2004-07-01 2004-10-01 2006-07-01 2007-07-01 2007-10-01 2008-10-01 2010-10-01 2011-07-01 "
    "2012-04-25 2012-10-01 2013-10-01 2015-10-01 2016-10-01 2017-01-01 2017-10-01 2019-10-01 2021-10-01"
).split()
VICTIM_AGES = [10, 13, 15, 16, 18]
DEFENDANT_AGES = [13, 15, 16, 18, 21, 25, 35, 45, 55, 65]
PARTS = ("statute", "final", "class", "disposition", "era", "no_offense_date", "victim", "defendant", "charged", "disposed", "sex", "race")


def cell(cuts, text):
    return str(bisect_right(cuts, int(text))) if text else ""


def fiscal(day):
    return str(int(day[:4]) + (day[5:7] >= "07"))


def signature(r):
    """The kind of one row of CSV, as a text: the parts, in order, nothing for what is not recorded."""
    first = r["offense_date"] or min(d for d in (r["filed_date"], r["disposition_date"]) if d)
    ended = r["disposition"] == "convicted" or r["final_statute"] not in ("", r["statute"])
    return "|".join(
        (
            r["statute"], r["final_statute"], r["class"], r["disposition"],
            str(bisect_right(DAYS, first)), "" if r["offense_date"] else "1",
            cell(VICTIM_AGES, r["victim_age"]), cell(DEFENDANT_AGES, r["defendant_age"]),
            fiscal(r["filed_date"]), fiscal(r["disposition_date"] or r["filed_date"]) if ended else "",
            r["defendant_sex"], r["defendant_race"],
        )
    )  # fmt: skip


def plainly(path):
    """Weights of the kinds of cases of a CSV, row by row: what every engine must find. {kind: weight}"""
    cases = {}
    with open(path, newline="") as f:
        for r in csv.DictReader(f):
            cases.setdefault(r["case_id"], []).append(signature(r))
    return Counter(";".join(sorted(c)) for c in cases.values())


def fingerprint(weights):
    """What all must agree on: cases, kinds, sum of squared weights, the greatest weight."""
    w = list(weights)
    return {"cases": sum(w), "kinds": len(w), "squares": sum(x * x for x in w), "largest": max(w)}
