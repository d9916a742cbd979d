package withhold

import (
	"fmt"
	"slices"
	"strings"

	"impact/internal/disclose"
)

// The bounds of a row in one reading less those in another are counts too, of the charges on
// which the readings differ: 72 at most beside 71 at most is one charge. Expectations are
// cells, and what lies between them follows from ties; bounds are not.

// A beside is the bounds of a row in one reading of one choice of provisions.
type beside struct {
	cell      disclose.Cell
	low, high float64
}

// beside notes the bounds of a row.
func (d *disclosure) beside(table string, is texts, c disclose.Cell, numbers []float64) {
	if len(numbers) != 3 || c == noCell {
		return
	}
	key := strings.Builder{}
	key.WriteString(table)
	for n, col := range is.columns[2:] {
		if !slices.Contains(countings[table].counts, col) && col != "why" && col != "outcome" {
			key.WriteString("|" + is.texts[n+2])
		}
	}
	k := key.String()
	for _, x := range d.besides[k] {
		if x.cell == c {
			return
		}
	}
	b := beside{c, numbers[1], numbers[2]}
	for _, x := range d.besides[k] {
		if x.low == b.low && b.low > 0 || x.high == b.high { // they may be the same charges
			d.family.Together(x.cell, c)
		}
	}
	d.besides[k] = append(d.besides[k], b)
}

// near reports whether a bound of one is so near to that of the other that few lie between.
func (d *disclosure) near(a, b beside) bool {
	few := func(x, y float64) bool { return d.family.Small(x - y) }
	return few(a.low, b.low) || few(a.high, b.high)
}

// tooNear are the rows that may not be told beside what is told of other readings and choices:
// of rows with bounds that are near each other, the first is kept.
func (d *disclosure) tooNear(hides func(disclose.Cell) bool) (out []disclose.Cell) {
	for _, k := range sortedKeys(d.besides) {
		var told []beside
		for _, x := range d.besides[k] {
			switch {
			case hides(x.cell):
			case slices.ContainsFunc(told, func(y beside) bool { return d.near(x, y) }):
				out = append(out, x.cell)
			default:
				told = append(told, x)
			}
		}
	}
	return out
}

// besidesTold names rows that are printed though few lie between their bounds and those of another.
func (d *disclosure) besidesTold() (out []string) {
	for _, c := range d.tooNear(func(c disclose.Cell) bool { return !d.family.Told(c) }) {
		out = append(out, fmt.Sprintf("%s: it is a number, and few lie between its bounds and those of another reading or choice", d.family.Name(c)))
	}
	return out
}
