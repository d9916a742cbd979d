package report

import (
	"strings"

	"impact/internal/assume"
	"impact/internal/project"
)

// gaps say in words what a report's figures lack, and why. "" is for nothing.
type gaps struct {
	convictions, persons, sentences string
	leaves                          string        // what all projections leave out
	lines                           []assume.Line // of the cost file, for what is priced
	costs                           string        // title of the cost file
	bases                           []string      // on which a prison bed has a cost
	readings                        map[string]gap
}

// A gap is what the figures of one reading lack.
type gap struct {
	silent string            // why nothing is projected
	metric map[string]string // by metric, why it is not projected
}

func (g gaps) of(reading string) gap { return g.readings[reading] }

// why is what stands in the way of telling a metric; "" for nothing.
func (g gap) why(m project.Metric) string {
	if g.silent != "" {
		return g.silent
	}
	return g.metric[m.String()]
}

// pricedItems are the items that a projection prices.
var pricedItems = []string{assume.Incarceration, assume.Supervision, assume.Registrant, assume.Revenue}

// gaps collects why figures are lacking.
func (b *builder) gaps() gaps {
	out := gaps{persons: b.uncounted(), leaves: b.leavesOut(), readings: map[string]gap{}}
	if !b.Docket.Has.Disposition {
		out.convictions = noDisposition
	}
	out.bases = b.bedBases()
	if b.Costs != nil {
		out.costs = b.Costs.Title
		for _, item := range pricedItems {
			if l := b.Costs.Line(item); l != nil {
				out.lines = append(out.lines, *l)
			}
		}
	}
	for _, r := range b.Results {
		g := gap{metric: map[string]string{}}
		if p := b.ahead(r); p == nil {
			g.silent = "the run made no projection (--draws 0 or --horizon 0)"
		} else {
			if p.Sentenced.Recorded == 0 && !undated(p) {
				out.sentences = "the data record no sentence (jail_days)"
			}
			if g.silent = b.noCase(p); g.silent == "" && b.silent(p) != "" {
				g.silent = strings.TrimSuffix(strings.TrimPrefix(b.silent(p), "Not projected: "), ".")
			}
			for _, m := range project.Metrics() {
				g.metric[m.String()] = b.lack(p, m)
			}
		}
		out.readings[r.Proposal.Reading] = g
	}
	return out
}

// lack is why a metric has no figure that can be told; "" where it has one.
func (b *builder) lack(p *project.Projection, m project.Metric) string {
	if b.untold(p, m) {
		return b.noSentence(p)
	}
	if _, ok := added(p, m, lastYear(p)); !ok {
		return b.missing(p, m)
	}
	return ""
}
