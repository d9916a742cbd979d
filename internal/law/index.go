package law

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"impact/internal/strict"
)

// An Index resolves the ways in which records write citations against the
// entries of a code. It accepts a text only where exactly one entry fits.
type Index struct {
	statutes  map[Citation]*Statute
	sections  map[Citation][]*Statute // section -> its entries, in order
	alias     map[Citation]Citation
	nodes     map[Citation]bool     // entries, everything above them, aliases (but nothing above those)
	squeezed  map[string][]Citation // node without punctuation -> nodes
	spelled   map[Citation]string   // node as the code writes it
	prefixes  []string              // lower case, longest first
	marks     string
	inchoate  map[Citation]Inchoate
	accessory map[Citation]bool
	names     []string // of entries, for suggestions
}

func newIndex(order []*Statute, rules citationRules) (*Index, strict.Faults) {
	x := &Index{
		statutes: map[Citation]*Statute{}, sections: map[Citation][]*Statute{}, alias: map[Citation]Citation{},
		nodes: map[Citation]bool{}, squeezed: map[string][]Citation{}, spelled: map[Citation]string{},
		marks: rules.Marks, inchoate: map[Citation]Inchoate{}, accessory: map[Citation]bool{},
	}
	var faults strict.Faults
	for _, s := range order {
		x.statutes[s.Cite] = s
		x.sections[s.Cite.Section()] = append(x.sections[s.Cite.Section()], s)
		x.names = append(x.names, s.Section.Value)
		x.node(s.Cite, strings.Join(strings.Fields(s.Section.Value), ""))
		for _, a := range s.Aliases {
			c, err := ParseCitation(a.Value)
			if err != nil {
				faults = append(faults, a.Pos.Fault("%v", err))
				continue
			}
			if x.statutes[c] != nil || !x.alias[c].IsZero() {
				faults = append(faults, a.Pos.Fault("the alias %s already names an entry; one meaning would be right", a.Value))
			}
			x.alias[c] = s.Cite
			x.mark(c, strings.Join(strings.Fields(a.Value), ""))
		}
	}
	return x, append(faults, x.read(rules)...)
}

