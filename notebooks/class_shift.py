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
# # The class shift, computed a second time
#
# The program says how many charges of the sample leave one class of offence and enter another
# under the Council's recommendations. This notebook computes the same table from the same rows
# with nothing of the program in it: its own reading of citations, its own table of the law, and
# brute force over every way in which the facts that a row leaves out could have been. Then it
# holds the two against each other, cell by cell: the least, the expected and the most, charged
# and convicted, in every year and every reading.
#
# The result folder is the variable `IMPACT_RUN`, else `../impact-out`, made by
#
#     go run ./cmd/impact run

# %%
import itertools
import os
import re
from collections import defaultdict
from pathlib import Path

import pandas as pd

run = Path(os.environ.get("IMPACT_RUN", "../impact-out"))
rows = pd.read_csv("../data/sample/charges.csv", skiprows=1, dtype=str, keep_default_na=False)
rows = rows.drop_duplicates("charge_id").reset_index(drop=True)  # seven rows come twice, word for word
rows["counts"] = rows["counts"].replace("", "1").astype(int)
len(rows), rows["counts"].sum()

# %% [markdown]
# ## The law on 31 December 2016
#
# Each section with its class at the baseline; a list where facts decide, tried in order. It was
# written from the acts and from Office of Legislative Research report 2015-R-0046, not from the
# program's files. Ages are cells, by their lower end: 0, 13, 16, 18.

# %%
PLAIN = {
    "felony A": "53a-54a 53a-92 53a-196a",
    "felony B": "53a-86(a)(1) 53a-86(a)(2) 53a-192a 53-21(a)(2) 53a-70(a)(3) 53a-70(a)(4) 53a-71(a)(1) "
    "53a-59 53a-122 53a-134 53a-196b 53a-196c 53a-196d",
    "felony C": "53a-83(c) 53a-87(a)(1) 53-21(a)(1) 53-21(a)(3) 53a-102 53a-123 53a-135 53a-196e",
    "felony D": "53a-88 53a-60 53a-103 53a-124 53a-136 53a-172 53a-196 53a-196f",
    "felony unclassified": "21a-277(a)",
    "misdemeanor A": "53a-82 53a-83(a) 53a-83a 53a-89 53a-61 53a-62 53a-107 53a-125 53a-167a 53a-173 53a-192 21a-279(a)",
    "misdemeanor B": "53a-64 53a-117 53a-125a 53a-181 53a-186",
    "misdemeanor C": "53a-109 53a-125b 53a-182 53a-183 21a-267(a)",
    "misdemeanor unclassified": "14-227a",
    "violation": "21a-279a 53a-181a",
}
LAW = {section: [(None, name)] for name, sections in PLAIN.items() for section in sections.split()}


def young(f):
    return f["age"] < 16


for i in (1, 2):
    LAW[f"53a-70(a)({i})"] = [(young, "felony A"), (None, "felony B")]
for path in "(2) (3) (4) (5) (6) (7) (8) (9)(A) (9)(B) (10)".split():
    LAW[f"53a-71(a){path}".lower()] = [(young, "felony B"), (None, "felony C")]
for i in (1, 2):
    LAW[f"53a-72a(a)({i})"] = [(young, "felony C"), (None, "felony D")]
for i in range(1, 9):
    LAW[f"53a-73a(a)({i})"] = [(young, "felony D"), (None, "misdemeanor A")]
LAW["53a-90a"] = [
    (lambda f: f["age"] < 13 or f["priors"] >= 2, "felony B"),
    (lambda f: f["priors"] == 1, "felony C"),
    (None, "felony D"),
]


def under(age):
    return lambda f: f["age"] < age


def any_means(f):
    return f["means"]


