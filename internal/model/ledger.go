package model

import (
	"cmp"
	"slices"
	"strings"

	"impact/internal/court"
	"impact/internal/law"
)

// An Entry is one line of the ledger: rows and the counts that they stand for.
type Entry struct {
	Kind      Kind
	Reason    string
	Provision string
	Tally     court.Tally
}

// A Kind is a line's place in the books: read = kept + refused; kept =
// unchanged + moved + repealed + undetermined + out of catalogue. Carried and
// noted lines stand outside the sums.
type Kind uint8

// The kinds, in the order of the table.
const (
	Read Kind = iota
	Refused
	KeptRows
	Unchanged
	Moved
	Repealed
	Undetermined
	OutOfCatalogue
	CarriedRows
	Noted
)

// String is the kind as tables write it.
func (k Kind) String() string {
	return [...]string{"read", "refused", "kept", "unchanged", "moved", "repealed", "undetermined", "out_of_catalogue", "carried", "noted"}[k]
}

type entryKey struct {
	kind              Kind
	reason, provision string
}

// Ledger accounts for every row of the docket under the proposal, on statutes
// as charged.
func (b *Bench) Ledger() []Entry {
	books := map[entryKey]court.Tally{}
	add := func(k entryKey, t court.Tally) {
		was := books[k]
		books[k] = court.Tally{Rows: was.Rows + t.Rows, Counts: was.Counts + t.Counts}
	}
	add(entryKey{kind: Read}, b.Docket.Ledger.Read)
	add(entryKey{kind: KeptRows}, b.Docket.Kept())
	for _, r := range b.Docket.Ledger.Refused {
		add(entryKey{kind: Refused, reason: r.Text}, r.Tally)
	}
	for _, r := range b.Docket.Ledger.Noted {
		add(entryKey{kind: Noted, reason: r.Text}, r.Tally)
	}
	for _, x := range b.batches(court.AsCharged).all() {
		s := &b.Docket.Signatures[x.sig]
		t := court.Tally{Rows: x.rows, Counts: x.rows * int64(s.Counts)}
		add(b.book(s, &x), t)
		if k, ok := carriedKey(x.leaves); ok {
			add(k, t)
		}
		for _, n := range x.v.notes {
			add(entryKey{kind: Noted, reason: n}, t)
		}
	}
	out := make([]Entry, 0, len(books))
	for k, t := range books {
		out = append(out, Entry{k.kind, k.reason, k.provision, t})
	}
	slices.SortFunc(out, func(x, y Entry) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), strings.Compare(x.Provision, y.Provision), strings.Compare(x.Reason, y.Reason))
	})
	return out
}

// book is the line of the ledger that a batch of charges belongs to.
func (b *Bench) book(s *court.Signature, x *batch) entryKey {
	if s.Charged.Cite.IsZero() {
		return entryKey{kind: OutOfCatalogue, reason: "citation " + s.Charged.Status.String()}
	}
	same, first := true, x.leaves[0]
	for _, l := range x.leaves {
		if l.Changed() {
			same = false
		}
	}
	if same {
		return entryKey{kind: Unchanged}
	}
	credits := []string{first.Credit}
	for _, l := range x.leaves[1:] {
		if l.After != first.After || !l.Changed() || !first.Changed() {
			return entryKey{kind: Undetermined, reason: b.open(x.v)}
		}
		if !slices.Contains(credits, l.Credit) {
			credits = append(credits, l.Credit)
		}
	}
	kind := Moved
	if first.After.Section.IsZero() {
		kind = Repealed
	}
	return entryKey{kind: kind, provision: strings.Join(credits, " or ")}
}

// open says which unknown facts an outcome depends on.
func (b *Bench) open(v *verdict) string {
	var names []string
	if v.vague {
		names = append(names, "the subdivision")
	}
	for _, a := range v.asks {
		names = append(names, b.fr.Name(a))
	}
	return "depends on what is not recorded: " + strings.Join(names, ", ")
}

// carriedKey is the ledger's line for charges that enacted acts changed before
// the baseline.
func carriedKey(leaves []Leaf) (entryKey, bool) {
	var acts []string
	all := true
	for _, l := range leaves {
		if l.Carried == "" {
			all = false
		} else if !slices.Contains(acts, l.Carried) {
			acts = append(acts, l.Carried)
		}
	}
	if len(acts) == 0 {
		return entryKey{}, false
	}
	reason := "section or class changed by enacted acts before the baseline"
	if !all {
		reason = "section or class changed by enacted acts before the baseline, or not: facts are not recorded"
	}
	slices.Sort(acts)
	return entryKey{CarriedRows, reason, strings.Join(acts, " or ")}, true
}

// Unverified lists the legal facts not seen in their source that decided the
// outcome of at least one kept charge at either stage; of changing charges only,
// at least one that changes or may change.
func (b *Bench) Unverified(changing bool) []law.Item {
	used := map[int]bool{}
	for _, stage := range court.Stages {
		for _, x := range b.batches(stage).all() {
			if changing && !slices.ContainsFunc(x.leaves, func(l Leaf) bool { return l.Changed() }) {
				continue
			}
			for _, i := range x.v.items {
				used[i] = true
			}
		}
	}
	var out []law.Item
	for i, item := range b.Code.Items() {
		if used[i] && item.Mark.Confidence != "S" {
			out = append(out, item)
		}
	}
	return out
}
