package ingest

import (
	"cmp"
	"math/bits"
	"slices"

	"impact/internal/court"
	"impact/internal/law"

	"github.com/zeebo/xxh3"
)

// A Crowd counts in how large a crowd each row hides: how many rows share what somebody
// may know of a person who is in the data (quasi-identifiers), and which combinations of
// it belong to one person alone. It keeps hashes and numbers, no values, and no more of
// them than a fixed room holds (about 160 MB), however many rows are added. Beyond that it
// counts the combinations of a sample: of the values of a column that has many, every row
// of each, so that a combination that is unique in the sample is unique in the whole; or,
// where no column has many, of the combinations, which then seem rarer by some of their
// columns than they are.
type Crowd struct {
	Rows    int64
	Unit    string   // to whom a combination belongs: "person", "case" or "row"
	columns []string // those that are recorded anywhere, in the order of quasi
	at      []int    // their places in quasi
	who     func(*court.Charge) string
	room    int
	// tables[i] counts the combinations of the columns from the i-th on: each set of
	// columns is asked of the table that begins with its first.
	tables  []*crowdTable
	months  *crowdTable
	years   *crowdTable
	codes   []uint32
	rowNext uint32
}

// quasi are the quasi-identifiers, those of many values first.
var quasi = []struct {
	column string
	day    bool
	rich   bool // so many values that a sample of them is one of the rows
	code   func(*court.Charge) uint32
}{
	{"offense_date", true, true, func(c *court.Charge) uint32 { return uint32(c.Offense) }},
	{"filed_date", true, true, func(c *court.Charge) uint32 { return uint32(c.Filed) }},
	{"disposition_date", true, true, func(c *court.Charge) uint32 { return uint32(c.Disposed) }},
	{"statute", false, true, func(c *court.Charge) uint32 { return textCode(c.Statute.Text) }},
	{"court", false, false, func(c *court.Charge) uint32 { return textCode(c.Court) }},
	{"defendant_age", false, false, func(c *court.Charge) uint32 { return uint32(c.DefendantAge + 2) }},
	{"victim_age", false, false, func(c *court.Charge) uint32 { return uint32(c.VictimAge + 2) }},
	{"defendant_race", false, false, func(c *court.Charge) uint32 { return textCode(c.Race) }},
	{"defendant_sex", false, false, func(c *court.Charge) uint32 { return textCode(c.Sex) }},
}

func textCode(text string) uint32 {
	if text == "" {
		return 0
	}
	return uint32(xxh3.HashString(text)) | 1
}

// crowdRoom is how many combinations a table holds.
const crowdRoom = 1 << 17

// NewCrowd is an empty Crowd of charges with these canonical columns.
func NewCrowd(present []string) *Crowd {
	c := &Crowd{Unit: "row", room: crowdRoom}
	switch {
	case slices.Contains(present, "person_id"):
		c.Unit, c.who = "person", func(x *court.Charge) string { return x.Person }
	case slices.Contains(present, "case_id"):
		c.Unit, c.who = "case", func(x *court.Charge) string { return x.Case }
	}
	for i, q := range quasi {
		if slices.Contains(present, q.column) {
			c.columns, c.at = append(c.columns, q.column), append(c.at, i)
		}
	}
	c.codes = make([]uint32, len(c.at))
	for i := range c.at {
		c.tables = append(c.tables, newCrowdTable(len(c.at)-i, c.room))
		c.tables[i].whole = !quasi[c.at[i]].rich
	}
	c.months, c.years = newCrowdTable(len(c.at), c.room), newCrowdTable(len(c.at), c.room)
	c.months.whole, c.years.whole = true, true // of these only all columns are asked
	return c
}

// Columns are the quasi-identifiers that are there.
func (c *Crowd) Columns() []string { return c.columns }

// Add counts a charge.
func (c *Crowd) Add(x *court.Charge) {
	if len(c.at) == 0 {
		return
	}
	c.Rows++
	c.rowNext++
	who := c.rowNext
	if c.who != nil {
		if id := c.who(x); id != "" {
			who = uint32(xxh3.HashString(id))
		}
	}
	for i, at := range c.at {
		c.codes[i] = quasi[at].code(x)
	}
	for i, t := range c.tables {
		t.add(c.codes[i:], who)
	}
	c.coarse(c.months, who, func(d law.Date) uint32 { y, m, _ := d.Parts(); return uint32(12*y + m) })
	c.coarse(c.years, who, func(d law.Date) uint32 { y, _, _ := d.Parts(); return uint32(y) })
}

// coarse counts the charge with its days made coarser.
func (c *Crowd) coarse(t *crowdTable, who uint32, of func(law.Date) uint32) {
	var room [16]uint32
	codes := append(room[:0], c.codes...)
	for i, at := range c.at {
		if quasi[at].day && codes[i] != 0 {
			codes[i] = of(law.Date(codes[i]))
		}
	}
	t.add(codes, who)
}

// A Crowding says how rows hide among others by some columns.
type Crowding struct {
	Columns      []string
	Coarse       string  // "months", "years": what days are made to; "" for days
	Combinations int64   // different ones
	Unique       float64 // share of the rows whose combination belongs to one person (or case, or row) alone
	Small        float64 // share of the rows whose combination fewer than the threshold rows have
	K            int64   // 1 if any combination belongs to one alone; else the least number of rows that share one
	Sampled      bool    // Combinations, Unique and Small are estimates, and K is at most this
}

// Whole is how rows hide by all columns.
func (c *Crowd) Whole(threshold int64) Crowding {
	out := c.tables[0].crowding(upTo(len(c.at)), threshold)
	out.Columns = c.columns
	return out
}

