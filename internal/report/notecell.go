package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"impact/internal/paper"
)

// A line is one row of a table, counted from 0.
type line struct {
	t   *Table
	row int
}

// A spot is one cell of a table.
type spot struct {
	line
	column string
}

func (l line) at(column string) spot { return spot{l, column} }

// text is a cell that holds words.
func (l line) text(column string) string { return Plain(l.at(column).value()) }

// first is the first of the columns that is withheld, as words.
func (l line) first(columns ...string) paper.Run {
	for _, c := range columns {
		if l.at(c).hidden() {
			return l.at(c).words()
		}
	}
	return paper.Run{}
}

// number is a cell that holds a number; NaN where it is empty.
func (l line) number(column string) float64 { return l.at(column).number() }

func (s spot) value() any {
	i := slices.IndexFunc(s.t.Columns, func(c Column) bool { return c.Name == s.column })
	return s.t.Rows[s.row][i]
}

func (s spot) number() float64 {
	switch v := s.value().(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	}
	return math.NaN()
}

// hidden reports whether the cell is withheld.
func (s spot) hidden() bool { return s.value() == Withheld{} }

// hides reports whether one of the columns of the row is withheld.
func (l line) hides(columns ...string) bool {
	return slices.ContainsFunc(columns, func(c string) bool { return l.at(c).hidden() })
}

// run is the cell as printed; every figure of the note comes from here.
func (s spot) run(text string) paper.Run {
	return paper.Run{Text: text, Cell: fmt.Sprintf("%s:%d/%s", s.t.Name, s.row, s.column)}
}

// as is the cell's number, written so.
func (s spot) as(write measure) paper.Run {
	if s.hidden() {
		return s.words()
	}
	return s.run(write(s.number()))
}

// size is the cell's number without its sign, which the words beside it say.
func (s spot) size(write measure) paper.Run {
	if s.hidden() {
		return s.words()
	}
	return s.run(write(math.Abs(s.number())))
}

// words is the cell's own text.
func (s spot) words() paper.Run { return s.run(Plain(s.value())) }

// lines are the rows of a table that are of the note's reading, or of all, and hold
// the named values: column, value, column, value.
func (n *noter) lines(table string, where ...string) []line {
	t := n.Table(table)
	if t == nil {
		return nil
	}
	var out []line
	for i := range t.Rows {
		l := line{t, i}
		if reading := l.text("reading"); reading != n.reading && reading != allReadings {
			continue
		}
		fits := true
		for k := 0; k < len(where); k += 2 {
			fits = fits && l.text(where[k]) == where[k+1]
		}
		if fits {
			out = append(out, l)
		}
	}
	return out
}

// line is the first of lines.
func (n *noter) line(table string, where ...string) (line, bool) {
	if list := n.lines(table, where...); len(list) > 0 {
		return list[0], true
	}
	return line{}, false
}

// say puts figures into words: each %v of the format takes a string, a run or runs.
func say(format string, args ...any) []paper.Run {
	var out []paper.Run
	text := func(s string) {
		if n := len(out); s != "" && n > 0 && plain(out[n-1]) {
			out[n-1].Text += s
		} else if s != "" {
			out = append(out, paper.Run{Text: s})
		}
	}
	for i, words := range strings.Split(format, "%v") {
		if i > 0 {
			switch a := args[i-1].(type) {
			case string:
				text(a)
			case paper.Run:
				out = append(out, a)
			case []paper.Run:
				out = append(out, a...)
			}
		}
		text(words)
	}
	return out
}

// plain reports whether a run is text and nothing else.
func plain(r paper.Run) bool {
	return r.Cell == "" && r.Link == "" && r.Note == nil && !r.Bold && !r.Italic && !r.Code
}

// share is a part of a whole in per cent, with one decimal.
func share(v float64) string { return fmt.Sprintf("%.1f %%", 100*v) }

// sum is money: whole dollars below a thousand, three significant digits above.
func sum(v float64) string {
	if math.Abs(v) < 999.5 {
		v = math.Round(v)
	}
	return dollars(v)
}

// tenth is an end of an interval: whole from two up, one decimal below.
func tenth(v float64) string {
	if math.Abs(v) >= 1.95 {
		return Figure(math.Round(v))
	}
	return Figure(math.Round(v*10) / 10)
}