# What a citation proves, by the day of the offence: (section, from, before): facts asked, test.
PROVES = [
    ("53a-83(c)", "", "9", ("age", "trafficked"), lambda f: f["age"] < 18 or f["trafficked"]),
    ("53a-86(a)(1)", "", "9", ("means",), any_means),
    ("53a-86(a)(2)", "", "2010-10-01", ("age",), under(16)),
    ("53a-86(a)(2)", "2010-10-01", "9", ("age",), under(18)),
    ("53a-87(a)(2)", "", "9", ("age",), under(18)),
    ("53a-90a", "", "9", ("age",), under(16)),
    ("53a-71(a)(1)", "", "9", ("age",), lambda f: 13 <= f["age"] < 16),
]
PROVES += [(f"53-21(a)({i})", "", "9", ("age",), under(16)) for i in (1, 2, 3)]
PROVES += [("53a-70(a)(2)", "", "9", ("age",), under(13))]
PROVES += [(f"53a-71(a){p}", "", "9", ("age",), under(18)) for p in ("(4)", "(9)(b)", "(10)")]


def proves(section, day):
    for name, first, end, asked, test in PROVES:
        if name == section and first <= day < end:
            return asked, test
    return (), lambda f: True


# Sections that were there on some days only, and what a citation less exact may then mean.
DATED = {"53a-83(c)": ("2013-10-01", "9"), "53a-87(a)(2)": ("", "2010-10-01"), "21a-279(c)": ("", "2015-10-01")}
PAST = ["53a-87(a)(2)", "21a-279(c)", "53-21(2)"]


def in_force(section, day):
    first, end = DATED.get(section, ("", "9"))
    return first <= day < end


def carried(section, day, f):
    """The section on the baseline day of a charge brought on an earlier one."""
    if section == "53-21(2)":
        section = "53-21(a)(2)"
    if section == "53a-87(a)(2)":
        section = "53a-86(a)(2)"
    if section == "53a-83(a)" and day < "2013-10-01" and (f["age"] < 18 or f["trafficked"]):
        section = "53a-83(c)"
    if section == "21a-279(c)":
        section = "21a-279(a)"
    return section


READINGS = {
    "trafficked-person": lambda f: f["age"] < 18 or f["means"] or f["trafficked"],
    "minors-only": lambda f: f["age"] < 18,
    "literal": lambda f: True,
}


def proposed(section, f, reading):
    """The section of a charge under the seven recommendations."""
    reached = section in ("53a-83(a)", "53a-83(c)", "53a-83a", "53a-87(a)(1)", "53a-88")
    if reached and READINGS[reading](f) or section.startswith("53a-86("):
        return "53a-192a"
    return "53a-83(a)" if section in ("53a-83(c)", "53a-83a") else section


def grade(section, f, inchoate):
    name = next(name for test, name in LAW[section] if test is None or test(f))
    return "felony B" if name == "felony A" and inchoate in ("attempt", "conspiracy") else name


# %% [markdown]
# ## Citations
#
# Prefixes, marks, capitals and blanks come off. A text without its punctuation is taken for a
# citation only if it fits exactly one.

# %%
NODES = {}
for section in list(LAW) + PAST:
    while section not in NODES:
        NODES[section] = re.sub(r"[^a-z0-9]", "", section)
        section = re.sub(r"\([^()]*\)$", "", section)


def thinned(text, full):
    """Whether text is full with nothing but punctuation left out."""
    rest = iter(full)
    return all(c in rest for c in text) and re.sub(r"\W", "", text) == re.sub(r"\W", "", full)


def read(text):
    """The citation, or "" for one that names nothing or two things; and the kind of attempt."""
    kind = ""
    text = text.strip().lower()
    if m := re.match(r"53a-(48|49)(\(a\))?/(.*)", text):
        kind, text = {"48": "conspiracy", "49": "attempt"}[m[1]], m[3]
    text = re.sub(r"^(sec\.|cgs §)", "", text.strip()).strip().rstrip("*+ ")
    if re.search(r"\w \w", text):
        return "", kind
    text = text.replace(" ", "")
    if text in NODES:
        return text, kind
    fits = [n for n, bare in NODES.items() if bare == re.sub(r"\W", "", text) and thinned(text, n)]
    return (fits[0] if len(fits) == 1 else ""), kind


