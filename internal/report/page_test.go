package report

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"regexp"
	"strings"
	"testing"

	"impact/internal/chart"
	"impact/internal/law"
)

func smallReport() *Report {
	fig := chart.Figure{Name: "f", Title: "A figure", Alt: "what it shows",
		Body: chart.Dots{Rows: []string{"wide"}, Series: []chart.Series{{Name: "s", Ink: chart.Blue}},
			Panels: []chart.Panel{{Name: "p", Values: [][]chart.Span{{{Low: 1, Mid: 2, High: 3}}}}}}}
	return &Report{
		Title: "An <act> & more", Baseline: 20161231, Source: "extract.csv, 3 rows kept of 3 read",
		Scenario:  &law.Scenario{ID: "x", Provisions: []law.ProvisionInfo{{ID: "one", Title: "The first", Says: "It says."}, {ID: "two", Title: "The second"}}},
		Readings:  []ReadingReport{{ID: "wide", Title: "every charge", Default: true, Active: []string{"one"}, Notes: []string{"two changes nothing here."}}},
		Headlines: []Headline{{Reading: "wide", Text: "Between 0 and 4 more felony charges."}},
		Headline:  []Grid{{Title: "All years", Heads: []string{"", "wide"}, Rows: [][]string{{"charges", "2 [0, 4]"}}, Left: 1}, {Title: "Empty", Note: "Nothing moves."}},
		Tables:    []Table{{Name: "ledger", Says: "every row", Columns: columns("kind charges%"), Rows: [][]any{{"read", int64(3)}}}},
		Figures:   []chart.Figure{fig},
		Manifest: Manifest{Scenario: Input{Name: "x.yaml", SHA256: "abc"}, Data: []Input{{Name: "my extract.csv"}},
			Settings: Settings{Readings: []string{"wide"}, Provisions: []string{"one"}, Baseline: "2016-12-31"}},
	}
}

// The page loads nothing, its one style is the one its policy allows, and what
// the report says stands in it, escaped.
func TestPage(t *testing.T) {
	var b strings.Builder
	if err := smallReport().WritePage(&b); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, part := range []string{
		"An &lt;act&gt; &amp; more", "Between 0 and 4 more felony charges.", "two changes nothing here.", "2 [0, 4]", "Nothing moves.",
		"what it shows", "For internal use: small counts are NOT withheld", ">on</span>", ">off</span>", "abc",
	} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
	for _, m := range regexp.MustCompile(`(?:src|href)="([^"]*)"|url\(([^)]*)\)`).FindAllStringSubmatch(page, -1) {
		if link := m[1] + m[2]; !strings.HasPrefix(link, "#") {
			t.Errorf("the page loads %q", link)
		}
	}
	for _, tag := range []string{"style", "script"} {
		own := regexp.MustCompile(`(?s)<`+tag+`>(.*?)</`+tag+`>`).FindAllStringSubmatch(page, -1)
		sum := sha256.Sum256([]byte(own[0][1]))
		if allowed := tag + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; len(own) != 1 || !strings.Contains(html.UnescapeString(page), allowed) {
			t.Errorf("the page's policy does not allow its %s", tag)
		}
	}
	if bad := regexp.MustCompile(`<[^>]* (style|on[a-z]+)=[^>]*>`).FindString(page); bad != "" {
		t.Errorf("the page has %s, which its policy forbids", bad)
	}
}

// The command that a page shows makes the run again.
func TestCommand(t *testing.T) {
	want := "impact run 'my extract.csv' --scenario x.yaml --baseline 2016-12-31 --reading wide --provisions one --switches=false --draws 0 --horizon 0 --seed 0 --threshold 0"
	if got := smallReport().Command(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Every layout of the headline tables holds every figure.
func TestText(t *testing.T) {
	for _, layout := range Layouts() {
		var b strings.Builder
		if err := smallReport().WriteText(&b, Layout(layout)); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), "2 [0, 4]") {
			t.Errorf("%s lacks the figure:\n%s", layout, b.String())
		}
	}
}
