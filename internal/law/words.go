package law

import (
	"fmt"
	"strings"
)

// String writes the condition in plain words: "the victim is under 18, or the
// means include force, fraud or coercion"; "always" where it asks nothing.
func (c *Condition) String() string {
	if c.Empty() {
		return "always"
	}
	var parts []string
	say := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	if c.OffenseDate != nil {
		say("the offence was %s", c.OffenseDate)
	}
	if c.VictimAge != nil {
		say("the victim is %s", c.VictimAge.years())
	}
	if c.DefendantAge != nil {
		say("the defendant is %s", c.DefendantAge.years())
	}
	if c.Priors != nil {
		say("the defendant has %s of the section", c.Priors.convictions())
	}
	if c.Trafficked != nil {
		if *c.Trafficked {
			say("the victim is recorded as trafficked")
		} else {
			say("the victim is not a trafficking victim")
		}
	}
	if len(c.Means) > 0 {
		say("the means include %s", listOr(c.Means))
	}
	if c.Finding != nil {
		say("the court made the finding %s", c.Finding.Value)
	}
	for i := range c.All {
		if !c.All[i].Empty() {
			parts = append(parts, c.All[i].nested())
		}
	}
	if len(c.Any) > 0 {
		var any []string
		for i := range c.Any {
			any = append(any, c.Any[i].nested())
		}
		text := strings.Join(any, ", or ")
		if len(parts) > 0 && len(any) > 1 {
			text = "(" + text + ")"
		}
		parts = append(parts, text)
	}
	if c.Not != nil {
		say("not (%s)", c.Not)
	}
	if len(parts) == 0 {
		return "always" // a conjunction of nothing
	}
	return strings.Join(parts, ", and ")
}

// nested is the condition inside another: in parentheses where it has parts.
func (c *Condition) nested() string {
	if c.size() > 1 || len(c.Any) > 1 {
		return "(" + c.String() + ")"
	}
	return c.String()
}

func listOr(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// years writes a range of ages.
func (r *Range) years() string {
	switch {
	case r.From == nil && r.Under == nil:
		return "of any age"
	case r.From == nil:
		return fmt.Sprintf("under %d", *r.Under)
	case r.Under == nil:
		return fmt.Sprintf("%d or older", *r.From)
	case *r.Under == *r.From+1:
		return fmt.Sprint(*r.From)
	}
	return fmt.Sprintf("%d to %d", *r.From, *r.Under-1)
}

// convictions writes a number of earlier convictions.
func (r *Range) convictions() string {
	low := 0
	if r.From != nil {
		low = *r.From
	}
	switch {
	case low == 0 && r.Under == nil:
		return "any number of earlier convictions"
	case r.Under == nil:
		return fmt.Sprintf("%d or more earlier convictions", low)
	case *r.Under == 1:
		return "no earlier conviction"
	case low == 1 && *r.Under == 2:
		return "exactly 1 earlier conviction"
	case low == 0:
		return fmt.Sprintf("fewer than %d earlier convictions", *r.Under)
	case *r.Under == low+1:
		return fmt.Sprintf("exactly %d earlier convictions", low)
	}
	return fmt.Sprintf("%d to %d earlier convictions", low, *r.Under-1)
}

// String writes a span of days.
func (d *Days) String() string {
	switch {
	case d.From.IsZero() && d.To.IsZero():
		return "on any day"
	case d.From.IsZero():
		return "on or before " + d.To.Date.String()
	case d.To.IsZero():
		return "on or after " + d.From.Date.String()
	}
	return "from " + d.From.Date.String() + " to " + d.To.Date.String()
}

// Words writes what is known of an attribute in facts: "under 13", "yes",
// "force;fraud"; "not recorded" where nothing is.
func (fr *Frame) Words(a Attribute, f Facts) string {
	i := f.At(a)
	if i < 0 {
		return "not recorded"
	}
	switch a {
	case VictimAgeOf:
		return cellWords(fr.VictimAges, i)
	case DefendantAgeOf:
		return cellWords(fr.DefendantAges, i)
	case PriorsOf:
		return cellWords(fr.Priors, i)
	case MeansOf:
		return f.Means.String()
	}
	if i == 1 {
		return "yes"
	}
	return "no"
}

// AnyOf writes that an attribute is in one of some cells, ascending: "under 18", "18 or
// over", "force, fraud or coercion".
func (fr *Frame) AnyOf(a Attribute, cells []int) string {
	cuts := map[Attribute][]int{VictimAgeOf: fr.VictimAges, DefendantAgeOf: fr.DefendantAges, PriorsOf: fr.Priors}
	var out []string
	switch spans, ordered := cuts[a]; {
	case ordered:
		for i := 0; i < len(cells); i++ {
			from := cells[i]
			for i+1 < len(cells) && cells[i+1] == cells[i]+1 {
				i++
			}
			out = append(out, spanWords(spans, from, cells[i]))
		}
	case a == MeansOf && len(cells) == fr.Cells(a)-1 && cells[0] == 1:
		return "force, fraud or coercion"
	default:
		for _, i := range cells {
			out = append(out, fr.Words(a, Facts{}.With(a, i)))
		}
	}
	return listOr(out)
}

func cellWords(cuts []int, i int) string { return spanWords(cuts, i, i) }

// spanWords writes the numbers of the cells from one to another.
func spanWords(cuts []int, from, to int) string {
	switch {
	case from == 0 && to == len(cuts):
		return "any"
	case from == 0:
		return fmt.Sprintf("under %d", cuts[to])
	case to == len(cuts):
		return fmt.Sprintf("%d or over", cuts[from-1])
	case cuts[to] == cuts[from-1]+1:
		return fmt.Sprint(cuts[from-1])
	}
	return fmt.Sprintf("%d to %d", cuts[from-1], cuts[to]-1)
}
