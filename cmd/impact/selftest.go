package main

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"impact/data"
	"impact/internal/compare"
	"impact/internal/paper"
	"impact/internal/report"
	"impact/internal/sample"
	"impact/internal/stats"
	"impact/internal/withhold"

	"github.com/spf13/cobra"
)

// digestsJSON holds the hashes of the tables that impact run --draws 100 makes of the
// built-in sample, by processor, and "any" those of their numbers to compare.Digits
// digits. make digests writes it.
//
//go:embed digests.json
var digestsJSON []byte

func (a *app) selftestCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "selftest",
		Short: "Checks this program on this machine, without a network or other files",
		Long: `Makes the tables of the built-in sample and holds their hashes against those that the
program was released with; holds results on small invented data to what must be true of
any; the distributions to values of R; and attacks what it withholds. Takes under half a minute. Exit code 4 where a
check fails.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.selftest() },
	}
}

// A selfCheck is one line of the self-test: what is checked, against what, and how.
type selfCheck struct {
	what, against string
	run           func(*selfBench) (detail string, err error)
}

// selfBench is what the checks share.
type selfBench struct {
	room     string
	small    []string // lines of a small CSV, its two heads first
	charges  string   // the file of them
	tables   tableSet // of the sample, on all cores
	smallRun tableSet // of the small charges, on many cores
	known    map[string]map[string]string
}

// tableSet is tables as CSV, by name.
type tableSet map[string][]byte

var selfChecks = []selfCheck{
	{"sample", "its generator", sampleAgain},
	{"tables of the sample", "the hashes of the release", digestsHold},
	{"ledger of the sample", "read = kept + refused = the sum of its kinds", func(b *selfBench) (string, error) { return ledgerHolds(b.tables) }},
	{"cores", "the same bytes on one and on many", coresAgree},
	{"scenario null", "changes nothing, now or later", nullChanges},
	{"shuffled rows", "the same bytes", shuffledSame},
	{"doubled rows", "twice the least and the most", doubledTwice},
	{"distributions", "values of R 4.2", knownValues},
	{"withheld counts", "a linear program that seeks them, and finds those of a run that is withheld badly", attackFails},
	{"a result folder with withheld counts", "its manifest, and verify", folderHolds},
}

func (a *app) selftest() error {
	room, leave, err := workroom("impact-selftest-")
	if err != nil {
		return err
	}
	defer leave()
	b := &selfBench{room: room}
	if err := b.ready(); err != nil {
		return err
	}
	t := paper.Table{Columns: []paper.Column{{Head: "checked"}, {Head: "against"}, {Head: "result"}}}
	failed := 0
	for _, c := range selfChecks {
		a.talk("checking: %s", c.what)
		detail, err := c.run(b)
		var d differs
		switch {
		case errors.As(err, &d):
			failed++
			detail = "FAILED: " + err.Error()
		case err != nil:
			return fmt.Errorf("%s: %w", c.what, err)
		default:
			detail = "holds: " + detail
		}
		t.Rows = append(t.Rows, paper.Row{Cells: [][]paper.Run{cellOf(c.what), cellOf(c.against), cellOf(detail)}})
	}
	p := printer{w: a.stdout}
	p.line("impact %s, %s/%s", version(), runtime.GOOS, arch())
	p.line("%s", strings.TrimRight(plainTable(t), "\n"))
	if p.err == nil && failed > 0 {
		return differs{fmt.Errorf("%d of %d checks failed: figures of this program on this machine are not to be trusted", failed, len(selfChecks))}
	}
	return p.err
}

func cellOf(text string) []paper.Run { return []paper.Run{{Text: text}} }

func differsf(format string, args ...any) error { return differs{fmt.Errorf(format, args...)} }

// ready makes the small charges.
func (b *selfBench) ready() error {
	if err := json.Unmarshal(digestsJSON, &b.known); err != nil {
		return err
	}
	text, err := sampleCSV(sample.Config{Rows: 600, Seed: 11})
	if err != nil {
		return err
	}
	b.small = strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	b.charges, err = b.put("small.csv", b.small)
	return err
}

func (b *selfBench) put(name string, lines []string) (string, error) {
	to := filepath.Join(b.room, name)
	return to, os.WriteFile(to, []byte(strings.Join(lines, "\n")+"\n"), 0o666)
}

// sampleCSV is a sample as CSV.
func sampleCSV(c sample.Config) ([]byte, error) {
	var b bytes.Buffer
	sink, err := newCSVSink(unclosed{&b}, sample.Columns)
	if err != nil {
		return nil, err
	}
	if err := sample.Generate(c, func(r *sample.Record) error { return sink.Row(r.Row) }); err != nil {
		return nil, err
	}
	err = sink.Close()
	return b.Bytes(), err
}

// ask is a run of the self-test.
func ask(scenario string, draws int) *runFlags {
	f := &runFlags{out: ".", format: string(report.PlainText), horizon: 3, draws: draws, seed: 1, threshold: 10}
	f.scenario, f.reading, f.noBar = scenario, "all", true
	return f
}

// tablesFor are the tables of a run on files.
func tablesFor(f *runFlags, files ...string) (tableSet, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	quiet := &app{stdout: io.Discard, stderr: io.Discard, quiet: true, inner: true}
	rep, err := quiet.reportOf(f, files)
	if err != nil {
		return nil, err
	}
	out := tableSet{}
	for i := range rep.Tables {
		var b bytes.Buffer
		if err := rep.Tables[i].WriteCSV(&b); err != nil {
			return nil, err
		}
		out[rep.Tables[i].Name] = b.Bytes()
	}
	return out, nil
}

// unlike says where two sets first differ; "" for nowhere.
func (t tableSet) unlike(other tableSet, was, now string) string {
	for _, name := range slices.Sorted(maps.Keys(t)) {
		if at := compare.Place(name+".csv", t[name], other[name], was, now); at != "" {
			return name + ": " + at
		}
	}
	if len(t) != len(other) {
		return fmt.Sprintf("%d tables in %s, %d in %s", len(t), was, len(other), now)
	}
	return ""
}

func sampleAgain(*selfBench) (string, error) {
	built, err := fs.ReadFile(data.FS, "sample/charges.csv")
	if err != nil {
		return "", err
	}
	made, err := sampleCSV(sample.Config{Seed: 1})
	if err != nil {
		return "", err
	}
	if at := compare.Place("charges.csv", built, made, "the sample", "what is generated"); at != "" {
		return "", differsf("%s", at)
	}
	return fmt.Sprintf("%s bytes", report.Figure(float64(len(built)))), nil
}

// sampleTables are the tables whose hashes are known.
func sampleTables() (tableSet, error) { return tablesFor(ask("ct-tip-council", 100)) }

// hashes are those of the tables, and those of their numbers rounded.
func (t tableSet) hashes() (exact, rounded map[string]string, err error) {
	exact, rounded = map[string]string{}, map[string]string{}
	for name, b := range t {
		exact[name] = sumOfText(b)
		all, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
		if err != nil {
			return nil, nil, err
		}
		h := sha256.New()
		for _, row := range all {
			for i, cell := range row {
				if v, err := strconv.ParseFloat(cell, 64); err == nil {
					row[i] = strconv.FormatFloat(v, 'g', compare.Digits, 64)
				}
			}
			fmt.Fprintf(h, "%q\n", row)
		}
		rounded[name] = hex.EncodeToString(h.Sum(nil))
	}
	return exact, rounded, nil
}

func sumOfText(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

func digestsHold(b *selfBench) (string, error) {
	var err error
	if b.tables, err = sampleTables(); err != nil {
		return "", err
	}
	have, rounded, err := b.tables.hashes()
	if err != nil {
		return "", err
	}
	want, how := b.known[arch()], "byte for byte"
	if want == nil {
		have, want, how = rounded, b.known["any"], fmt.Sprintf("to %d digits, since the release knows no bytes for %s", compare.Digits, arch())
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if have[name] != want[name] {
			return "", differsf("the table %s is another than that of the release", name)
		}
	}
	if len(have) != len(want) {
		return "", differsf("%d tables, and %d in the release", len(have), len(want))
	}
	return fmt.Sprintf("%d tables, %s", len(have), how), nil
}

func coresAgree(b *selfBench) (string, error) {
	many := max(4, runtime.NumCPU())
	old := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(old)
	one, err := tablesFor(ask("ct-tip-council", 40), b.charges)
	if err != nil {
		return "", err
	}
	runtime.GOMAXPROCS(many)
	if b.smallRun, err = tablesFor(ask("ct-tip-council", 40), b.charges); err != nil {
		return "", err
	}
	if at := one.unlike(b.smallRun, "one core", "many cores"); at != "" {
		return "", differsf("%s", at)
	}
	return fmt.Sprintf("1 and %d", many), nil
}

// tableRows are the rows of a table by the names of their columns.
func (t tableSet) rows(name string) ([]map[string]string, error) {
	all, err := csv.NewReader(bytes.NewReader(t[name])).ReadAll()
	if err != nil || len(all) == 0 {
		return nil, fmt.Errorf("%s: no table that can be read: %w", name, err)
	}
	var out []map[string]string
	for _, r := range all[1:] {
		row := map[string]string{}
		for i, head := range all[0] {
			row[head] = r[i]
		}
		out = append(out, row)
	}
	return out, nil
}

// ledgerHolds holds a ledger to its sums, in each scenario and reading.
func ledgerHolds(t tableSet) (string, error) {
	rows, err := t.rows("ledger")
	if err != nil {
		return "", err
	}
	sums := map[string]map[string]int64{}
	for _, r := range rows {
		for _, unit := range []string{"charges", "counts"} {
			n, err := strconv.ParseInt(r[unit], 10, 64)
			if err != nil {
				return "", differsf("ledger: %s is %q", unit, r[unit])
			}
			key := r["reading"] + ", " + unit
			if sums[key] == nil {
				sums[key] = map[string]int64{}
			}
			sums[key][r["kind"]] += n
		}
	}
	for _, key := range slices.Sorted(maps.Keys(sums)) {
		s := sums[key]
		if kinds := s["unchanged"] + s["moved"] + s["repealed"] + s["undetermined"] + s["out_of_catalogue"]; s["read"] != s["kept"]+s["refused"] || s["kept"] != kinds || kinds == 0 {
			return "", differsf("%s: read %d, kept %d, refused %d; its kinds come to %d", key, s["read"], s["kept"], s["refused"], kinds)
		}
	}
	if len(sums) == 0 {
		return "", differsf("an empty ledger")
	}
	return fmt.Sprintf("%d sums", len(sums)), nil
}

func nullChanges(b *selfBench) (string, error) {
	t, err := tablesFor(ask("null", 40), b.charges)
	if err != nil {
		return "", err
	}
	return changesNothing(t)
}

// changesNothing holds tables to a proposal that does nothing.
func changesNothing(t tableSet) (string, error) {
	n := 0
	for _, x := range []struct {
		table   string
		nothing func(r map[string]string) bool
	}{
		{"class_shift", func(r map[string]string) bool { return r["from_class"] == r["to_class"] }},
		{"section_shift", func(r map[string]string) bool {
			return r["from_section"] == r["to_section"] && r["from_class"] == r["to_class"]
		}},
		{"registry", func(r map[string]string) bool { return r["event"] == "kept" }},
		{"projection", func(r map[string]string) bool {
			return r["law"] != "difference" || r["mean"] == "0" && r["lo95"] == "0" && r["hi95"] == "0"
		}},
	} {
		rows, err := t.rows(x.table)
		if err != nil {
			return "", err
		}
		for _, r := range rows {
			if n++; !x.nothing(r) {
				return "", differsf("%s: %v", x.table, slices.Sorted(maps.Values(r)))
			}
		}
	}
	if n == 0 {
		return "", differsf("no rows")
	}
	return fmt.Sprintf("%s rows", report.Figure(float64(n))), nil
}

func shuffledSame(b *selfBench) (string, error) {
	lines := slices.Clone(b.small)
	rnd := rand.New(rand.NewPCG(3, 5))
	rows := lines[2:]
	rnd.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	name, err := b.put("shuffled.csv", lines)
	if err != nil {
		return "", err
	}
	t, err := tablesFor(ask("ct-tip-council", 40), name)
	if err != nil {
		return "", err
	}
	if at := b.smallRun.unlike(t, "the file", "the shuffled file"); at != "" {
		return "", differsf("%s", at)
	}
	return fmt.Sprintf("%d tables", len(t)), nil
}

func doubledTwice(b *selfBench) (string, error) {
	records, err := csv.NewReader(strings.NewReader(strings.Join(b.small[1:], "\n"))).ReadAll()
	if err != nil {
		return "", err
	}
	var twice bytes.Buffer
	w := csv.NewWriter(&twice)
	for copy, prefix := range []string{"", "again-"} {
		for i, rec := range records {
			if i == 0 && copy == 1 {
				continue
			}
			for c, head := range records[0] {
				if i > 0 && strings.HasSuffix(head, "_id") && rec[c] != "" {
					rec[c] = prefix + rec[c]
				}
			}
			if err := w.Write(rec); err != nil {
				return "", err
			}
		}
	}
	w.Flush()
	name, err := b.put("doubled.csv", []string{b.small[0], strings.TrimSuffix(twice.String(), "\n")})
	if err != nil {
		return "", err
	}
	t, err := tablesFor(ask("ct-tip-council", 0), name)
	if err != nil {
		return "", err
	}
	return isTwice(b.smallRun, t)
}

// isTwice holds the bounds of one set of tables to be twice those of another.
func isTwice(one, two tableSet) (string, error) {
	n := 0
	for _, name := range []string{"class_shift", "section_shift", "registry", "minor_victims", "coverage"} {
		x, err := one.rows(name)
		if err != nil {
			return "", err
		}
		y, err := two.rows(name)
		if err != nil {
			return "", err
		}
		if len(x) != len(y) {
			return "", differsf("%s: %d rows, and %d of the doubled charges", name, len(x), len(y))
		}
		for i := range x {
			for _, c := range []string{"low", "high"} {
				v, err1 := strconv.ParseFloat(x[i][c], 64)
				u, err2 := strconv.ParseFloat(y[i][c], 64)
				if n++; err1 != nil || err2 != nil || u != 2*v {
					return "", differsf("%s: row %d, %s: %s, and %s of the doubled charges", name, i+1, c, x[i][c], y[i][c])
				}
			}
		}
	}
	if n == 0 {
		return "", differsf("no rows")
	}
	return fmt.Sprintf("%s bounds", report.Figure(float64(n))), nil
}

// A knownValue is what a call of R gives.
type knownValue struct {
	call      string
	got, want float64
}

func valuesOfR() []knownValue {
	return []knownValue{
		{"poisson.test(10, 10)$conf.int[1]", stats.PoissonExact(10, 10, 0.95).Low, 0.479538869613},
		{"poisson.test(10, 10)$conf.int[2]", stats.PoissonExact(10, 10, 0.95).High, 1.839035604202},
		{"poisson.test(437, 3, conf.level = .8)$conf.int[2]", stats.PoissonExact(437, 3, 0.8).High, 155.008629609},
		{"qgamma(.95, 8) / 4", stats.PoissonUpper(7, 4, 0.95), 3.28702845061},
		{"prop.test(1841, 3557, correct = FALSE)$conf.int[1]", stats.Wilson(1841, 3557, 0.95).Low, 0.501139569129},
		{"binom.test(3, 20)$conf.int[1]", stats.ClopperPearson(3, 20, 0.95).Low, 0.0320709371855},
		{"binom.test(3, 20)$conf.int[2]", stats.ClopperPearson(3, 20, 0.95).High, 0.3789268265453},
		{"qbeta(.975, 3.5, 17.5)", stats.Jeffreys(3, 20, 0.95).High, 0.3485777108585},
		{"qbeta(.025, 1.5, 999.5)", stats.Jeffreys(1, 1000, 0.95).Low, 0.000107918804681},
		{"exp(-3.7)", stats.Exp(-3.7), 0.0247235264703394},
		{"dnbinom(3, size = 2, mu = 4, log = TRUE)", stats.LogNegBin(3, 4, 0.5), logNegBinOf},
	}
}

// logNegBinOf is log(4 * (1/3)^2 * (2/3)^3), which is dnbinom(3, size = 2, mu = 4, log = TRUE).
var logNegBinOf = math.Log(4.0 / 9 * 8 / 27)

func knownValues(*selfBench) (string, error) { return holdValues(valuesOfR()) }

// holdValues holds values to those of R, to 9 digits.
func holdValues(all []knownValue) (string, error) {
	for _, v := range all {
		if !(math.Abs(v.got-v.want) <= 1e-9*math.Abs(v.want)) {
			return "", differsf("%s is %v, and %v here", v.call, v.want, v.got)
		}
	}
	return fmt.Sprintf("%d values", len(all)), nil
}

// attackFails withholds small counts of charges that are not declared invented and attacks
// what is printed, as impact audit does. The same attack must break a run of which small
// counts are withheld and nothing else.
func attackFails(b *selfBench) (string, error) {
	charges, err := b.put("attacked.csv", b.small[1:])
	if err != nil {
		return "", err
	}
	quiet := &app{stdout: io.Discard, stderr: io.Discard, quiet: true, inner: true}
	f := ask("ct-tip-council", 0)
	c, err := quiet.count(f, []string{charges})
	if err != nil {
		return "", err
	}
	bare := c.run
	if err := withhold.Runs(f.threshold, &c.run); err != nil {
		return "", err
	}
	withhold.OnlySmall(f.threshold, &bare)
	return withstands(f.threshold, &c.run, &bare)
}

// withstands holds a run to withstand an attack that another, which is withheld badly, does not.
func withstands(threshold int, good, bad *report.Run) (string, error) {
	var found [2]withhold.Finding
	for i, run := range []*report.Run{good, bad} {
		tables, err := withhold.Printed(run)
		if err != nil {
			return "", err
		}
		if found[i], err = withhold.Attack(threshold, tables); err != nil {
			return "", differsf("%v", err)
		}
	}
	told := len(found[0].Narrow) + len(found[0].Small) + len(found[0].Half)
	switch {
	case found[0].Withheld == 0:
		return "", differsf("no count is withheld, though there are small ones")
	case told > 0:
		return "", differsf("%d counts that are withheld, or should be, can be told", told)
	case len(found[1].Narrow) == 0:
		return "", differsf("the attack finds nothing where it must")
	}
	return fmt.Sprintf("none of %s can be told; badly withheld, %s can", report.Figure(float64(found[0].Withheld)), report.Figure(float64(len(found[1].Narrow)))), nil
}

// folderHolds writes a result of charges that are not declared invented, so that small
// counts are withheld, and verifies it.
func folderHolds(b *selfBench) (string, error) {
	out := filepath.Join(b.room, "result")
	quiet := &app{stdout: io.Discard, stderr: io.Discard, quiet: true, inner: true}
	f := ask("ct-tip-council", 40)
	charges, err := b.put("undeclared.csv", b.small[1:])
	if err != nil {
		return "", err
	}
	f.out, f.reading, f.only, f.provisions = out, "literal", true, []string{"rec-1", "rec-3", "rec-5"}
	if err := quiet.run(f, []string{charges}); err != nil {
		return "", err
	}
	v, err := openVerified(out)
	if err != nil {
		return "", err
	}
	shifts, err := os.ReadFile(filepath.Join(out, "tables", "class_shift.csv"))
	if err != nil {
		return "", err
	}
	if !bytes.Contains(shifts, []byte(",withheld")) {
		return "", differsf("no count is withheld, though there are small ones")
	}
	if len(v.findings) > 0 {
		return "", differsf("%s", v.findings[0])
	}
	if err := quiet.verify(&verifyFlags{}, out, []string{charges}); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d files, made twice", len(v.files)+1), nil
}
