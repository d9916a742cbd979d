package court

import (
	"cmp"
	"encoding/binary"
	"iter"
	"slices"
	"sync/atomic"

	"impact/internal/law"

	"github.com/zeebo/xxh3"
)

type id = xxh3.Uint128

// A grouping joins the rows of a part that have one id into chains.
type grouping struct {
	slot []uint32 // row+1 that is the first with the id; 0 free
	next []uint32 // row+1 that follows in the chain
	last []uint32 // of a first row: the end of its chain

	firsts []uint32

	start  []uint32 // of cells
	sorted []brief
}

// chain joins n rows by an id that each has. It gives the first row of each id.
func (g *grouping) chain(n int, id func(i uint32) id) (firsts []uint32) {
	g.begin(n)
	mask := uint64(len(g.slot) - 1)
	for i := range uint32(n) {
		at := id(i)
		for p := at.Lo & mask; ; p = (p + 1) & mask {
			x := g.slot[p]
			if x == 0 {
				g.slot[p] = i + 1
				g.firsts = append(g.firsts, i)
				break
			}
			if id(x-1) == at {
				g.follow(x-1, i)
				break
			}
		}
	}
	return g.firsts
}

// begin makes room for n rows, each of which stands for itself.
func (g *grouping) begin(n int) {
	size := 64
	for size < 2*n {
		size *= 2
	}
	g.slot, g.next, g.last = grown(g.slot, size)[:size], grown(g.next, n)[:n], grown(g.last, n)[:n]
	clear(g.slot)
	clear(g.next)
	for i := range g.last {
		g.last[i] = uint32(i)
	}
	g.firsts = g.firsts[:0]
}

// follow puts a row at the end of a chain.
func (g *grouping) follow(first, i uint32) {
	g.next[g.last[first]], g.last[first] = i+1, i
}

// victims fills the docket's victims, and sends each row on to its case with the number
// of its victim's profile, where the victim shares facts.
func (r *Reducer) victims(d *Docket) error {
	if !d.Has.Victim {
		return nil
	}
	before, g := slices.Clone(r.workers), r.newGather(OfVictims)
	err := r.each(parts, func(w *worker, part int) error {
		rows, err := r.peek(w, before, byVictim, part)
		if err != nil {
			return err
		}
		return w.eachUnit(byVictim, rows, func(unit []row) error {
			return g.kindsOf(w).put(w.elements(unit))
		})
	})
	if err != nil {
		return err
	}
	if err = g.profiles(r); err != nil {
		return err
	}
	before = slices.Clone(r.workers)
	webs := [2]*web{{}, {}}
	var made atomic.Uint64
	err = r.each(parts, func(w *worker, part int) error {
		rows, err := r.rows(w, before, byVictim, part)
		if err != nil {
			return err
		}
		return w.eachUnit(byVictim, rows, func(unit []row) error { return r.release(w, d, unit, &made, &webs) })
	})
	done(before, byVictim)
	for kind := range webs {
		if err == nil {
			r.rooted[kind], err = r.roots(webs[kind])
		}
	}
	return err
}

func victimOf(x *row) id { return x.victim }
func caseOf(x *row) id   { return x.caze }
func personOf(x *row) id { return x.person }
func rootOf(x *row) id   { return x.id }

// release sends the rows of one victim on, and links the units that share the victim.
func (r *Reducer) release(w *worker, d *Docket, unit []row, made *atomic.Uint64, webs *[2]*web) error {
	list := w.elements(unit)
	shares := len(list) > 1 && slices.ContainsFunc(list, func(e uint64) bool { return r.order.open(e &^ 1) })
	var group uint32
	if shares {
		group = r.gathers[OfVictims].find(list)
	}
	for i := range unit {
		x := unit[i]
		if x.group, x.victim = 0, none; shares {
			x.group, x.victim = group, unit[i].victim
			if !d.Has.Case { // each charge is a case
				n := scatter(made.Add(1))
				x.caze = id{Hi: n, Lo: n}
			}
		}
		unit[i].caze, unit[i].group = x.caze, x.group
		if err := w.forward(&x); err != nil {
			return err
		}
	}
	if !shares {
		return nil
	}
	for kind, of := range [...]func(*row) id{caseOf, personOf} {
		if w.spin[kind] == nil {
			w.spin[kind] = &spinner{w: w, web: webs[kind]}
		}
		if err := w.spin[kind].bindAll(unit, of); err != nil {
			return err
		}
	}
	return nil
}

