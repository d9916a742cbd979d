package report

import (
	"fmt"
	"math"
	"strings"

	"impact/internal/court"
	"impact/internal/model"
)

// Figure writes a count as people read it: thousands separated, at most two
// decimals, a true minus sign.
func Figure(v float64) string {
	r := math.Round(v*100) / 100
	whole, frac := math.Modf(math.Abs(r))
	digits := fmt.Sprintf("%.0f", whole)
	var b strings.Builder
	if r < 0 {
		b.WriteString("−")
	}
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	if frac > 0.004 {
		b.WriteString(strings.TrimRight(fmt.Sprintf("%.2f", frac)[1:], "0"))
	}
	if s := b.String(); s != "−0" {
		return s
	}
	return "0"
}

// between writes a count's bounds: "3", or "between 0 and 4 (expected 1.2)".
func between(c model.Count) string {
	if c.Withheld() {
		return withheld
	}
	if c.Low == c.High {
		return Figure(c.Low)
	}
	return fmt.Sprintf("between %s and %s (expected %s)", Figure(c.Low), Figure(c.High), Figure(c.Central))
}

// change writes a net change in words.
func change(c model.Count, noun string) string {
	switch {
	case c.Withheld():
		return "the change in the number of " + noun + " is " + withheld
	case c.Low == 0 && c.High == 0:
		return "no change in the number of " + noun
	case c.Low == c.High && c.Low == 1:
		return "1 more " + single(noun)
	case c.Low == c.High && c.Low == -1:
		return "1 fewer " + single(noun)
	case c.Low == c.High && c.Low > 0:
		return Figure(c.Low) + " more " + noun
	case c.Low == c.High:
		return Figure(-c.Low) + " fewer " + noun
	case c.Low >= 0:
		return between(c) + " more " + noun
	case c.High <= 0:
		return between(model.Count{Low: -c.High, Central: -c.Central, High: -c.Low}) + " fewer " + noun
	}
	return fmt.Sprintf("a change of %s to %s in the number of %s (expected %s): the record cannot tell its direction",
		signed(c.Low), signed(c.High), noun, signed(c.Central))
}

// single is the singular of a counted noun: the first word that ends in s loses it.
func single(noun string) string {
	words := strings.Fields(noun)
	for i, w := range words {
		if strings.HasSuffix(w, "s") {
			words[i] = strings.TrimSuffix(w, "s")
			break
		}
	}
	return strings.Join(words, " ")
}

// many is a number with its noun: 1 charge, 3 charges.
func many(n float64, nouns string) string { return Figure(n) + " " + noun(n, nouns) }

// noun is the noun of a number.
func noun(n float64, nouns string) string {
	if n == 1 {
		return single(nouns)
	}
	return nouns
}

func signed(v float64) string {
	if v > 0 {
		return "+" + Figure(v)
	}
	return Figure(v)
}

// headlines are the plain sentences of each reading.
func (b *builder) headlines() []Headline {
	var out []Headline
	for _, r := range b.Results {
		out = append(out, b.headlinesOf(r)...)
	}
	return out
}

// headlinesOf are the plain sentences of a reading: those of the record, then those of what
// may come.
func (b *builder) headlinesOf(r *model.Result) []Headline {
	return append(b.recorded(r), b.foretold(r)...)
}

// recorded are the sentences of the record, made from its totals: one at least.
func (b *builder) recorded(r *model.Result) (out []Headline) {
	say := func(format string, args ...any) {
		text := fmt.Sprintf(format, args...)
		if r.Doubtful > 0 {
			text = strings.TrimSuffix(text, ".") + " (rests on unverified law)."
		}
		out = append(out, Headline{Reading: r.Proposal.Reading, Text: text})
	}
	t := r.Totals
	kept := keptCharges(r)
	if t.Moved[court.AsCharged].High == 0 {
		say("Nothing changes: none of the %s read changes section, class or registry effect.", strings.TrimPrefix(kept, "the "))
		return out
	}
	say("Of %s, %s would change section, class or registry effect%s", kept, some(between(t.Moved[court.AsCharged])), b.why(r))
	convictions := "convictions are not counted, because " + noDisposition
	if b.Docket.Has.Disposition {
		convictions = change(t.Felony[court.AsConvicted], "felony convictions")
	}
	say("Class: %s, and %s.", change(t.Felony[court.AsCharged], "felony charges"), convictions)
	if why := b.uncounted(); why == "" {
		text := change(t.Registry, "persons on the registry")
		if !t.Registry.Withheld() {
			text += " over all years"
		}
		say("Registry: %s.", text)
	} else {
		out = append(out, Headline{Reading: r.Proposal.Reading, Text: fmt.Sprintf("Registry: not counted, because %s.", why)})
	}
	if m := t.Minor[court.AsCharged]; m.Withheld() || m.High > 0 {
		say("Victims under 18: %s would change section or class.", minorsIn(m))
	}
	return out
}

// minorsIn is a number of charges with a victim under 18 in words.
func minorsIn(m model.Count) string {
	const noun = "charges with a victim under 18"
	switch {
	case m.Withheld():
		return "a withheld number of " + noun
	case m.Low == m.High:
		return many(m.Low, noun)
	}
	return between(m) + " " + noun
}

// why says what makes a reading's bounds wide: the reasons of the undetermined
// lines of its ledger.
func (b *builder) why(r *model.Result) string {
	open := booked(r, model.Undetermined, counts)
	if open == 0 || booked(r, model.KeptRows, counts) == 0 {
		return "."
	}
	of := tally(open) + " of them"
	if tally(open) == withheld {
		of = "some of them, whose number is withheld,"
	}
	return fmt.Sprintf("; for %s the record does not say what decides it.", of)
}
