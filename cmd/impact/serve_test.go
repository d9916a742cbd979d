package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"impact/internal/report"
	"impact/internal/serve"
	"impact/internal/withhold"

	"golang.org/x/net/html"
)

// page is a server of few draws on files of charges.
func page(t *testing.T, threshold int, files ...string) (*served, http.Handler) {
	t.Helper()
	e, h := unsettledPage(t, threshold, files...)
	if err := e.settle(); err != nil {
		t.Fatal(err)
	}
	return e, h
}

// unsettledPage is one of which it is not settled what it withholds.
func unsettledPage(t *testing.T, threshold int, files ...string) (*served, http.Handler) {
	t.Helper()
	return unsettledOf(t, &runFlags{horizon: 2, draws: 40, seed: 1, threshold: threshold}, files...)
}

func unsettledOf(t *testing.T, f *runFlags, files ...string) (*served, http.Handler) {
	t.Helper()
	f.scenario = cmp.Or(f.scenario, usualScenario)
	f.reading, f.out, f.format = serve.All, "-", string(report.PlainText)
	if err := f.check(); err != nil {
		t.Fatal(err)
	}
	var talk bytes.Buffer
	a := &app{stdout: io.Discard, stderr: &talk}
	e, err := a.readServed(f, files)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := serve.New(e.offer, e, serve.Settings{Port: "8080", Fault: func(method, path string, stack []byte) { t.Errorf("%s %s\n%s", method, path, stack) }})
	if err != nil {
		t.Fatal(err)
	}
	return e, pages.Handler()
}

// read follows a link to the end.
func read(t *testing.T, h http.Handler, link string) (code int, last string, body []byte) {
	t.Helper()
	for range 3 {
		r := httptest.NewRequest(http.MethodGet, link, nil)
		r.Host = "127.0.0.1:8080"
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusSeeOther {
			return w.Code, link, w.Body.Bytes()
		}
		link = w.Header().Get("Location")
	}
	t.Fatalf("%s: no end of being sent elsewhere", link)
	return 0, "", nil
}

// small is a file of charges of the sample's first rows, said to be real if real is true.
func small(t *testing.T, rows int, real bool) string {
	t.Helper()
	b, err := os.ReadFile("../../data/sample/charges.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfterN(string(b), "\n", rows+2)
	text := strings.Join(lines[:rows+1], "")
	if mark := "# impact: synthetic\n"; real {
		text = strings.TrimPrefix(text, mark)
	}
	return write(t, "charges.csv", text)
}

// void are elements without an end.
var void = []string{"meta", "link", "input", "br", "hr", "img"}

// linksOf are the links of a page; it fails where elements of a page are not closed in order, an id stands twice, a
// label or a link within the page leads nowhere, or a field has no label.
func linksOf(t *testing.T, what string, body []byte) (links []string) {
	t.Helper()
	z := html.NewTokenizer(bytes.NewReader(body))
	var open []string
	ids, wants, labelled, fields := map[string]bool{}, []string{}, map[string]bool{}, []string{}
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		tok := z.Token()
		attr := map[string]string{}
		for _, a := range tok.Attr {
			attr[a.Key] = a.Val
		}
		switch kind {
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tok.Data {
				t.Fatalf("%s: </%s> ends %v", what, tok.Data, open)
			}
			open = open[:len(open)-1]
			continue
		case html.StartTagToken:
			if !slices.Contains(void, tok.Data) {
				open = append(open, tok.Data)
			}
		case html.SelfClosingTagToken:
		default:
			continue
		}
		if id := attr["id"]; id != "" {
			if ids[id] {
				t.Errorf("%s: two elements have the id %s", what, id)
			}
			ids[id] = true
		}
		if attr["style"] != "" || strings.HasPrefix(attr["href"], "javascript:") {
			t.Errorf("%s: %s: the policy of the page forbids it", what, tok)
		}
		if to, in := strings.CutPrefix(attr["href"], "#"); in {
			wants = append(wants, to)
		} else if tok.Data == "a" {
			links = append(links, attr["href"])
		}
		for _, key := range []string{"aria-labelledby", "aria-describedby"} {
			wants = append(wants, strings.Fields(attr[key])...)
		}
		switch tok.Data {
		case "label":
			labelled[attr["for"]] = true
		case "input", "select":
			if attr["type"] != "hidden" && !slices.Contains(open, "label") {
				fields = append(fields, attr["id"])
			}
		}
	}
	for _, id := range wants {
		if !ids[id] && id != "" {
			t.Errorf("%s: nothing has the id %s", what, id)
		}
	}
	for _, id := range fields {
		if !labelled[id] {
			t.Errorf("%s: the field %q has no label", what, id)
		}
	}
	if len(open) > 0 {
		t.Errorf("%s: %v are open at the end", what, open)
	}
	return links
}

