package withhold

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"impact/data"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/project"
	"impact/internal/report"
	"impact/internal/sample"
)

// A made is a file of charges made by hand: each charge a case and a person of its own,
// convicted on the day of the offence unless it says otherwise.
type made struct {
	rows  [][]string
	kinds []kind   // of each unit
	may   []string // columns of charges that it does not have, and might
}

// A kind is what charges of a made file are alike in: the fiscal year and, of that in which
// PA 13-166 came into force, whether it was in force; and who else's charges hang on them.
type kind struct {
	year    int
	late    bool
	columns string
	form    form
	beside  string // of the second charge, where it is of another section
}

// A form is what a person is charged with: one charge, two in one case, or one more in the
// year after; or it is two persons, each charged with one, who have a victim in common.
type form int

const (
	one form = iota
	twice
	again
	shared
)

// add adds charges to the months of a fiscal year, or without a day where the year is 0, with
// columns as in "statute=53a-88 victim_age=16".
func (m *made) add(year, times int, columns string) {
	m.addFrom(0, year, times, columns)
}

// addFrom is add, from a month on: 0 is July.
func (m *made) addFrom(first, year, times int, columns string) {
	for i := first; i < first+times; i++ {
		n := fmt.Sprint(len(m.rows))
		row := map[string]string{"charge_id": n, "case_id": n, "person_id": n, "inchoate": "none", "counts": "1", "disposition": "convicted", "jail_days": "0",
			"suspended_days": "0", "probation_days": "0", "fine": "0", "defendant_age": "30", "defendant_sex": "M", "defendant_race": "W", "court": "GA-1"}
		if month := 7 + i%12; year > 0 && month > 12 {
			row["offense_date"] = fmt.Sprintf("%d-%02d-%02d", year, month-12, 1+i/12%28)
		} else if year > 0 {
			row["offense_date"] = fmt.Sprintf("%d-%02d-%02d", year-1, month, 1+i/12%28)
		}
		row["filed_date"], row["disposition_date"] = row["offense_date"], row["offense_date"]
		for _, c := range strings.Fields(columns) {
			k, v, _ := strings.Cut(c, "=")
			row[k] = v
		}
		var cells []string
		for _, c := range sample.Columns {
			cells = append(cells, row[c])
		}
		m.rows = append(m.rows, cells)
		m.kinds = append(m.kinds, kind{year: year, late: year == 2014 && i%12 >= 3, columns: columns})
	}
}

// pairs adds pairs of persons with a victim in common to a fiscal year.
func (m *made) pairs(year, times int, columns string) {
	for range times {
		m.unit(kind{year: year, columns: columns, form: shared})
	}
}

// unit adds one of a kind.
func (m *made) unit(k kind) {
	column := func(row []string, name string) *string { return &row[slices.Index(sample.Columns, name)] }
	month := 4 * int(unit(k.late))
	m.addFrom(month, k.year, 1, k.columns)
	if k.form == one {
		return
	}
	m.addFrom(month, k.year+int(unit(k.form == again)), 1, cmp.Or(k.beside, k.columns))
	first, second := m.rows[len(m.rows)-2], m.rows[len(m.rows)-1]
	switch k.form {
	case shared:
		*column(first, "victim_id") = "v" + *column(first, "charge_id")
		*column(second, "victim_id") = *column(first, "victim_id")
	case twice:
		*column(second, "case_id") = *column(first, "case_id")
		fallthrough
	case again:
		*column(second, "person_id") = *column(first, "person_id")
	}
	m.kinds = append(m.kinds[:len(m.kinds)-2], k)
}

// years adds charges to each of the ten fiscal years from 2006.
func (m *made) years(times int, columns string) {
	for y := 2006; y <= 2015; y++ {
		m.add(y, times, columns)
	}
}

