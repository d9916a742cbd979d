package model

import (
	"cmp"
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"impact/internal/court"
	"impact/internal/law"
)

// A Sort is charges that are alike in all that the tables of the whole window count of charges,
// under each of several proposals and at both stages: as many of one Sort more or fewer change
// every such figure in proportion.
type Sort struct {
	Counts float64 // charges, weighted by their counts; those that share a victim with others are left out
	Cells  []Entered
}

// An Entered is a figure of a result, and what one charge adds to its low, central and high.
type Entered struct {
	Result int
	List   List
	Row    int // of the list; -1 where the list has none for it
	Each   Count
}

// A List is one of the lists of a Result that count charges.
type List uint8

// The lists. Of Totals a row is the place among charges and convictions changed, felony charges
// and convictions, and charges with a minor victim.
const (
	InTotals List = iota
	InClassShifts
	InClassLevels
	InSectionShifts
	InMinorVictims
	InMinorMoves
	InCoverages
	InLedger
	InEquities
)

// Sorts are the sorts of a docket's charges under the proposals of results, in an order that does not
// depend on that of the rows; with those that it has none of, and would have if what is not recorded of
// a charge were (Counts 0).
func Sorts(code *law.Code, d *court.Docket, pr *Priors, results []*Result) []Sort {
	if len(results) == 0 {
		return nil
	}
	var sheets []*sheet
	d = supposed(d)
	for i, r := range results {
		sheets = append(sheets, newSheet(i, NewBench(code, d, pr, r.Proposal), r))
	}
	g := sheets[0].bench.ground
	g.allLots()
	alike, entered := alikeKinds(g, sheets)
	counts := map[alikeKey]float64{}
	for k, n := range countedAlike(g) {
		for stage, kind := range k.kinds {
			if kind >= 0 {
				k.kinds[stage] = alike[kind]
			}
		}
		if c := k.kinds[court.AsCharged]; c < 0 || !slices.ContainsFunc(entered[c], func(e Entered) bool { return e.isChange() }) {
			k.groups = [2]string{} // of those who change alone
		}
		counts[k] += n
	}
	sorts := map[string]*Sort{}
	for k, n := range counts {
		var cells []Entered
		for _, c := range k.kinds {
			if c >= 0 {
				cells = append(cells, entered[c]...)
			}
		}
		cells = victims(cells, sheets, k.groups)
		slices.SortFunc(cells, func(a, b Entered) int {
			return cmp.Or(cmp.Compare(a.Result, b.Result), cmp.Compare(a.List, b.List), cmp.Compare(a.Row, b.Row))
		})
		key := string(encodeEntered(nil, cells))
		if sorts[key] == nil {
			sorts[key] = &Sort{Cells: cells}
		}
		sorts[key].Counts += n
	}
	out := make([]Sort, 0, len(sorts))
	for _, key := range slices.Sorted(maps.Keys(sorts)) {
		out = append(out, *sorts[key])
	}
	return out
}

// An alikeKey is what charges have in common that count alike in every figure of the whole window: their
// kinds at both stages, or the numbers of those that count alike, -1 where they did not reach one, and
// the groups of their victims.
type alikeKey struct {
	kinds  [2]int32
	groups [2]string
}

// countedAlike counts, by what they have in common, the charges of a docket that share no victim with
// others; of those that all do, 0.
func countedAlike(g *ground) map[alikeKey]float64 {
	shared := make([]int64, len(g.docket.Signatures))
	for i := range g.docket.Victims {
		for _, m := range g.docket.Victims[i].Members {
			shared[m.Sig] += g.docket.Victims[i].Weight
		}
	}
	victims := newTally(g, victimGroups(g))
	out := map[alikeKey]float64{}
	for i := range g.docket.Signatures {
		k := alikeKey{kinds: [2]int32{g.of[i][0].kind, g.of[i][1].kind}}
		for by := range k.groups {
			k.groups[by] = victims.dims[by].names[victims.group(by, int32(i))]
		}
		out[k] += float64(g.docket.Rows[i]-shared[i]) * float64(g.docket.Signatures[i].Counts)
	}
	return out
}

