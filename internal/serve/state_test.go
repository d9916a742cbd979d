package serve

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// offerOf is an offer of three provisions, two readings and three assumptions.
func offerOf() *Offer {
	o := &Offer{Scenario: "law", Title: "A law", Noun: "provision",
		Provisions: []Provision{{ID: "a", Title: "first"}, {ID: "b", Title: "second", Requires: []string{"a"}}, {ID: "c", Title: "third"}},
		Readings:   []Reading{{ID: "wide", Title: "wide", Default: true}, {ID: "narrow", Title: "narrow"}},
		Dials:      []Dial{{Name: "share", Value: "0.75"}, {Name: "rule", Value: "donor", Words: []string{"donor", "static"}}, {Name: "prior", Record: true}},
		Start:      State{Scenario: "law", Reading: All, Provisions: []string{"a", "b", "c"}, Baseline: "2016-12-31", Horizon: 6, Draws: 2000, Seed: 1, Basis: BothBases},
	}
	o.Price = func(text string) (string, error) {
		name, value, _ := strings.Cut(text, "=")
		if value == "bad" {
			return "", errors.New(name + ": bad; good would be right")
		}
		return name + "=" + strings.TrimLeft(value, "+"), nil
	}
	return o
}

// A link of a scenario that is not the usual one names it.
func TestNamedScenario(t *testing.T) {
	o := offerOf()
	o.Named = true
	s := o.Start
	if q := o.Query(s); q != "" {
		t.Errorf("the start is %q", q)
	}
	if s.Seed = 3; o.Query(s) != "scenario=law&seed=3" {
		t.Errorf("%q", o.Query(s))
	}
}

// Of a query that cannot be answered the rest is kept.
func TestSalvage(t *testing.T) {
	o := offerOf()
	o.Refuse = func(s State) error {
		if s.Baseline == "1900-01-01" {
			return errors.New("too early")
		}
		return nil
	}
	for asked, want := range map[string]string{
		"":                           "",
		"draws=7&horizon=3":          "horizon=3",
		"form=1&provision=a&draws=7": "provisions=a",
		"form=1&provision=d&seed=3":  "seed=3",
		"provisions=d&basis=average": "basis=average",
		"baseline=1900-01-01&seed=2": "seed=2",
		"assume=share=bad&assume=rule=static&dial.prior=bad": "assume=rule=static",
		"dial.share=0.5&dial.rule=bad":                       "assume=share=0.5",
		"other=1&reading=narrow":                             "reading=narrow",
		"reading=narrow&reading=wide":                        "reading=narrow",
		"scenario=other&seed=9":                              "seed=9",
		"draws=20000&horizon=50":                             "horizon=50&draws=20000",
	} {
		q, err := url.ParseQuery(asked)
		if err != nil {
			t.Fatal(err)
		}
		if got := o.Query(o.Salvage(q)); got != want {
			t.Errorf("%s: kept %q, want %q", asked, got, want)
		}
	}
}

