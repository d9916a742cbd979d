package ingest

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"impact/internal/court"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"golang.org/x/text/encoding/unicode"
)

// A scribe is a Learner that writes the charges of batches as lines.
type scribe struct {
	t     testing.TB
	texts [court.Fields]map[uint32]court.Charge
	out   *ledgerOfLines
}

// ledgerOfLines are the lines of all scribes of one reading.
type ledgerOfLines struct {
	mu    sync.Mutex
	lines []string
}

// move copies one field of a charge.
func move(f court.Field, to, from *court.Charge) {
	switch f {
	case court.OfStatute:
		to.Statute = from.Statute
	case court.OfFinal:
		to.Final = from.Final
	case court.OfClass:
		to.RecordClass = from.RecordClass
	case court.OfOffense:
		to.Offense = from.Offense
	case court.OfFiled:
		to.Filed = from.Filed
	case court.OfDisposed:
		to.Disposed = from.Disposed
	case court.OfDisposition:
		to.Disposition = from.Disposition
	case court.OfJail:
		to.Jail = from.Jail
	case court.OfSuspended:
		to.Suspended = from.Suspended
	case court.OfProbation:
		to.Probation = from.Probation
	case court.OfFine:
		to.Fine = from.Fine
	case court.OfVictimAge:
		to.VictimAge = from.VictimAge
	case court.OfTrafficked:
		to.Trafficked = from.Trafficked
	case court.OfMeans:
		to.Means = from.Means
	case court.OfPriors:
		to.Priors = from.Priors
	case court.OfFindings:
		to.Findings, to.NoFindings = from.Findings, from.NoFindings
	case court.OfDefendantAge:
		to.DefendantAge = from.DefendantAge
	case court.OfSex:
		to.Sex = from.Sex
	case court.OfRace:
		to.Race = from.Race
	case court.OfCounts:
		to.Counts = from.Counts
	}
}

func (s *scribe) Learn(f court.Field, code uint32, c *court.Charge) {
	only := court.Blank()
	move(f, &only, c)
	if !reflect.DeepEqual(only, *c) {
		s.t.Errorf("of field %d is taught %+v", f, *c)
	}
	if s.texts[f] == nil {
		s.texts[f] = map[uint32]court.Charge{}
	}
	s.texts[f][code] = only
}

func (s *scribe) Take(b *court.Batch) error {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	for i := range b.Rows {
		c := court.Blank()
		for f, codes := range b.Codes {
			if codes == nil {
				continue
			}
			taught, known := s.texts[f][codes[i]]
			if !known {
				s.t.Errorf("code %d of field %d was not taught", codes[i], f)
			}
			move(court.Field(f), &c, &taught)
		}
		ids := ""
		for _, list := range [][2]any{{b.ID}, {b.Case}, {b.Person}, {b.Victim}} {
			ids += idText(list[0], i)
		}
		s.out.lines = append(s.out.lines, fmt.Sprintf("%s%+v", ids, c))
	}
	return nil
}

func idText(list any, i int) string {
	v := reflect.ValueOf(list)
	if v.IsNil() {
		return fmt.Sprintf("%v ", court.Hash(""))
	}
	return fmt.Sprintf("%v ", v.Index(i).Interface())
}

// lineOf is what a scribe writes of a charge.
func lineOf(c *court.Charge) string {
	bare := *c
	bare.ID, bare.Case, bare.Person, bare.Victim, bare.Court = "", "", "", "", ""
	return fmt.Sprintf("%v %v %v %v %+v", court.Hash(c.ID), court.Hash(c.Case), court.Hash(c.Person), court.Hash(c.Victim), bare)
}

// agree reads files both ways, and holds one against the other. It returns whether
// they could be read.
func agree(t testing.TB, files []File, o Options, workers int, l limits) bool {
	t.Helper()
	var want []string
	wantQ, wantErr := Read(files, o, func(c *court.Charge) error {
		want = append(want, lineOf(c))
		return nil
	})
	got := &ledgerOfLines{}
	q, err := readBatches(files, o, workers, func(int) court.Learner { return &scribe{t: t, out: got} }, l)
	if fmt.Sprintf("%T %v", err, err) != fmt.Sprintf("%T %v", wantErr, wantErr) {
		t.Fatalf("by batches: %T %v\nby rows:    %T %v", err, err, wantErr, wantErr)
	}
	if err != nil {
		return false
	}
	if !reflect.DeepEqual(q, wantQ) {
		t.Fatalf("by batches: %+v\nby rows:    %+v", q, wantQ)
	}
	slices.Sort(want)
	slices.Sort(got.lines)
	if !slices.Equal(got.lines, want) {
		for i := range min(len(want), len(got.lines)) {
			if want[i] != got.lines[i] {
				t.Fatalf("charge %d by batches: %s\nby rows: %s", i, got.lines[i], want[i])
			}
		}
		t.Fatalf("%d charges by batches, %d by rows", len(got.lines), len(want))
	}
	return true
}

