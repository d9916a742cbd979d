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
var nonsense = []string{"NaN", "+Inf", "-Inf", "%!", "<nil>", "#VALUE", "withheld withheld", "withheld (expected", "withheld, between", "expected withheld", "between withheld", "about withheld", "−1 charges", ">-1<", ">−1<"}

// least is the number that stands for a whole number which is not told.
var least = regexp.MustCompile(`(^|[\n ,;(|\[])[−-]1($|[\n ,;)|\]])`)

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
		if !strings.HasSuffix(name, ".csv") && !strings.HasPrefix(name, "text.") {
			continue
		}
		if m := least.FindStringIndex(text); m != nil {
			t.Errorf("%s: %q", name, text[max(m[0]-60, 0):min(m[1]+60, len(text))])
		}
	}
	return made
}

func TestDev(t *testing.T) {
	for _, name := range strings.Fields(os.Getenv("IMPACT_TRIALS")) {
		run := report.RunOf(t, name)
		sub := func(what string, hide secret) {
			t.Run(name+"/"+what, func(t *testing.T) {
				made := check(t, run, hide, true)
				if dir := os.Getenv("IMPACT_LOOK"); dir != "" {
					dir = filepath.Join(dir, name+"-"+what)
					os.MkdirAll(dir, 0o777)
					for n, b := range made {
						os.WriteFile(filepath.Join(dir, n), b, 0o666)
					}
				}
			})
		}
		sub("none", func(report.Cell) bool { return false })
		sub("all", func(report.Cell) bool { return true })
		sub("random", random(1, 0.1))
		sub("half", random(2, 0.5))
		var lists []string
		for _, c := range report.Cells(&run) {
			if !slices.Contains(lists, c.List) {
				lists = append(lists, c.List)
			}
		}
		for _, l := range lists {
			if os.Getenv("IMPACT_LISTS") == "" {
				break
			}
			sub(l, func(c report.Cell) bool { return c.List == l })
		}
	}
}