func (m *made) file(t testing.TB) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.WriteAll(append([][]string{sample.Columns}, m.rows...)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Facts of charges, as the finds have them.
const (
	trafficked = " victim_age=30 victim_trafficked=true means=force"
	grown      = " victim_age=30 victim_trafficked=false means=none"
	minor      = " victim_age=16 victim_trafficked=false means=none"
)

// upAndDown is an act by which some charges become graver and others less so.
const upAndDown = `
scenario: ud
title: Up and down
pack: ct
source: none
summary: up and down
baseline: 2016-12-31
effective: 2017-10-01
provisions:
  - id: up
    title: up
    says: up
    cite: section 1
    moves:
      - from: "53a-89"
        to: "53a-88"
        when: {victim_trafficked: true}
  - id: down
    title: down
    says: down
    cite: section 2
    moves:
      - from: "53a-87(a)(1)"
        to: "53a-61"
        when: {victim_age: {under: 18}}
`

// A look is at a figure: its table, its column, and columns that say which, as in
// "projection; mean; metric=beds; law=difference".
type look string

// number reports whether the figure stands somewhere in the tables as a number that is not 0.
func (l look) number(tables []report.Table) bool {
	words := strings.Split(string(l), "; ")
	for i := range tables {
		if tables[i].Name != words[0] {
			continue
		}
		for _, is := range textsOf(&tables[i]) {
			if slices.ContainsFunc(words[2:], func(w string) bool {
				k, v, _ := strings.Cut(w, "=")
				return is.at(k) != v
			}) {
				continue
			}
			if v := number0(strings.Split(is.at(words[1]), ";")[0]); v > 0 || v < 0 {
				return true
			}
		}
	}
	return false
}

// A broken is a docket by which a stranger told a withheld count of few from figures that
// were printed beside it, though no linear program over the tables found it.
type broken struct {
	name    string
	bench   *bench
	horizon int
	make    func(m *made)
	told    [][]look // figures that together tell it: they may not all be numbers
}

// brokens are such dockets.
func brokens(t testing.TB) []broken {
	council, own := newBench(t, "ct-tip-council"), ownBench(t, upAndDown)
	return []broken{
		{"a year that a projection leaves out, by what changes", council, 6, func(m *made) {
			m.years(24, "statute=53a-61")
			m.years(12, "statute=53a-83(a)"+trafficked)
			m.years(12, "statute=53a-83(a)"+grown)
			m.add(0, 15, "statute=53a-61 offense_date=2015-08-03 filed_date=2015-08-03 disposition_date=2015-08-03")
			m.add(0, 3, "statute=53a-83(a) offense_date=2015-07-02 filed_date=2015-07-02 disposition_date=2015-07-02"+trafficked)
		}, [][]look{{"totals; central; reading=trafficked-person; metric=charges_changed", "projection; mean; reading=trafficked-person; metric=charges_changed; law=difference; fiscal_year=2022"},
			{"totals; central; reading=trafficked-person; metric=convictions_changed", "projection; mean; reading=trafficked-person; metric=convictions_changed; law=difference; fiscal_year=2022"}}},
		{"a series of cases beside all cases of a year", council, 1, func(m *made) {
			m.years(60, "statute=53a-61")
			m.years(24, "statute=53a-83(a)"+grown)
			for y := 2006; y <= 2015; y++ {
				m.add(y, map[bool]int{true: 4, false: 12}[y == 2011], "statute=53a-83a"+grown)
			}
		}, [][]look{{"streams; counts; stream=53a-83"}, {"streams; expected_a_year; stream=53a-83"}}},
		{"what the ledger notes beside charges without a day", council, 1, func(m *made) {
			m.years(24, "statute=53a-61")
			m.add(0, 14, "statute=53a-61")
			m.add(0, 4, "statute=21a-277(a)")
		}, [][]look{{"ledger; counts; kind=noted"}}},
		{"cases with a victim under 18, and what a privilege covers", council, 1, func(m *made) {
			m.years(24, "statute=53a-83(a)"+grown)
			m.years(12, "statute=53a-88"+minor)
			m.years(12, "statute=53a-83a"+minor)
			m.add(2010, 2, "statute=53a-87(a)(1)"+minor)
			m.add(2012, 2, "statute=53a-87(a)(1)"+minor)
		}, [][]look{{"projection; mean; metric=minor_victim_cases_changed; law=difference"}, {"projection; mean; metric=minor_victim_felony_cases; law=current"},
			{"coverage; central; fiscal_year=2010; unit=charge"}, {"minor_victims; central; fiscal_year=all; unit=case; from_section=53a-88", "minor_victims; central; fiscal_year=all; unit=case; from_section=53a-83a",
				"totals; central; metric=minor_victim_charges_changed"}}},
		{"diversions that are barred", council, 6, func(m *made) {
			m.years(24, "statute=53a-61")
			m.years(24, "statute=53a-83(a)"+trafficked)
			m.years(24, "statute=53a-83a"+trafficked)
			m.add(2010, 5, "statute=53a-83a disposition=diverted"+trafficked)
		}, [][]look{{"section_shift; central; stage=charged; fiscal_year=all; from_section=53a-83a", "section_shift; central; stage=convicted; fiscal_year=all; from_section=53a-83a"}}},
		{"a dial that bears on those who become graver", own, 6, func(m *made) {
			m.years(24, "statute=53a-61 jail_days=100")
			m.years(24, "statute=53a-89 jail_days=100"+trafficked)
			m.years(20, "statute=53a-87(a)(1) jail_days=100"+grown)
			m.add(2014, 4, "statute=53a-87(a)(1) jail_days=100"+minor)
		}, [][]look{{"sensitivity; at_high; assumption=conviction_change"}}},
		{"terms of registration, by a long horizon", council, 14, func(m *made) {
			m.years(24, "statute=53a-61")
			m.years(20, "statute=53a-86(a)(1)"+minor)
			for _, y := range []int{2008, 2010} {
				for p := range 4 {
					m.add(y, 1, fmt.Sprintf("statute=53a-86(a)(1) person_id=r%d", p)+minor)
				}
			}
		}, [][]look{{"sensitivity; at_high; assumption=registry_tier; metric=registry_stock"}, {"projection; mean; metric=registry_stock; law=difference; fiscal_year=2030"}}},
		{"a group of which four rise and four fall", own, 1, func(m *made) {
			m.years(12, "statute=53a-61")
			m.years(6, "statute=21a-277(a) defendant_race=B")
			m.years(20, "statute=53a-89"+trafficked)
			m.years(20, "statute=53a-87(a)(1)"+minor)
			m.add(2010, 4, "statute=53a-89 defendant_race=B"+trafficked)
			m.add(2010, 4, "statute=53a-87(a)(1) defendant_race=B"+minor)
		}, [][]look{{"equity; hi80; metric=felony_charges; group_by=race; group=B"}, {"equity; hi80; metric=felony_charges; group_by=race; group=W"}}},
		{"a rare kind in a rising series", council, 6, func(m *made) {
			m.years(24, "statute=53a-61")
			for i, y := 10., 2006; y <= 2015; i, y = i*1.25, y+1 {
				m.add(y, int(i), "statute=53a-87(a)(1)"+grown)
			}
			for _, y := range []int{2010, 2011, 2012, 2014} {
				m.add(y, 1, "statute=53a-87(a)(1)"+minor)
			}
		}, [][]look{{"projection; mean; metric=minor_victim_felony_cases; law=current"}}},
		{"convictions of another section", council, 1, func(m *made) {
			m.years(60, "statute=53a-61")
			m.years(20, "statute=53a-88"+grown)
			m.add(2010, 5, "statute=53a-88 final_statute=53a-61"+grown)
		}, [][]look{{"section_shift; central; fiscal_year=all; stage=charged; from_section=53a-88", "section_shift; central; fiscal_year=all; stage=convicted; from_section=53a-88"}, {"substituted; charges; from_section=53a-88"}}},
		{"whom a court could order onto the registry", council, 1, func(m *made) {
			m.years(14, "statute=53a-88"+grown)
			for y := 2006; y <= 2015; y++ {
				m.add(y, map[bool]int{true: 4, false: 14}[y == 2011], "statute=53a-86(a)(1)"+grown)
			}
		}, [][]look{{"registry_discretion; persons_at_most; reading=literal; fiscal_year=2011; law=current"}}},
		{"what each provision moved, by the books", own, 1, func(m *made) {
			m.years(24, "statute=53a-61")
			m.add(2010, 40, "statute=53a-89"+trafficked)
			m.add(2010, 4, "statute=53a-87(a)(1)"+minor)
		}, [][]look{{"ledger; counts; kind=moved; provision=up", "totals; central; metric=charges_changed"}}},
		{"a stock of those whose flow is thin", council, 6, func(m *made) {
			m.years(24, "statute=53a-61")
			m.years(20, "statute=53a-83(a)"+grown)
			m.add(2012, 4, "statute=53a-83a"+trafficked)
			m.add(0, 10, "statute=53a-83a offense_date=2015-07-02 filed_date=2015-07-02 disposition_date=2015-07-02"+trafficked)
		}, [][]look{{"projection; mean; reading=trafficked-person; metric=registry_stock; law=difference"}}},
		{"readings that hold each other", council, 1, func(m *made) {
			m.years(24, "statute=53a-61")
			for n, facts := range []string{minor, trafficked, grown} {
				m.add(2011, []int{10, 2, 2}[n], "statute=53a-83a"+facts)
				m.add(2012, []int{0, 4, 10}[n], "statute=53a-83a"+facts)
			}
		}, [][]look{{"registry_flow; central; reading=literal; fiscal_year=2011; event=added"}, {"class_shift; central; reading=literal; fiscal_year=2012; unit=charge; stage=charged; to_class=felony B"}}},
		{"who is added to the registry beside who is convicted of most of what moves", council, 1, func(m *made) {
			m.years(24, "statute=53a-61")
			for y := 2006; y <= 2015; y++ {
				m.add(y, 1, "statute=53a-83(a)"+minor)
				for range 2 {
					m.add(y, 1, fmt.Sprintf("person_id=x%d case_id=x%d statute=53a-83(a)", y, y)+minor)
				}
				for n, facts := range []string{minor, trafficked, grown, " victim_age=16 victim_trafficked=true means=force", " victim_age=30 victim_trafficked=false means=force"} {
					m.add(y, 10+(7*y+5*n)%15, "statute=53a-88"+facts)
				}
			}
		}, [][]look{{"registry_flow; central; reading=literal; fiscal_year=2006; event=added", "class_shift; central; reading=literal; fiscal_year=2006; unit=person; stage=convicted; from_class=felony D; to_class=felony B"}}},
		{"who of a group ends as no conviction", council, 1, func(m *made) {
			for n, group := range []string{" defendant_sex=M defendant_race=W", " defendant_sex=M defendant_race=B", " defendant_sex=F defendant_race=W", " defendant_sex=F defendant_race=B"} {
				m.years(18+n, "statute=53a-86(a)(1)"+grown+group)
				m.years(25+n, "statute=53a-82"+group)
			}
			m.years(12, "statute=53a-86(a)(1) disposition=nolle defendant_sex=M defendant_race=W"+grown)
			m.add(2010, 3, "statute=53a-86(a)(1) disposition=nolle defendant_sex=F defendant_race=B"+grown)
		}, [][]look{{"equity; current; metric=felony_charges; group=F", "equity; current; metric=felony_convictions; group=F"},
			{"equity; current; metric=felony_charges; group=B", "equity; current; metric=felony_convictions; group=B"}}},
		{"years of what only may be", council, 1, func(m *made) {
			for y := 2006; y <= 2015; y++ {
				m.add(y, 12+(5*y)%14, "statute=53a-90a"+minor)
				m.add(y, 30+(7*y)%20, "statute=53a-83a"+grown)
			}
			m.add(2009, 2, "statute=53a-90a victim_age=14 victim_trafficked=false means=none disposition=nolle")
			m.add(2012, 1, "statute=53a-90a victim_age=14 victim_trafficked=false means=none disposition=nolle")
		}, [][]look{{"section_shift; high; fiscal_year=2009; stage=charged; from_class=felony C", "section_shift; high; fiscal_year=2009; stage=convicted; from_class=felony C"}}},
		{"persons with a victim in common", council, 1, func(m *made) {
			for y := 2006; y <= 2008; y++ {
				m.add(y, 24, "statute=53a-61")
				m.add(y, 30, "statute=53a-83a"+trafficked)
				m.pairs(y, 11, "statute=53a-88 victim_age=30 means=none")
				m.pairs(y, 1, "statute=53a-83a victim_age=30 means=none")
				m.pairs(y, 1, "statute=53a-83a victim_age=16 means=force disposition=nolle")
			}
			for _, section := range []string{"53a-83a", "53a-88"} {
				for _, age := range []string{"", " victim_age=16", " victim_age=30"} {
					for _, more := range []string{"", " victim_trafficked=true", " victim_trafficked=false means=none", " means=force", " disposition=nolle"} {
						m.may = append(m.may, "statute="+section+age+more)
					}
				}
			}
		}, [][]look{{"totals; low; reading=trafficked-person; metric=felony_charges", "totals; high; reading=trafficked-person; metric=felony_charges"}}},
		{"cases of one charge", council, 1, func(m *made) {
			m.years(24, "statute=53a-61")
			m.years(20, "statute=53a-83a"+minor)
			m.years(20, "statute=53a-86(a)(1)"+minor)
			m.add(2010, 4, "statute=53a-88"+minor)
		}, [][]look{{"minor_victims; central; reading=minors-only; fiscal_year=all; unit=case; stage=charged; from_section=53a-86(a)(1)", "minor_victims; central; reading=minors-only; fiscal_year=all; unit=case; stage=charged; from_section=53a-83a",
			"totals; central; reading=minors-only; metric=minor_victim_charges_changed"}}},
		{"few of whom the record does not say whether they were trafficked", council, 6, func(m *made) {
			m.years(24, "statute=53a-61")
			m.years(40, "statute=53a-88"+trafficked)
			m.years(40, "statute=53a-83a"+trafficked)
			m.years(40, "statute=53a-83a"+grown)
			m.add(2010, 4, "statute=53a-83a victim_age=30 means=none")
			m.add(2012, 2, "statute=53a-83a victim_age=30 means=none")
		}, [][]look{{"totals; low; reading=trafficked-person; metric=felony_charges", "totals; high; reading=trafficked-person; metric=felony_charges"},
			{"totals; low; reading=trafficked-person; metric=registrants", "totals; high; reading=trafficked-person; metric=registrants"}}},
		{"ages of victims", council, 1, func(m *made) {
			m.years(24, "statute=53a-61")
			m.years(20, "statute=53a-83a"+minor)
			m.add(2010, 4, "statute=53a-83a victim_age=12 victim_trafficked=false means=none")
			m.add(2010, 20, "statute=53a-83a"+trafficked)
		}, [][]look{{"victim_composition; central; group=16-17; reading=trafficked-person", "totals; central; metric=minor_victim_charges_changed; reading=trafficked-person"}}},
	}
}

// What broke is not shown any more: of the figures that together tell a count, one is no number.
// Where nothing is withheld they all are.
func TestBreaks(t *testing.T) {
	for _, x := range brokens(t) {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			m := &made{}
			x.make(m)
			run := x.bench.foreseen(t, m.file(t), x.horizon, true)
			for _, figures := range x.told {
				for _, l := range figures {
					if !l.number(foretold(t, run)) {
						t.Errorf("%s is no number where nothing is withheld: the docket tests nothing", l)
					}
				}
			}
			if err := Runs(10, run); err != nil {
				t.Fatal(err)
			}
			tables := foretold(t, run)
			for _, figures := range x.told {
				if !slices.ContainsFunc(figures, func(l look) bool { return !l.number(tables) }) {
					t.Errorf("a count is told by %q", figures)
				}
			}
			nothingTold(t, tables)
		})
	}
}

