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
	add(entryKey{kind: KeptRows}, b.ground.stillOf().kept)
	for _, r := range b.Docket.Ledger.Refused {
		add(entryKey{kind: Refused, reason: r.Text}, r.Tally)
	}
	for _, r := range b.Docket.Ledger.Noted {
		add(entryKey{kind: Noted, reason: r.Text}, r.Tally)
	}
	for k, t := range b.counted().ledger {
		add(k, t)
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

// keepBooks adds the charges of a scope, as filed, to the lines that they belong to.
func (b *Bench) keepBooks(of *scope, books map[entryKey]court.Tally) {
	b.eachLot(of, court.AsCharged, func(kind int32, t court.Tally, leaves []Leaf, v *verdict) {
		add := func(k entryKey) {
			was := books[k]
			books[k] = court.Tally{Rows: was.Rows + t.Rows, Counts: was.Counts + t.Counts}
		}
		add(b.book(b.ground.keys[kind].side, leaves, v))
		if k, ok := carriedKey(leaves); ok {
			add(k)
		}
		for _, n := range v.notes {
			add(entryKey{kind: Noted, reason: n})
		}
	})
}

// eachLot visits the charges of a scope at a stage, those that are of one kind and in the
// same case at once: those judged alone, and those of shared victims with their leaves over
// the victim's worlds.
func (b *Bench) eachLot(of *scope, stage court.Stage, visit func(kind int32, t court.Tally, leaves []Leaf, v *verdict)) {
	lots := b.ground.allLots()
	for _, kind := range of.kinds {
		if lots.rows[kind] > 0 && b.ground.keys[kind].stage == stage {
			v := b.verdictOn(kind)
			visit(kind, court.Tally{Rows: lots.rows[kind], Counts: lots.counts[kind]}, v.leaves, v)
		}
	}
	for _, n := range of.shared[stage] {
		g, p := b.group(n, stage), &b.Docket.Victims[n]
		for _, m := range p.Members {
			if s := &b.Docket.Signatures[m.Sig]; s.At(stage) {
				visit(b.ground.of[m.Sig][stage].kind, court.Tally{Rows: p.Weight, Counts: p.Weight * int64(s.Counts)}, g.marginal(m.Sig), b.judge(m.Sig, stage))
			}
		}
	}
}

// book is the line of the ledger that charges belong to.
func (b *Bench) book(side court.Side, leaves []Leaf, v *verdict) entryKey {
	if side.Cite.IsZero() {
		return entryKey{kind: OutOfCatalogue, reason: "citation " + side.Status.String()}
	}
	same, first := true, leaves[0]
	for _, l := range leaves {
		if l.Changed() {
			same = false
		}
	}
	if same {
		return entryKey{kind: Unchanged}
	}
	credits := []string{first.Credit}
	for _, l := range leaves[1:] {
		if l.After != first.After || !l.Changed() || !first.Changed() {
			return entryKey{kind: Undetermined, reason: b.open(v)}
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
	used := b.counted().used[truth(changing)]
	var out []law.Item
	for i, item := range b.Code.Items() {
		if used[i] && item.Mark.Confidence != "S" {
			out = append(out, item)
		}
	}
	return out
}

// use marks the legal facts that decided charges of a scope.
func (b *Bench) use(of *scope, stage court.Stage, to *books) {
	b.eachLot(of, stage, func(_ int32, _ court.Tally, leaves []Leaf, v *verdict) {
		changing := slices.ContainsFunc(leaves, func(l Leaf) bool { return l.Changed() })
		for _, i := range v.items {
			to.used[0][i] = true
			if changing {
				to.used[1][i] = true
			}
		}
	})
}
