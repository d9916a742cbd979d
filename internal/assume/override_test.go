package assume

import "testing"

func TestOverride(t *testing.T) {
	for _, c := range []struct {
		text               string
		central, low, high float64
	}{
		{"share_served=0.85", 0.85, 0.5, 1},
		{"share_served=0.25", 0.25, 0.25, 1},
		{"share_served=85%", 0.85, 0.5, 1},
		{" share_served = 85 % ", 0.85, 0.5, 1},
		{"growth=0.1", 0.1, -0.03, 0.1},
		{"growth=−5 % a year", -0.05, -0.05, 0.03},
		{"growth=-0", 0, -0.03, 0.03},
		{"conviction_change=+.1", 0.1, -0.2, 0.2},
		{"registry_stock=5,500", 5500, 5046, 6000},
		{"registry_stock=6.5e3", 6500, 5046, 6500},
		{"registry_stock=5046 persons", 5046, 5046, 6000},
		{"prior_odds=3 times", 3, 0.5, 3},
		{"sentence_rule=static", Static, Static, Donor},
		{"sentence_rule=Donor", Donor, Static, Donor},
		{"sentence_rule=0", Static, Static, Donor},
		{"registry_tier=life", Life, TenYears, Life},
		{"registry_tier=10 years", TenYears, TenYears, Life},
		{"retroactive=retroactive", Retroactive, Prospective, Retroactive},
	} {
		s := ct(t)
		if err := s.Override(c.text); err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		set := 0
		for _, d := range s.Dials {
			if !d.Set {
				continue
			}
			set++
			if d.Central != c.central || d.Low != c.low || d.High != c.high {
				t.Errorf("%s: %s is %v [%v, %v], want %v [%v, %v]", c.text, d.Name, d.Central, d.Low, d.High, c.central, c.low, c.high)
			}
			if d.Shape == TwoPoint && d.Alternative == d.Central {
				t.Errorf("%s: the alternative is the central value", c.text)
			}
		}
		if set != 1 {
			t.Errorf("%s: %d dials were set", c.text, set)
		}
	}
}

// A two-point number keeps its alternative, unless it becomes the central value.
func TestOverridePoints(t *testing.T) {
	for v, want := range map[float64]Dial{
		7: {Central: 7, Alternative: 3, Low: 3, High: 7},
		3: {Central: 3, Alternative: 5, Low: 3, High: 5},
		5: {Central: 5, Alternative: 3, Low: 3, High: 5},
	} {
		d := Dial{Shape: TwoPoint, Central: 5, Alternative: 3, Low: 3, High: 5}
		d.move(v)
		if d.Central != want.Central || d.Alternative != want.Alternative || d.Low != want.Low || d.High != want.High {
			t.Errorf("moved to %v it is %+v", v, d)
		}
	}
}

func TestOverrideFaults(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", `"" is no assumption; name=value would be right, as in share_served=0.85`},
		{"share_served", `"share_served" is no assumption; name=value would be right, as in share_served=0.85`},
		{"=1", `"=1" is no assumption; name=value would be right, as in share_served=0.85`},
		{"share_severd=1", `no assumption "share_severd" is known; did you mean "share_served"?`},
		{"share_served=most", `share_served: "most" is no number; a number from 0 to 1 (0 % to 100 %) would be right`},
		{"share_served=", `share_served: "" is no number; a number from 0 to 1 (0 % to 100 %) would be right`},
		{"share_served=NaN", `share_served: "NaN" is no number; a number from 0 to 1 (0 % to 100 %) would be right`},
		{"share_served=0x1p-1", `share_served: "0x1p-1" is no number; a number from 0 to 1 (0 % to 100 %) would be right`},
		{"share_served=0,75", `share_served: "0,75" is no number; a number from 0 to 1 (0 % to 100 %) would be right`},
		{"share_served=75", `share_served: 75 is out of range; a number from 0 to 1 (0 % to 100 %) would be right`},
		{"growth=-51 %", `growth: -51 % is out of range; a number from -0.5 to 0.5 (−50 % to 50 %) would be right`},
		{"prior_odds=0", `prior_odds: 0 is out of range; a number from 0.01 to 100 would be right`},
		{"registry_stock=1e999", `registry_stock: 1e999 is out of range; a number from 0 to 1000000 would be right`},
		{"registry_mortality=0", `registry_mortality: 0 is not above 0, and the values of a log-uniform range are; a number above 0 would be right`},
		{"sentence_rule=doner", `sentence_rule: "doner" is not one of static, donor; did you mean "donor"?`},
		{"sentence_rule=0.5", `sentence_rule: "0.5" is not one of static, donor`},
		{"registry_tier=15 years", `registry_tier: "15 years" is not one of 10 years, life; did you mean "10 years"?`},
	} {
		s := ct(t)
		if err := s.Override(c.text); err == nil || err.Error() != c.want {
			t.Errorf("%q: %v\nwant %s", c.text, err, c.want)
		}
		for _, d := range s.Dials {
			if d.Set {
				t.Errorf("%q moved %s", c.text, d.Name)
			}
		}
	}
	s, err := Load("wa.yaml", shipped(t, "assumptions/wa.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	want := `registry_stock: the assumptions of "wa" do not state the registry; a file of assumptions with registry, registry_stock, registry_inflow and registry_completion would be right`
	if err := s.Override("registry_stock=20000"); err == nil || err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
}