// tight are limits under which every border is met.
func tight(r *rand.Rand) limits {
	return limits{sheet: 1 + r.Int64N(1<<r.IntN(10)), tail: r.Int64N(1 << r.IntN(8)), rows: 1 + r.IntN(40), texts: 1 + r.IntN(60), long: 1 + r.IntN(2000)}
}

// mess are cells that may stand in any column of a messy file.
var mess = map[string][]string{
	"charge_id":     {"c1", "c2", "00ff00ff00ff00ff", "NA", "unknown", " c3 ", "Ünï", "id\xe9", "", "nullx", "HHB-CR12-01"},
	"case_id":       {"k1", "k2", "0123456789abcdef", "0123456789abcdeg", "na", "", "\"k\"\"q\""},
	"person_id":     {"1", "22", "4444444444", "null", ""},
	"victim_id":     {"v1", "v2", "", "N/A"},
	"statute":       {"53a-82", "53a-83", "53a-49/53a-82", "53a-83(a)(1)", "larceny", "x", "", "NA", "53a-86*", "a statute text that is rather longer than sixteen bytes", "53a-\xe9"},
	"final_statute": {"", "", "53a-83", "53a-49/53a-82", "fraud", "n/a"},
	"class":         {"AM", "DF", "ZZ", "", "NA", "Q\xe9"},
	"inchoate":      {"none", "attempt", "conspiracy", "", "NA", "maybe"},
	"offense_date":  {"2012-03-04", "2012-03-05 00:00:00", "2012-02-30", "", "unknown"},
	"filed_date":    {"2012-03-04", "2013-01-01", ""},
	"disposition":   {"guilty", "nolle", "\"dismissed, with costs\"", "sunk", "", "NA", "\"two\nlines\"", "\"two\r\nlines\""},
	"jail_days":     {"30", "0", "", "x", "9999999"},
	"fine":          {"\"$1,234.50\"", "10", "", "1.005"},
	"victim_age":    {"17", "400", "", "NA", "12.0"},
	"means":         {"force", "none", "\"force;fraud\"", "", "magic"},
	"findings":      {"none", "f1", "f2;f1", "none;f1", "", "NA"},
	"defendant_sex": {"M", "F", "", "\xff"},
	"counts":        {"1", "2", "7", "", "x", "0"},
	"court":         {"GA-1", "GA-2", "Caf\xe9", "Nová", "", "NA", "\"a\"b", "\"open"},
	"note":          {"", "text", "a rather long text, as notes are", "x\x00y", "5\" pipe", "860 5 0100 x"},
	"term":          {"1", "2", "", "x", "0", "NA"},
	"unit":          {"Y", "M", "", "q", "N/A"},
}

// messy writes a file in which everything occurs, and which a map can read.
func messy(r *rand.Rand, rows int, body string) string {
	names := []string{"statute"}
	for _, n := range []string{"charge_id", "case_id", "person_id", "victim_id", "final_statute", "class", "inchoate", "offense_date", "filed_date", "disposition",
		"jail_days", "fine", "victim_age", "means", "findings", "defendant_sex", "counts", "court", "note", "term", "unit"} {
		filled := strings.Contains(body, n+": {constant") || n == "jail_days" && strings.Contains(body, n)
		if wanted := strings.Contains(" note term unit", " "+n) && strings.Contains(body, n); !filled && (wanted || r.IntN(3) == 0) {
			names = append(names, n)
		}
	}
	r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	delim := []string{",", ",", ";", "\t", "|"}[r.IntN(5)]
	ends := [][]string{{"\n"}, {"\n"}, {"\r\n"}, {"\r"}, {"\n", "\r\n", "\r", "\n\n"}}[r.IntN(5)]
	clean := r.IntN(3) // how clean it is
	var b strings.Builder
	header := strings.Join(names, delim)
	b.WriteString(header + ends[0])
	for range rows {
		if clean < 2 && r.IntN(30) == 0 {
			b.WriteString([]string{header, "", "  ", "a", "a" + delim + "b", strings.Repeat("y"+delim, 30), "\"", "\x00", "# c"}[r.IntN(9)])
			b.WriteString(ends[r.IntN(len(ends))])
		}
		for i, n := range names {
			if i > 0 {
				b.WriteString(delim)
			}
			b.WriteString(cellOf(r, n, clean))
		}
		b.WriteString(ends[r.IntN(len(ends))])
	}
	return b.String()
}

