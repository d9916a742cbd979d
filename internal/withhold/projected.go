package withhold

import (
	"math"
	"slices"

	"impact/internal/disclose"
	"impact/internal/project"
	"impact/internal/report"
)

// A footing is what the figures of a metric rest on in the record: what stands under a law
// on a level, what changes on a total; "" where no table tells it. Where the footing is
// withheld, so is the figure.
type footing struct{ level, change string }

var footings = map[project.Metric]footing{
	project.ChargesChanged:     {"", "charges_changed"},
	project.FelonyCharges:      {"felony_charges", "felony_charges"},
	project.MinorCasesChanged:  {"", "minor_victim_charges_changed"},
	project.MinorFelonyCases:   {"", "minor_victim_charges_changed"},
	project.Convictions:        {"convictions", "convictions_changed"},
	project.ConvictionsChanged: {"", "convictions_changed"},
	project.BarredDiversions:   {"", "convictions_changed"},
	project.FelonyConvictions:  {"felony_convictions", "felony_convictions"},
	project.Admissions:         {"convictions", "convictions_changed"},
	project.Fines:              {"convictions", "convictions_changed"},
	project.Beds:               {"convictions", "convictions_changed"},
	project.Supervision:        {"convictions", "convictions_changed"},
	project.NewRegistrants:     {"new_registrants", "registrants"},
	project.RegistryStock:      {"new_registrants", "registrants"},
}

// footingOf is the footing of a metric. What is counted of one class rests on that class, and
// what changes of it on both laws.
func footingOf(m project.Metric) footing {
	if _, _, of := m.Class(); of {
		return footing{level: m.String()}
	}
	return footings[m]
}

// A span is the first and the last fiscal year that the figures of a side rest on.
type span struct{ from, to float64 }

// spansOf are the spans of a run's projection, by side; none where it has none.
func spansOf(tables []report.Table) map[string]span {
	out := map[string]span{}
	for i := range tables {
		if t := &tables[i]; t.Name == "streams" {
			for _, is := range textsOf(t) {
				if from := number0(is.at("from_year")); from > 0 {
					out[is.at("side")] = span{from, number0(is.at("to_year"))}
				}
			}
		}
	}
	return out
}

// A seen says which figures of what is projected in a reading may be seen: to those who
// withhold and to those who attack alike.
type seen struct {
	d       *disclosure
	choice  int
	reading string
	hides   func(disclose.Cell) bool
	thin    map[levelAt]bool
	set     []string // telling dials that the analyst set
	horizon int      // how many years are projected

	now map[string]bool // of metrics whose level under current law was asked for: it is withheld
}

func (s *seen) at(metric string, under project.Law) levelAt {
	return levelAt{s.choice, s.reading, metric, under}
}

// untold reports whether what a figure rests on is withheld: the years of a level, or of a
// total, that a projection takes. To those who attack that is known only where nothing is withheld of
// the years that it leaves out; where a single one of these is, the whole and the projection tell it.
func (s *seen) untold(metric string, under project.Law) bool {
	if under != project.Current {
		return s.untoldAt(s.at(metric, under))
	}
	untold, known := s.now[metric]
	if !known { // the current law is the same in all readings and choices, and so is what is told of it
		untold = slices.ContainsFunc(s.d.taken, func(x taken) bool { return s.untoldAt(levelAt{x.choice, x.reading, metric, under}) })
		if s.now == nil {
			s.now = map[string]bool{}
		}
		s.now[metric] = untold
	}
	return untold
}

// untoldAt is untold of one reading of one choice.
func (s *seen) untoldAt(at levelAt) bool {
	if w, ok := s.d.windows[at]; ok {
		return s.hides(w.cell)
	}
	whole, ok := s.d.levels[at]
	hidden := 0
	for _, x := range s.d.years[at] {
		if s.hides(x.cell) && !s.d.restsOn(at.metric, x.year) {
			hidden++
		}
	}
	switch {
	case !ok || whole == noCell || hidden > 1:
		return false
	case hidden == 1:
		return s.d.family.Told(whole)
	}
	return s.hides(whole)
}

// level reports whether what is projected of a metric under a law, current or proposed, may
// be seen as far as its own level goes.
func (s *seen) level(m project.Metric, under project.Law) bool {
	return !s.small(m, under) && !s.untold(footingOf(m).level, under) && !s.partly(m, under) &&
		!(m == project.RegistryStock && s.terms())
}

// small reports whether what is projected of a metric stands for a small count, or what is
// reckoned from: of stocks those that come to them, of sentences those that are convicted.
func (s *seen) small(m project.Metric, under project.Law) bool {
	from := m
	if m == project.RegistryStock {
		from = project.NewRegistrants
	}
	if ofSentences(m) {
		if from = project.Convictions; under == project.Difference {
			from = project.ConvictionsChanged
		}
	}
	return s.thin[s.at(m.String(), under)] || s.thin[s.at(from.String(), under)]
}

