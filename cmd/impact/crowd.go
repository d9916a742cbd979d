package main

import (
	"fmt"
	"slices"
	"strings"

	"impact/internal/ingest"
	"impact/internal/report"
)

// crowdThreshold is the size below which a group of rows is called small: that of the
// default --threshold.
const crowdThreshold = 10

// crowd tells, in words for who must approve the data, whether rows could be recognised
// by what is no identifier.
func (i *inspector) crowd(c *ingest.Crowd) {
	if c.Rows == 0 || len(c.Columns()) == 0 {
		return
	}
	i.line("\nWho could be recognised without a name (quasi-identifiers)")
	i.line("  Somebody who knows of a person what stands in %s", wordList(c.Columns()))
	i.line("  finds that person's row if nobody else shares it. A row is unique if what it holds there belongs to one %s alone.", c.Unit)
	if c.Unit != "person" {
		i.line("  The data know no persons: one who has several %ss counts as several.", c.Unit)
	}
	whole := c.Whole(crowdThreshold)
	rows := []string{"known\tcombinations\trows unique\tin groups below " + fmt.Sprint(crowdThreshold) + " rows\tsmallest group (k)"}
	rows = append(rows, crowdRow("all of these", whole))
	for _, x := range c.Coarser(crowdThreshold) {
		what := "all, days as " + x.Coarse
		if x.Coarse == "" {
			what = "all but the days"
		}
		rows = append(rows, crowdRow(what, x))
	}
	sets := c.Sets(crowdThreshold)
	shown := 0
	for _, x := range sets {
		if x.Unique > 0.5 && minimal(x, sets) {
			if shown++; shown <= 5 {
				rows = append(rows, crowdRow(strings.Join(x.Columns, " + "), x))
			}
		}
	}
	i.table("  By what is known", rows)
	switch {
	case shown > 0:
		shown = min(shown, 5)
		i.line("  The last %s the fewest columns that make most rows unique.", map[bool]string{true: "row names", false: "rows name"}[shown == 1])
	default:
		if best := mostUnique(sets); best != nil {
			i.line("  No three columns make most rows unique; %s come nearest, with %s.", strings.Join(best.Columns, " + "), shareOf(best.Unique))
		}
	}
	if whole.Sampled {
		i.line("  ~ is estimated from the rows of a sample of the values of the first column; where that has few values, uniqueness is at most this.")
	}
	i.line("  Dropping or coarsening a column before the data are handed on lowers these shares; the program's own results hold no rows.")
}

func wordList(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

func crowdRow(what string, x ingest.Crowding) string {
	about := ""
	k := report.Figure(float64(x.K))
	if x.Sampled {
		about = "~"
		if x.K > 1 {
			k = "at most " + k
		}
	}
	return fmt.Sprintf("%s\t%s%s\t%s%s\t%s%s\t%s", what, about, report.Figure(float64(x.Combinations)), about, shareOf(x.Unique), about, shareOf(x.Small), k)
}

// shareOf writes a share in percent, so that little is not nothing and much not all.
func shareOf(x float64) string {
	switch p := 100 * x; {
	case p > 0 && p < 0.1:
		return "under 0.1%"
	case p < 100 && p > 99.9:
		return "over 99.9%"
	default:
		return fmt.Sprintf("%.1f%%", p)
	}
}

// minimal reports whether no fewer of the set's columns make most rows unique.
func minimal(x ingest.Crowding, sets []ingest.Crowding) bool {
	for _, y := range sets {
		if len(y.Columns) < len(x.Columns) && y.Unique > 0.5 && within(y.Columns, x.Columns) {
			return false
		}
	}
	return true
}

func within(part, whole []string) bool {
	return !slices.ContainsFunc(part, func(p string) bool { return !slices.Contains(whole, p) })
}

// mostUnique is the set that leaves most rows unique; nil if there is none.
func mostUnique(sets []ingest.Crowding) (best *ingest.Crowding) {
	for n := range sets {
		if best == nil || sets[n].Unique > best.Unique {
			best = &sets[n]
		}
	}
	return best
}
