package model

import (
	"slices"
	"strings"

	"impact/internal/law"
)

// Choices are the choices of a scenario's provisions that make different law.
type Choices struct {
	Players []string   // the provisions that can change something, in file order
	Sets    [][]string // of those: each set that holds what its members require, the whole one first
	Partial bool       // some sets are left out, for there are too many
}

// MaxChoices is the most sets of provisions that are told one by one. Where there are
// more, those are: all, none, and each provision alone and left out, with what it
// requires and what requires it.
const MaxChoices = 32

// ChoicesOf finds the choices among those provisions that are on; only nil is all.
func ChoicesOf(code *law.Code, s *law.Scenario, readings []string, only []string, baseline law.Date) (Choices, error) {
	var out Choices
	needs := map[string][]string{}
	requires := map[string][]string{}
	for _, p := range s.Provisions {
		requires[p.ID] = p.Requires
	}
	moving := map[string]bool{}
	for _, reading := range readings {
		q := &question{code: code, scenario: s, reading: reading, baseline: baseline}
		full, err := q.propose(active(s, only))
		if err != nil {
			return out, err
		}
		for _, id := range full.Active {
			p, err := q.player(id, closure(requires, id))
			if err != nil {
				return out, err
			}
			moving[id] = moving[id] || p.can(code)
		}
	}
	for _, p := range s.Provisions {
		if moving[p.ID] {
			out.Players = append(out.Players, p.ID)
			needs[p.ID] = closure(requires, p.ID)
		}
	}
	out.fill(needs)
	return out, nil
}

// active are the provisions that are named, or all.
func active(s *law.Scenario, only []string) []string {
	if only != nil {
		return only
	}
	var out []string
	for _, p := range s.Provisions {
		out = append(out, p.ID)
	}
	return out
}

// fill finds the sets of players that hold what their members require.
func (c *Choices) fill(needs map[string][]string) {
	if len(c.Players) <= 16 {
		for set := 1<<len(c.Players) - 1; set >= 0; set-- {
			c.add(needs, func(i int) bool { return set&(1<<i) != 0 })
		}
	}
	if n := len(c.Sets); n > 0 && n <= MaxChoices {
		return
	}
	c.Sets, c.Partial = nil, true
	c.add(needs, func(int) bool { return true })
	for _, left := range c.Players {
		c.add(needs, func(i int) bool { return c.Players[i] != left && !slices.Contains(needs[c.Players[i]], left) })
	}
	for _, kept := range c.Players {
		c.add(needs, func(i int) bool { return c.Players[i] == kept || slices.Contains(needs[kept], c.Players[i]) })
	}
	c.add(needs, func(int) bool { return false })
}

// add adds the set of the players that are on, if it is whole and new.
func (c *Choices) add(needs map[string][]string, on func(i int) bool) {
	set := []string{}
	for i, id := range c.Players {
		if on(i) {
			set = append(set, id)
		}
	}
	for _, id := range set {
		for _, n := range needs[id] {
			if slices.Contains(c.Players, n) && !slices.Contains(set, n) {
				return
			}
		}
	}
	if !slices.ContainsFunc(c.Sets, func(x []string) bool { return slices.Equal(x, set) }) {
		c.Sets = append(c.Sets, set)
	}
}

// With are the provisions of a run in which a set of players is on: these, and those
// that are on and no player, in file order.
func (c *Choices) With(s *law.Scenario, only, set []string) []string {
	on := active(s, only)
	out := []string{}
	for _, p := range s.Provisions {
		if slices.Contains(set, p.ID) || slices.Contains(on, p.ID) && !slices.Contains(c.Players, p.ID) {
			out = append(out, p.ID)
		}
	}
	return out
}

// Standing are the players among some provisions that have what they require: the others
// change nothing.
func (c *Choices) Standing(s *law.Scenario, ids []string) []string {
	requires := map[string][]string{}
	for _, p := range s.Provisions {
		requires[p.ID] = p.Requires
	}
	out := []string{}
	for _, id := range c.Players {
		lacks := func(n string) bool { return slices.Contains(c.Players, n) && !slices.Contains(ids, n) }
		if slices.Contains(ids, id) && !slices.ContainsFunc(closure(requires, id), lacks) {
			out = append(out, id)
		}
	}
	return out
}

// ChoiceName writes a choice of provisions as the flag --provisions takes it.
func ChoiceName(ids []string) string {
	if len(ids) == 0 {
		return "none"
	}
	return strings.Join(ids, ",")
}