// Coarser are Whole with days made months, then years, then without any days. It is
// empty where there are no days.
func (c *Crowd) Coarser(threshold int64) []Crowding {
	days := 0
	for _, at := range c.at {
		if quasi[at].day {
			days++
		}
	}
	if days == 0 {
		return nil
	}
	m, y := c.months.crowding(upTo(len(c.at)), threshold), c.years.crowding(upTo(len(c.at)), threshold)
	m.Columns, m.Coarse, y.Columns, y.Coarse = c.columns, "months", c.columns, "years"
	out := []Crowding{m, y}
	if days < len(c.at) {
		none := c.tables[days].crowding(upTo(len(c.at)-days), threshold)
		none.Columns = c.columns[days:]
		out = append(out, none)
	}
	return out
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// Sets are the sets of up to three columns, those of fewer columns first, then those
// that leave more rows unique.
func (c *Crowd) Sets(threshold int64) []Crowding {
	var out []Crowding
	n := len(c.at)
	for set := uint(1); set < 1<<n; set++ {
		if bits.OnesCount(set) > 3 {
			continue
		}
		first := bits.TrailingZeros(set)
		var at []int
		var columns []string
		for i := first; i < n; i++ {
			if set>>i&1 == 1 {
				at, columns = append(at, i-first), append(columns, c.columns[i])
			}
		}
		x := c.tables[first].crowding(at, threshold)
		x.Columns = columns
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b Crowding) int {
		return cmp.Or(cmp.Compare(len(a.Columns), len(b.Columns)), cmp.Compare(b.Unique, a.Unique))
	})
	return out
}

// A crowdTable counts combinations of codes.
type crowdTable struct {
	width, room int
	rows        int64
	find        map[uint64]int32 // by their hash: the place in groups
	groups      []crowdGroup
	codes       []uint32 // of the groups, width each
	level       int      // in the sample are the values of the first column whose hashes begin with so many zeros
	whole       bool     // or the combinations, where the first column has few values
}

// A crowdGroup is the rows that share a combination.
type crowdGroup struct {
	hash uint64
	rows int64
	who  uint32
	many bool // they belong to more than one
}

func newCrowdTable(width, room int) *crowdTable {
	return &crowdTable{width: width, room: room, find: map[uint64]int32{}}
}

func mixCode(h uint64) uint64 {
	h ^= h >> 30
	h *= 0xbf58476d1ce4e5b9
	h ^= h >> 27
	h *= 0x94d049bb133111eb
	return h ^ h>>31
}

func hashCodes(codes []uint32) uint64 {
	h := uint64(len(codes))
	for _, c := range codes {
		h = mixCode(h*0x9e3779b97f4a7c15 + uint64(c) + 1)
	}
	return h
}

// in reports whether a combination is in the sample.
func (t *crowdTable) in(first uint32, hash uint64) bool {
	key := uint64(first) + 0x51ed2701
	if t.whole || first == 0 { // not recorded: too many rows may share that
		key = hash
	}
	return bits.LeadingZeros64(mixCode(key)) >= t.level
}

func (t *crowdTable) add(codes []uint32, who uint32) {
	t.rows++
	h := hashCodes(codes)
	if t.level > 0 && !t.in(codes[0], h) {
		return
	}
	i, known := t.find[h]
	if known {
		g := &t.groups[i]
		g.rows++
		g.many = g.many || g.who != who
		return
	}
	t.find[h] = int32(len(t.groups))
	t.groups = append(t.groups, crowdGroup{hash: h, rows: 1, who: who})
	t.codes = append(t.codes, codes...)
	for len(t.groups) > t.room {
		t.thin()
	}
}

// thin leaves the half of the sample whose hashes begin with one more zero. So what the
// sample is in the end does not depend on the order of the rows.
func (t *crowdTable) thin() {
	t.level++
	groups, codes := t.groups, t.codes
	t.groups, t.codes = t.groups[:0], t.codes[:0]
	clear(t.find)
	for i, g := range groups {
		own := codes[i*t.width : (i+1)*t.width]
		if t.in(own[0], g.hash) {
			t.find[g.hash] = int32(len(t.groups))
			t.groups, t.codes = append(t.groups, g), append(t.codes, own...)
		}
	}
}

// crowding counts the combinations of some of the table's columns, of which the first is
// the table's.
func (t *crowdTable) crowding(at []int, threshold int64) Crowding {
	groups := t.groups
	if len(at) < t.width {
		groups = t.project(at)
	}
	out := Crowding{Combinations: int64(len(groups)), Sampled: t.level > 0}
	var rows, unique, small int64
	for i := range groups {
		g := &groups[i]
		k := g.rows
		if rows += g.rows; !g.many {
			k = 1
			unique += g.rows
		}
		if g.rows < threshold {
			small += g.rows
		}
		if out.K == 0 || k < out.K {
			out.K = k
		}
	}
	if rows > 0 {
		out.Combinations = int64(float64(out.Combinations)*float64(t.rows)/float64(rows) + 0.5)
		out.Unique, out.Small = float64(unique)/float64(rows), float64(small)/float64(rows)
	}
	return out
}

// project joins the groups that are alike in some columns.
func (t *crowdTable) project(at []int) []crowdGroup {
	var out []crowdGroup
	find := map[uint64]int32{}
	codes := make([]uint32, len(at))
	for i := range t.groups {
		for k, a := range at {
			codes[k] = t.codes[i*t.width+a]
		}
		h := hashCodes(codes)
		if j, known := find[h]; known {
			g, x := &out[j], &t.groups[i]
			g.rows += x.rows
			g.many = g.many || x.many || g.who != x.who
			continue
		}
		find[h] = int32(len(out))
		g := t.groups[i]
		g.hash = h
		out = append(out, g)
	}
	return out
}
