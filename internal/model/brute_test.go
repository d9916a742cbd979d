package model_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
)

// Every cell of every table of random small dockets is what comes out when
// every way in which the unknown facts can be is tried.
func TestEveryCellIsThatOfEveryCompletion(t *testing.T) {
	proposals, dockets := 250, 16
	if testing.Short() {
		proposals = 40
	}
	pack := smallLaw.pack()
	tried, bad := 0, 0
	for i := range proposals {
		r := rand.New(rand.NewPCG(1, uint64(i)))
		p := randomProposal(r)
		code, prop := p.propose(t, pack, &smallLaw)
		for range dockets {
			rows := randomDocket(r)
			faults, ok := faultsOf(code, prop, &p, rows)
			if !ok {
				continue
			}
			tried++
			if len(faults) == 0 {
				continue
			}
			rows = smallest(rows, func(rows []refCharge) bool {
				f, ok := faultsOf(code, prop, &p, rows)
				return ok && len(f) > 0
			})
			faults, _ = faultsOf(code, prop, &p, rows)
			t.Errorf("proposal %d\n%s%s\n%s", i, docketText(rows), strings.Join(faults, "\n"), p.scenarioYAML())
			if bad++; bad == 3 {
				t.FailNow()
			}
		}
	}
	t.Logf("%d dockets", tried)
	if tried < proposals*dockets*8/10 {
		t.Errorf("of %d dockets only %d were small enough to be tried", proposals*dockets, tried)
	}
}

// faultsOf compares program and reference on one docket; false where the ways
// are too many to try.
func faultsOf(code *law.Code, prop *law.Proposal, p *proposal, rows []refCharge) ([]string, bool) {
	shared := shareVictims(rows)
	ref := &trial{refLaw: &smallLaw, p: p, rows: shared, priors: refPriors{shared}}
	want, ok := ref.count()
	if !ok {
		return nil, false
	}
	d := reduce(code, prop, smallLaw.baseline, rows)
	got := model.Evaluate(code, d, model.NewPriors(d), prop)
	faults := compare(cellsOf(got), want)
	return append(faults, compareBooks(booksOf(got), ref.books())...), true
}

func compareBooks(got, want map[string]court.Tally) []string {
	var out []string
	for _, k := range keysOf(got, want) {
		if got[k] != want[k] {
			out = append(out, fmt.Sprintf("ledger %s: got %v, want %v", k, got[k], want[k]))
		}
	}
	return out
}

