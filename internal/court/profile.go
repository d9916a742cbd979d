package court

import (
	"cmp"
	"encoding/binary"
	"iter"
	"maps"
	"slices"

	"impact/internal/law"

	"github.com/zeebo/xxh3"
)

// profiles fills the docket's victims, cases and persons.
func (r *Reducer) profiles(d *Docket) {
	group := map[xxh3.Uint128]int32{}
	if r.has.Victim {
		d.Victims = r.gather(func(w row) xxh3.Uint128 { return w.victim }, nil, d, group)
		d.nameVictims()
	}
	if !r.has.Case { // each charge is a case
		for i := range r.rows {
			r.rows[i].caze = xxh3.Uint128{Hi: 1, Lo: uint64(i)}
		}
	}
	d.Cases = r.gather(func(w row) xxh3.Uint128 { return w.caze }, group, d, nil)
	if r.has.Person {
		d.Persons = r.gather(func(w row) xxh3.Uint128 { return w.person }, group, d, nil)
	}
}

// gather makes profiles of the rows that share an id, or a victim whose facts
// are not all known. group gives the victim profile of each victim id; number,
// where not nil, is filled with the profile of each id.
func (r *Reducer) gather(id func(row) xxh3.Uint128, group map[xxh3.Uint128]int32, d *Docket, number map[xxh3.Uint128]int32) []Profile {
	slices.SortFunc(r.rows, func(a, b row) int {
		if x, y := id(a), id(b); x != y {
			return compareHash(x, y)
		}
		return cmp.Or(compareHash(a.caze, b.caze), cmp.Compare(a.sig, b.sig), compareHash(a.victim, b.victim))
	})
	var s shelf
	for units := range r.unite(id, r.link(id, group, d)) {
		n := s.put(r.members(units, group, d))
		if number != nil {
			number[id(units[0][0])] = n
		}
	}
	sorted, place := s.sorted()
	for v, n := range number {
		number[v] = place[n]
	}
	return sorted
}

// unite yields the rows of each id, and those of ids that hang together at once.
func (r *Reducer) unite(id func(row) xxh3.Uint128, l links) iter.Seq[[][]row] {
	return func(yield func([][]row) bool) {
		together := map[xxh3.Uint128][][]row{}
		for rows := range runs(r.rows, func(a, b row) bool { return id(a) == id(b) }) {
			at := id(rows[0])
			if at == none {
				continue
			}
			if _, linked := l[at]; linked {
				together[l.root(at)] = append(together[l.root(at)], rows)
			} else if !yield([][]row{rows}) {
				return
			}
		}
		for _, root := range slices.SortedFunc(maps.Keys(together), compareHash) {
			if !yield(together[root]) {
				return
			}
		}
	}
}

// A shelf holds profiles, each once, by the hash of their content.
type shelf struct {
	number   map[xxh3.Uint128]int32
	profiles []Profile
	key      []byte
}

// put adds one to the weight of the profile with these members.
func (s *shelf) put(members []Member) int32 {
	if s.number == nil {
		s.number = map[xxh3.Uint128]int32{}
	}
	s.key = encode(s.key[:0], members)
	key := xxh3.Hash128(s.key)
	n, ok := s.number[key]
	if !ok {
		n = int32(len(s.profiles))
		s.number[key] = n
		s.profiles = append(s.profiles, Profile{Members: members})
	}
	s.profiles[n].Weight++
	return n
}

// sorted is the profiles in the order of their content, and where each went.
func (s *shelf) sorted() (sorted []Profile, place []int32) {
	order := make([]int32, len(s.profiles))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return slices.CompareFunc(s.profiles[a].Members, s.profiles[b].Members, compareMember)
	})
	sorted, place = make([]Profile, len(order)), make([]int32, len(order))
	for to, from := range order {
		sorted[to], place[from] = s.profiles[from], int32(to)
	}
	return sorted, place
}

func compareMember(a, b Member) int {
	return cmp.Or(cmp.Compare(a.Sig, b.Sig), cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Case, b.Case),
		cmp.Compare(a.Victim, b.Victim), cmp.Compare(a.Group, b.Group))
}

