package ingest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"impact/internal/court"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/unicode"
)

const plainCSV = "statute,court\n53a-82,GA-1\n53a-83,GA-2\n"

func gzipped(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zstded(t testing.TB, s string) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(w.EncodeAll([]byte(s), nil))
}

func utf16(t testing.TB, s string, e unicode.Endianness) string {
	t.Helper()
	out, err := unicode.UTF16(e, unicode.UseBOM).NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Every way of writing the same two charges gives the same two charges.
func TestDress(t *testing.T) {
	lines := func(end string) string { return strings.ReplaceAll(plainCSV, "\n", end) }
	for _, c := range []struct{ name, text, format, encoding string }{
		{"LF", plainCSV, "CSV", "UTF-8"},
		{"CR", lines("\r"), "CSV", "UTF-8"},
		{"CRLF", lines("\r\n"), "CSV", "UTF-8"},
		{"mixed", "statute,court\r53a-82,GA-1\r\n53a-83,GA-2\n", "CSV", "UTF-8"},
		{"no end", strings.TrimSuffix(plainCSV, "\n"), "CSV", "UTF-8"},
		{"blank lines", "\n\r\nstatute,court\n\n53a-82,GA-1\n  \n53a-83,GA-2\n\n", "CSV", "UTF-8"},
		{"quotes", "\"statute\",\"court\"\n\"53a-82\",GA-1\n53a-83,\"GA-2\"\n", "CSV", "UTF-8"},
		{"blanks", " statute , court\n 53a-82 ,GA-1\t\n53a-83,  GA-2\n", "CSV", "UTF-8"},
		{"semicolons", strings.ReplaceAll(plainCSV, ",", ";"), "CSV", "UTF-8"},
		{"tabs", strings.ReplaceAll(plainCSV, ",", "\t"), "CSV", "UTF-8"},
		{"told by Excel", "sep=;\n" + strings.ReplaceAll(plainCSV, ",", ";"), "CSV", "UTF-8"},
		{"bars", strings.ReplaceAll(plainCSV, ",", "|"), "CSV", "UTF-8"},
		{"BOM", "\ufeff" + plainCSV, "CSV", "UTF-8 with a byte order mark"},
		{"UTF-16 LE", utf16(t, plainCSV, unicode.LittleEndian), "CSV", "UTF-16 LE"},
		{"UTF-16 BE", utf16(t, plainCSV, unicode.BigEndian), "CSV", "UTF-16 BE"},
		{"gzip", gzipped(t, plainCSV), "CSV in gzip", "UTF-8"},
		{"zstd", zstded(t, plainCSV), "CSV in zstd", "UTF-8"},
		{"gzip of UTF-16", gzipped(t, utf16(t, plainCSV, unicode.LittleEndian)), "CSV in gzip", "UTF-16 LE"},
		{"comments", "# made by hand\n# twice\n" + plainCSV, "CSV", "UTF-8"},
		{"other case", "Statute,COURT\n53a-82,GA-1\n53a-83,GA-2\n", "CSV", "UTF-8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			charges, q := readAll(t, Options{}, text(c.text))
			if len(charges) != 2 || statutes(charges) != "53a-82 53a-83" || charges[0].Court != "GA-1" || charges[1].Court != "GA-2" {
				t.Errorf("%+v", charges)
			}
			if f := q.Files[0]; f.Format != c.format || f.Encoding != c.encoding {
				t.Errorf("%s, %s; want %s, %s", f.Format, f.Encoding, c.format, c.encoding)
			}
			if len(q.Refused) > 0 || len(q.Warnings) > 0 {
				t.Errorf("refused %v, warnings %v", q.Refused, q.Warnings)
			}
		})
	}
}

