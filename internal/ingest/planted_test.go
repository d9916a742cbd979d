package ingest

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"impact/internal/court"

	"github.com/apache/arrow/go/v17/arrow"
)

// go test ./internal/ingest -run 'Planted|Harmless' -planted 100000 -v measures on larger
// files what the tests hold on small ones.
var plantedRows = flag.Int("planted", 2000, "rows of the files in which identifiers are planted")

// A person is invented. Three of five have a given name, three of ten a family name, that
// the guard's lists know.
type person struct {
	given, family    string
	area, group, end int
	phone            string
	year, month, day int
	house            int
	street, town     string
	number           int
	r                *rand.Rand
}

var someGiven, someFamily = sortedWords(givenNames), sortedWords(familyNames)

func sortedWords(s *wordSet) (out []string) {
	for w := range s.words {
		out = append(out, w)
	}
	slices.Sort(out)
	return out
}

func newPerson(r *rand.Rand) *person {
	p := &person{r: r, year: 1955 + r.IntN(45), month: 1 + r.IntN(12), day: 1 + r.IntN(28), house: 1 + r.IntN(1900), number: 1 + r.IntN(999_999)}
	p.given, p.family = syllables(r, 2), syllables(r, 2+r.IntN(2))
	if r.IntN(5) < 3 {
		p.given = someGiven[r.IntN(len(someGiven))]
	}
	if r.IntN(10) < 3 {
		p.family = someFamily[r.IntN(len(someFamily))]
	}
	p.given, p.family = capital(p.given), capital(p.family)
	p.area = 40 + r.IntN(10) // of Connecticut, for three of five
	if r.IntN(5) > 2 {
		for p.area = 1 + r.IntN(772); p.area == 666; {
			p.area++
		}
	}
	p.group, p.end = 1+r.IntN(99), 1+r.IntN(9999)
	p.phone = fmt.Sprintf("%s%d%02d%04d", []string{"860", "203", "475", "959", "413", "212"}[r.IntN(6)], 2+r.IntN(8), 20+r.IntN(80), r.IntN(10_000))
	p.street, p.town = capital(syllables(r, 2)), capital(syllables(r, 3))
	return p
}

