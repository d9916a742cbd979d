package paper

import (
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var imageTag = regexp.MustCompile(`<img [^>]*>`)

func TestWalk(t *testing.T) {
	var got []string
	d := Document{Blocks: []Block{
		Heading{Level: 1, Text: "no run"},
		Paragraph{Runs: []Run{{Text: "a", Note: []Run{{Text: "b"}, {Text: "c"}}}, {Text: "d"}}},
		List{Items: [][]Run{Text("e"), Text("f")}},
		Table{Columns: make([]Column, 2), Rows: []Row{{Group: true, Cells: [][]Run{Text("g")}}, {Cells: [][]Run{Text("h"), {{Text: "i", Note: Text("j")}}}}}},
	}}
	d.Walk(func(r Run) { got = append(got, r.Text) })
	if want := strings.Split("abcdefghij", ""); !slices.Equal(got, want) {
		t.Errorf("%v; %v would be right", got, want)
	}
}

// Walk visits as many cells as the page marks.
func TestWalkCells(t *testing.T) {
	n := 0
	small(t).Walk(func(r Run) {
		if r.Cell != "" {
			n++
		}
	})
	if marked := strings.Count(string(write(t, small(t), "html")), "data-cell="); n != 2 || marked != 2 {
		t.Errorf("%d cells are visited and %d marked; 2 would be right", n, marked)
	}
}

func TestFaults(t *testing.T) {
	column := []Column{{Head: "a"}}
	for _, c := range []struct {
		want string
		doc  Document
	}{
		{"has no title", Document{Title: " \n"}},
		{"no date", Document{Created: "yesterday"}},
		{"prefix", Document{Prefix: "a b"}},
		{"is of level 0", Document{Blocks: []Block{Heading{Text: "x"}}}},
		{"is of level 5; 1 to 4", Document{Blocks: []Block{Heading{Level: 5, Text: "x"}}}},
		{"at most 2", Document{Blocks: []Block{Heading{Level: 1, Text: "x"}, Heading{Level: 3, Text: "y"}}}},
		{"has no text", Document{Blocks: []Block{Heading{Level: 1}}}},
		{"another heading's", Document{Blocks: []Block{Heading{Level: 1, Text: "x", ID: "a"}, Heading{Level: 1, Text: "y", ID: "a"}}}},
		{`id "a b"`, Document{Blocks: []Block{Heading{Level: 1, Text: "x", ID: "a b"}}}},
		{"has no columns", Document{Blocks: []Block{Table{Caption: "x"}}}},
		{"neither caption nor heads", Document{Blocks: []Block{Table{Columns: make([]Column, 1)}}}},
		{"row 1 has 2 cells; 1 would be right", Document{Blocks: []Block{Table{Columns: column, Rows: []Row{{Cells: make([][]Run, 2)}}}}}},
		{"row 1 has 0 cells; 1 would be right", Document{Blocks: []Block{Table{Columns: column, Rows: []Row{{Group: true}}}}}},
		{"heads a group and has no text", Document{Blocks: []Block{Table{Columns: column, Rows: []Row{{Group: true, Cells: [][]Run{Text(" ")}}}}}}},
		{"a width of -1", Document{Blocks: []Block{Table{Columns: []Column{{Head: "a", Width: -1}}}}}},
		{"no file's", Document{Blocks: []Block{Picture{Name: "../x", Alt: "x", PNG: bars(t, 4, 4)}}}},
		{"no alternative text", Document{Blocks: []Block{Picture{Name: "x", PNG: bars(t, 4, 4)}}}},
		{"is no PNG", Document{Blocks: []Block{Picture{Name: "x", Alt: "x", PNG: []byte("GIF")}}}},
		{"begin with <svg", Document{Blocks: []Block{Picture{Name: "x", Alt: "x", PNG: bars(t, 4, 4), SVG: "<?xml?>"}}}},
		{"inches wide", Document{Blocks: []Block{Picture{Name: "x", Alt: "x", PNG: bars(t, 4, 4), Width: -1}}}},
		{"links to #x", Document{Blocks: []Block{Paragraph{Runs: []Run{{Text: "a", Link: "#x"}}}}}},
		{"links to \"javascript:x\"", Document{Blocks: []Block{Paragraph{Runs: []Run{{Text: "a", Link: "javascript:x"}}}}}},
		{"links to \"ftp", Document{Blocks: []Block{Paragraph{Runs: []Run{{Note: []Run{{Link: "ftp://x"}}}}}}}},
		{"note of its own", Document{Blocks: []Block{Paragraph{Runs: []Run{{Note: []Run{{Text: "a", Note: Text("b")}}}}}}}},
	} {
		if c.doc.Title == "" {
			c.doc.Title = "t"
		}
		for format, write := range writers {
			if err := write(&c.doc, io.Discard); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v; %q would be right", format, err, c.want)
			}
		}
	}
}

