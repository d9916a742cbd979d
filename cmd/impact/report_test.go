package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// pageTitle is the title of the small page that is printed.
const pageTitle = "A bill & its effects"

// withPage is a small result folder with a page of two sheets of paper.
func withPage(t *testing.T) string {
	t.Helper()
	dir := pen(t, "run", map[string]any{"readings": []string{"wide"}, "seed": 1, "draws": 0, "provisions": []string{"1"}},
		map[string]string{"totals": "scenario,reading,metric,unit,low,central,high\n"})
	page := "<!DOCTYPE html><html lang=en><title>A bill &amp; its effects</title><h1>A bill &amp; its effects</h1>" + strings.Repeat("<p>It says a lot.</p>", 60)
	if err := os.WriteFile(filepath.Join(dir, "report.html"), []byte(page), 0o666); err != nil {
		t.Fatal(err)
	}
	manifest := filepath.Join(dir, manifestName)
	b, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	b = []byte(strings.Replace(string(b), `"files":{`, `"files":{"report.html":"`+hashOf([]byte(page))+`",`, 1))
	if err := os.WriteFile(manifest, b, 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestReportTells(t *testing.T) {
	dir := withPage(t)
	for _, s := range []string{"a run of bill (version 1.0)", "report.html      the page", "tables/          every figure", "Every file is as the manifest says."} {
		if out := done(t, "report", dir); !strings.Contains(out, s) {
			t.Errorf("%q is not said in:\n%s", s, out)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "report.html"), []byte("mine"), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, _, code := command("report", dir); code != exitDiffers || !strings.Contains(out, "NOT AS THE RUN LEFT IT: report.html has been changed since the run.") || strings.Contains(out, "Every file") {
		t.Errorf("a changed page, exit %d:\n%s", code, out)
	}
}

// What is missing is said exactly, and what to do.
func TestReportFaults(t *testing.T) {
	dir := withPage(t)
	bare, _ := twoRuns(t)
	old := filepath.Join(t.TempDir(), "old.pdf")
	if err := os.WriteFile(old, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	silent := filepath.Join(t.TempDir(), "silent")
	if err := os.WriteFile(silent, []byte("#!/bin/sh\necho no display >&2\nexit 3\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	pdf := filepath.Join(t.TempDir(), "x.pdf")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{bare, "--pdf", pdf}, exitWrong, "no report.html"},
		{[]string{dir, "--pdf", old}, exitWrong, "old.pdf: exists; another name or --force would be right"},
		{[]string{dir, pdf}, exitWrong, "one folder would be right; a second name is the file of --pdf"},
		{[]string{dir, "--pdf", pdf, "--browser", "no-such-browser"}, exitWrong, "--browser no-such-browser: no program that can be started"},
		{[]string{dir, "--pdf", pdf, "--browser", silent}, exitFailed, "printed no PDF"},
	} {
		if _, talk, code := command(append([]string{"report"}, c.args...)...); code != c.code || !strings.Contains(talk, c.says) {
			t.Errorf("report %q: exit %d, said %q; want exit %d and a part %q", c.args, code, talk, c.code, c.says)
		}
	}
	if _, err := os.Stat(pdf); err == nil {
		t.Error("a PDF stands where none was printed")
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(pdf), "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left over: %q, %v", left, err)
	}
}

// Where browsers stand that are not on the PATH.
func TestUsualPlaces(t *testing.T) {
	env := func(name string) string {
		return map[string]string{"HOME": "/home/x", "ProgramFiles": "/pf", "LocalAppData": ""}[name]
	}
	for system, want := range map[string]string{
		"darwin":  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
		"windows": "/pf/Microsoft/Edge/Application/msedge.exe",
		"linux":   "/snap/bin/chromium",
	} {
		places := strings.Join(usualPlaces(system, env), "\n")
		if !strings.Contains(filepath.ToSlash(places), want) {
			t.Errorf("%s: no %s in\n%s", system, want, places)
		}
	}
	if places := usualPlaces("windows", env); len(places) != 3 {
		t.Errorf("places below a folder that is not set: %q", places)
	}
}

// A browser prints the page: tagged, on Letter paper, with its title, and without the
// path of its file.
func TestReportPDF(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has nothing for it to see; go test without -short runs it")
	}
	if _, err := findBrowser(""); err != nil {
		t.Skip("no Chromium, Chrome or Edge is installed")
	}
	dir := withPage(t)
	pdf := filepath.Join(t.TempDir(), "my page.pdf")
	if out := done(t, "report", dir, "--pdf", pdf); out != pdf+"\n" {
		t.Errorf("printed %q", out)
	}
	b, err := os.ReadFile(pdf)
	if err != nil || !strings.HasPrefix(string(b), "%PDF-") {
		t.Fatalf("no PDF: %v", err)
	}
	done(t, "report", dir, "--pdf")
	if _, err := os.Stat(dir + ".pdf"); err != nil {
		t.Errorf("--pdf without a name: %v", err)
	}
	if out := done(t, "report", dir); !strings.Contains(out, "Every file is as the manifest says.") {
		t.Errorf("printing changed the folder:\n%s", out)
	}
	t.Run("pdfinfo", func(t *testing.T) {
		text := outside(t, "pdfinfo", pdf)
		for _, re := range []string{`Title:\s+A bill & its effects`, `Tagged:\s+yes`, `Page size:\s+612 x 792 pts`} {
			if !regexp.MustCompile(re).MatchString(text) {
				t.Errorf("no %s in\n%s", re, text)
			}
		}
		if m := regexp.MustCompile(`Pages:\s+(\d+)`).FindStringSubmatch(text); m == nil {
			t.Error("no number of pages")
		} else if n, _ := strconv.Atoi(m[1]); n < 2 {
			t.Errorf("%d pages of a page that fills two", n)
		}
	})
	t.Run("pdftotext", func(t *testing.T) {
		text := outside(t, "pdftotext", pdf, "-")
		if !strings.Contains(text, pageTitle) || strings.Contains(text, "file:") || strings.Contains(text, "report.html") {
			t.Errorf("the text: %.300s", text)
		}
	})
}

// outside runs a program that reads a PDF, or skips.
func outside(t *testing.T, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed", name)
	}
	b, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, b)
	}
	return string(b)
}