func keysOf(ms ...map[string]court.Tally) []string {
	var out []string
	for _, m := range ms {
		for k := range m {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// smallest drops rows for as long as the fault remains.
func smallest(rows []refCharge, fails func([]refCharge) bool) []refCharge {
	for again := true; again; {
		again = false
		for i := range rows {
			if fewer := slices.Delete(slices.Clone(rows), i, i+1); fails(fewer) {
				rows, again = fewer, true
				break
			}
		}
	}
	return rows
}

func docketText(rows []refCharge) string {
	var b strings.Builder
	for i := range rows {
		b.WriteString(rows[i].String() + "\n")
	}
	return b.String()
}

func pick[T any](r *rand.Rand, xs ...T) T { return xs[r.IntN(len(xs))] }

func chanceOf(r *rand.Rand, p float64) bool { return r.Float64() < p }

// randomCond is a condition; only on sections whose law asks the victim's age
// in any case may it ask that age.
func randomCond(r *rand.Rand, age bool) cond {
	atoms := []cond{traffic, noTraf, anyMeans, force, deceit, buyer21, youth, repeat, twice, sale, from2014, to2014}
	if age {
		atoms = append(atoms, under13, under15, under16, under18, teen, adult, under18, under16)
	}
	switch r.IntN(6) {
	case 0:
		return orOf(pick(r, atoms...), pick(r, atoms...), pick(r, atoms...))
	case 1:
		return allOf(pick(r, atoms...), pick(r, atoms...))
	case 2:
		return not(pick(r, atoms...))
	}
	return pick(r, atoms...)
}

// randomProposal moves charges up a random order of the sections, so that no
// circle arises, and may regrade, list, delist, repeal and cover.
func randomProposal(r *rand.Rand) proposal {
	sections := []string{"1-10(a)", "1-10(c)", "1-20(a)(1)", "1-20(a)(2)", "1-30", "1-50", "1-70"}
	r.Shuffle(len(sections), func(i, j int) { sections[i], sections[j] = sections[j], sections[i] })
	p := proposal{amends: map[string]refGrades{}, delists: map[string]string{}}
	for n := range 1 + r.IntN(3) {
		id := fmt.Sprintf("m%d", n)
		p.names = append(p.names, id)
		for range 1 + r.IntN(2) {
			i := r.IntN(len(sections) - 1)
			m := refMove{id, sections[i], sections[i+1+r.IntN(len(sections)-1-i)], randomCond(r, true), chanceOf(r, 0.15)}
			if chanceOf(r, 0.15) {
				m.to = ""
			}
			if chanceOf(r, 0.2) {
				m.when = always
			}
			p.moves = append(p.moves, m)
		}
	}
	if chanceOf(r, 0.3) {
		p.names = append(p.names, "repeal")
		p.moves = append(p.moves, refMove{"repeal", sections[0], pick(r, "", sections[len(sections)-1]), always, false})
	}
	randomChanges(r, &p)
	r.Shuffle(len(p.names), func(i, j int) { p.names[i], p.names[j] = p.names[j], p.names[i] })
	tidyOrder(&p)
	return p
}

// tidyOrder puts each provision's moves together, as a stated order does.
func tidyOrder(p *proposal) {
	var moves []refMove
	for _, n := range p.order() {
		for _, m := range p.moves {
			if m.provision == n {
				moves = append(moves, m)
			}
		}
	}
	p.moves = moves
}

func randomChanges(r *rand.Rand, p *proposal) {
	if chanceOf(r, 0.5) {
		p.names = append(p.names, "amend")
		grades := just(pick(r, law.FelonyA, law.FelonyC, law.MisdemeanorA))
		if chanceOf(r, 0.6) {
			grades = []refGrade{{pick(r, law.FelonyA, law.FelonyB), randomCond(r, true)}, {law.FelonyD, always}}
		}
		p.amends[pick(r, "1-30", "1-20(a)(2)", "1-10(c)")] = refGrades{"amend", grades}
	}
	if chanceOf(r, 0.5) {
		p.names = append(p.names, "list")
		p.triggers = append(p.triggers, refTrigger{"list", pick(r, "1-30", "1-20", "1-10(c)"), randomCond(r, true), 0, 10, pick(r, 10, lifelong), false})
	}
	if chanceOf(r, 0.3) {
		p.names = append(p.names, "list2")
		p.triggers = append(p.triggers, refTrigger{"list2", pick(r, "1-50", "1-70", "1-30"), pick(r, always, randomCond(r, false)), 0, pick(r, 10, lifelong), lifelong, false})
	}
	if chanceOf(r, 0.3) && len(p.triggers) == 0 {
		p.names = append(p.names, "delist")
		p.delists[pick(r, "1-20(a)(1)", "1-20(a)(2)", "1-30")] = "delist"
	}
	if chanceOf(r, 0.5) {
		p.names = append(p.names, "cover")
		p.covers = append(p.covers, refCover{[]string{pick(r, "1-30", "1-70")}, []string{pick(r, "1-10", "1-20", "1-50")}, randomCond(r, false)})
	}
	if chanceOf(r, 0.5) {
		p.minors = []string{pick(r, "1-10", "1-50", "1-20(a)(1)")}
	}
}

// randomDocket is one to five rows.
func randomDocket(r *rand.Rand) []refCharge {
	var rows []refCharge
	people, noCases, noPeople := 1+r.IntN(2), chanceOf(r, 0.1), chanceOf(r, 0.1)
	victims := r.IntN(3)
	for i := range 1 + r.IntN(5) {
		c := randomCharge(r)
		c.id = fmt.Sprintf("r%d", i)
		who := r.IntN(people)
		if !noPeople && chanceOf(r, 0.95) {
			c.person = fmt.Sprintf("p%d", who)
		}
		if !noCases && chanceOf(r, 0.95) {
			c.caze = fmt.Sprintf("c%d%d", who, r.IntN(2))
		}
		if victims > 0 && chanceOf(r, 0.7) {
			c.victim = fmt.Sprintf("v%d", r.IntN(victims))
		}
		rows = append(rows, c)
	}
	return rows
}

func randomCharge(r *rand.Rand) refCharge {
	days := []law.Date{20110315, 20120701, 20130630, 20130930, 20131001, 20140101, 20140701, 20141231, 20150101, 20151231, 20160101, 20161130, 20170315, 20171001}
	c := refCharge{counts: 1}
	cites := []string{"1-10(a)", "1-10(c)", "1-10", "1-20(a)(1)", "1-20(a)(2)", "1-20", "1-20(a)", "1-30", "1-40", "1-50", "1-60", "1-70", "1-80", "9-9"}
	c.cite = pick(r, cites...)
	c.inchoate = pick(r, law.Completed, law.Completed, law.Completed, law.Attempt, law.Conspiracy, law.Solicitation)
	c.disposition = pick(r, "convicted", "convicted", "convicted", "nolle", "")
	if chanceOf(r, 0.25) {
		c.final = pick(r, cites...)
	}
	if chanceOf(r, 0.3) {
		c.class = pick(r, law.FelonyA, law.MisdemeanorB)
	}
	if chanceOf(r, 0.2) {
		c.counts = 2 + r.IntN(2)
	}
	for _, d := range []*law.Date{&c.offense, &c.filed, &c.disposed} {
		if chanceOf(r, 0.8) {
			*d = pick(r, days...)
		}
	}
	randomFacts(r, &c)
	return c
}

func randomFacts(r *rand.Rand, c *refCharge) {
	for _, l := range attributes {
		a := attribute(l)
		if chanceOf(r, map[attribute]float64{'a': 0.5, 't': 0.6, 'm': 0.7, 'd': 0.8, 'p': 0.8, 'f': 0.8}[a]) {
			c.facts.set(a, r.IntN(a.values()))
			c.known += string(l)
		} else {
			c.facts.set(a, 0)
		}
	}
}