// alikeKinds are, of each kind of a ground, the number of those that count alike, and what one of each
// number adds to the figures.
func alikeKinds(g *ground, sheets []*sheet) (alike []int32, entered [][]Entered) {
	alike = make([]int32, len(g.keys))
	numbers := map[string]int32{}
	var cells []Entered
	var key []byte
	for kind := range alike {
		cells = cells[:0]
		for _, s := range sheets {
			cells = s.enter(cells, int32(kind))
		}
		key = encodeEntered(key[:0], cells)
		n, ok := numbers[string(key)]
		if !ok {
			n = int32(len(entered))
			numbers[string(key)] = n
			entered = append(entered, slices.Clone(cells))
		}
		alike[kind] = n
	}
	return alike, entered
}

// encodeEntered adds to a key what charges count in.
func encodeEntered(key []byte, cells []Entered) []byte {
	for _, c := range cells {
		key = binary.LittleEndian.AppendUint32(append(key, byte(c.Result), byte(c.Result>>8), byte(c.List)), uint32(c.Row))
		for _, v := range []float64{c.Each.Low, c.Each.Central, c.Each.High} {
			key = binary.LittleEndian.AppendUint64(key, math.Float64bits(v))
		}
	}
	return key
}

// A sheet says where in the lists of a result the figures of the whole window stand.
type sheet struct {
	result int
	bench  *Bench

	shift   [2]map[shiftKey]int
	section [2]map[sectionKey]int
	level   [2]map[levelKey]int
	minor   [2]map[minorKey]int
	moves   [2]map[moveKey]int
	cover   int
	ledger  map[entryKey]int
	equity  map[[2]string]int
}

func newSheet(result int, b *Bench, r *Result) *sheet {
	s := &sheet{result: result, bench: b, cover: -1, ledger: map[entryKey]int{}, equity: map[[2]string]int{}}
	for _, stage := range court.Stages {
		s.shift[stage], s.section[stage], s.level[stage] = map[shiftKey]int{}, map[sectionKey]int{}, map[levelKey]int{}
		s.minor[stage], s.moves[stage] = map[minorKey]int{}, map[moveKey]int{}
	}
	for i, x := range r.ClassShifts {
		if x.Window == All && x.Unit == Charges {
			s.shift[x.Stage][shiftKey{All, x.From, x.To}] = i
		}
	}
	for i, x := range r.SectionShifts {
		if x.Window == All {
			s.section[x.Stage][sectionKey{All, x.From, x.To, x.Provision}] = i
		}
	}
	for i, x := range r.ClassLevels {
		if x.Window == All {
			s.level[x.Stage][levelKey{All, x.Class, x.Proposed}] = i
		}
	}
	for i, x := range r.MinorVictims {
		if x.Window == All && x.Unit == Charges {
			s.minor[x.Stage][minorKey{All, x.Band, x.From, x.To}] = i
		}
	}
	for i, x := range r.MinorMoves {
		s.moves[x.Stage][moveKey{x.Band, x.Changed}] = i
	}
	for i, x := range r.Coverages {
		if x.Window == All && x.Unit == Charges {
			s.cover = i
		}
	}
	for i, x := range r.Ledger {
		s.ledger[entryKey{x.Kind, x.Reason, x.Provision}] = i
	}
	for i, x := range r.Equities {
		if x.Metric == ChargesChanged {
			s.equity[[2]string{x.By, x.Group}] = i
		}
	}
	return s
}

