package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"impact/internal/assume"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/project"
	"impact/internal/stats"
)

// foretables makes the tables of what may come, in a fixed order.
func (b *builder) foretables() []Table {
	return []Table{
		b.projection(), b.fiscal(), b.equity(), b.victims(), b.overlap(), b.variance(), b.attribution(),
		b.sensitivity(), b.assumptions(), b.backtest(), b.donors(), b.perConviction(), b.streams(),
	}
}

// allReadings leads the rows that are the same in every reading.
const allReadings = "all"

// told are the metrics of a projection that have a row: the named ones, and of the
// classes those that are not zero throughout.
func told(p *project.Projection) map[project.Metric]bool {
	out := map[project.Metric]bool{}
	for _, r := range p.Rows {
		if r.Metric <= project.RegistryStock || !still(r) {
			out[r.Metric] = true
		}
	}
	return out
}

func (b *builder) projection() Table {
	t := table("projection", "what may come under either law and what the proposal adds, by fiscal year; all is the sum of the projected years",
		"metric unit fiscal_year law mean# median# lo80# hi80# lo95# hi95#")
	words := map[string]any{} // each text once, for there are few of them and many rows
	word := func(s string) any {
		w, ok := words[s]
		if !ok {
			w = s
			words[s] = w
		}
		return w
	}
	b.foreseen(func(lead []any, p *project.Projection) {
		metrics := told(p)
		for _, r := range p.Rows {
			unknown := r.Metric == project.RegistryStock && r.Law != project.Difference && !p.HasStock
			none := undated(p) && r.Law != project.Current
			if metrics[r.Metric] && !unknown && !none {
				t.Rows = append(t.Rows, row(lead, word(r.Metric.String()), word(r.Metric.Unit()), word(yearOrAll(r.Year)), word(r.Law.String()),
					b.num(r.Mean), b.num(r.Median), b.num(r.Lo80), b.num(r.Hi80), b.num(r.Lo95), b.num(r.Hi95)))
			}
		}
	})
	return t
}

// yearOrAll is a projected year as tables write it.
func yearOrAll(y law.Year) string {
	if y == 0 {
		return "all"
	}
	return y.String()
}

// bases are the bases of money in the order of tables.
var bases = []string{assume.Average, assume.Marginal, project.AsImposed}

// money is what a projection costs, by basis, item and year.
func (b *builder) money(p *project.Projection) []project.Money {
	if p == nil || b.Costs == nil || undated(p) {
		return nil
	}
	out := p.Fiscal(b.Costs, b.Session)
	for i := range out {
		out[i].Effect = b.effect(p, out[i])
	}
	slices.SortStableFunc(out, func(x, y project.Money) int {
		return cmp.Compare(slices.Index(bases, x.Basis), slices.Index(bases, y.Basis))
	})
	return out
}

func (b *builder) fiscal() Table {
	t := table("fiscal", "dollars that what the proposal adds costs or brings in a fiscal year; bases are never added up",
		"agency fund effect basis fiscal_year central# lo80# hi80# source item constant session% footnote dollars# bound")
	b.foreseen(func(lead []any, p *project.Projection) {
		for _, m := range b.money(p) {
			cost := []any{"fines imposed in the record", m.Metric.String(), "", nil, "", nil, ""}
			if c := m.Cost; c != nil {
				cost = []any{c.Source, m.Metric.String(), c.Text(), int64(c.Session), c.Footnote, num(c.Dollars), c.Bound}
			}
			t.Rows = append(t.Rows, row(lead, append([]any{m.Agency, m.Fund, b.word(m.Effect), m.Basis, m.Year.String(),
				b.num(m.Central), b.num(m.Lo80), b.num(m.Hi80)}, cost...)...))
		}
	})
	return t
}

// outcome says whether a figure of a group is estimated, and why not. It follows from the
// figures, and is withheld with them.
func (b *builder) outcome(e project.EquityRow) []any {
	switch {
	case b.secret(e):
		return []any{Withheld{}, Withheld{}}
	case e.Determined:
		return []any{"estimated", e.Why}
	}
	return []any{"cannot be determined", e.Why}
}

