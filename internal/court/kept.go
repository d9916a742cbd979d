package court

import (
	"bufio"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"impact/internal/law"

	"github.com/klauspost/compress/zstd"
)

// kept is a docket as it is written: signatures as keys and what their codes mean,
// profiles as columns.
type kept struct {
	Frame    law.Frame
	Baseline law.Date

	Sides     []keptSide
	Race, Sex []string
	Findings  [][2]uint64
	Keys      []uint64 // five words a signature
	Rows      []int64
	Sentences []Sentenced

	Victims, Cases, Persons keptProfiles

	Has    Recorded
	Ledger Ledger
	Lags   [2]Lag
	Months [2][]keptMonths
}

// keptSide is a Side in writing.
type keptSide struct {
	Cite     string
	Inchoate law.Inchoate
	Status   law.Status
}

// keptMonths is a year of Months.
type keptMonths struct {
	Year law.Year
	Rows [12]int64
}

// keptProfiles are profiles by columns. Units, Cases, Victims and Groups are empty where
// all are 0.
type keptProfiles struct {
	Weight, Members                    []int64
	Sig, Unit, Case, Victim, GroupList []int32
}

// Write writes the docket, compressed, so that ReadDocket reads an equal one.
func (d *Docket) Write(w io.Writer) error {
	z, err := zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(z, 1<<16)
	if err := gob.NewEncoder(b).Encode(d.keep()); err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return err
	}
	return z.Close()
}

// spread is how many bytes a byte of a docket as it is written may take in memory.
const spread = 8

// ReadDocket reads what Write wrote. most is how many bytes of memory it may take. What
// is damaged is an error, and what does not fit is a Wide.
func ReadDocket(r io.Reader, most uint64) (d *Docket, err error) {
	defer func() {
		if p := recover(); p != nil { // of the libraries below
			d, err = nil, fmt.Errorf("it cannot be read: %v", p)
		}
	}()
	z, err := zstd.NewReader(r, zstd.WithDecoderMaxMemory(most))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	var k kept
	within := &io.LimitedReader{R: z, N: int64(most / spread)}
	if err := gob.NewDecoder(bufio.NewReaderSize(within, 1<<16)).Decode(&k); err != nil {
		if within.N == 0 {
			return nil, &Wide{}
		}
		return nil, err
	}
	if n, err := io.Copy(io.Discard, z); err != nil || n > 0 { // the checksum stands at the end
		return nil, errors.Join(err, errors.New("it does not end where it should"))
	}
	members := len(k.Victims.Sig) + len(k.Cases.Sig) + len(k.Persons.Sig)
	if err := fits(int64(most), len(k.Rows), len(k.Victims.Members)+len(k.Cases.Members)+len(k.Persons.Members), members); err != nil {
		return nil, err
	}
	return k.docket()
}

func (d *Docket) keep() *kept {
	l := newLexica(d.Frame)
	k := &kept{Frame: *d.Frame, Baseline: d.Baseline, Rows: d.Rows, Sentences: d.Sentences, Has: d.Has, Ledger: d.Ledger, Lags: d.Lags}
	for stage, months := range d.Months {
		for _, y := range slices.Sorted(maps.Keys(months)) {
			k.Months[stage] = append(k.Months[stage], keptMonths{y, months[y]})
		}
	}
	k.Keys = make([]uint64, 0, len(key{})*len(d.Signatures))
	for i := range d.Signatures {
		x := l.key(&d.Signatures[i])
		k.Keys = append(k.Keys, x[:]...)
	}
	k.Race, k.Sex = l.race.list, l.sex.list
	for _, s := range l.sides.list {
		k.Sides = append(k.Sides, keptSide{s.Cite.String(), s.Inchoate, s.Status})
	}
	for _, f := range l.findings.list {
		k.Findings = append(k.Findings, [2]uint64{f.made, f.not})
	}
	k.Victims, k.Cases, k.Persons = keepProfiles(d.Victims), keepProfiles(d.Cases), keepProfiles(d.Persons)
	return k
}

