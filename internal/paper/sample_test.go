package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
)

// bars is a PNG of some bars on white with a frame, so that a clipped edge is seen.
func bars(t testing.TB, wide, high int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, wide, high))
	for y := range high {
		for x := range wide {
			c := color.RGBA{255, 255, 255, 255}
			switch {
			case x < 3 || y < 3 || x >= wide-3 || y >= high-3:
				c = color.RGBA{85, 96, 107, 255}
			case x*10/wide%2 == 1 && y > high-high*(x*10/wide)/11:
				c = color.RGBA{31, 95, 166, 255}
			}
			img.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// small is a document with one of everything.
func small(t testing.TB) *Document {
	return &Document{
		Title:    "Fiscal note & impact",
		Subject:  "A bill",
		Creator:  "A. Writer",
		Keywords: []string{"fiscal", "note"},
		Language: "en-US",
		Created:  "2017-01-01T00:00:00Z",
		Head:     "DRAFT: not reviewed",
		Prefix:   "n-",
		Blocks: []Block{
			Paragraph{Style: Lead, Runs: []Run{{Text: "Costs rise by "}, {Text: "$7,260", Bold: true, Cell: "money:3/mean"}, {Text: " a year."}}},
			Paragraph{Style: Flag, Runs: Text("The law was not read in its source.")},
			Heading{Level: 1, Text: "State Impact", ID: "state"},
			Table{
				Caption: "State impact",
				Columns: []Column{{Head: "Agency", Width: 3}, {Head: "FY 18 $", Right: true}, {Head: "FY 19 $", Right: true}},
				Rows: []Row{
					{Group: true, Cells: [][]Run{Text("General Fund")}},
					{Cells: [][]Run{Text("Correction | Dept."), {{Text: "1,000", Cell: "money:1/mean", Note: Text("Average cost, not marginal.")}}, Text("<10")}},
					{Total: true, Cells: [][]Run{Text("All"), Text("1,000"), Text("")}},
				},
				Note: "GF = General Fund",
			},
			Heading{Level: 2, Text: "Explanation", ID: "why"},
			Paragraph{Runs: []Run{
				{Text: "See "}, {Text: "the table", Link: "#state"}, {Text: " and "}, {Text: "the bill", Link: "https://example.org/bill?a=1&b=(2)"},
				{Text: "; run "}, {Text: "impact run --x", Code: true}, {Text: ", it is "}, {Text: "not", Italic: true, Bold: true}, {Text: " law", Note: []Run{{Text: "See ", Italic: true}, {Text: "https://example.org", Link: "https://example.org"}}}, {Text: ".\nA second line\twith a tab."},
			}},
			List{Items: [][]Run{Text("one point"), Text("1. another")}},
			List{Ordered: true, Items: [][]Run{Text("first"), Text("second")}},
			PageBreak{},
			Picture{Name: "bars", PNG: bars(t, 60, 30), SVG: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><title>Bars</title><path d="M0 0H1V1Z"/></svg>`, Alt: "Bars that rise", Caption: "Figure 1. Bars", Width: 2},
			Paragraph{Style: Small, Runs: Text("Sources: none")},
		},
	}
}

// rich is a document of some pages: a table over several pages, groups, totals, notes in
// tables and lists, wide and small tables, pictures wide, narrow and tall.
func rich(t testing.TB) *Document {
	d := small(t)
	d.Title = "sHB 7309: An act concerning human trafficking, as it would stand after the seven recommendations of the council"
	d.Head = "DRAFT of a fiscal note, not reviewed by any office; figures rest on synthetic data"
	long := "To the extent that offenders are prosecuted for new or expanded offenses under this bill, potential costs for incarceration or probation supervision in the community, or judicial revenue would result. "
	d.Blocks = append(d.Blocks,
		Heading{Level: 1, Text: "The long table", ID: "long"},
		Paragraph{Runs: Text(strings.Repeat(long, 3))},
		longTable(),
		Heading{Level: 2, Text: "Right below a table: a heading of the second level that is so long that it needs more than one line of the page"},
		Heading{Level: 3, Text: "A heading of the third level"},
		Paragraph{Runs: Text(long)},
		Heading{Level: 4, Text: "A heading of the fourth level"},
		Paragraph{Style: Flag, Runs: []Run{{Text: "Not verified. ", Bold: true}, {Text: strings.Repeat(long, 2)}, {Text: "One flag", Note: Text("A note of a flag.")}}},
		Paragraph{Style: Flag, Runs: Text("A second flag follows at once and is short.")},
		List{Items: [][]Run{Text(long), {{Text: "with a note", Note: Text(long)}}, Text("short")}},
		List{Ordered: true, Items: [][]Run{Text("numbers begin anew"), Text(long), Text("third")}},
		wideTable(),
		Picture{Name: "wide", PNG: bars(t, 900, 450), Alt: "Wide bars", Caption: "Figure 2. A picture as wide as the text, with a caption that says the years, the number of cases, the method and what is withheld, and so runs on over a second line."},
		Picture{Name: "tall", PNG: bars(t, 300, 900), Alt: "Tall bars"},
		Heading{Level: 1, Text: "Sources"},
		Paragraph{Style: Small, Runs: []Run{{Text: "Made again by "}, {Text: "impact run --scenario council-2017 --baseline 2016-10-01 --provisions R1,R2,R3,R4,R5,R6,R7 --draws 2000 --horizon 10 --seed 1 --threshold 5", Code: true}}},
	)
	return d
}

func longTable() Table {
	t := Table{
		Caption: "Charges by section, class and year, current law and proposal",
		Columns: []Column{{Head: "Section", Width: 2.6}, {Head: "Class", Width: 1}, {Head: "Current law", Right: true}, {Head: "Proposal", Right: true}, {Head: "80% interval", Right: true, Width: 1.4}},
		Note:    "Cells below 5 are withheld. Low and high are the least and the most over what the record leaves out.",
	}
	for i := range 70 {
		if i%12 == 0 {
			t.Rows = append(t.Rows, Row{Group: true, Cells: [][]Run{Text(fmt.Sprintf("Chapter %d: offenses of this chapter", i/12+1))}})
		}
		name := []Run{{Text: fmt.Sprintf("53a-%d", 80+i)}}
		switch {
		case i%17 == 3:
			name[0].Text += " Commercial sexual abuse of a minor, where the minor was under fifteen years of age"
		case i%23 == 5:
			name[0].Note = Text(fmt.Sprintf("Section %d was changed by the act of 2016.", 80+i))
		}
		t.Rows = append(t.Rows, Row{Cells: [][]Run{name, Text("Felony B"), Text(fmt.Sprint(1000 - 7*i)), Text(fmt.Sprint(1100 - 7*i)), Text(fmt.Sprintf("%d to %d", 1050-7*i, 1170-7*i))}})
	}
	t.Rows = append(t.Rows, Row{Total: true, Cells: [][]Run{Text("All sections"), Text(""), Text("53,095"), Text("60,095"), Text("")}})
	return t
}

func wideTable() Table {
	t := Table{Caption: "A wide table in small type", Small: true, Columns: []Column{{Head: "Metric of the projection", Width: 3}}}
	row := Row{Cells: [][]Run{Text("Beds, marginal")}}
	for y := range 10 {
		t.Columns = append(t.Columns, Column{Head: fmt.Sprintf("FY %d", 18+y), Right: true})
		row.Cells = append(row.Cells, Text("1,234.5"))
	}
	t.Rows = []Row{row, row}
	return t
}