// Every page of some states is there and well formed, each link in it leads somewhere, and
// the link to a page shows the same page.
func TestServePages(t *testing.T) {
	_, h := page(t, 10, small(t, 1500, false))
	queries := []string{"", "reading=literal&provisions=rec-1,rec-3&assume=share_served=0.85&horizon=3&basis=marginal&pin=A|provisions%3Dnone&pin=Only+3|provisions%3Drec-3",
		"draws=0&provisions=none&assume=registry_tier=life&assume=prior_victim_under_18=0.3&seed=3"}
	followed := map[string]bool{}
	for _, q := range queries {
		for _, path := range []string{"/", "/recommendations", "/whatif", "/compare", "/case", "/data", "/methods"} {
			code, link, body := read(t, h, path+"?"+q)
			if code != 200 {
				t.Fatalf("%s?%s: %d %s", path, q, code, body)
			}
			_, again, same := read(t, h, link)
			if again != link || !bytes.Equal(same, body) {
				t.Errorf("%s: another page at its own link %s", link, again)
			}
			for _, l := range linksOf(t, link, body) {
				l, _, _ = strings.Cut(l, "#")
				if followed[l] || strings.HasPrefix(l, "https://") || strings.HasPrefix(l, "/export/") {
					continue
				}
				followed[l] = true
				if code, _, _ := read(t, h, l); code != 200 {
					t.Errorf("%s: the link %s leads to %d", link, l, code)
				}
			}
		}
	}
	for link, want := range map[string]string{
		"/whatif?form=1&provision=rec-1&provision=rec-3&dial.share_served=85%25&horizon=2": "/whatif?provisions=rec-1,rec-3&assume=share_served=0.85",
		"/compare?add=provisions%3Drec-1&name=One":                                         "/compare?pin=One%7Cprovisions%3Drec-1",
		"/case?form=1&provision=rec-1&statute=53a-83&victim-age=16&means=":                 "/case?provisions=rec-1&statute=53a-83&victim-age=16",
	} {
		code, last, body := read(t, h, link)
		if code != 200 || last != want {
			t.Errorf("%s: %d %s, want %s", link, code, last, want)
		}
		linksOf(t, link, body)
	}
	for link, want := range map[string]string{
		"/whatif?assume=share_served=2": "share_served", "/whatif?baseline=2016-13-01": "Baseline", "/whatif?baseline=1900-01-01&provisions=rec-9": "rec-9", "/export/report.html?draws=7": "Draws",
	} {
		if code, _, body := read(t, h, link); code != 400 || !strings.Contains(string(body), want) {
			t.Errorf("%s: %d, without %q", link, code, want)
		}
	}
	for _, q := range []string{"statute=53a-8x3", "victim-age=-3", "victim-trafficked=maybe"} {
		if code, _, body := read(t, h, "/case?"+q); code != 400 || !strings.Contains(string(body), "role=\"alert\"") || !strings.Contains(string(body), "<h1>One case</h1>") {
			t.Errorf("/case?%s: %d, or not refused in words on its own page", q, code)
		}
	}
}

// What the page offers for a what-if is what impact run writes with the same flags, and the
// totals that it shows are those.
func TestServeFiles(t *testing.T) {
	charges := small(t, 1500, false)
	e, h := page(t, 10, charges)
	out := filepath.Join(t.TempDir(), "run")
	done(t, "run", charges, "--reading", "minors-only", "--provisions", "rec-1,rec-3", "--assume", "share_served=0.85", "--assume", "prior_means_any=0.4",
		"--horizon", "3", "--draws", "60", "--seed", "7", "--out", out, "--quiet")
	const query = "?reading=minors-only&provisions=rec-1,rec-3&assume=share_served=0.85&assume=prior_means_any=0.4&horizon=3&draws=60&seed=7"
	_, link, body := read(t, h, "/whatif"+query)
	if link != "/whatif"+query {
		t.Errorf("%s becomes %s", query, link)
	}
	offered := 0
	for _, l := range linksOf(t, link, body) {
		name, is := strings.CutPrefix(l, "/export/")
		if !is {
			continue
		}
		offered++
		name, _, _ = strings.Cut(name, "?")
		want, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if code, _, got := read(t, h, l); code != 200 || !bytes.Equal(got, want) {
			t.Errorf("%s: %d, and %d bytes are not the %d of impact run", l, code, len(got), len(want))
		}
	}
	files, err := filepath.Glob(filepath.Join(out, "tables", "*.csv"))
	if err != nil || offered < len(files)+10 {
		t.Errorf("%d files are offered; impact run writes %d tables as CSV alone (%v)", offered, len(files), err)
	}
	q, _ := url.ParseQuery(query[1:])
	state, err := e.offer.Parse(q)
	if err != nil {
		t.Fatal(err)
	}
	shown, err := e.Answer(state, report.Page)
	if err != nil {
		t.Fatal(err)
	}
	for i := range shown.Tables {
		name := shown.Tables[i].Name
		if name == "variance" { // which pages leave out
			continue
		}
		var got bytes.Buffer
		want, err := os.ReadFile(filepath.Join(out, "tables", name+".csv"))
		if err := shown.Tables[i].WriteCSV(&got); err != nil {
			t.Fatal(err)
		}
		if err != nil || got.String() != string(want) {
			t.Errorf("%s: %v %s", name, err, firstDifference(string(want), got.String()))
		}
	}
}

