package dialect

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"impact/internal/court"
	"impact/internal/law"
)

// A Field is one thing that rows say, as columns of a table hold it.
type Field struct {
	Name    string   // a canonical column, or a check
	Sources []string // the table's columns; none for a constant
	ID      bool
	Missing []string // of an id: texts that say "not recorded"
	Marks   []string // likewise, in small or capital letters
	Values  []Value  // of a field that is no id: the texts that it has
}

// A Value is a text of a field and what it means.
type Value struct {
	Key      string // as Distinct lists it
	Missing  bool
	Reason   string       // why a row with it is refused; "" where it is not
	Charge   court.Charge // in which nothing but the field is recorded
	Inchoate law.Inchoate
}

// between stands between a number and its unit in a Value's key.
const between = "\x1f"

// Key is the key of texts, one for each source of a field.
func Key(texts ...string) string { return strings.Join(texts, between) }

// SplitKey is the texts of a key.
func SplitKey(key string, sources int) []string {
	out := strings.SplitN(key, between, max(sources, 1))
	for len(out) < sources {
		out = append(out, "")
	}
	return out
}

// Needed reports whether a canonical column matters to a reduction.
func Needed(name string) bool { return name != "court" }

// Origin names what a mapping was made from; an answer is good for nothing else.
type Origin struct {
	Scenario, Law, Map string // hashes; Map may be empty
	Baseline           string
	Frame              string // hash of the cuts
}

// A Meta is what a mapping says of itself. It travels through the engine.
type Meta struct {
	Format    int         `json:"format"`
	Origin    Origin      `json:"origin"`
	Present   []string    `json:"present"` // canonical columns of the table
	Synthetic bool        `json:"synthetic"`
	Cites     []string    `json:"cites"`
	Races     []string    `json:"races"`
	Sexes     []string    `json:"sexes"`
	Findings  [][2]uint64 `json:"findings"` // made, not made
	Reasons   []string    `json:"reasons"`  // from 1
	Fields    []string    `json:"fields"`
	Codes     int         `json:"codes"` // rows of the table of codes without those of the mapping itself
}

// format is the number of this way of writing codes and answers.
const format = 1

// A Coding is a mapping: for each text of each field its code.
type Coding struct {
	Meta   Meta
	Fields []Field
	Codes  []Code
	Hash   string // of all of it

	none     law.Date // governs rows without dates
	governed court.Governed
	frame    *law.Frame
	ranks    ranks
}

// A Code is a row of the table of codes: Field is its number (Meta.Fields). Bad is the number of the reason for which
// rows with the text are refused; what A to D mean hangs on the field.
type Code struct {
	Field, Key string
	Bad        int64
	N          [4]int64
}

// ranks number what has no small number of its own, in the order in which a
// court.Signature compares it.
type ranks struct {
	cites    []law.Citation
	bases    []string
	races    []string
	sexes    []string
	findings [][2]uint64
	reasons  []string
}

