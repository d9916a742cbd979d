package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"impact/internal/assume"
	"impact/internal/law"
	"impact/internal/project"
	"impact/internal/report"
	"impact/internal/serve"
)

// mostWork is the most that one what-if may take, and workBytes about the memory for each unit
// of it: 60,000 draws and years of three readings, in some 400 MB and five seconds.
const (
	mostWork  = 300_000
	workBytes = 1400
)

// inFolders reports whether a file lies in another folder than the one in which the program was started.
func inFolders(names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return n != "" && filepath.Dir(n) != "." })
}

// offers are the states that the study can be asked for.
func (e *served) offers() *serve.Offer {
	s, mapName := e.base, e.flags.mapName
	if mapName != "" {
		mapName = filepath.Base(mapName)
	}
	o := &serve.Offer{Data: e.in.origin(), Map: mapName, Scenario: s.scenario.ID, Named: s.scenario.ID != usualScenario, Title: s.scenario.Title, Noun: "provision",
		Start:  serve.State{Scenario: s.scenario.ID, Reading: e.flags.reading, Baseline: s.baseline.String(), Horizon: e.flags.horizon, Draws: e.flags.draws, Seed: e.flags.seed, Basis: serve.BothBases},
		Refuse: e.refuse, Price: e.price}
	if len(e.flags.reduced) > 0 {
		o.Reduced = filepath.Base(strings.Join(e.flags.reduced, ","))
	}
	o.Baselines = e.baselines()
	if c, session := e.known.costs, sessionOf(s.effective()); c != nil {
		o.Priced = c.For(assume.Incarceration, assume.Average, session) != nil && c.For(assume.Incarceration, assume.Marginal, session) != nil
	}
	e.mark(o)
	o.MostWork = int(min(mostWork, e.memory/4/workBytes))
	for _, p := range s.scenario.Provisions {
		o.Provisions = append(o.Provisions, serve.Provision{ID: p.ID, Title: p.Title, Requires: p.Requires})
		o.Start.Provisions = append(o.Start.Provisions, p.ID)
	}
	o.Noun = (&report.Report{Scenario: s.scenario}).Noun()
	for _, id := range s.scenario.ReadingIDs() {
		r := serve.Reading{ID: id}
		for _, x := range s.scenario.Readings {
			if x.ID.Value == id {
				r.Title, r.Default = x.Title, x.Default
			}
		}
		o.Readings = append(o.Readings, r)
	}
	given := func(name string) bool {
		return slices.ContainsFunc(e.flags.assume, func(a string) bool { return strings.HasPrefix(a, name+"=") })
	}
	for i := range e.known.set.Dials {
		d := offered(&e.known.set.Dials[i])
		d.Given = given(d.Name)
		o.Dials = append(o.Dials, d)
	}
	for _, f := range priorFacts {
		value := ""
		if i := slices.IndexFunc(e.known.facts, func(x fact) bool { return x.name == f }); i >= 0 {
			value = strconv.FormatFloat(e.known.facts[i].p, 'f', -1, 64)
		}
		o.Dials = append(o.Dials, serve.Dial{Value: value, Given: value != "", Name: priorPrefix + f, Meaning: "probability of " + spaced(f) + " where it is not recorded.", Least: "0", Most: "1", Open: true, Record: true,
			Why: "By default it is the share among the charges that record it, section by section."})
	}
	return o
}

// baselines are the days whose law the charges, as they were read, can be carried to: the last
// before each change of the law, and the day of the last change where no charge is of after it.
func (e *served) baselines() []serve.Baseline {
	s, days := e.base, e.in.docket.Frame.Days
	out := []serve.Baseline{{Day: s.baseline.String(), Says: "as at the start"}}
	for i := len(days) - 1; i >= 0; i-- {
		acts := s.actsOf(days[i])
		for _, x := range []struct {
			day  law.Date
			says string
		}{{days[i], "since " + cmp.Or(acts, "its last change")}, {days[i].AddDays(-1), "before " + cmp.Or(acts, "a change")}} {
			if x.day == days[i] && i < len(days)-1 || x.day == s.baseline || !e.reaches(x.day) {
				continue
			}
			out = append(out, serve.Baseline{Day: x.day.String(), Says: x.says})
		}
	}
	return out
}

// reaches reports whether the charges as they were read can be carried to the law of a day, and
// the proposal be made against it. A day is looked into once.
func (e *served) reaches(day law.Date) bool {
	known, ok := e.reach.Load(day)
	if !ok {
		known, _ = e.reach.LoadOrStore(day, e.canReach(day))
	}
	return known.(bool)
}

func (e *served) canReach(day law.Date) bool {
	own := *e.base
	own.baseline, own.proposals = day, nil
	for _, p := range e.base.proposals {
		of, err := own.scenario.Propose(p.Reading, nil, day)
		if err != nil {
			return false
		}
		own.proposals = append(own.proposals, of)
	}
	return own.recuts(e.in.docket) == nil
}

// actsOf are the acts that took effect on a day; "" where none is named.
func (s *study) actsOf(day law.Date) string {
	var names []string
	for _, a := range s.code.Acts {
		if a.Effective == day {
			names = append(names, a.Name)
		}
	}
	return strings.Join(names, ", ")
}

