package serve

import (
	"bytes"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"

	"impact/internal/report"
)

// A told case is what the page of one case shows beside the tests: facts that are often
// asked for, the sections that the proposal touches, and where they stand.
type told struct {
	Asked    []preset
	Sections []Law
	Whole    bool // every touched section stands there, for none was named
	Rows     []verdictRow
	Sums     []string
	Notes    []string // what is to be known of the charges beside
}

// A preset is facts that people ask of, in their words.
type preset struct {
	Words  string
	Facts  Facts
	Victim bool // it tells of a victim
	On     bool
}

// presets are the facts of a victim, and of a defendant, that a council asks of first.
var presets = []preset{
	{Words: "A victim of fifteen", Facts: Facts{VictimAge: "15"}, Victim: true},
	{Words: "A victim of fifteen, by force", Facts: Facts{VictimAge: "15", Means: "force"}, Victim: true},
	{Words: "An adult, by force", Facts: Facts{VictimAge: "25", Means: "force"}, Victim: true},
	{Words: "An adult who is recorded as trafficked", Facts: Facts{VictimAge: "25", Trafficked: "true"}, Victim: true},
	{Words: "An adult; no means, not trafficked", Facts: Facts{VictimAge: "25", Means: "none", Trafficked: "false"}, Victim: true},
	{Words: "A victim of whom nothing is recorded", Facts: Facts{}, Victim: true},
	{Words: "A charge of which nothing is recorded", Facts: Facts{}},
	{Words: "A defendant of fifteen", Facts: Facts{DefendantAge: "15"}},
}

// askable are the presets that fit an act: of victims where the law asks about them in sections
// that it touches, else of charges.
func askable(sections []Law) (out []preset) {
	victims := slices.ContainsFunc(sections, func(l Law) bool { return l.Victims })
	for _, a := range presets {
		if a.Victim == victims || a.Facts != (Facts{}) && !a.Victim {
			out = append(out, a)
		}
	}
	return out
}

// Asks reports whether some row hangs on what is not recorded.
func (t told) Asks() bool {
	return slices.ContainsFunc(t.Rows, func(r verdictRow) bool { return r.If != "" })
}

// A verdictRow is one way in which a charge can stand.
type verdictRow struct {
	Verdict
	Ending
	First, FirstOf int  // rows of its section and of its readings that begin here; 0 for none
	Link           bool // the section leads to its own page
	Reading        string
}

// Asks is the link to the page of one case with other facts; the section and the end of
// the case stay, and the day is the baseline where none is named.
func (x session) Asks(f Facts) string {
	f.Statute, f.Final, f.Inchoate, f.Disposition = x.Facts.Statute, x.Facts.Final, x.Facts.Inchoate, x.Facts.Disposition
	if f.Offense = x.Facts.Offense; f.Offense == "" {
		f.Offense = x.State.Baseline
	}
	x.Facts = f
	return x.link(casePath)
}

// Of is the link to the same facts under another section; "" for every touched one.
func (x session) Of(section string) string {
	x.Facts.Statute, x.Facts.Final = section, ""
	return x.link(casePath)
}

func (s *Server) oneCase(_ *http.Request, x session) (reply, error) {
	p := page{Title: "One case", At: casePath, Session: x, Case: &told{}}
	var err error
	if p.Case.Sections, err = s.touched(x); err != nil {
		return reply{}, err
	}
	for _, a := range askable(p.Case.Sections) {
		f := x.Facts
		f.Statute, f.Final, f.Inchoate, f.Offense, f.Disposition = "", "", "", "", ""
		a.On = f == a.Facts && x.Facts != (Facts{})
		p.Case.Asked = append(p.Case.Asked, a)
	}
	if x.Facts != (Facts{}) {
		err = s.tell(&p, x)
	}
	status := http.StatusOK
	if isWish(err) {
		p.Says, err = sentence(err.Error()), nil
		status = http.StatusBadRequest
	}
	if err != nil {
		return reply{}, err
	}
	out, err := s.reply("case", p)
	out.status = status
	return out, err
}

// caseFile is the telling of a case as a file: what impact explain prints, and its page.
func (s *Server) caseFile(r *http.Request, x session) (reply, error) {
	doc, err := x.of.engine.Explain(x.State, x.Facts)
	if err != nil {
		return reply{}, err
	}
	name, write := path.Base(r.URL.Path), doc.WriteMarkdown
	if path.Ext(name) == ".html" {
		write = func(w io.Writer) error { return x.of.engine.Sheet(w, doc) }
	}
	var b bytes.Buffer
	err = write(&b)
	return reply{status: http.StatusOK, kind: kinds[path.Ext(name)], file: name, body: b.Bytes()}, err
}

