package assume

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"impact/internal/strict"
)

// Text writes a value of the dial as people do: 75 %, 10 years, donor.
func (d *Dial) Text(v float64) string {
	k := knownAs(d.Name)
	switch {
	case k == nil:
		return figure(v)
	case math.IsNaN(v):
		return "unknown"
	case k.words[v] != "":
		return k.words[v]
	case k.percent:
		v *= 100
	}
	return figure(v) + k.suffix
}

// figure writes a number with at most ten digits, thousands parted and a minus sign.
func figure(v float64) string {
	text := strconv.FormatFloat(v, 'g', 10, 64)
	if !strings.ContainsAny(text, "eIN") {
		whole, rest, dot := strings.Cut(strings.TrimPrefix(text, "-"), ".")
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
		if dot {
			whole += "." + rest
		}
		if v < 0 {
			whole = "-" + whole
		}
		text = whole
	}
	if text == "-0" {
		text = "0"
	}
	return strings.Replace(text, "-", "−", 1)
}

var (
	plainNumber   = regexp.MustCompile(`^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$`)
	groupedNumber = regexp.MustCompile(`^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$`)
)

// parse reads a value of the dial: a number that it allows, or one of its words.
// The error is what is wrong and what would be right, without the dial's name.
func (k *known) parse(text string) (float64, error) {
	text = strings.TrimSpace(text)
	if k.words != nil {
		return k.choose(text)
	}
	number, percent := k.bare(strings.ReplaceAll(text, "−", "-"))
	if groupedNumber.MatchString(number) {
		number = strings.ReplaceAll(number, ",", "")
	}
	v, err := strconv.ParseFloat(number, 64)
	if !plainNumber.MatchString(number) || err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, fmt.Errorf("%q is no number; %s would be right", text, k.allowed())
	}
	if percent {
		v /= 100
	}
	if v += 0; v < k.least || v > k.most { // -0 + 0 is 0
		return 0, fmt.Errorf("%s is out of range; %s would be right", text, k.allowed())
	}
	return v, nil
}

// bare is the number without the unit that Text puts after it.
func (k *known) bare(text string) (number string, percent bool) {
	if rest, ok := strings.CutSuffix(text, k.suffix); ok && k.suffix != "" {
		return strings.TrimSpace(rest), k.percent
	}
	if k.percent {
		if rest, ok := strings.CutSuffix(text, "%"); ok {
			return strings.TrimSpace(rest), true
		}
	}
	return text, false
}

// choose reads a word of a choice, or the number that stands for it.
func (k *known) choose(text string) (float64, error) {
	for v, word := range k.words {
		if strings.EqualFold(text, word) || text == strconv.FormatFloat(v, 'g', -1, 64) {
			return v, nil
		}
	}
	options := k.options()
	near := ""
	if len(strict.Nearest(text, options, 1)) > 0 {
		near = strict.Suggest(text, options)
	}
	return 0, fmt.Errorf("%q is not one of %s%s", text, strings.Join(options, ", "), near)
}

// allowed says which numbers the dial takes.
func (k *known) allowed() string {
	text := fmt.Sprintf("a number from %s to %s", strconv.FormatFloat(k.least, 'f', -1, 64), strconv.FormatFloat(k.most, 'f', -1, 64))
	if k.percent {
		text += fmt.Sprintf(" (%s %% to %s %%)", figure(100*k.least), figure(100*k.most))
	}
	return text
}
