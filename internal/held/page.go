package held

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"impact/internal/report"
	"impact/internal/withhold"
)

const pageName = "report.html"

var (
	packForm   = regexp.MustCompile(`<script type="application/octet-stream" id="([^"]*)">([^<]*)</script>`)
	switchForm = regexp.MustCompile(`<script type="application/json" id="switches">([^<]*)</script>`)
	toldForm   = regexp.MustCompile(`<(title|desc|text)\b[^>]*>([^<]*)<`)
)

// A heldPack is what is packed in the page: texts by name, choice of provisions and reading.
type heldPack struct {
	Lines []string           `json:"lines"`
	Texts [][]int            `json:"texts"`
	At    map[string][][]int `json:"at"`
}

// text is one of the texts of a pack.
func (p *heldPack) text(n int) (string, error) {
	if n < 0 || n >= len(p.Texts) {
		return "", errors.New("it names a text that is not there")
	}
	var out []string
	at := 0
	for _, d := range p.Texts[n] {
		if at += d; at < 0 || at >= len(p.Lines) {
			return "", errors.New("it names a line that is not there")
		}
		out = append(out, p.Lines[at])
	}
	return strings.Join(out, "\n"), nil
}

// mostPacked is the most that a pack may hold.
const mostPacked = 1 << 28

func unpacked(text []byte) (*heldPack, error) {
	z, err := base64.StdEncoding.DecodeString(string(text))
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(z)), mostPacked))
	if err != nil {
		return nil, err
	}
	p := &heldPack{}
	return p, json.Unmarshal(plain, p)
}

// page holds the page to the tables, and the pictures to the page.
func (h *held) page() {
	page, ok := h.read(pageName)
	if !ok {
		return
	}
	var shown struct{ Point, Reading int }
	m := switchForm.FindSubmatch(page)
	if m == nil || json.Unmarshal(m[1], &shown) != nil {
		h.fault(pageName, "it does not say which choice and reading it shows")
		return
	}
	body := string(packForm.ReplaceAll(page, nil))
	pictures, under := map[string]string{}, map[string]string{}
	for _, m := range packForm.FindAllSubmatch(page, -1) {
		id := string(m[1])
		p, err := unpacked(m[2])
		if err != nil {
			h.fault(pageName, "%s cannot be read: %v", id, err)
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(p.At)) {
			for point, readings := range p.At[name] {
				for reading, n := range readings {
					text, err := p.text(n)
					if err != nil {
						h.fault(pageName, "%s: %v", id, err)
						continue
					}
					first := point == shown.Point && reading == shown.Reading
					h.packed(id, name, text, body, point == shown.Point, first)
					switch kind, about, _ := strings.Cut(id, "-"); {
					case first && kind == "svg":
						pictures[about] = text
					case first && kind == "csv":
						under[about] = text
					}
				}
			}
		}
	}
	h.pictured(pictures, under)
}

// pictured holds the marks of the pictures that the page shows at first to the rows under
// them, which are rows of the tables.
func (h *held) pictured(pictures, under map[string]string) {
	for _, about := range slices.Sorted(maps.Keys(pictures)) {
		if under[about] == "" {
			h.fault(pageName, "no rows stand under the picture %s", about)
			continue
		}
		rows, err := withhold.Read(about, strings.NewReader(under[about]))
		if err != nil {
			continue // a fault already
		}
		h.marks(about, pictures[about], &rows)
	}
}

// packed holds one text of the page: own where it is of the choice of provisions of the
// tables, shown where the page shows it at first.
func (h *held) packed(id, name, text, body string, own, shown bool) {
	switch kind, about, _ := strings.Cut(id, "-"); {
	case kind == "csv":
		h.exhibit(id, text, own)
	case kind == "svg" && shown:
		h.picture("figures/"+about+".svg", text)
	case id == "slots" && shown && !strings.Contains(body, strings.TrimSpace(text)):
		h.fault(pageName, "its part %s is not what its script would put there", name)
	}
}

// exhibit holds the rows of a table in the page to the table with the same heads.
func (h *held) exhibit(id, text string, own bool) {
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(records) == 0 {
		h.fault(pageName, "%s is no table", id)
		return
	}
	i := slices.IndexFunc(h.tables, func(t report.Table) bool {
		return slices.EqualFunc(t.Columns, records[0], func(c report.Column, name string) bool { return c.Name == name })
	})
	if i < 0 {
		h.fault(pageName, "%s has the columns of no table", id)
		return
	}
	t := h.tables[i]
	if !own {
		t.Rows = nil
		for _, r := range records[1:] {
			row := make([]any, len(r))
			for c, v := range r {
				row[c] = v
			}
			t.Rows = append(t.Rows, row)
		}
		for _, f := range withhold.Halves([]report.Table{t}) {
			h.fault(pageName, "%s, of another choice of provisions: %s", id, f)
		}
		return
	}
	rows := map[string]bool{}
	for _, r := range t.Rows {
		var key strings.Builder
		for _, v := range r {
			key.WriteString(report.Plain(v) + "\x00")
		}
		rows[key.String()] = true
	}
	for n, r := range records[1:] {
		if !rows[strings.Join(r, "\x00")+"\x00"] {
			h.fault(pageName, "%s, row %d (%s) is no row of tables/%s.csv", id, n+1, strings.Join(r[:min(len(r), 7)], "|"), t.Name)
		}
	}
}

// picture holds what a picture says in words to what it says in the page.
func (h *held) picture(name, inPage string) {
	b, err := fs.ReadFile(h.files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		h.fault(name, "it cannot be read: %v", err)
		return
	}
	told := func(svg string) (out []string) {
		for _, m := range toldForm.FindAllStringSubmatch(svg, -1) {
			out = append(out, m[1]+" "+m[2])
		}
		return out
	}
	mine, its := told(string(b)), told(inPage)
	for i := range max(len(mine), len(its)) {
		if i >= len(mine) || i >= len(its) || mine[i] != its[i] {
			h.fault(name, "text %d of %s is not that of the same picture in %s", i+1, path.Base(name), pageName)
			return
		}
	}
}