// ownBench is a bench of a scenario that is no file.
func ownBench(t testing.TB, text string) *bench {
	t.Helper()
	code, err := law.LoadCode(data.FS, "law/ct")
	if err != nil {
		t.Fatal(err)
	}
	return benchOf(t, code, "ud", []byte(text))
}

// Where small counts are withheld, what is projected tells nothing of charges that were
// diverted: whether they are few, many or none it is the same in every figure, and the same
// figures are withheld. The audit finds that they are in it where they are.
func TestDiversionsAreLeftOut(t *testing.T) {
	b := newBench(t, "ct-tip-council")
	file := func(diverted, dropped int) []byte {
		m := &made{}
		m.years(24, "statute=53a-61")
		m.years(24, "statute=53a-83(a)"+trafficked)
		m.years(24, "statute=53a-83a"+trafficked)
		m.add(2010, diverted, "statute=53a-83a disposition=diverted"+trafficked)
		m.add(2010, dropped, "statute=53a-83a disposition=nolle"+trafficked)
		return m.file(t)
	}
	ahead := func(file []byte) string {
		run := b.foreseen(t, file, 3, true)
		if err := Runs(10, run); err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		for _, made := range run.Some("projection", "sensitivity", "variance", "totals") {
			if err := made.WriteCSV(&out); err != nil {
				t.Fatal(err)
			}
		}
		return out.String()
	}
	few, many := ahead(file(5, 35)), ahead(file(35, 5))
	if few != many || !strings.Contains(few, "barred_diversions") {
		t.Errorf("what is projected tells of diversions:\n%s\n%s", few, many)
	}
	run := b.foreseen(t, file(5, 0), 3, false)
	if err := Runs(10, run); err == nil || !strings.Contains(err.Error(), "diversions") {
		t.Errorf("they are in what is projected, and it is withheld as if they were not: %v", err)
	}
	for _, p := range run.Projections { // as if they were not
		p.Undiverted = true
	}
	if err := Runs(10, run); err != nil {
		t.Fatal(err)
	}
	found, err := Attack(10, foretold(t, run))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(found.Half, func(s string) bool { return strings.Contains(s, "it tells of convictions in place of diversions") }) {
		t.Errorf("they are in what is projected, and the audit finds %q", found.Half)
	}
}

