package withhold

import (
	"fmt"
	"slices"
	"strings"

	"impact/internal/disclose"
)

// A sum is a whole and its parts, as they are found.
type sum struct {
	terms []disclose.Term
	total float64
}

func (s *sum) put(c disclose.Cell, v, of float64) {
	if c != noCell {
		s.terms = append(s.terms, disclose.Term{Cell: c, Of: of})
	}
	s.total += v * of
}

// zero ties a sum of which nothing, or with atMost nothing more than zero, is left. A tie
// that is known already is not stated again.
func (d *disclosure) zero(s *sum, atMost bool) {
	if s == nil || len(s.terms) < 2 {
		return
	}
	merged := map[disclose.Cell]float64{}
	for _, t := range s.terms {
		merged[t.Cell] += t.Of
	}
	terms := s.terms[:0:0]
	key := strings.Builder{}
	fmt.Fprint(&key, atMost)
	cells := make([]disclose.Cell, 0, len(merged))
	for c := range merged {
		cells = append(cells, c)
	}
	slices.Sort(cells)
	for _, c := range cells {
		if of := merged[c]; of != 0 {
			terms = append(terms, disclose.Term{Cell: c, Of: of})
			fmt.Fprintf(&key, " %d*%g", c, of)
		}
	}
	if len(terms) == 0 || len(terms) < 2 && atMost || d.tied[key.String()] {
		return
	}
	d.tied[key.String()] = true
	d.family.Tie(terms, atMost)
}

// sums collects sums by key, and ties them in the order of first appearance.
type sums struct {
	by    map[string]*sum
	order []string
}

func newSums() *sums { return &sums{by: map[string]*sum{}} }

func (s *sums) at(key string) *sum {
	if s.by[key] == nil {
		s.by[key] = &sum{}
		s.order = append(s.order, key)
	}
	return s.by[key]
}

func (s *sums) zero(d *disclosure, atMost bool) {
	for _, k := range s.order {
		d.zero(s.by[k], atMost)
	}
}

// conserve ties each sum to what it is a split of.
func (d *disclosure) conserve(from *sums) {
	for _, k := range from.order {
		s := from.by[k]
		s.put(d.hide(k, s.total), s.total, -1)
		d.zero(s, false)
	}
}