// offered is a dial as a page offers it.
func offered(d *assume.Dial) serve.Dial {
	out := serve.Dial{Name: d.Name, Asks: askedSo[d.Name], Meaning: d.Meaning + ".", Unit: d.Unit, Source: d.Source, Why: d.Why,
		Value: dialValue(d, d.Central), Low: dialValue(d, d.Low), High: dialValue(d, d.High), Record: d.Name == project.PriorOdds}
	if d.Words != nil {
		out.Low, out.High = "", ""
		for _, v := range []float64{min(d.Central, d.Alternative), max(d.Central, d.Alternative)} {
			out.Words = append(out.Words, d.Words[v])
		}
		return out
	}
	if least, most, ok := assume.Limits(d.Name); ok {
		out.Least, out.Most = strconv.FormatFloat(least, 'f', -1, 64), strconv.FormatFloat(most, 'f', -1, 64)
	}
	return out
}

// askedSo are questions of people around a table that an assumption answers.
var askedSo = map[string]string{
	"charging_share":    "What if half of them were never charged under it? The others stay under the section of today, also where it would be removed. Of charges that would never be filed at all no assumption tells: growth moves how many there are.",
	"conviction_change": "What if fewer of them ended in a conviction, or more?",
	"sentence_rule":     "What if sentences did not follow the new class?",
	"share_served":      "What if less of a sentence were served?",
	"prior_odds":        "What if facts were rarer where nobody wrote them down?",
	"growth":            "What if there were more cases each year, or fewer?",
	"registry_tier":     "What if the new registration were for life?",
	"retroactive":       "What if it reached convictions of the past?",
}

// mark says on an offer what the data are and what is withheld of them.
func (e *served) mark(o *serve.Offer) {
	r := &report.Report{Synthetic: e.in.Quality.Synthetic, Scenario: e.base.scenario, Withheld: report.Withholding{Threshold: e.flags.threshold, Exempt: e.in.Quality.Synthetic}}
	o.Flag, o.Mark, o.Held = r.Flag(), r.Mark(), r.Withheld.On()
}

// dialValue writes a value as --assume takes it.
func dialValue(d *assume.Dial, v float64) string {
	if d.Words != nil {
		return d.Words[v]
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// price writes an assumption in its shortest form, or says what is wrong with it.
func (e *served) price(text string) (string, error) {
	x, err := e.known.with([]string{text})
	if err != nil {
		return "", plainWish(err)
	}
	name, value, _ := strings.Cut(text, "=")
	if d := x.set.Dial(name); d != nil {
		return name + "=" + dialValue(d, d.Central), nil
	}
	for _, f := range x.facts {
		if name == priorPrefix+f.name {
			value = strconv.FormatFloat(f.p, 'f', -1, 64)
		}
	}
	return name + "=" + value, nil
}

// inPlace is how another page or run is to be given out where small counts are withheld: no pattern
// covers both.
const inPlace = "given out in place of this page and not beside it, for the two were not held against each other"

// refuse says why a state is not answered.
func (e *served) refuse(s serve.State) error {
	day, err := law.ParseDate(s.Baseline)
	if err != nil {
		return fmt.Errorf("baseline: %w", err)
	}
	if s.Baseline != e.offer.Start.Baseline {
		if days := e.in.docket.Frame.Days; len(days) > 0 && day < days[0].AddDays(-1) {
			return fmt.Errorf("baseline %s: it is before all changes of the law that are known here; a day from %s would be right", s.Baseline, days[0].AddDays(-1))
		}
		far := *e.base
		far.baseline = day
		if err := far.follows(e.record); err != nil {
			return plainWish(err)
		}
	}
	if e.pattern == nil {
		if s.Baseline != e.offer.Start.Baseline && !e.reaches(day) {
			return fmt.Errorf("baseline %s: the charges as they were read for this page are not told apart before and after it; a day that What if offers, or impact serve --baseline %[1]s, would be right", s.Baseline)
		}
		return nil
	}
	if s.Baseline != e.offer.Start.Baseline {
		return fmt.Errorf("baseline %s: small counts are withheld here by one pattern, which covers the baseline %s alone; impact serve --baseline %[1]s would be right, %s", s.Baseline, e.offer.Start.Baseline, inPlace)
	}
	for _, a := range s.Assume {
		if name, _, _ := strings.Cut(a, "="); name == project.PriorOdds || strings.HasPrefix(name, priorPrefix) {
			return fmt.Errorf("assume %s: it would count the record anew, which the pattern of withheld counts does not cover; impact serve --assume %[1]s would be right, %s", a, inPlace)
		}
	}
	if e.pattern.done() {
		return e.untold(s)
	}
	return nil
}

// untold says why a choice of provisions is not told, if it is not.
func (e *served) untold(s serve.State) error {
	if _, ok := e.pattern.at(e.base.scenario, s.Provisions); ok {
		return nil
	}
	var near []serve.State
	for _, ids := range e.pattern.near(e.base.scenario, s.Provisions) {
		x := s
		x.Provisions = ids
		near = append(near, x)
	}
	return serve.Wrong(fmt.Errorf("provisions, %s: this choice is not told, for small counts are withheld here: beside what is told of others it would give some away, or leave little to be told; one of these choices would be right", e.offer.Choice(s.Provisions)), near...)
}