// peek is rows, which stay where they are.
func (r *Reducer) peek(w *worker, before []*worker, stage, part int) ([]row, error) {
	rows, err := r.rows(w, before, stage, part)
	for i := range rows {
		if err != nil {
			break
		}
		err = w.send(stage, &rows[i])
	}
	return rows, err
}

// unitBytes is how many bytes a row of a unit takes while it is put in order, about.
const unitBytes = 500

// unitOf is the id of the units of a stage.
var unitOf = [stages]func(*row) id{byVictim: victimOf, byCase: caseOf, byPerson: personOf, byRoot: rootOf}

// eachUnit gives the rows of each id of a stage, those without one left out.
func (w *worker) eachUnit(stage int, rows []row, f func(unit []row) error) error {
	of := unitOf[stage]
	var unit []row
	for _, first := range w.group.chain(len(rows), func(i uint32) xxh3.Uint128 { return of(&rows[i]) }) {
		unit = unit[:0]
		for at := first + 1; at > 0; at = w.group.next[at-1] {
			unit = append(unit, rows[at-1])
		}
		if err := w.r.crowded(stage, len(unit), unitBytes); err != nil {
			return err
		}
		if err := f(unit); err != nil {
			return err
		}
	}
	return nil
}

// elements are the elements of a unit that shares no victim: its cases, and their
// charges, in the order of their content. The list is good until the next call.
func (w *worker) elements(unit []row) []uint64 {
	w.list = w.list[:0]
	if len(unit) == 1 {
		w.list = append(w.list, unit[0].sig)
		return w.list
	}
	slices.SortFunc(unit, func(a, b row) int {
		return cmp.Or(compareHash(a.caze, b.caze), cmp.Compare(a.number, b.number), cmp.Compare(a.sig, b.sig))
	})
	var cases [][]row
	for c := range runs(unit, sameCase) {
		cases = append(cases, c)
	}
	slices.SortFunc(cases, func(a, b []row) int {
		return slices.CompareFunc(a, b, func(x, y row) int { return cmp.Compare(x.sig, y.sig) })
	})
	for i, c := range cases {
		for j, x := range c {
			e := x.sig
			if i > 0 && j == 0 {
				e++
			}
			w.list = append(w.list, e)
		}
	}
	return w.list
}

// sameCase reports whether two rows are of one case; rows without a case are not.
func sameCase(a, b row) bool {
	return a.caze == b.caze && a.number == b.number && (a.caze != none || a.number != 0)
}

// cases gathers the cases, and sends rows on to their persons.
func (r *Reducer) cases(d *Docket) error {
	g := r.newGather(OfCases)
	if err := r.wholeRuns(slices.Clone(r.workers), g); err != nil {
		return err
	}
	before := slices.Clone(r.workers)
	var numbers atomic.Uint32
	plain := !shares(before, byCase)
	err := r.each(parts, func(w *worker, part int) error {
		if plain {
			return r.plainCases(w, g.kindsOf(w), before, part, &numbers)
		}
		rows, roots, err := r.rooting(w, before, byCase, part)
		if err != nil {
			return err
		}
		k := g.kindsOf(w)
		return w.eachUnit(byCase, rows, func(unit []row) error {
			number := numbers.Add(1)
			shares := false
			for i := range unit {
				x := unit[i]
				shares = shares || x.victim != none
				if x.person != none {
					x.number = number
					if err := w.send(byPerson, &x); err != nil {
						return err
					}
				}
			}
			if shares {
				return w.shelve(g, roots, unit, caseOf)
			}
			w.list = w.list[:0]
			for i := range unit {
				w.list = append(w.list, unit[i].sig)
			}
			slices.Sort(w.list)
			return k.put(w.list)
		})
	})
	done(before, byCase)
	if err != nil {
		return err
	}
	return r.finish(g, caseOf)
}

