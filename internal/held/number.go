package held

import (
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"impact/internal/report"
)

// numberForm is a number as people read it.
var numberForm = regexp.MustCompile(`\$?\d[\d,]*(?:\.\d+)?`)

// notFigures are what holds digits in a text and is no figure of a run.
var notFigures = regexp.MustCompile(strings.Join([]string{
	`\d{4}-\d{2}-\d{2}`, // days
	`\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December)( \d{4})?`,
	`\bFYs? \d\d`,
	`[Ff]iscal years? \d{4}( (to|and) \d{4})?`,
	`\b(80|95) %`, // levels of intervals
	`\b(lo|hi)(80|95)\b`,
	`\b[Uu]nder 18\b`,
	`\b\d+[a-z]*-\d+[a-z]*(\(\w+\))*`, // sections
	`\brec-\d+`,
	`(?i)counts from 1 to \d+( \(threshold \d+\))?`,
	`SHA-256`,
	"`[^`]*`",
	`\[\^\d+\]:?`, // notes at the foot
}, "|"))

// numbersIn are the numbers of a text that are figures, as they stand there, without signs.
func numbersIn(text string) (out []string) {
	for _, s := range numberForm.FindAllString(notFigures.ReplaceAllString(text, " "), -1) {
		out = append(out, strings.TrimRight(s, ","))
	}
	return out
}

// prints reports whether a text is how a number may be printed: rounded, without its sign, as
// a share in per cent, or in thousands.
func prints(text string, v float64) bool {
	plain := strings.ReplaceAll(strings.TrimPrefix(text, "$"), ",", "")
	x, err := strconv.ParseFloat(plain, 64)
	if err != nil {
		return false
	}
	_, places, _ := strings.Cut(plain, ".")
	off := 0.5001 * math.Pow10(-len(places))
	if places == "" && x >= 1000 {
		if last := math.Pow10(int(math.Log10(x)) - 2); math.Mod(x, last) == 0 {
			off = 0.5001 * last // three figures are told, it may be
		}
	}
	for _, scale := range []float64{1, 100, 1e-3} {
		if scale < 1 && places == "" && math.Abs(v) < 1000 {
			continue
		}
		if math.Abs(math.Abs(v)*scale-x) <= off {
			return true
		}
	}
	return false
}

// numbersOf are the numbers that the cells of a table are.
func numbersOf(t *report.Table) (out []float64) {
	for n := range t.Rows {
		for c := range t.Columns {
			if v, err := strconv.ParseFloat(cellOf(t, n, c), 64); err == nil {
				out = append(out, v)
			}
		}
	}
	return out
}

// marginsOf are the tables beside the rows under a picture of which its marks are made: what
// stands at each end of a flow, and what makes up a column.
var marginsOf = map[string]string{"class_flow": "class_level", "class_by_year": "class_level", "registry_flow": "registry_flow"}

var (
	titleForm = regexp.MustCompile(`<title>([^<]*)<`)
	asideForm = regexp.MustCompile(`\([^)]*\)`)
)

// marks holds the numbers that the marks of a picture say to the rows under it and to the
// table of which its margins are; a zero has no row.
func (h *held) marks(about, svg string, rows *report.Table) {
	known := append(numbersOf(rows), 0)
	if t := h.table(marginsOf[about]); t != nil {
		known = append(known, numbersOf(t)...)
	}
	known = append(known, h.priced(rows)...)
	for _, m := range titleForm.FindAllStringSubmatch(svg, -1) {
		said := m[1][strings.LastIndex(m[1], ": ")+1:]
		for _, text := range numbersIn(asideForm.ReplaceAllString(said, " ")) {
			if !anyPrints(text, known) {
				h.fault(pageName, "picture %s: %q: %s is no number of the tables that it shows", about, m[1], text)
			}
		}
	}
}

// priced are the outer bounds of what is projected at each price that stands in some rows: of
// money, tables hold the inner ones.
func (h *held) priced(rows *report.Table) (out []float64) {
	t, price := h.table("projection"), column(rows, "dollars")
	if t == nil || price < 0 {
		return nil
	}
	prices := map[string]float64{}
	for n := range rows.Rows {
		if v, err := strconv.ParseFloat(cellOf(rows, n, price), 64); err == nil {
			prices[cellOf(rows, n, price)] = v
		}
	}
	for _, p := range slices.Sorted(maps.Keys(prices)) {
		for _, name := range []string{"lo95", "hi95"} {
			c := column(t, name)
			for n := 0; c >= 0 && n < len(t.Rows); n++ {
				if v, err := strconv.ParseFloat(cellOf(t, n, c), 64); err == nil {
					out = append(out, v*prices[p])
				}
			}
		}
	}
	return out
}

func anyPrints(text string, known []float64) bool {
	for _, v := range known {
		if prints(text, v) {
			return true
		}
	}
	return false
}
