package compare

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"impact/internal/columnar"
	"impact/internal/paper"
)

// A trial is a result folder made by hand.
type trial struct {
	version  string
	inputs   map[string]string // name of each input; its hash is that of the name
	settings map[string]any
	tables   map[string]string
}

// small is a run of two readings.
func small() trial {
	return trial{
		version: "1.0",
		inputs:  map[string]string{"scenario": "bill", "law": "ct", "costs": "ct"},
		settings: map[string]any{"readings": []string{"wide", "narrow"}, "provisions": []string{"1", "2"}, "baseline": "2016-12-31",
			"seed": 1, "draws": 2000, "horizon": 6},
		tables: map[string]string{
			"totals": "scenario,reading,metric,unit,low,central,high\n" +
				"bill,wide,charges_changed,charge,10,20,30\nbill,wide,felony_charges,charge,1,2,3\n" +
				"bill,narrow,charges_changed,charge,5,5,5\n",
			"projection": "scenario,reading,metric,unit,fiscal_year,law,mean,median,lo80,hi80,lo95,hi95\n" +
				"bill,wide,beds,average daily population,2018,difference,1,1,0,2,0,3\n" +
				"bill,wide,beds,average daily population,2019,difference,4,4,2,6,1,8\n" +
				"bill,wide,beds,average daily population,2019,current,100,100,90,110,80,120\n",
			"fiscal": "scenario,reading,agency,fund,effect,basis,fiscal_year,central,lo80,hi80,source,item\n" +
				"bill,wide,Correction,GF,Cost,average,2019,240000,120000,360000,a note,beds\n",
			"ledger": "scenario,reading,kind,reason,provision,charges,counts\nbill,wide,read,,,100,100\nbill,narrow,read,,,100,100\n",
		},
	}
}

