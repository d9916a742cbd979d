package ingest

import (
	"fmt"
	"slices"
	"strings"

	"impact/internal/law"
)

// A fit is what the values of a column say of a guess that its name makes.
type fit struct {
	verdict verdict
	why     string
	entry   Entry  // how the values are to be read; its columns are not filled in
	open    []Text // codes that no rule knows
}

type verdict uint8

const (
	against verdict = iota // the values do not go with the guess
	silent                 // they say nothing either way
	speaks                 // they go with it
	doubt                  // they go with it in more than one way
)

// fits holds the values of a column against a canonical one.
func (v *Values) fits(c *column, r Resolver) fit {
	if v.Filled == 0 {
		return fit{verdict: silent, why: "it is empty"}
	}
	switch c.kind {
	case &kindID:
		return v.fitsID(c)
	case &kindText:
		return v.fitsText(c)
	case &kindStatute:
		return v.fitsStatute(r)
	case &kindDate:
		return v.fitsDate()
	case &kindDisposition:
		return v.fitsDisposition()
	case &kindDays:
		return v.fitsDays(c)
	case &kindClass:
		return v.fitsKind(c, func(t string) bool { _, ok := law.RecordClass(t); return ok })
	}
	return v.fitsKind(c, func(t string) bool { _, ok := c.kind.parse(t); return ok })
}

func (v *Values) fitsKind(c *column, test func(string) bool) fit {
	s := v.share(test)
	if s < enough {
		return fit{why: fmt.Sprintf("%s of its values can be read as %s", percent(s), c.kind.name)}
	}
	return fit{verdict: speaks, why: fmt.Sprintf("%s of its values are %s", percent(s), c.kind.name)}
}

// fitsID asks of a charge's id that it does not repeat: rows that do would be
// taken for one charge.
func (v *Values) fitsID(c *column) fit {
	repeats := v.Texts[0].Rows > 1
	switch {
	case v.Different == 1 && v.Filled > 100:
		return fit{why: "all its values are the same"}
	case c.name == "charge_id" && repeats:
		return fit{why: "its values repeat, so that it does not tell charges apart"}
	case c.name == "charge_id" && !v.More:
		return fit{verdict: speaks, why: "no value repeats"}
	}
	if c.name == "charge_id" {
		return fit{verdict: silent, why: fmt.Sprintf("no value repeats among the first %d", maxTexts)}
	}
	return fit{verdict: silent, why: "an id by its name; it must be anonymized, and not the court's own number"}
}

// mostTexts is how many different values a text column may have, beyond which
// it is no list of courts, of races or of sexes.
var mostTexts = map[string]int{"court": 1000, "defendant_race": 60, "defendant_sex": 12}

func (v *Values) fitsText(c *column) fit {
	if v.More || v.Different > mostTexts[c.name] {
		return fit{why: "it has too many different values"}
	}
	out := fit{verdict: silent, why: plural(v.Different, "different value")}
	if c.name == "defendant_sex" {
		out.entry.Codes = v.sexes()
	}
	return out
}

// sexes shorten written-out sexes to the letters that other files have.
func (v *Values) sexes() Codes {
	var out Codes
	short := false
	for _, t := range v.Texts {
		to := t.Text
		if len(to) > 20 {
			return nil
		}
		switch strings.ToLower(to) {
		case "male", "man":
			to, short = "M", true
		case "female", "woman":
			to, short = "F", true
		}
		out = append(out, codeOf(t.Text, to))
	}
	if !short {
		return nil
	}
	return out
}

// fitsStatute asks whether the code has what stands there, or could have it.
func (v *Values) fitsStatute(r Resolver) fit {
	if r == nil {
		return fit{verdict: silent, why: "no law was asked"}
	}
	found := v.share(func(t string) bool { return r.Resolve(t).Status == law.Found })
	cited := v.share(func(t string) bool { return r.Resolve(t).Status != law.Unreadable })
	why := fmt.Sprintf("the code has %s of its values", percent(found))
	switch {
	case found >= 0.5:
		return fit{verdict: speaks, why: why}
	case cited >= 0.5 || slices.Contains(plainWords(v.Column), "statute"):
		return fit{verdict: silent, why: why}
	}
	return fit{why: fmt.Sprintf("%s of its values are citations", percent(cited))}
}

func (v *Values) fitsDate() fit {
	d, ok := datingOf(v)
	if !ok {
		if forms := mixedForms(v); forms != nil {
			return fit{why: fmt.Sprintf("its days are written in several forms (%s), and a map reads one: one form in the file would be right", strings.Join(forms, ", "))}
		}
		return fit{why: "its values are no days of a form that is known"}
	}
	out := fit{verdict: speaks, why: fmt.Sprintf("%s of its values are %s", percent(d.share), d.String())}
	out.entry.Format.Value, out.entry.Pivot = d.form, d.pivot
	switch {
	case d.other != "" && d.odd > 0:
		out.verdict = doubt
		out.why = fmt.Sprintf("some values can only be %s, others only %s", d.form, d.other)
	case d.other != "":
		out.verdict = doubt
		out.why = fmt.Sprintf("its days may be %s or %s, and no value proves which", d.form, d.other)
	}
	return out
}

// fitsDisposition makes the code list, and leaves open what no rule knows.
func (v *Values) fitsDisposition() fit {
	known := v.share(func(t string) bool { _, ok := dispositionOf(t); return ok })
	if v.Different > 100 || known == 0 {
		return fit{why: percent(known) + " of its values are dispositions"}
	}
	out := fit{verdict: silent, why: fmt.Sprintf("%s of its values are dispositions", percent(known))}
	if known >= 0.5 {
		out.verdict = speaks
	}
	for _, t := range v.Texts {
		d, ok := dispositionOf(t.Text)
		switch {
		case isMark(t.Text):
		case !ok && !v.Shy():
			out.open = append(out.open, t)
		case ok && d.String() != t.Text:
			out.entry.Codes = append(out.entry.Codes, codeOf(t.Text, d.String()))
		}
	}
	return out
}

// fitsDays asks that the name says days: a bare number may be of months.
func (v *Values) fitsDays(c *column) fit {
	out := v.fitsKind(c, func(t string) bool { _, ok := kindDays.parse(t); return ok })
	if out.verdict == speaks && !slices.Contains(plainWords(v.Column), "days") {
		return fit{verdict: doubt, why: "its numbers may be of days, months or years, and nothing says which"}
	}
	return out
}

// percent writes a share so that neither none nor all is claimed falsely.
func percent(share float64) string {
	switch p := 100 * share; {
	case p > 0 && p < 1:
		return "under 1%"
	case p > 99 && p < 100:
		return "over 99%"
	default:
		return fmt.Sprintf("%.0f%%", p)
	}
}