// plainCases does a part of cases where no row shares a victim.
func (r *Reducer) plainCases(w *worker, k *kinds, before []*worker, part int, numbers *atomic.Uint32) error {
	rows, persons, err := r.briefs(w, before, byCase, part)
	if err != nil {
		return err
	}
	rows = w.group.sortBriefs(rows, false)
	for from := 0; from < len(rows); {
		w.list = w.list[:0]
		to := from
		for ; to < len(rows) && rows[to].same(&rows[from]); to++ {
			w.list = append(w.list, rows[to].sig)
		}
		if len(persons) > 0 {
			if err := w.sendPersons(rows[from:to], persons, numbers.Add(1)); err != nil {
				return err
			}
		}
		if err := k.put(w.list); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// sendPersons sends the rows of a case, of which some have persons, on to these.
func (w *worker) sendPersons(unit []brief, persons []id, number uint32) error {
	for _, x := range unit {
		if x.also == 0 {
			continue
		}
		if err := w.send(byPerson, &row{person: persons[x.also-1], sig: x.sig, number: number}); err != nil {
			return err
		}
	}
	return nil
}

// plainPersons does a part of persons where no row shares a victim.
func (r *Reducer) plainPersons(w *worker, k *kinds, before []*worker, part int) error {
	rows, _, err := r.briefs(w, before, byPerson, part)
	if err != nil {
		return err
	}
	rows = w.group.sortBriefs(rows, true)
	for from := 0; from < len(rows); {
		to := from
		for to < len(rows) && rows[to].same(&rows[from]) {
			to++
		}
		if err := k.put(w.person(rows[from:to])); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// person is the elements of a person, whose rows stand in the order of the cases' numbers.
// The list is good until the next call.
func (w *worker) person(all []brief) []uint64 {
	w.cased, w.list = w.cased[:0], w.list[:0]
	for i := range all {
		if n := all[i].also; i == 0 || n == 0 || n != all[i-1].also {
			w.cased = append(w.cased, stretchOf{i, i + 1})
		} else {
			w.cased[len(w.cased)-1].to = i + 1
		}
	}
	if len(w.cased) > 1 {
		slices.SortFunc(w.cased, func(a, b stretchOf) int {
			return slices.CompareFunc(all[a.from:a.to], all[b.from:b.to], func(x, y brief) int { return cmp.Compare(x.sig, y.sig) })
		})
	}
	for i, s := range w.cased {
		for j, x := range all[s.from:s.to] {
			e := x.sig
			if i > 0 && j == 0 {
				e++
			}
			w.list = append(w.list, e)
		}
	}
	return w.list
}

// A stretchOf is the places in a list from one to before another.
type stretchOf struct{ from, to int }

// persons gathers the persons.
func (r *Reducer) persons() (err error) {
	before, g := slices.Clone(r.workers), r.newGather(OfPersons)
	plain := !shares(before, byPerson)
	err = r.each(parts, func(w *worker, part int) error {
		if plain {
			return r.plainPersons(w, g.kindsOf(w), before, part)
		}
		rows, roots, err := r.rooting(w, before, byPerson, part)
		if err != nil {
			return err
		}
		k := g.kindsOf(w)
		return w.eachUnit(byPerson, rows, func(unit []row) error {
			if slices.ContainsFunc(unit, func(x row) bool { return x.victim != none }) {
				return w.shelve(g, roots, unit, personOf)
			}
			return k.put(w.elements(unit))
		})
	})
	done(before, byPerson)
	if err != nil {
		return err
	}
	return r.finish(g, personOf)
}

// inUnit is the order of the rows of a unit.
func inUnit(a, b row) int {
	return cmp.Or(compareHash(a.caze, b.caze), cmp.Compare(a.number, b.number), cmp.Compare(a.sig, b.sig), compareHash(a.victim, b.victim))
}

// finish makes the profiles of all units.
func (r *Reducer) finish(g *gather, of func(*row) id) error {
	if err := r.shelveAll(g, of); err != nil {
		return err
	}
	if err := g.profiles(r); err != nil || !g.weighs {
		return err
	}
	w := r.newWorker()
	r.workers = append(r.workers, w)
	return g.rare.tell(w)
}

// A kin is a member of a profile, whose signature has no number yet.
type kin struct {
	sig                       uint64
	unit, caze, victim, group int32
}

// rarities are the profiles of units that share victims, each once.
type rarities struct {
	number  map[id]int32 // by the hash of the content
	kins    [][]kin
	weights []int64
	key     []byte
	via     map[uint64]int64 // rows by signature
}

func (r *rarities) put(kins []kin) {
	if r.number == nil {
		r.number, r.via = map[id]int32{}, map[uint64]int64{}
	}
	r.key = r.key[:0]
	for _, m := range kins {
		r.key = binary.BigEndian.AppendUint64(r.key, m.sig)
		for _, n := range [...]int32{m.unit, m.caze, m.victim, m.group} {
			r.key = binary.BigEndian.AppendUint32(r.key, uint32(n))
		}
		r.via[m.sig]++
	}
	key := xxh3.Hash128(r.key)
	n, ok := r.number[key]
	if !ok {
		n = int32(len(r.kins))
		r.number[key] = n
		r.kins, r.weights = append(r.kins, kins), append(r.weights, 0)
	}
	r.weights[n]++
}

// tell sends word of the signatures.
func (r *rarities) tell(w *worker) error {
	for sig, n := range r.via {
		if err := w.tell(sig, nowhere, n); err != nil {
			return err
		}
	}
	return nil
}

// profiles are the profiles, in order.
func (r *rarities) profiles(of *Roll) []Profile {
	all := make([]Profile, len(r.kins))
	for i, kins := range r.kins {
		ms := make([]Member, len(kins))
		for j, k := range kins {
			ms[j] = Member{of.number(k.sig), k.unit, k.caze, k.victim, k.group}
		}
		all[i] = Profile{ms, r.weights[i]}
	}
	slices.SortFunc(all, compareProfile)
	return all
}

// A shelf holds profiles, each once, by the hash of their content.
type shelf struct {
	number   map[id]int32
	profiles []Profile
	key      []byte
}

// put adds one to the weight of the profile with these members, and is its number.
func (s *shelf) put(members []Member) int32 {
	if s.number == nil {
		s.number = map[id]int32{}
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
	slices.SortFunc(order, func(a, b int32) int { return compareProfile(s.profiles[a], s.profiles[b]) })
	sorted, place = make([]Profile, len(order)), make([]int32, len(order))
	for to, from := range order {
		sorted[to], place[from] = s.profiles[from], int32(to)
	}
	return sorted, place
}

func compareProfile(a, b Profile) int { return slices.CompareFunc(a.Members, b.Members, compareMember) }

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

// kins makes the members of one profile from the rows of its units, each of them in
// the order of cases, signatures and victims: units and cases in the order of their
// content, victims numbered as they first appear.
func kins(units [][]row) []kin {
	size := 0
	sorted := make([][][]row, len(units))
	for u, unit := range units {
		size += len(unit)
		sorted[u] = slices.SortedFunc(runs(unit, sameCase), byContent)
	}
	slices.SortFunc(sorted, func(a, b [][]row) int { return slices.CompareFunc(a, b, byContent) })
	out := make([]kin, 0, size)
	victims := map[id]int32{}
	for u, cases := range sorted {
		for c, rs := range cases {
			for _, w := range rs {
				m := kin{sig: w.sig, unit: int32(u), caze: int32(c)}
				if w.victim != none {
					if victims[w.victim] == 0 {
						victims[w.victim] = int32(len(victims) + 1)
					}
					m.victim, m.group = victims[w.victim], int32(w.group)
				}
				out = append(out, m)
			}
		}
	}
	return out
}

// byContent orders cases by their signatures, then by their victims. Cases that are alike
// in both are alike in every result.
func byContent(a, b []row) int {
	return cmp.Or(slices.CompareFunc(a, b, func(x, y row) int { return cmp.Compare(x.sig, y.sig) }),
		slices.CompareFunc(a, b, func(x, y row) int { return compareHash(x.victim, y.victim) }))
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
