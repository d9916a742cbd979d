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
	spans   map[string]span
	thin    map[levelAt]bool
}

func (s *seen) at(metric string, under project.Law) levelAt {
	return levelAt{s.choice, s.reading, metric, under}
}

// untold reports whether a level, or for the difference a total, is withheld.
func (s *seen) untold(metric string, under project.Law) bool {
	c, ok := s.d.levels[s.at(metric, under)]
	return ok && s.hides(c)
}

// level reports whether what is projected of a metric under a law, current or proposed, may
// be seen as far as its own level goes.
func (s *seen) level(m project.Metric, under project.Law) bool {
	return !s.thin[s.at(m.String(), under)] && !s.leftOut(m) && !s.untold(footingOf(m).level, under)
}

// leftOut reports whether a year that the projection does not rest on is withheld of what a
// metric counts: all years less those that it rests on would tell it. That is a rule and not
// a tie of the family, for what is projected is a sum of years only where the forecast is
// flat; under a trend it tells of them what no linear program says.
func (s *seen) leftOut(m project.Metric) bool {
	return slices.ContainsFunc(s.d.years[s.at(footingOf(m).level, project.Current)], func(x single) bool {
		return s.hides(x.cell) && !s.restsOn(m, x.year)
	})
}

// restsOn reports whether what is projected of a metric rests on a fiscal year of the record.
func (s *seen) restsOn(m project.Metric, year float64) bool {
	over, known := s.spans[m.Side()]
	return !known || year >= over.from && year <= over.to
}

// turns is shows of what a dial, if any, does to a metric. That the law reaches back tells
// the registrants of single years of the record.
func (s *seen) turns(m project.Metric, under project.Law, assumption string) bool {
	if (m == project.NewRegistrants || m == project.RegistryStock) && assumption == project.Retroactive &&
		slices.ContainsFunc(s.d.flows[s.at(project.NewRegistrants.String(), project.Difference)], s.hides) {
		return false
	}
	return s.shows(m, under)
}

// shows reports whether a row of a metric under a law may be seen: what changes where its
// total is told, and what is proposed where both that and the current law are.
func (s *seen) shows(m project.Metric, under project.Law) bool {
	now := s.level(m, project.Current)
	if under == project.Current {
		return now
	}
	then := s.level(m, project.Proposed)
	rest := footingOf(m)
	told := !s.untold(rest.change, project.Difference)
	if rest.change == "" { // of a class what changes is one level less the other
		told = !s.untold(rest.level, project.Current) && !s.untold(rest.level, project.Proposed)
	}
	changes := told && !(now && !then) && !s.thin[s.at(m.String(), project.Difference)]
	if under == project.Difference {
		return changes
	}
	return now && then && changes
}

// A foreseen is what is projected of a metric under a law, as it bears on small counts: what
// its greatest year would come to over the years of the record.
type foreseen struct {
	at   levelAt
	most float64
	row  int // the first of its rows, of the table
}

// thin are those levels among what is projected of single years which may be small counts of
// a record of as many years: what is projected a year, so often, is less than the threshold,
// whatever model drew it.
func thin(threshold int, years []foreseen) (out []foreseen) {
	place := map[levelAt]int{}
	for _, x := range years {
		n, ok := place[x.at]
		if !ok {
			n = len(out)
			place[x.at] = n
			out = append(out, x)
		}
		out[n].most = max(out[n].most, x.most)
	}
	return slices.DeleteFunc(out, func(x foreseen) bool { return !(x.most > dust) || x.most >= float64(threshold) })
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
	return []foreseen{{at, math.Abs(mean) * years, row}}
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
