package model

import (
	"slices"

	"impact/internal/law"
)

// A bundle is examples that lead to one place and whose facts are all combinations of some
// cells of each attribute, so that words for each attribute say them all and no more.
type bundle struct{ members []example }

// bundled puts examples of one outcome together, each in one bundle.
func bundled(fr *law.Frame, list []example) (out []bundle) {
	for len(list) > 0 {
		g := bundle{members: list[:1:1]}
		for _, a := range list[0].asked {
			g.widen(fr, a, list)
		}
		out = append(out, g)
		list = slices.DeleteFunc(slices.Clone(list), func(x example) bool { return g.has(x) })
	}
	return out
}

// widen adds the cells of an attribute in which everything else leads there too.
func (g *bundle) widen(fr *law.Frame, a law.Attribute, list []example) {
	narrow, own := g.members, g.members[0].facts.At(a)
	for i := range fr.Cells(a) {
		var more []example
		for _, m := range narrow {
			m.facts = m.facts.With(a, i)
			if at := slices.IndexFunc(list, m.like); at >= 0 {
				more = append(more, list[at])
			}
		}
		if i != own && len(more) == len(narrow) {
			g.members = append(g.members, more...)
		}
	}
}

// where are the facts of all examples that stand before and after as a way does.
func (b *Bench) where(list []example, w *Way, recorded law.Facts) (out [][]Fact) {
	there := slices.DeleteFunc(slices.Clone(list), func(x example) bool {
		return x.outcome.Credit != w.Credit || b.standing(x.outcome.Before) != w.Was || b.standing(x.outcome.After) != w.Becomes
	})
	for _, g := range bundled(b.fr, there) {
		out = append(out, g.words(b.fr, recorded))
	}
	return out
}

// exampleOf is an example of an outcome with its tests, and the facts that share them.
func (b *Bench) exampleOf(list []example, o Outcome, recorded law.Facts) ([]Fact, []Step) {
	there := slices.DeleteFunc(slices.Clone(list), func(x example) bool { return x.outcome != o })
	if len(there) == 0 {
		return nil, nil
	}
	g := bundled(b.fr, there)[0]
	if !g.alike() {
		g.members = g.members[:1]
	}
	return g.words(b.fr, recorded), g.members[0].steps
}

// like reports whether two examples are of the same facts, asked for in the same order.
func (x example) like(y example) bool {
	return x.subdivision == y.subdivision && x.facts == y.facts && slices.Equal(x.asked, y.asked)
}

func (g *bundle) has(x example) bool { return slices.ContainsFunc(g.members, x.like) }

// alike reports whether all members meet the same tests.
func (g *bundle) alike() bool {
	return !slices.ContainsFunc(g.members, func(x example) bool { return !slices.Equal(x.steps, g.members[0].steps) })
}

// words are the facts of a bundle, without those that may be anything. Of a fact that the
// record contradicts they say what the record says.
func (g bundle) words(fr *law.Frame, recorded law.Facts) (out []Fact) {
	first := &g.members[0]
	if first.subdivision != "" {
		out = append(out, Fact{"the subdivision", first.subdivision})
	}
	for _, a := range first.asked {
		var cells []int
		for i := range g.members {
			cells = append(cells, g.members[i].facts.At(a))
		}
		slices.Sort(cells)
		if cells = slices.Compact(cells); len(cells) == fr.Cells(a) {
			continue
		}
		words := fr.AnyOf(a, cells)
		if said := recorded.At(a); said >= 0 && !slices.Contains(cells, said) {
			words += " (by the citation; the record says " + fr.Words(a, recorded) + ")"
		}
		out = append(out, Fact{fr.Name(a), words})
	}
	return out
}