func TestFields(t *testing.T) {
	for _, c := range []struct{ name, cell, want string }{
		{"quoted delimiter", `"a,b"`, "a,b"},
		{"quoted newline", "\"a\nb\"", "a\nb"},
		{"quoted CRLF", "\"a\r\nb\"", "a\r\nb"},
		{"doubled quotes", `"say ""so"""`, `say "so"`},
		{"quote inside", `5" pipe`, `5" pipe`},
		{"empty quotes", `""`, ""},
		{"not recorded", "NA", "NA"}, // a court may be called so
		{"no-break space", "\u00a0GA-1\u00a0", "GA-1"},
		{"accents", "Nová", "Nová"},
	} {
		charges, q := readAll(t, Options{}, text("statute,court\n53a-82,"+c.cell+"\n53a-83,x\n"))
		if len(charges) != 2 || charges[0].Court != c.want {
			t.Errorf("%s: %+v, refused %v", c.name, charges, q.Refused)
		}
	}
}

func TestLatin(t *testing.T) {
	charges, q := readAll(t, Options{}, text("statute,court\n53a-82,Caf\xe9\n53a-83,\x93x\x94\n"))
	if charges[0].Court != "Café" || charges[1].Court != "“x”" {
		t.Errorf("%q, %q", charges[0].Court, charges[1].Court)
	}
	if q.Files[0].Latin != 2 || len(q.Warnings) != 1 || !strings.Contains(q.Warnings[0], "Windows-1252") {
		t.Errorf("%d cells, warnings %q", q.Files[0].Latin, q.Warnings)
	}
	_, q = readAll(t, Options{}, text("statute,court,town\n53a-82,Caf\xe9,Caf\xe9\n53a-83,x,Caf\xe9\n"))
	if want := "charges.csv: 1 cell is not UTF-8 and read as Windows-1252; columns that nothing is read from are not counted"; q.Files[0].Latin != 1 || !slices.Contains(q.Warnings, want) {
		t.Errorf("%d cells, warnings %q; want %q", q.Files[0].Latin, q.Warnings, want)
	}
}

// A row that is refused costs itself, is counted, and is told with its place.
func TestRefused(t *testing.T) {
	long := strings.Repeat("x", maxRow+10)
	for _, c := range []struct {
		name, text, reason string
		line               int
		kept               string
	}{
		{"too few", "statute,court\n53a-82\n53a-83,x\n", "too few fields", 2, "53a-83"},
		{"too many", "statute,court\n53a-82,a,b\n53a-83,x\n", "too many fields", 2, "53a-83"},
		{"header repeated", plainCSV + plainCSV, "header repeated", 4, "53a-82 53a-83 53a-82 53a-83"},
		{"NUL", "statute,court\n53a-82,\x00\n53a-83,x\n", nulByte, 2, "53a-83"},
		{"NUL in quotes", "statute,court\n53a-82,\"\x00\"\n53a-83,x\n", nulByte, 2, "53a-83"},
		{"quote left open", "statute,court\n53a-82,\"x\n53a-83,x\n", openQuote, 2, "53a-83"},
		{"quote left open, later quotes", "statute,court\n53a-82,\"x\n53a-83,\"y\"\n53a-84,z\n", openQuote, 2, "53a-83 53a-84"},
		{"quoted, very long", "statute,court\n53a-82,\"" + strings.Repeat("x", maxQuoted) + "\"\n53a-83,x\n", longQuote, 2, "53a-83"},
		{"quoted, longer than a row", "statute,court\n53a-82,\"" + long + "\"\n53a-83,x\n", longQuote, 2, "53a-83"},
		{"after a quote", "statute,court\n53a-82,\"x\"y\n53a-83,x\n", afterQuote, 2, "53a-83"},
		{"very long", "statute,court\n53a-82," + long + "\n53a-83,x\n", longRow, 2, "53a-83"},
		{"very long at the end", "statute,court\n53a-83,x\n53a-82," + long, longRow, 3, "53a-83"},
		{"no statute", "statute,court\n,x\n53a-83,x\n", "no statute", 2, "53a-83"},
		{"statute not recorded", "statute,court\nN/A,x\n53a-83,x\n", "no statute", 2, "53a-83"},
		{"age", "statute,victim_age\n53a-82,400\n53a-83,17\n", "victim_age: not a whole number of years from 0 to 120", 2, "53a-83"},
		{"minus", "statute,victim_age\n53a-82,-1\n53a-83,17\n", "victim_age: not a whole number of years from 0 to 120", 2, "53a-83"},
		{"day", "statute,offense_date\n53a-82,2012-02-30\n53a-83,2012-02-29\n", "offense_date: not a day of the form 2016-10-01", 2, "53a-83"},
		{"counts", "statute,counts\n53a-82,0\n53a-83,2\n", "counts: not a whole number from 1 to 999999", 2, "53a-83"},
		{"truth", "statute,victim_trafficked\n53a-82,perhaps\n53a-83,yes\n", "victim_trafficked: neither true nor false", 2, "53a-83"},
		{"means", "statute,means\n53a-82,none;force\n53a-83,force; fraud\n", "means: not none, or some of force, fraud, coercion", 2, "53a-83"},
		{"inchoate", "statute,inchoate\n53a-82,maybe\n53a-83,attempt\n", "inchoate: not one of none, attempt, conspiracy, solicitation", 2, "53a-83"},
		{"money", "statute,fine\n53a-82,1.005\n53a-83,\"$1,234.50\"\n", "fine: not an amount of dollars", 2, "53a-83"},
	} {
		t.Run(c.name, func(t *testing.T) {
			charges, q := readAll(t, Options{}, text(c.text))
			if got := statutes(charges); got != c.kept {
				t.Errorf("kept %s, want %s", got, c.kept)
			}
			if len(q.Refused) != 1 {
				t.Fatalf("refused %v", q.Refused)
			}
			r := q.Refused[0]
			if r.Reason != c.reason || r.Rows != 1 || r.First.String() != fmt.Sprintf("charges.csv:%d", c.line) {
				t.Errorf("%d at %s: %s; want %s at line %d", r.Rows, r.First, r.Reason, c.reason, c.line)
			}
			if q.Read.Rows != q.Kept.Rows+r.Rows {
				t.Errorf("%d read, %d kept, %d refused", q.Read.Rows, q.Kept.Rows, r.Rows)
			}
		})
	}
}