func syllables(r *rand.Rand, n int) (out string) {
	for range n {
		out += []string{"ba", "ren", "dos", "ki", "lam", "tur", "vey", "shon", "ze", "qua", "mi", "pol"}[r.IntN(12)]
	}
	return out
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (p *person) ssn(sep string) string {
	return fmt.Sprintf("%03d%s%02d%s%04d", p.area, sep, p.group, sep, p.end)
}

func (p *person) born() time.Time {
	return time.Date(p.year, time.Month(p.month), p.day, 0, 0, 0, 0, time.UTC)
}

func (p *person) pick(list ...string) string { return list[p.r.IntN(len(list))] }

// forms are ways in which identifiers are written, and from which share of the rows on a
// file with them must be stopped, where the other rows hold something harmless: 0 stands
// for one single row, 1 for all rows but the empty ones.
var forms = []struct {
	name  string
	trace trace
	from  float64
	write func(*person) string
}{
	{"SSN with hyphens", ofSSN, 0, func(p *person) string { return p.ssn("-") }},
	{"SSN in a text", ofSSN, 0, func(p *person) string { return "he gave SSN " + p.ssn("") + " to the clerk" }},
	{"SSN masked", ofSSN, 0, func(p *person) string { return fmt.Sprintf("xxx-xx-%04d", p.end) }},
	{"SSN with blanks, announced", ofSSN, 0, func(p *person) string { return "stopped; SSN: " + p.ssn(" ") }},
	{"record number", ofRecord, 0, func(p *person) string { return fmt.Sprintf("taken to hospital, MRN %07d", p.number) }},
	{"SSN as a spreadsheet's text", ofSSN, 0, func(p *person) string { return "'" + p.ssn("-") }},
	{"SSN with points or strokes", ofSSN, 0, func(p *person) string { return p.ssn(p.pick(".", "/", "_")) }},
	{"SSN with no-break spaces", ofSSN, 0, func(p *person) string { return p.ssn("\u00a0") }},
	{"SSN among letters", ofSSN, 0, func(p *person) string { return "X" + p.ssn("-") + "Y" }},
	{"SSN with blanks", ofSSN, 0, func(p *person) string { return p.ssn(" ") }},
	{"SSN, nine digits", ofSSN, 1, func(p *person) string { return p.ssn("") }},
	{"SSN as a number", ofSSN, 1, func(p *person) string { return strings.TrimLeft(p.ssn(""), "0") }},
	{"e-mail with blanks", ofEmail, 0, func(p *person) string { return strings.ToUpper(p.given) + ".5 @ GMAIL.COM" }},
	{"phone +18605550100", ofPhone, 0, func(p *person) string { return "+1" + p.phone }},
	{"phone, eleven digits", ofPhone, 1, func(p *person) string { return "1" + p.phone }},
	{"phone 555-0100", ofPhone, 1, func(p *person) string { return p.phone[3:6] + "-" + p.phone[6:] }},
	{"docket of Connecticut, without signs", ofDocket, 1, func(p *person) string {
		return fmt.Sprintf("%sCR%02d%07d%s", p.pick("HHB", "H14H", "N23N", "FBT", "W19"), 5+p.r.IntN(15), p.number, p.pick("S", "T"))
	}},
	{"docket of Connecticut, with blanks", ofDocket, 1, func(p *person) string {
		return fmt.Sprintf("%s CR%02d %07d %s", p.pick("HHB", "H14H", "N23N", "FBT", "W19"), 5+p.r.IntN(15), p.number, p.pick("S", "T"))
	}},
	{"docket 2015CF001234A", ofDocket, 1, func(p *person) string {
		return fmt.Sprintf("%dCF%06d%s", 2005+p.r.IntN(15), p.number, p.pick("A", "B", ""))
	}},
	{"docket 1501CR001234", ofDocket, 1, func(p *person) string { return fmt.Sprintf("%02d%02dCR%06d", 5+p.r.IntN(15), 1+p.r.IntN(90), p.number) }},
	{"Family/Given", ofName, 1, func(p *person) string { return p.family + "/" + p.given }},
	{"Family_Given", ofName, 1, func(p *person) string { return p.family + "_" + p.given }},
	{"Family; Given", ofName, 1, func(p *person) string { return p.family + "; " + p.given }},
	{"caption", ofName, 0, func(p *person) string { return p.pick("State v. ", "Commonwealth v ") + p.family }},
	{"Elm St 12", ofAddress, 0.01, func(p *person) string { return fmt.Sprintf("%s %s %d", p.street, p.pick("St", "Ave", "Road"), p.house) }},
	{"Broadway", ofAddress, 0.01, func(p *person) string { return fmt.Sprintf("%d Broadway", p.house) }},
	{"address with a flat", ofAddress, 0, func(p *person) string { return fmt.Sprintf("%d N. %s St., Apt %d", p.house, p.street, p.r.IntN(90)) }},
	{"birth in seconds", ofBirth, 1, func(p *person) string { return fmt.Sprint(p.born().Unix()) }},
	{"birth in milliseconds", ofBirth, 1, func(p *person) string { return fmt.Sprint(p.born().UnixMilli()) }},
	{"e-mail", ofEmail, 0, func(p *person) string { return strings.ToLower(p.given+"."+p.family) + "@example.org" }},
	{"e-mail in a text", ofEmail, 0, func(p *person) string { return "wrote from " + p.given + "@mail.example.com, then called" }},
	{"phone (860) 555-0100", ofPhone, 0, func(p *person) string { return fmt.Sprintf("(%s) %s-%s", p.phone[:3], p.phone[3:6], p.phone[6:]) }},
	{"phone 860-555-0100", ofPhone, 0, func(p *person) string { return p.phone[:3] + "-" + p.phone[3:6] + "-" + p.phone[6:] }},
	{"phone in a text", ofPhone, 0, func(p *person) string { return "cell " + p.phone + " did not answer" }},
	{"phone with blanks, announced", ofPhone, 0, func(p *person) string {
		return p.pick("tel ", "ph. ", "Phone: ") + p.phone[:3] + " " + p.phone[3:6] + " " + p.phone[6:]
	}},
	{"phone with a stroke", ofPhone, 0, func(p *person) string { return p.phone[:3] + "/" + p.phone[3:6] + "-" + p.phone[6:] }},
	{"phone with blanks", ofPhone, 0, func(p *person) string { return p.phone[:3] + " " + p.phone[3:6] + " " + p.phone[6:] }},
	{"phone, ten digits", ofPhone, 1, func(p *person) string { return p.phone }},
	{"docket of Connecticut", ofDocket, 0, func(p *person) string {
		return fmt.Sprintf("%s-CR%02d-%07d-%s", p.pick("HHB", "H14H", "N23N", "FBT", "W19"), 5+p.r.IntN(15), p.number, p.pick("S", "T"))
	}},
	{"docket of other courts", ofDocket, 0, func(p *person) string {
		y := 2005 + p.r.IntN(15)
		return p.pick(fmt.Sprintf("%d-CF-%06d", y, p.number), fmt.Sprintf("3:%02d-cr-%05d", y%100, p.number%100_000), fmt.Sprintf("CP-51-CR-%07d-%d", p.number, y), fmt.Sprintf("27-CR-%02d-%05d", y%100, p.number%100_000))
	}},
	{"docket number, announced", ofDocket, 0, func(p *person) string {
		return fmt.Sprintf("see %s %06d", p.pick("docket no.", "Docket Number", "case no.", "dkt #"), p.number)
	}},
	{"docket without signs", ofDocket, 1, func(p *person) string { return fmt.Sprintf("%02dCR%06d", 5+p.r.IntN(15), p.number) }},
	{"docket of Washington", ofDocket, 0.01, func(p *person) string {
		return fmt.Sprintf("%02d-1-%05d-%d", 5+p.r.IntN(15), p.number%100_000, p.r.IntN(10))
	}},
	{"address", ofAddress, 0, func(p *person) string {
		return fmt.Sprintf("%d %s %s", p.house, p.street, p.pick("Street", "Avenue", "Lane"))
	}},
	{"address, short", ofAddress, 0.01, func(p *person) string { return fmt.Sprintf("%d %s %s", p.house, p.street, p.pick("St", "Rd", "Dr")) }},
	{"address in a text", ofAddress, 0.01, func(p *person) string { return fmt.Sprintf("met at %d %s Ave in %s", p.house, p.street, p.town) }},
	{"birth in a text", ofBirth, 0, func(p *person) string { return fmt.Sprintf("DOB %d/%d/%02d, at large", p.month, p.day, p.year%100) }},
	{"birth b. 1/2/1980", ofBirth, 0, func(p *person) string {
		return fmt.Sprintf("the child, b. %d/%d/%d, was present", p.month, p.day, p.year)
	}},
	{"birth 1980-01-02", ofBirth, 1, func(p *person) string { return fmt.Sprintf("%d-%02d-%02d", p.year, p.month, p.day) }},
	{"birth 1/2/1980", ofBirth, 1, func(p *person) string { return fmt.Sprintf("%d/%d/%d", p.month, p.day, p.year) }},
	{"birth 2-Jan-80", ofBirth, 1, func(p *person) string {
		return fmt.Sprintf("%d-%s-%02d", p.day, capital(monthNames[p.month-1][:3]), p.year%100)
	}},
	{"birth 19800102", ofBirth, 1, func(p *person) string { return fmt.Sprintf("%d%02d%02d", p.year, p.month, p.day) }},
	{"name in a text, with a role", ofName, 0.01, func(p *person) string { return "stopped by defendant " + p.given + " " + p.family + " at noon" }},
	{"name in a text", ofName, 0.1, func(p *person) string { return "stopped by " + p.given + " " + p.family + " at noon" }},
	{"Family, Given", ofName, 0.01, func(p *person) string { return p.family + ", " + p.given }},
	{"FAMILY, GIVEN I", ofName, 0.01, func(p *person) string {
		return strings.ToUpper(p.family + ", " + p.given + " " + p.pick("A", "B", "C"))
	}},
	{"Given Family", ofName, 0.1, func(p *person) string { return p.given + " " + p.family }},
	{"given family", ofName, 1, func(p *person) string { return strings.ToLower(p.given + " " + p.family) }},
	{"G. Family", ofName, 1, func(p *person) string { return p.given[:1] + ". " + p.family }},
	{"G.F.", ofName, 1, func(p *person) string { return capital(p.given)[:1] + "." + p.family[:1] + "." }},
}

// harmless are columns that must stop no run.
var harmless = []struct {
	name, column string
	write        func(*rand.Rand, int) string
}{
	{"hexadecimal", "person_id", func(r *rand.Rand, _ int) string { return fmt.Sprintf("%016x", r.Uint64()) }},
	{"hexadecimal, long", "ref", func(r *rand.Rand, _ int) string { return fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64()) }},
	{"base 32", "person_id", func(r *rand.Rand, _ int) string { return letters(r, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16) }},
	{"base 36", "ref", func(r *rand.Rand, _ int) string { return letters(r, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 10) }},
	{"base 64", "ref", func(r *rand.Rand, _ int) string {
		return letters(r, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_", 22)
	}},
	{"UUID", "case_id", func(r *rand.Rand, _ int) string {
		x, y := r.Uint64(), r.Uint64()
		return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", x>>32, x>>16&0xffff, x&0xfff, y>>52, y&(1<<48-1))
	}},
	{"nine digits", "person_id", func(r *rand.Rand, _ int) string { return fmt.Sprint(100_000_000 + r.IntN(900_000_000)) }},
	{"nine digits, no id", "ref", func(r *rand.Rand, _ int) string { return fmt.Sprint(100_000_000 + r.IntN(900_000_000)) }},
	{"nine digits with zeros", "ref", func(r *rand.Rand, _ int) string { return fmt.Sprintf("%09d", r.IntN(1_000_000_000)) }},
	{"nine digits, beginning with 1", "person_id", func(r *rand.Rand, _ int) string { return fmt.Sprint(100_000_000 + r.IntN(100_000_000)) }},
	{"nine digits, up to 2^29", "person_id", func(r *rand.Rand, _ int) string { return fmt.Sprint(r.IntN(1 << 29)) }},
	{"nine digits, counted", "ref", func(_ *rand.Rand, i int) string { return fmt.Sprint(123_450_001 + i) }},
	{"nine digits, counted by sevens", "person_id", func(_ *rand.Rand, i int) string { return fmt.Sprint(210_000_003 + 7*i) }},
	{"eight digits", "ref", func(r *rand.Rand, _ int) string { return fmt.Sprint(10_000_000 + r.IntN(90_000_000)) }},
	{"ten digits", "ref", func(r *rand.Rand, _ int) string { return fmt.Sprint(1_000_000_000 + r.IntN(9_000_000_000)) }},
	{"seconds", "ref", func(r *rand.Rand, _ int) string { return fmt.Sprint(1_262_304_000 + r.IntN(200_000_000)) }},
	{"counted with a sign", "case_id", func(_ *rand.Rand, i int) string { return fmt.Sprintf("CASE-%06d", i) }},
	{"courts", "court", func(r *rand.Rand, _ int) string { return fmt.Sprintf("G.A. %d", 1+r.IntN(23)) }},
	{"towns", "court", func(r *rand.Rand, _ int) string { return someTowns[r.IntN(len(someTowns))] }},
	{"towns, in another column", "place", func(r *rand.Rand, _ int) string { return someTowns[r.IntN(len(someTowns))] }},
	{"counties", "county", func(r *rand.Rand, _ int) string { return someCounties[r.IntN(len(someCounties))] }},
	{"court houses", "court", func(r *rand.Rand, _ int) string {
		return []string{"20 Franklin Square, New Britain", "235 Church Street, New Haven", "14 West River Street, Milford", "1 Court Street", "Thomas J. Meskill Law Library", "Edward J. Smith Courthouse"}[r.IntN(6)]
	}},
	{"court houses by name", "court", func(r *rand.Rand, _ int) string {
		return []string{"Jane Q. Roe Courthouse", "Thomas J. Meskill Federal Building", "GA-15", "Judicial District of Scott M. Lee", "New Britain"}[r.IntN(5)]
	}},
	{"numbers counted", "ref", func(_ *rand.Rand, i int) string { return fmt.Sprint(20_000 + i) }},
	{"five digits", "ref", func(r *rand.Rand, _ int) string { return fmt.Sprint(10_000 + r.IntN(90_000)) }},
	{"bonds", "security", func(r *rand.Rand, _ int) string { return fmt.Sprint(10_000 + 500*r.IntN(50)) }},
	{"postal codes", "zip", func(r *rand.Rand, _ int) string { return fmt.Sprint(10_001 + r.IntN(25_000)) }},
	{"codes of two letters", "outcome", func(r *rand.Rand, _ int) string { return letters(r, "ACDGJNPRTX", 2) }},
	{"codes with underscores", "result", func(r *rand.Rand, _ int) string {
		return []string{"plea_guilty", "no_contest", "not_guilty", "nolle_entered", "dismissed_early", "jury_trial", "court_trial"}[r.IntN(7)]
	}},
	{"two charges", "description", func(r *rand.Rand, _ int) string {
		return []string{"Assault/Larceny", "Theft/Fraud", "White/Black", "Burglary; Robbery", "Prostitution/Pandering", "Male/Female"}[r.IntN(6)]
	}},
	{"statutes of Hawaii", "statute text", func(r *rand.Rand, _ int) string {
		return []string{"712-1200", "712-1203", "707-0730", "712-1209", "712-1202"}[r.IntN(5)]
	}},
	{"seconds of loading", "loaded", func(r *rand.Rand, _ int) string { return fmt.Sprint(1_420_070_400 + 3600*r.IntN(20_000)) }},
	{"charges", "description", func(r *rand.Rand, _ int) string { return someCharges[r.IntN(len(someCharges))] }},
	{"texts", "note", func(r *rand.Rand, i int) string { return benign(r, i) }},
	{"statutes", "final_statute", func(r *rand.Rand, _ int) string { return someStatutes[r.IntN(len(someStatutes))] }},
	{"sums", "bond", func(r *rand.Rand, _ int) string { return fmt.Sprintf("$%d,%03d.00", 1+r.IntN(999), r.IntN(1000)) }},
	{"days of arrest", "arrest day", func(r *rand.Rand, _ int) string {
		return fmt.Sprintf("%d-%02d-%02d", 2005+r.IntN(12), 1+r.IntN(12), 1+r.IntN(28))
	}},
	{"old offences", "offense_date", func(r *rand.Rand, _ int) string {
		return fmt.Sprintf("%d-%02d-%02d", 1985+r.IntN(27), 1+r.IntN(12), 1+r.IntN(28))
	}},
	{"stamps", "loaded", func(r *rand.Rand, _ int) string {
		return fmt.Sprintf("20%02d-03-04 10:%02d:11", 10+r.IntN(4), r.IntN(60))
	}},
	{"races", "defendant_race", func(r *rand.Rand, _ int) string {
		return []string{"White", "Black", "African American", "Native American", "Hispanic", "Asian", "Brown", "NA"}[r.IntN(8)]
	}},
	{"ages", "age group", func(r *rand.Rand, _ int) string { return fmt.Sprintf("%d-%d", r.IntN(9)*10, r.IntN(9)*10+9) }},
}

func letters(r *rand.Rand, of string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = of[r.IntN(len(of))]
	}
	return string(b)
}

