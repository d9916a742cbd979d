package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"impact/internal/report"
	"impact/internal/withhold"
)

// The hashes that the program is released with are those of the tables that it makes.
// make digests writes them; those of other processors stay.
func TestDigests(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long under the race detector; go test without -short runs it")
	}
	var known map[string]map[string]string
	if err := json.Unmarshal(digestsJSON, &known); err != nil {
		t.Fatal(err)
	}
	tables, err := sampleTables()
	if err != nil {
		t.Fatal(err)
	}
	exact, rounded, err := tables.hashes()
	if err != nil {
		t.Fatal(err)
	}
	now := map[string]map[string]string{"any": rounded, arch(): exact}
	for other, hashes := range known {
		if now[other] == nil && sameNames(hashes, exact) && sameHashes(known["any"], rounded) {
			now[other] = hashes
		}
	}
	text, err := json.MarshalIndent(now, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "digests.json", string(text)+"\n")
}

func sameNames(a, b map[string]string) bool {
	for name := range a {
		if _, ok := b[name]; !ok {
			return false
		}
	}
	return len(a) == len(b)
}

func sameHashes(a, b map[string]string) bool {
	for name := range a {
		if a[name] != b[name] {
			return false
		}
	}
	return len(a) == len(b)
}

// The self-test holds here, and fails with exit code 4 where the hashes are others.
func TestSelftest(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long under the race detector; go test without -short runs it")
	}
	coarse(t)
	text, talk, code := command("selftest")
	if code != exitDone || strings.Count(text, "holds: ") != len(selfChecks) {
		t.Errorf("exit %d\n%s%s", code, text, talk)
	}
	b := &selfBench{known: map[string]map[string]string{"any": {"ledger": "0"}}}
	if _, err := digestsHold(b); !errors.As(err, new(differs)) {
		t.Errorf("other hashes: %v", err)
	}
}

// Each check of the self-test finds what it looks for.
func TestSelfChecksFail(t *testing.T) {
	set := func(name, text string) tableSet {
		out := tableSet{}
		for _, n := range []string{"class_shift", "section_shift", "registry", "minor_victims", "coverage"} {
			out[n] = []byte("from_class,to_class,from_section,to_section,event,low,high\n")
		}
		out["projection"] = []byte("law,mean,lo95,hi95\n")
		out[name] = []byte(text)
		return out
	}
	ledger := "reading,kind,charges,counts\na,read,3,3\na,kept,2,2\na,refused,1,1\na,unchanged,2,2\n"
	for _, c := range []struct {
		name string
		err  func() (string, error)
		good bool
	}{
		{"ledger", func() (string, error) { return ledgerHolds(set("ledger", ledger)) }, true},
		{"ledger, a row lost", func() (string, error) {
			return ledgerHolds(set("ledger", strings.Replace(ledger, "read,3", "read,4", 1)))
		}, false},
		{"ledger, empty", func() (string, error) { return ledgerHolds(set("ledger", "reading,kind,charges,counts\n")) }, false},
		{"null", func() (string, error) { return changesNothing(set("class_shift", "from_class,to_class\na,a\n")) }, true},
		{"null, a class", func() (string, error) { return changesNothing(set("class_shift", "from_class,to_class\na,b\n")) }, false},
		{"null, the future", func() (string, error) {
			return changesNothing(set("projection", "law,mean,lo95,hi95\ndifference,0.1,0,0\n"))
		}, false},
		{"null, nothing", func() (string, error) { return changesNothing(set("registry", "event\n")) }, false},
		{"twice", func() (string, error) {
			return isTwice(set("coverage", "low,high\n1,2\n"), set("coverage", "low,high\n2,4\n"))
		}, true},
		{"not twice", func() (string, error) {
			return isTwice(set("coverage", "low,high\n1,2\n"), set("coverage", "low,high\n2,5\n"))
		}, false},
		{"a row more", func() (string, error) {
			return isTwice(set("coverage", "low,high\n1,2\n"), set("coverage", "low,high\n2,4\n1,1\n"))
		}, false},
		{"values", func() (string, error) { return holdValues([]knownValue{{"1", 1 + 1e-10, 1}}) }, true},
		{"another value", func() (string, error) { return holdValues([]knownValue{{"1", 1 + 1e-8, 1}}) }, false},
	} {
		if _, err := c.err(); (err == nil) != c.good || err != nil && !errors.As(err, new(differs)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if at := set("coverage", "low\n1\n").unlike(set("coverage", "low\n2\n"), "a", "b"); !strings.Contains(at, "coverage: row 1") {
		t.Error(at)
	}
}

// The attack of the self-test fails where a run tells what is withheld, where nothing is, and
// where it breaks nothing that it must.
func TestSelfAttackFails(t *testing.T) {
	dir := t.TempDir()
	b, err := os.ReadFile(someCharges(t, dir, "made.csv", 120))
	if err != nil {
		t.Fatal(err)
	}
	_, rows, _ := strings.Cut(string(b), "\n") // no longer synthetic
	quiet := &app{stdout: io.Discard, stderr: io.Discard, quiet: true, inner: true}
	c, err := quiet.count(ask("ct-tip-council", 0), []string{putText(t, filepath.Join(dir, "c.csv"), rows)})
	if err != nil {
		t.Fatal(err)
	}
	shown, bad, good := c.run, c.run, c.run
	withhold.OnlySmall(10, &bad)
	if err := withhold.Runs(10, &good); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		name      string
		good, bad *report.Run
		says      string
	}{
		{"as it should be", &good, &bad, ""},
		{"nothing withheld", &shown, &bad, "no count is withheld"},
		{"badly withheld", &bad, &bad, "can be told"},
		{"an attack that finds nothing", &good, &good, "finds nothing"},
	} {
		_, err := withstands(10, x.good, x.bad)
		if (err == nil) != (x.says == "") || err != nil && !(errors.As(err, new(differs)) && strings.Contains(err.Error(), x.says)) {
			t.Errorf("%s: %v", x.name, err)
		}
	}
}