func TestStates(t *testing.T) {
	o := offerOf()
	for _, x := range []struct{ asked, canonical, wrong string }{
		{asked: "", canonical: ""},
		{asked: "scenario=law", canonical: ""},
		{asked: "scenario=other", wrong: `of the scenario "other"`},
		{asked: "reading=narrow&provisions=c,a", canonical: "reading=narrow&provisions=a,c"},
		{asked: "provisions=c,a&reading=narrow", canonical: "reading=narrow&provisions=a,c"},
		{asked: "provisions=none", canonical: "provisions=none"},
		{asked: "provisions=", wrong: `provisions: "" is none`},
		{asked: "provisions=a,a", wrong: "a is named twice"},
		{asked: "provisions=d", wrong: `"d" is none of the scenario's`},
		{asked: "provisions=a&provisions=b", wrong: "says provisions twice"},
		{asked: "form=1", canonical: "provisions=none"},
		{asked: "form=1&provision=b&provision=a&reading=all&basis=both&horizon=6", canonical: "provisions=a,b"},
		{asked: "form=1&provision=a&provision=b&provision=c&dial.share=&dial.rule=donor", canonical: ""},
		{asked: "dial.rule=static&dial.share=0.5", canonical: "assume=share=0.5&assume=rule=static"},
		{asked: "assume=rule=static&assume=share=%2B0.5", canonical: "assume=share=0.5&assume=rule=static"},
		{asked: "assume=share=%2B0.75", canonical: ""},
		{asked: "assume=share=0.75", canonical: ""},
		{asked: "assume=share=0.5&dial.share=0.6", wrong: "share: it is set twice"},
		{asked: "assume=other=1", wrong: "one of the assumptions"},
		{asked: "assume=share", wrong: "one of the assumptions"},
		{asked: "assume=share=bad", wrong: "good would be right"},
		{asked: "assume=share=" + strings.Repeat("1", 25), wrong: "a shorter value"},
		{asked: "dial.other=1", wrong: "no part of a what-if"},
		{asked: "reading=other", wrong: `reading "other"`},
		{asked: "horizon=51", wrong: "from 0 to 50"},
		{asked: "horizon=-1", wrong: "from 0 to 50"},
		{asked: "horizon=0&draws=0", canonical: "horizon=0&draws=0"},
		{asked: "draws=19", wrong: "from 20 to 20000"},
		{asked: "draws=20001", wrong: "from 20 to 20000"},
		{asked: "seed=18446744073709551615", canonical: "seed=18446744073709551615"},
		{asked: "seed=-1", wrong: "a whole number"},
		{asked: "basis=marginal", canonical: "basis=marginal"},
		{asked: "basis=other", wrong: "one of both, average, marginal"},
		{asked: "baseline=2014-05-06", canonical: "baseline=2014-05-06"},
		{asked: "other=1", wrong: `names "other"`},
	} {
		q, err := url.ParseQuery(x.asked)
		if err != nil {
			t.Fatal(err)
		}
		s, err := o.Parse(q)
		switch {
		case x.wrong != "":
			if err == nil || !isWish(err) || !strings.Contains(err.Error(), x.wrong) {
				t.Errorf("%s: %v, want an error with %q", x.asked, err, x.wrong)
			}
		case err != nil:
			t.Errorf("%s: %v", x.asked, err)
		case o.Query(s) != x.canonical:
			t.Errorf("%s: %s, want %s", x.asked, o.Query(s), x.canonical)
		}
	}
}

// What takes too much is refused, with what would be right; that is answered, and so is the
// start, whatever it takes.
func TestWork(t *testing.T) {
	o := offerOf()
	o.MostWork = 100_000
	numbers := regexp.MustCompile(`[0-9]+ draws over [0-9]+`)
	ask := func(query string) error {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		_, err = o.Parse(q)
		return err
	}
	for _, q := range []string{"draws=20000&horizon=50", "draws=2000&horizon=30", "draws=20000&horizon=2", "draws=20000&horizon=2&reading=wide", "draws=9000&horizon=3"} {
		err := ask(q)
		if err == nil || !isWish(err) {
			t.Errorf("%s: %v", q, err)
			continue
		}
		for _, right := range numbers.FindAllString(err.Error(), -1)[1:] {
			var draws, years int
			if _, err := fmt.Sscanf(right, "%d draws over %d", &draws, &years); err != nil {
				t.Fatal(err)
			}
			reading := strings.TrimPrefix(q[strings.LastIndex(q, "=")-7:], "&")
			if !strings.HasPrefix(reading, "reading") {
				reading = "reading=all"
			}
			if err := ask(fmt.Sprintf("draws=%d&horizon=%d&%s", draws, years, reading)); err != nil {
				t.Errorf("%s: %s is said to be right: %v", q, right, err)
			}
		}
	}
	for _, q := range []string{"", "draws=20000&horizon=1", "draws=0&horizon=50", "draws=2000&horizon=12", "draws=2000&horizon=16&reading=wide"} {
		if err := ask(q); err != nil {
			t.Errorf("%s: %v", q, err)
		}
	}
	o.MostWork = 1
	if err := ask(""); err != nil {
		t.Errorf("the start: %v", err)
	}
}

