package ingest

import (
	"cmp"
	"slices"
	"strings"

	"impact/internal/law"
)

// A Weight counts charges twice over: rows, and the counts that they stand for.
type Weight struct{ Rows, Counts int64 }

func (w *Weight) add(counts int64) {
	w.Rows++
	w.Counts += counts
}

// Quality is the account of what was read: nothing is lost without standing
// here. Read = Kept + the sum of Refused, in rows and in counts.
type Quality struct {
	Files      []FileQuality // in the order in which they were given
	Read, Kept Weight        // a refused row whose counts cannot be read weighs 1
	Refused    []Refusal     // the most frequent first

	Unknown        []Tally // kept charges with a class, disposition or listed code that no rule knows
	Unrecorded     []Tally // kept charges in which NA and the like was read as "not recorded"
	Unresolved     []Tally // kept charges with a statute that is not one entry of the code
	Contradictions []Tally // kept charges whose inchoate column contradicts the statute's text; the text prevails

	Present   []string // canonical columns that at least one file has, in the contract's order
	Absent    []string // the others
	Warnings  []string
	Synthetic bool // every file is declared synthetic, by itself or by the map
}

// A FileQuality is the account of one file.
type FileQuality struct {
	Name, Format, Encoding string
	Read, Kept             Weight
	Present                []string // canonical columns, in the contract's order
	Ignored                []string // columns of the file that nothing reads
	Dropped                []string // columns that the map removes
	Allowed                []string // columns that Options.Allow lets pass unexamined
	Latin                  int64    // cells of kept rows, in columns that are read, that were not UTF-8 and were read as Windows-1252
	Synthetic              bool
	Notes                  []string // what should be known of the file
}

// A Refusal is a reason for which rows were refused. The first of them is
// shown with its place and what stood there.
type Refusal struct {
	Reason string
	Weight
	First   Place
	Example string
}

// A Tally counts kept charges by a text of one column. Beyond maxTexts
// different texts of a column the rest is counted together, as Other.
type Tally struct {
	Column, Text string
	Other        bool
	Weight
	Status     law.Status     // of a statute
	Candidates []law.Citation // of a statute
}

const maxTexts = 10_000

// A ledger gathers a Quality while rows go by.
type ledger struct {
	refused map[string]*Refusal
	tallies map[tallyKey]*Tally
	texts   map[tallyKey]int // different texts, under a key without a text
}

// A tallyKey tells tallies apart. The zero sort is that of unknown codes.
type tallyKey struct {
	sort         tallySort
	column, text string
}

type tallySort uint8

const (
	unknownCode tallySort = iota
	unrecorded
	unresolved
	contradiction
)

func newLedger() *ledger {
	return &ledger{map[string]*Refusal{}, map[tallyKey]*Tally{}, map[tallyKey]int{}}
}

// refuse notes a refused row.
func (l *ledger) refuse(reason, example string, at Place, counts int64) {
	r := l.refused[reason]
	if r == nil {
		r = &Refusal{Reason: reason, First: at, Example: example}
		l.refused[reason] = r
	}
	r.add(counts)
}

// refusals are the reasons to refuse, the most frequent first.
func (l *ledger) refusals() []Refusal {
	var out []Refusal
	for _, r := range l.refused {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b Refusal) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), strings.Compare(a.Reason, b.Reason))
	})
	return out
}

// tally is the counter of a text, made on first sight.
func (l *ledger) tally(key tallyKey) *Tally {
	if t := l.tallies[key]; t != nil {
		return t
	}
	all := tallyKey{sort: key.sort, column: key.column}
	t := &Tally{Column: key.column, Text: key.text}
	if l.texts[all]++; l.texts[all] > maxTexts {
		key = tallyKey{key.sort, key.column, "\x00other"}
		if t := l.tallies[key]; t != nil {
			return t
		}
		t = &Tally{Column: key.column, Other: true}
	}
	l.tallies[key] = t
	return t
}

// of is the counter of a text; ref is what the law made of it, of a statute.
func (l *ledger) of(key tallyKey, ref *law.Reference) *Tally {
	t := l.tally(key)
	if key.sort == unresolved && !t.Other {
		t.Status, t.Candidates = ref.Status, ref.Candidates
	}
	return t
}

// close writes the ledger into the Quality, in an order that does not depend
// on that of the rows.
func (l *ledger) close(q *Quality) {
	q.Refused = l.refusals()
	lists := [...]*[]Tally{unknownCode: &q.Unknown, unrecorded: &q.Unrecorded, unresolved: &q.Unresolved, contradiction: &q.Contradictions}
	for key, t := range l.tallies {
		if t.Rows > 0 {
			*lists[key.sort] = append(*lists[key.sort], *t)
		}
	}
	for _, list := range lists {
		for i := range *list {
			t := &(*list)[i]
			switch {
			case t.Other, list == &q.Unrecorded: // marks are ours: NA, unknown
			case list == &q.Contradictions: // in our words
				t.Text = Shown(t.Column, t.Text)
			default:
				t.Text = ShownOf(t.Column, t.Text, t.Rows)
			}
		}
		*list = joined(*list)
	}
}

// joined are texts with their rows, each once, the most frequent of each column first.
func joined(list []Tally) (out []Tally) {
	slices.SortFunc(list, func(a, b Tally) int {
		return cmp.Or(strings.Compare(a.Column, b.Column), strings.Compare(a.Text, b.Text), cmp.Compare(b.Rows, a.Rows))
	})
	for _, t := range list {
		if n := len(out); n > 0 && !t.Other && !out[n-1].Other && out[n-1].Column == t.Column && out[n-1].Text == t.Text {
			out[n-1].Rows, out[n-1].Counts = out[n-1].Rows+t.Rows, out[n-1].Counts+t.Counts
			continue
		}
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b Tally) int {
		return cmp.Or(strings.Compare(a.Column, b.Column), cmp.Compare(b.Rows, a.Rows), strings.Compare(a.Text, b.Text))
	})
	return out
}

// note adds a warning, once.
func (q *Quality) note(text string) {
	if !slices.Contains(q.Warnings, text) {
		q.Warnings = append(q.Warnings, text)
	}
}
