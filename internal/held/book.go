package held

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"impact/internal/report"
	"impact/internal/withhold"
)

const bookName = "workbook.xlsx"

// A sheetCell is a cell of a sheet: a number or a text, and the formula that came to it.
type sheetCell struct {
	text, formula string
	number        bool
}

// A sheetAt is a place on a sheet, both counted from 1.
type sheetAt struct{ row, col int }

// A heldBook is a workbook that is held to the tables: the cells of the sheets that stand
// before those of the tables.
type heldBook struct {
	*held
	parts map[string]*zip.File
	front map[string]map[sheetAt]sheetCell
}

// frontSheets are the sheets before those of the tables.
var frontSheets = []string{"Contents", "Summary", "Constants", "Costs"}

// bookParts are the parts that a workbook of this program has.
var bookParts = regexp.MustCompile(`^(\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/(styles|workbook|theme/theme1|charts/chart\d+|drawings/drawing\d+|worksheets/sheet\d+)\.xml|xl/(worksheets/|drawings/)?_rels/[a-z]+\d*\.xml\.rels)$`)

// mostPart is the most of one part of a document that is read.
const mostPart = 1 << 30

func (h *held) workbook() {
	data, ok := h.read(bookName)
	if !ok {
		return
	}
	b := &heldBook{held: h, parts: map[string]*zip.File{}, front: map[string]map[sheetAt]sheetCell{}}
	if err := b.hold(data); err != nil {
		h.fault(bookName, "it cannot be read as one that this program writes: %v", err)
	}
}

func (b *heldBook) hold(data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	for _, f := range z.File {
		if !bookParts.MatchString(f.Name) || b.parts[f.Name] != nil {
			return fmt.Errorf("its part %q", f.Name)
		}
		b.parts[f.Name] = f
	}
	sheets, err := b.sheets()
	if err != nil {
		return err
	}
	for _, s := range sheets {
		t := b.table(s.name)
		switch {
		case t != nil:
			err = b.tableSheet(t, s.part)
		case slices.Contains(frontSheets, s.name):
			b.front[s.name] = map[sheetAt]sheetCell{}
			err = b.cells(s.part, func(at sheetAt, c sheetCell) { b.front[s.name][at] = c })
		default:
			err = errors.New("no table is called so")
		}
		if err != nil {
			return fmt.Errorf("sheet %s: %w", s.name, err)
		}
	}
	for i := range b.tables {
		if name := b.tables[i].Name; !slices.ContainsFunc(sheets, func(s sheetPart) bool { return s.name == name }) {
			b.fault(bookName, "it has no sheet %s", name)
		}
	}
	b.formulas()
	return b.charts(z)
}

// A sheetPart is a sheet and the part that holds it.
type sheetPart struct{ name, part string }