LETTERS = {"A": "A", "B": "B", "C": "C", "D": "D", "U": "unclassified"}


def record_class(text):
    """A class as the record writes it: AM, class B felony, FC, U MISD, V."""
    t = text.upper().replace("CLASS", "").replace("UNCLASSIFIED", "U")
    if t.strip() in ("V", "VIOLATION", "INFRACTION"):
        return "violation"
    kind = "felony" if re.search(r"FELONY|F(?!EL)", t) else "misdemeanor" if re.search(r"MISD|M", t) else ""
    letter = re.sub(r"FELONY|MISDEMEANOR|MISD|F|M|\s", "", t)
    return f"{kind} {LETTERS[letter]}" if kind and letter in LETTERS else "unknown"


# %% [markdown]
# ## Facts
#
# What one charge of a victim records is known of that victim's other charges.

# %%
CUTS = (13, 16, 18)  # the cells of an age


def cell(age):
    return None if age == "" else max([0] + [c for c in CUTS if int(age) >= c])


facts = pd.DataFrame(
    {
        "age": rows["victim_age"].map(lambda s: -1 if s == "" else int(s)),
        "trafficked": rows["victim_trafficked"].map({"true": 1, "false": 0, "": -1}),
        "victim": rows["victim_id"],
    }
)
known = facts[facts["victim"] != ""]
youngest = known[known["age"] >= 0].groupby("victim")["age"].min()
most = known[known["trafficked"] >= 0].groupby("victim")["trafficked"].max()
age = facts["age"].where(facts["age"] >= 0, facts["victim"].map(youngest)).fillna(-1).astype(int)
trafficked = facts["trafficked"].where(facts["trafficked"] >= 0, facts["victim"].map(most)).fillna(-1).astype(int)

several = rows[rows["victim_id"] != ""]["victim_id"].value_counts() > 1  # by victim
charges = []
for i, r in enumerate(rows.to_dict("records")):
    cite, kind = read(r["statute"])
    final, final_kind = read(r["final_statute"]) if r["final_statute"] else (None, "")
    column = "" if r["inchoate"] == "none" else r["inchoate"]
    day = r["offense_date"] or min([d for d in (r["filed_date"], r["disposition_date"]) if d])
    fiscal = lambda *days: next((str(int(d[:4]) + (d[5:7] >= "07")) for d in days if d), "unknown")
    base = {
        "day": day,
        "class": record_class(r["class"]),
        "counts": r["counts"],
        "victim": r["victim_id"],
        "facts": {
            "age": cell(str(age[i])) if age[i] >= 0 else None,
            "trafficked": None if trafficked[i] < 0 else bool(trafficked[i]),
            "means": None if r["means"] == "" else r["means"] != "none",
            "priors": None,
        },
    }
    charges.append(base | {"stage": "charged", "cite": cite, "inchoate": kind or column, "year": fiscal(r["filed_date"], r["offense_date"])})
    if r["disposition"] == "convicted":
        c, k = (cite, kind) if final is None else (final, final_kind)
        year = fiscal(r["disposition_date"], r["filed_date"], r["offense_date"])
        charges.append(base | {"stage": "convicted", "cite": c, "inchoate": k or column, "year": year})

# %% [markdown]
# ## How likely an unrecorded fact is
#
# (k + 1/2)/(n + 1) among the charges of the same citation in which it is recorded; with none, of
# the same section; with none, of all. For ages the rule holds at every cut.

# %%
VALUES = {"age": (0, 13, 16, 18), "trafficked": (False, True), "means": (False, True), "priors": (0, 1, 2)}
pools = defaultdict(lambda: defaultdict(float))
cited = defaultdict(float)
for c in charges:
    section = c["cite"].split("(")[0]
    cited[c["stage"], c["cite"]] += c["counts"]
    for fact, v in c["facts"].items():
        if v is not None:
            for pool in {(c["stage"], c["cite"]), (c["stage"], "section", section), (c["stage"],)}:
                pools[pool, fact][v] += c["counts"]


