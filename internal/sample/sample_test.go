package sample

import (
	"bytes"
	"encoding/csv"
	"errors"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"impact/internal/court"
	"impact/internal/law"
)

// A fact is one generated record with its fields by name.
type fact struct{ row, truth map[string]string }

func named(columns, fields []string) map[string]string {
	out := make(map[string]string, len(columns))
	for i, c := range columns {
		out[c] = fields[i]
	}
	return out
}

func facts(t testing.TB, c Config) []fact {
	t.Helper()
	var out []fact
	err := Generate(c, func(r *Record) error {
		out = append(out, fact{named(Columns, r.Row), named(TruthColumns, r.Truth)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// file is the rows as cmd writes them.
func file(t testing.TB, c Config) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(Header() + "\n")
	w := csv.NewWriter(&b)
	w.Write(Columns)
	if err := Generate(c, func(r *Record) error { return w.Write(r.Row) }); err != nil {
		t.Fatal(err)
	}
	w.Flush()
	return b.Bytes()
}

// once leaves out the rows that repeat a charge_id.
func once(all []fact) []fact {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(all), func(f fact) bool {
		id := f.row["charge_id"]
		again := seen[id]
		seen[id] = true
		return again
	})
}

// The three groups with published totals, as a reader of the file finds them:
// knowing nothing of how the rows were made.
var groupPatterns = map[string]*regexp.Regexp{
	"selling":     regexp.MustCompile(`^53a-?82$`),
	"buying":      regexp.MustCompile(`^(53a-?83(\([ac]\)|c)?|53a-83a)$`),
	"trafficking": regexp.MustCompile(`^53a-192a$`),
}

func groupOf(statute string) string {
	s := undecorated(statute)
	for g, p := range groupPatterns {
		if p.MatchString(s) {
			return g
		}
	}
	return ""
}

// undecorated takes prefixes, marks, capitals and blanks off a citation.
func undecorated(statute string) string {
	s := strings.Trim(strings.ToLower(statute), " *+")
	s = strings.TrimPrefix(strings.TrimPrefix(s, "sec. "), "cgs § ")
	return strings.ReplaceAll(s, " (", "(")
}

func inWindow(day string) bool { return day >= "2004-07-01" && day <= "2014-06-30" }

func TestTotalsAreThePublishedOnes(t *testing.T) {
	want := map[string][2]int{"selling": {3557, 1841}, "buying": {1378, 269}, "trafficking": {10, 0}}
	for seed := uint64(1); seed <= 5; seed++ {
		got := map[string][2]int{}
		for _, f := range once(facts(t, Config{Seed: seed})) {
			r := f.row
			if g := groupOf(r["statute"]); g != "" {
				n := got[g]
				n[0]++
				got[g] = n
				if r["counts"] != "1" || !inWindow(r["filed_date"]) {
					t.Errorf("seed %d: %v: one count filed in the window would be right", seed, r)
				}
				if g == "trafficking" && r["filed_date"] < "2006-07-01" {
					t.Errorf("seed %d: trafficking filed on %s, before the section", seed, r["filed_date"])
				}
			}
			final := r["final_statute"]
			if final == "" {
				final = r["statute"]
			}
			if g := groupOf(final); g != "" && r["disposition"] == "convicted" {
				n := got[g]
				n[1]++
				got[g] = n
				if !inWindow(r["disposition_date"]) {
					t.Errorf("seed %d: a conviction of %q", seed, r["disposition_date"])
				}
			}
		}
		for g, n := range want {
			if got[g] != n {
				t.Errorf("seed %d: %s: %v charged and convicted, want %v", seed, g, got[g], n)
			}
		}
	}
}

func TestFileIsSmallAndAsKept(t *testing.T) {
	got := file(t, Config{Seed: 1})
	if len(got) > 1_800_000 {
		t.Errorf("%d bytes", len(got))
	}
	const name = "../../data/sample/charges.csv"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what seed 1 makes (%v); UPDATE_GOLDEN=1 writes it anew", name, err)
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	for _, c := range []Config{{Seed: 1}, {Rows: 5000, Seed: 1}} {
		a, other := file(t, c), c
		other.Seed = 2
		if !bytes.Equal(a, file(t, c)) {
			t.Errorf("%+v: two runs differ", c)
		}
		if bytes.Equal(a, file(t, other)) {
			t.Errorf("%+v: another seed makes the same", c)
		}
	}
}

func TestEveryColumnParses(t *testing.T) {
	for _, f := range facts(t, Config{Seed: 1}) {
		for _, column := range Columns {
			if !parses(column, f.row[column]) {
				t.Errorf("%s: %s %q", f.row["charge_id"], column, f.row[column])
			}
		}
	}
}

var (
	idForm    = regexp.MustCompile(`^[ckpv][0-9]+$`)
	courtForm = regexp.MustCompile(`^GA-[0-9]+$`)
)

func parses(column, text string) bool {
	switch column {
	case "charge_id", "case_id", "person_id":
		return idForm.MatchString(text)
	case "statute":
		return strings.TrimSpace(text) != ""
	case "filed_date":
		_, err := law.ParseDate(text)
		return err == nil
	case "disposition":
		_, ok := court.ParseDisposition(text)
		return ok && text != ""
	case "counts":
		n, err := strconv.Atoi(text)
		return err == nil && n >= 1
	case "court":
		return courtForm.MatchString(text)
	}
	return text == "" || parsesWhereWritten(column, text)
}

func parsesWhereWritten(column, text string) bool {
	switch column {
	case "class":
		_, ok := law.RecordClass(text)
		return ok
	case "inchoate":
		_, ok := law.ParseInchoate(text)
		return ok
	case "offense_date", "disposition_date":
		_, err := law.ParseDate(text)
		return err == nil
	case "victim_trafficked":
		return text == "true" || text == "false"
	case "means":
		return !slices.ContainsFunc(strings.Split(text, ";"), func(s string) bool { _, ok := law.ParseMeans(s); return !ok })
	case "defendant_sex":
		return text == "F" || text == "M"
	case "defendant_race":
		return len(text) == 1 && strings.Contains("WBHAIU", text)
	case "final_statute":
		return true
	case "victim_id":
		return idForm.MatchString(text)
	}
	n, err := strconv.Atoi(text)
	return err == nil && n >= 0
}

func TestOnlyTheStatedRowsRepeat(t *testing.T) {
	all := facts(t, Config{Seed: 1})
	first := map[string]fact{}
	repeats := 0
	for _, f := range all {
		id := f.row["charge_id"]
		before, again := first[id]
		if !again {
			first[id] = f
			continue
		}
		repeats++
		for _, c := range Columns {
			if before.row[c] != f.row[c] {
				t.Errorf("%s comes twice with another %s", id, c)
			}
		}
	}
	if repeats != sampleRepeats || len(all) != sampleRows+sampleRepeats {
		t.Errorf("%d rows, %d repeats", len(all), repeats)
	}
}

// The days from which, and before which, a citation names something.
var validity = []struct{ cite, from, until string }{
	{"53a-83(c)", "2013-10-01", ""},
	{"53a-83c", "2013-10-01", ""},
	{"53a83c", "2013-10-01", ""},
	{"53a-192a", "2006-07-01", ""},
	{"53a-87(a)(2)", "", "2010-10-01"},
	{"53a-90a", "2007-10-01", ""},
	{"53a-196e", "2004-10-01", ""},
	{"21a-279a", "2011-07-01", ""},
	{"53-21(2)", "", "2000-10-01"},
	{"53-21(a)(2)", "2000-10-01", ""},
}

func TestCitationsFitTheirDay(t *testing.T) {
	for _, f := range facts(t, Config{Seed: 1}) {
		day := f.row["offense_date"]
		if day == "" {
			day = f.row["filed_date"]
		}
		if day > f.row["filed_date"] {
			t.Errorf("%s: offence after filing", f.row["charge_id"])
		}
		for _, v := range validity {
			if object(f.row["statute"]) == v.cite && (day < v.from || v.until != "" && day >= v.until) {
				t.Errorf("%s: %q on %s", f.row["charge_id"], f.row["statute"], day)
			}
		}
	}
}

// object is the citation of the offence itself, without the usual decoration.
func object(statute string) string {
	if _, second, pair := strings.Cut(statute, "/"); pair {
		statute = second
	}
	return undecorated(statute)
}

func TestVictimFactsAreMissingAsStated(t *testing.T) {
	all := facts(t, Config{Rows: 40_000, Seed: 4})
	for _, c := range []struct {
		column string
		lo, hi int // in a thousand
	}{{"victim_age", 380, 420}, {"victim_trafficked", 480, 520}, {"means", 480, 520}} {
		blank, n := 0, 0
		for _, f := range all {
			if strings.HasPrefix(f.truth["statute"], "53a-83") {
				n++
				if f.row[c.column] == "" {
					blank++
				}
			}
		}
		if share := blank * 1000 / n; share < c.lo || share > c.hi {
			t.Errorf("%s: %d of a thousand blank", c.column, share)
		}
	}
}

func TestSellersHaveNoVictims(t *testing.T) {
	for _, f := range facts(t, Config{Seed: 1}) {
		if f.truth["statute"] == "53a-82" && f.truth["victim_age"]+f.row["victim_age"]+f.row["victim_id"] != "" {
			t.Errorf("%v", f)
		}
	}
}

func TestElementsAreTrue(t *testing.T) {
	for _, f := range facts(t, Config{Rows: 60_000, Seed: 5}) {
		tr := f.truth
		age, _ := strconv.Atoi(tr["victim_age"])
		ok := true
		switch tr["statute"] {
		case "53a-83(c)":
			ok = age < 18 || tr["victim_trafficked"] == "true"
		case "53a-86(a)(1)":
			ok = strings.Contains(tr["means"], "force")
		case "53a-86(a)(2)", "53a-87(a)(2)":
			ok = age < 18 && (age < 16 || tr["statute"] == "53a-87(a)(2)" || tr["offense_date"] >= "2010-10-01")
		case "53a-192a":
			ok = tr["victim_trafficked"] == "true"
		}
		if !ok {
			t.Errorf("%v", tr)
		}
	}
}

func TestTruthAgreesWithWhatIsRecorded(t *testing.T) {
	wrong := 0
	for _, f := range facts(t, Config{Seed: 1}) {
		for _, c := range TruthColumns {
			recorded := f.row[c]
			switch {
			case recorded == "" || c == "statute":
			case c == "class":
				if class, _ := law.RecordClass(recorded); class.String() != f.truth[c] {
					wrong++
				}
			case c == "inchoate":
				if recorded != f.truth[c] {
					t.Errorf("%v", f)
				}
			case recorded != f.truth[c]:
				t.Errorf("%s: %s %q, truly %q", f.row["charge_id"], c, recorded, f.truth[c])
			}
		}
	}
	if wrong < 3 || wrong > 30 {
		t.Errorf("%d wrong classes; a handful was meant", wrong)
	}
}

func TestVictimsAreShared(t *testing.T) {
	charges := map[string]map[string]bool{}
	truth := map[string]string{}
	for _, f := range once(facts(t, Config{Seed: 1})) {
		v := f.row["victim_id"]
		if v == "" {
			continue
		}
		if charges[v] == nil {
			charges[v] = map[string]bool{}
		}
		charges[v][f.row["charge_id"]] = true
		facts := f.truth["victim_age"] + f.truth["victim_trafficked"] + f.truth["means"]
		if before := truth[v]; before != "" && before != facts {
			t.Errorf("victim %s is %s and %s", v, before, facts)
		}
		truth[v] = facts
	}
	shared := 0
	for _, ids := range charges {
		if len(ids) > 1 {
			shared++
		}
	}
	if shared == 0 {
		t.Error("no victim is shared")
	}
}

func TestSentencesKeepToTheClass(t *testing.T) {
	limits := map[law.Class]struct{ jail, fine int }{
		law.FelonyA: {25 * 365, 20000}, law.FelonyB: {20 * 365, 15000}, law.FelonyC: {3650, 10000}, law.FelonyD: {5 * 365, 5000},
		law.MisdemeanorA: {365, 2000}, law.MisdemeanorB: {182, 1000}, law.MisdemeanorC: {92, 500},
	}
	for _, f := range facts(t, Config{Rows: 60_000, Seed: 6}) {
		r := f.row
		if r["disposition"] != "convicted" {
			if r["jail_days"]+r["fine"] != "" {
				t.Errorf("a sentence without a conviction: %v", r)
			}
			continue
		}
		class := convictedClass(f)
		jail, suspended, fine := number(r["jail_days"]), number(r["suspended_days"]), number(r["fine"])
		if l, ok := limits[class]; ok && (jail > l.jail || fine > l.fine) || suspended > jail {
			t.Errorf("%s: %v", class, r)
		}
		if class == law.FelonyA && number(r["probation_days"]) > 0 {
			t.Errorf("probation for a class A felony: %v", r)
		}
	}
}

func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

func convictedClass(f fact) law.Class {
	if final := f.row["final_statute"]; final != "" && final != f.row["statute"] {
		return find(final).class
	}
	class, _ := law.ParseClass(f.truth["class"])
	return class
}

func TestYearsVaryMoreThanChance(t *testing.T) {
	for seed := uint64(1); seed <= 5; seed++ {
		byYear := map[string]int{}
		for _, f := range once(facts(t, Config{Seed: seed})) {
			if groupOf(f.row["statute"]) == "selling" {
				d, _ := law.ParseDate(f.row["filed_date"])
				byYear[d.FiscalYear().String()]++
			}
		}
		sum, squares := 0, 0
		for _, n := range byYear {
			sum, squares = sum+n, squares+n*n
		}
		variance := squares/10 - sum/10*(sum/10)
		if len(byYear) != 10 || variance < 2*sum/10 {
			t.Errorf("seed %d: %v, variance %d", seed, byYear, variance)
		}
	}
}

func TestStreamGivesEveryRowOnce(t *testing.T) {
	for _, n := range []int64{1, 2, 999, 20_000} {
		all := facts(t, Config{Rows: n, Seed: 9})
		if int64(len(all)) != n || len(once(all)) != len(all) {
			t.Errorf("%d rows wanted, %d made, %d of them once", n, len(all), len(once(all)))
		}
	}
}

func TestStreamBeginsTheSame(t *testing.T) {
	long := file(t, Config{Rows: 5000, Seed: 3})
	if !bytes.HasPrefix(long, file(t, Config{Rows: 1000, Seed: 3})) {
		t.Error("the first rows hang on how many follow")
	}
}

// The mix of a long stream is that of the sample, within a tenth.
func TestStreamKeepsTheMix(t *testing.T) {
	const times = 6
	got := map[string]int{}
	for _, f := range facts(t, Config{Rows: times * sampleRows, Seed: 2}) {
		got[groupOf(f.row["statute"])]++
	}
	for g, want := range map[string]int{"selling": 3557, "buying": 1378} {
		if n := got[g] / times; n < want*9/10 || n > want*11/10 {
			t.Errorf("%s: %d in the stream for %d in the sample", g, n, want)
		}
	}
}

func TestStreamHoldsLittle(t *testing.T) {
	runtime.GC() // what other tests left
	var peak uint64
	rows := 0
	Generate(Config{Rows: 600_000, Seed: 1}, func(*Record) error {
		if rows++; rows%50_000 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
		}
		return nil
	})
	if peak > 64<<20 {
		t.Errorf("%d bytes held", peak)
	}
	allocs := testing.AllocsPerRun(1, func() {
		Generate(Config{Rows: 100_000, Seed: 1}, func(*Record) error { return nil })
	})
	if allocs > 300_000 {
		t.Errorf("%v allocations for 100,000 rows", allocs)
	}
}

func TestErrorsStopIt(t *testing.T) {
	stop := errors.New("full")
	n := 0
	err := Generate(Config{Rows: 10}, func(*Record) error { n++; return stop })
	if err != stop || n != 1 {
		t.Errorf("%v after %d", err, n)
	}
	if err := Generate(Config{Rows: -1}, nil); err == nil {
		t.Error("a negative number of rows is no error")
	}
}

func TestKindsNameOffences(t *testing.T) {
	for _, k := range kinds {
		for _, c := range slices.Concat(k.mains, k.sides) {
			find(c.cite)
		}
	}
	for _, o := range offences {
		if o.lesser != "" {
			find(o.lesser)
		}
	}
}

func BenchmarkStream(b *testing.B) {
	b.ReportAllocs()
	Generate(Config{Rows: int64(b.N), Seed: 3}, func(*Record) error { return nil })
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
