package law

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Files written to exhaust the proofs are read, or refused, soon.
func TestLoadBounded(t *testing.T) {
	c := smallCode(t)
	soon := func(name, text string) *Scenario {
		t.Helper()
		began := time.Now()
		s, err := LoadScenario(c, "x.yaml", []byte(scenarioHead+text))
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s took %s", name, took)
		}
		if refused := err != nil; refused != (name == "a hard condition") {
			t.Errorf("%s: %v", name, err)
		}
		return s
	}

	// Two moves between each pair of neighbours: 2^60 paths, none a circle.
	var paths strings.Builder
	paths.WriteString("provisions:\n  - id: a\n    says: s\n    cite: c\n    creates:\n")
	for i := range 61 {
		fmt.Fprintf(&paths, "      - {section: \"9-%d\", class: felony D, source: s, confidence: S}\n", i)
	}
	paths.WriteString("    moves:\n")
	for i := range 60 {
		fmt.Fprintf(&paths, "      - {from: \"9-%d\", when: {victim_age: {under: 9}}, to: \"9-%d\"}\n      - {from: \"9-%d\", to: \"9-%d\"}\n", i, i+1, i, i+1)
	}
	p := propose(t, soon("many paths", paths.String()))
	if at, used, _ := p.Act.Apply(c.Frame(nil, nil, p), cite(t, "9-0"), Facts{VictimAge: 1}); at.String() != "9-60" || len(used) != 60 {
		t.Errorf("a charge went to %q by %d moves", at, len(used))
	}

	// Each provision requires the two before it: as many ways down as Fibonacci's.
	var needs strings.Builder
	needs.WriteString("provisions:\n  - {id: p0, says: s, cite: c}\n  - {id: p1, says: s, cite: c}\n")
	for i := 2; i < 90; i++ {
		fmt.Fprintf(&needs, "  - {id: p%d, says: s, cite: c, requires: [p%d, p%d]}\n", i, i-1, i-2)
	}
	if p := propose(t, soon("many requirements", needs.String())); len(p.Active) != 90 {
		t.Errorf("%d provisions are on, want 90", len(p.Active))
	}

	// Three numbers with 150 cells each, all to be tried: it cannot be shown in
	// time that every charge is carried, and what cannot be shown is refused.
	var hard strings.Builder
	hard.WriteString("provisions:\n  - id: a\n    says: s\n    cite: c\n    repeals: [\"1a-88\"]\n    moves:\n      - from: \"1a-88\"\n        to: none\n        when:\n          any:\n")
	for i := range 149 {
		r := fmt.Sprintf("{from: %d, under: %d}", i, i+1)
		fmt.Fprintf(&hard, "            - any: [{victim_age: %s, defendant_age: %s, priors: %s}, {victim_age: %s, not: {priors: %s}}, {victim_age: %s, priors: %s, not: {defendant_age: %s}}]\n", r, r, r, r, r, r, r, r)
	}
	hard.WriteString("            - {victim_age: {from: 149}}\n")
	soon("a hard condition", hard.String())

	// A search whose steps run out has shown nothing.
	all := condition(t, "{any: [{victim_age: {under: 18}}, {victim_age: {from: 18}}]}")
	none, fr := &Condition{Not: all}, threeFrame(all)
	for steps, want := range map[int]bool{6: false, searchSteps: true} {
		s := &search{steps}
		if met, ended := s.anyEra(fr, none); met || ended != want {
			t.Errorf("with %d steps: met %v, ended %v", steps, met, ended)
		}
	}
}

// Of provisions that all reach the same some are told, and of more than any act has none
// are held against each other; a condition in a condition in a condition has an end.
func TestLoadCapped(t *testing.T) {
	c := smallCode(t)
	lines := func(text string) []string {
		t.Helper()
		_, err := LoadScenario(c, "x.yaml", []byte(scenarioHead+text))
		if err == nil {
			t.Fatal("it is read")
		}
		return strings.Split(err.Error(), "\n")
	}
	// alike are provisions that move the same charges, each by some moves.
	alike := func(provisions, moves int) string {
		one := strings.Repeat(`{from: "1a-88", to: none}, `, moves)
		var b strings.Builder
		b.WriteString("provisions:\n")
		for i := range provisions {
			fmt.Fprintf(&b, "  - {id: p%d, says: s, cite: c, moves: [%s]}\n", i, one)
		}
		return b.String()
	}
	head := strings.Count(scenarioHead, "\n") + 1
	got := lines(alike(maxProvisions, 1))
	if want := fmt.Sprintf("x.yaml:%d:10: more provisions reach the same; they are sought when the %d pairs told have an order", head+maxOverlaps+2, maxOverlaps); len(got) != maxOverlaps+1 || got[maxOverlaps] != want {
		t.Errorf("%d overlaps are told, the last %s\nwant %s", len(got), got[len(got)-1], want)
	}
	got = lines(alike(maxProvisions+1, 1))
	if want := fmt.Sprintf("x.yaml:%d:10: 1001 provisions stand here; 1000 at most would be right", head+maxProvisions+1); len(got) != 1 || got[0] != want {
		t.Errorf("got %q, want %s", got, want)
	}
	got = lines(alike(3, 400))
	if want := fmt.Sprintf("x.yaml:%d:10: the provisions up to this have 1200 moves; 1000 at most would be right", head+3); len(got) != 1 || got[0] != want {
		t.Errorf("got %q, want %s", got, want)
	}

	nested := func(deep int) string {
		return "provisions:\n  - {id: a, says: s, cite: c, moves: [{from: \"1a-88\", to: none, when: " +
			strings.Repeat("{not: ", deep) + "{victim_age: {under: 18}}" + strings.Repeat("}", deep) + "}]}\n"
	}
	if _, err := LoadScenario(c, "x.yaml", []byte(scenarioHead+nested(80))); err != nil {
		t.Errorf("80 conditions in each other: %v", err)
	}
	if got := lines(nested(100)); len(got) != 1 || !strings.Contains(got[0], "more than 100 lists and mappings stand in each other here") {
		t.Errorf("100 conditions in each other: %q", got)
	}

	var act strings.Builder
	for i := range maxProvisions - 1 {
		fmt.Fprintf(&act, "  - {id: p%d, says: s, from: \"1a-88\", to: none, source: s, confidence: S}\n", i)
	}
	_, err := LoadCode(pack(t, "acts/pa-17-1.yaml", "order: [", act.String()+"order: ["), "p")
	if want := "p/acts/pa-17-1.yaml:1008:10: 1001 provisions stand here; 1000 at most would be right"; err == nil || err.Error() != want {
		t.Errorf("an act: %.200v\nwant %s", err, want)
	}
}