// limits are the bounds of a count: "3", or "between 0 and 4 (expected 1.2)".
func limits(l line) []paper.Run {
	low, central, high := l.at("low"), l.at("central"), l.at("high")
	if l.hides("low", "central", "high") {
		return say("%v", l.first("central", "low", "high"))
	}
	if low.number() == high.number() {
		return say("%v", low.as(Figure))
	}
	return say("between %v and %v (expected %v)", low.as(Figure), high.as(Figure), central.as(near))
}

// net is a net change within its bounds.
func net(l line) []paper.Run {
	low, central, high := l.at("low"), l.at("central"), l.at("high")
	lo, hi := low.number(), high.number()
	switch {
	case l.hides("low", "central", "high"):
		return say("%v", l.first("central", "low", "high"))
	case lo == 0 && hi == 0:
		return say("no change")
	case lo == hi:
		return say("%v %v", low.size(Figure), direction(lo))
	case lo >= 0:
		return say("between %v and %v more (expected %v)", low.as(Figure), high.as(Figure), central.as(near))
	case hi <= 0:
		return say("between %v and %v fewer (expected %v)", high.size(Figure), low.size(Figure), central.size(near))
	}
	return say("between %v fewer and %v more (expected %v %v); the record cannot tell whether they rise or fall",
		low.size(Figure), high.as(Figure), central.size(near), direction(central.number()))
}

// direction is the word of a change.
func direction(v float64) string {
	if v < 0 {
		return "fewer"
	}
	return "more"
}

// rise is what is added in a year: the 80 % interval and the expectation.
func rise(l line) []paper.Run {
	low, mean, high := l.at("lo80"), l.at("mean"), l.at("hi80")
	lo, hi, m := low.number(), high.number(), mean.number()
	if l.hides("mean", "lo80", "hi80") {
		return say("%v", l.first("mean", "lo80", "hi80"))
	}
	beside := say("expected %v", mean.size(mid))
	if lo < 0 && hi > 0 || m < 0 && hi > 0 || m > 0 && lo < 0 {
		beside = say("expected %v %v", mean.size(mid), direction(m))
	}
	switch {
	case lo == 0 && hi == 0 && m == 0:
		return say("no change")
	case lo == 0 && hi == 0:
		return say("none in most years (expected %v)", mean.as(mid))
	case near(lo) == near(hi):
		return say("%v %v (%v)", low.size(near), direction(lo), beside)
	case lo >= 0:
		return say("between %v and %v more (%v)", low.as(near), high.as(near), beside)
	case hi <= 0:
		return say("between %v and %v fewer (%v)", high.size(near), low.size(near), beside)
	}
	return say("between %v fewer and %v more (%v)", low.size(near), high.as(near), beside)
}

// trio is an expectation and its limits in a cell of a table: "5.9 (2 to 11)".
func trio(mean, low, high spot, write, ends measure) []paper.Run {
	if mean.hides(mean.column, low.column, high.column) {
		return say("%v", mean.first(mean.column, low.column, high.column))
	}
	if low.number() == high.number() && mean.number() == low.number() {
		return say("%v", mean.as(write))
	}
	if m := mean.number(); low.number() == 0 && high.number() == 0 && mean.column == "mean" {
		if write(m) == write(0) {
			return say("none in most years")
		}
		return say("none in most years (%v)", mean.as(write))
	}
	return say("%v (%v to %v)", mean.as(write), low.as(ends), high.as(ends))
}

// bounded is a count of the record in a cell of a table.
func bounded(l line) []paper.Run {
	return trio(l.at("central"), l.at("low"), l.at("high"), centre, Figure)
}

// foretold is a projected figure in a cell of a table.
func (l line) foretold() []paper.Run {
	if l.t.Name == "fiscal" {
		return trio(l.at("central"), l.at("lo80"), l.at("hi80"), sum, sum)
	}
	if l.text("unit") == "dollar" {
		return trio(l.at("mean"), l.at("lo80"), l.at("hi80"), sum, sum)
	}
	return trio(l.at("mean"), l.at("lo80"), l.at("hi80"), centre, tenth)
}