var (
	someTowns = []string{"Bridgeport", "New Haven", "West Hartford", "East Lyme", "Old Saybrook", "Bethany", "Scott", "Madison", "Washington", "Kent", "St. Mary", "N. Haven", "E. Hartford", "W. Hartford",
		"Norwich", "Danielson", "Milford", "Charles City", "King William", "Prince George", "Mt. Vernon", "Columbia", "Warren", "Chester", "Franklin", "Hamilton", "Jackson", "Clinton"}
	someCounties = []string{"Jefferson County", "Henry County", "James City County", "Charles County", "St. Charles County", "Madison County", "Jackson County", "King County", "Lee County", "Marion County", "Washington County", "Prince William County"}
	someCharges  = []string{"Larceny, third degree", "LARCENY, SIXTH", "Sexual assault, first degree", "Risk of injury to minor", "SALE OF NARCOTICS WITHIN 1500 FT OF SCHOOL", "Failure to drive right, 14-230", "Operating under suspension",
		"PROSTITUTION 1 CT", "Patronizing a prostitute under 18", "Failure to register (Megan's Law)", "Adam Walsh Act, failure to report", "Interfering with officer", "VICTIM UNDER 13 YEARS", "Conspiracy to commit robbery 1st", "Trafficking in persons", "Breach of peace 2nd degree", "Assault on a minor child"}
	someStatutes = []string{"53a-82", "53a-83(c)", "21a-278(b)*+", "53a-49/53a-192a", "9A.40.100(1)(a)", "PL 230.25", "18 Pa.C.S. 5902", "2C:34-1(b)(3)", "796.07(2)(f)", "RCW 9.68A.101", "CR 11-303", "609.322.1", "12.1-41-02", "720 ILCS 5/10-9", "Penal Code 647(b)", "MCL 750.462b", "18 U.S.C. 1591"}
)

