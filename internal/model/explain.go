package model

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"impact/internal/court"
	"impact/internal/law"
)

// An Explanation is the way of one charge through the law, at one stage.
type Explanation struct {
	Stage    court.Stage
	Cited    string // as the code writes it
	Inchoate law.Inchoate
	Day      law.Date // a day whose law is that of the offence
	Recorded []Fact   // every fact that some law of the run can ask about
	Notes    []string
	Asked    []string // the unknown facts that decide
	Ways     []Way    // every way in which it can stand, the likeliest first
}

// A Fact is an attribute and what the record says of it.
type Fact struct{ Name, Value string }

// A Way is one way in which the charge can stand, and the facts that lead there, with
// every test that one example of them meets in order.
type Way struct {
	Leaf
	Was, Becomes string   // where it stands under the baseline law and under the proposal, in words
	Where        [][]Fact // every set of the unknown facts that ends so, by the same provisions, in this way or another
	If           []Fact   // those of which the steps are told
	Steps        []Step
}

// A Share is what one charge adds to a total over all years.
type Share struct {
	Total string // its name, in which %s stands for charges or convictions
	Count
}

// Shares are what a charge with these ways adds to the totals that count charges.
func (e *Explanation) Shares() []Share {
	var out []Share
	for _, t := range []struct {
		name string
		of   func(*Leaf) int
	}{
		{"%s that change", func(l *Leaf) int { return truth(l.Changed()) }},
		{"felony %s, net", felonies},
		{"%s with a victim under 18 that change", minorMoved},
	} {
		s := Share{Total: t.name, Count: Count{Low: math.Inf(1), High: math.Inf(-1)}}
		for i := range e.Ways {
			n := float64(t.of(&e.Ways[i].Leaf))
			s.Low, s.High = min(s.Low, n), max(s.High, n)
			s.Central += e.Ways[i].P * n
		}
		out = append(out, s)
	}
	return out
}

// A Step is one test that a charge meets.
type Step struct {
	Where  string // the law that asks: "53a-83(c)", "PA 16-71", "rec-3"
	Test   string // what it asks
	Answer string // what the facts say
	Source string // where the law was seen, and how sure
}

// Explain tells the way of signature sig at a stage.
func (b *Bench) Explain(sig int32, stage court.Stage) Explanation {
	s := &b.Docket.Signatures[sig]
	side := s.Side(stage)
	v := b.judge(sig, stage)
	e := Explanation{Stage: stage, Cited: "not in the code", Inchoate: side.Inchoate, Day: b.fr.DayOf(s.Facts.Era), Notes: v.notes}
	if !side.Cite.IsZero() {
		e.Cited = b.Code.Name(side.Cite)
	}
	e.Notes = append(slices.Clone(e.Notes), b.youngNotes(side.Cite, &s.Facts)...)
	e.Notes = append(e.Notes, b.oldNotes(s)...)
	for _, a := range b.fr.Attributes() {
		e.Recorded = append(e.Recorded, Fact{b.fr.Name(a), b.fr.Words(a, s.Facts)})
	}
	for _, a := range v.asks {
		e.Asked = append(e.Asked, b.fr.Name(a))
	}
	if side.Cite.IsZero() {
		kept := "outside the code, " + v.leaves[0].Before.Class.String() + " by the record"
		e.Ways = []Way{{Leaf: v.leaves[0], Was: kept, Becomes: kept, Steps: []Step{{Where: "the code", Test: "is there one entry that the citation names?", Answer: "no: " + side.Status.String() + "; the record's own class is kept and nothing moves"}}}}
		return e
	}
	examples := b.examples(legalKey{side, s.Facts, s.RecordClass, stage})
	for _, l := range v.leaves {
		w := Way{Leaf: l, Was: b.standing(l.Before), Becomes: b.standing(l.After)}
		w.If, w.Steps = b.exampleOf(examples, l.Outcome, s.Facts)
		w.Where = b.where(examples, &w, s.Facts)
		e.Ways = append(e.Ways, w)
	}
	slices.SortStableFunc(e.Ways, func(x, y Way) int {
		switch {
		case x.P > y.P:
			return -1
		case x.P < y.P:
			return 1
		}
		return 0
	})
	return e
}

// example is one settling of the facts and where it leads.
type example struct {
	outcome     Outcome
	subdivision string // that is charged; "" where that is known
	asked       []law.Attribute
	facts       law.Facts
	steps       []Step
}

// examples settles the facts of a charge in every way that the law asks for.
func (b *Bench) examples(key legalKey) []example {
	var out []example
	targets, _ := b.targets(key, key.facts)
	for _, t := range targets {
		w := &walk{b: b, v: &verdict{}, key: key, target: t, pool: b.priors.pool(key.stage, key.side.Cite), recorded: key.facts}
		facts := key.facts
		if own := t.statute.On(t.day); own != nil && !b.fr.Possible(own.Implies, facts) {
			for _, a := range own.Implies.Asks(b.fr) {
				facts = facts.Without(a)
			}
		}
		var settle func(f law.Facts, asked []law.Attribute)
		settle = func(f law.Facts, asked []law.Attribute) {
			o, possible, ask := w.run(f)
			if ask != law.NoAttribute {
				for i := range b.fr.Cells(ask) {
					settle(f.With(ask, i), append(slices.Clone(asked), ask))
				}
				return
			}
			if !possible {
				return
			}
			x := example{outcome: o, asked: asked, facts: f, steps: w.steps(f)}
			if len(targets) > 1 {
				x.subdivision = t.statute.Section.Value
			}
			out = append(out, x)
		}
		settle(facts, nil)
	}
	return out
}