// runs yields the longest runs of rows that are alike, in order.
func runs[T any](rows []T, alike func(a, b T) bool) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		for i, j := 0, 0; i < len(rows); i = j {
			for j = i + 1; j < len(rows) && alike(rows[i], rows[j]); j++ {
			}
			if !yield(rows[i:j]) {
				return
			}
		}
	}
}

// links joins ids that hang together: each points to a smaller one, the least to
// itself.
type links map[xxh3.Uint128]xxh3.Uint128

// root is the least id of those that an id hangs together with.
func (l links) root(id xxh3.Uint128) xxh3.Uint128 {
	for {
		up, ok := l[id]
		if !ok || up == id {
			return id
		}
		id = up
	}
}

func (l links) join(a, b xxh3.Uint128) {
	if a == b {
		return
	}
	a, b = l.root(a), l.root(b)
	if compareHash(a, b) > 0 {
		a, b = b, a
	}
	l[a], l[b] = a, a
}

// link joins the ids that share a victim whose facts are not all known.
func (r *Reducer) link(id func(row) xxh3.Uint128, group map[xxh3.Uint128]int32, d *Docket) links {
	l, first := links{}, map[xxh3.Uint128]xxh3.Uint128{}
	if len(group) == 0 {
		return l
	}
	for _, w := range r.rows {
		if g, ok := group[w.victim]; !ok || !d.Shares(g) || id(w) == none {
			continue
		}
		if other, ok := first[w.victim]; ok {
			l.join(other, id(w))
		} else {
			first[w.victim] = id(w)
		}
	}
	return l
}

// members makes the members of one profile from the rows of its units: units
// and cases in the order of their content, victims numbered as they first appear.
func (r *Reducer) members(units [][]row, group map[xxh3.Uint128]int32, d *Docket) []Member {
	size := 0
	for _, unit := range units {
		size += len(unit)
	}
	out := make([]Member, 0, size)
	var victims map[xxh3.Uint128]int32
	slices.SortFunc(units, byContent)
	for u, unit := range units {
		cases := slices.SortedFunc(runs(unit, func(a, b row) bool { return a.caze == b.caze && a.caze != none }), byContent)
		for c, rs := range cases {
			for _, w := range rs {
				m := Member{Sig: int32(w.sig), Unit: int32(u), Case: int32(c)}
				if g, ok := group[w.victim]; ok && d.Shares(g) {
					if victims == nil {
						victims = map[xxh3.Uint128]int32{}
					}
					if victims[w.victim] == 0 {
						victims[w.victim] = int32(len(victims) + 1)
					}
					m.Victim, m.Group = victims[w.victim], g
				}
				out = append(out, m)
			}
		}
	}
	return out
}

// byContent orders groups of rows by their signatures, then by their ids.
func byContent(a, b []row) int {
	return cmp.Or(slices.CompareFunc(a, b, func(x, y row) int { return cmp.Compare(x.sig, y.sig) }),
		slices.CompareFunc(a, b, func(x, y row) int { return compareHash(x.victim, y.victim) }),
		compareHash(a[0].caze, b[0].caze), compareHash(a[0].person, b[0].person))
}

// Shares reports whether a victim's charges share facts that are not known.
func (d *Docket) Shares(group int32) bool {
	p := &d.Victims[group]
	if len(p.Members) < 2 {
		return false
	}
	return slices.ContainsFunc(p.Members, func(m Member) bool {
		f := d.Signatures[m.Sig].Facts
		return f.VictimAge == 0 || f.Trafficked == law.Unknown
	})
}

// nameVictims says of every victim whose facts are not all known that its
// charges share them.
func (d *Docket) nameVictims() {
	for i := range d.Victims {
		if !d.Shares(int32(i)) {
			continue
		}
		for j := range d.Victims[i].Members {
			m := &d.Victims[i].Members[j]
			m.Victim, m.Group = 1, int32(i)
		}
	}
}

func encode(to []byte, members []Member) []byte {
	for _, m := range members {
		to = binary.BigEndian.AppendUint32(to, uint32(m.Sig))
		to = binary.BigEndian.AppendUint32(to, uint32(m.Unit))
		to = binary.BigEndian.AppendUint32(to, uint32(m.Case))
		to = binary.BigEndian.AppendUint32(to, uint32(m.Victim))
		to = binary.BigEndian.AppendUint32(to, uint32(m.Group))
	}
	return to
}
