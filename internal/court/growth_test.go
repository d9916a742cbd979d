package court_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/sample"
)

// councilFrame cuts as the Council's scenario on the Connecticut pack does.
func councilFrame() *law.Frame {
	return &law.Frame{
		VictimAges:    []int{13, 15, 16, 18},
		DefendantAges: []int{13, 15, 16, 18, 21, 25, 35, 45, 55, 65},
		Priors:        []int{1, 2},
		Days: []law.Date{20040701, 20060701, 20061001, 20071001, 20081001, 20101001, 20110701, 20121001,
			20131001, 20141001, 20151001, 20160101, 20161001, 20171001},
	}
}

// richRows are charges with everything that a court could record: any age, any
// day of ten years, sentences in days, 60 courts.
func richRows(t testing.TB, r *rand.Rand, n int) []court.Charge {
	var out []court.Charge
	rich(t, r, n, func(c *court.Charge) { out = append(out, *c) })
	return out
}

// rich makes charges one at a time: persons of one to three cases, cases of one
// to four charges, offences as unlike in number as in life.
func rich(t testing.TB, r *rand.Rand, n int, each func(*court.Charge)) {
	cites := make([]law.Reference, 0, 30)
	for _, s := range []string{"53a-83(a)", "53a-83(c)", "53a-82", "53a-86(a)(1)", "53a-86(a)(2)", "53a-192a", "53a-88", "53a-87", "53a-83a", "53a-89"} {
		cites = append(cites, cite(t, s))
	}
	for i := range 20 {
		cites = append(cites, cite(t, fmt.Sprintf("53a-%d", 100+i)))
	}
	first := time.Date(2004, 7, 1, 0, 0, 0, 0, time.UTC)
	day := func(n int) law.Date {
		d := first.AddDate(0, 0, n)
		return law.DateOf(d.Year(), int(d.Month()), d.Day())
	}
	for made, person := 0, 0; made < n; person++ {
		age, sex, race := 16+r.IntN(75), pick(r, "F", "M", "M"), pick(r, "A", "B", "H", "N", "U", "W")
		for k := range 1 + r.IntN(3) {
			at := r.IntN(3650)
			for range 1 + r.IntN(4) {
				if made == n {
					return
				}
				c := court.Blank()
				c.ID, c.Case, c.Person = fmt.Sprint(made), fmt.Sprintf("%d-%d", person, k), fmt.Sprint(person)
				c.Statute = cites[min(r.IntN(len(cites)), r.IntN(len(cites)))]
				c.Offense, c.Filed, c.Disposed = day(at), day(at+r.IntN(60)), day(at+60+r.IntN(600))
				c.Disposition = court.Disposition(1 + min(r.IntN(5), r.IntN(5)))
				c.DefendantAge, c.Sex, c.Race = int16(age), sex, race
				c.Court = fmt.Sprint("court ", r.IntN(60))
				enrich(r, &c)
				each(&c)
				made++
			}
		}
	}
}

// enrich adds what is recorded now and then.
func enrich(r *rand.Rand, c *court.Charge) {
	if r.IntN(3) > 0 {
		c.VictimAge = int16(r.IntN(91))
	}
	if r.IntN(4) == 0 {
		c.Trafficked = law.Truly(r.IntN(5) == 0)
	}
	if r.IntN(4) == 0 {
		c.Means = law.MeansNone << r.IntN(4)
	}
	if r.IntN(10) == 0 {
		c.Victim = fmt.Sprint("v ", c.Case)
	}
	if c.Disposition == court.Convicted {
		c.Jail, c.Probation = int32(r.IntN(3650)), int32(r.IntN(1826))
	}
	if r.IntN(20) == 0 {
		c.Counts = int32(2 + r.IntN(3))
	}
}

func pick[T any](r *rand.Rand, xs ...T) T { return xs[r.IntN(len(xs))] }