func (x trial) files() fstest.MapFS {
	files, sums := fstest.MapFS{}, map[string]string{}
	put := func(name string, b []byte) {
		files[name] = &fstest.MapFile{Data: b}
		sums[name] = hash(b)
	}
	for name, text := range x.tables {
		put("tables/"+name+".csv", []byte(text))
	}
	put("report.html", []byte("<!DOCTYPE html>"))
	m := map[string]any{"program": "impact", "version": x.version, "settings": x.settings, "files": sums,
		"data": []Source{{"charges.csv", hash([]byte("charges")), 7}}}
	for part, name := range x.inputs {
		m[part] = Source{name, hash([]byte(name)), int64(len(name))}
	}
	b, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	files[manifestName] = &fstest.MapFile{Data: b}
	return files
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// read reads a trial, which must be a good folder.
func (x trial) read(t *testing.T, name string) *Folder {
	t.Helper()
	f, err := Read(name, x.files())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// against changes a small run and holds it against an unchanged one.
func against(t *testing.T, change func(*trial)) *Comparison {
	t.Helper()
	b := small()
	change(&b)
	return Of(small().read(t, "old"), b.read(t, "new"))
}

func replace(table, old, now string) func(*trial) {
	return func(x *trial) {
		if !strings.Contains(x.tables[table], old) {
			panic(old + " is not in " + table)
		}
		x.tables[table] = strings.Replace(x.tables[table], old, now, 1)
	}
}

func TestNothingDiffers(t *testing.T) {
	f := small().read(t, "run")
	c := Of(f, f)
	if !c.Same() || len(c.changed()) > 0 || len(c.Cautions()) > 0 {
		t.Errorf("a run differs from itself: %+v, %v", c.changed(), c.Cautions())
	}
	for _, d := range c.Tables {
		if d.Same != len(f.table(d.Table).Rows) {
			t.Errorf("%s: %d rows alike of %d", d.Table, d.Same, len(f.table(d.Table).Rows))
		}
	}
	if len(c.Figures) != 5 {
		t.Errorf("%d headline figures; the tables hold 3 totals, 1 of beds in 2019 and 1 of dollars", len(c.Figures))
	}
}

// What is changed in one table is what is told, and where it lies.
func TestFigures(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*trial)
		want   string // figure: A -> B (change) relation
	}{
		{"within", replace("totals", "10,20,30\nbill,wide,felony", "11,22,33\nbill,wide,felony"),
			"charges that change: 20 (10 to 30) -> 22 (11 to 33) (+2) each within the other's bounds"},
		{"settled", replace("totals", "5,5,5", "6,6,6"), "charges that change: 5 -> 6 (+1) settled in both, and not the same"},
		{"apart", replace("totals", "1,2,3", "−9,−8,−7"), "felony charges, net: 2 (1 to 3) -> no number (–) one side alone has a number"},
		{"below", replace("totals", "1,2,3", "-9,-8,-7"), "felony charges, net: 2 (1 to 3) -> −8 (−9 to −7) (−10) the bounds lie apart"},
		{"withheld", replace("totals", "1,2,3", "withheld,withheld,withheld"), "felony charges, net: 2 (1 to 3) -> withheld (–) withheld in B"},
		{"ends", replace("projection", "4,4,2,6,1,8", "4,4,2,7,1,8"), "prison beds: 4 (2 to 6) -> 4 (2 to 7) (0) expectation the same, 80 % interval not"},
		{"outside A", replace("projection", "4,4,2,6,1,8", "9,9,3,14,1,18"), "prison beds: 4 (2 to 6) -> 9 (3 to 14) (+5) A within B's 80 % interval, B outside A's"},
		{"outside B", replace("projection", "4,4,2,6,1,8", "6,6,5.5,7,1,8"), "prison beds: 4 (2 to 6) -> 6 (5.5 to 7) (+2) B within A's 80 % interval, A outside B's"},
		{"beyond", replace("projection", "4,4,2,6,1,8", "7,7,5,9,1,18"), "prison beds: 4 (2 to 6) -> 7 (5 to 9) (+3) each outside the other's 80 % interval, which overlap"},
		{"dollars", replace("fiscal", "240000,120000,360000", "-1200,-2400,0"),
			"Correction: beds, average cost: $240,000 ($120,000 to $360,000) -> −$1,200 (−$2,400 to $0) (−$241,200) the 80 % intervals lie apart"},
		{"small", replace("totals", "10,20,30\nbill,wide,felony", "10,20.001,30\nbill,wide,felony"),
			"charges that change: 20 (10 to 30) -> 20 (10 to 30) (below 0.01) each within the other's bounds"},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := against(t, c.change).changed()
			if len(changed) != 1 {
				t.Fatalf("%d figures change: %+v", len(changed), changed)
			}
			f := changed[0]
			if got := fmt.Sprintf("%s: %s -> %s (%s) %s", f.Name, f.said(0), f.said(1), f.changed(), f.lies()); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// A reader is told what a difference can be put down to.
func TestCautions(t *testing.T) {
	moved := replace("totals", "10,20,30\nbill,wide,felony", "11,22,33\nbill,wide,felony")
	for _, c := range []struct {
		name   string
		change func(*trial)
		says   []string
	}{
		{"seed", func(x *trial) { moved(x); x.settings["seed"] = 2 }, []string{"Only the seed differs: every difference below is chance"}},
		{"seed and draws", func(x *trial) { moved(x); x.settings["seed"], x.settings["draws"] = 2, 100 }, []string{"Only the draws and seed differ:"}},
		{"no draws", func(x *trial) { moved(x); x.settings["draws"] = 0 }, []string{"B has no draws and so projects nothing"}},
		{"seed and law", func(x *trial) { moved(x); x.settings["seed"] = 2; x.inputs["law"] = "ct-2" }, []string{"The seed differs too, so that part of a difference may be chance"}},
		{"law", func(x *trial) { moved(x); x.inputs["law"] = "ct-2" }, []string{"Both runs draw from the same seed and equally often"}},
		{"law and costs", func(x *trial) { moved(x); x.inputs["law"] = "ct-2"; x.inputs["costs"] = "ct-2" }, []string{"2 things differ in the making (law and costs)"}},
		{"scenario", func(x *trial) { moved(x); x.inputs["scenario"] = "act" }, []string{"The scenarios are not the same: bill in A and act in B."}},
		{"program", func(x *trial) { moved(x); x.version = "1.1" }, []string{"The program is not the same: 1.0 in A, 1.1 in B."}},
		{"nothing", moved, []string{`Nothing that the runs were made of differs, yet their tables do: the program is not the same, though both call their version "1.0".`}},
		{"horizon", func(x *trial) { moved(x); x.settings["horizon"] = 3 }, []string{"The runs do not look equally far ahead"}},
		{"one reading", func(x *trial) { x.settings["readings"] = []string{"wide"} }, []string{"A alone tells of the reading narrow"}},
		{"withheld", replace("totals", "1,2,3", "withheld,withheld,withheld"), []string{"B withholds small counts, and others that would give them away (3 values); A withholds nothing."}},
		{"a new setting", func(x *trial) { moved(x); x.settings["colour"] = true }, []string{"Both runs draw from the same seed"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Join(against(t, c.change).Cautions(), "\n")
			for _, s := range c.says {
				if !strings.Contains(got, s) {
					t.Errorf("%q does not say %q", got, s)
				}
			}
		})
	}
}

// What both runs withhold is not said to be the same.
func TestBothWithhold(t *testing.T) {
	a, b := small(), small()
	for _, x := range []*trial{&a, &b} {
		replace("totals", "1,2,3", "withheld,withheld,withheld")(x)
	}
	c := Of(a.read(t, "old"), b.read(t, "new"))
	if got := strings.Join(c.Cautions(), "\n"); !strings.Contains(got, "Where both withhold a value it is not known whether it differs") {
		t.Errorf("%q", got)
	}
	if want := "No difference: A and B were made of the same things and hold the same figures, as far as these are told."; c.Lead() != want {
		t.Errorf("%q, want %q", c.Lead(), want)
	}
}

func TestNeitherDraws(t *testing.T) {
	a, b := small(), small()
	a.settings["draws"], b.settings["draws"] = 0, 0
	b.inputs["law"] = "ct-2"
	replace("totals", "1,2,3", "2,3,4")(&b)
	if got := Of(a.read(t, "old"), b.read(t, "new")).Cautions(); len(got) != 1 || !strings.HasPrefix(got[0], "Neither run draws") {
		t.Errorf("%q", got)
	}
}

// The same name with another text is told, which is how an amended bill arrives.
func TestEditedScenario(t *testing.T) {
	a, b := small().read(t, "old"), small().read(t, "new")
	b.Manifest.Inputs[1].Files[0].SHA256 = a.Manifest.Inputs[1].Files[0].SHA256[:12] + strings.Repeat("0", 52) // alike in what is shown of it
	c := Of(a, b)
	if a.Manifest.Inputs[1].Part != "scenario" || c.Same() || !strings.Contains(strings.Join(c.Cautions(), "\n"), "Both scenarios are called bill, but their text differs") {
		t.Errorf("an edited scenario is not told: %v", c.Cautions())
	}
	if want := "No figure differs, though the runs were not made of the same things."; c.Lead() != want {
		t.Errorf("%q, want %q", c.Lead(), want)
	}
}

// Which columns say which row a row is.
func TestKeys(t *testing.T) {
	for _, c := range []struct{ table, keys string }{
		{"reading,fiscal_year,unit,low,central,high\nx,2014,charge,1,2,3\n", "reading fiscal_year unit"},
		{"reading,metric,unit,fiscal_year,law,mean\nx,beds,day,2018,current,1\n", "reading metric unit fiscal_year law"},
		{"reading,agency,effect,basis,fiscal_year,central,source,item\nx,DOC,Cost,average,2018,1,a,beds\nx,DOC,Cost,average,2018,1,b,fines\n", "reading agency basis fiscal_year item"},
		{"reading,section,class,donors,basis\nx,53a-83,felony B,7,average\nx,53a-83,felony B,7,marginal\n", "reading section class basis"},
		{"reading,metric,source,first_order\nx,beds,chance,0.1\nx,beds,growth,0.2\n", "reading metric source"},
		{"reading,entry,what,source,confidence\nx,53a-83,class,a note,S\nx,53a-83,term,a note,S\n", "reading entry what"},
		{"reading,side,stream,from_year,to_year\nx,filed,53a-83,2005,2014\n", "reading side stream"},
		{"place,shade,size,weight\na,red,1,2\nb,red,1,2\n", "place shade"}, // a table of which nothing is known
		{"place,low,word\na,1,x\na,1,y\n", "place word"},                   // a word after the values tells rows apart
		{"place,low\na,1\na,1\n", "place"},                           // nothing tells them apart
		{"number,other\n1,2\n", ""},                                  // nothing but numbers
		{"reading,group,low\nx,withheld,1\nx,,2\n", "reading group"}, // before a measure, whatever it holds
		{"a,b,why,low\nx,y,because,1\nx,y,since,2\n", "a b why"},     // a telling column, where it must
	} {
		a, err := parseTable("t", strings.NewReader(c.table))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(keysOf(&a, &a, a.Heads), " "); got != c.keys {
			t.Errorf("%s\nkeys %q, want %q", c.table, got, c.keys)
		}
	}
}

// Rows are paired by their keys, in any order; of rows that nothing tells apart those
// that are alike first.
func TestRows(t *testing.T) {
	head := "place,low,high\n"
	for _, c := range []struct {
		name, a, b         string
		same, changed      int
		onlyA, onlyB       int
		key, column, value string // of the first change
	}{
		{"alike", "a,1,2\nb,3,4\n", "b,3,4\na,1,2\n", 2, 0, 0, 0, "", "", ""},
		{"a cell", "a,1,2\n", "a,1,5\n", 0, 1, 0, 0, "a", "high", "2>5"},
		{"a row less", "a,1,2\nb,3,4\n", "b,3,4\n", 1, 0, 1, 0, "", "", ""},
		{"a row more", "a,1,2\n", "a,1,2\nb,3,4\n", 1, 0, 0, 1, "", "", ""},
		{"twice", "a,1,2\na,3,4\n", "a,3,4\na,1,2\n", 2, 0, 0, 0, "", "", ""},
		{"twice and one less", "a,1,2\na,3,4\n", "a,3,4\n", 1, 0, 1, 0, "", "", ""},
		{"twice and changed", "a,1,2\na,3,4\n", "a,3,4\na,1,9\n", 1, 1, 0, 0, "a", "high", "2>9"},
		{"empty", "", "", 0, 0, 0, 0, "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, errA := parseTable("t", strings.NewReader(head+c.a))
			b, errB := parseTable("t", strings.NewReader(head+c.b))
			if errA != nil || errB != nil {
				t.Fatal(errA, errB)
			}
			d := differ("t", [2]*Table{&a, &b}, pairing{})
			if d.Same != c.same || len(d.Changed) != c.changed || len(d.Only[0]) != c.onlyA || len(d.Only[1]) != c.onlyB {
				t.Fatalf("%+v", d)
			}
			if c.changed > 0 {
				x := d.Changed[0]
				if got := x.Cells[0].Text[0] + ">" + x.Cells[0].Text[1]; x.Key[0] != c.key || x.Cells[0].Column != c.column || got != c.value {
					t.Errorf("%+v", x)
				}
			}
		})
	}
}

// A column or a table that one run alone has is told, and the rest is compared.
func TestColumnsAndTables(t *testing.T) {
	c := against(t, func(x *trial) {
		x.tables["ledger"] = strings.ReplaceAll(strings.ReplaceAll(x.tables["ledger"], ",counts", ",counts,weight"), ",100,100", ",100,100,1")
		delete(x.tables, "fiscal")
		x.tables["beds"] = "reading,low\nwide,1\n"
	})
	for _, d := range c.Tables {
		switch d.Table {
		case "ledger":
			if !slices.Equal(d.Columns[1], []string{"weight"}) || d.Same != 2 || d.Alike() {
				t.Errorf("a column more: %+v", d)
			}
		case "fiscal":
			if d.Missing != [2]bool{false, true} {
				t.Errorf("a table less: %+v", d)
			}
		case "beds":
			if d.Missing != [2]bool{true, false} {
				t.Errorf("a table more: %+v", d)
			}
		}
	}
	text := plain(t, c)
	for _, s := range []string{"A lacks the table beds.", "B lacks the table fiscal.", "Only B has the column weight of ledger."} {
		if !strings.Contains(text, s) {
			t.Errorf("%q is not said in:\n%s", s, text)
		}
	}
}

// plain is every text of a comparison's document.
func plain(t *testing.T, c *Comparison) string {
	t.Helper()
	doc, err := c.Document("", 3)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	runs := func(rs []paper.Run) {
		for _, r := range rs {
			out = append(out, r.Text)
		}
	}
	for _, b := range doc.Blocks {
		switch b := b.(type) {
		case paper.Heading:
			out = append(out, b.Text)
		case paper.Paragraph:
			runs(b.Runs)
		case paper.List:
			for _, i := range b.Items {
				runs(i)
			}
		case paper.Table:
			for _, r := range b.Rows {
				if len(r.Cells) != len(b.Columns) && !r.Group {
					t.Errorf("a row of %d cells in %d columns", len(r.Cells), len(b.Columns))
				}
				for _, cell := range r.Cells {
					runs(cell)
				}
			}
		}
	}
	return strings.Join(out, "\n")
}

// Two scenarios without a reading in common: the first of each are held together.
func TestCrossed(t *testing.T) {
	c := against(t, func(x *trial) {
		x.settings["readings"] = []string{"as-written"}
		x.inputs["scenario"] = "act"
		for name, text := range x.tables {
			text = strings.ReplaceAll(text, "bill,wide", "act,as-written")
			var kept []string
			for line := range strings.Lines(text) {
				if !strings.HasPrefix(line, "bill,narrow") {
					kept = append(kept, line)
				}
			}
			x.tables[name] = strings.Join(kept, "")
		}
	})
	if !c.Readings.Crossed || len(c.changed()) != 0 || c.Same() {
		t.Errorf("crossed %v, changed %+v", c.Readings.Crossed, c.changed())
	}
	for _, d := range c.Tables {
		if !d.Alike() {
			t.Errorf("the same figures under another name: %+v", d)
		}
	}
}

// Folders that are none, and what is said of them.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(fstest.MapFS)
		says   string
	}{
		{"no manifest", func(f fstest.MapFS) { delete(f, manifestName) }, "run: no manifest.json; a result folder of impact run would be right"},
		{"no JSON", func(f fstest.MapFS) { f[manifestName].Data = []byte("{") }, "run/manifest.json: it cannot be read"},
		{"a list", func(f fstest.MapFS) { f[manifestName].Data = []byte("[1]") }, "run/manifest.json: it cannot be read"},
		{"another program", func(f fstest.MapFS) { f[manifestName].Data = []byte(`{"program":"other","settings":{}}`) }, `its program is "other"`},
		{"no settings", func(f fstest.MapFS) { f[manifestName].Data = []byte(`{"program":"impact"}`) }, `it has no "settings"`},
		{"files", func(f fstest.MapFS) { f[manifestName].Data = []byte(`{"program":"impact","settings":{},"files":[1]}`) }, `its "files" is not as this program writes it`},
		{"an input", func(f fstest.MapFS) { f[manifestName].Data = []byte(`{"program":"impact","settings":{},"law":7}`) }, `its "law" names no input`},
		{"no tables", func(f fstest.MapFS) {
			for name := range f {
				if strings.HasPrefix(name, "tables/") {
					delete(f, name)
				}
			}
		}, "run: no table in tables/"},
		{"empty table", func(f fstest.MapFS) { f["tables/totals.csv"].Data = nil }, "run/tables/totals.csv: it is empty"},
		{"ragged table", func(f fstest.MapFS) { f["tables/totals.csv"].Data = []byte("a,b\n1,2\n1\n") }, "run/tables/totals.csv: line 3: wrong number of fields"},
		{"a name twice", func(f fstest.MapFS) { f["tables/totals.csv"].Data = []byte("a,a\n1,2\n") }, `the column name "a" stands twice or is empty`},
		{"many rows", func(f fstest.MapFS) {
			rows := []byte("a\n")
			for i := range mostRows + 1 {
				rows = fmt.Appendln(rows, i)
			}
			f["tables/totals.csv"].Data = rows
		}, fmt.Sprintf("run/tables/totals.csv: line %d: more than %d rows; the table that impact run wrote would be right", mostRows+2, mostRows)},
		{"many bytes", func(f fstest.MapFS) { f["tables/totals.csv"].Data = make([]byte, mostBytes+1) },
			fmt.Sprintf("run: tables/totals.csv: %d bytes; a table that impact run wrote, of %d at most, would be right", mostBytes+1, mostBytes)},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := small().files()
			c.change(files)
			if _, err := Read("run", files); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v; want a part %q", err, c.says)
			}
		})
	}
}

