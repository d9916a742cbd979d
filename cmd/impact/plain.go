package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"impact/internal/paper"
	"impact/internal/report"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// write writes a document to standard output in a layout, without its pictures, which
// neither has a place for.
func (a *app) write(doc *paper.Document, layout string) error {
	words := *doc
	words.Blocks = slices.DeleteFunc(slices.Clone(doc.Blocks), func(b paper.Block) bool {
		_, picture := b.(paper.Picture)
		return picture
	})
	if layout == string(report.Markdown) {
		return words.WriteMarkdown(a.stdout)
	}
	return writePlain(a.stdout, &words)
}

// layoutOf checks the name of a layout that documents have.
func layoutOf(name string) error {
	if name != string(report.PlainText) && name != string(report.Markdown) {
		return wrongf("--format %q: %s or %s would be right", name, report.PlainText, report.Markdown)
	}
	return nil
}

// writePlain writes a document as plain text.
func writePlain(w io.Writer, d *paper.Document) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", d.Title)
	if d.Head != "" {
		fmt.Fprintf(&b, "%s\n", d.Head)
	}
	for _, block := range d.Blocks {
		switch block := block.(type) {
		case paper.Heading:
			fmt.Fprintf(&b, "\n%s%s\n", strings.Repeat("  ", block.Level-1), block.Text)
		case paper.Paragraph:
			mark := "  "
			if block.Style == paper.Flag {
				mark = "! "
			}
			fmt.Fprintf(&b, "%s%s\n", mark, runText(block.Runs))
		case paper.List:
			for i, item := range block.Items {
				mark := "-"
				if block.Ordered {
					mark = fmt.Sprintf("%d.", i+1)
				}
				fmt.Fprintf(&b, "  %s %s\n", mark, runText(item))
			}
		case paper.Table:
			b.WriteString(plainTable(block))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// runText is the text of runs, notes aside.
func runText(runs []paper.Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

// widest is the width in characters at which a column of a plain table is wrapped.
const widest = 46

func plainTable(t paper.Table) string {
	w := table.NewWriter()
	w.SetStyle(table.StyleLight)
	w.Style().Format.Header = text.FormatDefault
	w.Style().Options.SeparateColumns = false
	w.Style().Options.DrawBorder = false
	var configs []table.ColumnConfig
	heads := table.Row{}
	for i, c := range t.Columns {
		one := table.ColumnConfig{Number: i + 1, WidthMax: widest, WidthMaxEnforcer: text.WrapSoft}
		if c.Right {
			one.Align, one.AlignHeader = text.AlignRight, text.AlignRight
		}
		configs = append(configs, one)
		heads = append(heads, c.Head)
	}
	w.SetColumnConfigs(configs)
	w.AppendHeader(heads)
	for _, r := range t.Rows {
		if r.Group || r.Total {
			w.AppendSeparator()
		}
		row := table.Row{}
		for _, c := range r.Cells {
			row = append(row, runText(c))
		}
		w.AppendRow(row)
	}
	var b strings.Builder
	if t.Caption != "" {
		fmt.Fprintf(&b, "  %s\n", t.Caption)
	}
	for line := range strings.Lines(w.Render()) {
		fmt.Fprintf(&b, "  %s\n", strings.TrimRight(line, " \n"))
	}
	if t.Note != "" {
		fmt.Fprintf(&b, "  %s\n", t.Note)
	}
	return b.String()
}