func benign(r *rand.Rand, i int) string {
	return fmt.Sprintf("stopped %s after %d minutes, item %d%s", []string{"at noon", "by police", "near the school", "without a licence"}[r.IntN(4)], r.IntN(90), i, []string{"", "; victim under 16", "; officer present", "; fined 500.00"}[r.IntN(4)])
}

// plantedFile is a file with a column of the texts, beside those of a usual record.
func plantedFile(t testing.TB, column string, texts []string, columns bool) File {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(len(texts)), 7))
	heads := []string{"statute", "offense_date", "filed_date", "defendant_age"}
	at := slices.Index(heads, column)
	if at < 0 {
		heads, at = append(heads, column), len(heads)
	}
	fields := make([]field, len(heads))
	var b strings.Builder
	for i, h := range heads {
		fields[i] = field{name: h, kind: arrow.BinaryTypes.String}
	}
	b.WriteString(strings.Join(heads, ",") + "\n")
	for _, text := range texts {
		year := 2006 + r.IntN(10)
		row := []string{"53a-82", fmt.Sprintf("%d-%02d-11", year, 1+r.IntN(12)), fmt.Sprintf("%d-%02d-12", year+1, 1+r.IntN(12)), fmt.Sprint(18 + r.IntN(40)), ""}[:len(heads)]
		row[at] = text
		for i, c := range row {
			if columns {
				fields[i].values = append(fields[i].values, c)
			}
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(`"` + c + `"`)
		}
		b.WriteByte('\n')
	}
	if columns {
		return inMemory("x.parquet", parquetOf(t, fields, int64(len(texts)), nil))
	}
	return inMemory("x.csv", []byte(b.String()))
}

