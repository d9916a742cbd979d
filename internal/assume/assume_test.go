package assume

import (
	"math"
	"slices"
	"testing"
)

// The dials of Connecticut as METHODS and the facts have them.
func TestShipped(t *testing.T) {
	s := ct(t)
	if s.Pack != "ct" || s.RegistryAsOf != 2016 || s.RegistryDay != "2015-10-14" || !s.HasStock {
		t.Errorf("pack %q, registry of %d, stock %v", s.Pack, s.RegistryAsOf, s.HasStock)
	}
	for i, c := range []struct {
		name               string
		central, low, high float64
		text               string
	}{
		{"charging_share", 1, 0.5, 1, "100 %"},
		{"conviction_change", 0, -0.2, 0.2, "0 %"},
		{"sentence_rule", Donor, Static, Donor, "donor"},
		{"share_served", 0.75, 0.5, 1, "75 %"},
		{"prior_odds", 1, 0.5, 2, "1 times"},
		{"growth", 0, -0.03, 0.03, "0 % a year"},
		{"registry_tier", TenYears, TenYears, Life, "10 years"},
		{"retroactive", Prospective, Prospective, Retroactive, "prospective"},
		{"registry_stock", 5368, 5046, 6000, "5,368 persons"},
		{"registry_inflow", 400, 353, 468, "400 persons a year"},
		{"registry_completion", 252, 200, 300, "252 persons a year"},
		{"registry_mortality", 0.01, 0.005, 0.02, "1 % a year"},
	} {
		d := s.Dials[i]
		if d.Name != c.name || d.Central != c.central || d.Low != c.low || d.High != c.high || d.Text(d.Central) != c.text || d.Set {
			t.Errorf("%s is %v [%v, %v], %q; want %+v", d.Name, d.Central, d.Low, d.High, d.Text(d.Central), c)
		}
		if s.Value(c.name) != c.central || s.Dial(c.name) != &s.Dials[i] {
			t.Errorf("%s is not found by its name", c.name)
		}
		if d.Meaning == "" || d.Why == "" || d.Source == "" || d.Confidence == "" {
			t.Errorf("%s does not say why, whence or how sure", d.Name)
		}
	}
	if len(s.Dials) != len(Names()) {
		t.Errorf("%d dials are stated of %d", len(s.Dials), len(Names()))
	}
}