// steps tells every test that settled facts meet, in order.
func (w *walk) steps(f law.Facts) []Step {
	b, t := w.b, w.target
	var out []Step
	say := func(where, test, answer, source string) { out = append(out, Step{where, test, answer, source}) }
	own := t.statute.On(t.day)
	if own == nil {
		say(t.statute.Section.Value, "was it in force?", "on no day near", "")
		return out
	}
	which := "what class?"
	if !own.From.IsZero() {
		which = fmt.Sprintf("what class, by the version that began %s?", own.From.Date)
	}
	say(t.statute.Section.Value, which, w.classOf(own, f), mark(own.Mark))
	if !own.Implies.Empty() {
		say(t.statute.Section.Value, "what does the charge itself prove?", own.Implies.String(), mark(own.Mark))
	}
	at, idle := t.statute.Cite, []string(nil)
	pass := func() {
		if len(idle) > 0 {
			say(strings.Join(idle, ", "), "does any provision reach "+b.placeName(at)+"?", "no", "")
		}
		idle = nil
	}
	for _, a := range b.Code.Acts {
		if a.Effective <= t.day || a.Effective > b.base || at.IsZero() {
			continue
		}
		steps := b.tried(a, at, f, a.Name+", in force "+a.Effective.String())
		if len(steps) == 0 {
			idle = append(idle, a.Name)
			continue
		}
		pass()
		out = append(out, steps...)
		at, _, _ = a.Apply(b.fr, at, f)
	}
	pass()
	base, version, _ := w.stand(at, w.day(), f)
	say("baseline "+b.base.String(), "where does it stand?", b.standing(base), versionMark(version))
	tried := b.tried(b.Proposal.Act, at, f, "proposal")
	if out = append(out, tried...); len(tried) == 0 {
		say("proposal", "does any provision move charges of "+b.placeName(at)+"?", "no", "")
	}
	o, _, _ := w.run(f)
	to := o.After.Section
	if s := b.Code.Statute(to); s != nil {
		if v, by := b.Proposal.Version(s, s.On(w.day())); by != "" {
			say(by, "does the proposal regrade "+s.Section.Value+"?", w.classOf(v, f), mark(v.Mark))
		}
		was, _ := w.terms(b.rollsOn(w.day()).enacted, to, f)
		for _, id := range b.Proposal.Registers(b.fr, to, f) {
			answer := "no: " + termsWords(was)
			if was != o.After.Terms {
				answer = "yes: " + termsWords(was) + " becomes " + termsWords(o.After.Terms)
			}
			say(id, "does the proposal change the registration of "+s.Section.Value+"?", answer, "")
		}
	}
	answer := "unchanged: " + b.standing(o.After)
	if o.Changed() {
		answer = b.standing(o.After) + ", by " + o.Credit
	}
	say("proposal", "where does it stand?", answer, "")
	return out
}

// tried tells the moves of an act that reach a place, and which one carries;
// nothing where none does.
func (b *Bench) tried(a *law.Act, at law.Place, f law.Facts, label string) []Step {
	var out []Step
	for seen := 0; !at.IsZero() && seen <= len(a.Moves); seen++ {
		moved := false
		for i := range a.Moves {
			m := &a.Moves[i]
			if !m.From.Covers(at) {
				continue
			}
			met, _ := m.When.Test(b.fr, f)
			answer := "no"
			if met {
				answer = "yes: to " + b.placeName(m.To)
			}
			item := b.Code.Items()[m.Item()]
			out = append(out, Step{label + ", " + m.Provision, fmt.Sprintf("from %s, when: %s", b.Code.Name(m.From), m.When), answer, mark(item.Mark)})
			if met {
				at, moved = m.To, !m.AsAmended
				break
			}
		}
		if !moved {
			break
		}
	}
	return out
}

func (b *Bench) placeName(p law.Place) string {
	if p.IsZero() {
		return "no longer an offence"
	}
	return b.Code.Name(p)
}

func (w *walk) classOf(v *law.Version, f law.Facts) string {
	classes, when := v.GradesWhen()
	class, _ := v.ClassFor(w.b.fr, f)
	for i, c := range classes {
		if c == class && !when[i].Empty() {
			return w.graded(class) + ", because " + when[i].String()
		}
	}
	return w.graded(class)
}

func (w *walk) graded(class law.Class) string {
	graded, _ := w.b.Code.InchoateClass(w.key.side.Inchoate, class)
	if graded != class {
		return fmt.Sprintf("%s (%s of a %s)", graded, w.key.side.Inchoate, class)
	}
	return class.String()
}

func (b *Bench) standing(s Standing) string {
	if s.Section.IsZero() {
		return "no longer an offence"
	}
	return b.Code.Name(s.Section) + ", " + s.Class.String() + ", registry: " + termsWords(s.Terms)
}

func termsWords(t law.Terms) string {
	switch {
	case t == (law.Terms{}):
		return "none"
	case t.First == t.Repeat:
		return t.First.String()
	}
	return t.First.String() + ", later conviction " + t.Repeat.String()
}

func mark(m law.Mark) string { return "[" + m.Confidence + "] " + m.Source }

func versionMark(v *law.Version) string {
	if v == nil {
		return ""
	}
	return mark(v.Mark)
}