// found reads a file by batches and returns the suspects.
func found(t testing.TB, f File) []Suspect {
	t.Helper()
	_, err := ReadBatches([]File{f}, Options{Resolve: resolver{}}, 2, func(int) court.Learner { return blind{} })
	var e *IdentifierError
	if errors.As(err, &e) {
		return e.Suspects
	}
	if err != nil {
		t.Fatal(err)
	}
	return nil
}

// A blind learner learns nothing.
type blind struct{}

func (blind) Learn(court.Field, uint32, *court.Charge) {}
func (blind) Take(*court.Batch) error                  { return nil }

// Planted identifiers stop the run from the share of rows on that forms says, in a
// column that nothing reads and in an id; and the rows are counted.
func TestPlanted(t *testing.T) {
	rows := *plantedRows
	for n, form := range forms {
		line := fmt.Sprintf("%-28s", form.name)
		for _, share := range []float64{0, 0.01, 0.1, 1} {
			for _, column := range []string{"x7", "person_id"} {
				r := rand.New(rand.NewPCG(uint64(n), uint64(1000*share)))
				texts := make([]string, rows)
				planted := int64(0)
				for i := range texts {
					switch {
					case share == 1 && i%50 > 0, share > 0 && share < 1 && r.Float64() < share, share == 0 && i == rows/2:
						texts[i] = form.write(newPerson(r))
						planted++
					case share == 1:
					case column == "x7":
						texts[i] = benign(r, i)
					default:
						texts[i] = fmt.Sprintf("%016x", r.Uint64())
					}
				}
				suspects := found(t, plantedFile(t, column, texts, false))
				at := slices.IndexFunc(suspects, func(s Suspect) bool { return s.trace == form.trace && s.Column == column })
				if line += " ."; at >= 0 {
					line = line[:len(line)-1] + "X"
				}
				if share >= form.from && at < 0 {
					t.Errorf("%s in %s, in %.0f%% of the rows: %v", form.name, column, 100*share, suspects)
				}
				if at >= 0 && share >= form.from && form.from == 0 && suspects[at].Rows != planted {
					t.Errorf("%s in %s: %d rows are told, %d are planted", form.name, column, suspects[at].Rows, planted)
				}
				for _, s := range suspects {
					if s.Column != column {
						t.Errorf("%s in %s: %s is suspect too", form.name, column, s.Column)
					}
				}
			}
		}
		t.Log(line)
	}
}

