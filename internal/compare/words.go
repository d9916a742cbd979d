package compare

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

var english = message.NewPrinter(language.AmericanEnglish)

// amount writes a number as people read it: thousands separated, at most two decimals, a
// true minus sign.
func amount(v float64) string {
	text := english.Sprint(number.Decimal(math.Abs(v), number.MaxFractionDigits(2)))
	switch {
	case text == "0" && v != 0:
		text = "below 0.01"
		if v < 0 {
			text = "above −0.01"
		}
	case v < 0:
		text = "−" + text
	}
	return text
}

// signed is a change: +3, −2.5, 0.
func signed(v float64) string {
	if v > 0 && math.Abs(v) >= 0.005 {
		return "+" + amount(v)
	}
	return amount(v)
}

// dollars puts the sign of the currency where it belongs.
func dollars(text string) string {
	if rest, ok := strings.CutPrefix(text, "−"); ok {
		return "−$" + rest
	}
	if rest, ok := strings.CutPrefix(text, "+"); ok {
		return "+$" + rest
	}
	return "$" + text
}

func (f *Figure) number(v float64, write func(float64) string) string {
	if f.Dollars {
		if math.Abs(v) >= 1000 {
			v = math.Round(v) // cents say nothing there
		}
		return dollars(write(v))
	}
	return write(v)
}

// said is a side's figure: "569.76 (399 to 1,333)", or why there is none.
func (f *Figure) said(side int) string {
	v := f.Sides[side]
	switch {
	case !v.known():
		return v.Why
	case v.Low == v.High && v.Low == v.Mid:
		return f.number(v.Mid, amount)
	}
	return fmt.Sprintf("%s (%s to %s)", f.number(v.Mid, amount), f.number(v.Low, amount), f.number(v.High, amount))
}

// changed is B less A, or a dash.
func (f *Figure) changed() string {
	by, ok := f.Change()
	if !ok {
		return "–"
	}
	return f.number(by, signed)
}

// lies says how the two figures lie to each other.
func (f *Figure) lies() string {
	d := f.Doubt.String()
	switch f.Relation() {
	case Equal:
		return "the same"
	case EndsOnly:
		return "expectation the same, " + d + " not"
	case Mutual:
		return "each within the other's " + d
	case InA:
		return "B within A's " + d + ", A outside B's"
	case InB:
		return "A within B's " + d + ", B outside A's"
	case Beyond:
		return "each outside the other's " + d + ", which overlap"
	case Apart:
		if f.Sides[0].exact() && f.Sides[1].exact() {
			return "settled in both, and not the same"
		}
		return "the " + strings.TrimSuffix(d, "s") + "s lie apart"
	}
	for i, v := range f.Sides {
		if v.Why == withheld {
			return withheld + " in " + letters[i]
		}
	}
	return "one side alone has a number"
}

// briefly says the same in a table, where the part says what low and high are.
func (f *Figure) briefly() string {
	switch f.Relation() {
	case EndsOnly:
		return "low or high alone"
	case Mutual:
		return "each within the other's"
	case InA:
		return "B within A's, A not in B's"
	case InB:
		return "A within B's, B not in A's"
	case Beyond:
		return "neither within, overlapping"
	case Apart:
		return "apart"
	}
	return f.lies()
}

func (v Value) exact() bool { return v.Low == v.High }

// count is a number of things: 1 row, 3 rows.
func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return amount(float64(n)) + " " + one + "s"
}

// listed joins names, the first few of many.
func listed(names []string, most int) string {
	if len(names) > most {
		rest := len(names) - most
		names = append(slices.Clone(names[:most]), amount(float64(rest))+" more")
	}
	if len(names) > 1 {
		return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	}
	return strings.Join(names, "")
}

// Lead is the answer in a sentence or two.
func (c *Comparison) Lead() string {
	changed := c.changed()
	switch {
	case c.Same():
		return "No difference: A and B were made of the same things and hold the same figures" + c.asTold() + "."
	case c.sameFindings():
		return "No figure" + c.thatIsTold() + " differs, though the runs were not made of the same things."
	case len(c.Figures) == 0:
		return "The tables of A and B differ; neither has a headline figure in a reading that can be held against the other's."
	case len(changed) == 0:
		return fmt.Sprintf("B changes none of %s; other rows of the tables differ.", count(len(c.Figures), "headline figure"))
	}
	of := map[Relation]int{}
	for _, f := range changed {
		of[f.Relation()]++
	}
	text := fmt.Sprintf("B changes %d of %s", len(changed), count(len(c.Figures), "headline figure"))
	if n := len(c.Readings.Names); n > 1 {
		text += fmt.Sprintf(", %d readings together", n)
	}
	if n := of[InB] + of[Beyond] + of[Apart]; n > 0 {
		text += fmt.Sprintf("; %d of them to outside A's own bounds or 80 %% interval", n)
	}
	switch n := of[EndsOnly]; {
	case n == len(changed):
		text += "; the expectation stays in each of them, and only bounds or intervals move"
	case n > 0:
		text += fmt.Sprintf("; in %d only bounds or intervals move", n)
	}
	if n := of[Lacking]; n > 0 {
		text += fmt.Sprintf("; for %d one side alone has a number", n)
	}
	return text + "."
}

// asTold and thatIsTold say that some figures are withheld in both runs.
func (c *Comparison) asTold() string {
	if c.Sides[0].withheld() > 0 {
		return ", as far as these are told"
	}
	return ""
}

func (c *Comparison) thatIsTold() string {
	if c.Sides[0].withheld() > 0 {
		return " that is told"
	}
	return ""
}

// Changes are sentences on the figures of a reading that change, at most n, those that
// leave A's low and high first.
func (c *Comparison) Changes(reading string, n int) []string {
	var out []string
	for _, wanted := range [][]Relation{{Apart, Beyond, InB}, {InA, Mutual}} {
		for _, f := range c.changed() {
			by, _ := f.Change()
			if f.Reading != reading || !slices.Contains(wanted, f.Relation()) || len(out) == n {
				continue
			}
			way := "up"
			if by < 0 {
				way = "down"
			}
			out = append(out, fmt.Sprintf("%s: %s, %s from %s to %s (%s); %s.", f.Part, f.Name, way, f.said(0), f.said(1), f.changed(), f.lies()))
		}
	}
	return out
}
