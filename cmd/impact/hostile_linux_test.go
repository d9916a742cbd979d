package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"impact/internal/spoil"

	"github.com/klauspost/compress/zstd"
)

// packed is a text and so many zeros behind it, packed.
func packed(t *testing.T, how string, n int64, head string) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&b)
	if how == "zstd" {
		var err error
		if w, err = zstd.NewWriter(&b, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := io.WriteString(w, head); err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 1<<20)
	for ; n > 0; n -= int64(len(block)) {
		if _, err := w.Write(block[:min(n, int64(len(block)))]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bombs are files that ask for more than they are.
func bombs(t *testing.T) map[string][]byte {
	page := packed(t, "zstd", 64<<20, "")
	texts := func(n int) (columns []spoil.Column) {
		for i := range n {
			c := spoil.Column{Name: fmt.Sprint("c", i), Type: 6, Codec: 6, Pages: []spoil.Page{{Values: 16 << 20, Unpacked: 64 << 20, Body: page}}}
			if i == 0 {
				c.Name = "statute"
			}
			columns = append(columns, c)
		}
		for i, name := range []string{"court", "class", "defendant_race", "defendant_sex", "disposition", "final_statute", "fine", "jail_days", "victim_age", "counts", "means", "offense_date", "filed_date"} {
			if i+1 < n {
				columns[i+1].Name = name
			}
		}
		return columns
	}
	small := func(n int) string {
		return strings.Repeat("x,", n-1) + "statute\n" + strings.Repeat("1,", n-1) + "53a-82\n"
	}
	wide := strings.Repeat(",", 1_000_000) + "statute"
	some := 1_000_000 // rows
	if raced {
		some = 100_000
	}
	return map[string][]byte{
		"rows-of-a-kind.csv": append([]byte("statute\n"), bytes.Repeat([]byte("53a-82\n"), 3_000_000)...),
		"one-case.csv":       append([]byte("case_id,statute\n"), bytes.Repeat([]byte("k1,53a-82\n"), 3_000_000)...),
		"persons.csv":        ids("person_id", 6*some, 6*some),
		"linked.csv":         ids("victim_id", 2*some, some),
		"unlike.csv":         manyKinds(some),
		"pages.parquet":      (&spoil.Sheet{Rows: 16 << 20, Columns: texts(14)}).Bytes(),
		"zeros.csv.gz":       packed(t, "gzip", 600<<20, "statute,court\n53a-82,x"),
		"zeros.csv.zst":      packed(t, "zstd", 1<<29, "statute,court\n53a-82,x"),
		"commas.csv":         []byte(wide + "\n" + wide + "\n"),
		"columns.csv":        []byte(small(2001)),
		"columns-most.csv":   []byte(small(2000)),
		"long-header.csv":    bytes.Repeat([]byte("a,"), 4<<20),
		"quotes.csv":         append([]byte("statute,court\n"), bytes.Repeat([]byte("53a-82,\"\n"), 1<<18)...),
		"open-quote.csv":     append([]byte("statute,court\n53a-82,\""), bytes.Repeat([]byte("x\n"), 1<<19)...),
		"one-long-field.csv": append([]byte("statute,court\n53a-82,"), bytes.Repeat([]byte("x"), 1<<26)...),
	}
}

// ids is rows of which each has one of so many ids.
func ids(column string, rows, different int) []byte {
	b := []byte(column + ",statute\n")
	for i := range rows {
		b = append(strconv.AppendInt(b, int64(1e9+i%different), 10), ",53a-82\n"...)
	}
	return b
}

// manyKinds is rows of persons who are hardly ever charged with the same.
func manyKinds(rows int) []byte {
	rng := rand.New(rand.NewPCG(1, 2))
	b := []byte("person_id,statute,victim_age,offense_date\n")
	for range rows {
		b = fmt.Appendf(b, "p%d,53a-%d,%d,%d-01-01\n", rng.IntN(rows/4), 70+rng.IntN(4), rng.IntN(30), 2000+rng.IntN(20))
	}
	return b
}

// peak is the most memory that the program had, in MiB, as it has noted it.
func peak(t *testing.T, note string) (mib int) {
	t.Helper()
	b, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if text, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			if _, err := fmt.Sscan(text, &mib); err != nil {
				t.Fatal(err)
			}
		}
	}
	return mib >> 10
}

// A file of charges that asks for more than it is costs little memory and time, and ends
// in rows that are counted or in an error that names it.
func TestBombs(t *testing.T) {
	dir := t.TempDir()
	for name, data := range bombs(t) {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		reduce := []string{"reduce", "--memory", "256MB", "--no-progress", file}
		for how, args := range map[string][]string{
			"count":   append(reduce, "--count"),
			"reduce":  append(reduce, "--out", filepath.Join(dir, "charges.reduced")),
			"inspect": {"inspect", file},
		} {
			t.Run(name+" "+how, func(t *testing.T) {
				begun := time.Now()
				c := program(2, args...)
				note := filepath.Join(dir, "peak")
				c.Env = append(c.Env, peakNote+"="+note)
				out, err := c.CombinedOutput()
				used := peak(t, note)
				t.Logf("%d bytes: exit %d, %v, %d MiB, %.400s", len(data), c.ProcessState.ExitCode(), time.Since(begun).Round(time.Millisecond), used, out)
				if code := c.ProcessState.ExitCode(); err != nil && code != exitWrong && code != exitRefused {
					t.Errorf("exit %d", code)
				}
				if err != nil && !strings.Contains(string(out), name) {
					t.Errorf("the error does not name the file: %.400s", out)
				}
				if most := 400; used > most && !raced {
					t.Errorf("%d MiB of memory were used; %d at most would be right", used, most)
				}
			})
		}
	}
}

// Charges of which the kinds alone take more than --memory are refused, with what would do.
func TestTooManyKinds(t *testing.T) {
	dir := t.TempDir()
	file, out := filepath.Join(dir, "charges.csv"), filepath.Join(dir, "charges.reduced")
	if err := os.WriteFile(file, manyKinds(1_000_000), 0o600); err != nil {
		t.Fatal(err)
	}
	reduce := func(memory string) (string, int) {
		c := program(2, "reduce", "--no-progress", "--memory", memory, "--out", out, file)
		said, _ := c.CombinedOutput()
		return string(said), c.ProcessState.ExitCode()
	}
	said, code := reduce("32MB")
	at := regexp.MustCompile(`charges\.csv: its charges, cases and persons are of so many kinds that these take \d+ MB, more than --memory allows; --memory (\d+MB) would be right`).FindStringSubmatch(said)
	if code != exitWrong || at == nil {
		t.Fatalf("%d %s", code, said)
	}
	if said, code := reduce(at[1]); code != 0 {
		t.Errorf("with --memory %s, which would be right: %s", at[1], said)
	}
}

// What is no file is refused, and never waited for: pipes, devices, folders, links to them,
// and files outside a folder that others made.
func TestPathTricks(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	put := func(name, text string) string {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(at(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return at(name)
	}
	link := func(to, name string) string {
		t.Helper()
		if err := os.Symlink(to, at(name)); err != nil {
			t.Fatal(err)
		}
		return at(name)
	}
	if err := syscall.Mkfifo(at("pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	pipe, zero := at("pipe"), link("/dev/zero", "zero")
	charges := put("charges.csv", "statute,offense_date\n53a-82,2012-03-04\n")
	secret := put("secret.txt", "the secret: 1\n")
	run := put("run/manifest.json", `{"program":"impact","version":"1","settings":{},"files":{"../secret.txt":"x","/etc/passwd":"x","tables/a.csv":"x","tables/up.csv":"x"}}`)
	run = filepath.Dir(run)
	put("run/tables/a.csv", "a,b\n1,2\n")
	link("../../secret.txt", "run/tables/up.csv")
	piped := filepath.Dir(put("piped/manifest.json", `{"program":"impact","settings":{},"files":{}}`))
	put("piped/tables/a.csv", "a,b\n1,2\n")
	if err := syscall.Mkfifo(at("piped/tables/pipe.csv"), 0o600); err != nil {
		t.Fatal(err)
	}
	endless := filepath.Dir(put("endless/tables/a.csv", "a,b\n1,2\n"))
	endless = filepath.Dir(endless)
	link("/dev/zero", "endless/manifest.json")
	law := filepath.Dir(put("law/code.yaml", "pack: ct\n"))
	link("/dev/zero", "law/registry.yaml")
	work := filepath.Dir(put("work/other", "x"))
	victim := put("victim", "what must stay\n")
	link("../victim", "work/journal")
	plan := func(name, body string) string { return put(name, "plan: p\nscenarios: [ct-tip-council]\n"+body) }
	out := at("out")
	for _, args := range [][]string{
		{"run", pipe}, {"run", zero}, {"run", "/dev/stdin"}, {"run", dir}, {"inspect", pipe}, {"reduce", zero, "--out", at("r")},
		{"run", charges, "--scenario", pipe}, {"run", charges, "--scenario", zero}, {"run", charges, "--map", pipe}, {"run", charges, "--map", zero},
		{"run", charges, "--costs", zero}, {"run", charges, "--assumptions", pipe}, {"run", "--reduced", pipe}, {"run", "--reduced", zero},
		{"run", charges, "--law", law}, {"check", pipe}, {"check", zero}, {"check", law},
		{"compare", run, run}, {"compare", piped, piped}, {"compare", endless, endless}, {"report", run}, {"report", piped},
		{"run", charges, "--out", endless}, {"run", charges, "--out", piped}, {"run", charges, "--out", zero}, {"run", charges, "--out", pipe},
		{"batch", pipe}, {"batch", zero}, {"batch", plan("a.yaml", "data: [pipe]\n"), "--out", out}, {"batch", plan("b.yaml", "data: [/dev/zero]\n"), "--out", out},
		{"batch", plan("c.yaml", "map: pipe.yaml\ndata: [charges.csv]\n"), "--out", out}, {"batch", plan("d.yaml", "costs: [./zero]\n"), "--out", out},
		{"batch", plan("e.yaml", "assumption_file: ./pipe\n"), "--out", out}, {"batch", plan("f.yaml", "law: ./law\n"), "--out", out},
		{"batch", put("g.yaml", "plan: ../../p\nscenarios: [ct-tip-council]\n"), "--out", out},
		{"batch", put("h.yaml", "plan: p\nscenarios: [./pipe]\n"), "--out", out},
		{"batch", plan("i.yaml", "data: [charges.csv]\n"), "--out", work, "--threshold", "0"},
	} {
		t.Run(strings.ReplaceAll(strings.Join(args, " "), dir, ""), func(t *testing.T) {
			if args[0] == "run" && !slices.Contains(args, "--out") {
				args = append(args, "--out", out)
			}
			ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
			defer stop()
			c := exec.CommandContext(ctx, os.Args[0], args...)
			c.Env = append(os.Environ(), asProgram+"=1")
			said, err := c.CombinedOutput()
			t.Logf("%d %s", c.ProcessState.ExitCode(), said)
			if code := c.ProcessState.ExitCode(); code != exitWrong {
				t.Errorf("exit %d (%v), want %d: %s", code, err, exitWrong, said)
			}
			if bytes.Contains(said, []byte("escapes from parent")) {
				t.Errorf("it speaks the system's language: %s", said)
			}
			if bytes.Contains(said, []byte("the secret")) {
				t.Errorf("it tells what stands in a file outside: %s", said)
			}
		})
	}
	for name, want := range map[string]string{victim: "what must stay\n", secret: "the secret: 1\n", charges: "statute,offense_date\n53a-82,2012-03-04\n"} {
		if b, err := os.ReadFile(name); err != nil || string(b) != want {
			t.Errorf("%s holds %q (%v), want %q", name, b, err, want)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a refused run left a result")
	}
}
