package ingest

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"impact/internal/court"
	"impact/internal/law"
)

// realFile is one of the files of real charges that lie beside the repository.
func realFile(t *testing.T, name string) File {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../../shared/data/ct-drug-charges-2008-2009", name))
	if err != nil {
		t.Skipf("the real data are not here: %v", err)
	}
	return inMemory(name, data)
}

func inMemory(name string, data []byte) File {
	return File{Name: name, Size: int64(len(data)), R: bytes.NewReader(data)}
}

func realMap(t *testing.T) *Map {
	t.Helper()
	const name = "ct-drug-charges-2008-2009.yaml"
	data, err := os.ReadFile("../../data/maps/" + name)
	if err != nil {
		t.Fatal(err)
	}
	m, err := LoadMap(name, data)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// resolver finds every text that begins like a Connecticut section.
type resolver struct{ asked map[string]int }

func (r resolver) Resolve(text string) law.Reference {
	if r.asked != nil {
		r.asked[text]++
	}
	ref := law.Reference{Text: text, Status: law.Unreadable}
	object := text
	if head, tail, pair := strings.Cut(text, "/"); pair && head == "53a-49" {
		ref.Inchoate, object = law.Attempt, tail
	}
	c, err := law.ParseCitation(strings.TrimRight(object, "*+"))
	if err == nil {
		ref.Cite, ref.Status = c, law.Found
	}
	return ref
}

// readAll reads files whole.
func readAll(t testing.TB, o Options, files ...File) ([]court.Charge, *Quality) {
	t.Helper()
	if o.Resolve == nil {
		o.Resolve = resolver{}
	}
	var out []court.Charge
	q, err := Read(files, o, func(c *court.Charge) error {
		out = append(out, *c)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, q
}

func count(charges []court.Charge, test func(court.Charge) bool) (n int) {
	for _, c := range charges {
		if test(c) {
			n++
		}
	}
	return n
}

func convicted(c court.Charge) bool { return c.Disposition == court.Convicted }

func TestRealRepaired(t *testing.T) {
	charges, q := readAll(t, Options{Map: realMap(t)}, realFile(t, "charges-repaired.csv"))
	for _, c := range []struct {
		what      string
		got, want int
	}{
		{"read", int(q.Read.Rows), 19476},
		{"kept", len(charges), 19476},
		{"convicted", count(charges, convicted), 4118},
		{"convicted on a substitute", count(charges, func(c court.Charge) bool { return convicted(c) && c.Final.Status != law.Missing }), 1390},
		{"substituted", count(charges, func(c court.Charge) bool { return c.Final.Status != law.Missing }), 1716},
		{"without race", count(charges, func(c court.Charge) bool { return c.Race == "" }), 59},
		{"Black", count(charges, func(c court.Charge) bool { return c.Race == "Black" }), 9467},
		{"without a date", count(charges, func(c court.Charge) bool { return c.Disposed == 0 }), 5941},
		{"reasons to refuse", len(q.Refused), 0},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", c.what, c.got, c.want)
		}
	}
}

func TestRealDamaged(t *testing.T) {
	m := realMap(t)
	repaired, _ := readAll(t, Options{Map: m}, realFile(t, "charges-repaired.csv"))
	twin := map[string]court.Charge{}
	for _, c := range repaired {
		twin[c.ID] = c
	}
	charges, q := readAll(t, Options{Map: m}, realFile(t, "charges.csv"))
	if len(charges) != 18270 || q.Read.Rows != 19476 {
		t.Errorf("kept %d of %d; want 18270 of 19476", len(charges), q.Read.Rows)
	}
	if n := count(charges, convicted); n != 4087 {
		t.Errorf("%d convicted, want 4087", n)
	}
	for _, c := range charges {
		if !reflect.DeepEqual(c, twin[c.ID]) {
			t.Fatalf("charge %s: %+v\nits repaired twin: %+v", c.ID, c, twin[c.ID])
		}
	}
	for _, r := range q.Refused {
		t.Logf("%d: %s (first %s: %s)", r.Rows, r.Reason, r.First, r.Example)
	}
	again, q2 := readAll(t, Options{Map: m}, realFile(t, "charges-cr-line-ends.csv"))
	if !reflect.DeepEqual(charges, again) {
		t.Error("CR line ends give other charges")
	}
	for i := range q.Refused {
		a, b := q.Refused[i], q2.Refused[i]
		b.First.File = a.First.File
		if a != b {
			t.Errorf("refused %v, with CR line ends %v", a, b)
		}
	}
}
