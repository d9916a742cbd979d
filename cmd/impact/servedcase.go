package main

import (
	"io"
	"slices"
	"strings"

	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/paper"
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
		v := serve.Verdict{Charge: chargeName(t.code, side.Inchoate, side.Cite), Heading: t.headingOf(side.Cite), Stage: stage.String(), Readings: []string{reading}, Says: outcome(ends, es.Asked)}
		for _, x := range ends {
			end := serve.Ending{Was: x.was, Becomes: x.becomes, By: x.credit, Changes: x.was != x.becomes}
			if len(ends) > 1 {
				end.If, end.Chance = x.supposed(), probability(x.p)
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

// headingOf is what the code calls a section; "" for one that it does not hold.
func (t *teller) headingOf(cite law.Citation) string {
	for _, st := range t.code.Statutes() {
		if st.Cite == cite || cite.Covers(st.Cite) {
			return strings.TrimSpace(st.Heading)
		}
	}
	return ""
}