def chances(stage, cite, fact):
    for pool in ((stage, cite), (stage, "section", cite.split("(")[0]), (stage,)):
        seen = pools.get((pool, fact))
        if seen:
            break
    seen = seen or {}
    n, below, up, out = sum(seen.values()), 0.0, 0.0, {}
    for v in VALUES[fact]:
        up += seen.get(v, 0)
        p = 1.0 if v == VALUES[fact][-1] else (up + 0.5) / (n + 1)
        out[v], below = p - below, p
    return out


# %% [markdown]
# ## Every way in which a charge can stand
#
# An element of the cited section prevails over a record that contradicts it. Of a citation that
# may mean several subdivisions, those that the record contradicts are out.

# %%
def entries(cite, day):
    """The sections that a citation may mean on a day."""
    if cite in LAW or cite in PAST:
        return [cite]
    return [s for s in list(LAW) + PAST if s.startswith(cite + "(") and s != "53-21(2)" and in_force(s, day)]


def settled(section, c, f, reading, p):
    """The ways under one section, each with its weight; p gives the chances of unrecorded facts."""
    _, test = proves(section, c["day"])
    out = defaultdict(float)
    for x in itertools.product(*(VALUES[k] if f[k] is None else (f[k],) for k in f)):
        g = dict(zip(f, x))
        if test(g):
            w = 1.0
            for k in g:
                w *= p[k][g[k]] if f[k] is None else 1.0
            before = carried(section, c["day"], g)
            after = proposed(before, g, reading)
            out[grade(before, g, c["inchoate"]), grade(after, g, c["inchoate"])] += w
    return out


def spread(weights):
    """Weights made to sum to 1; alike where all are 0."""
    total = sum(weights.values())
    return {k: w / total if total else 1 / len(weights) for k, w in weights.items()}


def ways(c, reading, world=None):
    """{(class before, class after): probability}, and how well a world suits the citation.

    A way of probability 0 is still possible. What is supposed of the victim in a world is no
    record: an element rules it out."""
    if not c["cite"]:
        return {(c["class"], c["class"]): 1.0}, 1.0
    record = c["facts"]
    p = {k: chances(c["stage"], c["cite"], k) for k in record}
    own = {t: settled(t, c, record, reading, p) for t in entries(c["cite"], c["day"])}
    prevails = not any(own.values())  # the record contradicts every entry
    if not prevails:
        own = {t: w for t, w in own.items() if w}
    total = sum(cited[c["stage"], t] for t in own)
    weight, found = {}, {}
    for t in own:
        asked = proves(t, c["day"])[0] if prevails else ()
        f = {k: None if k in asked else v for k, v in (record | (world or {})).items()}
        alone = settled(t, c, {k: None if k in asked else v for k, v in record.items()}, reading, p)
        if w := settled(t, c, f, reading, p):
            found[t] = spread(w)
            weight[t] = cited[c["stage"], t] / total if total else 1 / len(own)
            if mass := sum(alone.values()):
                weight[t] *= sum(w.values()) / mass
    out, of = defaultdict(float), spread(weight)
    for t, w in found.items():
        for k, q in w.items():
            out[k] += of[t] * q
    return dict(out), sum(weight.values())


# %% [markdown]
# ## Charges of one victim
#
# The facts of one victim are one. Where some of them are not recorded, the victim's charges are
# settled together, in every world of age and trafficking. The chances of the worlds are those of
# the charge that comes first in the code, and how well each world fits every charge's citation.

# %%
def in_code_order(c):
    numbers = lambda s: [int(x) if x.isdigit() else x for x in re.findall(r"\d+|\D", s)]
    return [(isinstance(x, str), x) for x in numbers(c["cite"])]