func TestBase(t *testing.T) {
	d := Document{Title: "t", Blocks: []Block{Heading{Level: 1, Text: "a"}, Heading{Level: 2, Text: "b"}}}
	for base, good := range map[int]bool{0: false, 1: true, 5: true, 6: false, 7: false} {
		if err := d.WriteHTML(io.Discard, base); (err == nil) != good {
			t.Errorf("base %d: %v", base, err)
		}
	}
}

// A document of a title alone, and one whose table has no rows, are documents.
func TestLeast(t *testing.T) {
	for format := range writers {
		write(t, &Document{Title: "t"}, format)
		write(t, &Document{Title: "t", Blocks: []Block{Table{Columns: []Column{{Head: "a"}}}, List{}, Paragraph{}, PageBreak{}}}, format)
	}
}

// Nothing of the fragment needs what a strict policy forbids, and no id comes twice.
func TestFragment(t *testing.T) {
	d := small(t)
	d.Blocks = append(d.Blocks, Table{Columns: []Column{{Head: "a"}, {}}, Rows: []Row{{Cells: [][]Run{Text(""), Text("x")}}}}, Table{Columns: []Column{{Head: "a"}}})
	s := string(write(t, d, "html"))
	for _, bad := range []string{"style=", "onclick", "<script", "<style", "javascript:"} {
		if strings.Contains(s, bad) {
			t.Errorf("the fragment holds %s", bad)
		}
	}
	for _, form := range []string{`id="([^"]*)"`, `role="region" aria-label="([^"]*)"`} {
		seen := map[string]bool{}
		for _, m := range regexp.MustCompile(form).FindAllStringSubmatch(s, -1) {
			if seen[m[1]] {
				t.Errorf("%s comes twice", m[0])
			}
			seen[m[1]] = true
		}
	}
	for _, m := range regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(s, -1) {
		if !strings.Contains(s, `id="`+m[1]+`"`) {
			t.Errorf("nothing has the id %s", m[1])
		}
	}
	if m := regexp.MustCompile(`<th[^>]*></th>`).FindString(s); m != "" {
		t.Errorf("%s heads nothing", m)
	}
}

// What stands in Markdown as it is, and what needs a backslash.
func TestEscaped(t *testing.T) {
	for in, want := range map[string]string{
		"$7,260 and $61,320":     "$7,260 and $61,320",
		"FY 18 $ or $ 5":         "FY 18 $ or $ 5",
		"$x$":                    `\$x\$`,
		"tables/a_b.csv":         "tables/a_b.csv",
		"_a_":                    `\_a\_`,
		"2*3*4":                  `2\*3\*4`,
		"R&D; A & B":             `R\&D; A & B`,
		"&copy;":                 `\&copy;`,
		"<10 and >5":             "<10 and >5",
		"<b>":                    `\<b>`,
		"[a](b)":                 `\[a\](b)`,
		"a|b":                    `a\|b`,
		"53a-86(a)(1)":           "53a-86(a)(1)",
		"who@example.org, @who":  `who@example.org, \@who`,
		`back\slash`:             `back\\slash`,
		"x^2^, ~1~, `c`, {#id}!": "x\\^2\\^, \\~1\\~, \\`c\\`, \\{#id}!",
	} {
		if got := escaped(in); got != want {
			t.Errorf("%s: %s; %s would be right", in, got, want)
		}
	}
}

