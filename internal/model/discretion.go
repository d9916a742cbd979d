package model

import (
	"cmp"
	"slices"

	"impact/internal/court"
	"impact/internal/law"
)

// A Discretion says of how many persons, at most, a court could have ordered the
// registration at its discretion under one of the two laws: those with a
// conviction that a discretionary category may reach, and whom no list holds. Nobody
// knows of how many it would have; they are never counted as registered.
type Discretion struct {
	Window   Window
	Proposed bool
	AtMost   int64
}

type discretionKey struct {
	w        Window
	proposed bool
}

// Discretions counts persons by the fiscal year of conviction. Without person
// ids there are none.
func (b *Bench) Discretions() []Discretion {
	var out []Discretion
	for k, n := range b.counted().orders {
		out = append(out, Discretion{k.w, k.proposed, n})
	}
	slices.SortFunc(out, func(x, y Discretion) int {
		return cmp.Or(x.Window.compare(y.Window), compareBool(x.Proposed, y.Proposed))
	})
	return out
}

// orderable lists the windows and laws in which a court could order the
// registration of one person, each once. Whom a list holds for certain by then,
// for whatever conviction, is not among them.
func (b *Bench) orderable(members []court.Member) (out []discretionKey) {
	for _, proposed := range []bool{false, true} {
		var listed record // by convictions that trigger in every way in which they can stand
		for _, m := range members {
			if s := &b.Docket.Signatures[m.Sig]; s.At(court.AsConvicted) && b.mustList(m.Sig, proposed) {
				listed.first, listed.known = earlier(listed, s.DisposedYear), true
			}
		}
		for _, m := range members {
			s := &b.Docket.Signatures[m.Sig]
			if !s.At(court.AsConvicted) || !b.mayOrder(m.Sig, proposed) {
				continue
			}
			for _, w := range []Window{{Year: s.DisposedYear}, All} {
				held := listed.known && (w.All || listed.first != 0 && listed.first <= w.Year)
				if k := (discretionKey{w, proposed}); !held && !slices.Contains(out, k) {
					out = append(out, k)
				}
			}
		}
	}
	return out
}

// terms is the registration that a leaf triggers under one of the two laws.
func (l *Leaf) terms(proposed bool) law.Terms {
	if proposed {
		return l.After.Terms
	}
	return l.Before.Terms
}

// mustList reports whether a conviction triggers registration in every way in
// which it can stand.
func (b *Bench) mustList(sig int32, proposed bool) bool {
	return !slices.ContainsFunc(b.judge(sig, court.AsConvicted).leaves, func(l Leaf) bool { return l.terms(proposed) == law.Terms{} })
}

// mayOrder reports whether a court may order registration for one conviction, in
// some way in which it can stand.
func (b *Bench) mayOrder(sig int32, proposed bool) bool {
	f := b.Docket.Signatures[sig].Facts
	rolls := b.rollsOn(max(b.base, b.fr.DayOf(f.Era)))
	return slices.ContainsFunc(b.judge(sig, court.AsConvicted).leaves, func(l Leaf) bool {
		roll, at := rolls.enacted, l.Before.Section
		if proposed {
			roll, at = rolls.proposed, l.After.Section
		}
		return l.terms(proposed) == law.Terms{} && !at.IsZero() && roll.MayOrder(b.fr, at, f)
	})
}
