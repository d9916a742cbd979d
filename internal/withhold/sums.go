package withhold

import (
	"cmp"
	"slices"
	"strconv"

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
	sorted := slices.Clone(s.terms)
	slices.SortStableFunc(sorted, func(a, b disclose.Term) int { return cmp.Compare(a.Cell, b.Cell) })
	terms := sorted[:0]
	for n := 0; n < len(sorted); {
		t := sorted[n]
		for n++; n < len(sorted) && sorted[n].Cell == t.Cell; n++ {
			t.Of += sorted[n].Of
		}
		if t.Of != 0 {
			terms = append(terms, t)
		}
	}
	b := strconv.AppendBool(nil, atMost)
	for _, t := range terms {
		b = strconv.AppendInt(append(b, ' '), int64(t.Cell), 10)
		b = strconv.AppendFloat(append(b, '*'), t.Of, 'g', -1, 64)
	}
	key := string(b)
	if len(terms) == 0 || len(terms) < 2 && atMost || d.tied[key] {
		return
	}
	d.tied[key] = true
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