// ofVictims reports whether a row groups by the victim, not by the defendant.
func ofVictims(e project.EquityRow) bool {
	return e.By == model.ByVictimAge || e.By == model.ByTrafficked
}

func (b *builder) equity() Table {
	t := table("equity", "an average year of the record by group of the defendant; where the outcome cannot be determined the numbers are those of the expectation only",
		"metric group_by group current# proposed# difference# lo80# hi80# share_current# share_proposed# outcome why years%")
	b.each(func(lead []any, r *model.Result) {
		for _, e := range at(b, b.Equities, r) {
			if !ofVictims(e) {
				numbers := b.nums(e.Current, e.Proposed, e.Difference, e.Lo80, e.Hi80, e.ShareCurrent, e.ShareProposed)
				t.Rows = append(t.Rows, row(lead, slices.Concat([]any{e.Metric, e.By, e.Group}, numbers, b.outcome(e), []any{int64(e.Years)})...))
			}
		}
	})
	return t
}

func (b *builder) victims() Table {
	t := table("victim_composition", "charges that would change by what is recorded of the victim, over all years",
		"metric group_by group low# central# high# outcome why")
	b.each(func(lead []any, r *model.Result) {
		for _, e := range at(b, b.Equities, r) {
			if ofVictims(e) {
				t.Rows = append(t.Rows, row(lead, slices.Concat([]any{e.Metric, e.By, e.Group}, count(e.Affected), b.outcome(e))...))
			}
		}
	})
	return t
}

func (b *builder) overlap() Table {
	t := table("overlap", "charges as filed that two provisions both reach; those that one reaches where the two are the same",
		"provision_a provision_b charges# low# high#")
	b.each(func(lead []any, r *model.Result) {
		for _, o := range at(b, b.Overlaps, r) {
			c := count(o.Count)
			t.Rows = append(t.Rows, row(lead, o.A, o.B, c[1], c[0], c[2]))
		}
	})
	return t
}

func (b *builder) variance() Table {
	t := table("variance", "share of the variance of what the proposal adds that an assumption, or chance, brings alone and with its interactions",
		"metric source first_order# total#")
	b.foreseen(func(lead []any, p *project.Projection) {
		for _, s := range p.Shares {
			if undated(p) {
				break
			}
			t.Rows = append(t.Rows, row(lead, s.Metric.String(), s.Source, b.num(s.First), b.num(s.Total)))
		}
	})
	return t
}

func (b *builder) attribution() Table {
	t := table("attribution", "the expected effect of each provision over all years: alone, as the last of all, and its Shapley value",
		"provision metric alone# last# shapley#")
	b.each(func(lead []any, r *model.Result) {
		for _, a := range at(b, b.Attributions, r) {
			t.Rows = append(t.Rows, row(lead, a.Provision, a.Metric, b.num(a.Alone), b.num(a.Last), b.num(a.Shapley)))
		}
	})
	return t
}

func (b *builder) sensitivity() Table {
	t := table("sensitivity", "what the proposal adds a year (of populations, in the last year) with one assumption at an end of its range and all others "+b.elsewhere(),
		"assumption metric at_low# at_central# at_high# low_value# high_value# unit low_words high_words")
	b.foreseen(func(lead []any, p *project.Projection) {
		for _, x := range p.Turns {
			if undated(p) {
				break
			}
			t.Rows = append(t.Rows, row(lead, x.Assumption, x.Metric.String(), b.num(x.Low), b.num(x.Central), b.num(x.High),
				num(x.LowValue), num(x.HighValue), x.Metric.Unit(), b.dialText(x.Assumption, x.LowValue), b.dialText(x.Assumption, x.HighValue)))
		}
	})
	return t
}

func (b *builder) assumptions() Table {
	t := table("assumptions", "what is supposed: central value and range of each assumption, with source and reason",
		"assumption central# low# high# shape unit value set source confidence why")
	if b.Assumptions == nil {
		return t
	}
	for i := range b.Assumptions.Dials {
		d := &b.Assumptions.Dials[i]
		t.Rows = append(t.Rows, row([]any{b.Scenario.ID, allReadings}, d.Name, num(d.Central), num(d.Low), num(d.High),
			d.Shape, d.Unit, d.Text(d.Central), yes(d.Set), d.Source, d.Confidence, d.Why))
	}
	return t
}