// foreseen is the run of a file with all that is projected of it, with convictions in place of
// diversions that are barred or without.
func (b *bench) foreseen(t testing.TB, file []byte, horizon int, undiverted bool) *report.Run {
	t.Helper()
	docket := b.docket(t, file)
	run := b.judged(t, docket, nil)
	dial := func(name string, central, low, high float64) project.Dial {
		return project.Dial{Name: name, Central: central, Low: low, High: high, At: func(u float64) float64 { return low + u*(high-low) }}
	}
	in := project.Input{Code: b.code, Docket: docket, Priors: model.NewPriors(docket), Beside: b.proposals, Effective: law.Date(20171001), Horizon: horizon, Draws: 10, Seed: 1, Undiverted: undiverted, NoShares: b.plain,
		Dials: []project.Dial{dial(project.ConvictionChange, 0, -0.2, 0.2), dial(project.RegistryTier, 0, 0, 1), dial(project.Retroactive, 0, 0, 1), dial(project.SentenceRule, 1, 0, 1)}}
	return foresee(run, in)
}

// foretold are the tables of a run as a folder has them, with those of what is projected.
func foretold(t testing.TB, run *report.Run) []report.Table {
	t.Helper()
	return asWritten(t, run, "projection", "sensitivity", "variance")
}