// A folder that is not as its run left it is compared as it stands, and that is said.
func TestTouched(t *testing.T) {
	files := small().files()
	files["tables/ledger.csv"].Data = bytes.Replace(files["tables/ledger.csv"].Data, []byte("100,100"), []byte("101,101"), 1)
	files["notes.txt"] = &fstest.MapFile{}
	delete(files, "report.html")
	f, err := Read("run", files)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"notes.txt is not of the run", "report.html is missing", "tables/ledger.csv has been changed since the run"}
	if !slices.Equal(f.Touched, want) {
		t.Errorf("touched: %q, want %q", f.Touched, want)
	}
	c := Of(small().read(t, "old"), f)
	if c.Same() || !strings.HasPrefix(c.Cautions()[0], "B is not as its run left it: notes.txt is not of the run, report.html is missing and") {
		t.Errorf("%q", c.Cautions())
	}
	if slices.ContainsFunc(c.Cautions(), func(s string) bool { return strings.Contains(s, "the program is not the same") }) {
		t.Error("a touched table is put down to the program")
	}
}

// Holding B against A says of each thing what holding A against B says, with the sides
// changed over.
func TestMirror(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	turned := map[Relation]Relation{InA: InB, InB: InA}
	for range 200 {
		a, b := shaken(r).read(t, "a"), shaken(r).read(t, "b")
		there, back := Of(a, b), Of(b, a)
		if there.Same() != back.Same() || len(there.changed()) != len(back.changed()) || len(there.Tables) != len(back.Tables) {
			t.Fatalf("%d and %d figures change", len(there.changed()), len(back.changed()))
		}
		for _, f := range there.Figures {
			i := slices.IndexFunc(back.Figures, func(g Figure) bool { return g.Reading == f.Reading && g.Part == f.Part && g.Name == f.Name })
			if i < 0 {
				t.Fatalf("%+v has no mirror", f)
			}
			want := f.Relation()
			if x, ok := turned[want]; ok {
				want = x
			}
			if got := back.Figures[i].Relation(); got != want {
				t.Errorf("%+v: %v there, %v back", f, f.Relation(), got)
			}
			by, _ := f.Change()
			if yb, _ := back.Figures[i].Change(); yb != -by {
				t.Errorf("%s changes by %v there, %v back", f.Name, by, yb)
			}
		}
		for i, d := range there.Tables {
			e := back.Tables[i]
			if d.Same != e.Same || len(d.Changed) != len(e.Changed) || len(d.Only[0]) != len(e.Only[1]) || len(d.Only[1]) != len(e.Only[0]) || d.Missing[0] != e.Missing[1] {
				t.Errorf("%s: %+v there, %+v back", d.Table, d, e)
			}
			if d.Missing == [2]bool{} && (d.Same+len(d.Changed)+len(d.Only[0]) != d.Rows[0] || d.Same+len(d.Changed)+len(d.Only[1]) != d.Rows[1]) {
				t.Errorf("%s: not every row is told of: %+v", d.Table, d)
			}
		}
	}
}

