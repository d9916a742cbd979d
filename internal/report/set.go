package report

import (
	"slices"
	"strings"

	"impact/internal/assume"
	"impact/internal/project"
)

// asSet are the assumptions that the analyst set, with their values, in words.
func (b *builder) asSet() (out []string) {
	if b.Assumptions != nil {
		for i := range b.Assumptions.Dials {
			if d := &b.Assumptions.Dials[i]; d.Set {
				out = append(out, inWords(d))
			}
		}
	}
	return append(out, b.Facts...)
}

func inWords(d *assume.Dial) string { return spaced(d.Name) + " " + d.Text(d.Central) }

// conduct says what is supposed of conduct, policing and charging.
func (b *builder) conduct() string {
	var out []string
	for _, name := range []string{project.Growth, project.ChargingShare} {
		if d := b.dial(name); d != nil && d.Set {
			out = append(out, inWords(d))
		}
	}
	text := "No change of conduct, of policing or of charging is supposed"
	if len(out) > 0 {
		text += " but what was set: " + strings.Join(out, ", ")
	}
	return text + "."
}

// likeness says how common facts are taken to be where the record leaves them out.
func (b *builder) likeness() string {
	set := slices.Clone(b.Facts)
	if d := b.dial(project.PriorOdds); d != nil && d.Set {
		set = append([]string{inWords(d)}, set...)
	}
	if len(set) == 0 {
		return "as common where they are not recorded as where they are"
	}
	return "as common where they are not recorded as was set (" + strings.Join(set, ", ") + ")"
}

// Likeness says how common facts are taken to be where the record leaves them out: "as common
// where …".
func (r *Report) Likeness() string { return r.likeness }

// dial is an assumption; nil where it is not stated.
func (b *builder) dial(name string) *assume.Dial {
	if b.Assumptions == nil {
		return nil
	}
	return b.Assumptions.Dial(name)
}

// underSet adds to the line at the foot of a figure of the years ahead what was set.
func (b *builder) underSet(about string) string {
	if set := b.asSet(); len(set) > 0 {
		about = strings.TrimSpace(about) + " Set: " + strings.Join(set, ", ") + "."
	}
	return about
}
