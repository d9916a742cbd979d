package stats

import (
	"fmt"
	"math"
	"slices"
)

// A Score is how one model did in a back-test.
type Score struct {
	Model   string
	Origins int     // last training years tried
	Counts  int     // counts foretold, some of them from several origins
	CRPS    float64 // mean over origins, in counts; less is better
	Cover80 float64 // share of the counts to come inside the central 80 per cent
	Cover95 float64 // the same for 95 per cent
	Better  float64 // mean gain in CRPS over the default, in its standard errors; 0 for the default
}

// A Choice is the model that a back-test chose, every model's score, and one
// sentence that says why.
type Choice struct {
	Chosen Forecaster
	Scores []Score
	Why    string
}

// What a back-test asks before it leaves the default.
const (
	testDraws   = 400  // draws of each forecast
	testYears   = 6    // least years of counts
	testOrigins = 4    // least origins
	testEvents  = 10   // least events in all years
	testGain    = 0.05 // share of the default's score that the gain must exceed
)

// TestErrors is how many standard errors the gain of another model must exceed.
const TestErrors = 3

// BackTest chooses a model for counts of consecutive years by forecasting those
// that are known from those before them (rolling origin; Tashman 2000). Origins
// are max(4, n/2) to n-1 training years, each forecast up to ahead years on as far
// as the years reach, and scored by the mean CRPS of those years. A model other
// than the default is chosen only if its gain is more than chance would give: at
// least 10 events and 4 origins, and a mean gain over 3 standard errors of the
// paired differences and over 5 per cent of the default's score. Three errors, not
// fewer: origins are few and share years. Draws are keyed by (seed, origin, stream).
func BackTest(counts []float64, ahead int, seed, stream uint64) Choice {
	choice := Choice{Chosen: Models[0]}
	n := len(counts)
	if n < testYears {
		choice.Why = fmt.Sprintf("%s kept: a back-test needs %d years of counts, and there are %d", label(Models[0]), testYears, n)
		return choice
	}
	t := &trial{counts: counts, ahead: max(ahead, 1), seed: seed, stream: stream}
	base := t.run(Models[0])
	choice.Scores = append(choice.Scores, base.score(base))
	best, won, enough := 0, false, sum(counts) >= testEvents
	for i, m := range Models[1:] {
		s := t.run(m).score(base)
		choice.Scores = append(choice.Scores, s)
		ok := enough && s.beats(choice.Scores[0])
		first := best == 0 || s.CRPS < choice.Scores[best].CRPS
		if ok && !won || ok == won && first {
			best, won = i+1, ok
		}
	}
	if won {
		choice.Chosen = Models[best]
	}
	if choice.Why = why(choice, best, won); !enough {
		choice.Why = fmt.Sprintf("%s kept: telling models apart needs %d events, and there are %.0f in %d years", label(Models[0]), testEvents, sum(counts), n)
	}
	return choice
}

// beats is whether a score leaves the default behind by more than chance.
func (s Score) beats(base Score) bool {
	return s.Origins >= testOrigins && s.Better > TestErrors && base.CRPS-s.CRPS > testGain*base.CRPS
}

func why(c Choice, best int, won bool) string {
	base, other := c.Scores[0], c.Scores[best]
	if won {
		return fmt.Sprintf("%s chosen: it scored %.4g against %.4g of the %s over %d origins, a gain of over %d standard errors, though origins are few and share years",
			label(Models[best]), other.CRPS, base.CRPS, label(Models[0]), base.Origins, TestErrors)
	}
	end := ""
	switch {
	case other.CRPS >= base.CRPS:
	case base.Origins < testOrigins:
		end = fmt.Sprintf(", but a change needs %d origins", testOrigins)
	default:
		end = ", a gain too small or too uneven to count"
	}
	return fmt.Sprintf("%s kept: the %s scored %.4g against %.4g over %d origins%s",
		label(Models[0]), label(Models[best]), other.CRPS, base.CRPS, base.Origins, end)
}

// label is a model's name within a sentence.
func label(m Forecaster) string {
	if m.Name() == (Flat{}).Name() {
		return "flat Gamma-Poisson"
	}
	return m.Name()
}

// A trial is one series under test.
type trial struct {
	counts       []float64
	ahead        int
	seed, stream uint64
	draws        [][]float64 // by horizon, one sample each
	rates        []float64
}

// A record is what one model did, origin by origin.
type record struct {
	model          string
	crps           []float64
	in80, in95, of float64 // intervals that held their count, of all
}

func (t *trial) run(m Forecaster) *record {
	r := &record{model: m.Name()}
	n := len(t.counts)
	for k := max(4, n/2); k < n; k++ {
		h := min(t.ahead, n-k)
		t.sample(m.Fit(t.counts[:k]), uint64(k), h)
		total := 0.0
		for i, y := range t.counts[k : k+h] {
			total += CRPS(t.draws[i], y)
			r.in80 += held(t.draws[i], y, 0.80)
			r.in95 += held(t.draws[i], y, 0.95)
		}
		r.of += float64(h)
		r.crps = append(r.crps, total/float64(h))
	}
	return r
}

// sample fills draws with sorted samples of the counts of h years to come.
func (t *trial) sample(f Forecast, origin uint64, h int) {
	for len(t.draws) < h {
		t.draws = append(t.draws, make([]float64, testDraws))
		t.rates = append(t.rates, 0)
	}
	var src Source
	src.Key(t.seed, origin, t.stream)
	for d := range testDraws {
		f.Rates(&src, src.Norm(), t.rates[:h])
		for i, rate := range t.rates[:h] {
			t.draws[i][d] = src.Poisson(rate)
		}
	}
	for _, d := range t.draws[:h] {
		slices.Sort(d)
	}
}

// held is 1 if y lies within the central interval of a sorted sample, else 0.
func held(sorted []float64, y, level float64) float64 {
	if Quantile(sorted, (1-level)/2) <= y && y <= Quantile(sorted, (1+level)/2) {
		return 1
	}
	return 0
}

// score sums a record up, against that of the default.
func (r *record) score(base *record) Score {
	s := Score{Model: r.model, Origins: len(r.crps), CRPS: mean(r.crps), Counts: int(r.of), Cover80: r.in80 / r.of, Cover95: r.in95 / r.of}
	gain := make([]float64, len(r.crps))
	for i := range gain {
		gain[i] = base.crps[i] - r.crps[i]
	}
	m, ss := mean(gain), 0.0
	for _, g := range gain {
		ss += (g - m) * (g - m)
	}
	n := float64(len(gain))
	if se := math.Sqrt(ss / (n - 1) / n); m != 0 && se > 0 {
		s.Better = m / se
	}
	return s
}

func mean(x []float64) float64 { return sum(x) / float64(len(x)) }