// enter adds what one charge of a kind adds to the figures of a result.
func (s *sheet) enter(out []Entered, kind int32) []Entered {
	b := s.bench
	v, stage := b.verdictOn(kind), b.ground.keys[kind].stage
	put := func(list List, row int, c Count) {
		if c != (Count{}) {
			out = append(out, Entered{s.result, list, row, nearly(c)})
		}
	}
	enterCells(v.leaves, s.shift[stage], func(l *Leaf) (shiftKey, bool) { return shiftKey{All, l.Before.Class, l.After.Class}, true }, InClassShifts, put)
	enterCells(v.leaves, s.section[stage], func(l *Leaf) (sectionKey, bool) {
		k, ok := sectionCell(l)
		k.w = All
		return k, ok
	}, InSectionShifts, put)
	for _, proposed := range []bool{false, true} {
		enterCells(v.leaves, s.level[stage], func(l *Leaf) (levelKey, bool) { return levelKey{All, l.class(proposed), proposed}, true }, InClassLevels, put)
	}
	enterCells(v.leaves, s.minor[stage], func(l *Leaf) (minorKey, bool) {
		k, ok := minorCell(l)
		k.w = All
		return k, ok
	}, InMinorVictims, put)
	enterCells(v.leaves, s.moves[stage], func(l *Leaf) (moveKey, bool) { return moveKey{l.Minor, minorMoved(l) > 0}, l.Minor != NotMinor }, InMinorMoves, put)
	for _, t := range []struct{ row, total int }{{int(stage), 0}, {2 + int(stage), 3}, {4, 4}} { // as Totals: Moved, Felony, Minor
		if t.row != 4 || stage == court.AsCharged {
			put(InTotals, t.row, span(v.leaves, chargeTotals[t.total]))
		}
	}
	if stage != court.AsCharged {
		return out
	}
	if len(b.Proposal.Covers) > 0 {
		enterCells(v.leaves, map[minorKey]int{{}: s.cover}, coveredCell, InCoverages, put)
	}
	one := Count{1, 1, 1}
	for _, k := range []entryKey{{kind: KeptRows}, b.book(b.ground.keys[kind].side, v.leaves, v)} {
		row, ok := s.ledger[k]
		if !ok {
			row = -1
		}
		put(InLedger, row, one)
	}
	return out
}

// isChange reports whether a figure is that of all charges that change, as charged.
func (e *Entered) isChange() bool { return e.List == InTotals && e.Row == int(court.AsCharged) }

// victims adds what one charge adds to those that change by victims.
func victims(out []Entered, sheets []*sheet, groups [2]string) []Entered {
	for _, e := range out {
		if !e.isChange() {
			continue
		}
		for by, group := range groups {
			row, ok := sheets[e.Result].equity[[2]string{[]string{ByVictimAge, ByTrafficked}[by], group}]
			if !ok {
				row = -1
			}
			out = append(out, Entered{e.Result, InEquities, row, e.Each})
		}
	}
	return out
}

// nearly is a count to nine digits: what adding in binary leaves makes no sort of its own.
func nearly(c Count) Count {
	return Count{c.Low, math.Round(c.Central*1e9) / 1e9, c.High}
}

// enterCells puts what a charge adds to each cell that a leaf of it falls in.
func enterCells[K comparable](leaves []Leaf, rows map[K]int, cell func(*Leaf) (K, bool), list List, put func(List, int, Count)) {
	for j := range leaves {
		k, ok := cell(&leaves[j])
		if !ok || before(leaves[:j], k, cell) {
			continue
		}
		p, all, _ := chance(leaves, k, cell)
		row, ok := rows[k]
		if !ok {
			row = -1
		}
		put(list, row, certainty(p, all))
	}
}

// supposed is the docket with signatures of which it has no rows: of each citation, as charged and as
// convicted, and each end that it has, one with what is not recorded filled in, in the ways that matter.
func supposed(d *court.Docket) *court.Docket {
	out := *d
	out.Signatures, out.Rows = slices.Clone(d.Signatures), slices.Clone(d.Rows)
	type base struct {
		charged, final court.Side
		end            court.Disposition
	}
	seen := map[base]bool{}
	ages := []uint8{0}
	for i, cut := range append([]int{0}, d.Frame.VictimAges...) {
		if cut == 0 || slices.Contains(AgeCuts, cut) {
			ages = append(ages, uint8(i+1))
		}
	}
	for i := range d.Signatures {
		s := d.Signatures[i]
		k := base{s.Charged, s.Final, s.Disposition}
		if seen[k] {
			continue
		}
		seen[k] = true
		for _, age := range ages {
			for _, trafficked := range []law.Truth{law.False, law.True} {
				for _, means := range []law.Means{law.MeansNone, law.Force} {
					x := s
					x.Facts.VictimAge, x.Facts.Trafficked, x.Facts.Means = age, trafficked, means
					out.Signatures, out.Rows = append(out.Signatures, x), append(out.Rows, 0)
				}
			}
		}
	}
	return &out
}