// Both readers name the same columns, kinds and rows, however many work at it and in
// whatever order the rows stand; of Parquet files too.
func TestPlantedAlike(t *testing.T) {
	for n, form := range forms {
		r := rand.New(rand.NewPCG(uint64(n), 3))
		texts := make([]string, 300)
		for i := range texts {
			if texts[i] = benign(r, i); form.from == 1 || i%7 == 0 {
				texts[i] = form.write(newPerson(r))
			}
		}
		f := plantedFile(t, "x7", texts, n%2 == 0)
		agree(t, []File{f}, Options{Resolve: resolver{}}, 3, limits{sheet: 512, tail: 64, rows: 20, texts: 50, long: 500})
		slices.Reverse(texts)
		other := plantedFile(t, "x7", texts, n%2 == 0)
		if a, b := fmt.Sprint(found(t, f)), fmt.Sprint(found(t, other)); a != b || a == "[]" {
			t.Errorf("%s: %s, and backwards %s", form.name, a, b)
		}
	}
}

// Columns that identify nobody stop no run: neither long ones nor short ones.
func TestHarmless(t *testing.T) {
	for _, rows := range []int{40, 300, *plantedRows} {
		for n, h := range harmless {
			for seed := range uint64(3) {
				r := rand.New(rand.NewPCG(seed, uint64(n)))
				texts := make([]string, rows)
				for i := range texts {
					texts[i] = h.write(r, i)
				}
				for _, s := range found(t, plantedFile(t, h.column, texts, false)) {
					t.Errorf("%s, %d rows, seed %d: %s looks like %s", h.name, rows, seed, s.Column, s.Why)
				}
			}
		}
	}
}

