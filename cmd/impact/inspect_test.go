package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A charge file as a clerk may send it, with what inspect must see in it.
const clerk = `Docket No;Original Statute;Arrest Date;Finding;Disp Date;Deft Name;DOB;Sentence Number;Sentence Extra;Gender
1;53a-82;03/04/2012;Guilty;25-Dec-12;"Doe, Jane";1-Nov-88;2;Y;Female
1;53A83A;03/05/2012;Guilty;26-Dec-12;"Doe, Jane";1-Nov-88;6;M;Female
2;53a-9999;04/05/2012;Guilty;26-Dec-12;"Roe, Rick";2-Nov-88;0;;Male
2;53a-82;04/05/2012;Rearrest;26-Dec-12;"Roe, Rick";2-Nov-88;0;;Male
3;53a-82;04/05/2012
3;53a-82;04/05/2012;Guilty;26-Dec-12;"Poe, Ann";2-Nov-88;0;;Male
`

// inFolder writes files into a folder of their own and goes there.
func inFolder(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// has checks that a text holds parts, blanks between words aside.
func has(t *testing.T, text string, parts ...string) {
	t.Helper()
	flat := strings.Join(strings.Fields(text), " ")
	for _, p := range parts {
		if !strings.Contains(flat, p) {
			t.Errorf("lacks %q:\n%s", p, text)
		}
	}
}

func TestInspect(t *testing.T) {
	inFolder(t, map[string]string{"clerk.csv": clerk})
	out := done(t, "inspect", "clerk.csv")
	has(t, out,
		`clerk.csv: CSV, UTF-8, fields parted by ';'`, "5 rows, 10 columns", "not well formed: 1 row: too few fields (first clerk.csv:6)",
		"Docket No case_id likely", "Original Statute statute sure", "Arrest Date offense_date open its days may be MM/DD/YYYY or DD/MM/YYYY, and no value proves which",
		"Disp Date disposition_date sure", "Deft Name - drop it looks like a name", "DOB - drop", `Sentence Number jail_days sure a number, with its unit in "Sentence Extra"`,
		"By the proposed map a run keeps 5 of 6 rows", "refused: 1 row: too few fields (first clerk.csv:6)",
		"statute: 3 rows resolved, 1 form", `ambiguous: 1 row, 1 form "53A83A" ×1; it may mean 53a-83(a) or 53a-83a`, `not in the code: 1 row, 1 form "53a-9999" ×1`,
		`Codes that no rule knows (kept): disposition "Rearrest" ×1`, "Not in the file: charge_id,", "Proposed map", "drop: - Deft Name", "pivot: 2012",
	)
	for _, secret := range []string{"Doe", "Jane", "Rick", "1-Nov-88", "Poe"} {
		if strings.Contains(out, secret) {
			t.Errorf("%s is told:\n%s", secret, out)
		}
	}
}

// The map that inspect writes is one that run takes.
func TestInspectThenRun(t *testing.T) {
	inFolder(t, map[string]string{"clerk.csv": clerk})
	has(t, done(t, "inspect", "clerk.csv", "--map-out", "map.yaml"), "The proposed map is in map.yaml")
	done(t, "check", "map.yaml")
	done(t, "run", "--map", "map.yaml", "clerk.csv")
	has(t, done(t, "inspect", "--map", "map.yaml", "clerk.csv"), "Original Statute statute certain by the map", "By this map a run keeps 5 of 6 rows")
	printed := done(t, "inspect", "clerk.csv", "--map-out", "-")
	written, err := os.ReadFile("map.yaml")
	if err != nil || printed != string(written) {
		t.Errorf("%v; the printed map is not the written one:\n%s", err, printed)
	}
	if _, talk, code := command("inspect", "clerk.csv", "--map-out", "map.yaml"); code != exitWrong || !strings.Contains(talk, "map.yaml: exists") {
		t.Errorf("exit %d: %s", code, talk)
	}
}

// The real file needs no map by hand.
func TestInspectReal(t *testing.T) {
	file, err := filepath.Abs("../../../shared/data/ct-drug-charges-2008-2009/charges-repaired.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); err != nil {
		t.Skipf("the real data are not here: %v", err)
	}
	t.Chdir(t.TempDir())
	out := done(t, "inspect", file, "--map-out", "map.yaml")
	has(t, out, "19,476 rows, 17 columns", "D.O.B. - drop", "By the proposed map a run keeps 19,476 of 19,476 rows", "statute: 19,476 rows resolved, 24 forms")
	done(t, "run", "--map", "map.yaml", file)
}

// inspect looks at files that a run refuses, and says what a run would say.
func TestInspectExplains(t *testing.T) {
	inFolder(t, map[string]string{
		"none.csv": "a,b\n1,2\n", "header.csv": "statute,court\n", "dob.csv": "statute,SSN\n53a-82,078-05-1120\n", "empty.csv": "",
		"twice.csv": "statute,SSN,SSN\n53a-82,1,2\n", "bad.yaml": "map: x\n", "misfit.yaml": "map: x\ntitle: t\nsource: s\ncolumns: {statute: {column: Charge}}\n",
	})
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"none.csv"}, exitDone, "By the proposed map a run would stop: none.csv:1: no column is named statute"},
		{[]string{"header.csv"}, exitDone, "0 rows, 2 columns"},
		{[]string{"dob.csv"}, exitDone, "drop: - SSN # it looks like a social security number"},
		{[]string{"dob.csv", "--allow-column", "SSN"}, exitDone, "SSN - unused"},
		{[]string{"twice.csv"}, exitDone, "stands there twice and can only be removed in the file"},
		{[]string{"none.csv", "--map", "misfit.yaml"}, exitDone, "By this map a run would stop: misfit.yaml:4:29: none.csv: there is no column \"Charge\""},
		{[]string{"none.csv", "header.csv"}, exitDone, "header.csv: CSV"},
		{[]string{"none.csv", "header.csv", "--map-out", "m.yaml"}, exitWrong, "one at a time"},
		{[]string{"none.csv", "--map", "misfit.yaml", "--map-out", "m.yaml"}, exitWrong, "one of the two"},
		{[]string{"none.csv", "--map", "bad.yaml"}, exitWrong, "bad.yaml:1:1"},
		{[]string{"none.csv", "--pack", "xx"}, exitWrong, `no law pack "xx"`},
		{[]string{"none.csv", "--map-out", "no/such/folder.yaml"}, exitFailed, "no/such/folder.yaml"},
		{[]string{"empty.csv"}, exitWrong, "empty.csv: the file is empty"},
		{[]string{"missing.csv"}, exitWrong, "missing.csv: no such file"},
		{nil, exitWrong, "requires at least 1 arg"},
	} {
		out, talk, code := command(append([]string{"inspect"}, c.args...)...)
		if code != c.code {
			t.Errorf("inspect %v: exit %d, want %d: %s", c.args, code, c.code, talk)
		}
		has(t, out+talk, c.says)
		if strings.Contains(out+talk, "078-05") {
			t.Errorf("inspect %v tells a number:\n%s", c.args, out)
		}
	}
}

// The values of the built-in sample are told, its ids are not.
func TestInspectValues(t *testing.T) {
	file, err := filepath.Abs("../../data/sample/charges.csv")
	if err != nil {
		t.Fatal(err)
	}
	out := done(t, "inspect", file)
	has(t, out, "declared synthetic", "person_id certain", "(not shown: ids)", "disposition 13,007 0 7 nolle ×", "# Read by their own names: charge_id,")
}
