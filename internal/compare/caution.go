package compare

import (
	"fmt"
	"slices"
	"strings"
)

// Cautions are what a reader must know before a difference is believed.
func (c *Comparison) Cautions() []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for i, f := range c.Sides {
		if len(f.Touched) > 0 {
			say("%s is not as its run left it: %s. What is compared is what stands there now.", letters[i], listed(f.Touched, 3))
		}
	}
	out = append(out, c.onProposal()...)
	out = append(out, c.onWithheld()...)
	if c.sameFindings() {
		return out
	}
	return append(out, c.onCauses()...)
}

// onProposal says where the two runs do not tell of one proposal.
func (c *Comparison) onProposal() []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if s := c.made("scenario"); s.Differs() {
		a, b := c.scenario(0), c.scenario(1)
		if a == b {
			say("Both scenarios are called %s, but their text differs: an amendment, or another edit.", a)
		} else {
			say("The scenarios are not the same: %s in A and %s in B. A difference is one between two proposals.", a, b)
		}
	}
	r := c.Readings
	if r.Crossed {
		say("The runs share no reading: %s of A is held against %s of B, the first of each.", r.Names[0][0], r.Names[0][1])
	}
	for i, only := range r.Only {
		if len(only) > 0 {
			say("%s alone tells of the %s %s, whose figures have nothing to be held against.", letters[i], plural(len(only), "reading"), listed(only, 6))
		}
	}
	return out
}

// onWithheld says what cannot be told because a run withholds it.
func (c *Comparison) onWithheld() []string {
	n := [2]int{c.Sides[0].withheld(), c.Sides[1].withheld()}
	switch {
	case n == [2]int{}:
		return nil
	case n[0] > 0 && n[1] > 0:
		return []string{fmt.Sprintf("Small counts, and others that would give them away, are withheld: %s of A, %s of B. Where both withhold a value it is not known whether it differs; where one does, that is a difference without a size.",
			count(n[0], "value"), count(n[1], "value"))}
	}
	side := 0
	if n[1] > 0 {
		side = 1
	}
	return []string{fmt.Sprintf("%s withholds small counts, and others that would give them away (%s); %s withholds nothing. Where a value is withheld, that is a difference without a size.",
		letters[side], count(n[side], "value"), letters[1-side])}
}

// withheld is how many values of a run's tables are withheld.
func (f *Folder) withheld() int {
	n := 0
	for i := range f.Tables {
		for _, row := range f.Tables[i].Rows {
			for _, cell := range row {
				if cell == withheld {
					n++
				}
			}
		}
	}
	return n
}

// onCauses says what the differences may and may not be put down to.
func (c *Comparison) onCauses() []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	chance, causes := c.differing()
	without := -1 // the side that draws nothing
	for i, text := range c.made("draws").Text {
		if text == "0" && c.made("draws").Differs() {
			without = i
		}
	}
	switch {
	case without >= 0:
		say("%s has no draws and so projects nothing: only the record is held against the record.", letters[without])
	case len(causes)+len(chance) == 0 && len(c.Sides[0].Touched)+len(c.Sides[1].Touched) == 0 && len(c.Readings.Only[0])+len(c.Readings.Only[1]) == 0:
		say("Nothing that the runs were made of differs, yet their tables do: the program is not the same, though both call their version %q.", c.Sides[0].Manifest.Version)
	case len(chance) > 0 && len(causes) == 0:
		say("Only the %s differ%s: every difference below is chance of the draws, none is an effect of law.", listed(chance, 2), verbEnd(len(chance)))
	case len(chance) > 0:
		say("The %s differ%s too, so that part of a difference may be chance of the draws; B run with A's seed and draws would tell.", listed(chance, 2), verbEnd(len(chance)))
	case len(causes) > 0 && c.made("draws").Text[0] == "0":
		say("Neither run draws, so that no difference is chance; and neither projects anything.")
	case len(causes) > 0 && c.made("seed").Text[0] != "":
		say("Both runs draw from the same seed and equally often: a difference comes from what differs in the making and not from the draws, even where it lies within an interval.")
	}
	if len(causes) > 1 {
		say("%d things differ in the making (%s): which of them makes which difference cannot be told from two runs. One that changes a single thing at a time would tell.", len(causes), listed(causes, 6))
	}
	if slices.Contains(causes, "data") {
		say("The data differ: a difference may come from the record and not from the law.")
	}
	if slices.Contains(causes, "program version") {
		say("The program is not the same: %s in A, %s in B. Its change log says which figures that moves.", c.made("program version").Text[0], c.made("program version").Text[1])
	}
	if slices.Contains(causes, "horizon") {
		say("The runs do not look equally far ahead: projected figures are of the last fiscal year that both have.")
	}
	return out
}

// differing are the names of what differs in the making: of what chance hangs on, and of
// the rest. Which readings were told of, and whether the page has switches, cause no
// difference, and the provisions of two scenarios are theirs.
func (c *Comparison) differing() (chance, causes []string) {
	another := c.scenario(0) != c.scenario(1)
	for _, m := range c.Made {
		switch {
		case !m.Differs(), m.Name == "readings", m.Name == "switches", m.Name == "provisions" && another:
		case m.Name == "seed", m.Name == "draws":
			chance = append(chance, m.Name)
		default:
			causes = append(causes, m.Name)
		}
	}
	return chance, causes
}

func (c *Comparison) scenario(side int) string {
	var names []string
	for _, s := range c.Sides[side].Manifest.Input("scenario") {
		names = append(names, s.Name)
	}
	return strings.Join(names, ", ")
}

func plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

// verbEnd makes a verb agree with a number of things.
func verbEnd(n int) string {
	if n == 1 {
		return "s"
	}
	return ""
}