// cellOf is a cell of a column: of a clean file mostly the first ones of its mess.
func cellOf(r *rand.Rand, name string, clean int) string {
	pool := mess[name]
	n := r.IntN(len(pool))
	if r.IntN(8) >= 2-clean+1 {
		n = r.IntN(min(2, len(pool)))
	}
	c := pool[n]
	switch {
	case r.IntN(40) == 0 && !strings.Contains(c, "\""):
		c = "\"" + c + "\""
	case r.IntN(60) == 0:
		c = " " + c
	case strings.HasSuffix(name, "_id") && r.IntN(2) == 0:
		c = fmt.Sprintf("%016x", r.Uint64())
	}
	return c
}

// maps are column maps under which a messy file may be read.
var maps = []string{
	"", "missing: [sunk, k1, x]\n", "checks: {note: text}\n", "checks: {term: integer, note: integer}\n",
	"columns: {jail_days: {number: term, unit: unit}}\n", "columns: {court: {constant: NA}, counts: {constant: \"3\"}}\n",
	"columns: {probation_days: {number: term, unit: unit, optional: true}, filed_date: {constant: NA}}\n",
	"columns: {inchoate: {constant: attempt}}\n", "columns: {disposition: {column: disposition, codes: {sunk: other, guilty: convicted}, optional: true}}\n",
	"columns: {charge_id: {column: case_id, codes: {k1: K, k2: NA}, optional: true}, case_id: {constant: all}}\n",
	"anonymous: [note]\n", "drop: [note]\n", "columns: {defendant_race: {column: court, optional: true}, class: {constant: NA}}\n",
}

// dress packs and encodes a text in one of the ways that are read.
func dress(t testing.TB, r *rand.Rand, s string) []byte {
	switch r.IntN(9) {
	case 0:
		s = "\ufeff" + s
	case 1:
		s = gzipped(t, s)
	case 2:
		s = zstded(t, s)
	case 3:
		s = utf16(t, strings.ToValidUTF8(s, "?"), unicode.LittleEndian)
	case 4:
		s = gzipped(t, utf16(t, strings.ToValidUTF8(s, "?"), unicode.BigEndian))
	case 5:
		s = syntheticMark + "\n" + s
	}
	return []byte(s)
}

// Batches give the charges and the account that rows give.
func TestBatches(t *testing.T) {
	rounds := 500
	if testing.Short() {
		rounds = 100
	}
	read := 0
	for seed := range rounds {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		body := maps[r.IntN(len(maps))]
		var files []File
		for i := range 1 + r.IntN(3) {
			rows := r.IntN(1 << r.IntN(9))
			if r.IntN(40) == 0 {
				rows += 1100
			}
			files = append(files, inMemory(fmt.Sprintf("%d.csv", i), dress(t, r, messy(r, rows, body))))
		}
		if agreeAs(t, fmt.Sprintf("seed %d", seed), files, Options{Resolve: resolver{}, Map: mapOf(t, body)}, 1+r.IntN(7), tight(r)) {
			read++
		}
	}
	if read < rounds*3/4 {
		t.Errorf("%d of %d files were read; the others cannot show much", read, rounds)
	}
}

// agreeAs is agree, with a name where it fails.
func agreeAs(t *testing.T, name string, files []File, o Options, workers int, l limits) bool {
	t.Helper()
	defer func() {
		if t.Failed() {
			t.Logf("%s: %d workers, %+v", name, workers, l)
		}
	}()
	return agree(t, files, o, workers, l)
}

