package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"impact/internal/compare"
	"impact/internal/report"

	"github.com/spf13/cobra"
)

// verifyFlags say how a result is verified.
type verifyFlags struct {
	fast bool
	dataFlags
}

func (a *app) verifyCommand() *cobra.Command {
	f := &verifyFlags{dataFlags: dataFlags{noBar: true}}
	c := &cobra.Command{
		Use:   "verify RUN [FILE…]",
		Short: "Makes a result again from its manifest and compares the bytes",
		Long: `Takes a result folder of impact run or impact batch, restores every setting from its
manifest, makes the result again in a temporary folder and compares each file, byte for
byte. Where one differs it says where: the table, the row and the column.

FILE are the files that the run read: charges or reduced charges, and a scenario, map,
costs, assumptions, plan or law folder of your own. They are known by their hash, under
any name. What is not named is looked for beside the folder and in the current one. A
file whose hash is another than the manifest's is refused.

On another processor than the run's every file is made too: numbers in tables, texts and
documents need agree in 9 significant digits there, and everything else must be the same.
A picture whose bytes differ cannot be compared so; it is named, and the exit code is 4.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.verify(f, args[0], args[1:]) },
	}
	fl := c.Flags()
	fl.BoolVar(&f.fast, "fast", false, "compare the tables only; the page, figures, note and workbook are not made")
	memoryFlag(fl, &f.memory)
	return c
}

// verified is a result folder that is held against what its manifest makes.
type verified struct {
	dir      string
	run      *report.Manifest
	batch    *batchManifest
	folder   *foreign          // as it is compared
	files    map[string]string // hashes, by the manifest
	found    []string          // files that are there
	findings []string
	left     []string // files that differ and cannot be compared on another processor
	seek     *seeker
}

func (a *app) verify(f *verifyFlags, dir string, files []string) (err error) {
	if f.within, err = keepWithin(f.memory); err != nil {
		return err
	}
	v, err := openVerified(dir)
	if err != nil {
		return err
	}
	of, arches := v.made()
	if of != version() {
		a.talk("%s was made by impact %s, and this is impact %s: where they differ, that may be why", dir, of, version())
	}
	near := arches != arch()
	if near {
		a.talk("%s was made on %s, and this is %s: numbers need agree in %d significant digits, everything else must be the same", dir, or(arches, "a processor that its manifest does not name"), arch(), compare.Digits)
	}
	for _, t := range v.findings {
		a.talk("%s: %s", dir, t)
	}
	if v.seek, err = newSeeker(dir, files); err != nil {
		return err
	}
	room, leave, err := workroom("impact-verify-")
	if err != nil {
		return err
	}
	defer leave()
	v.seek.links = filepath.Join(room, "in")
	again := filepath.Join(room, "again")
	a.talk("%s: making it again from its manifest", dir)
	if v.run != nil {
		err = v.makeRun(again, f, near)
	} else {
		err = v.makeBatch(again, f)
	}
	if err != nil {
		return err
	}
	if err := v.seek.unused(); err != nil {
		return err
	}
	compared, err := v.compare(again, f.fast, near)
	if err != nil {
		return err
	}
	return a.tellVerified(v, compared, f.fast, near)
}

func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// tellVerified says what was found, and is an error where something differs.
func (a *app) tellVerified(v *verified, compared int, fast, near bool) error {
	p := printer{w: a.stdout}
	for _, t := range v.findings {
		p.line("%s", t)
	}
	how := "byte for byte"
	if near {
		how = fmt.Sprintf("to %d significant digits", compare.Digits)
	}
	if len(v.left) > 0 {
		p.line("not compared: %s: made again here the bytes differ, which another processor may explain, and so may a hand", strings.Join(v.left, ", "))
	}
	if p.err != nil {
		return p.err
	}
	switch {
	case len(v.findings)+len(v.left) == 0:
		rest := ""
		if fast {
			rest = "; only tables were made, and nothing else was compared"
		}
		p.line("%s: verified: %d files made again from the manifest are the same, %s%s.", v.dir, compared, how, rest)
		return p.err
	case len(v.findings) == 0:
		_, of := v.made()
		return differs{fmt.Errorf("%s: %d files made again from the manifest are the same, %s, and %s cannot be compared on this processor; impact verify on %s would be right", v.dir, compared, how, plural(len(v.left), "file"), or(of, "that of the run"))}
	}
	return differs{fmt.Errorf("%s: not what its manifest makes: %s in %d files, compared %s", v.dir, plural(len(v.findings), "finding"), compared, how)}
}

// openVerified reads the manifest of a result folder and holds the files against it.
func openVerified(dir string) (*verified, error) {
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return nil, wrong{plainError(dir, err)}
	case !info.IsDir():
		return nil, wrongf("%s: not a folder; a result folder of impact run or impact batch would be right", dir)
	}
	folder, err := openFolder(dir, mostWritten)
	if err != nil {
		return nil, wrong{plainError(dir, err)}
	}
	defer folder.close()
	name := filepath.Join(dir, manifestName)
	raw, err := folder.ReadFile(manifestName)
	if err != nil {
		return nil, wrongf("%s: no %s that can be read; a result folder of impact run or impact batch would be right", dir, manifestName)
	}
	v := &verified{dir: filepath.Clean(dir)}
	var kind struct {
		Program  string
		Settings json.RawMessage
		Plan     string
	}
	err = json.Unmarshal(raw, &kind)
	switch {
	case err == nil && kind.Program == "impact" && kind.Settings != nil:
		v.run = &report.Manifest{}
		err = json.Unmarshal(raw, v.run)
		v.files = v.run.Files
	case err == nil && kind.Program == "impact" && kind.Plan != "":
		v.batch = &batchManifest{}
		err = json.Unmarshal(raw, v.batch)
		v.files = v.batch.Files
	case err == nil:
		err = errors.New("it is of neither a run nor a batch")
	}
	if err != nil {
		return nil, wrongf("%s: it cannot be read (%v); the manifest that impact run or impact batch wrote would be right", name, err)
	}
	var besides []string
	if v.batch != nil {
		besides = []string{journalName}
	}
	v.found, v.findings, err = heldAgainst(dir, v.files, besides...)
	return v, err
}

// made is the version and the processor that made the result.
func (v *verified) made() (version, arch string) {
	if v.run != nil {
		return v.run.Version, v.run.Settings.Arch
	}
	return v.batch.Version, v.batch.Arch
}

// heldAgainst holds the files of a folder against the hashes of its manifest, and says
// what is not as it was left. Files besides are not of the result.
func heldAgainst(dir string, files map[string]string, besides ...string) (found, changed []string, err error) {
	err = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		if name == manifestName || slices.Contains(besides, name) {
			return nil
		}
		want, ok := files[name]
		if !ok {
			changed = append(changed, name+" is not of the run that the manifest tells of")
			return nil
		}
		found = append(found, name)
		if !d.Type().IsRegular() {
			changed = append(changed, name+" is not a regular file")
			return nil
		}
		sum, err := sumOf(p)
		if err == nil && sum != want {
			changed = append(changed, name+" has been changed since the run")
		}
		return err
	})
	for name := range files {
		if !slices.Contains(found, name) {
			changed = append(changed, name+" is missing")
		}
	}
	slices.Sort(changed)
	return found, changed, err
}

func sumOf(name string) (string, error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return "", errNoFile
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// flags are the flags of impact run that a manifest stands for. Its files are sought.
func (v *verified) flags(f *verifyFlags) (*runFlags, []string, error) {
	m := v.run
	s := m.Settings
	out := &runFlags{out: ".", format: string(report.PlainText), horizon: s.Horizon, draws: s.Draws, seed: s.Seed, threshold: s.Threshold, switches: s.Switches, insist: true}
	out.reading, out.baseline, out.provisions, out.only = "all", s.Baseline, s.Provisions, true
	if len(s.Provisions) == 0 {
		out.provisions = []string{"none"}
	}
	if len(s.Readings) == 1 {
		out.reading = s.Readings[0]
	}
	out.noBar, out.memory, out.allow = true, f.memory, s.Allowed
	out.assume, out.years = s.Assume, s.Years
	var err error
	find := func(what, folder string, in *report.Input) (name string) {
		if in != nil && err == nil {
			name, err = v.seek.file(what, folder, *in)
		}
		return name
	}
	out.scenario = find("scenario", "scenarios", &m.Scenario)
	out.mapName = find("map", "maps", m.Map)
	out.assumptions = find("assumptions", "assumptions", m.Assumed)
	out.costs = find("costs", "costs", m.Costs)
	if err == nil && s.LawFolder != "" {
		out.lawDir, err = v.seek.law(s.LawFolder, m.Law)
	}
	var names []string
	if err == nil {
		names, out.reduced, err = v.data(m)
	}
	out.takes = len(out.reduced) > 0
	if err == nil {
		err = out.check()
	}
	return out, names, err
}

// data are the files of charges of a run, or in their place the file of reduced charges
// that was made of them.
func (v *verified) data(m *report.Manifest) (names, reduced []string, err error) {
	if r := v.seek.reducedOf(m.Data); r != "" {
		return nil, []string{r}, nil
	}
	for _, in := range m.Data {
		if report.BuiltIn(in.Name) {
			continue // held against its hash when it is read
		}
		name, err := v.seek.file("data", "", in)
		if err != nil {
			return nil, nil, err
		}
		names = append(names, name)
	}
	if m.Settings.Answer {
		return nil, names, nil
	}
	return names, nil, nil
}

// makeRun makes a run again in a folder.
func (v *verified) makeRun(dir string, f *verifyFlags, near bool) error {
	flags, names, err := v.flags(f)
	if err != nil {
		return err
	}
	flags.bare = f.fast
	quiet := &app{stdout: io.Discard, stderr: io.Discard, quiet: true, inner: true}
	rep, err := quiet.reportOf(flags, names)
	if err != nil {
		return err
	}
	if err := sameInputs(v.run, &rep.Manifest); err != nil {
		return err
	}
	w := &folderWriter{dir: dir, sums: map[string]string{}}
	if f.fast {
		return w.tables(rep)
	}
	if near { // so that the manifest can be compared
		rep.Manifest.Settings.Arch = v.run.Settings.Arch
	}
	return w.write(rep)
}

// sameInputs refuses to compare what was made of other files.
func sameInputs(was, now *report.Manifest) error {
	if !slices.Equal(was.Data, now.Data) {
		return refused{errors.New("the charges are not those of the run: their hashes differ; the files that the run read would be right")}
	}
	if was.Law != now.Law {
		return wrongf("the law %s is not that of the run (sha256 %.12s…, the run's %.12s…); impact %s, or the law folder of the run, would be right", now.Law.Name, now.Law.SHA256, was.Law.SHA256, was.Version)
	}
	return nil
}

// makeBatch makes a batch again in a folder.
func (v *verified) makeBatch(dir string, f *verifyFlags) error {
	flags := &batchFlags{out: dir, dataFlags: dataFlags{noBar: true, memory: f.memory, allow: v.batch.Allowed}}
	var plan string
	var files []string
	for _, in := range v.batch.Inputs {
		var err error
		switch {
		case in.Kind == "plan":
			plan, err = v.seek.file(in.Kind, "plans", in.Input)
			v.seek.beside(filepath.Dir(plan))
		case in.Kind == "map":
			flags.mapName, err = v.seek.file(in.Kind, "maps", in.Input)
		case in.Kind == "data" && !report.BuiltIn(in.Name):
			var name string
			name, err = v.seek.file(in.Kind, "", in.Input)
			files = append(files, name)
		default:
			v.seek.uses(in.SHA256) // the plan says where they are; their hashes are compared below
		}
		if err != nil {
			return err
		}
	}
	quiet := &app{stdout: io.Discard, stderr: io.Discard, quiet: true, inner: true}
	failed := quiet.batch(flags, plan, files)
	raw, err := readWhole(filepath.Join(dir, manifestName), mostWritten)
	if err != nil {
		return failed
	}
	var now batchManifest
	if err := json.Unmarshal(raw, &now); err != nil {
		return err
	}
	now.Version = v.batch.Version
	if why := v.batch.unlike(now.batchKey); why != "" {
		return wrongf("%s: %s; the files that the batch read would be right", v.dir, strings.Replace(why, "it was begun", "it was made", 1))
	}
	return nil
}

// compare holds the files of the folder against those made again; it says how many.
func (v *verified) compare(again string, tables, near bool) (compared int, err error) {
	made := map[string]bool{}
	err = filepath.WalkDir(again, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(again, p)
		if name := filepath.ToSlash(rel); err == nil && name != journalName {
			made[name] = true
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	names := append(slices.Clone(v.found), manifestName)
	for name := range made {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if v.folder, err = openFolder(v.dir, mostWritten); err != nil {
		return 0, wrong{plainError(v.dir, err)}
	}
	defer v.folder.close()
	places, alike := map[string]string{}, map[string]bool{}
	for _, name := range names {
		table := path.Ext(name) == ".csv" || path.Ext(name) == ".parquet"
		if tables && !(table && (path.Dir(name) == "tables" || path.Dir(name) == ".")) {
			continue
		}
		at, err := v.place(again, name, made[name], near)
		if err != nil {
			return compared, err
		}
		if slices.Contains(v.left, name) {
			continue
		}
		compared++
		if alike[name] = at == ""; at != "" {
			places[name] = at
		}
	}
	for i, t := range v.findings {
		if name, ok := strings.CutSuffix(t, " has been changed since the run"); ok && alike[name] && !near {
			v.findings[i] = name + " is what the run makes, and the manifest has another hash of it: the manifest was changed"
		}
	}
	v.tell(places)
	return compared, nil
}

// place says where a file of the folder and its twin first differ; "" for nowhere.
func (v *verified) place(again, name string, made, near bool) (string, error) {
	now, err := os.ReadFile(filepath.Join(again, filepath.FromSlash(name)))
	if !made {
		return "is not made again", nil
	}
	if err != nil {
		return "", err
	}
	if info, err := v.folder.root.Lstat(name); err != nil || !info.Mode().IsRegular() { // a link is not followed: it may lead anywhere
		return "is made again, and is not in the folder", nil
	}
	was, err := v.folder.ReadFile(name)
	if err != nil {
		return "", wrong{plainError(filepath.Join(v.dir, filepath.FromSlash(name)), err)}
	}
	if near {
		if name == manifestName {
			was, now = settled(was), settled(now)
		}
		at, left := compare.Near(name, was, now, "the folder", "the re-run")
		v.left = append(v.left, left...)
		return at, nil
	}
	return compare.Place(name, was, now, "the folder", "the re-run"), nil
}

// settled is a manifest without what another processor changes: hashes of the files, and its
// own name and version.
func settled(manifest []byte) []byte {
	var m map[string]any
	if json.Unmarshal(manifest, &m) != nil {
		return manifest
	}
	for _, key := range []string{"files", "arch", "version"} {
		delete(m, key)
	}
	out, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return manifest
	}
	return out
}

// tell makes findings of the places, in the order of the names. Where a table differs as
// CSV, its Parquet twin and the manifest's hashes need no place of their own.
func (v *verified) tell(places map[string]string) {
	touched := v.findings
	v.findings = nil
	var names []string
	for name := range places {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		at := places[name]
		switch twin := strings.TrimSuffix(name, ".parquet") + ".csv"; {
		case strings.HasSuffix(name, ".parquet") && places[twin] != "":
			at = "differs as " + path.Base(twin) + " does"
		case name == manifestName && len(places) > 1:
			at = "differs: it holds the hashes of the files above, or the settings are others; " + at
		}
		if i := slices.IndexFunc(touched, func(t string) bool { return strings.HasPrefix(t, name+" ") }); i >= 0 {
			at = strings.TrimPrefix(touched[i], name+" ") + "; " + at
			touched = slices.Delete(slices.Clone(touched), i, i+1)
		}
		v.findings = append(v.findings, name+": "+at)
	}
	v.findings = append(v.findings, touched...)
}