// samples are the charges of internal/sample, each cited as the code writes it.
func samples(t testing.TB, n int, each func(*court.Charge)) {
	err := sample.Generate(sample.Config{Rows: int64(n), Seed: 1}, func(r *sample.Record) error {
		row, truth := map[string]string{}, map[string]string{}
		for i, name := range sample.Columns {
			row[name] = r.Row[i]
		}
		for i, name := range sample.TruthColumns {
			truth[name] = r.Truth[i]
		}
		c := sampled(t, row, truth)
		each(&c)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sampled is a row of the sample as a charge.
func sampled(t testing.TB, row, truth map[string]string) court.Charge {
	number := func(name string) int {
		if n, err := strconv.Atoi(row[name]); err == nil {
			return n
		}
		return -1
	}
	day := func(name string) law.Date { d, _ := law.ParseDate(row[name]); return d }
	c := court.Blank()
	c.ID, c.Case, c.Person, c.Victim = row["charge_id"], row["case_id"], row["person_id"], row["victim_id"]
	c.Statute = cite(t, truth["statute"])
	c.Statute.Inchoate, _ = law.ParseInchoate(truth["inchoate"])
	if row["final_statute"] != "" {
		c.Final = law.Reference{Text: row["final_statute"], Status: law.NotInCode}
	}
	c.RecordClass, _ = law.RecordClass(row["class"])
	c.Offense, c.Filed, c.Disposed = day("offense_date"), day("filed_date"), day("disposition_date")
	c.Disposition, _ = court.ParseDisposition(row["disposition"])
	c.Jail, c.Suspended, c.Probation = int32(number("jail_days")), int32(number("suspended_days")), int32(number("probation_days"))
	c.VictimAge, c.DefendantAge = int16(number("victim_age")), int16(number("defendant_age"))
	if is, err := strconv.ParseBool(row["victim_trafficked"]); err == nil {
		c.Trafficked = law.Truly(is)
	}
	for _, m := range strings.Split(row["means"], ";") {
		one, _ := law.ParseMeans(m)
		c.Means |= one
	}
	c.Sex, c.Race, c.Court = row["defendant_sex"], row["defendant_race"], row["court"]
	c.Counts = int32(max(1, number("counts")))
	return c
}

// BenchmarkGrowth says what the reduction of rows comes to, and what it takes:
// of the sample's charges, and of rich ones, the worst that can be. The figures
// are in docs/performance.md.
func BenchmarkGrowth(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint("sample/", n), func(b *testing.B) {
			for b.Loop() {
				growth(b, n, func(each func(*court.Charge)) { samples(b, n, each) })
			}
		})
		b.Run(fmt.Sprint("rich/", n), func(b *testing.B) {
			for b.Loop() {
				growth(b, n, func(each func(*court.Charge)) { rich(b, rand.New(rand.NewPCG(1, uint64(n))), n, each) })
			}
		})
	}
}

func growth(b *testing.B, n int, rows func(each func(*court.Charge))) {
	start := heap()
	r := court.NewReducer(councilFrame(), baseline, 0)
	rows(r.Add)
	held := heap() - start + r.Outside()
	peak, began := watch(), time.Now()
	roll, err := r.Roll(court.Tally{int64(n), int64(n)}, nil)
	if err != nil {
		b.Fatal(err)
	}
	outside := r.Outside()
	d := roll.Docket()
	b.ReportMetric(time.Since(began).Seconds(), "reduce-s")
	top := peak() - start + outside
	r, roll = nil, nil
	kept := heap() - start
	b.ReportMetric(float64(len(d.Signatures)), "signatures")
	b.ReportMetric(float64(len(d.Cases)), "cases")
	b.ReportMetric(float64(len(d.Persons)), "persons")
	b.ReportMetric(float64(len(d.Victims)), "victims")
	b.ReportMetric(float64(held)/float64(n), "held-B/row")
	b.ReportMetric(float64(top)/float64(n), "peak-B/row")
	b.ReportMetric(float64(kept)/float64(n), "docket-B/row")
	runtime.KeepAlive(d)
}

// heap is the bytes in use after a collection.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// watch looks at the heap every few milliseconds until the answer is asked for,
// which is the most that it held, garbage included.
func watch() (most func() int64) {
	stop, answer := make(chan bool), make(chan int64)
	go func() {
		var top int64
		var m runtime.MemStats
		for {
			runtime.ReadMemStats(&m)
			top = max(top, int64(m.HeapAlloc))
			select {
			case <-stop:
				answer <- top
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() int64 { stop <- true; return <-answer }
}