// Parquet files in every packing, whole and damaged, are read alike both ways.
func TestBatchesOfParquet(t *testing.T) {
	o := Options{Resolve: resolver{}, Map: mapOf(t, "columns: {jail_days: {number: term, unit: unit}}\n")}
	read := 0
	for seed := range 25 {
		r := rand.New(rand.NewPCG(uint64(seed), 2))
		data := messyParquet(t, r, 1+r.IntN(2500))
		whole := agreeAs(t, fmt.Sprintf("seed %d", seed), []File{inMemory("x.parquet", data)}, o, 1+r.IntN(4), tight(r))
		if whole {
			read++
		}
		for range 12 {
			bent := slices.Clone(data)
			for range 1 + r.IntN(3) {
				bent[4+r.IntN(len(bent)-4)] ^= 1 << r.IntN(8)
			}
			if r.IntN(4) == 0 {
				bent = bent[:4+r.IntN(len(bent)-4)]
			}
			agreeAs(t, fmt.Sprintf("seed %d bent", seed), []File{inMemory("x.parquet", bent)}, o, 1+r.IntN(4), tight(r))
		}
	}
	if read < 20 { // in some a value gives a person away
		t.Errorf("%d files were read; the others cannot show much", read)
	}
}

// messyParquet writes a file with several row groups of columns of several types.
func messyParquet(t testing.TB, r *rand.Rand, rows int) []byte {
	fields := []field{
		{"statute", arrow.BinaryTypes.String, nil}, {"term", arrow.PrimitiveTypes.Int32, nil}, {"unit", arrow.BinaryTypes.String, nil},
		{"case_id", arrow.BinaryTypes.String, nil}, {"person_id", arrow.PrimitiveTypes.Int64, nil}, {"charge_id", arrow.BinaryTypes.String, nil},
		{"disposition", arrow.BinaryTypes.String, nil}, {"offense_date", arrow.FixedWidthTypes.Date32, nil}, {"victim_age", arrow.PrimitiveTypes.Float64, nil},
		{"victim_trafficked", arrow.FixedWidthTypes.Boolean, nil}, {"inchoate", arrow.BinaryTypes.String, nil}, {"note", arrow.BinaryTypes.String, nil},
		{"fine", &arrow.Decimal128Type{Precision: 9, Scale: 2}, nil}, {"counts", arrow.PrimitiveTypes.Int16, nil},
	}
	holes := 1 + r.IntN(30)
	for i := range fields {
		f := &fields[i]
		for range rows {
			if r.IntN(holes) == 0 {
				f.values = append(f.values, nil)
				continue
			}
			f.values = append(f.values, stored(r, f.name))
		}
	}
	props := []parquet.WriterProperty{
		parquet.WithDictionaryDefault(r.IntN(3) > 0), parquet.WithDataPageSize(1 << (6 + r.IntN(8))), parquet.WithDictionaryPageSizeLimit(1 << (8 + r.IntN(8))),
		parquet.WithDataPageVersion([]parquet.DataPageVersion{parquet.DataPageV1, parquet.DataPageV2}[r.IntN(2)]),
		parquet.WithCompression([]compress.Compression{compress.Codecs.Uncompressed, compress.Codecs.Snappy, compress.Codecs.Zstd, compress.Codecs.Gzip}[r.IntN(4)]),
	}
	if r.IntN(3) == 0 {
		props = append(props, parquet.WithDictionaryDefault(false), parquet.WithEncodingFor("statute", parquet.Encodings.DeltaByteArray),
			parquet.WithEncodingFor("case_id", parquet.Encodings.DeltaLengthByteArray), parquet.WithEncodingFor("person_id", parquet.Encodings.DeltaBinaryPacked))
	}
	return parquetOf(t, fields, int64(1+r.IntN(rows)), props)
}

// stored is a value of a column of messyParquet.
func stored(r *rand.Rand, name string) string {
	switch name {
	case "term", "counts":
		return fmt.Sprint(r.IntN(40) - 2)
	case "person_id":
		return fmt.Sprint(r.Int64N(1 << r.IntN(40)))
	case "offense_date":
		return fmt.Sprintf("%d-0%d-1%d", 2000+r.IntN(20), 1+r.IntN(9), r.IntN(9))
	case "victim_age":
		return []string{"17", "NaN", "12.5", "40"}[r.IntN(4)]
	case "victim_trafficked":
		return fmt.Sprint(r.IntN(2) == 0)
	case "fine":
		return fmt.Sprintf("%d.%02d", r.IntN(500), r.IntN(100))
	case "note":
		if r.IntN(40_000) == 0 {
			return "call 860-555-0100"
		}
	}
	return strings.Trim(strings.ToValidUTF8(cellOf(r, name, r.IntN(3)), "?"), "\"")
}