// A switch that cannot be turned stays on, whatever a form sends, for a browser does not
// send it.
func TestFixedSwitch(t *testing.T) {
	o := offerOf()
	o.Provisions[2].Fixed = true
	s, err := o.Parse(url.Values{"form": {"1"}, "provision": {"a"}})
	if err != nil || !slices.Equal(s.Provisions, []string{"a", "c"}) {
		t.Errorf("%v, %v", s.Provisions, err)
	}
}

// Pinned what-ifs of one name are numbered; a link that says so already stays.
func TestNames(t *testing.T) {
	s := &Server{}
	s.put(offerOf(), idle{})
	long := strings.Repeat("é", mostName)
	for asked, want := range map[string]string{
		"pin=a&pin=b":                                            "a,b",
		"pin=a&add=&name=a":                                      "a,a (2)",
		"pin=a&pin=a&pin=a+(2)":                                  "a,a (2),a (2) (2)",
		"pin=a+(2)&pin=a&pin=a":                                  "a (2),a,a (3)",
		"pin=a&pin=b&rename=c&rename=c":                          "c,c (2)",
		"pin=What-if+B&pin=":                                     "What-if B,What-if B (2)",
		"pin=" + long + "&pin=" + long:                           long + "," + strings.Repeat("é", mostName-4) + " (2)",
		"pin=" + long + "s":                                      strings.Repeat("é", mostName-1) + "…",
		"pin=What+a+long+name+it+has+that+a+clerk1234":           "What a long name it has that a clerk1234",
		"pin=What+a+long+name+it+has+that+a+clerk12345+and+more": "What a long name it has that a…",
		"pin=a&pin=A&pin=%20a%20&pin=a%7Cx%3D":                   "",
	} {
		x, err := s.session(requestOf(comparePath, asked))
		var names []string
		for _, p := range x.Pins {
			names = append(names, p.Name)
		}
		if got := strings.Join(names, ","); err == nil && got != want || (err != nil) != (want == "") {
			t.Errorf("%s: %s, %v, want %s", asked, got, err, want)
		}
	}
}

// A link made of a state leads to the same state; what cannot be read is refused and never a
// panic, and what is kept of it can be read.
func FuzzQuery(f *testing.F) {
	o := offerOf()
	for _, seed := range []string{"", "reading=narrow&provisions=a,c&assume=share=0.5&pin=Without+3|provisions%3Da", "form=1&provision=b&dial.rule=static", "pin=%7C&pin=a|b|c", "pin=a&pin=a&pin=a+(2)&add=&name=a", "pin=What-if+B&pin=", "add=&name=%00x", "statute=53a-83&victim-age=16", "%zz", "pin=x|%25zz", "draws=1e3;seed=0x1"} {
		f.Add(seed)
	}
	s := &Server{}
	s.put(o, idle{})
	f.Fuzz(func(t *testing.T, raw string) {
		r := requestOf("/compare", raw)
		x, err := s.session(r)
		if err != nil {
			if !isWish(err) {
				t.Fatalf("%q: %v is no error of the query", raw, err)
			}
			kept := s.salvaged(r).link(comparePath)
			u, err := url.Parse(kept)
			if err != nil {
				t.Fatalf("%q leaves the link %q: %v", raw, kept, err)
			}
			if again, err := s.session(requestOf(comparePath, u.RawQuery)); err != nil || again.link(comparePath) != kept {
				t.Fatalf("%q: what is left, %q, becomes %q, %v", raw, kept, again.link(comparePath), err)
			}
			return
		}
		for _, path := range []string{comparePath, casePath} {
			link := x.link(path)
			u, err := url.Parse(link)
			if err != nil || u.Path != path || u.Host != "" || strings.ContainsAny(link, "\" <>\n\r") {
				t.Fatalf("%q makes the link %q: %v", raw, link, err)
			}
			again, err := s.session(requestOf(path, u.RawQuery))
			if err != nil || again.link(path) != link {
				t.Fatalf("%q: %q becomes %q, %v", raw, link, again.link(path), err)
			}
			if o.Query(again.State) != o.Query(x.State) || len(again.Pins) != len(x.Pins) {
				t.Fatalf("%q: %v is not %v", raw, again.State, x.State)
			}
		}
	})
}