// key is the key of a signature.
func (l *lexica) key(s *Signature) (k key) {
	bit := func(b bool) uint64 {
		if b {
			return 1
		}
		return 0
	}
	f := &s.Facts
	k[0] = uint64(l.sides.of(s.Charged))<<atCharged | uint64(l.sides.of(s.Final))
	k[1] = bit(s.Substituted)<<atSubstituted | bit(s.Differs)<<atDiffers | uint64(s.Disposition)<<atDisposition | uint64(s.RecordClass)<<atClass |
		uint64(f.Era)<<atEra | uint64(f.VictimAge)<<atVictimAge | uint64(f.DefendantAge)<<atDefendant | uint64(f.Priors)<<atPriors | uint64(f.Trafficked)<<atTrafficked
	k[2] = uint64(f.Means)<<atMeans | uint64(l.findings.of(found{f.Made, f.NotMade}))<<atFindings | uint64(s.Governed)<<atGoverned | uint64(uint16(s.ChargedYear))<<atChargedYear
	k[3] = uint64(uint16(s.DisposedYear))<<atDisposedYear | uint64(s.ChargedBy)<<atChargedBy | uint64(s.DisposedBy)<<atDisposedBy | uint64(l.race.of(s.Race))<<atRace
	k[4] = uint64(l.sex.of(s.Sex))<<atSex | uint64(uint32(s.Counts))
	return k
}

func keepProfiles(ps []Profile) (k keptProfiles) {
	n := 0
	for _, p := range ps {
		n += len(p.Members)
	}
	k.Sig = make([]int32, 0, n)
	column := func(of func(*Member) int32) []int32 {
		out, some := make([]int32, 0, n), false
		for i := range ps {
			for j := range ps[i].Members {
				x := of(&ps[i].Members[j])
				out, some = append(out, x), some || x != 0
			}
		}
		if !some {
			return nil
		}
		return out
	}
	for _, p := range ps {
		k.Weight, k.Members = append(k.Weight, p.Weight), append(k.Members, int64(len(p.Members)))
		for _, m := range p.Members {
			k.Sig = append(k.Sig, m.Sig)
		}
	}
	k.Unit, k.Case = column(func(m *Member) int32 { return m.Unit }), column(func(m *Member) int32 { return m.Case })
	k.Victim, k.GroupList = column(func(m *Member) int32 { return m.Victim }), column(func(m *Member) int32 { return m.Group })
	return k
}

var errKept = errors.New("its parts do not fit each other")

// docket makes the docket, if all parts fit.
func (k *kept) docket() (*Docket, error) {
	d := &Docket{Frame: &k.Frame, Baseline: k.Baseline, Rows: k.Rows, Sentences: k.Sentences, Has: k.Has, Ledger: k.Ledger, Lags: k.Lags}
	for stage, months := range k.Months {
		d.Months[stage] = Months{}
		for _, m := range months {
			d.Months[stage][m.Year] = m.Rows
		}
	}
	const width = len(key{})
	if len(k.Keys) != width*len(k.Rows) || len(k.Frame.Findings) > 64 {
		return nil, errKept
	}
	l := newLexica(d.Frame)
	l.sides.list, l.race.list, l.sex.list, l.findings.list = nil, k.Race, k.Sex, nil
	for _, s := range k.Sides {
		side := Side{Inchoate: s.Inchoate, Status: s.Status}
		if err := side.Cite.UnmarshalText([]byte(s.Cite)); err != nil {
			return nil, err
		}
		l.sides.list = append(l.sides.list, side)
	}
	for _, f := range k.Findings {
		l.findings.list = append(l.findings.list, found{f[0], f[1]})
	}
	d.Signatures = make([]Signature, len(k.Rows))
	for i := range d.Signatures {
		x := key(k.Keys[width*i:])
		if !l.knows(&x) {
			return nil, errKept
		}
		if d.Signatures[i] = l.signature(&x); !d.Signatures[i].fits(d.Frame) {
			return nil, errKept
		}
	}
	for _, s := range d.Sentences {
		if s.Sig < 0 || int(s.Sig) >= len(d.Signatures) {
			return nil, errKept
		}
	}
	for _, x := range []struct {
		from *keptProfiles
		to   *[]Profile
	}{{&k.Victims, &d.Victims}, {&k.Cases, &d.Cases}, {&k.Persons, &d.Persons}} {
		var err error
		if *x.to, err = x.from.profiles(len(d.Signatures), len(k.Victims.Weight)); err != nil {
			return nil, err
		}
	}
	if err := d.Balance(); err != nil {
		return nil, err
	}
	return d, nil
}

