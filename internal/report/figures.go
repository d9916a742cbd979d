package report

import (
	"fmt"
	"slices"

	"impact/internal/chart"
	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
)

// figures draws the default reading, and all readings side by side.
func (b *builder) figures() []chart.Figure {
	r := b.main()
	return []chart.Figure{b.flow(r), b.levels(r), b.events(r), b.bands(r), b.sides()}
}

// main is the result of the reading that is shown, or the first one run.
func (b *builder) main() *model.Result {
	shown := b.Shown
	if shown == "" {
		shown = b.Scenario.DefaultReading()
	}
	for _, r := range b.Results {
		if r.Proposal.Reading == shown {
			return r
		}
	}
	return b.Results[0]
}

func spanOf(c model.Count) chart.Span {
	if c.Withheld() {
		return chart.Missing(withheld)
	}
	return chart.Span{Low: Round(c.Low), Mid: Round(c.Central), High: Round(c.High)}
}

// note is the line at the foot of every figure.
func (b *builder) note(r *model.Result, what string) string {
	text := what
	if r != nil && len(b.Scenario.Readings) > 1 {
		text += " Reading: " + r.Proposal.Reading + "."
	}
	if off := b.off(); len(off) > 0 {
		text += " Without " + listOf(named(off), "and") + "."
	}
	n := withheld
	if kept := booked(b.main(), model.KeptRows, counts); kept != model.WithheldNumber {
		n = many(float64(kept), "charges")
	}
	text += fmt.Sprintf(" Baseline law: %s. n = %s.", b.Docket.Baseline, n)
	return text + " " + mark(b.Synthetic, b.Withholding) + "."
}

// off are the provisions that do not act.
func (b *builder) off() (out []string) {
	for _, p := range b.Scenario.Provisions {
		if !slices.Contains(b.main().Proposal.Active, p.ID) {
			out = append(out, p.ID)
		}
	}
	return out
}

// years is the span of fiscal years that a result has, in words.
func years(r *model.Result) string {
	var first, last law.Year
	for _, l := range r.ClassLevels {
		if y := l.Window.Year; y != 0 && l.Stage == court.AsCharged {
			if first == 0 || y < first {
				first = y
			}
			last = max(last, y)
		}
	}
	if first == 0 {
		return "all years"
	}
	return fmt.Sprintf("fiscal years %s to %s", first, last)
}

// flow is the charges by class before and after.
func (b *builder) flow(r *model.Result) chart.Figure {
	f := chart.Flow{LeftHead: "Baseline law", RightHead: "Proposal",
		Names: chart.MoveNames{Same: "class unchanged", Up: "graver class", Down: "lesser class", Unknown: "not known"}}
	left, right := b.stocks(r, false), b.stocks(r, true)
	for _, c := range left {
		f.Left = append(f.Left, chart.Stock{Name: c.Class.String(), Count: spanOf(c.Count)})
	}
	for _, c := range right {
		f.Right = append(f.Right, chart.Stock{Name: c.Class.String(), Count: spanOf(c.Count)})
	}
	at := func(list []model.ClassLevel, c law.Class) int {
		return slices.IndexFunc(list, func(l model.ClassLevel) bool { return l.Class == c })
	}
	for _, x := range r.ClassShifts {
		if !x.Window.All || x.Unit != model.Charges || x.Stage != court.AsCharged {
			continue
		}
		f.Links = append(f.Links, chart.Link{From: at(left, x.From), To: at(right, x.To), Count: spanOf(x.Count), Move: moveOf(x)})
	}
	return chart.Figure{Name: "class_flow", Title: "Where charges go, by class", Subtitle: "Charges as filed, " + years(r), Body: f,
		Note: b.note(r, "A band is as thick as the most that it can hold, and dark for the least. Labels give the expected count and, in brackets, the least and the most that the record allows."),
		Alt:  "Charges by class under the baseline law on the left and under the proposal on the right. " + b.first(r)}
}

func moveOf(x model.ClassShift) chart.Move {
	switch {
	case x.To > x.From:
		return chart.Up
	case x.To < x.From:
		return chart.Down
	}
	return chart.Same
}