// terms reports whether a projection is so long that registrations of ten years end in it,
// which tells them from those for life, and a row of one or the other is withheld.
func (s *seen) terms() bool {
	return s.horizon > 10 && s.hidesOne(terms, project.Current)
}

// turns is shows of what a dial, if any, does to a metric.
func (s *seen) turns(m project.Metric, under project.Law, assumption string) bool {
	return !s.tells(m, assumption) && s.shows(m, under)
}

// telling are the dials that bear on some of those that change and not on others.
var telling = []string{project.Retroactive, project.RegistryTier, project.ConvictionChange, project.PriorOdds}

// tells reports whether what a dial does to a metric tells what is withheld: that the law
// reaches back the registrants of single years of the record, that they are registered for
// life their terms, another that is telling who of those that change it bears on.
func (s *seen) tells(m project.Metric, dial string) bool {
	registry := m.Side() == project.NewRegistrants.Side()
	switch dial {
	case project.Retroactive:
		return registry && slices.ContainsFunc(s.d.flows[s.at(project.NewRegistrants.String(), project.Difference)], s.hides)
	case project.RegistryTier:
		return registry && s.hidesOne(terms, project.Current)
	case project.ConvictionChange, project.PriorOdds:
		return s.apart(m)
	}
	return false
}

// turned reports whether a dial that the analyst set tells, beside what is shown with the dial
// as it was given, what is withheld.
func (s *seen) turned(m project.Metric) bool {
	return slices.ContainsFunc(s.set, func(dial string) bool { return s.tells(m, dial) })
}

// varies reports whether the parts of a metric's variance may be seen: they tell what each
// dial does.
func (s *seen) varies(m project.Metric) bool { return s.shows(m, project.Difference) && !s.apart(m) }

// undiverted reports whether a figure is one of convictions in place of diversions that are
// barred. Where small counts are withheld they are left out of what is projected, however many
// they are, for they would be told by what else changes of convictions beside the record.
func undiverted(m project.Metric, under project.Law) bool {
	return m == project.BarredDiversions && under != project.Current
}

// shows reports whether a row of a metric under a law may be seen: what changes where its
// total is told, and what is proposed where both that and the current law are.
func (s *seen) shows(m project.Metric, under project.Law) bool {
	now := s.level(m, project.Current)
	if under == project.Current {
		return now
	}
	if undiverted(m, under) {
		return false
	}
	then := s.level(m, project.Proposed)
	rest := footingOf(m)
	told := !s.untold(rest.change, project.Difference)
	if rest.change == "" { // of a class what changes is one level less the other
		told = !s.untold(rest.level, project.Current) && !s.untold(rest.level, project.Proposed)
	}
	changes := told && !(now && !then) && !s.small(m, project.Difference) && !s.partly(m, project.Difference) && !s.turned(m) && !(m == project.RegistryStock && s.terms())
	if under == project.Difference {
		return changes
	}
	return now && then && changes
}

// A foreseen is what is projected of a metric under a law, as it bears on small counts: what
// a year of it would come to over the years of the record.
type foreseen struct {
	at    levelAt
	count float64
	row   int // of the table, the first of its rows
	years int // of which it is the least, the first left out
}

// thin are those levels among what is projected of single years which may be small counts of
// a record of as many years: what is projected of any year, so often, is less than the
// threshold, whatever model drew it. The first year counts where there is no other, for a
// proposal may take effect within it.
func thin(threshold int, years []foreseen) (out []foreseen) {
	place := map[levelAt]int{}
	for _, x := range years {
		if !(x.count > dust) {
			continue
		}
		n, ok := place[x.at]
		if !ok {
			place[x.at] = len(out)
			out = append(out, x)
			continue
		}
		if out[n].years == 0 || x.count < out[n].count {
			out[n].count = x.count
		}
		out[n].years++
	}
	return slices.DeleteFunc(out, func(x foreseen) bool { return x.count >= float64(threshold) })
}

// dust is what adding and dividing in binary may leave of nothing.
const dust = 1e-6

// foreseenOf is what a row says; none where it is no count of what comes in a year.
func foreseenOf(at levelAt, m project.Metric, mean, years float64, row int) []foreseen {
	switch m.Unit() {
	case "charge", "case":
	default:
		if m != project.NewRegistrants {
			return nil
		}
	}
	return []foreseen{{at: at, count: math.Abs(mean) * years, row: row}}
}

// thinLevels are those that a run's projections make thin.
func thinLevels(threshold, choice int, run *report.Run) map[levelAt]bool {
	var years []foreseen
	for i, p := range run.Projections {
		for _, x := range p.Rows {
			if x.Year != 0 {
				at := levelAt{choice, run.Results[i].Proposal.Reading, x.Metric.String(), x.Law}
				years = append(years, foreseenOf(at, x.Metric, x.Mean, float64(p.YearsOf(x.Metric)), 0)...)
			}
		}
	}
	out := map[levelAt]bool{}
	for _, x := range thin(threshold, years) {
		out[x.at] = true
	}
	return out
}