// columnOf is a file of rows of a record with a column of texts by row.
func columnOf(t *testing.T, column string, rows int, text func(i int) string) File {
	t.Helper()
	texts := make([]string, rows)
	for i := range texts {
		texts[i] = text(i)
	}
	return plantedFile(t, column, texts, false)
}

// Numbers of days, as spreadsheets keep them, are births where they lie as births do, and
// not where they are ids, counted, round or later.
func TestSerialBirths(t *testing.T) {
	for what, c := range map[string]struct {
		column string
		text   func(r *rand.Rand, i int) string
		birth  bool
	}{
		"births":               {"x7", func(r *rand.Rand, _ int) string { return fmt.Sprint(newPerson(r).born().Unix()/86400 + 25569) }, true},
		"births with a point":  {"x7", func(r *rand.Rand, _ int) string { return fmt.Sprintf("%d.0", newPerson(r).born().Unix()/86400+25569) }, true},
		"births, far apart":    {"x7", func(r *rand.Rand, _ int) string { return fmt.Sprint(12_000 + r.IntN(22_000)) }, true},
		"seconds":              {"x7", func(r *rand.Rand, _ int) string { return fmt.Sprint(r.IntN(1_600_000_000) - 600_000_000) }, true},
		"a hash with its sign": {"x7", func(r *rand.Rand, _ int) string { return fmt.Sprint(int32(r.Uint32())) }, false},
		"seconds since":        {"loaded", func(r *rand.Rand, _ int) string { return fmt.Sprint(1_200_000_000 + r.IntN(100_000_000)) }, false},
		"an id":                {"person key", func(r *rand.Rand, _ int) string { return fmt.Sprint(12_000 + r.IntN(22_000)) }, false},
		"counted":              {"x7", func(_ *rand.Rand, i int) string { return fmt.Sprint(25_000 + i) }, false},
		"counted from one":     {"x7", func(_ *rand.Rand, i int) string { return fmt.Sprint(1 + 40*i) }, false},
		"round":                {"x7", func(r *rand.Rand, _ int) string { return fmt.Sprint(100 * (150 + r.IntN(200))) }, false},
		"days of the offences": {"x7", func(r *rand.Rand, _ int) string { return fmt.Sprint(38_718 + r.IntN(3_650)) }, false},
		"a race by its name":   {"race of accused", func(r *rand.Rand, _ int) string { return fmt.Sprint(12_000 + r.IntN(22_000)) }, false},
		"of a victim":          {"victim day", func(r *rand.Rand, _ int) string { return fmt.Sprint(12_000 + r.IntN(22_000)) }, true},
		"a sum by its name":    {"bond", func(r *rand.Rand, _ int) string { return fmt.Sprint(12_000 + r.IntN(22_000)) }, false},
	} {
		r := rand.New(rand.NewPCG(4, 4))
		suspects := found(t, columnOf(t, c.column, 1200, func(i int) string { return c.text(r, i) }))
		if got := len(suspects) == 1 && suspects[0].trace == ofBirth; got != c.birth || len(suspects) > 1 || !got && len(suspects) > 0 {
			t.Errorf("%s: %v", what, suspects)
		}
	}
}