// stocks are the classes of one side, most serious first.
func (b *builder) stocks(r *model.Result, proposed bool) []model.ClassLevel {
	var out []model.ClassLevel
	for _, l := range r.ClassLevels {
		if l.Window.All && l.Stage == court.AsCharged && l.Proposed == proposed && !l.Count.Zero() {
			out = append(out, l)
		}
	}
	return out
}

// first is the first headline of a reading, for a figure's text.
func (b *builder) first(r *model.Result) string { return b.recorded(r)[0].Text }

// levels is the charges by class and year, before and after, one panel for each
// class that changes.
func (b *builder) levels(r *model.Result) chart.Figure {
	c := chart.Columns{Series: []chart.Series{{Name: "baseline law", Ink: chart.Grey}, {Name: "proposal", Ink: chart.Blue}}, FreeY: true}
	yearly := map[law.Class]map[law.Year][2]model.Count{}
	var ys []law.Year
	for _, l := range r.ClassLevels {
		if l.Stage != court.AsCharged || l.Window.All || l.Window.Year == 0 {
			continue
		}
		if !slices.Contains(ys, l.Window.Year) {
			ys = append(ys, l.Window.Year)
		}
		if yearly[l.Class] == nil {
			yearly[l.Class] = map[law.Year][2]model.Count{}
		}
		pair := yearly[l.Class][l.Window.Year]
		if l.Proposed {
			pair[1] = l.Count
		} else {
			pair[0] = l.Count
		}
		yearly[l.Class][l.Window.Year] = pair
	}
	slices.Sort(ys)
	for _, y := range ys {
		c.Categories = append(c.Categories, y.String())
	}
	for _, class := range law.Classes() {
		panel := chart.Panel{Name: class.String(), Values: make([][]chart.Span, 2)}
		changed := false
		for _, y := range ys {
			pair := yearly[class][y]
			if hidden := pair[0].Withheld() || pair[1].Withheld(); hidden {
				changed = changed || crosses(r, class)
			} else {
				changed = changed || pair[0] != pair[1]
			}
			panel.Values[0] = append(panel.Values[0], spanOf(pair[0]))
			panel.Values[1] = append(panel.Values[1], spanOf(pair[1]))
		}
		if changed {
			c.Panels = append(c.Panels, panel)
		}
	}
	empty := "No class changes."
	if len(ys) == 0 {
		empty = "No charge has a known year: the data have neither filed_date nor offense_date."
	}
	return chart.Figure{Name: "class_by_year", Empty: empty, Title: "Charges by class and year, before and after", Subtitle: "Charges as filed, by fiscal year; classes that do not change are left out", Body: c,
		Note: b.note(r, "Whiskers run from the least to the most that the record allows."),
		Alt:  "Columns of charges by class and fiscal year under the baseline law and under the proposal. " + b.first(r)}
}

// crosses reports whether some charge as filed goes from the class or to it, or may.
func crosses(r *model.Result, class law.Class) bool {
	return slices.ContainsFunc(r.ClassShifts, func(x model.ClassShift) bool {
		return x.Unit == model.Charges && x.Stage == court.AsCharged && x.From != x.To && (x.From == class || x.To == class)
	})
}