// The law of every day that What if offers, and of days on which no charge of it would be told
// apart otherwise, is what impact run counts against; a day amid the charges is refused.
func TestServeBaselines(t *testing.T) {
	charges := small(t, 1500, false)
	e, h := page(t, 10, charges)
	if len(e.offer.Baselines) < 10 {
		t.Errorf("%d days are offered", len(e.offer.Baselines))
	}
	days := []string{"2026-01-01", "2016-12-30"}
	for _, b := range e.offer.Baselines {
		if code, _, _ := read(t, h, "/?draws=0&baseline="+b.Day); code != 200 {
			t.Errorf("%s is offered and not answered: %d", b.Day, code)
		}
		if strings.Contains(b.Says, "2021") || strings.Contains(b.Says, "PA 13-166") || strings.Contains(b.Says, "since") {
			days = append(days, b.Day)
		}
	}
	if len(days) < 4 {
		t.Errorf("of the days that are known %v are offered", days)
	}
	for _, day := range days {
		out := filepath.Join(t.TempDir(), "run")
		done(t, "run", charges, "--baseline", day, "--draws", "0", "--out", out, "--quiet")
		for _, name := range []string{"totals", "class_shift", "registry", "minor_moves"} {
			want, err := os.ReadFile(filepath.Join(out, "tables", name+".csv"))
			if err != nil {
				t.Fatal(err)
			}
			if code, _, got := read(t, h, "/export/tables/"+name+".csv?draws=0&baseline="+day); code != 200 || !bytes.Equal(got, want) {
				t.Errorf("baseline %s, %s: %d %s", day, name, code, firstDifference(string(want), string(got)))
			}
		}
	}
	far := fmt.Sprintf("%d-06-30", e.record.To+51)
	for day, right := range map[string]string{"9999-12-31": "years after the record", far: "years after the record", "1800-01-01": "1993-09-30"} {
		if code, _, body := read(t, h, "/whatif?draws=0&baseline="+day); code != 400 || !strings.Contains(string(body), right) {
			t.Errorf("%s: %d, or not refused in words", day, code)
		}
	}
	if code, _, body := read(t, h, "/whatif?seed=3&draws=0&baseline=2005-05-05&pin=A|draws%3D0"); code != 400 || !strings.Contains(string(body), "What if offers") || !strings.Contains(string(body), "1 pinned") || !strings.Contains(string(body), "/whatif?draws=0&amp;seed=3&amp;pin=A%7Cdraws%3D0") {
		t.Errorf("%d: a day amid the charges is not refused in words, or the rest is not kept", code)
	}
}

// A file that there is not is refused before all of a run is counted.
func TestServeNoFile(t *testing.T) {
	e, h := page(t, 10, small(t, 300, false))
	for _, name := range []string{"tables/nope.csv", "figures/nope.svg", "note.pdf"} {
		if code, _, _ := read(t, h, "/export/"+name+"?draws=20"); code != 404 {
			t.Errorf("%s: %d", name, code)
		}
	}
	state := e.offer.Start
	state.Draws = 20
	if e.reports.Has(fmt.Sprintf("%d %s", report.Full, e.offer.Key(state))) {
		t.Error("all was counted for a file that there is not")
	}
	if code, _, _ := read(t, h, "/export/tables/totals.csv?draws=20"); code != 200 || !e.reports.Has(fmt.Sprintf("%d %s", report.Full, e.offer.Key(state))) {
		t.Errorf("a file that there is: %d, or not counted in full", code)
	}
}

// A case on the page is told as impact explain tells it.
func TestServeCase(t *testing.T) {
	charges := small(t, 1500, false)
	e, _ := page(t, 10, charges)
	want := done(t, "explain", charges, "--statute", "53a-83", "--offense-date", "2014-05-06", "--means", "force", "--provisions", "rec-3", "--format", "markdown")
	state := e.offer.Start
	state.Provisions = []string{"rec-3"}
	doc, err := e.Explain(state, serve.Facts{Statute: "53a-83", Offense: "2014-05-06", Means: "force"})
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := doc.WriteMarkdown(&got); err != nil {
		t.Fatal(err)
	}
	if got.String() != want {
		t.Error(firstDifference(want, got.String()))
	}
	told := strings.Fields(e.ExplainCommand(state, serve.Facts{Statute: "53a-83", Offense: "2014-05-06", Means: "force"}))
	if told[0] != "impact" || told[1] != "explain" || told[2] != filepath.Base(charges) {
		t.Fatal(told)
	}
	told[2] = charges
	if got := done(t, append(told[1:], "--format", "markdown")...); got != want {
		t.Error(firstDifference(want, got))
	}
}

// The feet of Compare and One case have commands that tell the same, and say of their links what
// these hold.
func TestServeFeet(t *testing.T) {
	_, h := page(t, 10, small(t, 1500, false))
	for link, wants := range map[string][]string{
		"/compare?pin=A|&pin=B|provisions%3Drec-3&pin=C|reading%3Dliteral": {"3 what-ifs side by side</a>. The link has all of them:", "--provisions rec-3", "--reading literal",
			"--out what-if-3</code>", "<code>impact compare what-if-1 what-if-2</code>", "<code>impact compare what-if-1 what-if-3</code>"},
		"/case?statute=53a-83&victim-age=15": {"with the facts: who has it", "<code>impact explain charges.csv --scenario ct-tip-council --baseline 2016-12-31 --statute 53a-83 --victim-age 15</code>"},
	} {
		code, _, body := read(t, h, link)
		_, foot, _ := strings.Cut(string(body), "<footer>")
		for _, want := range wants {
			if code != 200 || !strings.Contains(foot, want) {
				t.Errorf("%s: %d, without %s: %s", link, code, want, foot)
			}
		}
	}
	_, _, body := read(t, h, "/recommendations")
	for _, twice := range []string{"It adds a member to the Council.", "None of them is left to it"} {
		if n := strings.Count(string(body), twice); n != 1 {
			t.Errorf("%q stands %d times", twice, n)
		}
	}
}

// Of a proposal that is read in one way, nothing is said of readings side by side; where no cost
// is stated, nothing of two; and its own word for its parts is told as people say it.
func TestServeOneReading(t *testing.T) {
	e, h := unsettledOf(t, &runFlags{question: question{scenario: "wa-shb-1791"}, horizon: 2, draws: 40, seed: 1, threshold: 10})
	if err := e.settle(); err != nil {
		t.Fatal(err)
	}
	for _, link := range []string{"/", "/whatif", "/case?statute=9A.88.030&victim-age=15", "/compare?scenario=wa-shb-1791&pin=A|&pin=B|provisions%3Dnone"} {
		code, _, body := read(t, h, link)
		for _, never := range []string{"in each reading", "readings side by side", "in more than one way", "how the words are read", "It hangs on the reading", "two costs", "two bases", "bases are different", "Cost basis", "reading as-written</span>"} {
			if code != 200 || strings.Contains(string(body), never) {
				t.Errorf("%s: %d, or it says %q", link, code, never)
			}
		}
	}
}

