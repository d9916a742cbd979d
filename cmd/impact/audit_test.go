package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"image/png"
	"io"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"impact/internal/columnar"
)

// attacks begins a test that attacks folders.
func attacks(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has nothing for it to see; go test without -short runs it")
	}
	coarse(t)
}

// A folder with withheld counts withstands its audit; one in which nothing is withheld, and
// one that was touched, do not.
func TestAudit(t *testing.T) {
	attacks(t)
	dir := t.TempDir()
	b, err := os.ReadFile(someCharges(t, dir, "made.csv", 300))
	if err != nil {
		t.Fatal(err)
	}
	_, rows, _ := strings.Cut(string(b), "\n") // no longer synthetic
	charges := putText(t, filepath.Join(dir, "c.csv"), rows)
	run := func(name string, args ...string) string {
		out := filepath.Join(dir, name)
		done(t, append([]string{"run", charges, "--out", out, "--quiet", "--draws", "0"}, args...)...)
		return out
	}
	kept, bare, invented := run("kept"), run("bare", "--threshold", "0"), filepath.Join(dir, "invented")
	done(t, "run", filepath.Join(dir, "made.csv"), "--out", invented, "--quiet", "--draws", "0")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{kept}, exitDone, "No withheld count can be told to a range narrower than 9."},
		{[]string{kept, "--threshold", "50"}, exitDiffers, "small and printed"},
		{[]string{bare}, exitDiffers, "nothing is withheld, by the choice of whoever ran it"},
		{[]string{bare, "--threshold", "10"}, exitDiffers, "small and printed"},
		{[]string{invented}, exitDone, "the data are synthetic and nothing is withheld"},
		{[]string{filepath.Join(dir, "none")}, exitWrong, "none"},
	} {
		if out, talk, code := command(append([]string{"audit"}, c.args...)...); code != c.code || !strings.Contains(out+talk, c.says) {
			t.Errorf("audit %v: exit %d, want %d: %s%s", c.args, code, c.code, out, talk)
		}
	}
	name := filepath.Join(kept, manifestName)
	manifest, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	forged := strings.Replace(string(manifest), "\"threshold\": 10,\n    \"switches\"", "\"threshold\": 2,\n    \"switches\"", 1)
	putText(t, name, forged)
	if _, talk, code := command("audit", kept); forged == string(manifest) || code != exitDiffers || !strings.Contains(talk, "the threshold is 10 and that the run was asked for 2") {
		t.Errorf("a folder of two thresholds: exit %d: %s", code, talk)
	}
	putText(t, name, string(manifest))
	if err := os.Remove(filepath.Join(kept, "tables", "equity.csv")); err != nil {
		t.Fatal(err)
	}
	if _, talk, code := command("audit", kept); code != exitDiffers || !strings.Contains(talk, "equity.csv is missing") {
		t.Errorf("a folder without a table: exit %d: %s", code, talk)
	}
}

// A note quotes its scenario, in which bills and sections have numbers.
func TestAuditOfOtherScenarios(t *testing.T) {
	attacks(t)
	dir := t.TempDir()
	b, err := os.ReadFile(someCharges(t, dir, "made.csv", 400))
	if err != nil {
		t.Fatal(err)
	}
	_, rows, _ := strings.Cut(string(b), "\n") // no longer synthetic
	charges := putText(t, filepath.Join(dir, "c.csv"), rows)
	for _, scenario := range []string{"pa-17-32", "wa-shb-1791"} {
		run := filepath.Join(dir, scenario)
		done(t, "run", charges, "--scenario", scenario, "--out", run, "--quiet", "--draws", "20", "--switches=false")
		if out, talk, code := command("audit", run); code != exitDone {
			t.Errorf("%s: exit %d: %s%s", scenario, code, out, talk)
		}
	}
}

// A tampering alters a file of a result folder, and what the audit says of it.
type tampering struct {
	name, file, says string
	alter            func(*testing.T, []byte) []byte
}

