package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/paper"
	"impact/internal/report"
	"impact/internal/serve"
)

// Verdicts says where hypothetical charges stand, one for each of the facts, under the law
// as it is and under the proposal, in every reading that the state asks for.
func (e *served) Verdicts(s serve.State, facts ...serve.Facts) ([]serve.Verdict, error) {
	var out []serve.Verdict
	for _, f := range facts {
		x, err := e.explained(s, f)
		if err != nil {
			return nil, err
		}
		t := teller{explained: x}
		t.judge()
		for i := range t.docket.Signatures {
			for _, stage := range court.Stages {
				if d := &t.docket.Signatures[i]; stage == court.AsCharged || d.Substituted && d.Convicted() {
					out = append(out, t.verdicts(int32(i), stage)...)
				}
			}
		}
	}
	return out, nil
}

// Sheet writes a document as impact explain --out does.
func (e *served) Sheet(w io.Writer, d *paper.Document) error { return writeSheet(w, d) }

// verdicts is where one kind of charge stands at a stage; readings that say the same are one.
func (t *teller) verdicts(sig int32, stage court.Stage) []serve.Verdict {
	side := t.docket.Signatures[sig].Side(stage)
	var out []serve.Verdict
	for k, b := range t.benches {
		es, reading := b.Explain(sig, stage), t.proposals[k].Reading
		ends := endings(es.Ways)
		v := serve.Verdict{Charge: chargeName(t.code, side.Inchoate, side.Cite), Heading: t.headingOf(side.Cite), Stage: stage.String(), Readings: []string{reading}, Says: t.outcome(ends, es.Asked), Notes: es.Notes}
		for _, x := range ends {
			end := serve.Ending{Was: x.was, Becomes: x.becomes, By: x.credit, Today: x.broughtBy(v.Charge), Changes: x.was != x.becomes}
			_, was, _ := strings.Cut(x.was, ", ")
			_, becomes, _ := strings.Cut(x.becomes, ", ")
			end.Kept = end.Changes && was == becomes
			if len(ends) > 1 {
				end.If = x.supposed()
			}
			if len(ends) > 1 && !t.even {
				end.Chance = probability(x.p)
			}
			v.Endings = append(v.Endings, end)
		}
		same := slices.IndexFunc(out, func(o serve.Verdict) bool { return o.Says == v.Says && slices.Equal(o.Endings, v.Endings) })
		if same < 0 {
			out = append(out, v)
		} else {
			out[same].Readings = append(out[same].Readings, reading)
		}
	}
	return out
}

// broughtBy is the act by which a charge stands today under another section than its own; ""
// where it stands under its own, or no one act says so of every way.
func (x ending) broughtBy(charge string) string {
	if section, _, _ := strings.Cut(x.was, ","); section == charge {
		return ""
	}
	by := ""
	for i, w := range x.ways {
		own := ""
		for _, s := range w.Steps {
			if strings.HasPrefix(s.Where, "baseline ") {
				break
			}
			if strings.HasPrefix(s.Answer, "yes: to ") {
				own = s.Where
			}
		}
		if i > 0 && own != by {
			return ""
		}
		by = own
	}
	return by
}

// headingOf is what the code calls a section; "" for one that it does not hold.
func (t *teller) headingOf(cite law.Citation) string {
	for _, st := range t.code.Statutes() {
		if st.Cite == cite || cite.Covers(st.Cite) {
			return strings.TrimSpace(st.Heading)
		}
	}
	return ""
}

// Explain tells the way of a hypothetical charge, as impact explain does.
func (e *served) Explain(s serve.State, facts serve.Facts) (*paper.Document, error) {
	x, err := e.explained(s, facts)
	if err != nil {
		return nil, err
	}
	return x.document(), nil
}

