package model

import (
	"impact/internal/court"
	"impact/internal/law"
)

// kinds are the charges of a docket as the law of one scenario can tell them apart: a
// kind is a stage, a citation, the record's class and those facts that some law which
// can reach the citation may ask about. They do not hang on which provisions are on.
type kinds struct {
	keys  []legalKey
	place []int32                // by kind: the number of its citation
	of    [][2]at                // by signature and stage
	minor []Band                 // by signature: of the defendant, Under18 where the age is not recorded
	count []int32                // by signature: its counts
	cites []law.Citation         // by number
	reach []law.Reach            // by number
	where map[law.Citation]int32 // the number of each
	years []law.Year             // by number, in order; the first is unknown
}

// at is the kind of a signature at a stage and its year's number; kind is -1 where the
// charge did not reach the stage.
type at struct {
	kind int32
	year int32
}

// kindKey is a legalKey as numbers.
type kindKey struct {
	side, cells uint64
	made, not   uint64
}

// kindsOf finds the kinds of a docket.
func kindsOf(d *court.Docket, s *law.Scenario) *kinds {
	k := &kinds{where: map[law.Citation]int32{}}
	numbers := k.window(d)
	number, sides := map[kindKey]int32{}, map[court.Side]uint64{}
	k.of, k.minor, k.count = make([][2]at, len(d.Signatures)), make([]Band, len(d.Signatures)), make([]int32, len(d.Signatures))
	bands := minorBands(d.Frame)
	var last [2]*court.Signature
	var kind [2]int32
	for i := range d.Signatures {
		x := &d.Signatures[i]
		k.minor[i], k.count[i] = bands[x.Facts.DefendantAge], x.Counts
		for _, stage := range court.Stages {
			to := &k.of[i][stage]
			if to.kind = -1; !x.At(stage) {
				continue
			}
			to.year = numbers[uint16(x.Year(stage))]
			if was := last[stage]; was == nil || x.Facts != was.Facts || x.RecordClass != was.RecordClass || x.Side(stage) != was.Side(stage) {
				kind[stage] = k.kind(d.Frame, s, x, stage, number, sides)
				last[stage] = x
			}
			to.kind = kind[stage]
		}
	}
	return k
}

// kind is the number of the kind of a signature.
func (k *kinds) kind(fr *law.Frame, s *law.Scenario, x *court.Signature, stage court.Stage, number map[kindKey]int32, sides map[court.Side]uint64) int32 {
	side := x.Side(stage)
	n, ok := sides[side]
	if !ok {
		n = uint64(len(sides))
		sides[side] = n
	}
	place := k.cite(fr, s, side.Cite)
	f := k.reach[place].Heeds.Of(x.Facts)
	key := kindKey{n<<1 | uint64(stage), uint64(f.Era) | uint64(f.VictimAge)<<16 | uint64(f.DefendantAge)<<24 | uint64(f.Priors)<<32 |
		uint64(f.Trafficked)<<40 | uint64(f.Means)<<44 | uint64(x.RecordClass)<<52, f.Made, f.NotMade}
	kind, ok := number[key]
	if !ok {
		kind = int32(len(k.keys))
		number[key] = kind
		k.keys, k.place = append(k.keys, legalKey{side, f, x.RecordClass, stage}), append(k.place, place)
	}
	return kind
}

// cite is the number of a citation.
func (k *kinds) cite(fr *law.Frame, s *law.Scenario, c law.Citation) int32 {
	n, ok := k.where[c]
	if !ok {
		n = int32(len(k.cites))
		k.where[c] = n
		var r law.Reach
		if !c.IsZero() {
			r = s.Reach(fr, c)
		}
		k.cites, k.reach = append(k.cites, c), append(k.reach, r)
	}
	return n
}

// window finds the years of the docket, and gives the number of each.
func (k *kinds) window(d *court.Docket) *[1 << 16]int32 {
	numbers := &[1 << 16]int32{}
	for i := range d.Signatures {
		x := &d.Signatures[i]
		numbers[uint16(x.ChargedYear)], numbers[uint16(x.DisposedYear)] = 1, 1
	}
	numbers[0], k.years = 0, []law.Year{0}
	for y := range numbers {
		if numbers[y] > 0 {
			numbers[y] = int32(len(k.years))
			k.years = append(k.years, law.Year(y))
		}
	}
	return numbers
}