// A refused row weighs what it would have weighed.
func TestWeight(t *testing.T) {
	_, q := readAll(t, Options{}, text("statute,counts,victim_age\n53a-82,3,x\n53a-83,2,17\n53a-84,x,17\n"))
	if q.Read != (Weight{3, 6}) || q.Kept != (Weight{1, 2}) {
		t.Errorf("read %v, kept %v", q.Read, q.Kept)
	}
}

// A file that cannot be read stops the run and says why.
func TestUnreadable(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "the file is empty"},
		{"blank", " \n\r\n\t\n", "the file is empty"},
		{"BOM only", "\ufeff", "the file is empty"},
		{"comment only", "# impact: synthetic\n", "no header row"},
		{"empty in gzip", gzipped(t, ""), "inside gzip, the file is empty"},
		{"PNG", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a PNG picture"},
		{"XLSX", "PK\x03\x04\x14\x00\x06\x00\x08\x00", "an Excel workbook"},
		{"XLS", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel"},
		{"PDF", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document"},
		{"HTML", "<!DOCTYPE html>\n<html><body>x</body></html>\n", "a web page"},
		{"XML", "<?xml version=\"1.0\"?>\n<x/>\n", "an XML document"},
		{"SQLite", "SQLite format 3\x00\x10\x00", "an SQLite database"},
		{"Feather", "ARROW1\x00\x00", "an Arrow (Feather) file"},
		{"bzip2", "BZh91AY&SY\x00\x01", "a bzip2 archive"},
		{"binary", "abc\x00\x01\x02", "binary"},
		{"twice packed", gzipped(t, gzipped(t, plainCSV)), "a second archive"},
		{"Parquet in gzip", gzipped(t, "PAR1\x00\x00\x00\x00PAR1"), "a Parquet file"},
		{"short gzip", "\x1f\x8b\x08", "damaged gzip"},
		{"no statute", "charge,court\n53a-82,x\n", "no column is named statute"},
		{"nearly statute", "statut,court\n53a-82,x\n", `did you mean "statut"?`},
		{"open header", "\"statute,court\n53a-82,x\n", openQuote},
	} {
		t.Run(c.name, func(t *testing.T) { says(t, fails(t, text(c.text), Options{}), c.want) })
	}
	says(t, fails(t, File{Name: "x.csv", Size: 10, R: failing{}}, Options{}), "cannot be read")
}

// A packed file that breaks off is an error and never a shorter file.
func TestPackedCut(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("statute,court\n")
	for i := range 3000 {
		fmt.Fprintf(&rows, "53a-%d,%x\n", i%97+1, i*7919)
	}
	for _, whole := range []string{gzipped(t, rows.String()), zstded(t, rows.String())} {
		for cut := 1; cut < len(whole); cut += 1 + len(whole)/200 {
			_, err := Read([]File{text(whole[:cut])}, Options{Resolve: resolver{}}, func(*court.Charge) error { return nil })
			says(t, err, "")
		}
	}
}

func TestHeaderOnly(t *testing.T) {
	charges, q := readAll(t, Options{}, text("statute,court\n"))
	if len(charges) != 0 || len(q.Warnings) != 1 || !strings.Contains(q.Warnings[0], "no rows") {
		t.Errorf("%v, %q", charges, q.Warnings)
	}
}

func TestTwoColumnsOfOneName(t *testing.T) {
	err := fails(t, text("statute,Statute\n53a-82,53a-83\n"), Options{})
	if got := faultLines(t, err); !strings.Contains(got, `charges.csv:1:1: two columns, "statute" and "Statute", are both statute`) {
		t.Error(got)
	}
	m := mapOf(t, "columns: {court: {column: Town}}\n")
	err = fails(t, text("statute,Town,Town\n53a-82,a,b\n"), Options{Map: m})
	if got := faultLines(t, err); !strings.Contains(got, `map.yaml:4:27: charges.csv: the column "Town" stands there 2 times`) {
		t.Error(got)
	}
	charges, _ := readAll(t, Options{}, text("statute,note,note\n53a-82,a,b\n"))
	if len(charges) != 1 {
		t.Error("columns that nothing reads may bear one name")
	}
}

// Several files are read in their order, each with its own columns.
func TestSeveralFiles(t *testing.T) {
	a := inMemory("a.csv", []byte("statute,court\n53a-82,x\n"))
	b := inMemory("b.csv.gz", []byte(gzipped(t, "court;statute;victim_age\ny;53a-83;17\nz;;3\n")))
	charges, q := readAll(t, Options{}, a, b)
	if statutes(charges) != "53a-82 53a-83" || charges[1].Court != "y" || charges[1].VictimAge != 17 || charges[0].VictimAge != -1 {
		t.Errorf("%+v", charges)
	}
	if q.Read.Rows != 3 || len(q.Files) != 2 || q.Files[1].Read.Rows != 2 || q.Refused[0].First.String() != "b.csv.gz:3" {
		t.Errorf("%+v", q)
	}
	if got := strings.Join(q.Present, " "); got != "statute victim_age court" {
		t.Errorf("present: %s", got)
	}
	// All files are looked at before a row is read.
	rows := 0
	_, err := Read([]File{a, text("x,y\n1,2\n")}, Options{Resolve: resolver{}}, func(*court.Charge) error { rows++; return nil })
	says(t, err, "no column is named statute")
	if rows > 0 {
		t.Errorf("%d rows were read in vain", rows)
	}
}

func TestSynthetic(t *testing.T) {
	declared := inMemory("a.csv", []byte(syntheticMark+"\n"+plainCSV))
	silent := inMemory("b.csv", []byte(plainCSV))
	truth := true
	for _, c := range []struct {
		name  string
		files []File
		m     *Map
		want  bool
		warns int
	}{
		{"declared", []File{declared}, nil, true, 0},
		{"silent", []File{silent}, nil, false, 0},
		{"mixed", []File{declared, silent}, nil, false, 1},
		{"by the map", []File{silent}, &Map{Synthetic: &truth}, true, 0},
		{"crlf", []File{inMemory("c.csv", []byte("\ufeff"+syntheticMark+"\r\n"+plainCSV))}, nil, true, 0},
		{"in the middle", []File{inMemory("d.csv", []byte(plainCSV+syntheticMark+"\n"))}, nil, false, 0},
	} {
		_, q := readAll(t, Options{Map: c.m}, c.files...)
		if q.Synthetic != c.want || len(q.Warnings) != c.warns {
			t.Errorf("%s: %v, warnings %q", c.name, q.Synthetic, q.Warnings)
		}
	}
}

// What no rule knows is kept, and counted by its text.
func TestUnknown(t *testing.T) {
	_, q := readAll(t, Options{}, text("statute,class,disposition,findings,inchoate,victim_age\n"+
		"53a-82,ZZ,sunk,,none,NA\n53a-82,ZZ,guilty,mystery,none,\nlarceny,AM,sunk,,attempt,17\n53a-49/53a-82,AM,,none,conspiracy,\n"))
	if q.Kept.Rows != 4 || len(q.Refused) > 0 {
		t.Fatalf("kept %d, refused %v", q.Kept.Rows, q.Refused)
	}
	list := func(tallies []Tally) string {
		var out []string
		for _, x := range tallies {
			out = append(out, fmt.Sprintf("%s %s ×%d", x.Column, x.Text, x.Rows))
		}
		return strings.Join(out, "; ")
	}
	for _, c := range []struct{ what, got, want string }{
		{"unknown", list(q.Unknown), "class ZZ ×2; disposition sunk ×2"},
		{"unrecorded", list(q.Unrecorded), "victim_age NA ×1"},
		{"unresolved", list(q.Unresolved), "statute larceny ×1"},
		{"contradictions", list(q.Contradictions), "statute 53a-49/53a-82, where the column says conspiracy ×1"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s; want %s", c.what, c.got, c.want)
		}
	}
}

func TestEachStops(t *testing.T) {
	stop := fmt.Errorf("enough")
	_, err := Read([]File{text(plainCSV)}, Options{Resolve: resolver{}}, func(*court.Charge) error { return stop })
	if err != stop {
		t.Errorf("%v, want %v", err, stop)
	}
	if _, err := Read(nil, Options{}, nil); err == nil {
		t.Error("no file is no error")
	}
}

// Beyond maxTexts different texts of a column, the rest is counted together.
func TestManyTexts(t *testing.T) {
	var b strings.Builder
	b.WriteString("statute,court\n")
	for i := range maxTexts + 5 {
		letters := strings.Map(func(r rune) rune { return r + 'a' - '0' }, fmt.Sprint(i))
		fmt.Fprintf(&b, "larceny%s,x\n", letters) // one word, which is shown
	}
	_, q := readAll(t, Options{}, text(b.String()))
	var rows int64
	others := 0
	for _, u := range q.Unresolved {
		if rows += u.Rows; u.Other {
			others++
		}
	}
	if len(q.Unresolved) != maxTexts+1 || others != 1 || rows != maxTexts+5 {
		t.Errorf("%d tallies, %d of them others, %d rows", len(q.Unresolved), others, rows)
	}
}

// A line above the header that tells of a person is not shown.
func TestTitleIsNotShown(t *testing.T) {
	_, err := Read([]File{text("Extract for Jane Q. Roe SSN 078-05-1120\nstatute,court\n53a-82,GA 14\n")}, Options{Resolve: resolver{}}, func(*court.Charge) error { return nil })
	says(t, err, "no column is named statute")
	if err != nil && strings.Contains(err.Error(), "078-05") {
		t.Errorf("it shows a number: %v", err)
	}
}

// Rows behind runs of blank lines keep their line numbers, with every line end, in both readers.
func TestBlankRuns(t *testing.T) {
	for _, end := range []string{"\n", "\r\n", "\r"} {
		text := strings.ReplaceAll("statute,court\n53a-82,x\n"+strings.Repeat("\n", 700)+"53a-82,\"x\"y\n\n53a-83,z\n"+strings.Repeat("\n", 70), "\n", end)
		charges, q := readAll(t, Options{}, inMemory("x.csv", []byte(text)))
		if len(charges) != 2 || len(q.Refused) != 1 || q.Refused[0].First.Line != 703 || q.Read.Rows != 3 {
			t.Errorf("%q: %d charges, refused %+v", end, len(charges), q.Refused)
		}
		agree(t, []File{inMemory("x.csv", []byte(text))}, Options{Resolve: resolver{}}, 3, limits{sheet: 512, tail: 64, rows: 20, texts: 50, long: 500})
	}
}