// What would open a heading, a quote or a list at the start of a line does not.
func TestAtStart(t *testing.T) {
	for in, want := range map[string]string{
		"# a": `\# a`, "> a": `\> a`, "- a": `\- a`, "-5 charges": "-5 charges", "+ a": `\+ a`, "---": `\---`, "=": `\=`, ": a": `\: a`,
		"1. a": `1\. a`, "12) a": `12\) a`, "(a) A person": `(a\) A person`, "iv. a": `iv\. a`, "2.5 a": "2.5 a", "It. a": "It. a", "(2)(b) a": "(2)(b) a",
	} {
		if got := atStart(in); got != want {
			t.Errorf("%s: %s; %s would be right", in, got, want)
		}
	}
}

// Marks of looks stand at words, and those of neighbours of one look are one.
func TestLooks(t *testing.T) {
	for _, c := range []struct {
		runs []Run
		want string
	}{
		{[]Run{{Text: " a ", Bold: true}, {Text: "b"}}, "**a** b"},
		{[]Run{{Text: "a", Bold: true}, {Text: "b", Bold: true, Cell: "x:1/y"}}, "**ab**"},
		{[]Run{{Text: "a", Bold: true, Note: Text("n")}, {Text: "b", Bold: true}}, "**a**[^1]**b**"},
		{[]Run{{Text: "a`b", Code: true}}, "``a`b``"},
		{[]Run{{Text: "`", Code: true}}, "`` ` ``"},
		{[]Run{{Text: "Stop!"}, {Text: "a", Link: "https://x.org"}}, `Stop\![a](https://x.org)`},
		{[]Run{{Text: "a", Link: "https://x.org/(b)"}}, "[a](<https://x.org/(b)>)"},
		{[]Run{{Text: "https://x.org", Link: "https://x.org"}}, "<https://x.org>"},
		{[]Run{{Text: "a\n- b"}}, "a\\\n\\- b"},
		{[]Run{{Text: "a", Bold: true, Italic: true}}, "***a***"},
	} {
		m := markdown{}
		if got := m.lines(c.runs, ""); got != c.want {
			t.Errorf("%v: %s; %s would be right", c.runs, got, c.want)
		}
	}
}

// Headings are found by the anchors that readers of Markdown give them.
func TestSlugs(t *testing.T) {
	d := Document{Title: "Sources", Blocks: []Block{
		Heading{Level: 1, Text: "Sources", ID: "a"},
		Heading{Level: 1, Text: "The Out Years: § 5, (b)", ID: "b"},
		Heading{Level: 1, Text: "sources", ID: "c"},
	}}
	got := d.slugs()
	for id, want := range map[string]string{"a": "sources-1", "b": "the-out-years--5-b", "c": "sources-2"} {
		if got[id] != want {
			t.Errorf("%s: %s; %s would be right", id, got[id], want)
		}
	}
}

func TestShares(t *testing.T) {
	for _, c := range []struct {
		widths []float64
		want   []int
	}{
		{[]float64{0, 0}, []int{4680, 4680}},
		{[]float64{2, 0, 1}, []int{4680, 2340, 2340}},
		{[]float64{1, 1, 1, 1, 1, 1, 1}, []int{1337, 1337, 1337, 1338, 1337, 1337, 1337}}, // 9360/7 = 1337.14
	} {
		columns := make([]Column, len(c.widths))
		for i, w := range c.widths {
			columns[i].Width = w
		}
		if got := shares(columns); !slices.Equal(got, c.want) {
			t.Errorf("%v: %v; %v would be right", c.widths, got, c.want)
		}
	}
}