// shaken is a small run with some of its cells, rows and tables changed.
func shaken(r *rand.Rand) trial {
	x := small()
	for _, name := range []string{"fiscal", "ledger", "projection", "totals"} {
		var kept []string
		for i, line := range strings.SplitAfter(x.tables[name], "\n") {
			switch n := r.IntN(8); {
			case i == 0 || n > 2:
			case n == 0:
				continue
			case n == 1:
				line += line
			case n == 2:
				line = strings.Replace(line, ",2", fmt.Sprintf(",%d", 3+r.IntN(9)), 1)
			}
			kept = append(kept, line)
		}
		if x.tables[name] = strings.Join(kept, ""); name != "totals" && r.IntN(12) == 0 {
			delete(x.tables, name)
		}
	}
	x.settings["seed"] = r.IntN(2)
	return x
}

// The same two runs give the same document, whatever order maps have.
func TestSameDocument(t *testing.T) {
	change := replace("totals", "10,20,30\nbill,wide,felony", "11,22,33\nbill,wide,felony")
	first, err := against(t, change).Document("", 5)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		again, err := against(t, change).Document("", 5)
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(again) != fmt.Sprint(first) {
			t.Fatal("two documents of the same runs differ")
		}
	}
}

// The picture shows the figures that change, and its words say their numbers.
func TestPicture(t *testing.T) {
	c := against(t, replace("totals", "10,20,30\nbill,wide,felony", "11,22,33\nbill,wide,felony"))
	p, err := c.picture(Bounds)
	if err != nil || p == nil {
		t.Fatal(p, err)
	}
	if want := "wide, charges that change: A 20 (10 to 30), B 22 (11 to 33)."; p.Alt != want {
		t.Errorf("alt %q, want %q", p.Alt, want)
	}
	if !strings.HasPrefix(p.SVG, "<svg") || !bytes.HasPrefix(p.PNG, []byte("\x89PNG")) {
		t.Error("no SVG or no PNG")
	}
	if p, err := c.picture(Chance); p != nil || err != nil {
		t.Errorf("a picture of figures that stay: %v, %v", p, err)
	}
	skewed := against(t, replace("projection", "4,4,2,6,1,8", "9,4,2,6,1,8")) // the mean lies outside its interval
	if p, err := skewed.picture(Chance); p != nil || err != nil {
		t.Errorf("a skewed figure is drawn: %v, %v", p, err)
	}
}