// Frame is the hash of a frame's cuts.
func Frame(f *law.Frame) string {
	b, err := json.Marshal(f)
	if err != nil {
		panic(err) // numbers and texts
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// NewCoding numbers what the values of fields mean. mapDay governs rows without
// dates where it is not zero.
func NewCoding(fields []Field, m Meta, frame *law.Frame, baseline, mapDay law.Date) *Coding {
	c := &Coding{Meta: m, Fields: fields, frame: frame, none: baseline, governed: court.ByBaseline}
	if mapDay != 0 {
		c.none, c.governed = mapDay, court.ByMap
	}
	c.Meta.Format, c.Meta.Origin.Frame = format, Frame(frame)
	for _, f := range c.Fields {
		slices.SortFunc(f.Values, func(a, b Value) int { return strings.Compare(a.Key, b.Key) })
	}
	c.rank()
	for i := range c.Fields {
		f, name := &c.Fields[i], field(i)
		c.Meta.Fields = append(c.Meta.Fields, f.Name)
		for _, text := range f.Missing {
			c.Codes = append(c.Codes, Code{Field: name, Key: text})
		}
		if len(f.Sources) == 0 {
			continue // its numbers stand in the query
		}
		for j := range f.Values {
			c.Codes = append(c.Codes, c.code(name, f.Name, &f.Values[j]))
		}
	}
	c.Meta.Codes = len(c.Codes)
	c.seal()
	return c
}

// rank gathers what is to be numbered.
func (c *Coding) rank() {
	r := &c.ranks
	r.cites, r.bases, r.races, r.sexes, r.findings = []law.Citation{{}}, []string{""}, []string{""}, []string{""}, [][2]uint64{{}}
	for i := range c.Fields {
		for j := range c.Fields[i].Values {
			v := &c.Fields[i].Values[j]
			for _, ref := range []*law.Reference{&v.Charge.Statute, &v.Charge.Final} {
				r.cites, r.bases = append(r.cites, ref.Cite), append(r.bases, base(ref))
			}
			r.races, r.sexes = append(r.races, v.Charge.Race), append(r.sexes, v.Charge.Sex)
			r.findings = append(r.findings, c.findings(&v.Charge))
			if v.Reason != "" && !slices.Contains(r.reasons, v.Reason) {
				r.reasons = append(r.reasons, v.Reason)
			}
		}
	}
	r.cites = tidy(r.cites, law.Citation.Compare)
	r.bases, r.races, r.sexes = tidy(r.bases, strings.Compare), tidy(r.races, strings.Compare), tidy(r.sexes, strings.Compare)
	r.findings = tidy(r.findings, compareFindings)
	m := &c.Meta
	for _, x := range r.cites {
		m.Cites = append(m.Cites, x.String())
	}
	m.Races, m.Sexes, m.Findings, m.Reasons = r.races, r.sexes, r.findings, r.reasons
}

func tidy[T comparable](list []T, compare func(a, b T) int) []T {
	slices.SortFunc(list, compare)
	return slices.Compact(list)
}

func compareFindings(a, b [2]uint64) int {
	return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
}

func place[T any](list []T, x T, compare func(a, b T) int) int64 {
	i, _ := slices.BinarySearchFunc(list, x, compare)
	return int64(i)
}

// base tells apart statutes that are the same entry: their marks, and the text of
// those that are no entry.
func base(ref *law.Reference) string {
	if ref.Cite.IsZero() {
		return ref.Marks + between + ref.Text
	}
	if ref.Marks == "" {
		return ""
	}
	return ref.Marks + between
}

// findings are the bits of findings made and not made.
func (c *Coding) findings(x *court.Charge) (bits [2]uint64) {
	for i, id := range c.frame.Findings {
		if slices.Contains(x.Findings, id) {
			bits[0] |= 1 << i
		}
	}
	if len(x.Findings) > 0 || x.NoFindings {
		bits[1] = (uint64(1)<<len(c.frame.Findings) - 1) &^ bits[0]
	}
	return bits
}

// field is the name of a field in the table of codes.
func field(i int) string { return fmt.Sprintf("f%02d", i+1) }

func (c *Coding) code(name, of string, v *Value) Code {
	out := Code{Field: name, Key: v.Key, N: c.numbers(of, v)}
	if v.Reason != "" {
		out.Bad = int64(slices.Index(c.ranks.reasons, v.Reason)) + 1
	}
	return out
}

// numbers are what SQL reckons with: for a statute its citation, kind, status and
// base; for a day its month (from the year 0), day, fiscal year and era; for all
// else one number.
func (c *Coding) numbers(field string, v *Value) [4]int64 {
	x := &v.Charge
	switch field {
	case "statute":
		return c.statute(&x.Statute)
	case "final_statute":
		return c.statute(&x.Final)
	case "class":
		return [4]int64{int64(x.RecordClass)}
	case "inchoate":
		return [4]int64{int64(v.Inchoate)}
	case "offense_date":
		return c.day(x.Offense)
	case "filed_date":
		return c.day(x.Filed)
	case "disposition_date":
		return c.day(x.Disposed)
	case "disposition":
		return [4]int64{int64(x.Disposition)}
	case "jail_days":
		return [4]int64{int64(x.Jail)}
	case "suspended_days":
		return [4]int64{int64(x.Suspended)}
	case "probation_days":
		return [4]int64{int64(x.Probation)}
	case "fine":
		return [4]int64{x.Fine}
	case "victim_age":
		return [4]int64{int64(law.Cell(c.frame.VictimAges, int(x.VictimAge)))}
	case "victim_trafficked":
		return [4]int64{int64(x.Trafficked)}
	case "means":
		return [4]int64{int64(x.Means)}
	case "prior_convictions":
		return [4]int64{int64(law.Cell(c.frame.Priors, int(x.Priors)))}
	case "findings":
		return [4]int64{place(c.ranks.findings, c.findings(x), compareFindings)}
	case "defendant_age":
		return [4]int64{int64(law.Cell(c.frame.DefendantAges, int(x.DefendantAge)))}
	case "defendant_sex":
		return [4]int64{place(c.ranks.sexes, x.Sex, strings.Compare)}
	case "defendant_race":
		return [4]int64{place(c.ranks.races, x.Race, strings.Compare)}
	case "counts":
		return [4]int64{int64(max(x.Counts, 1))}
	}
	return [4]int64{}
}

func (c *Coding) statute(ref *law.Reference) [4]int64 {
	return [4]int64{place(c.ranks.cites, ref.Cite, law.Citation.Compare), int64(ref.Inchoate), int64(ref.Status), place(c.ranks.bases, base(ref), strings.Compare)}
}

func (c *Coding) day(d law.Date) [4]int64 {
	if d == 0 {
		return [4]int64{}
	}
	y, m, day := d.Parts()
	return [4]int64{int64(y*12 + m - 1), int64(day), int64(d.FiscalYear()), int64(c.frame.EraOf(d))}
}

// The fields of rows that are no code of a text.
const (
	ofMeta = "meta"
	ofHash = "hash"
)

// piece is how many signs of the mapping one row carries.
const piece = 1500

// seal appends the mapping's own rows: what it says of itself, in pieces, and the
// hash of it all.
func (c *Coding) seal() {
	b, err := json.Marshal(c.Meta)
	if err != nil {
		panic(err) // numbers and texts
	}
	h := sha256.New()
	h.Write(b)
	for _, x := range c.Codes {
		fmt.Fprintf(h, "%q %q %d %v\n", x.Field, x.Key, x.Bad, x.N)
	}
	c.Hash = hex.EncodeToString(h.Sum(nil))
	digits := hex.EncodeToString(b)
	for i := 0; i*piece < len(digits); i++ {
		c.Codes = append(c.Codes, Code{Field: ofMeta, Key: digits[i*piece : min(len(digits), (i+1)*piece)], N: [4]int64{int64(i)}})
	}
	c.Codes = append(c.Codes, Code{Field: ofHash, Key: c.Hash})
}

// CodesCSV is the table of codes as a file: texts as the bytes that the dialect
// shows, so that no loader can take a sign of theirs for its own.
func (c *Coding) CodesCSV(d Dialect) []byte {
	var b strings.Builder
	b.WriteString("field,hex,bad,a,b,c,d\n")
	for _, x := range c.Codes {
		fmt.Fprintf(&b, "%s,%s,%d,%d,%d,%d,%d\n", x.Field, d.bytes(x.Key), x.Bad, x.N[0], x.N[1], x.N[2], x.N[3])
	}
	return []byte(b.String())
}