func (b *heldBook) sheets() ([]sheetPart, error) {
	target := map[string]string{}
	err := b.tokens("xl/_rels/workbook.xml.rels", func(e xml.Token) error {
		if s, ok := e.(xml.StartElement); ok && s.Name.Local == "Relationship" {
			target[attr(s, "Id")] = path.Join("xl", strings.TrimPrefix(attr(s, "Target"), "/xl/"))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var out []sheetPart
	err = b.tokens("xl/workbook.xml", func(e xml.Token) error {
		if s, ok := e.(xml.StartElement); ok && s.Name.Local == "sheet" {
			out = append(out, sheetPart{attr(s, "name"), target[attr(s, "id")]})
		}
		return nil
	})
	return out, err
}

func attr(s xml.StartElement, name string) string {
	for _, a := range s.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// tokens visits the tokens of a part.
func (b *heldBook) tokens(part string, visit func(xml.Token) error) error {
	f := b.parts[part]
	if f == nil {
		return fmt.Errorf("it has no part %q", part)
	}
	return tokensOf(f, visit)
}

func tokensOf(f *zip.File, visit func(xml.Token) error) error {
	if f.UncompressedSize64 > mostPart {
		return fmt.Errorf("its part %q is too long", f.Name)
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(io.LimitReader(r, mostPart))
	for {
		e, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = visit(e)
		}
		if err != nil {
			return fmt.Errorf("its part %q: %w", f.Name, err)
		}
	}
}

// cells visits the cells of a sheet that hold something.
func (b *heldBook) cells(part string, visit func(sheetAt, sheetCell)) error {
	var at sheetAt
	var c sheetCell
	var kind string
	var into *string
	return b.tokens(part, func(e xml.Token) (err error) {
		switch e := e.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "c":
				c, kind = sheetCell{}, attr(e, "t")
				at, err = placeOf(attr(e, "r"))
				if err == nil && !slices.Contains([]string{"", "n", "str", "inlineStr", "b"}, kind) {
					err = fmt.Errorf("cell %s is of the kind %q", attr(e, "r"), kind)
				}
			case "v", "t":
				into = &c.text
			case "f":
				into = &c.formula
			}
		case xml.CharData:
			if into != nil {
				*into += string(e)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "v", "t", "f":
				into = nil
			case "c":
				c.number = kind == "" || kind == "n"
				if kind == "inlineStr" || kind == "str" {
					c.text = strings.ReplaceAll(c.text, "_x005F_", "_")
				}
				if c.text != "" || c.formula != "" {
					visit(at, c)
				}
			}
		}
		return err
	})
}

// placeOf reads the name of a cell: AB12.
func placeOf(name string) (sheetAt, error) {
	var at sheetAt
	i := 0
	for ; i < len(name) && i < 3 && name[i] >= 'A' && name[i] <= 'Z'; i++ {
		at.col = at.col*26 + int(name[i]-'A') + 1
	}
	row, err := strconv.Atoi(name[i:])
	if err != nil || row < 1 || at.col < 1 {
		return at, fmt.Errorf("no cell is called %q", name)
	}
	at.row = row
	return at, nil
}

// tableSheet holds the sheet of a table to it, cell by cell.
func (b *heldBook) tableSheet(t *report.Table, part string) error {
	found, want := 0, len(t.Columns)
	for n := range t.Rows {
		for c := range t.Columns {
			if cellOf(t, n, c) != "" {
				want++
			}
		}
	}
	faults := len(b.faults)
	err := b.cells(part, func(at sheetAt, c sheetCell) {
		found++
		switch n := at.row - 2; {
		case strings.HasPrefix(c.text, "Not all: a sheet holds no more rows.") && at.col == 1 && !c.number:
			want = found // the rest is left out, and the sheet says so
		case c.formula != "":
			b.fault(bookName, "sheet %s, row %d: it holds a formula", t.Name, at.row)
		case n >= len(t.Rows) || at.col > len(t.Columns):
			b.fault(bookName, "sheet %s, row %d: tables/%s.csv has no such cell", t.Name, at.row, t.Name)
		case n < 0:
			if c.text != t.Columns[at.col-1].Name {
				b.fault(bookName, "sheet %s: its heads are not those of tables/%s.csv", t.Name, t.Name)
			}
		case !alikeCell(c, cellOf(t, n, at.col-1)):
			b.fault(bookName, "sheet %s: %s is not as in tables/%s.csv%s", t.Name, spotOf(t, n, at.col-1), t.Name, shownOf(cellOf(t, n, at.col-1)))
		}
	})
	if err == nil && found != want && len(b.faults) == faults {
		b.fault(bookName, "sheet %s: it holds %d cells, and tables/%s.csv %d", t.Name, found, t.Name, want)
	}
	return err
}

// cutMark is how the text of a cell ends that was too long for it.
const cutMark = " … (cut: tables/"

// alikeCell reports whether a cell of a sheet is that of a table.
func alikeCell(c sheetCell, cell string) bool {
	if c.number {
		return alikeNumber(c.text, cell)
	}
	if at := strings.LastIndex(c.text, cutMark); at > 0 {
		return strings.HasPrefix(cell, c.text[:at])
	}
	return alikeText(c.text, cell)
}

// target is a cell that a formula names: of a table as its CSV has it, else as the sheet
// has it. false where there is none.
func (b *heldBook) target(sheet string, at sheetAt) (sheetCell, bool) {
	if t := b.table(sheet); t != nil {
		if at.row < 2 || at.row-2 >= len(t.Rows) || at.col > len(t.Columns) {
			return sheetCell{}, false
		}
		text := cellOf(t, at.row-2, at.col-1)
		_, err := strconv.ParseFloat(text, 64)
		return sheetCell{text: text, number: err == nil}, true
	}
	c, ok := b.front[sheet][at]
	return c, ok
}

var (
	refForm    = regexp.MustCompile(`(?:'((?:[^']|'')+)'!)?\$?\b([A-Z]{1,3})\$?(\d+)\b(?::\$?([A-Z]{1,3})\$?(\d+)\b)?`)
	stringForm = regexp.MustCompile(`"(?:[^"]|"")*"`)
	pureForm   = regexp.MustCompile(`^'(?:[^']|'')+'!\$[A-Z]{1,3}\$\d+$`)
)

// A cellRange is what a formula names: a cell, or those between two.
type cellRange struct {
	sheet    string
	from, to sheetAt
}

// refs are the cells that a formula on a sheet names.
func refs(sheet, formula string) (out []cellRange) {
	for _, m := range refForm.FindAllStringSubmatch(stringForm.ReplaceAllString(formula, ""), -1) {
		r := cellRange{sheet: sheet}
		if m[1] != "" {
			r.sheet = strings.ReplaceAll(m[1], "''", "'")
		}
		var err error
		if r.from, err = placeOf(m[2] + m[3]); err != nil {
			continue
		}
		if r.to = r.from; m[4] != "" {
			if r.to, err = placeOf(m[4] + m[5]); err != nil {
				continue
			}
		}
		out = append(out, r)
	}
	return out
}

// each visits the cells of a range that hold something.
func (b *heldBook) each(r cellRange, visit func(sheetCell)) {
	last := r.to.row
	if t := b.table(r.sheet); t != nil {
		last = min(last, len(t.Rows)+1)
	}
	for row := r.from.row; row <= min(last, r.from.row+1<<20); row++ {
		for col := r.from.col; col <= r.to.col; col++ {
			if c, ok := b.target(r.sheet, sheetAt{row, col}); ok {
				visit(c)
			}
		}
	}
}

// formulas holds what the formulas of the sheets before the tables came to.
func (b *heldBook) formulas() {
	for _, sheet := range frontSheets {
		cells := b.front[sheet]
		order := make([]sheetAt, 0, len(cells))
		for at := range cells {
			order = append(order, at)
		}
		slices.SortFunc(order, func(x, y sheetAt) int {
			if x.row != y.row {
				return x.row - y.row
			}
			return x.col - y.col
		})
		for _, at := range order {
			if c := cells[at]; c.formula != "" {
				b.formula(sheet, at, c)
			} else if c.number && !b.mayStand(sheet, at, c) {
				b.fault(bookName, "sheet %s, row %d, column %d: a number that is no formula over the tables", sheet, at.row, at.col)
			}
		}
	}
}

// hashForm ends the text that names a file with its hash.
var hashForm = regexp.MustCompile(`[0-9a-f]{64}$`)

// mayStand reports whether a number may stand on a sheet without a formula: how long a table
// or a file is, a cost constant or the session that it is of, and a zero, which has no row.
func (b *heldBook) mayStand(sheet string, at sheetAt, c sheetCell) bool {
	switch sheet {
	case "Contents":
		name, says := b.front[sheet][sheetAt{at.row, 1}].text, b.front[sheet][sheetAt{at.row, 2}].text
		if hashForm.MatchString(says) {
			made, _ := b.read("manifest.json")
			return regexp.MustCompile(`"bytes": ` + regexp.QuoteMeta(c.text) + `\b`).Match(made)
		}
		if t := b.table(name); t != nil {
			return c.text == strconv.Itoa(len(t.Rows))
		}
		n, err := strconv.Atoi(c.text) // of Constants and Costs no more than the sums of money
		t := b.table("fiscal")
		return slices.Contains(frontSheets, name) && err == nil && (n == 0 || t != nil && n <= len(t.Rows))
	case "Constants":
		t := b.table("fiscal")
		if t == nil {
			return false
		}
		for _, name := range []string{"dollars", "session"} {
			col := column(t, name)
			for n := range t.Rows {
				if col >= 0 && alikeNumber(c.text, cellOf(t, n, col)) {
					return true
				}
			}
		}
		return false
	}
	return alikeNumber(c.text, "0")
}

// formula holds what one formula came to: a cell that it leads to is the same; a sum is the
// sum; and what is reckoned with a withheld cell is no number.
func (b *heldBook) formula(sheet string, at sheetAt, c sheetCell) {
	wrong := func(what string) { b.fault(bookName, "sheet %s, row %d, column %d: %s", sheet, at.row, at.col, what) }
	if pureForm.MatchString(c.formula) {
		r := refs(sheet, c.formula)[0]
		if to, ok := b.target(r.sheet, r.from); ok && !alikeCell(c, to.text) {
			wrong(fmt.Sprintf("what it came to is not the cell of %s that it leads to%s", r.sheet, shownOf(to.text)))
		}
		return
	}
	if !c.number {
		return
	}
	if args, ok := strings.CutPrefix(c.formula, "SUMIFS("); ok && strings.HasSuffix(args, ")") {
		if sum, hidden, ok := b.sumifs(sheet, strings.TrimSuffix(args, ")")); ok {
			v, err := strconv.ParseFloat(c.text, 64)
			switch {
			case hidden:
				wrong("a sum over what is withheld came to a number")
			case err != nil || math.Abs(v-sum) > 1e-6*max(1, math.Abs(sum)):
				wrong("it is not the sum of the cells that it adds up")
			}
			return
		}
	}
	for _, r := range refs(sheet, c.formula) {
		hidden := false
		b.each(r, func(x sheetCell) { hidden = hidden || !x.number && x.text == withhold.Word })
		if hidden {
			wrong("a formula over what is withheld came to a number")
			return
		}
	}
}

// sumifs adds up the cells of a range in those rows in which other ranges hold given texts,
// and says whether one of them is withheld; not ok where the formula is of another form.
func (b *heldBook) sumifs(sheet, args string) (sum float64, hidden, ok bool) {
	parts := commaForm.FindAllString(args, -1)
	if len(parts)%2 != 1 {
		return 0, false, false
	}
	type condition struct {
		in   cellRange
		text string
	}
	var where []condition
	over := refs(sheet, parts[0])
	if len(over) != 1 || over[0].from.col != over[0].to.col {
		return 0, false, false
	}
	for i := 1; i < len(parts); i += 2 {
		in, text := refs(sheet, parts[i]), parts[i+1]
		if len(in) != 1 || len(text) < 2 || text[0] != '"' || strings.ContainsAny(text, "*?~<>=") {
			return 0, false, false
		}
		where = append(where, condition{in[0], strings.ReplaceAll(text[1:len(text)-1], `""`, `"`)})
	}
	last := over[0].to.row
	if t := b.table(over[0].sheet); t != nil {
		last = min(last, len(t.Rows)+1)
	}
	for row := over[0].from.row; row <= last; row++ {
		fits := !slices.ContainsFunc(where, func(w condition) bool {
			c, found := b.target(w.in.sheet, sheetAt{w.in.from.row + row - over[0].from.row, w.in.from.col})
			return !found || !strings.EqualFold(c.text, w.text)
		})
		if c, found := b.target(over[0].sheet, sheetAt{row, over[0].from.col}); fits && found {
			hidden = hidden || c.text == withhold.Word
			v, _ := strconv.ParseFloat(c.text, 64)
			sum += v
		}
	}
	return sum, hidden, true
}

// commaForm are the arguments of a function without functions in them.
var commaForm = regexp.MustCompile(`(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|[^,"'])+`)

// charts holds the numbers that charts keep to the cells that they draw.
func (b *heldBook) charts(z *zip.Reader) error {
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, "xl/charts/") {
			continue
		}
		var formula, idx, value string
		var into *string
		err := tokensOf(f, func(e xml.Token) error {
			switch e := e.(type) {
			case xml.StartElement:
				switch e.Name.Local {
				case "f":
					formula, into = "", &formula
				case "pt":
					idx = attr(e, "idx")
				case "v":
					value, into = "", &value
				}
			case xml.CharData:
				if into != nil {
					*into += string(e)
				}
			case xml.EndElement:
				into = nil
				if e.Name.Local == "pt" && !b.drawn(formula, idx, value) {
					b.fault(bookName, "%s: it keeps a value that the cells it draws do not hold", path.Base(f.Name))
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// drawn reports whether a value that a chart keeps is that of the cell that it draws.
func (b *heldBook) drawn(formula, idx, value string) bool {
	r := refs("", formula)
	n, err := strconv.Atoi(idx)
	if len(r) != 1 || err != nil || n < 0 {
		return false
	}
	at := sheetAt{r[0].from.row + n, r[0].from.col}
	if r[0].from.row == r[0].to.row {
		at = sheetAt{r[0].from.row, r[0].from.col + n}
	}
	c, ok := b.target(r[0].sheet, at)
	return ok && (c.text == value || c.number && alikeNumber(value, c.text))
}
