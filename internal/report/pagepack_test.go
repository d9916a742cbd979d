package report

import (
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// opened is a pack read from a page as its script reads it.
func opened(t testing.TB, page, id string) *pack {
	t.Helper()
	m := regexp.MustCompile(`<script type="application/octet-stream" id="` + regexp.QuoteMeta(id) + `">([^<]*)</script>`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page has no pack %s", id)
	}
	raw, err := io.ReadAll(flate.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(m[1]))))
	if err != nil {
		t.Fatal(err)
	}
	p := &pack{}
	if err := json.Unmarshal(raw, p); err != nil {
		t.Fatal(err)
	}
	return p
}

// get is the text that a pack has for a place.
func (p *pack) get(name string, point, reading int) string {
	var lines []string
	at := 0
	for _, step := range p.Texts[p.At[name][point][reading]] {
		at += step
		lines = append(lines, p.Lines[at])
	}
	return strings.Join(lines, "\n")
}

func TestPackKeepsTexts(t *testing.T) {
	texts := []string{"", "a", "a\n", "b\na\nb", "\n\n", "a"}
	p := newPack()
	for i, text := range texts {
		p.put("x", i/2, text)
	}
	e, err := p.element("x")
	if err != nil {
		t.Fatal(err)
	}
	q := opened(t, e, "x")
	for i, want := range texts {
		if got := q.get("x", i/2, i%2); got != want {
			t.Errorf("text %d is %q, not %q", i, got, want)
		}
	}
	if len(q.Texts) != 5 || len(q.Lines) != 3 {
		t.Errorf("%d texts of %d lines; 5 of 3 would be right: each once", len(q.Texts), len(q.Lines))
	}
}