// Where a charge stands today and under the proposal is what the words of recommendation 3
// make of it: a victim under 18 in every reading, an adult of whom nothing else is so only in
// the literal one.
func TestServeVerdicts(t *testing.T) {
	e, _ := page(t, 10, small(t, 1500, false))
	for _, x := range []struct {
		facts    serve.Facts
		readings string // in which it changes
	}{
		{serve.Facts{VictimAge: "15"}, "trafficked-person,minors-only,literal"},
		{serve.Facts{VictimAge: "25", Means: "none", Trafficked: "false"}, "literal"},
		{serve.Facts{VictimAge: "25", Means: "force"}, "trafficked-person,literal"},
	} {
		x.facts.Statute, x.facts.Offense = "53a-83(a)", "2016-12-31"
		list, err := e.Verdicts(e.offer.Start, x.facts)
		if err != nil {
			t.Fatal(err)
		}
		var changed []string
		for _, v := range list {
			if len(v.Endings) != 1 || v.Charge != "53a-83(a)" {
				t.Errorf("%+v: %+v", x.facts, v)
			}
			if end := v.Endings[0]; end.Changes {
				changed = append(changed, v.Readings...)
				if !strings.HasPrefix(end.Was, "53a-83(a), misdemeanor A") || !strings.HasPrefix(end.Becomes, "53a-192a, felony B") {
					t.Errorf("%+v: from %s to %s", x.facts, end.Was, end.Becomes)
				}
			}
		}
		if got := strings.Join(changed, ","); got != x.readings {
			t.Errorf("%+v changes in %s, want %s", x.facts, got, x.readings)
		}
	}
}

// An ending is told with all facts that lead there, which its probability is of; where the
// record contradicts the citation, with what the record says.
func TestServeSupposes(t *testing.T) {
	e, _ := page(t, 10, small(t, 1500, false))
	state := e.offer.Start
	state.Reading = "minors-only"
	for _, x := range []struct {
		facts serve.Facts
		want  string
	}{
		{serve.Facts{Statute: "53a-83(c)"}, "victim age is 18 or over, victim trafficked is yes|victim age is under 18"},
		{serve.Facts{Statute: "53a-83(c)", VictimAge: "40", Trafficked: "false", Means: "none"},
			"victim age is 18 or over, victim trafficked is yes (by the citation; the record says no)|victim age is under 18 (by the citation; the record says 18 or over)"},
		{serve.Facts{Statute: "53a-83(a)"}, "victim age is 18 or over|victim age is under 18"},
	} {
		list, err := e.Verdicts(state, x.facts)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		var ifs []string
		for _, end := range list[0].Endings {
			ifs = append(ifs, end.If)
		}
		if got := strings.Join(ifs, "|"); got != x.want {
			t.Errorf("%+v: if %s, want %s", x.facts, got, x.want)
		}
	}
}

// One case says which day's law today is, of which sections a note is, and what of its facts
// does not go together.
func TestServeCaseSays(t *testing.T) {
	_, h := page(t, 10, small(t, 1500, false))
	for link, want := range map[string]string{
		"/case?victim-age=15":                                                         "Today: the law in force on 2016-12-31. No day is known: what is charged is read by the same law.",
		"/case?victim-age=15&filed-date=2015-02-03":                                   "is read by the law of the earliest day that is.",
		"/case?offense-date=2005-01-02":                                               "citation not in force on its day: governed by the nearest day on which it was.",
		"/case?statute=53a-83(a)&means=force&means=none":                              "The means are said to be none and others as well",
		"/case?statute=53a-83(a)&offense-date=2015-02-03&filed-date=2014-02-03":       "The day of filing is before the day of the offence.",
		"/case?statute=53a-83(a)&offense-date=2015-02-03&disposition-date=2014-02-03": "The day of the disposition is before the day of the offence.",
		"/case?statute=53a-83(a)&final-statute=53a-182&disposition=dismissed":         "the case ended otherwise (dismissed)",
	} {
		code, _, body := read(t, h, link)
		if code != 200 || !strings.Contains(string(body), want) {
			t.Errorf("%s: %d, without %q", link, code, want)
		}
	}
	_, _, body := read(t, h, "/case?offense-date=2005-01-02")
	if !regexp.MustCompile(`<p class="flag">53a-[^:]*: citation not in force`).Match(body) {
		t.Error("it is not said which citation is not in force")
	}
	if _, _, body := read(t, h, "/case?statute=53a-83(a)&offense-date=2014-02-03&filed-date=2015-02-03&disposition-date=2015-02-03&means=force&means=fraud&final-statute=53a-182&disposition=convicted"); regexp.MustCompile(`none and others|is before|ended otherwise|No day is known`).Match(body) {
		t.Error("facts that go together are noted")
	}
}

// Where a charge stands today under another section than its own, the act that brought it
// there is named; a move that leaves class and registration as they are says so.
func TestServeMoved(t *testing.T) {
	e, h := page(t, 10, small(t, 1500, false))
	answeredAll(t, h, map[string]string{
		"/":                        "all its years together (fiscal years 20",
		"/whatif":                  "What if half of them were never charged",
		"/case?victim-age=&means=": "every way in which it could be is told",
		"/case?offense-date=2016-01-02&statute=53a-83": ">If</th>",
	})
	for section, want := range map[string]serve.Ending{"53a-87(a)(2)": {Today: "PA 10-115", Kept: true}, "53a-86(a)(2)": {Kept: true}, "53a-83(c)": {}} {
		verdicts, err := e.Verdicts(e.offer.Start, serve.Facts{Statute: section, Offense: "2016-12-31", VictimAge: "15"})
		if err != nil || len(verdicts) == 0 {
			t.Fatal(section, verdicts, err)
		}
		for _, v := range verdicts {
			for _, end := range v.Endings {
				if !end.Changes || end.Kept != want.Kept || !strings.HasPrefix(end.Today, want.Today) || want.Today == "" && end.Today != "" {
					t.Errorf("%s: %+v", section, end)
				}
			}
		}
	}
}

