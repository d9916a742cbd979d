package court

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"impact/internal/law"

	"github.com/zeebo/xxh3"
)

// BenchmarkReduce reduces ten million rows, of about 2.4 charges a case and 400 citations,
// that come in batches from two senders: what remains when reading costs nothing.
func BenchmarkReduce(b *testing.B) {
	for _, sorted := range []bool{true, false} {
		for _, persons := range []bool{false, true} {
			name := map[bool]string{true: "sorted", false: "shuffled"}[sorted] + map[bool]string{true: "/persons", false: "/cases"}[persons]
			b.Run(name, func(b *testing.B) {
				for range b.N {
					benchReduce(b, sorted, persons)
				}
			})
		}
	}
}

func benchReduce(b *testing.B, sorted, persons bool) {
	const rows, batch = 10_000_000, 16_384
	r := NewReducer(smallFrame, 20161231, 0)
	var taking time.Duration
	var mu sync.Mutex
	var wait sync.WaitGroup
	for s := range 2 {
		to := r.Learner()
		teach(to)
		wait.Go(func() {
			rnd := rand.New(rand.NewPCG(uint64(s), 1))
			zipf := rand.NewZipf(rnd, 1.3, 4, 399)
			bt := Batch{Rows: batch, Case: make([]xxh3.Uint128, batch)}
			if persons {
				bt.Person = make([]xxh3.Uint128, batch)
			}
			for _, f := range []Field{OfStatute, OfOffense, OfFiled, OfDisposed, OfDisposition, OfVictimAge, OfSex, OfRace, OfJail} {
				bt.Codes[f] = make([]uint32, batch)
			}
			caze := uint64(s) << 32
			var spent time.Duration
			for n := 0; n < rows/2; n += batch {
				for i := range batch {
					if sorted && rnd.IntN(12) < 5 {
						caze++
					} else if !sorted {
						caze = rnd.Uint64N(rows * 5 / 12)
					}
					h := scatter(caze + 1)
					bt.Case[i] = xxh3.Uint128{Hi: h, Lo: scatter(h)}
					if persons {
						h := scatter(caze/3 + 77)
						bt.Person[i] = xxh3.Uint128{Hi: h, Lo: scatter(h)}
					}
					x := scatter(caze ^ 5)
					bt.Codes[OfStatute][i] = uint32(zipf.Uint64())
					day := uint32(x>>8) % 2000
					bt.Codes[OfOffense][i], bt.Codes[OfFiled][i], bt.Codes[OfDisposed][i] = day, day+uint32(x>>40)%60, day+200
					bt.Codes[OfDisposition][i] = uint32(rnd.IntN(4))
					bt.Codes[OfVictimAge][i], bt.Codes[OfSex][i], bt.Codes[OfRace][i] = uint32(x)%40/39, uint32(x>>20)%2, uint32(x>>30)%4
					bt.Codes[OfJail][i] = uint32(x>>13) % 5
				}
				from := time.Now()
				if err := to.Take(&bt); err != nil {
					b.Error(err)
				}
				spent += time.Since(from)
			}
			mu.Lock()
			taking += spent
			mu.Unlock()
		})
	}
	wait.Wait()
	from := time.Now()
	d, err := r.Reduce(Tally{}, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(taking.Seconds()/2, "take-s")
	b.ReportMetric(time.Since(from).Seconds(), "reduce-s")
	b.ReportMetric(float64(len(d.Signatures)), "signatures")
	b.ReportMetric(float64(len(d.Cases)), "cases")
	b.ReportMetric(float64(len(d.Persons)), "persons")
}

func teach(to Learner) {
	for n := range uint32(400) {
		c := Blank()
		cite, err := law.ParseCitation("53a-" + string(rune('0'+n/100)) + string(rune('0'+n/10%10)) + string(rune('0'+n%10)))
		if err != nil {
			panic(err)
		}
		c.Statute = law.Reference{Cite: cite, Status: law.Found}
		to.Learn(OfStatute, n, &c)
	}
	for n := range uint32(2300) {
		c := Blank()
		c.Offense = law.DateOf(2012, 1, 1).AddDays(int(n))
		c.Filed, c.Disposed = c.Offense, c.Offense
		to.Learn(OfOffense, n, &c)
		to.Learn(OfFiled, n, &c)
		to.Learn(OfDisposed, n, &c)
	}
	for n := range uint32(5) {
		c := Blank()
		c.Disposition, c.VictimAge, c.Sex, c.Race, c.Jail = Disposition(n+1), int16(15*n), string(rune('A'+n)), string(rune('A'+n)), int32(30*n)
		for _, f := range []Field{OfDisposition, OfVictimAge, OfSex, OfRace, OfJail} {
			to.Learn(f, n, &c)
		}
	}
}