// Of two capitals alone more than there are codes of anything are initials.
func TestPairsOfInitials(t *testing.T) {
	for n, want := range map[int]bool{20: false, 60: false, 180: true} {
		suspects := found(t, columnOf(t, "x7", 1200, func(i int) string { return string([]byte{'A' + byte(i%n%24), 'A' + byte(i%n/24)}) }))
		if got := len(suspects) == 1 && suspects[0].trace == ofName; got != want {
			t.Errorf("%d different: %v", n, suspects)
		}
	}
}

// A column of courts holds names of court houses and, where courts are written so, their
// addresses; a person's name or home in it stops the run as elsewhere.
func TestCourtIsNoRefuge(t *testing.T) {
	for text, want := range map[string]trace{
		"defendant Jane Roe": ofName, "Jane Q. Roe": ofName, "Victim: Maria Lopez": ofName, "State v. Lopez": ofName, "defendant Jane Roe, Superior Court": ofName,
		"12 Main Street": ofAddress, "P.O. Box 12": ofAddress, "12 Main St Apt 4": ofAddress, "jane@example.org": ofEmail, "078-05-1120": ofSSN, "DOB 1/2/80": ofBirth, "860-555-0100": ofPhone, "HHB-CR15-0123456-S": ofDocket,
		"Jane Q. Roe Courthouse": noTrace, "Thomas J. Meskill Law Library": noTrace, "New Britain": noTrace, "Court Street": noTrace, "GA 14": noTrace, "Smith, Scott Judicial District": noTrace,
	} {
		suspects := found(t, columnOf(t, "court", 300, func(i int) string {
			if i == 150 {
				return text
			}
			return []string{"GA-15", "GA-14", "Hartford", "New Britain", "Milford"}[i%5]
		}))
		if got := len(suspects) == 1 && suspects[0].trace == want; got != (want != noTrace) || want == noTrace && len(suspects) > 0 {
			t.Errorf("%q: %v, want %s", text, suspects, traceNames[want])
		}
	}
	three := []string{"Lopez, Maria", "Smith, John", "Roe, Jane"}
	if s := found(t, columnOf(t, "court", 300, func(i int) string { return append(three, "GA-15")[min(i, 3)] })); len(s) != 1 || s[0].trace != ofName {
		t.Errorf("three names among courts: %v", s)
	}
	streets := []string{"20 Franklin Square, New Britain", "235 Church Street, New Haven", "14 West River Street, Milford", "GA-15", "GA-14", "Hartford", "Danielson"}
	if s := found(t, columnOf(t, "court", 300, func(i int) string { return streets[i%len(streets)] })); len(s) > 0 {
		t.Errorf("addresses of court houses: %v", s)
	}
	if s := found(t, columnOf(t, "court", 300, func(i int) string { return append(streets, "12 Main St Apt 4", "P.O. Box 9")[i%8] })); len(s) != 1 || s[0].trace != ofAddress {
		t.Errorf("a home among addresses of court houses: %v", s)
	}
}

// In a column that nothing reads, one number in any row stops a run, of Parquet as of CSV.
func TestPlantedLate(t *testing.T) {
	for _, at := range []int{0, glance, 29_999} {
		texts := slices.Repeat([]string{"seen"}, 30_000)
		texts[at] = "078-05-1120"
		for _, columns := range []bool{false, true} {
			if s := found(t, plantedFile(t, "note", texts, columns)); len(s) != 1 || s[0].Column != "note" || s[0].Rows != 1 {
				t.Errorf("row %d, as Parquet %v: %+v", at, columns, s)
			}
		}
	}
}
