package court

import (
	"cmp"
	"fmt"
	"slices"
)

// An Assembly is rows that were reduced elsewhere: kinds of charges with their
// weights, and groups of them. Nothing in it need be in any order, and what is
// alike need not stand there once.
type Assembly struct {
	Docket    *Docket // with its Frame, Baseline, Has, Lags, Months, and of the ledger what was read and refused
	Kinds     []Kind
	Sentences []Sentenced // Sig is an index of Kinds
	Cases     []Group     // where cases are told apart; of one case each
	Persons   []Group

	Same, Other Tally // rows left out because they repeat a charge_id, with the same values and with others
}

// A Kind is charges of one signature.
type Kind struct {
	Signature Signature
	Rows      int64
	NoCase    int64 // of the rows, those that have no case_id
	NoPerson  int64 // likewise of person_id
}

// A Group is a case, or a person, and how many are just alike: its charges, as
// indexes of Assembly.Kinds, by case.
type Group struct {
	Cases  [][]int32
	Weight int64
}

// What the ledger says of rows that repeat a charge_id.
const (
	repeatsSame  = "charge_id repeated: the same charge again"
	repeatsOther = "charge_id repeated with other values: the first by content is kept"
)

// Assemble makes the docket that a Reducer would make of the rows. It is an
// error if the parts do not add up to the same rows.
func Assemble(a *Assembly) (*Docket, error) {
	d := a.Docket
	if err := a.check(); err != nil {
		return nil, err
	}
	for text, t := range map[string]Tally{repeatsSame: a.Same, repeatsOther: a.Other} {
		if t.Rows > 0 {
			d.Ledger.Refused = append(d.Ledger.Refused, Reason{text, t})
		}
	}
	d.Ledger.Refused = mergeReasons(d.Ledger.Refused)
	place := a.signatures()
	d.Ledger.Noted = d.notes(a.lacks())
	a.sentences(place)
	if d.Has.Case {
		d.Cases = profilesOf(a.Cases, place)
	} else { // each charge is a case
		for i, n := range d.Rows {
			d.Cases = append(d.Cases, Profile{Members: []Member{{Sig: int32(i)}}, Weight: n})
		}
	}
	if d.Has.Person {
		d.Persons = profilesOf(a.Persons, place)
	}
	if err := d.Balance(); err != nil {
		return nil, err
	}
	return d, nil
}

// check holds groups and sentences against the kinds that they are made of.
func (a *Assembly) check() error {
	var rows, noCase, noPerson, convicted int64
	for i := range a.Kinds {
		k := &a.Kinds[i]
		if !k.Signature.fits(a.Docket.Frame) {
			return fmt.Errorf("kind %d has values that no charge can have", i)
		}
		if k.Rows < 0 || k.NoCase < 0 || k.NoCase > k.Rows || k.NoPerson < 0 || k.NoPerson > k.Rows {
			return fmt.Errorf("kind %d has %d rows, %d without a case and %d without a person", i, k.Rows, k.NoCase, k.NoPerson)
		}
		rows, noCase, noPerson = rows+k.Rows, noCase+k.NoCase, noPerson+k.NoPerson
		if k.Signature.Convicted() {
			convicted += k.Rows
		}
	}
	has := a.Docket.Has
	for _, x := range []struct {
		name   string
		groups []Group
		used   bool
		want   int64
	}{{"cases", a.Cases, has.Case, rows - noCase}, {"persons", a.Persons, has.Person, rows - noPerson}} {
		n, err := a.count(x.groups)
		if err != nil {
			return err
		}
		if x.used && n != x.want {
			return fmt.Errorf("the %s hold %d rows, the kinds of charges %d", x.name, n, x.want)
		}
	}
	for _, s := range a.Sentences {
		if s.Sig < 0 || int(s.Sig) >= len(a.Kinds) || !a.Kinds[s.Sig].Signature.Convicted() {
			return fmt.Errorf("a sentence is of kind %d, which is no kind of conviction", s.Sig)
		}
		convicted -= s.Rows
	}
	if convicted != 0 {
		return fmt.Errorf("%d rows of convictions have no sentence, not even one that is not recorded", convicted)
	}
	return nil
}