// Where an assumption is moved, what others bring is not told as of the central values.
func TestServeAsSet(t *testing.T) {
	_, h := page(t, 10, small(t, 1500, false))
	for link, set := range map[string]bool{"/whatif": false, "/whatif?assume=share_served%3D0.5": true} {
		_, _, body := read(t, h, link)
		for words, want := range map[string]bool{">[^<]*as set<": set, "others as set or stated": set, "at the central values": !set, "others at their central value": !set} {
			if regexp.MustCompile(words).Match(body) != want {
				t.Errorf("%s: %q: %v", link, words, !want)
			}
		}
	}
}

// The ends of every slider are taken.
func TestServeSliderEnds(t *testing.T) {
	_, h := page(t, 10, small(t, 300, false))
	_, _, body := read(t, h, "/whatif")
	sliders := regexp.MustCompile(`type="range" min="([^"]*)" max="([^"]*)"[^>]* data-for="(?:dial-)?([^"]*)"`).FindAllSubmatch(body, -1)
	if want := bytes.Count(body, []byte(`type="range"`)); len(sliders) != want || want < 10 {
		t.Fatalf("%d of %d sliders", len(sliders), want)
	}
	for _, s := range sliders {
		for _, end := range s[1:3] {
			link := fmt.Sprintf("/whatif?draws=20&assume=%s%%3D%s", s[3], end)
			if string(s[3]) == "horizon" {
				link = fmt.Sprintf("/whatif?draws=20&horizon=%s", end)
			}
			if code, _, _ := read(t, h, link); code != 200 {
				t.Errorf("%s: %d", link, code)
			}
		}
	}
}

// Where a file lies in another folder, a page says that its command names no folder.
func TestServeFolders(t *testing.T) {
	for _, names := range [][]string{nil, {small(t, 300, false)}} {
		_, h := page(t, 10, names...)
		for _, link := range []string{"/", "/whatif", "/compare?pin=a%7C"} {
			if _, _, body := read(t, h, link); bytes.Contains(body, []byte("named without their folders")) != (names != nil) {
				t.Errorf("%s of %q says it: %v", link, names, names == nil)
			}
		}
	}
}

// A comparison has the totals of its states, named.
func TestServeCompare(t *testing.T) {
	e, h := page(t, 10, small(t, 1500, false))
	pins := "pin=%3Dall%7C&pin=none%7Cprovisions%3Dnone"
	code, _, body := read(t, h, "/compare.csv?"+pins)
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if code != 200 || err != nil {
		t.Fatal(code, err)
	}
	rep, err := e.Answer(e.offer.Start, report.Page)
	if err != nil {
		t.Fatal(err)
	}
	rows = slices.DeleteFunc(rows[1:], func(r []string) bool { return r[4] != "all of the record" })
	total := rep.Table("totals")
	if len(rows) != 2*len(total.Rows) {
		t.Fatalf("%d rows of twice %d totals", len(rows), len(total.Rows))
	}
	for i, row := range total.Rows {
		want := []string{"'=all", "as at the start", report.Plain(row[1]), report.Plain(row[2]), "all of the record", report.Plain(row[4]), report.Plain(row[5]), report.Plain(row[6]), "SYNTHETIC DATA: not real cases; nothing is withheld"}
		if !slices.Equal(rows[i], want) {
			t.Errorf("%v, want %v", rows[i], want)
		}
		if none := rows[len(total.Rows)+i]; none[0] != "none" || none[6] != "0" {
			t.Errorf("without a provision %v", none)
		}
	}
}

// Whose figures stand there is named: the default reading's, where every reading is asked, in the
// comparison, its pictures and their texts, and at the top of What if.
func TestServeNamesReading(t *testing.T) {
	e, h := page(t, 10, small(t, 1500, false))
	const pins = "pin=All|&pin=Literal|reading%3Dliteral"
	shown := e.base.scenario.DefaultReading()
	for link, wants := range map[string][]string{
		"/compare?" + pins: {`>All <span class="soft read">reading ` + shown + "</span>", `>Literal <span class="soft read">reading literal</span>`,
			`data-head="All" data-reading="reading ` + shown + `"`, "All: reading " + shown + "; Literal: reading literal</p>", "All (reading " + shown + "), felony convictions a year:", "The sentences: reading " + shown},
		"/compare/compared.svg?" + pins: {"All: reading " + shown + "; Literal: reading literal", "Literal (reading literal), prison beds:"},
		"/whatif":                       {"Figures: reading " + shown, "against current law <span class=\"soft read\">(reading " + shown + ")"},
		"/whatif?reading=literal":       {"Figures: reading literal"},
	} {
		code, _, body := read(t, h, link)
		for _, want := range wants {
			if code != 200 || !strings.Contains(string(body), want) {
				t.Errorf("%s: %d, without %s", link, code, want)
			}
		}
	}
}