// ExplainCommand is the command that tells the way of a hypothetical charge as Explain does.
func (e *served) ExplainCommand(s serve.State, facts serve.Facts) string {
	args := []string{"impact", "explain"}
	for _, d := range e.in.Data {
		if !report.BuiltIn(d.Name) {
			args = append(args, report.Quote(d.Name))
		}
	}
	add := func(flag, value string) {
		if value != "" {
			args = append(args, flag, report.Quote(value))
		}
	}
	asked := e.asked(s)
	add("--scenario", e.base.inputs[0].Name)
	add("--baseline", s.Baseline)
	if s.Reading != serve.All {
		add("--reading", s.Reading)
	}
	if asked.only {
		add("--provisions", strings.Join(asked.provisions, ","))
	}
	if e.in.Map != nil {
		add("--map", e.in.Map.Name)
	}
	add("--law", asked.settings(e.base, e.in).LawFolder)
	add("--allow-column", strings.Join(e.in.Allowed, ","))
	for flags := facts.Flags(); len(flags) > 0; flags = flags[2:] {
		add(flags[0], flags[1])
	}
	return strings.Join(args, " ")
}

// explained is a hypothetical charge before the law of a state.
func (e *served) explained(s serve.State, facts serve.Facts) (x explained, err error) {
	g, err := e.ground(s)
	if err != nil {
		return x, err
	}
	f, err := hypothetical(s, facts)
	if err != nil {
		return x, err
	}
	c, err := f.charge(g.code)
	if err != nil {
		return x, factWish(err)
	}
	asked := e.asked(s)
	own := *g.study
	own.proposals = nil
	for _, p := range g.proposals {
		of, err := g.scenario.Propose(p.Reading, asked.subset(), g.baseline)
		if err != nil {
			return x, err
		}
		own.proposals = append(own.proposals, of)
	}
	var names []string
	for _, d := range e.in.Data {
		names = append(names, d.Name)
	}
	x = explained{study: &own, charges: []court.Charge{c}, whole: g.docket, source: describe(names, e.in.Title, g.docket), synthetic: e.in.Quality.Synthetic}
	if e.in.Map != nil {
		if x.m, _, err = loadMap(e.flags.mapName); err != nil {
			return x, err
		}
	}
	if e.pattern != nil { // shares of the record would tell its counts
		x.whole, x.even = court.NewReducer(own.frame(), own.baseline, 0).Docket(court.Tally{}, nil), true
	}
	return x, nil
}

// factWish is an error of a flag of impact explain as a page tells it, which calls facts by their
// words.
func factWish(err error) error {
	flag, rest, found := strings.Cut(strings.TrimPrefix(err.Error(), "--"), " ")
	if !found {
		return serve.Wrong(err)
	}
	return serve.Wrong(errors.New(spaced(strings.ReplaceAll(flag, "-", "_")) + " " + rest))
}

// hypothetical are the facts of a page as flags of impact explain.
func hypothetical(s serve.State, facts serve.Facts) (*explainFlags, error) {
	f := &explainFlags{statute: facts.Statute, final: facts.Final, inchoate: facts.Inchoate, offense: facts.Offense, filed: facts.Filed, disposed: facts.Disposed,
		disposition: facts.Disposition, victimAge: -1, defendantAge: -1, priors: -1, trafficked: facts.Trafficked, means: facts.Means, findings: facts.Findings}
	if f.disposition == "" {
		f.disposition = "convicted"
	}
	if f.statute == "" {
		return nil, serve.Wrong(errors.New("statute: a section such as 53a-83 would be right"))
	}
	for _, n := range []struct {
		name, text string
		to         *int
	}{{"victim age", facts.VictimAge, &f.victimAge}, {"defendant age", facts.DefendantAge, &f.defendantAge}, {"prior convictions", facts.Priors, &f.priors}} {
		if n.text == "" {
			continue
		}
		v, err := strconv.Atoi(n.text)
		if err != nil || v < 0 {
			return nil, serve.Wrong(fmt.Errorf("%s %q: a number from 0 to 130 would be right", n.name, n.text))
		}
		*n.to = v
	}
	return f, nil
}