// count is how many rows groups hold.
func (a *Assembly) count(groups []Group) (n int64, err error) {
	for _, g := range groups {
		for _, c := range g.Cases {
			for _, k := range c {
				if k < 0 || int(k) >= len(a.Kinds) {
					return 0, fmt.Errorf("a group holds kind %d, and there are %d", k, len(a.Kinds))
				}
			}
			n += g.Weight * int64(len(c))
		}
	}
	return n, nil
}

// signatures fills the docket's signatures and rows, and says where each kind went.
func (a *Assembly) signatures() (place []int32) {
	order := make([]int32, 0, len(a.Kinds))
	for i := range a.Kinds {
		if a.Kinds[i].Rows > 0 {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, func(x, y int32) int { return a.Kinds[x].Signature.Compare(&a.Kinds[y].Signature) })
	d := a.Docket
	place = make([]int32, len(a.Kinds))
	d.Signatures, d.Rows = make([]Signature, 0, len(order)), make([]int64, 0, len(order))
	for _, i := range order {
		k := &a.Kinds[i]
		if n := len(d.Signatures); n == 0 || d.Signatures[n-1] != k.Signature {
			d.Signatures, d.Rows = append(d.Signatures, k.Signature), append(d.Rows, 0)
		}
		place[i] = int32(len(d.Signatures) - 1)
		d.Rows[place[i]] += k.Rows
	}
	return place
}

// sentences fills the docket's sentences.
func (a *Assembly) sentences(place []int32) {
	sum := map[Sentenced]int64{}
	for _, s := range a.Sentences {
		sum[Sentenced{Sig: place[s.Sig], Sentence: s.Sentence}] += s.Rows
	}
	for s, n := range sum {
		s.Rows = n
		a.Docket.Sentences = append(a.Docket.Sentences, s)
	}
	slices.SortFunc(a.Docket.Sentences, func(a, b Sentenced) int {
		return cmp.Or(cmp.Compare(a.Sig, b.Sig), compareSentence(a.Sentence, b.Sentence))
	})
}

// lacks are the rows that have no case, and those that have no person.
func (a *Assembly) lacks() (noCase, noPerson Tally) {
	for i := range a.Kinds {
		k := &a.Kinds[i]
		counts := int64(k.Signature.Counts)
		noCase = Tally{noCase.Rows + k.NoCase, noCase.Counts + k.NoCase*counts}
		noPerson = Tally{noPerson.Rows + k.NoPerson, noPerson.Counts + k.NoPerson*counts}
	}
	return noCase, noPerson
}

// profilesOf makes profiles of groups: cases in the order of their content, and
// equal ones once.
func profilesOf(groups []Group, place []int32) []Profile {
	all := make([]Profile, 0, len(groups))
	for _, g := range groups {
		all = append(all, Profile{Members: membersOf(g.Cases, place), Weight: g.Weight})
	}
	slices.SortFunc(all, compareProfile)
	out := all[:0]
	for _, p := range all {
		if n := len(out); n > 0 && slices.Equal(out[n-1].Members, p.Members) {
			out[n-1].Weight += p.Weight
		} else {
			out = append(out, p)
		}
	}
	return out
}

func membersOf(cases [][]int32, place []int32) []Member {
	sorted := make([][]int32, len(cases))
	for i, kinds := range cases {
		sigs := make([]int32, len(kinds))
		for j, k := range kinds {
			sigs[j] = place[k]
		}
		slices.Sort(sigs)
		sorted[i] = sigs
	}
	slices.SortFunc(sorted, slices.Compare)
	var out []Member
	for c, sigs := range sorted {
		for _, s := range sigs {
			out = append(out, Member{Sig: s, Case: int32(c)})
		}
	}
	return out
}