// A withheld cell that is a number in one artefact, while the tables withhold it, is a fault
// that names the file, whatever the manifest says of the file.
func TestAuditArtefacts(t *testing.T) {
	attacks(t)
	dir := t.TempDir()
	b, err := os.ReadFile(someCharges(t, dir, "made.csv", 1800))
	if err != nil {
		t.Fatal(err)
	}
	_, rows, _ := strings.Cut(string(b), "\n") // no longer synthetic
	run := filepath.Join(dir, "run")
	done(t, "run", putText(t, filepath.Join(dir, "c.csv"), rows), "--out", run, "--quiet", "--draws", "20", "--threshold", "3")
	if out, talk, code := command("audit", run); code != exitDone {
		t.Fatalf("as the run left it: exit %d: %s%s", code, out, talk)
	}
	manifest := filepath.Join(run, manifestName)
	kept, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	once := func(old, now string) func(*testing.T, []byte) []byte {
		return func(t *testing.T, b []byte) []byte {
			out := bytes.Replace(b, []byte(old), []byte(now), 1)
			if bytes.Equal(out, b) {
				t.Fatalf("%q is not there", old)
			}
			return out
		}
	}
	within := func(form string, alter func(*testing.T, []byte) []byte) func(*testing.T, []byte) []byte {
		return func(t *testing.T, b []byte) []byte { return rezipped(t, b, regexp.MustCompile(form), alter) }
	}
	const shown, number = `t="inlineStr"><is><t>withheld</t></is>`, `><v>4</v>`
	var rounds [][]tampering
	for _, c := range []tampering{
		{"one bound", "tables/class_shift.csv", "half withheld: class_shift, row ", once("withheld,withheld,withheld", "withheld,4,withheld")},
		{"a mean", "tables/projection.csv", "half withheld: projection, row ", once("withheld,withheld,", "4,withheld,")},
		{"parquet", "tables/class_shift.parquet", "where it is withheld", toldParquet},
		{"sheet", "workbook.xlsx", "sheet class_shift", within("^xl/worksheets/sheet6.xml$", once(shown, number))},
		{"formula's cell", "workbook.xlsx", "sheet Summary", within("^xl/worksheets/sheet2.xml$", func(t *testing.T, b []byte) []byte {
			form := regexp.MustCompile(`t="str"(><f>[^<]*</f><v>)withheld</v>`)
			if !form.Match(b) {
				t.Fatal("no formula is withheld")
			}
			return form.ReplaceAll(b, []byte("${1}4</v>"))
		})},
		{"a number in place of the word", "workbook.xlsx", "no formula over the tables", within("^xl/worksheets/sheet2.xml$", once(shown, number))},
		{"costs", "workbook.xlsx", "sheet Costs", within("^xl/worksheets/sheet4.xml$", once(`<v>withheld</v>`, `<v>4</v>`))},
		{"chart", "workbook.xlsx", "chart1.xml", within("^xl/charts/chart1.xml$", once(`<formatCode></formatCode></numCache>`, `<formatCode></formatCode><pt idx="0"><v>123456789</v></pt></numCache>`))},
		{"another part", "workbook.xlsx", "xl/comments1.xml", func(t *testing.T, b []byte) []byte {
			return rezipped(t, b, regexp.MustCompile("^$"), nil, "xl/comments1.xml")
		}},
		{"table in the page", "report.html", "no row of tables/class_shift.csv", func(t *testing.T, b []byte) []byte {
			return repacked(t, b, "csv-class_flow", "withheld,withheld,withheld", "4,4,4")
		}},
		{"the page", "report.html", "not what its script would put there", once(">withheld</td>", ">4</td>")},
		{"title", "figures/readings.svg", "not that of the same picture", once(": withheld</title>", ": 4</title>")},
		{"annex", "note.md", "its annex", once("| central withheld", "| central 4")},
		{"figure as printed", "note.md", "its annex", once("| central withheld", "| central withheld → 4")},
		{"sentence", "note.md", "it says withheld", func(t *testing.T, b []byte) []byte { return once("withheld", "4")(t, once("withheld", "4")(t, b)) }},
		{"a sentence's number", "note.md", "98,765 stands in a sentence", once("\n## Explanation\n", "\n## Explanation\n\nIt would change 98,765 charges.\n")},
		{"a sentence's number", "note.docx", "98,765 stands in a sentence", within("^word/document.xml$", once(">Explanation<", ">Explanation 98,765<"))},
		{"a mark's number", "report.html", "98,765 is no number of the tables", func(t *testing.T, b []byte) []byte {
			return repacked(t, b, "svg-readings", ": withheld</title>", ": 98,765</title>")
		}},
		{"another picture", "figures/readings.png", "drawn of another figure", func(t *testing.T, _ []byte) []byte {
			b, err := os.ReadFile(filepath.Join(run, "figures", "class_flow.png"))
			if err != nil {
				t.Fatal(err)
			}
			return b
		}},
		{"a picture drawn by another", "figures/readings.png", "does not say of which figure", func(t *testing.T, b []byte) []byte {
			m, err := png.Decode(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := png.Encode(&out, m); err != nil {
				t.Fatal(err)
			}
			return out.Bytes()
		}},
		{"word", "note.docx", "its annex", within("^word/document.xml$", once(`<w:t xml:space="preserve">central </w:t></w:r><w:r><w:t xml:space="preserve">withheld`, `<w:t xml:space="preserve">central </w:t></w:r><w:r><w:t xml:space="preserve">4`))},
		{"cut off", "workbook.xlsx", "cannot be read", func(_ *testing.T, b []byte) []byte { return b[:len(b)/2] }},
		{"no page", "report.html", "does not say which choice", func(*testing.T, []byte) []byte { return nil }},
	} {
		if len(rounds) == 0 || slices.ContainsFunc(rounds[len(rounds)-1], func(x tampering) bool { return x.file == c.file || strings.HasSuffix(x.file, ".csv") }) {
			rounds = append(rounds, nil)
		}
		rounds[len(rounds)-1] = append(rounds[len(rounds)-1], c)
	}
	hash := func(b []byte) string { sum := sha256.Sum256(b); return hex.EncodeToString(sum[:]) }
	for _, round := range rounds { // each alters several files, and all are to be named
		said, before := string(kept), map[string][]byte{}
		for _, c := range round {
			path := filepath.Join(run, filepath.FromSlash(c.file))
			was, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			now := c.alter(t, was)
			before[path] = was
			said = strings.Replace(said, hash(was), hash(now), 1)
			putText(t, path, string(now))
		}
		putText(t, manifest, said)
		out, talk, code := command("audit", run)
		if code != exitDiffers {
			t.Errorf("%v: exit %d: %s", round, code, talk)
		}
		for _, c := range round {
			if !slices.ContainsFunc(strings.Split(out, "\n"), func(l string) bool {
				return strings.Contains(l, c.says) && strings.Contains(l, strings.TrimSuffix(filepath.Base(c.file), ".csv"))
			}) {
				t.Errorf("%s: nothing says %s and %q: %s%s", c.name, c.file, c.says, out, talk)
			}
		}
		for path, was := range before {
			putText(t, path, string(was))
		}
	}
	putText(t, manifest, string(kept))
	if _, talk, code := command("audit", run); code != exitDone {
		t.Errorf("as it was before: exit %d: %s", code, talk)
	}
}

// toldParquet is a Parquet file in which the first number that is missing is 4.
func toldParquet(t *testing.T, b []byte) []byte {
	t.Helper()
	cols, rows, err := columnar.Read(b, 1<<24)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := columnar.NewWriter(&out, cols, nil)
	if err != nil {
		t.Fatal(err)
	}
	told := false
	for _, r := range rows {
		for i := range r {
			if r[i] == nil && cols[i].Type == columnar.Float64 && !told {
				r[i], told = 4.0, true
			}
		}
		if err := w.Row(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil || !told {
		t.Fatal(told, err)
	}
	return out.Bytes()
}

// unzipped gives the parts of a zip file in their order.
func unzipped(t *testing.T, b []byte) iter.Seq2[string, []byte] {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(string, []byte) bool) {
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			if !yield(f.Name, text) {
				return
			}
		}
	}
}

// rezipped is a zip file with some of its parts altered, and more parts.
func rezipped(t *testing.T, b []byte, form *regexp.Regexp, alter func(*testing.T, []byte) []byte, more ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	put := func(name string, text []byte) {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range unzipped(t, b) {
		if form.MatchString(name) {
			text = alter(t, text)
		}
		put(name, text)
	}
	for _, name := range more {
		put(name, []byte("<comments/>"))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// repacked is a page in which a text is altered that is packed in it.
func repacked(t *testing.T, b []byte, id, old, now string) []byte {
	t.Helper()
	form := regexp.MustCompile(`(id="` + id + `">)([^<]*)<`)
	m := form.FindSubmatch(b)
	if m == nil {
		t.Fatalf("the page has no %s", id)
	}
	z, err := base64.StdEncoding.DecodeString(string(m[2]))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(flate.NewReader(bytes.NewReader(z)))
	if err != nil {
		t.Fatal(err)
	}
	altered := bytes.Replace(plain, []byte(old), []byte(now), 1)
	if bytes.Equal(plain, altered) {
		t.Fatalf("%s does not hold %q", id, old)
	}
	var small bytes.Buffer
	w, err := flate.NewWriter(&small, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(altered); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.Replace(b, m[0], []byte(string(m[1])+base64.StdEncoding.EncodeToString(small.Bytes())+"<"), 1)
}