def worlds(group, reading):
    """[(probability, [ways of each charge])]; None where no world fits all charges."""
    f = group[0]["facts"]
    p = {k: chances(group[0]["stage"], group[0]["cite"], k) for k in ("age", "trafficked")}
    weights, fits = {}, {}
    for world in itertools.product(*(VALUES[k] if f[k] is None else (f[k],) for k in ("age", "trafficked"))):
        known = dict(zip(("age", "trafficked"), world))
        weight, all_ways = 1.0, []
        for k in known:
            weight *= p[k][known[k]] if f[k] is None else 1.0
        for c in group:
            w, suits = ways(c, reading, {k: v for k, v in known.items() if c["facts"][k] is None})
            weight *= suits
            all_ways.append(w)
        if all(all_ways):
            weights[world], fits[world] = weight, all_ways
    return [(q, fits[world]) for world, q in spread(weights).items()] if weights else None


shared = defaultdict(list)
for c in charges:
    if c["victim"] and several[c["victim"]] and None in (c["facts"]["age"], c["facts"]["trafficked"]):
        shared[c["stage"], c["victim"]].append(c)
for group in shared.values():
    group.sort(key=in_code_order)
sum(map(len, shared.values())), "charges of", len(shared), "victims are settled together"

# %%
mine = defaultdict(lambda: [0.0, 0.0, 0.0])
memo = {}


def count(reading, c, cell, low, central, high):
    for year in (c["year"], "all"):
        m = mine[(reading, year, c["stage"]) + cell]
        for i, v in enumerate((low, central, high)):
            m[i] += c["counts"] * v


for reading in READINGS:
    alone = [c for c in charges if c not in shared.get((c["stage"], c["victim"]), ())]
    for group in shared.values():
        possible = worlds(group, reading)
        if possible is None:
            alone += group
            continue
        cells = {(c["year"], cell) for _, all_ways in possible for c, w in zip(group, all_ways) for cell in w}
        for year, cell in cells:
            within = [[(c["counts"], w) for c, w in zip(group, all_ways) if c["year"] == year] for _, all_ways in possible]
            low = min(sum(n * (set(w) == {cell}) for n, w in x) for x in within)
            high = max(sum(n * (cell in w) for n, w in x) for x in within)
            central = sum(q * sum(n * w.get(cell, 0) for n, w in x) for (q, _), x in zip(possible, within))
            count(reading, group[0] | {"year": year, "counts": 1}, cell, low, central, high)
    for c in alone:
        key = (reading, c["stage"], c["cite"], c["day"], c["class"], c["inchoate"], tuple(c["facts"].values()))
        w, _ = memo[key] if key in memo else memo.setdefault(key, ways(c, reading))
        for cell, q in w.items():
            count(reading, c, cell, float(len(w) == 1), q, 1.0)
len(mine)

# %% [markdown]
# ## Held against the program's table

# %%
theirs = pd.read_csv(run / "tables" / "class_shift.csv", dtype={"fiscal_year": str})
theirs = theirs[theirs["unit"] == "charge"]
assert set(theirs["scenario"]) == {"ct-tip-council"}
theirs = {(t.reading, t.fiscal_year, t.stage, t.from_class, t.to_class): (t.low, t.central, t.high) for t in theirs.itertuples()}

assert set(mine) == set(theirs), sorted(set(mine) ^ set(theirs))[:10]
for key, (low, central, high) in theirs.items():
    assert mine[key][0] == low and mine[key][2] == high, (key, mine[key], theirs[key])
    assert abs(mine[key][1] - central) < 1e-6, (key, mine[key], theirs[key])

moved = {k: theirs[k] for k in sorted(theirs) if k[0] == "trafficked-person" and k[1] == "all" and k[3] != k[4]}
print(f"{len(theirs)} cells agree: least, expected and most")
for (_, _, stage, a, b), (low, central, high) in moved.items():
    print(f"  {stage}: {a} -> {b}: {central:.2f} [{low:.0f}, {high:.0f}]")
