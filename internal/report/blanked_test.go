package report_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"impact/internal/report"
	"impact/internal/workbook"
)

// artefacts are all files of a result folder but the Parquet, whose cells are those of
// the tables, and what is printed.
func artefacts(t *testing.T, run report.Run, whole bool) map[string][]byte {
	t.Helper()
	rep := report.Build(run)
	out := map[string][]byte{}
	put := func(name string, write func(io.Writer) error) {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = b.Bytes()
	}
	for i := range rep.Tables {
		x := &rep.Tables[i]
		put(x.Name+".csv", x.WriteCSV)
		for _, row := range x.Rows {
			out[x.Name+".withheld"] = fmt.Append(out[x.Name+".withheld"], x.Hides(row), " ")
		}
	}
	for _, f := range rep.Figures {
		put(f.Name+".svg", f.SVG)
	}
	for _, l := range report.Layouts() {
		put("text."+l, func(w io.Writer) error { return rep.WriteText(w, report.Layout(l)) })
	}
	put("note.md", rep.Note().WriteMarkdown)
	put("manifest.json", rep.Manifest.WriteJSON)
	if whole {
		put("report.html", rep.WritePage)
		put("note.docx", rep.Note().WriteDOCX)
		put("workbook.xlsx", func(w io.Writer) error { return workbook.Write(w, rep) })
	}
	return out
}

var packed = regexp.MustCompile(`<script type="application/octet-stream" id="[^"]*">([^<]*)</script>`)

// texts are what an artefact says, with what is packed in it.
func texts(t *testing.T, name string, raw []byte) string {
	t.Helper()
	var b strings.Builder
	switch {
	case strings.HasSuffix(name, ".docx") || strings.HasSuffix(name, ".xlsx"):
		z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(&b, r); err != nil {
				t.Fatal(err)
			}
		}
		return b.String()
	case name == "report.html":
		b.Write(packed.ReplaceAll(raw, nil))
		for _, m := range packed.FindAllSubmatch(raw, -1) {
			z, err := base64.StdEncoding.DecodeString(string(m[1]))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(&b, flate.NewReader(bytes.NewReader(z))); err != nil {
				t.Fatal(err)
			}
		}
		text, _, _ := strings.Cut(b.String(), "<script>")
		return text
	}
	return string(raw)
}

// secret is a cell that is chosen to be withheld.
type secret func(report.Cell) bool

// blanked is a run in which the chosen cells are withheld; jolted, they held something
// else before.
func blanked(run report.Run, hide secret, jolt *rand.Rand) report.Run {
	run = report.Copied(run)
	run.Withholding = report.Withholding{Threshold: 10}
	var chosen []report.Cell
	for _, c := range report.Cells(&run) {
		if hide(c) {
			chosen = append(chosen, c)
		}
	}
	if jolt != nil {
		for _, c := range chosen {
			c.Jolt(jolt)
		}
	}
	for _, c := range chosen {
		c.Blank()
		run.Withholding.Primary++
	}
	return run
}

// random hides each cell with a probability.
func random(seed uint64, share float64) secret {
	r := rand.New(rand.NewPCG(seed, 1))
	return func(report.Cell) bool { return r.Float64() < share }
}

// nonsense are texts that no artefact holds.
var nonsense = []string{"NaN", "+Inf", "-Inf", "%!", "<nil>", "#VALUE", "withheld withheld", "withheld (expected", "withheld, between", "expected withheld", "between withheld", "about withheld"}

// wholes are the tables that hold whole numbers of the record, and no other.
var wholes = []string{"ledger.csv", "substituted.csv", "registry_discretion.csv"}

// least is the number that stands for a whole number which is not told.
var least = regexp.MustCompile(`,-1[,\n]`)

// check makes the artefacts of a blanked run and says what is wrong in them.
func check(t *testing.T, run report.Run, hide secret, whole bool) map[string][]byte {
	t.Helper()
	made := artefacts(t, blanked(run, hide, nil), whole)
	for _, name := range slices.Sorted(maps.Keys(made)) {
		text := texts(t, name, made[name])
		for _, bad := range nonsense {
			if at := strings.Index(text, bad); at >= 0 {
				t.Errorf("%s: %q", name, text[max(at-150, 0):min(at+150, len(text))])
			}
		}
		if !slices.Contains(wholes, name) {
			continue
		}
		if m := least.FindStringIndex(text); m != nil {
			t.Errorf("%s: %q", name, text[max(m[0]-60, 0):min(m[1]+60, len(text))])
		}
	}
	return made
}

