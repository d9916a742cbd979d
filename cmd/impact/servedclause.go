package main

import (
	"fmt"
	"slices"

	"impact/internal/law"
	"impact/internal/serve"
)

// Clauses are the provisions with the law before and after each.
func (e *served) Clauses(s serve.State) ([]serve.Clause, error) {
	g, err := e.ground(s)
	if err != nil {
		return nil, err
	}
	reading := s.Reading
	if reading == serve.All {
		reading = g.scenario.DefaultReading()
	}
	var out []serve.Clause
	for _, p := range g.scenario.Provisions {
		c := serve.Clause{ID: p.ID, Title: p.Title, Says: p.Says, Cite: p.Cite, Requires: p.Requires, NoEffect: p.NoEffect, On: slices.Contains(s.Provisions, p.ID)}
		alone, err := g.scenario.Propose(reading, neededBy(g.scenario, p.ID), g.baseline)
		if err != nil {
			return nil, err
		}
		without, err := g.scenario.Propose(reading, slices.DeleteFunc(neededBy(g.scenario, p.ID), func(id string) bool { return id == p.ID }), g.baseline)
		if err != nil {
			return nil, err
		}
		g.change(&c, alone, without)
		out = append(out, c)
	}
	return out, nil
}

// neededBy are a provision and all that it needs, in the order of the scenario.
func neededBy(s *law.Scenario, id string) []string {
	in := map[string]bool{}
	var add func(string)
	add = func(id string) {
		if in[id] {
			return
		}
		in[id] = true
		for _, p := range s.Provisions {
			if p.ID == id {
				for _, n := range p.Requires {
					add(n)
				}
			}
		}
	}
	add(id)
	var out []string
	for _, p := range s.Provisions {
		if in[p.ID] {
			out = append(out, p.ID)
		}
	}
	return out
}

// change fills a clause with the law before and after: the sections that its moves leave
// and reach, and those whose class or registration it changes.
func (s *study) change(c *serve.Clause, alone, without *law.Proposal) {
	frame, base := s.frame(), s.code.RollOn(s.baseline)
	rollAfter, rollBefore := alone.Roll(base), without.Roll(base)
	moved := map[law.Citation]bool{}
	for i := range alone.Act.Moves {
		m := &alone.Act.Moves[i]
		if m.Provision != c.ID {
			continue
		}
		to := "no longer an offence"
		if !m.To.IsZero() {
			to = s.code.Name(m.To)
		}
		when := ""
		if !m.When.Empty() {
			when = m.When.String()
		}
		c.Moves = append(c.Moves, serve.Move{From: s.code.Name(m.From), When: when, To: to})
		for _, st := range s.code.Statutes() {
			if m.From.Covers(st.Cite) || m.To == st.Cite {
				moved[st.Cite] = true
			}
		}
	}
	for _, st := range s.code.Statutes() {
		v := st.On(s.baseline)
		if v == nil && !moved[st.Cite] {
			continue
		}
		before, after := s.standing(st, v, without, rollBefore, frame), s.standing(st, v, alone, rollAfter, frame)
		changes := before.Class != after.Class || before.Registry != after.Registry
		if changes || moved[st.Cite] {
			c.Before = append(c.Before, before)
		}
		if changes {
			c.After = append(c.After, after)
		}
	}
}

// standing is how a section stands under a proposal.
func (s *study) standing(st *law.Statute, at *law.Version, p *law.Proposal, roll *law.Roll, frame *law.Frame) serve.Law {
	out := serve.Law{Section: st.Section.Value, Heading: st.Heading, Class: "not in force", Registry: "none", Victims: s.code.AsksVictim(st) || s.scenario.AsksVictim(st.Cite)}
	v, _ := p.Version(st, at)
	if v == nil {
		return out
	}
	out.Class, out.Source = classWords(v), v.Source+" ["+string(v.Confidence)+"]"
	for _, class := range v.Classes() {
		if len(v.Classes()) == 1 {
			out.Class += penalty(s.code.Penalty(class, s.baseline))
		}
	}
	switch terms, _, ask := roll.Terms(frame, st.Cite, law.Facts{}); {
	case ask != law.NoAttribute:
		out.Registry = "depends on " + spaced(frame.Name(ask))
	case terms != law.Terms{}:
		out.Registry = fmt.Sprintf("%s, later conviction %s", terms.First, terms.Repeat)
	}
	return out
}
