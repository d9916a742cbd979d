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
# # The headline tables, computed a second time
#
# For whoever must vouch for a figure. From the rows of the sample this notebook computes the
# tables that a report leads with, with nothing of the program in it: its own reading of citations,
# its own table of the law, and brute force over every way in which the facts that a row leaves out
# could have been. Then it holds the two against each other, cell by cell: the least, the expected
# and the most, in every year and every reading.
#
# | table | recomputed |
# |---|---|
# | class_shift | charges, cases and persons, charged and convicted |
# | section_shift | charges, with the provisions that moved them |
# | registry | persons added, removed, kept, of another term |
# | minor_victims | charges, cases and victims, charged and convicted |
# | coverage | charges, cases and persons that the privilege would reach |
# | ledger | rows read, refused, kept, and what became of them, by provision |
#
# Not here: what may come (the notebook `backtest` recomputes its forecasts), attribution, equity.
#
# The result folder is the variable `IMPACT_RUN`, else `../impact-out`; where there is none, it is made.

# %%
import itertools
import re
from bisect import bisect_right
from collections import defaultdict, namedtuple

import pandas as pd

import book

rows = pd.read_csv("../data/sample/charges.csv", skiprows=1, dtype=str, keep_default_na=False)
read_rows = len(rows)
rows = rows.drop_duplicates("charge_id").reset_index(drop=True)  # seven rows come twice, word for word
rows["counts"] = rows["counts"].replace("", "1").astype(int)
len(rows), rows["counts"].sum()

# %% [markdown]
# ## The law on 31 December 2016
#
# Each section with its class at the baseline; a list where facts decide, tried in order. It was
# written from the acts and from Office of Legislative Research report 2015-R-0046, not from the
# program's files. Ages are cells, by their lower end: 0, 13, 15, 16, 18.

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


def by_force(f):
    return f["means"] == 2  # 0 none of them, 1 fraud or coercion, 2 force


# What a citation proves, by the day of the offence: (section, from, before): facts asked, test.
PROVES = [
    ("53a-83(c)", "", "9", ("age", "trafficked"), lambda f: f["age"] < 18 or f["trafficked"]),
    ("53a-86(a)(1)", "", "9", ("means",), by_force),
    ("53a-86(a)(2)", "", "2010-10-01", ("age",), under(16)),
    ("53a-86(a)(2)", "2010-10-01", "9", ("age",), under(18)),
    ("53a-87(a)(2)", "", "9", ("age",), under(18)),
    ("53a-90a", "", "9", ("age",), under(16)),
    ("53a-71(a)(1)", "", "9", ("age",), lambda f: 13 <= f["age"] < 16),
]
PROVES += [(f"53-21(a)({i})", "", "9", ("age",), under(16)) for i in (1, 2, 3)]
PROVES += [("53-21(2)", "", "9", ("age",), under(16)), ("53a-70(a)(2)", "", "9", ("age",), under(13))]
PROVES += [(f"53a-196{x}", "", "9", ("age",), under(18)) for x in "ab"]
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
    """The section of a charge under the seven recommendations, and which of them changed it."""
    reached = section in ("53a-83(a)", "53a-83(c)", "53a-83a", "53a-87(a)(1)", "53a-88")
    if reached and READINGS[reading](f):
        return "53a-192a", "rec-3+rec-5"
    if section.startswith("53a-86("):
        return "53a-192a", "rec-2+rec-5"
    by = {"53a-83(c)": ("53a-83(a)", "rec-4"), "53a-83a": ("53a-83(a)", "rec-1"), "53a-192a": ("53a-192a", "rec-5")}
    return by.get(section, (section, ""))


def grade(section, f, inchoate):
    name = next(name for test, name in LAW[section] if test is None or test(f))
    return "felony B" if name == "felony A" and inchoate in ("attempt", "conspiracy") else name


# %% [markdown]
# ## The registry
#
# What a conviction brings: 0 nothing, 1 ten years, 2 life. Where a finding of the court decides,
# which the sample does not record, either is as likely as not.

# %%
TEN = {"53-21(a)(2)", "53a-72a(a)(2)", "53a-86(a)(2)", "53a-90a", *(f"53a-196{x}" for x in "abcdef")}
TEN |= {f"53a-71(a){p}" for p in ("(1)", "(4)", "(8)", "(9)(b)", "(10)")}
LIFE = {"53a-72a(a)(1)", *(f"53a-70(a)({i})" for i in (1, 2, 3, 4)), *(f"53a-71(a)({i})" for i in (2, 3, 5, 6, 7))}
FOUND = {"53a-186": {0: 0.5, 1: 0.5}, "53a-71(a)(9)(a)": {1: 0.5, 2: 0.5}, "53a-92": {0: 0.25, 1: 0.25, 2: 0.5}}