// tell fills the page with where the case stands, and with its tests where its section is
// named.
func (s *Server) tell(p *page, x session) error {
	asked := []Facts{x.Facts}
	if p.Case.Whole = x.Facts.Statute == ""; p.Case.Whole {
		asked = nil
		for _, l := range p.Case.Sections {
			f := x.Facts
			f.Statute = l.Section
			asked = append(asked, f)
		}
	}
	verdicts, err := x.of.engine.Verdicts(x.State, asked...)
	if err != nil {
		return err
	}
	readings := 1
	if x.State.Reading == All {
		readings = len(x.offer.Readings)
	}
	p.Case.Rows = verdictRows(verdicts, readings, p.Case.Whole)
	p.Case.Sums = sums(verdicts, readings, p.Case.Whole)
	p.Case.Notes = append(x.Facts.odd(), notes(verdicts)...)
	if p.Case.Whole {
		return nil
	}
	doc, err := x.of.engine.Explain(x.State, x.Facts)
	if err != nil {
		return err
	}
	if e, is := x.of.engine.(explainer); is {
		p.Commands = []string{e.ExplainCommand(x.State, x.Facts)}
		if x.offer.Held {
			p.CommandsSay = "The command tells the shares of the record too, which this page leaves out: what it prints is not to be given out with these pages."
		}
	}
	p.Body, err = report.Documented(doc)
	return err
}

// notes are what is to be known of the charges: of which, where it is not of all of them.
func notes(verdicts []Verdict) (out []string) {
	var all, said []string
	of := map[string][]string{}
	add := func(list []string, s string) []string {
		if slices.Contains(list, s) {
			return list
		}
		return append(list, s)
	}
	for _, v := range verdicts {
		all = add(all, v.Charge)
		for _, n := range v.Notes {
			said, of[n] = add(said, n), add(of[n], v.Charge)
		}
	}
	for _, n := range said {
		if len(of[n]) < len(all) {
			out = append(out, strings.Join(of[n], ", ")+": "+n+".")
		} else {
			out = append(out, sentence(n))
		}
	}
	return out
}

// Today says which law the case stands under today, and by which it is read where the day of
// the offence is not known.
func (x session) Today() string {
	says := "Today: the law in force on " + x.State.Baseline + "."
	switch f := x.Facts; {
	case f.Offense != "":
		return says
	case f.Filed != "" || f.Disposed != "":
		return says + " The day of the offence is not known: what is charged is read by the law of the earliest day that is."
	case x.offer.Map != "":
		return says + " No day is known: what is charged is read by the law of the day that the map " + x.offer.Map + " names, or by the same."
	}
	return says + " No day is known: what is charged is read by the same law."
}

// touched are the sections that the proposal as a whole moves or changes, in the order of
// its provisions.
func (s *Server) touched(x session) (out []Law, err error) {
	state := x.State
	state.Provisions = x.offer.Start.Provisions
	clauses, err := x.of.engine.Clauses(state)
	for _, c := range clauses {
		for _, l := range c.Before {
			if !slices.ContainsFunc(out, func(o Law) bool { return o.Section == l.Section }) {
				out = append(out, l)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Law) int { return strings.Compare(a.Section, b.Section) })
	return out, err
}

// verdictRows are verdicts as a table, the rows of a section together.
func verdictRows(verdicts []Verdict, readings int, link bool) (out []verdictRow) {
	head := -1
	for _, v := range verdicts {
		for i, e := range v.Endings {
			r := verdictRow{Verdict: v, Ending: e, Link: link, Reading: strings.Join(v.Readings, ", ")}
			if len(v.Readings) == readings && readings > 1 {
				r.Reading = "every reading"
			}
			if i == 0 {
				r.FirstOf = len(v.Endings)
			}
			if head < 0 || out[head].Charge != v.Charge || out[head].Stage != v.Stage {
				head = len(out)
			}
			out = append(out, r)
			out[head].First++
		}
	}
	return out
}

// sums say what the table comes to.
func sums(verdicts []Verdict, readings int, whole bool) (out []string) {
	if !whole {
		for _, v := range verdicts {
			words := v.Says
			if readings > 1 {
				words = "In " + strings.Join(v.Readings, ", ") + ": " + strings.ToLower(v.Says[:1]) + v.Says[1:]
				if len(v.Readings) == readings {
					words = "In every reading: " + strings.ToLower(v.Says[:1]) + v.Says[1:]
				}
			}
			out = append(out, words)
		}
		return out
	}
	hangs := "It hangs on what is not recorded, under "
	if readings > 1 {
		hangs = "It hangs on the reading, or on what is not recorded, under "
	}
	var sure, section, may, same []string
	var names []string
	for _, v := range verdicts {
		if !slices.Contains(names, v.Charge) {
			names = append(names, v.Charge)
		}
	}
	for _, n := range names {
		changes, all, kept := false, true, true
		for _, v := range verdicts {
			for _, e := range v.Endings {
				if v.Charge == n {
					changes, all, kept = changes || e.Changes, all && e.Changes, kept && e.Kept
				}
			}
		}
		switch {
		case kept:
			section = append(section, n)
		case changes && all:
			sure = append(sure, n)
		case changes:
			may = append(may, n)
		default:
			same = append(same, n)
		}
	}
	for _, x := range []struct {
		list []string
		says string
	}{{sure, "Something changes under "}, {section, "The section changes, class and registration stay, under "}, {may, hangs}, {same, "Nothing changes under "}} {
		if len(x.list) > 0 {
			out = append(out, x.says+strings.Join(x.list, ", ")+".")
		}
	}
	return out
}
