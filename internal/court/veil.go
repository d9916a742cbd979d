package court

// OtherGroups is the group in which races, or sexes, stand that are told of nobody by themselves.
const OtherGroups = "other groups"

// Veiled is the docket with every text of defendants' race and sex told as OtherGroups that keep
// does not keep: of a text it is asked with the number of persons who have it (of cases where
// the record has no persons, of rows where it has no cases). How many texts were so veiled is n;
// with none the docket is itself.
func (d *Docket) Veiled(keep func(text string, persons int64) bool) (out *Docket, n int) {
	c := newCoarser(d.Frame, d.Frame, d.Baseline)
	c.races, n = d.veil(keep, func(s *Signature) string { return s.Race })
	sexes, more := d.veil(keep, func(s *Signature) string { return s.Sex })
	if c.sexes, n = sexes, n+more; n == 0 {
		return d, 0
	}
	return d.through(c), n
}

// veil is what stands in place of texts that are not kept, and of how many.
func (d *Docket) veil(keep func(string, int64) bool, text func(*Signature) string) (to map[string]string, n int) {
	to = map[string]string{}
	for t, persons := range d.bearers(text) {
		if t != "" && t != OtherGroups && !keep(t, persons) {
			to[t] = OtherGroups
		}
	}
	return to, len(to)
}

// bearers counts those who have each text: persons, or cases, or rows.
func (d *Docket) bearers(text func(*Signature) string) map[string]int64 {
	out := map[string]int64{}
	units := d.Persons
	if !d.Has.Person {
		units = d.Cases
	}
	if !d.Has.Person && !d.Has.Case {
		for i := range d.Signatures {
			out[text(&d.Signatures[i])] += d.Rows[i]
		}
		return out
	}
	type bearer struct {
		unit int32
		text string
	}
	for _, p := range units {
		seen := map[bearer]bool{}
		for _, m := range p.Members {
			if b := (bearer{m.Unit, text(&d.Signatures[m.Sig])}); !seen[b] {
				seen[b] = true
				out[b.text] += p.Weight
			}
		}
	}
	return out
}
