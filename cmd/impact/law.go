package main

import (
	"fmt"
	"io"
	"strings"

	"impact/internal/law"
	"impact/internal/report"
	"impact/internal/strict"

	"github.com/spf13/cobra"
)

func (a *app) lawCommand() *cobra.Command {
	var on, packName, dir string
	c := &cobra.Command{
		Use:   "law SECTION",
		Short: "A section on a day: class, penalty, registry effect, source, history",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			day, err := law.ParseDate(on)
			if err != nil {
				return wrongf("--on: %v", err)
			}
			code, _, err := pack(packName, dir)
			if err != nil {
				return err
			}
			return a.showLaw(code, args[0], day)
		},
	}
	c.Flags().StringVar(&on, "on", defaultBaseline.String(), "the day")
	c.Flags().StringVar(&packName, "pack", "ct", "the built-in law pack")
	c.Flags().StringVar(&dir, "law", "", "folder of a law pack to use instead")
	return c
}

func (a *app) showLaw(code *law.Code, text string, day law.Date) error {
	ref := code.Resolve(text)
	if ref.Status != law.Found {
		return wrongf("%s: %s%s", text, ref.Status, candidates(code, ref))
	}
	p := printer{w: a.stdout}
	below := code.Below(ref.Cite, day)
	if ref.Inchoate != law.Completed {
		p.line("%s to commit:", ref.Inchoate)
	}
	switch len(below) {
	case 0:
		p.line("%s is not in force on %s.", code.Name(ref.Cite), day)
		below = entriesUnder(code, ref.Cite)
	case 1:
	default:
		p.line("%s names no single entry on %s; it may mean:", code.Name(ref.Cite), day)
	}
	for i, s := range below {
		if i > 0 {
			p.line("")
		}
		p.statute(code, s, day, ref.Inchoate)
	}
	return p.err
}

func candidates(code *law.Code, ref law.Reference) string {
	may := ref.Candidates
	if ref.Status != law.Ambiguous {
		may = code.Near(ref.Text)
	}
	var names []string
	for _, c := range may {
		names = append(names, code.Name(c))
	}
	switch {
	case len(names) == 0:
		return "; a citation such as 53a-83(c) would be right"
	case ref.Status == law.Ambiguous:
		return "; it may mean " + strings.Join(names, " or ") + ": say which"
	}
	return strict.Suggest(ref.Text, names)
}

func entriesUnder(code *law.Code, cite law.Citation) []*law.Statute {
	var out []*law.Statute
	for _, s := range code.Statutes() {
		if cite.Covers(s.Cite) || s.Cite.Covers(cite) {
			out = append(out, s)
		}
	}
	return out
}

// printer writes lines and keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) statute(code *law.Code, s *law.Statute, day law.Date, kind law.Inchoate) {
	p.line("%s  %s", s.Section.Value, s.Heading)
	for _, al := range s.Aliases {
		p.line("  also written %s", al.Value)
	}
	if !s.IsOffence() {
		p.line("  not an offence of its own")
	}
	if v := s.On(day); v == nil {
		p.line("  not in force on %s", day)
	} else {
		p.line("  on %s:", day)
		p.version(code, v, day, kind)
	}
	p.line("  history:")
	for _, v := range s.Versions {
		act := v.Act.Value
		if act == "" {
			act = "-"
		}
		p.line("    %s  %s  %s  [%s] %s", window(v), classWords(v), act, v.Confidence, v.Source)
	}
	for _, act := range code.Acts {
		for _, m := range act.Moves {
			if m.From.Covers(s.Cite) || m.To == s.Cite {
				to := code.Name(m.To)
				if m.To.IsZero() {
					to = "no longer an offence"
				}
				p.line("    %s  %s moves %s to %s, when: %s", act.Effective, act.Name, code.Name(m.From), to, m.When)
			}
		}
	}
}

func window(v *law.Version) string {
	from, to := "the beginning", "today"
	if !v.From.IsZero() {
		from = v.From.Date.String()
	}
	if !v.To.IsZero() {
		to = v.To.Date.String()
	}
	return from + " to " + to
}

