package chart

import (
	"fmt"
	"strings"
)

// A Series is one of several sets of numbers drawn side by side, such as the law as it
// is and the law as proposed.
type Series struct {
	Name string
	Ink  Ink
}

// A Panel is one of several small pictures of the same kind, such as one for each class.
// Values holds, for each series, one span for each category or row.
type Panel struct {
	Name   string
	Values [][]Span
}

func (pn Panel) spans() []Span {
	var out []Span
	for _, row := range pn.Values {
		out = append(out, row...)
	}
	return out
}

func allSpans(panels []Panel) []Span {
	var out []Span
	for _, pn := range panels {
		out = append(out, pn.spans()...)
	}
	return out
}

// checkPanels says what does not fit between panels, series and categories.
func checkPanels(panels []Panel, series []Series, categories []string) error {
	for i, pn := range panels {
		if len(pn.Values) != len(series) {
			return fmt.Errorf("panel %d (%s) has %d rows of values for %d series", i+1, pn.Name, len(pn.Values), len(series))
		}
		for j, row := range pn.Values {
			if len(row) != len(categories) {
				return fmt.Errorf("panel %d (%s), %s: %d values for %d categories", i+1, pn.Name, series[j].Name, len(row), len(categories))
			}
			if err := checkSpans(row, categories); err != nil {
				return fmt.Errorf("panel %d (%s), %s: %w", i+1, pn.Name, series[j].Name, err)
			}
		}
	}
	return nil
}

func checkSpans(spans []Span, categories []string) error {
	for k, s := range spans {
		if err := s.check(); err != nil {
			return fmt.Errorf("%s: %w", categories[k], err)
		}
	}
	return nil
}

// emptyPanels says why panels hold nothing to draw.
func emptyPanels(panels []Panel, categories []string) string {
	switch {
	case len(panels) == 0 || len(categories) == 0 || len(allSpans(panels)) == 0:
		return "there are no values."
	case !anyKnown(allSpans(panels)):
		return "every value is " + reasons(allSpans(panels)) + "."
	}
	return ""
}

// reasons are the causes for which spans have no number, each once.
func reasons(spans []Span) string {
	var out []string
	seen := map[string]bool{}
	for _, s := range spans {
		why := oneLine(s.Why)
		if why != "" && !seen[why] {
			seen[why] = true
			out = append(out, why)
		}
	}
	return strings.Join(out, " or ")
}

// said joins what a mark stands for: "FY 2010, felony B, proposed: 12, between 8 and 15".
func said(value string, names ...string) string {
	var parts []string
	for _, n := range names {
		if n = oneLine(n); n != "" {
			parts = append(parts, n)
		}
	}
	return strings.Join(parts, ", ") + ": " + value
}

// seriesKey is the key of some series, with what a whisker means and what a gap means.
func seriesKey(series []Series, spans []Span) key {
	var k key
	if len(series) > 1 {
		for i, c := range colours(series) {
			k.entries = append(k.entries, entry{name: series[i].Name, ink: c})
		}
	}
	return k.withDoubt(spans)
}

func (k key) withDoubt(spans []Span) key {
	if anyDoubt(spans) {
		k.entries = append(k.entries, entry{name: "least to most", ink: inkText, kind: ranged})
	}
	return k.withGaps(spans)
}

// withGaps adds why spans have no number.
func (k key) withGaps(spans []Span) key {
	if why := reasons(spans); why != "" {
		k.entries = append(k.entries, entry{name: why, ink: inkUnknown, kind: hatched})
	}
	return k
}
