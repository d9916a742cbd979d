package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"impact/internal/chart"
)

//go:embed page.html
var pageSource string

//go:embed page.css
var pageStyle string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"figure":   func(v any) string { return shown(v) },
	"numeric":  func(k Kind) bool { return k != Text },
	"svg":      inline,
	"hasgroup": func(g Grid) bool { return len(g.Rows) > 0 },
}).Parse(pageSource))

// WritePage writes the report as one HTML file that loads nothing from anywhere.
func (r *Report) WritePage(w io.Writer) error {
	sum := sha256.Sum256([]byte(pageStyle))
	return page.Execute(w, struct {
		*Report
		Style   template.CSS
		Policy  string
		About   []string
		Small   []Table
		Command string
	}{r, template.CSS(pageStyle), "default-src 'none'; img-src data:; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'",
		r.About(), r.small(), r.Command()})
}

// shown writes a table's value for reading.
func shown(v any) string {
	switch v := v.(type) {
	case int64:
		return Figure(float64(v))
	case float64:
		return Figure(v)
	}
	return Plain(v)
}

// inline is a figure as SVG that may stand in a page.
func inline(f chart.Figure) (template.HTML, error) {
	var b strings.Builder
	if err := f.SVG(&b); err != nil {
		return "", err
	}
	s := b.String()
	return template.HTML(s[strings.Index(s, "<svg"):]), nil // the XML declaration stays out
}

// small are the tables short enough to stand in the page whole.
func (r *Report) small() []Table {
	var out []Table
	for _, name := range []string{"ledger", "unverified"} {
		if t := r.Table(name); t != nil {
			out = append(out, *t)
		}
	}
	return out
}

// Command is the line that makes the run again.
func (r *Report) Command() string {
	s := r.Manifest.Settings
	args := []string{"impact", "run"}
	for _, d := range r.Manifest.Data {
		if !BuiltIn(d.Name) {
			args = append(args, quote(d.Name))
		}
	}
	args = append(args, "--scenario", quote(r.Manifest.Scenario.Name), "--baseline", s.Baseline)
	if len(s.Readings) == 1 {
		args = append(args, "--reading", quote(s.Readings[0]))
	}
	if len(s.Provisions) < len(r.Scenario.Provisions) {
		only := "none"
		if len(s.Provisions) > 0 {
			only = strings.Join(s.Provisions, ",")
		}
		args = append(args, "--provisions", quote(only))
	}
	if m := r.Manifest.Map; m != nil {
		args = append(args, "--map", quote(m.Name))
	}
	if s.LawFolder != "" {
		args = append(args, "--law", quote(s.LawFolder))
	}
	if in := r.Manifest.Assumed; in != nil {
		args = append(args, "--assumptions", quote(in.Name))
	}
	for _, a := range s.Assume {
		args = append(args, "--assume", quote(a))
	}
	if in := r.Manifest.Costs; in != nil {
		args = append(args, "--costs", quote(in.Name))
	}
	if s.Years != "" {
		args = append(args, "--years", quote(s.Years))
	}
	if len(s.Allowed) > 0 {
		args = append(args, "--allow-column", quote(strings.Join(s.Allowed, ",")))
	}
	args = append(args, fmt.Sprintf("--draws %d --horizon %d --seed %d --threshold %d", s.Draws, s.Horizon, s.Seed, s.Threshold))
	return strings.Join(args, " ")
}

// BuiltIn reports whether data of this name come with the program: a file that
// the user names is named by its base name.
func BuiltIn(name string) bool { return strings.Contains(name, "/") }

func quote(s string) string {
	if s == "" || strings.ContainsFunc(s, func(r rune) bool {
		return !slices.Contains([]rune("-_./,:=+@"), r) && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}