// Charges that share victims are withheld as others are, though no charge of one victim alone
// makes up the bounds that they have together; and victims who hang hundreds of cases together
// do not keep the program busy.
func TestSharedVictims(t *testing.T) {
	council := newBench(t, "ct-tip-council")
	random := func(seed uint64) func(m *made) {
		return func(m *made) {
			rng := rand.New(rand.NewPCG(seed, 1))
			pick := func(list ...string) string { return list[rng.IntN(len(list))] }
			for i := range 1000 {
				columns := fmt.Sprintf("case_id=k%d person_id=p%d disposition=%s statute=%s", i/2, i/3, pick("convicted", "dismissed"),
					pick("53a-82", "53a-83(a)", "53a-83a", "53a-192a", "53a-87(a)(1)", "53a-88", "53a-71(a)(1)", "53a-196a"))
				for _, fact := range []string{fmt.Sprint("victim_id=", pick("", fmt.Sprint("v", rng.IntN(500)))), "victim_age=" + pick("", "", "", "14", "16", "17", "19", "25"),
					"victim_trafficked=" + pick("", "", "", "true", "false"), "means=" + pick("", "", "force", "none", "fraud")} {
					columns += " " + fact
				}
				m.add(2008+rng.IntN(8), 1, columns)
			}
		}
	}
	star := func(m *made) {
		for i := range 507 {
			m.add(2010, 1, fmt.Sprintf("statute=53a-83(a) case_id=k%d victim_id=v%d victim_age= victim_trafficked= means=", max(0, i-6), i%7))
		}
	}
	for name, docket := range map[string]func(*made){"1": random(1), "2": random(2), "3": random(3), "star": star} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &made{}
			docket(m)
			run := council.foreseen(t, m.file(t), 1, true)
			if err := Runs(10, run); err != nil {
				t.Fatal(err)
			}
			nothingTold(t, foretold(t, run))
		})
	}
}