// read takes in how the jurisdiction writes citations.
func (x *Index) read(rules citationRules) (faults strict.Faults) {
	for kind, text := range rules.Inchoate {
		k, ok := ParseInchoate(kind)
		c, err := ParseCitation(text.Value)
		switch {
		case !ok || k == Completed:
			faults = append(faults, text.Pos.Fault("%q is no kind of inchoate offence; attempt, conspiracy or solicitation would be right", kind))
		case err != nil:
			faults = append(faults, text.Pos.Fault("%v", err))
		default:
			x.inchoate[c] = k
		}
	}
	for _, text := range rules.Accessory {
		c, err := ParseCitation(text.Value)
		if err != nil {
			faults = append(faults, text.Pos.Fault("%v", err))
			continue
		}
		x.accessory[c] = true
	}
	for _, p := range rules.Prefixes {
		if strings.TrimSpace(p.Value) == "" {
			faults = append(faults, p.Pos.Fault("a prefix is blank; a word or a sign would be right"))
			continue
		}
		x.prefixes = append(x.prefixes, strings.ToLower(p.Value))
	}
	slices.SortFunc(x.prefixes, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return faults
}

// node registers a citation and everything above it.
func (x *Index) node(c Citation, spelled string) {
	for {
		x.mark(c, spelled)
		parent, ok := c.Parent()
		if !ok {
			return
		}
		c, spelled = parent, spelled[:strings.LastIndexByte(spelled, '(')]
	}
}

// mark registers a citation and its spelling.
func (x *Index) mark(c Citation, spelled string) {
	if x.nodes[c] {
		return
	}
	x.nodes[c] = true
	x.spelled[c] = spelled
	key := squeeze(c.String())
	x.squeezed[key] = append(x.squeezed[key], c)
	slices.SortFunc(x.squeezed[key], Citation.Compare)
}

// below lists the entries at or below a citation, in order.
func (x *Index) below(c Citation) []*Statute {
	var out []*Statute
	for _, s := range x.sections[c.Section()] {
		if c.Covers(s.Cite) {
			out = append(out, s)
		}
	}
	return out
}

func (x *Index) name(c Citation) string {
	rest := ""
	for at := c; ; {
		if s, ok := x.spelled[at]; ok {
			return s + rest
		}
		parent, ok := at.Parent()
		if !ok {
			return c.String()
		}
		rest = at.path[len(parent.path):] + rest
		at = parent
	}
}

var separators = regexp.MustCompile(`\s*[/;,&|]\s*|\s+(?:and|of|to commit|to|w/)\s+`)

// Resolve reads a statute as a record writes it. Pairs with an inchoate section
// (53a-49/53a-192a, either way round, or one wrapped in parentheses) give the
// object offence and the kind.
func (x *Index) Resolve(text string) Reference {
	ref := x.resolve(text)
	if end := strings.TrimRight(text, x.marks+" .,;"); ref.Status != Missing {
		ref.Marks = strings.Map(func(r rune) rune {
			if strings.ContainsRune(x.marks, r) {
				return r
			}
			return -1
		}, text[len(end):])
	}
	return ref
}

func (x *Index) resolve(text string) Reference {
	ref := Reference{Text: text}
	clean := x.clean(text)
	if clean == "" {
		return ref
	}
	parts := x.split(clean)
	var objects []Reference
	mixed := false
	for _, p := range parts {
		r := x.one(p)
		kind, wraps := x.wraps(p, r)
		if !wraps || len(parts) == 1 {
			objects = append(objects, r)
			continue
		}
		if kind != Completed {
			mixed = mixed || ref.Inchoate != Completed && ref.Inchoate != kind
			ref.Inchoate = kind
		}
	}
	switch {
	case mixed:
	case len(objects) == 1:
		r := objects[0]
		r.Text, r.Inchoate = text, ref.Inchoate
		return r
	case len(objects) > 1 && allSame(objects):
		r := objects[0]
		r.Text, r.Inchoate = text, ref.Inchoate
		return r
	}
	ref = Reference{Text: text, Status: Ambiguous}
	for _, r := range objects {
		if r.Status == Found {
			ref.Candidates = append(ref.Candidates, r.Cite)
		}
	}
	return ref
}

// wraps reports whether a part of a text says only how far an offence went, or
// that the defendant was an accessory: by the section for that, whether or not
// the catalogue has it, or by the word.
func (x *Index) wraps(part string, r Reference) (Inchoate, bool) {
	if kind, ok := ParseInchoate(part); ok && kind != Completed {
		return kind, true
	}
	section := r.Cite.Section()
	if r.Status != Found {
		c, _ := ParseCitation(part)
		section = c.Section()
	}
	if kind, ok := x.inchoate[section]; ok {
		return kind, true
	}
	if r.Status == Found || r.Status == Ambiguous {
		return Completed, x.accessory[section]
	}
	for c, kind := range x.inchoate {
		if thinned(part, c.String()) {
			return kind, true
		}
	}
	for c := range x.accessory {
		if thinned(part, c.String()) {
			return Completed, true
		}
	}
	return Completed, false
}

func allSame(rs []Reference) bool {
	for _, r := range rs {
		if r.Status != Found || r.Cite != rs[0].Cite {
			return false
		}
	}
	return true
}

// hyphens makes one sign of those that stand for a hyphen.
var hyphens = strings.NewReplacer("‐", "-", "‑", "-", "–", "-", "—", "-", "−", "-")

// clean takes off prefixes, trailing marks and outer blanks, and folds blanks.
func (x *Index) clean(text string) string {
	s := strings.ToLower(strings.Join(strings.Fields(text), " "))
	s = hyphens.Replace(s)
	for again := true; again; {
		again = false
		for _, p := range x.prefixes {
			if rest, ok := strings.CutPrefix(s, p); ok && prefixEnds(p, rest) {
				s, again = strings.TrimLeft(rest, " .:"), true
			}
		}
	}
	return strings.TrimSpace(strings.TrimRight(s, x.marks+" .,;"))
}

// prefixEnds reports whether a prefix ends where it was cut: a word must not go
// on with a letter.
func prefixEnds(prefix, rest string) bool {
	last := prefix[len(prefix)-1]
	return rest != "" && (last < 'a' || last > 'z' || !unicode.IsLetter(rune(rest[0])))
}

// split takes a text apart into citations: at separators, and where a whole
// citation stands in parentheses.
func (x *Index) split(s string) []string {
	var out []string
	for _, p := range separators.Split(s, -1) {
		p = strings.TrimSpace(p)
		if inner, ok := strings.CutPrefix(p, "("); ok && strings.HasSuffix(inner, ")") && strings.Count(p, "(") == strings.Count(p, ")") {
			if body := strings.TrimSuffix(inner, ")"); balanced(body) {
				p = body
			}
		}
		if i, j := wrapped(p); j > 0 {
			out = append(out, x.clean(p[:i]+p[j+1:]), x.clean(p[i+1:j]))
			continue
		}
		if p = x.clean(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func balanced(s string) bool {
	depth := 0
	for _, r := range s {
		if r == '(' {
			depth++
		}
		if r == ')' {
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}

// wrapped finds a parenthesis that holds a whole citation, as in
// "53a-49 (53a-192a)": it has a hyphen or a dot inside.
func wrapped(s string) (open, end int) {
	depth, start := 0, 0
	for i, r := range s {
		switch r {
		case '(':
			if depth == 0 {
				start = i
			}
			depth++
		case ')':
			if depth--; depth == 0 && start > 0 && strings.ContainsAny(s[start:i], "-.") {
				return start, i
			}
		}
	}
	return 0, 0
}

// one resolves a single citation.
func (x *Index) one(s string) Reference {
	c, err := ParseCitation(s)
	if err == nil && !innerBlank(s) {
		if cite, ok := x.known(c); ok {
			return Reference{Text: s, Status: Found, Cite: cite}
		}
		if cite, ok := x.known(trimZeros(c)); ok {
			return Reference{Text: s, Status: Found, Cite: cite}
		}
	}
	fits := x.fits(s)
	if inner := strings.Fields(s); len(inner) == 2 && innerBlank(s) {
		if c, err := ParseCitation(inner[0] + "(" + inner[1] + ")"); err == nil {
			if cite, ok := x.known(c); ok && !slices.Contains(fits, cite) {
				fits = append(fits, cite)
			}
		}
	}
	slices.SortFunc(fits, Citation.Compare)
	switch {
	case len(fits) == 1:
		return Reference{Text: s, Status: Found, Cite: fits[0]}
	case len(fits) > 1:
		return Reference{Text: s, Status: Ambiguous, Candidates: fits}
	}
	ref := Reference{Text: s, Status: Unreadable}
	if err == nil {
		ref.Status = NotInCode
	}
	return ref
}

// near are the entries whose names are nearest to the part of a text that names none.
func (x *Index) near(text string) (out []Citation) {
	for _, p := range x.split(x.clean(text)) {
		if r := x.one(p); r.Status == Found || r.Status == Ambiguous {
			continue
		}
		for _, n := range strict.Nearest(p, x.names, 3) {
			cite, _ := ParseCitation(n)
			out = append(out, cite)
		}
		return out
	}
	return nil
}

// known finds the node of a citation, or the entry above it, and follows aliases.
func (x *Index) known(c Citation) (Citation, bool) {
	if to, ok := x.alias[c]; ok {
		return to, true
	}
	if x.nodes[c] {
		return c, true
	}
	for at, ok := c.Parent(); ok; at, ok = at.Parent() {
		if to, ok := x.alias[at]; ok {
			return to, true
		}
		if x.statutes[at] != nil {
			return at, true
		}
	}
	return Citation{}, false
}

// fits lists the nodes that the text may mean: those of which it is the
// spelling with some punctuation left out.
func (x *Index) fits(s string) []Citation {
	var out []Citation
	for _, c := range x.squeezed[squeeze(s)] {
		to := c
		if a, ok := x.alias[c]; ok {
			to = a
		}
		if thinned(s, c.String()) && !slices.Contains(out, to) {
			out = append(out, to)
		}
	}
	return out
}

// thinned reports whether s is full with nothing but punctuation left out.
func thinned(s, full string) bool {
	s = strings.ReplaceAll(s, " ", "")
	i := 0
	for j := 0; j < len(full); j++ {
		if i < len(s) && s[i] == full[j] {
			i++
		} else if isWord(rune(full[j])) {
			return false
		}
	}
	return i == len(s)
}

// innerBlank reports whether a blank stands between two letters or digits:
// "53a-192 a" may be the section 53a-192a or the subdivision 53a-192(a).
func innerBlank(s string) bool {
	for i := 1; i+1 < len(s); i++ {
		if s[i] == ' ' && isWord(rune(s[i-1])) && isWord(rune(s[i+1])) {
			return true
		}
	}
	return false
}

// trimZeros drops the leading zeros of a section's numbers: 053a-083 is 53a-83.
func trimZeros(c Citation) Citation {
	parts := strings.Split(c.section, "-")
	for i, p := range parts {
		if t := strings.TrimLeft(p, "0"); t != "" {
			parts[i] = t
		}
	}
	return Citation{strings.Join(parts, "-"), c.path}
}