def registers(section, proposal=False):
    """{what a conviction brings: probability}"""
    if section in FOUND:
        return FOUND[section]
    ten = section in TEN or section.startswith("53a-73a(") or proposal and section == "53a-192a"
    return {2 if section in LIFE else 1 if ten else 0: 1.0}


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
CUTS = (13, 15, 16, 18)  # the cells of an age


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
ERAS = ("0000-00-00", "2000-10-01", "2010-10-01", "2013-10-01", "2015-10-01")  # days between which the law above is one


def fiscal(*days):
    return next((str(int(d[:4]) + (d[5:7] >= "07")) for d in days if d), "unknown")


charges = []
for i, r in enumerate(rows.to_dict("records")):
    cite, kind = read(r["statute"])
    final, final_kind = read(r["final_statute"]) if r["final_statute"] else (None, "")
    column = "" if r["inchoate"] == "none" else r["inchoate"]
    day = r["offense_date"] or min([d for d in (r["filed_date"], r["disposition_date"]) if d])
    base = {
        "day": ERAS[bisect_right(ERAS, day) - 1],
        "class": record_class(r["class"]),
        "counts": r["counts"],
        "case": r["case_id"],
        "person": r["person_id"],
        "victim": r["victim_id"],
        "facts": {
            "age": cell(str(age[i])) if age[i] >= 0 else None,
            "trafficked": None if trafficked[i] < 0 else bool(trafficked[i]),
            "means": None if r["means"] == "" else 0 if r["means"] == "none" else 2 if "force" in r["means"] else 1,
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
VALUES = {"age": (0, 13, 15, 16, 18), "trafficked": (False, True), "means": (0, 1, 2), "priors": (0, 1, 2)}
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
    if fact == "means":  # the rule is of force, fraud or coercion; which of them, as recorded
        some = (seen.get(0, 0) + 0.5) / (n + 1)
        force = seen.get(2, 0) / (seen.get(1, 0) + seen.get(2, 0)) if seen.get(1, 0) + seen.get(2, 0) else 0.5
        out = {0: some, 1: (1 - some) * (1 - force), 2: (1 - some) * force}
    return out


# %% [markdown]
# ## Every way in which a charge can stand
#
# An element of the cited section prevails over a record that contradicts it. Of a citation that
# may mean several subdivisions, those that the record contradicts are out.

# %%
Way = namedtuple("Way", "before from_class from_registry after to_class to_registry provision age known trafficked")


def entries(cite, day):
    """The sections that a citation may mean on a day."""
    if cite in LAW or cite in PAST:
        return [cite]
    return [s for s in list(LAW) + PAST if s.startswith(cite + "(") and s != "53-21(2)" and in_force(s, day)]


def settled(section, c, f, reading, p, known=False):
    """The ways under one section, each with its weight; p gives the chances of unrecorded facts."""
    _, test = proves(section, c["day"])
    out = defaultdict(float)
    asked = {k: (0,) if k == "priors" and section != "53a-90a" else VALUES[k] for k in f}
    for x in itertools.product(*(asked[k] if f[k] is None else (f[k],) for k in f)):
        g = dict(zip(f, x))
        if test(g):
            w = 1.0
            for k in g:
                w *= p[k][g[k]] if f[k] is None and len(asked[k]) > 1 else 1.0
            before = carried(section, c["day"], g)
            after, by = proposed(before, g, reading)
            classes = grade(before, g, c["inchoate"]), grade(after, g, c["inchoate"])
            for r, q in registers(before).items():
                for s, u in (registers(after, True) if after != before or after == "53a-192a" else {r: 1.0}).items():
                    out[Way(before, classes[0], r, after, classes[1], s, by, g["age"], known, g["trafficked"])] += w * q * u
    return out


def spread(weights):
    """Weights made to sum to 1; alike where all are 0."""
    total = sum(weights.values())
    return {k: w / total if total else 1 / len(weights) for k, w in weights.items()}


def ways(c, reading, world=None):
    """{Way: probability}, and how well a world suits the citation.

    A way of probability 0 is still possible. What is supposed of the victim in a world is no
    record: an element rules it out."""
    record = c["facts"]
    if not c["cite"]:
        old = record["age"] is not None
        return {Way("unknown", c["class"], 0, "unknown", c["class"], 0, "", record["age"], old, record["trafficked"]): 1.0}, 1.0
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
        if w := settled(t, c, f, reading, p, record["age"] is not None and "age" not in asked):
            found[t] = spread(w)
            weight[t] = cited[c["stage"], t] / total if total else 1 / len(own)
            if mass := sum(alone.values()):
                weight[t] *= sum(w.values()) / mass
    out, of = defaultdict(float), spread(weight)
    for t, w in found.items():
        for k, q in w.items():
            out[k] += of[t] * q
    return dict(out), sum(weight.values())


memo = {}


def alone(c, reading):
    """The ways of a charge by itself."""
    key = (reading, c["stage"], c["cite"], c["day"], c["class"], c["inchoate"], tuple(c["facts"].values()))
    if key not in memo:
        memo[key] = ways(c, reading)[0]
    return memo[key]


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
for i, c in enumerate(charges):
    c["i"] = i
    if c["victim"] and several[c["victim"]] and None in (c["facts"]["age"], c["facts"]["trafficked"]):
        shared[c["stage"], c["victim"]].append(c)
for group in shared.values():
    group.sort(key=in_code_order)
sum(map(len, shared.values())), "charges of", len(shared), "victims are settled together"

# %% [markdown]
# ## Counting
#
# A unit (a charge, a case, a person, a victim) is a list of charges. How it counts is a function of
# the ways of its charges: {cell: (certain, probability, possible)}. Units that share a victim whose
# facts are not recorded hang together: they are counted in every world, and the least and the most
# are taken over the worlds.

# %%
def together(units):
    """Lists of units that share victims, each with those victims; most are one unit and none."""
    parent = {}

    def root(x):
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    keys = []
    for n, unit in enumerate(units):
        victims = {k for c in unit if (k := (c["stage"], c["victim"])) in shared and settled_together[k]}
        keys.append(victims)
        for k in victims:
            parent[root(k)] = root(("unit", n))
    found = defaultdict(lambda: ([], set()))
    for n, (unit, victims) in enumerate(zip(units, keys)):
        list_, all_victims = found[root(("unit", n))]
        list_.append(unit)
        all_victims |= victims
    return found.values()


def tally(units, cells_of):
    """{cell: [low, central, high]} of units; cells_of takes the charges of one and their ways."""
    out = defaultdict(lambda: [0.0, 0.0, 0.0])
    for group, victims in together(units):
        victims = sorted(victims)
        options = [settled_together[k] for k in victims]
        least, most, mean, seen = {}, {}, defaultdict(float), 0
        for world in itertools.product(*options):
            chance, within = 1.0, {}
            for k, (q, all_ways) in zip(victims, world):
                chance *= q
                within |= {c["i"]: w for c, w in zip(shared[k], all_ways)}
            here = defaultdict(lambda: [0.0, 0.0, 0.0])
            for unit in group:
                for cell, values in cells_of(unit, [within.get(c["i"]) or alone(c, reading) for c in unit]).items():
                    for i, v in enumerate(values):
                        here[cell][i] += v
            for cell in set(least) | set(here):
                low, central, high = here.get(cell, (0.0, 0.0, 0.0))
                least[cell] = min(least.get(cell, 0.0 if seen else low), low)
                most[cell] = max(most.get(cell, 0.0), high)
                mean[cell] += chance * central
            seen += 1
        for cell in least:
            for i, v in enumerate((least[cell], mean[cell], most[cell])):
                out[cell][i] += v
    return out


def each(weigh):
    """Cells of a unit of one charge: weigh gives the cell of a way, or None."""

    def cells_of(unit, all_ways):
        sums = defaultdict(float)
        for w, q in all_ways[0].items():
            sums[weigh(w)] += q
        n = unit[0]["counts"]
        return {k: (n * (len(sums) == 1), n * q, n) for k, q in sums.items() if k is not None}

    return cells_of


def whole(start, step, cell_of=lambda state: state):
    """Cells of a unit as a whole: a state that goes from charge to charge, each independent."""

    def cells_of(unit, all_ways):
        states = {start: 1.0}
        for c, w in zip(unit, all_ways):
            brief = defaultdict(float)
            for way, q in w.items():
                brief[step(None, c, way)] += q
            grown = defaultdict(float)
            for s, p in states.items():
                for b, q in brief.items():
                    grown[step(s, c, b)] += p * q
            states = grown
        sums = defaultdict(float)
        for s, p in states.items():
            sums[cell_of(s)] += p
        return {k: (float(len(sums) == 1), p, 1.0) for k, p in sums.items() if k is not None}

    return cells_of


def anyone(weigh):
    """Cells that at least one of a unit's charges is in."""

    def cells_of(unit, all_ways):
        never, sure, out = defaultdict(lambda: 1.0), defaultdict(float), {}
        for w in all_ways:
            sums = defaultdict(float)
            for way, q in w.items():
                sums[weigh(way)] += q
            for k, q in sums.items():
                never[k] *= 1 - q
                sure[k] = max(sure[k], float(len(sums) == 1))
        return {k: (sure[k], 1 - never[k], 1.0) for k in never if k is not None}

    return cells_of


def by(stage, unit):
    """[(year, [charges])] of the units of a stage, "all" last; without an id a row is in no unit."""
    found = defaultdict(list)
    for c in charges:
        if c["stage"] == stage and (unit == "charge" or c[unit]):
            found[c["i"] if unit == "charge" else c[unit]].append(c)
    out = defaultdict(list)
    for cs in found.values():
        out["all"].append(cs)
        if unit in ("person", "victim"):
            for year in {c["year"] for c in cs}:
                out[year].append([c for c in cs if c["year"] == year])
        else:
            known = [c["year"] for c in cs if c["year"] != "unknown"]
            out[min(known, default="unknown")].append(cs)
    return out


# %% [markdown]
# ## The tables

# %%
RANK = [f"felony {x}" for x in "ABCDE"] + ["felony unclassified"] + [f"misdemeanor {x}" for x in "ABCD"]
RANK += ["misdemeanor unclassified", "violation", "none", "unknown"]
RANK = {name: i for i, name in enumerate(RANK)}
NAMES = list(RANK)


def gravest(state, c, x):
    if state is None:  # what of a way matters here
        return RANK[x.from_class], RANK[x.to_class]
    return min(state[0], x[0]), min(state[1], x[1])


ASKS_AGE = {"53a-192a"} | {name for name, *_, asked, _ in PROVES if "age" in asked} | {s for s, g in LAW.items() if len(g) > 1}


def band(w):
    """The age band of a victim under 18; None for no such victim."""
    if w.age is None or w.age >= 18:
        return None
    if w.known:
        return {0: "under 13", 13: "13-14", 15: "15", 16: "16-17"}[w.age]
    return "under 18 age not recorded" if {w.before, w.after} & ASKS_AGE else None


def minor(w):
    return (b, w.before, w.from_class, w.after, w.to_class) if (b := band(w)) else None


WITHIN = re.compile(r"53a-(82|83|83a|86|87|88|89)(\(|$)")


def covered(w):
    return () if w.after == "53a-192a" or w.trafficked and WITHIN.match(w.before) else None


def registered(state, c, x):
    """Of a person, under each law: the first year, cases (at most two), and whether one brings life."""
    if state is None:
        return x.from_registry, x.to_registry
    out = []
    for (year, cases, life), r in zip(state, x):
        if r:
            year, life = min(year, c["year"]), life or r == 2
            cases = cases if c["case"] in cases else (*cases, c["case"])[:2]
        out.append((year, cases, life))
    return tuple(out)


def event(state):
    (y0, c0, l0), (y1, c1, l1) = state
    term = lambda cases, life: "none" if not cases else "life" if life or len(cases) > 1 else "10 years"
    before, after = term(c0, l0), term(c1, l1)
    if before == after == "none":
        return None
    what = "added" if before == "none" else "removed" if after == "none" else "kept" if before == after else "term_changed"
    return y1 if c1 else y0, what, before, after


mine = defaultdict(dict)


def put(name, lead, cells, tail=()):
    for cell, values in cells.items():
        mine[name][reading, *lead, *cell] = values


for reading in READINGS:
    settled_together = {k: worlds(group, reading) for k, group in shared.items()}
    for stage in ("charged", "convicted"):
        for unit in ("charge", "case", "person"):
            for year, units in by(stage, unit).items():
                found = tally(units, each(lambda w: (w.from_class, w.to_class)) if unit == "charge" else whole((99, 99), gravest, lambda s: (NAMES[s[0]], NAMES[s[1]])))
                put("class_shift", (year, unit, stage), found)
        for year, units in by(stage, "charge").items():
            put("section_shift", (year, "charge", stage), tally(units, each(lambda w: (w.before, w.from_class, w.after, w.to_class, w.provision))))
        for unit in ("charge", "case", "victim"):
            for year, units in by(stage, unit).items():
                put("minor_victims", (year, unit, stage), tally(units, each(minor) if unit == "charge" else anyone(minor)))
    for unit in ("charge", "case", "person"):
        for year, units in by("charged", unit).items():
            put("coverage", (unit, year), tally(units, each(covered) if unit == "charge" else anyone(covered)))
    for (year, *rest), values in tally(by("convicted", "person")["all"], whole((("9999", (), False),) * 2, registered, event)).items():
        mine["registry"][reading, year, *rest] = values
    everyone = whole((("9999", (), False),) * 2, registered, lambda s: (e := event(s)) and ("all", *e[1:]))
    for cell, values in tally(by("convicted", "person")["all"], everyone).items():
        mine["registry"][reading, *cell] = values
{name: len(cells) for name, cells in mine.items()}

# %% [markdown]
# ## The ledger
#
# Of every row as charged, on `statute`: nothing changes, or something does and it is known what
# becomes of it, or at least two ends are possible.

# %%
def ends(c, in_worlds):
    """{end, None where nothing changes: provisions} of every way that is possible."""
    possible = [w for all_ways in in_worlds for w in all_ways] or alone(c, reading)
    out = defaultdict(set)
    for w in possible:
        changes = (w.before, w.from_class, w.from_registry) != (w.after, w.to_class, w.to_registry)
        out[(w.after, w.to_class, w.to_registry) if changes else None].add(w.provision)
    return out


def account(c, in_worlds):
    """The kind and the provisions of a row."""
    if not c["cite"]:
        return "out_of_catalogue", ""
    found = ends(c, in_worlds)
    if len(found) > 1:
        return "undetermined", ""
    if None in found:
        return "unchanged", ""
    return "moved", " or ".join(sorted(*found.values()))


for reading in READINGS:
    lines = defaultdict(lambda: [0, 0])
    in_worlds = defaultdict(list)
    for k, group in shared.items():
        for _, all_ways in worlds(group, reading) or []:
            for c, w in zip(group, all_ways):
                in_worlds[c["i"]].append(w)
    for c in charges:
        if c["stage"] == "charged":
            for kind in (account(c, in_worlds[c["i"]]), ("kept", "")):
                lines[kind][0] += 1
                lines[kind][1] += c["counts"]
    lines["read", ""][0], lines["refused", ""][0] = read_rows, read_rows - len(rows)
    for kind, (n, counts_) in lines.items():
        mine["ledger"][reading, *kind] = (n, counts_)
sum(n for (reading, kind, _), (n, _) in mine["ledger"].items() if kind == "moved")

# %% [markdown]
# ## Held against the program's tables
#
# Every cell of the program must be here with the same least and most, exactly, and the same
# expectation to a millionth; and no other.

# %%
KEYS = {
    "class_shift": "fiscal_year unit stage from_class to_class",
    "section_shift": "fiscal_year unit stage from_section from_class to_section to_class provision",
    "registry": "fiscal_year event term_before term_after",
    "minor_victims": "fiscal_year unit stage age_band from_section from_class to_section to_class",
    "coverage": "unit fiscal_year",
}


def told(name):
    """The program's cells: {key: (low, central, high)}; sections in small letters, as above."""
    t = book.table(name).fillna("")
    assert set(t["scenario"]) == {"ct-tip-council"}
    keys = ["reading", *KEYS[name].split()]
    return {tuple(str(r[k]).lower() if k.endswith("section") else str(r[k]) for k in keys): (r["low"], r["central"], r["high"]) for r in t.to_dict("records")}


for name in KEYS:
    theirs = told(name)
    here = {k: v for k, v in mine[name].items() if max(v) > 1e-12}  # cells without anything are left out
    assert set(here) == set(theirs), (name, sorted(set(here) ^ set(theirs), key=str)[:10])
    for key, (low, central, high) in theirs.items():
        assert here[key][0] == low and here[key][2] == high, (name, key, here[key], theirs[key])
        assert abs(here[key][1] - central) < 1e-6, (name, key, here[key], theirs[key])
    print(f"{name}: {len(theirs):,} cells agree, least, expected and most")

ledger = book.table("ledger").fillna("")
ledger = ledger[~ledger["kind"].isin(["carried", "noted", "repealed"])].groupby(["reading", "kind", "provision"])[["charges", "counts"]].sum()
for key, (n, counts_) in ledger.iterrows():
    assert mine["ledger"][key][0] == n and (key[1] in ("read", "refused") or mine["ledger"][key][1] == counts_), (key, n, mine["ledger"].get(key))
assert len(ledger) == len(mine["ledger"]), set(mine["ledger"]) ^ set(ledger.index)
print(f"ledger: {len(ledger)} lines agree, rows and counts")

# %%
for (stage, a, b), (low, central, high) in sorted({k[3:6]: v for k, v in mine["class_shift"].items() if k[:3] == ("trafficked-person", "all", "charge") and k[4] != k[5] and max(v) > 0}.items()):
    print(f"  {stage}: {a} -> {b}: {central:.2f} [{low:.0f}, {high:.0f}]")
