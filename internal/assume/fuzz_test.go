package assume

import (
	"errors"
	"math"
	"slices"
	"testing"

	"impact/internal/strict"
)

// told checks that an error is a list of faults, in order, each with a place.
func told(t *testing.T, err error) {
	t.Helper()
	var faults strict.Faults
	if !errors.As(err, &faults) || len(faults) == 0 {
		t.Fatalf("the error is no list of faults: %v", err)
	}
	for _, f := range faults {
		if f.File != "x.yaml" || f.Line < 1 || f.Column < 1 || f.Message == "" {
			t.Errorf("the fault has no place: %#v", f)
		}
	}
	if again := slices.Clone(faults).Sorted(); !slices.Equal(again, faults) {
		t.Errorf("the faults are not in order: %v", faults)
	}
}

// FuzzLoad: a file of assumptions of any bytes loads or is refused with its
// faults; what loads is whole, and its dials stay in their ranges.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"any", "ct", "wa"} {
		f.Add(shipped(f, "assumptions/"+name+".yaml"))
	}
	f.Add([]byte("assumptions: x\ntitle: t\ndials:\n  - {name: growth, central: .inf, low: .nan, high: 0x1, shape: uniform, unit: u, source: s, confidence: S, why: w}\n"))
	f.Add([]byte("assumptions: 1\ndials: [{}, ~]\nregistry: {}\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Load("x.yaml", b)
		if err != nil {
			told(t, err)
			return
		}
		if (s.RegistryAsOf != 0) != s.HasStock || math.IsNaN(s.Value("registry_stock")) == s.HasStock {
			t.Errorf("the registry of %d is of the stock %v", s.RegistryAsOf, s.Value("registry_stock"))
		}
		for _, d := range s.Dials {
			for _, u := range []float64{0, 0.1, 0.5, 0.9, 1} {
				if v := d.At(u); !(v >= d.Low && v <= d.High) {
					t.Errorf("%s at %v is %v, outside [%v, %v]", d.Name, u, v, d.Low, d.High)
				}
			}
			if err := s.Override(d.Name + "=" + d.Text(d.Central)); err != nil {
				t.Errorf("%s: its own text is not read: %v", d.Name, err)
			}
		}
	})
}

// FuzzCosts: a file of costs of any bytes loads or is refused with its faults;
// each row of what loads is the one found for its own session.
func FuzzCosts(f *testing.F) {
	for _, name := range []string{"any", "ct"} {
		f.Add(shipped(f, "costs/"+name+".yaml"))
	}
	f.Add([]byte("costs: x\ntitle: t\nrows: [{item: fringe, basis: average, dollars: .inf, per: p, session: 9e9, source: s, confidence: S}, {}]\n"))
	f.Add([]byte("costs: x\ntitle: t\nfootnotes: [{id: a, text: b}]\nlines: [{}]\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := LoadCosts("x.yaml", b)
		if err != nil {
			told(t, err)
			return
		}
		for i := range c.Rows {
			r := &c.Rows[i]
			if c.For(r.Item, r.Basis, r.Session) != r || c.Line(r.Item) == nil || !(r.Of(1) >= 0) || math.IsInf(r.Of(1), 0) {
				t.Errorf("the row is not found or not sound: %+v", r)
			}
		}
	})
}

// FuzzOverride: no text makes Override panic, and what it takes stays in range.
func FuzzOverride(f *testing.F) {
	for _, text := range []string{"share_served=85 %", "growth=−1e-3", "registry_tier=life", "registry_stock=5,000 persons", "=", "prior_odds=1e400"} {
		f.Add(text)
	}
	file := shipped(f, "assumptions/ct.yaml")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Load("ct.yaml", file)
		if err != nil {
			t.Fatal(err)
		}
		if s.Override(text) != nil {
			return
		}
		for _, d := range s.Dials {
			k := knownAs(d.Name)
			if !(d.Low <= d.Central && d.Central <= d.High && d.Low >= k.least && d.High <= k.most) {
				t.Errorf("%q: %s is %v [%v, %v]", text, d.Name, d.Central, d.Low, d.High)
			}
		}
	})
}