func FuzzTable(f *testing.F) {
	for _, text := range small().tables {
		f.Add(text, "a,b\n1,2\n")
	}
	f.Add("\"", "a,a")
	f.Fuzz(func(t *testing.T, x, y string) {
		a, errA := parseTable("t", strings.NewReader(x))
		b, errB := parseTable("t", strings.NewReader(y))
		if errA != nil || errB != nil {
			return
		}
		d := differ("t", [2]*Table{&a, &b}, pair([]string{"wide"}, []string{"wide"}))
		if d.Same+len(d.Changed)+len(d.Only[0]) != d.Rows[0] || d.Same+len(d.Changed)+len(d.Only[1]) != d.Rows[1] {
			t.Errorf("not every row is told of: %+v", d)
		}
		if d := differ("t", [2]*Table{&a, &a}, pairing{}); !d.Alike() {
			t.Errorf("a table differs from itself: %+v", d)
		}
	})
}

func FuzzManifest(f *testing.F) {
	f.Add(small().files()[manifestName].Data)
	f.Add([]byte(`{"program":"impact","settings":{"x":null,"y":[],"z":[1]},"data":null,"law":{}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := parseManifest(b)
		if err != nil {
			return
		}
		again, err := parseManifest(b)
		if err != nil || fmt.Sprint(again) != fmt.Sprint(m) {
			t.Errorf("read twice: %v and %v", m, again)
		}
		for _, x := range made(&m, &again) {
			if x.Differs() {
				t.Errorf("a manifest differs from itself in %s", x.Name)
			}
		}
	})
}

// Two versions of a file of one run on two processors: numbers may differ beyond nine
// digits, and nothing else; what cannot be held against each other is named.
func TestNear(t *testing.T) {
	parquet := func(v float64, text any) string {
		var b bytes.Buffer
		w, err := columnar.NewWriter(&b, []columnar.Column{{Name: "x", Type: columnar.Float64}, {Name: "y"}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.Row([]any{v, text}), w.Close()); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	document := func(parts ...string) string {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for i := 0; i < len(parts); i += 2 {
			w, err := z.Create(parts[i])
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write([]byte(parts[i+1])); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for _, c := range []struct{ name, a, b, at, left string }{
		{"t.csv", "a,b\n1,x\n", "a,b\n1.0000000001,x\n", "", ""},
		{"t.csv", "a,b\n1,x\n", "a,b\n1.00000001,x\n", "row 1", ""},
		{"t.csv", "a,b\n1,x\n", "a\n", "columns", ""},
		{"t.csv", "a,b\n1,x\n", "a,b\n1\n", "cannot be compared", ""},
		{"t.parquet", parquet(1, "x"), parquet(1.0000000001, "x"), "", ""},
		{"t.parquet", parquet(1, "x"), parquet(1.00001, "x"), "column x is 1 ", ""},
		{"t.parquet", parquet(1, "x"), parquet(1, "z"), "column y", ""},
		{"t.parquet", parquet(1, ""), parquet(1, nil), "column y", ""},
		{"t.parquet", parquet(1, "x"), "x", "cannot be compared", ""},
		{"report.html", "<p>12,345.678901234 beds</p>", "<p>12,345.678901235 beds</p>", "", ""},
		{"report.html", "<p>12 beds</p>", "<p>13 beds</p>", "line 1, character 5", ""},
		{"report.html", "<p>12 beds</p>\n1.0000000001", "<p>12 beds</p>\n1\n", "lines", ""},
		{"report.html", "<p>12 beds</p>", "<p>12 bedz</p>", "line 1", ""},
		{"report.html", "<p>1,2 beds</p>", "<p>12 beds</p>", "line 1", ""},
		{"f.svg", "M1.00000000001 2", "M1 2", "", ""},
		{"f.svg", "M1 2", "M1 2 3", "line 1", ""},
		{"f.png", "\x89PNG\xff", "\x89PNG\xfe", "", "f.png"},
		{"f.png", "\x89PNG\xff", "\x89PNG\xff", "", ""},
		{"n.docx", document("w/d.xml", "<t>1.0000000001</t>"), document("w/d.xml", "<t>1</t>"), "", ""},
		{"n.docx", document("w/d.xml", "<t>2</t>"), document("w/d.xml", "<t>1</t>"), "in its part w/d.xml, line 1", ""},
		{"n.docx", document("w/d.xml", "", "m/p.png", "\xff"), document("w/d.xml", "", "m/p.png", "\xfe"), "", "n.docx (p.png)"},
		{"n.docx", document("w/d.xml", ""), document("w/d.xml", "", "w/e.xml", ""), "only in the re-run", ""},
		{"n.docx", "x", document("w/d.xml", ""), "no document", ""},
	} {
		at, left := Near(c.name, []byte(c.a), []byte(c.b), "the folder", "the re-run")
		if (at == "") != (c.at == "") || !strings.Contains(at, c.at) || strings.Join(left, " ") != c.left {
			t.Errorf("%s %.40q, %.40q: %q, left %q; want %q, %q", c.name, c.a, c.b, at, left, c.at, c.left)
		}
	}
}