func yes(v bool) string {
	if v {
		return "yes"
	}
	return "no"
}

// series visits the streams, which are the same in every reading.
func (b *builder) series(visit func(lead []any, s *project.Stream)) {
	if len(b.Projections) == 0 {
		return
	}
	for i := range b.Projections[0].Streams {
		visit([]any{b.Scenario.ID, allReadings}, &b.Projections[0].Streams[i])
	}
}

// listed writes the counts of a stream, and its years.
func (b *builder) listed(s *project.Stream) (counts, years string) {
	texts := make([]string, len(s.Counts))
	for i, n := range s.Counts {
		texts[i] = Plain(b.num(n))
	}
	if len(texts) > 0 {
		years = fmt.Sprintf("%s to %s", s.From, lastOf(s))
	}
	return strings.Join(texts, ";"), years
}

func lastOf(s *project.Stream) law.Year { return s.From + law.Year(len(s.Counts)) - 1 }

func (b *builder) backtest() Table {
	t := table("backtest", "how each model of forecast did when it forecast known years from those before them; the least CRPS is best",
		"side stream model chosen origins% crps# cover80# cover95# gain_in_se# years counts why")
	b.series(func(lead []any, s *project.Stream) {
		counts, years := b.listed(s)
		scores := s.Choice.Scores
		if len(scores) == 0 {
			t.Rows = append(t.Rows, row(lead, s.Side.String(), s.Name(b.Code), s.Choice.Chosen.Name(), "yes", int64(0), nil, nil, nil, nil, years, counts, b.chosenWhy(s)))
		}
		for _, x := range scores {
			t.Rows = append(t.Rows, row(lead, s.Side.String(), s.Name(b.Code), x.Model, yes(x.Model == s.Choice.Chosen.Name()), int64(x.Origins),
				b.num(x.CRPS), b.num(x.Cover80), b.num(x.Cover95), b.num(x.Better), years, counts, b.chosenWhy(s)))
		}
	})
	return t
}

// score is that of the chosen model; nil where there was no back-test.
func score(s *project.Stream) *stats.Score {
	for i := range s.Choice.Scores {
		if s.Choice.Scores[i].Model == s.Choice.Chosen.Name() {
			return &s.Choice.Scores[i]
		}
	}
	return nil
}

func (b *builder) donors() Table {
	t := table("donors", "whose sentences stand in for those of charges that move to a section and class",
		"section class by convictions# mean_days_to_serve#")
	b.foreseen(func(lead []any, p *project.Projection) {
		for _, d := range p.Donors {
			t.Rows = append(t.Rows, row(lead, b.cite(d.Section), d.Class.String(), d.By, b.num(d.Rows), b.num(d.Serve)))
		}
	})
	return t
}

// unitCosts are the costs of one conviction.
func (b *builder) unitCosts(p *project.Projection) []project.UnitCost {
	if p == nil || b.Costs == nil || b.Assumptions == nil {
		return nil
	}
	return p.PerConviction(b.Costs, b.Session, b.Assumptions.Value(project.ShareServed))
}

func (b *builder) perConviction() Table {
	t := table("per_conviction", "what the prison days of one more conviction cost over the whole of its sentence",
		"section class donors# basis days_served# dollars# constant source")
	b.foreseen(func(lead []any, p *project.Projection) {
		for _, u := range b.unitCosts(p) {
			t.Rows = append(t.Rows, row(lead, b.cite(u.Section), u.Class.String(), b.num(u.Rows), u.Basis, b.num(u.Days), b.num(u.Dollars), u.Cost.Text(), u.Cost.Source))
		}
	})
	return t
}

func (b *builder) streams() Table {
	t := table("streams", "the series that the projection rests on",
		"side stream from_year to_year counts expected_a_year# model moves")
	b.series(func(lead []any, s *project.Stream) {
		counts, _ := b.listed(s)
		from, to := "", ""
		if len(s.Counts) > 0 {
			from, to = s.From.String(), lastOf(s).String()
		}
		t.Rows = append(t.Rows, row(lead, s.Side.String(), s.Name(b.Code), from, to, counts, b.num(s.Mean), s.Choice.Chosen.Name(), yes(s.Moves)))
	})
	return t
}