// The words of the pages fit an act that has no word of its own for its parts and that asks nothing
// about a victim.
func TestServeAnotherAct(t *testing.T) {
	e, h := unsettledOf(t, &runFlags{question: question{scenario: "drug-possession-2015"}, horizon: 2, draws: 40, seed: 1, threshold: 10}, small(t, 1500, false))
	if err := e.settle(); err != nil {
		t.Fatal(err)
	}
	for link, want := range map[string]string{"/": ">Provisions</a>", "/recommendations": "<h1>Provisions</h1>", "/whatif": "<legend>Provisions</legend>", "/case": "A charge of which nothing is recorded", "/compare": "Pin and compare"} {
		code, _, body := read(t, h, link)
		if code != 200 || !strings.Contains(string(body), want) {
			t.Errorf("%s: %d, without %s", link, code, want)
		}
		for _, never := range []string{"PAs", "this PA ", "every PA", "A victim of", "Recommendations"} {
			if strings.Contains(string(body), never) {
				t.Errorf("%s says %q", link, never)
			}
		}
	}
	if _, h := page(t, 10, small(t, 1500, false)); h != nil {
		if _, _, body := read(t, h, "/case"); !strings.Contains(string(body), "A victim of fifteen") || !strings.Contains(string(body), ">Recommendations</a>") {
			t.Error("the Council's act has no victims, or no recommendations")
		}
	}
}

// Of what-ifs over different years each line ends with a number, and when it was.
func TestServeCompareYears(t *testing.T) {
	_, h := page(t, 10, small(t, 1500, false))
	code, _, body := read(t, h, "/compare?pin=Two|&pin=Four|horizon%3D4")
	ends := regexp.MustCompile(`>[^<]*\), 2019</text>`).FindAll(body, -1)
	if code != 200 || len(ends) == 0 || strings.Contains(string(body), ">not counted</text>") {
		t.Errorf("%d, %d lines end in 2019", code, len(ends))
	}
}

// What-ifs that project no year in common are told each of its own last year.
func TestServeCompareApart(t *testing.T) {
	_, h := page(t, 10, small(t, 1500, false))
	const pins = "pin=Then|&pin=Now|baseline%3D2026-01-01"
	code, _, body := read(t, h, "/compare?"+pins)
	if code != 200 || !strings.Contains(string(body), "In the last fiscal year of each, against current law") || strings.Contains(string(body), "<b>not counted</b>") {
		t.Errorf("%d, or figures of one year that the other has not", code)
	}
	code, _, body = read(t, h, "/compare.csv?"+pins)
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if code != 200 || err != nil {
		t.Fatal(code, err)
	}
	years := map[string]map[string]bool{}
	for _, r := range rows[1:] {
		if years[r[0]] == nil {
			years[r[0]] = map[string]bool{}
		}
		years[r[0]][r[4]] = true
	}
	if !years["Then"]["2019"] || !years["Now"]["2028"] && !years["Now"]["2027"] || len(years["Then"]) != 2 || len(years["Now"]) != 2 {
		t.Errorf("the years are %v", years)
	}
}

// Of data that are real, no sequence of what-ifs tells a count that one of them withholds:
// the pattern is one, whatever is asked before, and what would count anew is refused.
func TestServeWithholds(t *testing.T) {
	if testing.Short() {
		t.Skip("to settle takes minutes under the race detector; go test without -short does it")
	}
	e, h := page(t, 10, small(t, 600, true))
	if e.pattern == nil || !e.pattern.pattern.Withholds() {
		t.Fatal("nothing is withheld")
	}
	for _, q := range []string{"baseline=2015-12-31", "assume=prior_odds=2", "assume=prior_victim_under_18=0.3"} {
		if code, _, body := read(t, h, "/?"+q); code != 400 || !strings.Contains(string(body), "pattern") {
			t.Errorf("%s: %d", q, code)
		}
	}
	for link, want := range map[string]bool{"/": true, "/?provisions=none": false} { // nothing is left out of nothing
		if code, last, body := read(t, h, link); code != 200 || strings.Contains(string(body), "May be too low") != want {
			t.Errorf("%s: %d, may be too low: %t", last, code, !want)
		}
	}
	doc, err := e.Explain(e.offer.Start, serve.Facts{Statute: "53a-83", Offense: "2014-05-06"})
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := doc.WriteMarkdown(&text); err != nil {
		t.Fatal(err)
	}
	verdicts, err := e.Verdicts(e.offer.Start, serve.Facts{Statute: "53a-83", Offense: "2014-05-06"})
	if err != nil || len(verdicts) == 0 {
		t.Fatal(verdicts, err)
	}
	several := false
	for _, v := range verdicts {
		several = several || len(v.Endings) > 1
		for _, end := range v.Endings {
			if end.Chance != "" {
				t.Errorf("the chance %s is told", end.Chance)
			}
		}
		if strings.Contains(v.Says, "probability") {
			t.Errorf("it is said: %s", v.Says)
		}
	}
	if !several {
		t.Error("no case can end in several ways")
	}
	if strings.Contains(text.String(), "rows kept") || !strings.Contains(text.String(), "without its probability") {
		t.Error("one case is told with shares of the record")
	}
	if regexp.MustCompile(`Probability|probability that|expected|0\.[0-9]`).MatchString(text.String()) {
		t.Errorf("one case is told with probabilities that nothing tells of:\n%s", text.String())
	}
	for _, link := range []string{"/case?offense-date=2016-12-31", "/case?offense-date=2016-12-31&statute=53a-83(a)"} {
		if code, _, body := read(t, h, link); code != 200 || !strings.Contains(string(body), ">If</th>") || strings.Contains(string(body), "(probability") || strings.Contains(string(body), "probability that") {
			t.Errorf("%s: %d, with probabilities", link, code)
		}
	}
	_, _, body := read(t, h, "/data")
	if regexp.MustCompile(`[0-9] rows? refused|in [0-9,]+ rows?, kept`).Match(body) {
		t.Error("the page of the data tells how many rows were refused")
	}
	everySwitch(t, e)
	answeredAll(t, h, map[string]string{
		"/?draws=0":                                   " --switches --draws",
		"/?draws=0&provisions=none":                   "looks at this one choice",
		"/?draws=0&reading=literal":                   "looks at this one choice",
		"/export/note.md?draws=0":                     " --switches --draws",
		"/export/report.html?draws=0":                 "the same counts are withheld",
		"/export/note.md?draws=0&provisions=none":     "of which the command withholds fewer: this note was made beside other choices",
		"/export/report.html?draws=0&reading=literal": "of which the command withholds fewer: this page was made beside other choices",
		"/compare":                     "(threshold 10)",
		"/case":                        "(threshold 10)",
		"/methods":                     "(threshold 10)",
		"/compare.csv?pin=A|draws%3D0": "\"Withheld: ",
	})
	answeredAll(t, h, map[string]string{
		"/whatif?draws=0&provisions=none":                          "every recommendation off",
		"/whatif?draws=0&provisions=rec-1":                         "only rec-1",
		"/whatif?draws=0&provisions=rec-1,rec-2,rec-4,rec-5":       "rec-4 changes nothing here",
		"/whatif?draws=0&form=1&provision=rec-4&provision=rec-5":   "rec-4 changes nothing here",
		"/whatif?draws=0&provisions=rec-7,rec-6,rec-5,rec-3,rec-2": "all but rec-1, rec-4",
	})
	nearby(t, e, h)
}