// events is the registry flow by year.
func (b *builder) events(r *model.Result) chart.Figure {
	d := chart.Diverging{Names: chart.DivergingNames{Added: "added", Removed: "removed", Kept: "kept or term changed"}}
	var ys []law.Year
	for _, e := range r.RegistryEvents {
		if !e.Window.All && e.Window.Year != 0 && !slices.Contains(ys, e.Window.Year) {
			ys = append(ys, e.Window.Year)
		}
	}
	slices.Sort(ys)
	for _, y := range ys {
		var spans [3]model.Count
		for _, e := range r.RegistryEvents {
			if e.Window.All || e.Window.Year != y {
				continue
			}
			i := min(int(e.Event), 2)
			s := &spans[i]
			*s = model.Count{Low: s.Low + e.Low, Central: s.Central + e.Central, High: s.High + e.High}
		}
		d.Categories = append(d.Categories, y.String())
		d.Added, d.Removed, d.Kept = append(d.Added, spanOf(spans[0])), append(d.Removed, spanOf(spans[1])), append(d.Kept, spanOf(spans[2]))
	}
	empty := "No conviction triggers registration under either law."
	if !r.Totals.HasRegistry {
		empty = fmt.Sprintf("Not counted: %s.", b.uncounted())
	}
	return chart.Figure{Name: "registry_flow", Empty: empty, Title: "Persons added to and removed from the registry", Subtitle: "Persons, by fiscal year of the conviction that decides it", Body: d,
		Note: b.note(r, "Whiskers run from the least to the most that the record allows."),
		Alt:  "Persons added to the sex offender registry above the line and removed below it, by fiscal year."}
}

// bands is the charges with a victim under 18, by age band.
func (b *builder) bands(r *model.Result) chart.Figure {
	c := chart.Columns{Series: []chart.Series{{Name: "unchanged", Ink: chart.Grey}, {Name: "section or class changes", Ink: chart.Blue}}}
	panel := chart.Panel{Name: "charges as filed", Values: make([][]chart.Span, 2)}
	for band := model.Under13; band <= model.Under18; band++ {
		var spans [2]model.Count
		for _, m := range r.MinorMoves {
			if m.Stage == court.AsCharged && m.Band == band {
				if m.Changed {
					spans[1] = m.Count
				} else {
					spans[0] = m.Count
				}
			}
		}
		c.Categories = append(c.Categories, band.String())
		panel.Values[0] = append(panel.Values[0], spanOf(spans[0]))
		panel.Values[1] = append(panel.Values[1], spanOf(spans[1]))
	}
	c.Panels = []chart.Panel{panel}
	if !someMinor(r) {
		c.Panels = nil
	}
	return chart.Figure{Name: "minor_victims", Empty: b.noMinors(), Title: "Charges with a victim under 18, by age", Subtitle: "Charges as filed, " + years(r), Body: c,
		Note: b.note(r, "A charge whose victim's age is not recorded counts in the last group as far as the record allows."),
		Alt:  "Columns of charges with a victim under 18 by age band, unchanged and changed by the proposal."}
}

// someMinor reports whether some charge as filed has or may have a victim under 18.
func someMinor(r *model.Result) bool {
	return slices.ContainsFunc(r.MinorMoves, func(m model.MinorMove) bool { return m.Stage == court.AsCharged })
}

// noMinors says why no charge has a victim under 18.
func (b *builder) noMinors() string {
	for i := range b.Docket.Signatures {
		if b.Docket.Signatures[i].Facts.VictimAge != 0 {
			return "No victim under 18 is recorded, and where an age is left out no law asks it."
		}
	}
	return "Not known: the data record no victim's age, and no law asks it of these charges."
}

// sides is the readings side by side.
func (b *builder) sides() chart.Figure {
	d := chart.Dots{Series: []chart.Series{{Name: "expected, least and most", Ink: chart.Blue}}, FreeX: true}
	for _, r := range b.Results {
		d.Rows = append(d.Rows, r.Proposal.Reading)
	}
	for _, m := range metrics[:len(metrics)-1+truth(b.Docket.Has.Person)] {
		panel := chart.Panel{Name: m.name, Values: make([][]chart.Span, 1)}
		for _, r := range b.Results {
			panel.Values[0] = append(panel.Values[0], spanOf(m.of(r.Totals)))
		}
		d.Panels = append(d.Panels, panel)
	}
	title, of := readingsTitle, "For each reading of the proposal"
	if len(b.Results) == 1 {
		title, of = totalsTitle, "Of the proposal"
	}
	return chart.Figure{Name: "readings", Title: title, Subtitle: "All years together", Body: d,
		Note: b.note(nil, "A bar runs from the least to the most that the record allows; the dot is the expectation."),
		Alt:  fmt.Sprintf("%s, the least, the expected and the most of %d counts.", of, len(d.Panels))}
}
