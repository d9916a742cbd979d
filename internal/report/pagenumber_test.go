package report

import (
	"fmt"
	"html"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// notFigures are what looks like a number in the page and is none, or is of the page's
// own words: cut out before numbers are looked for.
var notFigures = []*regexp.Regexp{
	regexp.MustCompile(`\d{4}-\d{2}-\d{2}`),                                // days
	regexp.MustCompile(`\b\d{1,2} (June|July|October|September)( \d{4})?`), // days in words
	regexp.MustCompile(`[Ff]iscal years? \d{4}( (to|and) \d{4})?`),
	regexp.MustCompile(`(left out as cut short or standing alone: )[^)]*`), // years
	regexp.MustCompile(`\b(80|95) %`),                                      // levels of intervals
	regexp.MustCompile(`\b(lo|hi)(80|95)\b`),                               // their columns
	regexp.MustCompile(`(victim )?under 18`),
	regexp.MustCompile(`exactly 0`),
	regexp.MustCompile(`fewer than ten`),
}

// aggregates are sentences whose figures are counts or shares of rows and of sums of cells,
// with what they are made of.
var aggregates = []*regexp.Regexp{
	regexp.MustCompile(`what decides is not recorded in \d+ % of the charges[^.]*?\)`),    // undetermined counts of the ledger, of section_shift's charges
	regexp.MustCompile(`flat Gamma-Poisson rate for \d+ of \d+ series`),                   // rows of backtest
	regexp.MustCompile(`for \d+ more sections`),                                           // rows of backtest
	regexp.MustCompile(`a gain of over \d standard errors`),                               // the rule of choice
	regexp.MustCompile(`held \d+ % of the counts that followed \(\d[\d,]* counts[^)]*\)`), // rows of backtest
	regexp.MustCompile(`explains about \d+ %`),                                            // variance, to ten per cent
	regexp.MustCompile(`\d+ entries of the law`),                                          // rows of unverified
}

var figureText = regexp.MustCompile(`[−+-]?\$?\d[\d,]*(\.\d+)?( (million|billion))?`)

// seen is what a page says outside its pictures, the tables to be opened and its foot.
func seen(page string) string {
	for _, cut := range []string{`(?s)<head>.*?</head>`, `(?s)<script.*?</script>`, `(?s)<svg.*?</svg>`, `(?s)<code.*?</code>`,
		`(?s)<footer.*?</footer>`, `(?s)<details class="rows".*?</details>`, `<p class="save".*?</p>`} {
		page = regexp.MustCompile(cut).ReplaceAllString(page, " ")
	}
	return html.UnescapeString(tags.ReplaceAllString(page, " "))
}

// printedForms are the ways in which a cell's number may stand in a page.
func printedForms(v float64, add func(string)) {
	if math.Abs(v) <= 1 {
		add(fmt.Sprintf("%.1f", 100*v)) // a share, in per cent
	}
	for _, x := range []float64{v, v / 1000, v * 100} {
		for _, s := range []float64{x, -x} {
			for _, text := range []string{Figure(s), Figure(math.Round(s)), near(s), mid(s), centre(s), edge(s), dollars(s), cellText(s), fmt.Sprintf("%.3g", s), fmt.Sprintf("%.0f", s)} {
				add(strings.TrimLeft(text, "+−-"))
			}
		}
	}
}

// cellsOf are the printed forms of every number of a run: cells of tables, and what the
// record's totals are, whose bounds are their own and no sums of cells.
func cellsOf(rep *Report) map[string]bool {
	out := map[string]bool{}
	add := func(s string) { out[s] = true }
	for _, t := range rep.Tables {
		for _, row := range t.Rows {
			for _, v := range row {
				switch v := v.(type) {
				case int64:
					printedForms(float64(v), add)
				case float64:
					printedForms(v, add)
				}
			}
		}
	}
	sums := map[string]float64{}
	for _, row := range rep.Table("ledger").Rows {
		for _, i := range []int{5, 6} {
			sums[fmt.Sprint(row[1], row[2], i)] += float64(row[i].(int64))
		}
	}
	for _, v := range sums {
		printedForms(v, add)
	}
	return out
}

// Every number that the page says, in sentences, headline tables, the list of who moves
// and under figures, is a number of the run's tables, in a form in which people write it.
func TestPageNumbers(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has nothing for it to see; go test without -short runs it")
	}
	for _, name := range []string{"council", "null", "rec-4", "drug", "pa", "exact", "small", "lacking"} {
		rep := Build(runOf(t, name))
		rep.Manifest.Settings.Draws, rep.Manifest.Settings.Horizon = trials[name].draws, trials[name].horizon
		for _, reading := range rep.Readings {
			checkNumbers(t, name, rep, reading.ID)
		}
	}
}

func checkNumbers(t *testing.T, name string, rep *Report, reading string) {
	t.Helper()
	for i := range rep.Readings {
		rep.Readings[i].Default = rep.Readings[i].ID == reading
	}
	text := seen(pageOf(t, rep))
	for _, x := range slices.Concat(notFigures, aggregates) {
		text = x.ReplaceAllString(text, " ")
	}
	for _, w := range words(rep) {
		text = withoutWord(text, w)
	}
	cells := cellsOf(rep)
	printedForms(float64(rep.Manifest.Settings.Draws), func(s string) { cells[s] = true })
	printedForms(float64(rep.Manifest.Settings.Horizon), func(s string) { cells[s] = true })
	found := 0
	for _, at := range figureText.FindAllStringIndex(text, -1) {
		number := strings.TrimRight(strings.TrimLeft(text[at[0]:at[1]], "+−-"), ",")
		if found++; !cells[number] {
			t.Errorf("%s, %s: %q is in no table: …%s…", name, reading, number, strings.Join(strings.Fields(text[max(at[0]-60, 0):min(at[1]+40, len(text))]), " "))
		}
	}
	if found < 20 {
		t.Errorf("%s, %s: only %d numbers found; the text was not read", name, reading, found)
	}
}

// withoutWord is a text without a word, where it is not a part of a longer number.
func withoutWord(text, word string) string {
	if !strings.Contains(text, word) {
		return text
	}
	whole := regexp.MustCompile(`(^|[^\d.,]|[^\d][.,])` + regexp.QuoteMeta(word) + `($|[^\d.,]|[.,]([^\d]|$))`)
	for whole.MatchString(text) { // neighbours share the sign between them
		text = whole.ReplaceAllString(text, "$1 $2")
	}
	return text
}

var justNumber = regexp.MustCompile(`^[\d.;-]{1,3}$`)

// words are the texts of law and tables that hold digits: citations, terms, ages, years,
// sources; the longest first.
func words(rep *Report) []string {
	var out []string
	add := func(list ...string) {
		for _, s := range list {
			if !justNumber.MatchString(s) && strings.ContainsAny(s, "0123456789") {
				out = append(out, strings.Join(strings.Fields(s), " "), s)
			}
		}
	}
	add(rep.Title, rep.Scenario.Title, rep.Scenario.Summary, rep.Scenario.Source, rep.Source)
	add(rep.Notes...)
	for _, p := range rep.Scenario.Provisions {
		add(p.ID, p.Title, p.Says, p.Cite, p.NoEffect)
	}
	for _, r := range rep.Readings {
		add(r.ID, r.Title)
		add(r.Notes...)
	}
	for _, t := range rep.Tables {
		for _, row := range t.Rows {
			for _, v := range row {
				if s, ok := v.(string); ok {
					add(s)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(out)
}
