package workbook

import (
	"strings"
	"testing"

	"impact/internal/report"
)

// What is withheld is the word in its table, in what shows it and in what is made of it:
// no formula counts over it, and no chart draws it.
func TestWithheld(t *testing.T) {
	r := sampleReport()
	r.Withheld = report.Withholding{Threshold: 10}
	hide := func(table string, columns ...string) {
		x := r.Table(table)
		for _, row := range x.Rows {
			for _, c := range columns {
				if matches(x, row, []string{"reading", wide}) && (field(x, row, "fiscal_year") == "2019" || field(x, row, "to_class") == "felony C") {
					row[place(x, c)] = report.Withheld{}
				}
			}
		}
	}
	hide("class_shift", "low", "central", "high")
	hide("projection", "mean", "median", "lo80", "hi80", "lo95", "hi95")
	hide("fiscal", "central", "lo80", "hi80", "effect")
	f := opened(t, written(t, r))
	rows, err := f.GetRows(costs)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for i, row := range rows[1:] {
		if row[0] != wide || row[5] != "2019" {
			continue
		}
		found++
		for col := 12; col <= 18; col++ {
			if row[col-1] != "withheld" {
				t.Errorf("row %d, column %d of Costs holds %q", i+2, col, row[col-1])
			}
		}
		for _, col := range []int{12, 13, 14, 18} {
			if formula, err := f.GetCellFormula(costs, at(i+2, col)); err != nil || strings.ContainsAny(formula, "*-(") {
				t.Errorf("row %d, column %d of Costs counts: %q, %v", i+2, col, formula, err)
			}
		}
	}
	if found != 3 { // beds on two bases, fines
		t.Errorf("%d rows of Costs are withheld", found)
	}
	lines, err := f.GetRows(summary)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	sums := 0
	for i, l := range lines {
		for k, c := range l {
			if strings.HasSuffix(c, "no chart, for some of its values are withheld.") {
				told = append(told, c)
			}
			if formula, _ := f.GetCellFormula(summary, at(i+1, k+1)); c == "withheld" && strings.Contains(formula, "SUM") {
				sums++
			}
		}
	}
	if len(told) != 5 || sums > 0 { // of classes as charged, the registry, the beds, and their cost on two bases
		t.Errorf("charts that are left out: %q; %d sums over what is withheld", told, sums)
	}
}