// everySwitch asks for every choice of the switches, whether what is on has what it needs or
// lacks it: it is answered, or refused with choices that are.
func everySwitch(t *testing.T, e *served) {
	players := e.pattern.choices.Players
	for set := range 1 << len(players) {
		s := e.offer.Start
		s.Draws, s.Provisions = 0, nil
		for _, p := range e.offer.Provisions {
			if at := slices.Index(players, p.ID); p.Fixed || at >= 0 && set&(1<<at) != 0 {
				s.Provisions = append(s.Provisions, p.ID)
			}
		}
		if err := e.refuse(s); err != nil {
			near := e.pattern.near(e.base.scenario, s.Provisions)
			if len(near) == 0 {
				t.Errorf("%v: %v", s.Provisions, err)
			}
			for _, s.Provisions = range near {
				if err := e.refuse(s); err != nil {
					t.Errorf("%v: %v", s.Provisions, err)
				}
			}
		} else if _, err := e.Answer(s, report.Page); err != nil {
			t.Errorf("%v: %v", s.Provisions, err)
		}
	}
}

// Of few charges all choices of provisions together would tell less of the whole act than it
// tells alone: then fewer of them are told. Where nothing is lost by it, all are.
func TestServeTellsTheWhole(t *testing.T) {
	if testing.Short() {
		t.Skip("to settle takes minutes under the race detector; go test without -short does it")
	}
	for _, x := range []struct {
		rows int
		all  bool
	}{{300, true}, {8000, false}} {
		e, _ := page(t, 10, small(t, x.rows, true))
		runs, err := e.everyChoice()
		if err != nil {
			t.Fatal(err)
		}
		alone, err := withhold.Choose(10, runs[0])
		if err != nil {
			t.Fatal(err)
		}
		all, err := withhold.Choose(10, runs...)
		if err != nil {
			t.Fatal(err)
		}
		told, most, least := e.pattern.pattern.Told(0), alone.Told(0), all.Told(0)
		t.Logf("%d rows: %d of %d choices; of the whole act %d figures are told, alone %d, with all %d", x.rows, len(e.pattern.same), len(runs), told, most, least)
		if float64(told) < leastTold*float64(most) {
			t.Errorf("%d figures are told of the whole act, alone %d", told, most)
		}
		if enough := float64(least) >= leastTold*float64(most); enough != x.all || enough != (len(e.pattern.same) == len(runs)) {
			t.Errorf("%d of %d choices are told, where %d of %d figures would be with all", len(e.pattern.same), len(runs), least, most)
		}
		if _, ok := e.pattern.at(e.base.scenario, e.offer.Start.Provisions); !ok {
			t.Error("the whole act is not told")
		}
	}
}

// Where the whole act alone is told, its files are those of the command at the foot, byte for byte;
// how many choices are told of the first rows of the sample, and how many totals, docs/serve.md says.
func TestServeWholeAlone(t *testing.T) {
	if testing.Short() {
		t.Skip("to settle takes minutes under the race detector; go test without -short does it")
	}
	charges := small(t, 8001, true)
	e, h := unsettledOf(t, &runFlags{horizon: 6, draws: 60, seed: 1, threshold: 10}, charges)
	if err := e.settle(); err != nil {
		t.Fatal(err)
	}
	_, _, body := read(t, h, "/export/tables/totals.csv")
	rows := strings.Split(strings.TrimSpace(string(body)), "\n")[1:]
	told := len(slices.DeleteFunc(slices.Clone(rows), func(row string) bool { return strings.Contains(row, "withheld") }))
	docs, err := os.ReadFile("../../docs/serve.md")
	if err != nil {
		t.Fatal(err)
	}
	says := fmt.Sprintf("of the %d choices of the first 8,000 charges of the sample, as if they were real, %d is told, with %d of %d totals", len(e.pattern.choices.Sets), len(e.pattern.same), told, len(rows))
	if !strings.Contains(strings.Join(strings.Fields(string(docs)), " "), says) {
		t.Errorf("docs/serve.md does not say: %s", says)
	}
	if len(e.pattern.same) > 1 {
		t.Fatal("more than the whole act is told: other rows would be right")
	}
	_, _, body = read(t, h, "/whatif")
	if !strings.Contains(string(body), `id="told"`) || strings.Contains(string(body), `id="held"`) {
		t.Error("the page does not say what is told, or says that the command withholds otherwise")
	}
	out := filepath.Join(t.TempDir(), "run")
	done(t, "run", charges, "--switches=false", "--horizon", "6", "--draws", "60", "--seed", "1", "--out", out, "--quiet")
	for _, name := range []string{"report.html", "note.md", "note.docx", "workbook.xlsx", "tables/totals.csv", "tables/section_shift.parquet", "tables/projection.csv", "tables/fiscal.csv"} {
		want, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if code, _, got := read(t, h, "/export/"+name); code != 200 || !bytes.Equal(got, want) {
			t.Errorf("%s: %d, and %d bytes are not the %d of impact run", name, code, len(got), len(want))
		}
	}
}