func classWords(v *law.Version) string {
	classes, when := v.GradesWhen()
	var out []string
	for i, c := range classes {
		text := c.String()
		if !when[i].Empty() {
			text += " if " + when[i].String()
		} else if i > 0 {
			text += " otherwise"
		}
		out = append(out, text)
	}
	if len(out) == 0 {
		return "no class"
	}
	return strings.Join(out, "; ")
}

func (p *printer) version(code *law.Code, v *law.Version, day law.Date, kind law.Inchoate) {
	if v.Elements != "" {
		p.line("    elements: %s", v.Elements)
	}
	if !v.Implies.Empty() {
		p.line("    a charge implies: %s", v.Implies)
	}
	classes, when := v.GradesWhen()
	for i, c := range classes {
		graded, _ := code.InchoateClass(kind, c)
		cond := ""
		if !when[i].Empty() {
			cond = " if " + when[i].String()
		}
		p.line("    class: %s%s%s", graded, cond, penalty(code.Penalty(graded, day)))
	}
	if v.MaxDays != nil {
		p.line("    its own longest term: %s", days(*v.MaxDays))
	}
	if v.MaxFine != nil {
		p.line("    its own highest fine: $%d", *v.MaxFine)
	}
	if v.MinimumDays > 0 {
		p.line("    mandatory minimum: %s%s", days(v.MinimumDays), onlyWhen(v.MinimumWhen))
	}
	if v.SetFine != nil {
		p.line("    fine set by the law: $%d", *v.SetFine)
	}
	p.line("    registry: %s", registryWords(code, v.Statute, day))
	p.line("    source: %s [%s]%s", v.Source, v.Confidence, noteWords(v.Note))
}

func onlyWhen(c *law.Condition) string {
	if c.Empty() {
		return ""
	}
	return ", when " + c.String()
}

func noteWords(note string) string {
	if note == "" {
		return ""
	}
	return "; " + note
}

func days(n int) string {
	switch {
	case n >= 365 && n%365 == 0:
		return plural(n/365, "year")
	case n >= 30 && n%30 == 0:
		return plural(n/30, "month")
	}
	return plural(n, "day")
}

// plural is a number of things with their noun: 1 row, 2,000 rows.
func plural[N int | int64](n N, noun string) string {
	return report.Figure(float64(n)) + " " + nounOf(n, noun)
}

// nounOf is a noun, as one thing or many.
func nounOf[N int | int64](n N, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

// penalty writes what a class means.
func penalty(p *law.Penalty) string {
	if p == nil {
		return ""
	}
	var out []string
	switch {
	case p.Life:
		out = append(out, "up to life")
	case p.MaxDays != nil && p.MinDays > 0:
		out = append(out, days(p.MinDays)+" to "+days(*p.MaxDays))
	case p.MaxDays != nil:
		out = append(out, "up to "+days(*p.MaxDays))
	}
	if p.MaxFine != nil {
		out = append(out, fmt.Sprintf("fine up to $%d", *p.MaxFine))
	}
	if p.Probation.Value == "barred" {
		out = append(out, "no probation")
	}
	switch p.AR {
	case "barred":
		out = append(out, "no accelerated rehabilitation")
	case "good-cause":
		out = append(out, "accelerated rehabilitation for good cause")
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, ", ") + ")"
}

func registryWords(code *law.Code, s *law.Statute, day law.Date) string {
	var out []string
	for _, t := range code.Registry.Triggers {
		if !t.Reaches(s.Cite, day) {
			continue
		}
		cat := code.Registry.CategoryOf(t)
		first, repeat := t.Terms().First, t.Terms().Repeat
		text := fmt.Sprintf("%s: %s, later conviction %s", cat.Title, first, repeat)
		if cat.Discretionary {
			text += ", at the court's discretion"
		}
		if !t.When.Empty() {
			text += ", when " + t.When.String()
		}
		out = append(out, text+" ["+t.Confidence+"]")
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, "; ")
}
