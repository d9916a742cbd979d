package ingest

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"impact/internal/court"
	"impact/internal/strict"
)

// read reads a file that may be anything: an error is one of those that Read
// promises, and without one the books balance.
func read(t *testing.T, f File, m *Map) ([]court.Charge, *Quality, error) {
	t.Helper()
	var out []court.Charge
	q, err := Read([]File{f}, Options{Map: m, Resolve: resolver{}}, func(c *court.Charge) error {
		out = append(out, *c)
		return nil
	})
	if err != nil {
		var file *FileError
		var suspects *IdentifierError
		var faults strict.Faults
		if !errors.As(err, &file) && !errors.As(err, &suspects) && !errors.As(err, &faults) {
			t.Fatalf("%T %v", err, err)
		}
		return nil, nil, err
	}
	refused := int64(0)
	for _, r := range q.Refused {
		refused += r.Rows
	}
	if q.Read.Rows != q.Kept.Rows+refused || q.Kept.Rows != int64(len(out)) {
		t.Fatalf("%d read, %d kept, %d refused, %d given", q.Read.Rows, q.Kept.Rows, refused, len(out))
	}
	return out, q, nil
}

// sizeOf is the bytes of the texts that a charge holds.
func sizeOf(c court.Charge) int {
	n := len(c.ID) + len(c.Case) + len(c.Person) + len(c.Victim) + len(c.Statute.Text) + len(c.Final.Text) + len(c.Sex) + len(c.Race) + len(c.Court)
	for _, f := range c.Findings {
		n += len(f)
	}
	return n
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{
		plainCSV, "\ufeff" + plainCSV, syntheticMark + "\n" + plainCSV, gzipped(f, plainCSV), zstded(f, plainCSV),
		"statute;victim_age;offense_date\n53a-82;17;2012-03-04\n53a-83;x;\n", "statute,court\n53a-82,\"a\nb\"\n53a-83,\"a\"\"b\"\n",
		"statute,court\n53a-82,\"open\n53a-83,x\n", "statute\n53a-82\n\n", "statute|means|counts\n53a-82|force;fraud|3\n", "statute,court\n53a-82,caf\xe9\n53a-83,a\x00b\n",
		"Charge,Arrest Date,Sentence Number,Sentence Extra,Finding\n53a-82,1-Nov-88,2,Y,Guilty\n", "\xff\xfes\x00t\x00\n\x00",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		charges, q, err := read(t, inMemory("x.csv", data), nil)
		kept := 0
		for _, c := range charges {
			kept += sizeOf(c)
		}
		packed := bytes.HasPrefix(data, []byte("\x1f\x8b")) || bytes.HasPrefix(data, []byte("\x28\xb5\x2f\xfd"))
		if !packed && kept > 3*len(data) { // a byte of Windows-1252 may become three
			t.Fatalf("%d bytes of text out of %d", kept, len(data))
		}
		proposes(t, inMemory("x.csv", data))
		r := rand.New(rand.NewPCG(uint64(len(data)), 0))
		agree(t, []File{inMemory("x.csv", data)}, Options{Resolve: resolver{}}, 1+r.IntN(4), tight(r))
		if err == nil && !packed && !bytes.ContainsAny(data, "\"\r") && bytes.IndexByte(data, 0) < 0 {
			twins(t, data, charges, q)
		}
	})
}

// proposes checks that whatever can be looked at has a map that loads.
func proposes(t *testing.T, f File) {
	t.Helper()
	profiles, err := Look([]File{f}, Options{})
	if err != nil {
		return
	}
	text := profiles[0].Propose(resolver{}).YAML()
	if _, err := LoadMap("proposed", text); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}

// twins checks that the ends of lines make no difference.
func twins(t *testing.T, data []byte, charges []court.Charge, q *Quality) {
	t.Helper()
	for _, end := range []string{"\r", "\r\n"} {
		other := strings.ReplaceAll(string(data), "\n", end)
		if len(data) > maxRow/2 {
			return
		}
		again, q2, err := read(t, inMemory("x.csv", []byte(other)), nil)
		if err != nil || len(again) != len(charges) || q2.Read != q.Read {
			t.Fatalf("%q: %v, %d charges, want %d", end, err, len(again), len(charges))
		}
		for i := range again {
			if again[i].Statute.Text != charges[i].Statute.Text || again[i].Court != charges[i].Court {
				t.Fatalf("%q: %+v, want %+v", end, again[i], charges[i])
			}
		}
	}
}

func FuzzParquet(f *testing.F) {
	for _, data := range damagedFiles(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 || !bytes.HasPrefix(data, []byte("PAR1")) {
			return
		}
		if _, err := quickly(t, data); err != nil {
			return
		}
		file := inMemory("x.parquet", data)
		r := rand.New(rand.NewPCG(uint64(len(data)), 0))
		agree(t, []File{file}, Options{Resolve: resolver{}}, 1+r.IntN(4), tight(r))
		proposes(t, file)
		_, q, err := read(t, file, nil)
		if err != nil {
			return
		}
		table, err := open(file, 0)
		if err != nil {
			t.Fatal(err)
		}
		if n := table.(*parquetTable).file.NumRows(); n != q.Read.Rows {
			t.Fatalf("%d rows read, %d in the footer", q.Read.Rows, n)
		}
	})
}

func FuzzMap(f *testing.F) {
	real, err := os.ReadFile("../../data/maps/ct-drug-charges-2008-2009.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(real)
	for _, body := range []string{
		"", "delimiter: ;\n", "drop: [a]\nchecks: {b: integer}\n", "columns: {offense_date: {column: a, format: D-Mon-YY, pivot: 2009}}\n",
		"columns: {jail_days: {number: a, unit: b, units: {Y: 365}}, court: {constant: c}}\n", "columns:\n  disposition: {column: a, codes: {b: convicted}, missing: [c], optional: true}\n",
		"law_date: 2012-03-04\nsynthetic: true\nmissing: [x]\nanonymous: [y]\n",
	} {
		f.Add([]byte(mapHead + body))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := LoadMap("map.yaml", data)
		if err != nil {
			for line := range strings.Lines(faultLines(t, err)) {
				if !strings.HasPrefix(line, "map.yaml:") {
					t.Fatalf("a fault without its place: %q", line)
				}
			}
			return
		}
		_, _, _ = read(t, text("statute,a,b,Original Statute,Finding Date\n53a-82,1-Nov-88,2,53a-83,20-Nov-08\nx,,Y,,\n"), m)
	})
}
