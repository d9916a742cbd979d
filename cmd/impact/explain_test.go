package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A charge whose victim's age decides, as text and as Markdown.
func TestExplainTells(t *testing.T) {
	args := []string{"explain", "--statute", "53a-83(c)", "--offense-date", "2015-03-01", "--reading", "minors-only"}
	text := done(t, args...)
	golden(t, "testdata/explain.want.txt", text)
	golden(t, "testdata/explain.want.md", done(t, append(args, "--format", "markdown")...))
	known := done(t, append(args, "--victim-age", "16")...)
	if want := "It changes from 53a-83(c), felony C, registry: none to 53a-192a, felony B,"; !strings.Contains(known, want) || strings.Contains(known, "It can end in") {
		t.Errorf("with the age known:\n%s", known)
	}
}

// A finding that the law asks nowhere is refused, and a day before all known law is noted.
func TestExplainOdd(t *testing.T) {
	_, errs, code := command("explain", "--statute", "53a-83", "--findings", "sexual-purpose;gang")
	if code != exitWrong || !strings.Contains(errs, `"gang"`) || !strings.Contains(errs, "sexual-purpose") {
		t.Errorf("%d %s", code, errs)
	}
	for day, noted := range map[string]bool{"1800-01-01": true, "1993-09-30": true, "1993-10-01": false} {
		if out := done(t, "explain", "--statute", "53a-83", "--offense-date", day); strings.Contains(strings.Join(strings.Fields(out), " "), "no change of the law before 1993-10-01 is known here") != noted {
			t.Errorf("%s:\n%s", day, out)
		}
	}
}

// Of a defendant under 18 it is said what the law of the section says of such a person.
func TestExplainTheYoung(t *testing.T) {
	args := []string{"explain", "--statute", "53a-82", "--offense-date", "2016-12-31", "--defendant-age"}
	young, grown := done(t, append(args, "15")...), done(t, append(args, "18")...)
	for _, s := range []string{"53a-82, by the version that began 2016-10-01, says: “A person of 18 or over", "! the defendant is under 18"} {
		if !strings.Contains(young, s) || strings.Contains(grown, s) {
			t.Errorf("%q is not said of a person of 15 alone:\n%s", s, young)
		}
	}
}

// A case: every charge, and its page holds what the text holds.
func TestExplainCase(t *testing.T) {
	data := filepath.Join(t.TempDir(), "charges.csv")
	rows := "charge_id,case_id,statute,offense_date,disposition,victim_age\n1,k1,53a-83(c),2015-03-01,convicted,16\n2,k1,53a-9999,2015-03-01,nolle,\n3,k2,53a-82,2015-03-01,nolle,\n"
	if err := os.WriteFile(data, []byte(rows), 0o666); err != nil {
		t.Fatal(err)
	}
	text := done(t, "explain", "--case", "k1", data)
	for _, s := range []string{
		"One case, charge by charge", "! One case of the record: for use inside the agency, not for publication.",
		"53a-83(c), as charged", "a citation that is not in the code, as charged",
		"is there one entry that the citation names? → no:",
		"convictions that change",
	} {
		if !strings.Contains(text, s) {
			t.Errorf("%q is not said in:\n%s", s, text)
		}
	}
	if strings.Contains(text, "53a-82") && strings.Contains(text, "charge 3") {
		t.Error("another case is told of")
	}
	page := filepath.Join(t.TempDir(), "case.html")
	if out := done(t, "explain", "--case", "k1", "--out", page, data); out != "" {
		t.Errorf("--out prints %q", out)
	}
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"<title>One case, charge by charge</title>", "default-src &#39;none&#39;", "53a-83(c), as charged", "<ol>"} {
		if !strings.Contains(string(b), s) {
			t.Errorf("the page lacks %q", s)
		}
	}
	if _, talk, code := command("explain", "--case", "k1", "--format", "csv", data); code != exitWrong || !strings.Contains(talk, "text or markdown would be right") {
		t.Errorf("--format csv: exit %d, %s", code, talk)
	}
}
