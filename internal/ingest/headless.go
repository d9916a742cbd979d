package ingest

import (
	"slices"
	"strings"

	"impact/internal/strict"
)

// A file without a header names its columns by the values of its first row: what messages
// say of columns would then tell of a person.

// namesNothing reports whether no text of a header is one that a header has: a name that is
// known, one that gives its column away, or one that the map says.
func namesNothing(names []string, m *Map) bool {
	said := m.names()
	return !slices.ContainsFunc(names, func(n string) bool {
		if tells(n) {
			return false
		}
		near := likenesses(n)
		return slices.ContainsFunc(near, func(l likeness) bool { return !l.part }) || nameSuspect(n) != "" || said[headerKey(n)]
	})
}

// names are the names of columns that the map says, as headerKey writes them.
func (m *Map) names() map[string]bool {
	out := map[string]bool{}
	if m == nil {
		return out
	}
	for _, list := range [][]strict.Text{m.Drop, m.Anonymous} {
		for _, t := range list {
			out[headerKey(t.Value)] = true
		}
	}
	for _, name := range m.Reads() {
		out[headerKey(name)] = true
	}
	return out
}

// headlessNames reports whether a header is one of values, as far as it tells by itself:
// it names nothing that is known, and half of it holds digits or a sign of a person.
func headlessNames(names []string, m *Map) bool {
	filled, like := 0, 0
	for _, n := range names {
		if n == "" {
			continue
		}
		if filled++; strings.ContainsAny(n, "0123456789") || tells(n) {
			like++
		}
	}
	return like > 0 && 2*like >= filled && namesNothing(names, m)
}

// headless reports whether the first row is like the rows below it: it names nothing that
// is known, and half of it is written as what stands below is, digits and all, stands there
// again, or is a day, a number or a sign of a person.
func (p *Profile) headless(m *Map) bool {
	var names []string
	filled, like := 0, 0
	for i := range p.Values {
		v := &p.Values[i]
		names = append(names, v.Column)
		if v.Column == "" {
			continue
		}
		if filled++; tells(v.Column) || v.holds(v.Column) {
			like++
		}
	}
	return like > 0 && 2*like >= filled && namesNothing(names, m)
}

// holds reports whether a text is among the values, or is written as half of them are.
func (v *Values) holds(text string) bool {
	form, alike, all := outline(text), int64(0), int64(0)
	for _, t := range v.Texts {
		if t.Text == text {
			return true
		}
		if all += t.Rows; form != "" && outline(t.Text) == form {
			alike += t.Rows
		}
	}
	return alike > 0 && 2*alike >= all
}

// outline is how a text with digits is written, however long its words and numbers are; ""
// for a text without any.
func outline(text string) string {
	if !strings.ContainsAny(text, "0123456789") {
		return ""
	}
	var last rune
	return strings.Map(func(r rune) rune {
		if r == '…' || r == last && (r == 'a' || r == '9') {
			return -1
		}
		last = r
		return r
	}, formOf(text))
}