// answeredAll asks for links whose pages hold some words.
func answeredAll(t *testing.T, h http.Handler, links map[string]string) {
	t.Helper()
	for link, want := range links {
		if code, _, body := read(t, h, link); code != 200 || !strings.Contains(string(body), want) {
			t.Errorf("%s: %d, without %q", link, code, want)
		}
	}
}

// nearby takes a choice out of those that the pattern covers: what is said then leads to
// choices that are answered.
func nearby(t *testing.T, e *served, h http.Handler) {
	t.Helper()
	delete(e.pattern.same, "rec-1,rec-3,rec-6,rec-7")
	code, _, body := read(t, h, "/whatif?draws=0&provisions=rec-1,rec-3")
	_, offers, _ := strings.Cut(string(body), `id="near"`)
	links := regexp.MustCompile(`<li><a href="(/whatif[^"]+)">`).FindAllStringSubmatch(offers, -1)
	if code != 400 || len(links) != min(mostNear, len(e.pattern.same)) || !strings.Contains(string(body), "role=\"alert\"") {
		t.Fatalf("%d with %d links:\n%s", code, len(links), body)
	}
	for _, l := range links {
		if code, _, _ := read(t, h, html.UnescapeString(l[1])); code != 200 {
			t.Errorf("%s is offered and answers %d", l[1], code)
		}
	}
	_, _, body = read(t, h, "/whatif?draws=0&seed=5")
	if !strings.Contains(string(body), `id="told"`) || !strings.Contains(string(body), "No command withholds just as these pages do") {
		t.Error("a page that tells some choices does not say so")
	}
	answeredAll(t, h, map[string]string{
		"/export/note.md?draws=0&seed=5":     "no command withholds just these: this note was made beside other choices",
		"/export/report.html?draws=0&seed=5": "no command withholds just these: this page was made beside other choices",
	})
	offered := regexp.MustCompile(`type="radio" name="provisions" value="([^"]*)"`).FindAllStringSubmatch(string(body), -1)
	if len(offered) != len(e.pattern.told(e.base.scenario)) || strings.Contains(string(body), `type="checkbox" name="provision"`) {
		t.Errorf("%d choices are offered, or switches that may not be turned", len(offered))
	}
	for _, o := range offered {
		if code, link, _ := read(t, h, "/whatif?form=1&draws=0&provisions="+o[1]); code != 200 {
			t.Errorf("%s is offered and answers %d", link, code)
		}
	}
}

// Before it is settled what is withheld, pages without counts answer and no other does; a link
// that is refused is refused all the same.
func TestServeUnsettled(t *testing.T) {
	e, h := unsettledPage(t, 10, small(t, 600, true))
	links := map[string]int{"/methods": 200, "/case?statute=53a-83&victim-age=16": 200, "/case.md?statute=53a-83": 200, "/?assume=prior_odds=2": 400,
		"/": 503, "/whatif?provisions=rec-6,rec-7": 503, "/recommendations": 503, "/compare?pin=A%7C": 503, "/compare.csv?pin=A%7C": 503, "/data": 503, "/export/tables/totals.csv": 503}
	for link, want := range links {
		code, _, body := read(t, h, link)
		if code != want {
			t.Errorf("%s: %d, want %d", link, code, want)
		}
		if code == 503 && !strings.Contains(string(body), "being settled") {
			t.Errorf("%s does not say why it does not answer", link)
		}
		if code == 200 && !strings.HasPrefix(link, "/case.md") {
			linksOf(t, link, body)
		}
	}
	if testing.Short() {
		t.Skip("to settle takes minutes under the race detector; go test without -short does it")
	}
	if err := e.settle(); err != nil {
		t.Fatal(err)
	}
	for link, want := range links {
		if code, _, _ := read(t, h, link); want != 400 && code != 200 {
			t.Errorf("%s: %d once it is settled", link, code)
		}
	}
}

// The command answers at the address that it prints and ends when told to.
func TestServeCommand(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() {
		ended <- answerUntil(ctx, l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	}()
	got, err := http.Get("http://" + l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if got.Body.Close(); got.StatusCode != http.StatusTeapot {
		t.Errorf("%d", got.StatusCode)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := http.Get("http://" + l.Addr().String()); err == nil {
		t.Error("it still answers")
	}
	for args, want := range map[string]string{"--port -1": "--port", "--port 70000": "--port", "--draws 50000": "--draws", "--draws 7": "--draws", "nowhere.csv": "nowhere.csv", "--provisions rec-1": "provisions"} {
		if _, talk, code := command(append([]string{"serve"}, strings.Fields(args)...)...); code != exitWrong || !strings.Contains(talk, want) {
			t.Errorf("impact serve %s: exit %d, %s", args, code, talk)
		}
	}
}