// Packs without a registry stock state the other dials.
func TestWithoutStock(t *testing.T) {
	for _, name := range []string{"any", "wa"} {
		s, err := Load(name+".yaml", shipped(t, "assumptions/"+name+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		if s.Pack != name || s.HasStock || s.RegistryAsOf != 0 || s.RegistryDay != "" || len(s.Dials) != len(Names())-3 {
			t.Errorf("%s: stock %v of %d, %d dials", s.Pack, s.HasStock, s.RegistryAsOf, len(s.Dials))
		}
		if v := s.Value("registry_stock"); !math.IsNaN(v) || s.Dial("registry_stock") != nil {
			t.Errorf("%s: the stock is %v", name, v)
		}
		if d := s.Dial("registry_mortality"); d == nil || d.Text(math.NaN()) != "unknown" {
			t.Errorf("%s: no mortality", name)
		}
	}
}

func TestWith(t *testing.T) {
	s := ct(t)
	w := s.With("growth", 0.03)
	if w.Value("growth") != 0.03 || s.Value("growth") != 0 || w.Dial("growth").Low != -0.03 || w.Dial("growth").Set {
		t.Errorf("growth is %v in the copy, %v in the set", w.Value("growth"), s.Value("growth"))
	}
	if v := s.With("growht", 1).Value("growht"); !math.IsNaN(v) {
		t.Errorf("a dial came from nowhere: %v", v)
	}
}

func TestAt(t *testing.T) {
	uniform := Dial{Shape: Uniform, Central: 3, Low: 2, High: 6}
	triangle := Dial{Shape: Triangular, Central: 2, Low: 0, High: 8}
	right := Dial{Shape: Triangular, Central: 1, Low: 0.5, High: 1}
	left := Dial{Shape: Triangular, Central: 0, Low: 0, High: 1}
	ratio := Dial{Shape: LogUniform, Central: 1, Low: 0.5, High: 2}
	up := Dial{Shape: TwoPoint, Central: 0, Alternative: 1, Weight: 0.25}
	down := Dial{Shape: TwoPoint, Central: 1, Alternative: 0, Weight: 0.25}
	for _, c := range []struct {
		name string
		d    Dial
		u, v float64
	}{
		{"uniform", uniform, 0, 2}, {"uniform", uniform, 0.25, 3}, {"uniform", uniform, 1, 6},
		// (v-0)²/(8·2) below the mode, 1 - (8-v)²/(8·6) above it.
		{"triangular", triangle, 0, 0}, {"triangular", triangle, 0.0625, 1}, {"triangular", triangle, 0.25, 2},
		{"triangular", triangle, 1 - 9./48, 5}, {"triangular", triangle, 1, 8},
		{"mode at the top", right, 0.25, 0.75}, {"mode at the top", right, 1, 1},
		{"mode at the bottom", left, 0, 0}, {"mode at the bottom", left, 0.75, 0.5},
		{"log-uniform", ratio, 0, 0.5}, {"log-uniform", ratio, 0.5, 1}, {"log-uniform", ratio, 0.75, math.Sqrt2}, {"log-uniform", ratio, 1, 2},
		{"alternative above", up, 0.74, 0}, {"alternative above", up, 0.76, 1},
		{"alternative below", down, 0.24, 0}, {"alternative below", down, 0.26, 1},
		{"no width", Dial{Shape: Triangular, Central: 4, Low: 4, High: 4}, 0.3, 4},
		{"no width", Dial{Shape: Uniform, Central: 4, Low: 4, High: 4}, 0.3, 4},
		{"no width", Dial{Shape: LogUniform, Central: 4, Low: 4, High: 4}, 0.3, 4},
		{"below 0", uniform, -1, 2}, {"above 1", ratio, 2, 2},
	} {
		if got := c.d.At(c.u); math.Abs(got-c.v) > 1e-12 {
			t.Errorf("%s at %v is %v, want %v", c.name, c.u, got, c.v)
		}
	}
}

// Over an even grid of u the values of a dial have the mean and the share below
// its central value that its shape has.
func TestSpread(t *testing.T) {
	const n = 20_000
	for _, d := range ct(t).Dials {
		mean, below, last := 0., 0., math.Inf(-1)
		for i := range n {
			v := d.At((float64(i) + 0.5) / n)
			if v < last || v < d.Low || v > d.High {
				t.Fatalf("%s: %v comes after %v in [%v, %v]", d.Name, v, last, d.Low, d.High)
			}
			last = v
			mean += v / n
			if v < d.Central {
				below += 1. / n
			}
		}
		want, share := (d.Low+d.Central+d.High)/3, (d.Central-d.Low)/(d.High-d.Low)
		switch d.Shape {
		case LogUniform:
			want, share = (d.High-d.Low)/math.Log(d.High/d.Low), math.Log(d.Central/d.Low)/math.Log(d.High/d.Low)
		case TwoPoint:
			want, share = d.Central*(1-d.Weight)+d.Alternative*d.Weight, 0
			if d.Alternative < d.Central {
				share = d.Weight
			}
		}
		if math.Abs(mean-want) > 1e-4*max(1, math.Abs(want)) || math.Abs(below-share) > 1e-4 {
			t.Errorf("%s: mean %v, want %v; share below central %v, want %v", d.Name, mean, want, below, share)
		}
	}
}

func TestText(t *testing.T) {
	s := ct(t)
	for _, c := range []struct {
		name string
		v    float64
		want string
	}{
		{"share_served", 0.07, "7 %"}, {"share_served", 0.8125, "81.25 %"}, {"share_served", 0, "0 %"},
		{"conviction_change", -0.2, "−20 %"}, {"growth", 0.03, "3 % a year"}, {"growth", math.Copysign(0, -1), "0 % a year"},
		{"prior_odds", 0.5, "0.5 times"}, {"registry_stock", 999, "999 persons"}, {"registry_stock", 1e6, "1,000,000 persons"},
		{"registry_stock", 5368.25, "5,368.25 persons"}, {"sentence_rule", Static, "static"}, {"registry_tier", Life, "life"},
		{"retroactive", Retroactive, "retroactive"}, {"registry_tier", 0.5, "0.5"},
	} {
		if got := s.Dial(c.name).Text(c.v); got != c.want {
			t.Errorf("%s of %v is %q, want %q", c.name, c.v, got, c.want)
		}
	}
	if got := (&Dial{Name: "other"}).Text(-1234.5); got != "−1,234.5" {
		t.Errorf("a dial of no known name writes %q", got)
	}
}

// What Text writes of any value of a dial, Override reads.
func TestRoundTrip(t *testing.T) {
	for i := range ct(t).Dials {
		for u := 0.; u <= 1; u += 1. / 16 {
			s := ct(t)
			d := &s.Dials[i]
			v := d.At(u)
			text := d.Text(v)
			if err := s.Override(d.Name + " = " + text); err != nil {
				t.Fatal(err)
			}
			if math.Abs(d.Central-v) > 1e-8*max(1, v) || !d.Set {
				t.Errorf("%s: %v is written %q and read as %v", d.Name, v, text, d.Central)
			}
		}
	}
}

func TestNames(t *testing.T) {
	names := Names()
	slices.Sort(names)
	if len(slices.Compact(names)) != len(catalogue) {
		t.Error("two dials of the catalogue have one name")
	}
	for _, k := range catalogue {
		if k.meaning == "" || k.unit == "" || k.least >= k.most {
			t.Errorf("%s is not told in full", k.name)
		}
	}
}
