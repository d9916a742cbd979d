// Package compare holds two result folders against each other: which inputs, law,
// settings and figures differ. It reads what a run wrote and runs nothing.
package compare

import (
	"fmt"
	"slices"
	"strings"
)

// A Comparison is what differs between two runs, A and B.
type Comparison struct {
	Sides    [2]*Folder
	Made     []Made // what the runs were made of
	Readings pairing
	Figures  []Figure
	Tables   []Difference
}

// Made is one thing that a run was made of: its value in A and in B, as people read it.
type Made struct {
	Name string
	Text [2]string
	Kind Kind
	full [2]string // with whole hashes
}

// A Kind says what sort of thing a run was made of.
type Kind uint8

// The kinds.
const (
	Inputs  Kind = iota // a file that was read, with its hash
	Chosen              // a setting
	Program             // the version of the program
)

// Differs reports whether the runs differ in it.
func (m Made) Differs() bool { return m.Text[0] != m.Text[1] || m.full[0] != m.full[1] }

// Of holds run B against run A.
func Of(a, b *Folder) *Comparison {
	c := &Comparison{Sides: [2]*Folder{a, b}, Readings: pair(a.Manifest.readings(), b.Manifest.readings())}
	c.Made = made(&a.Manifest, &b.Manifest)
	c.Figures = headlines(c.Sides, c.Readings)
	var names []string
	for _, f := range c.Sides {
		for _, t := range f.Tables {
			names = append(names, t.Name)
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		c.Tables = append(c.Tables, differ(name, [2]*Table{a.table(name), b.table(name)}, c.Readings))
	}
	return c
}

// made are the inputs, the version and the settings of two runs.
func made(a, b *Manifest) []Made {
	both := [2]*Manifest{a, b}
	var out []Made
	var names []string
	for _, m := range both {
		for _, in := range m.Inputs {
			if !slices.Contains(names, in.Part) {
				names = append(names, in.Part)
			}
		}
	}
	slices.SortStableFunc(names, func(x, y string) int {
		if place(x) != place(y) {
			return place(x) - place(y)
		}
		return strings.Compare(x, y)
	})
	for _, n := range names {
		one := Made{Name: n, Kind: Inputs}
		for i, m := range both {
			one.Text[i], one.full[i] = sources(m.Input(n)), fmt.Sprint(m.Input(n))
		}
		out = append(out, one)
	}
	out = append(out, Made{Name: "program version", Kind: Program, Text: [2]string{a.Version, b.Version}})
	names = nil
	for _, m := range both {
		for _, s := range m.Settings {
			names = append(names, s.Name)
		}
	}
	slices.Sort(names)
	for _, n := range slices.Compact(names) {
		one := Made{Name: spaced(n), Kind: Chosen}
		for i, m := range both {
			if one.Text[i] = m.Setting(n); one.Text[i] == "" {
				one.Text[i] = "not set"
			}
		}
		out = append(out, one)
	}
	return out
}

// sources are files by name, the first twelve digits of their hash, and size.
func sources(list []Source) string {
	if len(list) == 0 {
		return "none"
	}
	var out []string
	for _, s := range list {
		out = append(out, fmt.Sprintf("%s, SHA-256 %s…, %s bytes", s.Name, s.SHA256[:min(12, len(s.SHA256))], amount(float64(s.Bytes))))
	}
	return strings.Join(out, "; ")
}

// Same reports whether nothing differs: neither what the runs were made of nor what
// they found.
func (c *Comparison) Same() bool {
	return !slices.ContainsFunc(c.Made, Made.Differs) && c.sameFindings()
}

// sameFindings reports whether every row of every table is alike.
func (c *Comparison) sameFindings() bool {
	return !slices.ContainsFunc(c.Tables, func(d Difference) bool { return !d.Alike() }) && len(c.Readings.Only[0])+len(c.Readings.Only[1]) == 0
}

// made finds a thing by name.
func (c *Comparison) made(name string) Made {
	for _, m := range c.Made {
		if m.Name == name {
			return m
		}
	}
	return Made{}
}

// changed are the headline figures that differ.
func (c *Comparison) changed() []Figure {
	var out []Figure
	for _, f := range c.Figures {
		if f.Relation() != Equal {
			out = append(out, f)
		}
	}
	return out
}