// all hides every cell.
func all(report.Cell) bool { return true }

// single hides one cell of all.
func single(seed uint64, run report.Run) secret {
	n, at := rand.New(rand.NewPCG(seed, 2)).IntN(len(report.Cells(&run))), -1
	return func(report.Cell) bool { at++; return at == n }
}

// Whatever is withheld, every artefact is made, and says nothing that is no number.
func TestBlanked(t *testing.T) {
	for _, c := range []struct {
		trial string
		hide  secret
		whole bool
	}{
		{"council", all, true}, {"council", random(1, 0.3), true}, {"council", random(2, 0.02), false}, {"drug", all, true}, {"drug", random(3, 0.3), true},
		{"small", all, true}, {"small", random(4, 0.5), true}, {"lacking", random(5, 0.5), false}, {"undated", all, false}, {"exact", random(6, 0.5), false}, {"null", random(7, 0.5), false},
	} {
		check(t, report.RunOf(t, c.trial), c.hide, c.whole)
	}
	run := report.RunOf(t, "drug")
	var lists []string
	for _, c := range report.Cells(&run) {
		if !slices.Contains(lists, c.List) {
			lists = append(lists, c.List)
		}
	}
	if len(lists) < 15 {
		t.Errorf("only the lists %v have cells", lists)
	}
	for _, l := range lists {
		check(t, run, func(c report.Cell) bool { return c.List == l }, false)
	}
}

// Two runs that differ only in what is withheld have the same artefacts, byte for byte:
// no writer can tell what is withheld. Without withholding they differ.
func TestWithheldIsNotTold(t *testing.T) {
	for i, c := range []struct {
		trial string
		hide  func() secret
		whole bool
	}{
		{"council", func() secret { return random(11, 0.2) }, true}, {"drug", func() secret { return all }, true}, {"small", func() secret { return random(12, 0.4) }, true},
		{"drug", func() secret { return random(13, 0.02) }, false}, {"drug", func() secret { return random(14, 0.5) }, false}, {"council", func() secret { return random(15, 0.9) }, false},
		{"rec-4", func() secret { return random(16, 0.3) }, false}, {"drug", func() secret { return single(17, report.RunOf(t, "drug")) }, false},
		{"small", func() secret { return single(18, report.RunOf(t, "small")) }, false},
	} {
		run := report.RunOf(t, c.trial)
		one := artefacts(t, blanked(run, c.hide(), nil), c.whole)
		two := artefacts(t, blanked(run, c.hide(), rand.New(rand.NewPCG(uint64(i), 3))), c.whole)
		if len(one) != len(two) {
			t.Fatalf("%s: %d artefacts, and %d", c.trial, len(one), len(two))
		}
		for _, name := range slices.Sorted(maps.Keys(one)) {
			if !bytes.Equal(one[name], two[name]) {
				t.Errorf("%s, %s: it tells what is withheld: %s", c.trial, name, difference(texts(t, name, one[name]), texts(t, name, two[name])))
			}
		}
	}
	run := report.Copied(report.RunOf(t, "small"))
	told := artefacts(t, run, false)
	for _, x := range report.Cells(&run) {
		x.Jolt(rand.New(rand.NewPCG(1, 3)))
	}
	same := 0
	for name, raw := range artefacts(t, run, false) {
		if bytes.Equal(raw, told[name]) {
			same++
		}
	}
	if same > len(told)/2 {
		t.Errorf("%d of %d artefacts are the same though the runs are not: the test sees nothing", same, len(told))
	}
}

// difference is where two texts part.
func difference(a, b string) string {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	from := max(n-80, 0)
	return fmt.Sprintf("%q against %q", a[from:min(n+80, len(a))], b[from:min(n+80, len(b))])
}

// TestLookWithheld writes what IMPACT_LOOK names a folder for: a run of which every third
// number is withheld, to be looked at.
func TestLookWithheld(t *testing.T) {
	dir := os.Getenv("IMPACT_LOOK")
	if dir == "" {
		t.Skip("IMPACT_LOOK names no folder")
	}
	dir = filepath.Join(dir, "withheld")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, raw := range artefacts(t, blanked(report.RunOf(t, "council"), random(1, 0.3), nil), true) {
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