// knows reports whether all codes of a key mean something.
func (l *lexica) knows(k *key) bool {
	const low = 1<<32 - 1
	return k[0]>>atCharged < uint64(len(l.sides.list)) && k[0]&low < uint64(len(l.sides.list)) &&
		k[2]>>atFindings&low < uint64(len(l.findings.list)) && k[3]>>atRace&low < uint64(len(l.race.list)) && k[4]>>atSex < uint64(len(l.sex.list)) &&
		int(k.disposition()) < len(dispositionNames)
}

// fits reports whether the cells of a signature are cells of the frame.
func (s *Signature) fits(fr *law.Frame) bool {
	f := &s.Facts
	return int(f.VictimAge) <= len(fr.VictimAges)+1 && int(f.DefendantAge) <= len(fr.DefendantAges)+1 && int(f.Priors) <= len(fr.Priors)+1 &&
		int(f.Era) <= len(fr.Days) && f.Trafficked <= law.True && s.Governed <= ByBaseline && s.ChargedBy <= Undated && s.DisposedBy <= Undated && s.Counts > 0 &&
		s.Charged.fits() && s.Final.fits() && int(s.RecordClass) < len(law.Classes()) && f.Means < 2*law.Coercion && int(s.Disposition) < len(dispositionNames)
}

// fits reports whether a side says what a reading of a statute can say.
func (s *Side) fits() bool {
	return s.Inchoate <= law.Solicitation && s.Status <= law.Unreadable && (s.Status == law.Found) != s.Cite.IsZero()
}

func (k *keptProfiles) profiles(signatures, victims int) ([]Profile, error) {
	n := len(k.Sig)
	if len(k.Weight) != len(k.Members) {
		return nil, errKept
	}
	for _, c := range [][]int32{k.Unit, k.Case, k.Victim, k.GroupList} {
		if c != nil && len(c) != n {
			return nil, errKept
		}
	}
	at := func(c []int32, i int) int32 {
		if c == nil {
			return 0
		}
		return c[i]
	}
	all := make([]Member, n)
	for i := range all {
		m := Member{k.Sig[i], at(k.Unit, i), at(k.Case, i), at(k.Victim, i), at(k.GroupList, i)}
		if m.Sig < 0 || int(m.Sig) >= signatures || m.Unit < 0 || m.Case < 0 || m.Victim < 0 || m.Group < 0 || m.Victim > 0 && int(m.Group) >= victims {
			return nil, errKept
		}
		all[i] = m
	}
	var out []Profile
	if len(k.Weight) > 0 {
		out = make([]Profile, 0, len(k.Weight))
	}
	for i, long := range k.Members {
		if long < 1 || long > int64(len(all)) || k.Weight[i] < 1 {
			return nil, errKept
		}
		out = append(out, Profile{slices.Clip(all[:long]), k.Weight[i]})
		if !out[i].numbered() {
			return nil, errKept
		}
		all = all[long:]
	}
	if len(all) > 0 {
		return nil, fmt.Errorf("%w: members are left over", errKept)
	}
	return out, nil
}