// pageOf is the page of a report.
func pageOf(t testing.TB, r *Report) string {
	t.Helper()
	var b strings.Builder
	if err := r.WritePage(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const mostPage = 3_000_000 // bytes

// Under every choice and reading, the page shows the sentences, pictures and tables of
// the run of that choice: a picture byte for byte, a table line for line.
func TestSwitches(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	rep := someBoard(t)
	page := pageOf(t, rep)
	if len(page) >= mostPage {
		t.Errorf("the page has %d bytes, not under %d", len(page), mostPage)
	}
	if page != pageOf(t, rep) {
		t.Error("the page is not the same twice")
	}
	slots := opened(t, page, "slots")
	for i, p := range rep.Switch.Points {
		for k, r := range rep.Readings {
			where := fmt.Sprintf("%s, %s", p.Choice, r.ID)
			view := p.Report.View(r.ID)
			said := plainText(slots.get("lead", i, k) + slots.get("more", i, k))
			for _, h := range view.Headlines {
				if !h.Split && !strings.Contains(said, h.Text) { // the table of the split stands in the page
					t.Errorf("%s: the page does not say %q", where, h.Text)
				}
			}
			for _, f := range view.Figures {
				var want strings.Builder
				if err := f.SVG(&want); err != nil {
					t.Fatal(err)
				}
				_, got, _ := strings.Cut(opened(t, page, "svg-"+f.Name).get("svg", i, k), "\n")
				if got != want.String() {
					t.Errorf("%s: the picture %s is not the run's", where, f.Name)
				}
				if caption := plainText(slots.get("caption-"+f.Name, i, k)); caption != strings.Join(strings.Fields(f.Note), " ") {
					t.Errorf("%s: under %s stands %q, not %q", where, f.Name, caption, f.Note)
				}
			}
		}
		testRows(t, page, i, p.Report)
	}
}

// testRows holds the tables under the figures to the run's tables.
func testRows(t *testing.T, page string, point int, r *Report) {
	t.Helper()
	for figure := range restOn {
		e, ok := r.exhibitUnder(figure)
		if !ok {
			continue
		}
		whole, err := csvText(*r.Table(e.Table))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(whole, "\n")
		for k, reading := range r.Readings {
			part := strings.SplitAfter(opened(t, page, "csv-"+figure).get("csv", point, k), "\n")
			if part[0] != lines[0] {
				t.Errorf("%s: the head is %q", figure, part[0])
			}
			for _, l := range part[1:] {
				if !slices.Contains(lines, l) || !e.Every && l != "" && !strings.Contains(l, ","+reading.ID+",") && !strings.Contains(l, ","+allReadings+",") {
					t.Errorf("%s, %s: %q is not a line of tables/%s.csv under that reading", figure, reading.ID, l, e.Table)
				}
			}
		}
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// plainText is what HTML says, its blanks as one.
func plainText(s string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(s, ""))), " ")
}

// A figure rests on columns that its table has, and on rows where it shows something.
func TestRestOn(t *testing.T) {
	rep := Build(runOf(t, "council"))
	for _, f := range rep.Figures {
		e, ok := rep.exhibitUnder(f.Name)
		if !ok {
			if e := parseExhibit(restOn[f.Name]); rep.Table(e.Table) != nil || e.Table == "" {
				t.Errorf("the figure %s rests on no table", f.Name)
			}
			continue
		}
		for _, c := range e.Where {
			if !slices.ContainsFunc(rep.Table(e.Table).Columns, func(x Column) bool { return x.Name == c.column }) {
				t.Errorf("%s: the table %s has no column %s", f.Name, e.Table, c.column)
			}
		}
		if len(e.of(rep, rep.main()).Rows) == 0 {
			t.Errorf("%s: the table %s has no row %v", f.Name, e.Table, e.Where)
		}
	}
}

// A switchboard that lacks the run itself, or a reading, is an error and no page.
func TestBoardFaults(t *testing.T) {
	rep := smallReport()
	rep.Switch = &Switchboard{Points: []Point{{Choice: "none", Report: smallReport()}}, Same: map[string]int{"none": 0}}
	if err := rep.WritePage(io.Discard); err == nil || !strings.Contains(err.Error(), `"one"`) {
		t.Errorf("a board without the run's choice: %v", err)
	}
	other := smallReport()
	other.Readings = nil
	rep.Switch = &Switchboard{Points: []Point{{Choice: "one", Report: rep}, {Choice: "none", Report: other}}, Same: map[string]int{"one": 0, "none": 1}}
	if err := rep.WritePage(io.Discard); err == nil || !strings.Contains(err.Error(), "readings") {
		t.Errorf("a point without the readings: %v", err)
	}
}

// The few sentences that come first are some of all, and none is lost or told twice.
func TestLead(t *testing.T) {
	for name := range trials {
		rep := Build(runOf(t, name))
		for _, l := range leavesOf(rep) {
			lead, more := l.told()
			if n := len(lead); n == 0 || n > mostLeading {
				t.Errorf("%s, %s: %d sentences come first", name, l.Reading, n)
			}
			var all []string
			for _, h := range l.View.Headlines {
				if !h.Split { // the table of the split stands in the page
					all = append(all, h.Text)
				}
			}
			told := slices.Concat(lead, more)
			slices.Sort(told)
			slices.Sort(all)
			if !slices.Equal(told, all) {
				t.Errorf("%s, %s: %q is told, not %q", name, l.Reading, told, all)
			}
		}
	}
}

func TestPieces(t *testing.T) {
	for _, x := range []struct{ text, label, doubt string }{
		{"Class: 3 more felony charges.", "Class:", ""},
		{"Of 3 charges, 1 would change; it says: so (rests on unverified law).", "", doubtful},
		{"Prison beds in fiscal year 2023: 1 more (rests on unverified law).", "Prison beds in fiscal year 2023:", doubtful},
	} {
		s := pieces(x.text)
		if s.Label != x.label || s.Doubt != x.doubt || s.Label+s.Text+s.Doubt != x.text {
			t.Errorf("%q: %+v", x.text, s)
		}
	}
}

func TestCellText(t *testing.T) {
	for _, x := range []struct {
		v    any
		want string
	}{
		{int64(13424), "13,424"}, {1234.567, "1,234.57"}, {0.0144744887164, "0.0145"}, {-0.5, "−0.5"}, {-0.00001, "0"},
		{0.99999, "1"}, {0.0, "0"}, {-12.0, "−12"}, {"felony B", "felony B"}, {nil, ""},
	} {
		if got := cellText(x.v); got != x.want {
			t.Errorf("%v is written %q, not %q", x.v, got, x.want)
		}
	}
}
