package ingest

import (
	"fmt"
	"math"
	"strings"

	"impact/internal/law"
)

// A Resolver makes a law.Reference of the text of a statute.
type Resolver interface {
	Resolve(text string) law.Reference
}

// maxMemo bounds the texts of a column whose meaning is remembered.
const maxMemo = 1 << 16

// maxCell bounds the texts of a column that is read, ids aside: they are remembered, and
// those that no rule knows are listed.
const maxCell = 4096

// A reader turns the cells of one column of a file into their meaning, each
// different text once.
type reader struct {
	name    string // the canonical column, or what a check calls its column
	source  string // the column of the file
	at      int
	kind    *kind
	form    *dateForm // of dates; ISO where nil
	codes   map[string]string
	missing map[string]bool
	resolve Resolver
	ledger  *ledger
	memo    map[string]*cell
	single  cell
}

// read is the meaning of a cell. It is good until the next call.
func (r *reader) read(raw []byte) *cell {
	if r.kind == &kindID {
		return r.readID(raw)
	}
	if c := r.memo[string(raw)]; c != nil {
		return c
	}
	c := r.understand(raw)
	if len(r.memo) < maxMemo {
		r.memo[string(raw)] = &c
	}
	return &c
}

// readID reads ids, which seldom come back and then in the next row.
func (r *reader) readID(raw []byte) *cell {
	if r.single.shown != string(raw) || r.single.shown == "" {
		r.single = r.understand(raw)
		if r.single.text == string(raw) {
			r.single.shown = r.single.text
		}
	}
	return &r.single
}

// understand finds what a cell means, and who is to count it.
func (r *reader) understand(raw []byte) cell {
	c, key, counted := r.explain(raw)
	if counted && r.ledger != nil {
		c.tally = r.ledger.of(key, &c.ref)
	}
	return c
}

// explain finds what a cell means, and whether kept charges with it are to be
// counted under a key.
func (r *reader) explain(raw []byte) (c cell, key tallyKey, counted bool) {
	if len(raw) > maxCell && r.kind != &kindID {
		return cell{fault: "longer than 4096 bytes", shown: string(raw[:16]) + "…"}, key, false
	}
	text, latin := toText(raw)
	c = cell{missing: true}
	if text != "" && !r.missing[text] {
		to, coded := r.code(text)
		c = r.meaning(to)
		key, counted = r.counter(text, coded, &c)
	}
	c.latin, c.shown = latin, text
	return c, key, counted
}

// code looks the text up in the map's code list, as written, then in small letters.
func (r *reader) code(text string) (string, bool) {
	if r.codes == nil {
		return text, false
	}
	if to, ok := r.codes[text]; ok {
		return to, true
	}
	if to, ok := r.codes[strings.ToLower(text)]; ok {
		return to, true
	}
	return text, false
}

// meaning parses a text that is not empty.
func (r *reader) meaning(text string) cell {
	if !r.kind.plain && isMark(text) {
		return cell{missing: true}
	}
	if r.form != nil {
		if d, ok := r.form.parse(text); ok {
			return cell{num: int64(d), known: true}
		}
		return cell{fault: "not a day of the form " + r.form.text}
	}
	c, ok := r.kind.parse(text)
	if !ok {
		return cell{fault: r.kind.want}
	}
	if r.kind == &kindStatute && r.resolve != nil {
		c.ref = r.resolve.Resolve(text)
	}
	return c
}

// isMark reports whether the text says "not recorded".
func isMark(text string) bool {
	if len(text) > 12 {
		return false
	}
	for _, m := range marks {
		if len(m) == len(text) && strings.EqualFold(m, text) {
			return true
		}
	}
	return false
}

// counter is the key under which kept charges with this text are counted, if they are.
func (r *reader) counter(text string, coded bool, c *cell) (key tallyKey, counted bool) {
	if c.fault != "" {
		return key, false
	}
	key = tallyKey{column: r.name, text: text}
	switch {
	case c.missing && !coded:
		key.sort = unrecorded
	case c.missing:
		return key, false
	case r.kind == &kindStatute && c.ref.Status != law.Found:
		key.sort = unresolved
	case c.known && (coded || r.codes == nil || r.kind != &kindText):
		return key, false
	}
	return key, true
}

// A binding fills one canonical column from the rows of one file.
type binding struct {
	column *column
	value  *reader // nil for a constant
	unit   *reader // of a number with a unit
	units  Units
	single cell // the constant, or the days of a number with a unit
	last   *cell

	key     tallyKey // under which kept charges with the constant are counted
	counted bool     // whether they are
}

// read is what the row says in the column.
func (b *binding) read(cells [][]byte) *cell {
	b.last = &b.single
	switch {
	case b.unit != nil:
		b.days(b.value.read(cells[b.value.at]), b.unit.read(cells[b.unit.at]))
	case b.value != nil:
		b.last = b.value.read(cells[b.value.at])
	}
	return b.last
}

// days makes days of a number and its unit.
func (b *binding) days(n, unit *cell) {
	b.single = cell{known: true, latin: n.latin || unit.latin, tally: n.tally, shown: n.shown}
	c := &b.single
	switch {
	case n.fault != "":
		c.fault = n.fault
	case unit.fault != "":
		c.fault, c.shown = unit.fault, unit.shown
	case n.missing && unit.missing:
		c.missing = true
	case n.missing:
		c.fault, c.shown = "a unit stands without a number", unit.shown
	case n.num == 0: // no time at all, in any unit
	case unit.missing:
		c.fault = "a number stands without its unit"
	default:
		days := math.Floor(float64(n.num)*b.units[unit.num].Days + 0.5)
		if c.num = int64(days); days > 9_999_999 {
			c.fault = kindDays.want
		}
	}
}

// example shows what stood where a cell could not be read, as far as it may be shown.
func (b *binding) example() string {
	switch {
	case b.unit != nil:
		return fmt.Sprintf("%s with %s %q", b.value.source, b.unit.source, formOf(b.last.shown))
	case b.value != nil:
		return b.value.example(b.last)
	}
	return fmt.Sprintf("constant %q", b.last.shown)
}

// example shows a cell of the reader's column, as far as it may be shown.
func (r *reader) example(c *cell) string {
	text := r.kind.shown(c.shown)
	if columnNamed(r.name) == nil { // of a check: a column that nothing else is read from
		text = formOf(c.shown)
	}
	return fmt.Sprintf("%s %q", r.source, text)
}

// unitKind is the kind of a unit column: its cells are numbers of units.
func unitKind(units Units) *kind {
	names := make([]string, len(units))
	for i, u := range units {
		names[i] = u.Name.Value
	}
	return &kind{
		name: "unit", want: "the unit is not one of " + strings.Join(names, ", "),
		parse: func(text string) (cell, bool) {
			for i, n := range names {
				if strings.EqualFold(n, text) {
					return cell{num: int64(i), known: true}, true
				}
			}
			return cell{}, false
		},
	}
}
