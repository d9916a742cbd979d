package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"impact/internal/dialect"
	"impact/internal/ingest"
	"impact/internal/law"
)

// coding understands the texts that the first step listed.
func (a *app) coding(f *reduceFlags, s *study) (*dialect.Coding, error) {
	m, mapIn, err := loadMap(f.mapName)
	if err != nil {
		return nil, err
	}
	files, shut, err := a.openData([]string{f.distinct}, "")
	defer shut()
	if err != nil {
		return nil, err
	}
	texts, err := readTexts(f.d, files[0])
	if err != nil {
		return nil, err
	}
	found, present, err := ingest.Fields(files[0].Name, texts.header, ingest.Options{Map: m, Resolve: s.code, Allow: f.allow})
	if err != nil {
		return nil, err
	}
	var mapDay law.Date
	if m != nil {
		mapDay = m.LawDate.Date
		f.synthetic = f.synthetic || m.Synthetic != nil && *m.Synthetic
	}
	var fields []dialect.Field
	if err := ingest.GuardTexts(files[0].Name, texts.listings(found), ingest.Options{Map: m, Allow: f.allow}); err != nil {
		return nil, err
	}
	for _, x := range found {
		if !dialect.Needed(x.Name) {
			continue
		}
		values, err := a.values(files[0].Name, x, texts)
		if err != nil {
			return nil, err
		}
		fields = append(fields, dialect.Field{Name: x.Name, Sources: x.Sources, ID: x.ID, Missing: x.Missing, Marks: x.Marks, Values: values})
	}
	meta := dialect.Meta{Origin: s.origin(mapIn), Present: present, Synthetic: f.synthetic}
	return dialect.NewCoding(fields, meta, s.frame(), s.baseline, mapDay), nil
}

// listings are the texts of each of the table's columns.
func (l *listed) listings(fields []*ingest.Field) (out []ingest.Listing) {
	for _, f := range fields {
		keys := slices.Clone(l.keys[f.Name])
		slices.Sort(keys)
		keys = slices.Compact(keys)
		for i, source := range f.Sources {
			x := ingest.Listing{Column: source, Canonical: f.Name}
			for _, key := range keys {
				x.Texts, x.Rows = append(x.Texts, dialect.SplitKey(key, len(f.Sources))[i]), append(x.Rows, l.rows[f.Name][key])
			}
			out = append(out, x)
		}
	}
	return out
}

// values are the texts of a field and what they mean.
func (a *app) values(file string, f *ingest.Field, texts *listed) ([]dialect.Value, error) {
	if f.ID {
		if f.Recoded || len(f.Sources) == 0 {
			return nil, wrongf("the map translates the texts of %s, or states a constant, which SQL does not do with ids; a column of ids as they are would be right", f.Name)
		}
		return nil, nil
	}
	keys, known := texts.keys[f.Name]
	if !known && len(f.Sources) > 0 {
		return nil, wrongf("%s: the texts of %s are not there; the query that impact sql distinct prints with the same --map lists them", file, f.Name)
	}
	list := []string{""}
	if len(f.Sources) == 1 {
		f.SettleDays(keys)
	}
	if len(f.Sources) > 0 {
		blank := dialect.Key(make([]string, len(f.Sources))...)
		list = append(keys, blank)
		slices.Sort(list)
		list = slices.Compact(list)
	}
	var out []dialect.Value
	var odd oddities
	for _, key := range list {
		v := f.Understand(dialect.SplitKey(key, len(f.Sources))...)
		rows := texts.rows[f.Name][key]
		odd.add(f.Name, ingest.ShownOf(f.Name, strings.Join(dialect.SplitKey(key, len(f.Sources)), " "), rows), rows, &v)
		out = append(out, dialect.Value{Key: key, Missing: v.Missing, Reason: v.Reason, Charge: v.Charge, Inchoate: v.Inchoate})
	}
	odd.tell(a)
	return out, nil
}

// oddities are texts of a field that a reader of the mapping should know of.
type oddities struct{ refused, unresolved, unknown []ingest.Tally }

func (o *oddities) add(column, text string, rows int64, v *ingest.Meaning) {
	t := ingest.Tally{Column: column, Text: text, Weight: ingest.Weight{Rows: rows}}
	ref := &v.Charge.Statute
	if ref.Status == law.Missing {
		ref = &v.Charge.Final
	}
	switch {
	case rows == 0:
	case v.Reason != "":
		o.refused = append(o.refused, t)
	case ref.Status != law.Missing && ref.Status != law.Found:
		o.unresolved = append(o.unresolved, t)
	case v.Unknown:
		o.unknown = append(o.unknown, t)
	}
}

func (o *oddities) tell(a *app) {
	for _, x := range []struct {
		what    string
		tallies []ingest.Tally
	}{
		{"texts for which rows are refused,", o.refused}, {"statutes that are not one entry of the code,", o.unresolved}, {"codes that no rule knows,", o.unknown},
	} {
		var rows int64
		for _, t := range x.tallies {
			rows += t.Rows
		}
		slices.SortStableFunc(x.tallies, func(a, b ingest.Tally) int { return cmp.Compare(b.Rows, a.Rows) })
		if rows > 0 {
			a.talk("%s in %s; the most frequent: %s", x.what, plural(rows, "row"), mostFrequent(x.tallies))
		}
	}
}

// listed is what the query of the first step gave: the table's columns, and the
// texts of each field.
type listed struct {
	header []string
	keys   map[string][]string
	rows   map[string]map[string]int64 // for messages: 0 where the file does not say
}

// rowsIn reads how many rows have a text; 0 where the file does not say.
func rowsIn(cell string) (int64, error) {
	if cell = strings.TrimSpace(cell); cell == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(cell, 10, 64)
	if err != nil || n < 0 {
		return 0, wrongf("rows: %q is not a number of rows; a whole number, 0 or more, would be right", cell)
	}
	return n, nil
}

func readTexts(d dialect.Dialect, f ingest.File) (*listed, error) {
	out := &listed{keys: map[string][]string{}, rows: map[string]map[string]int64{}}
	at := map[string]int{}
	err := ingest.Texts(f, func(header, cells []string) error {
		if len(at) == 0 {
			for i, name := range header {
				at[strings.ToLower(strings.TrimSpace(name))] = i
			}
		}
		column, isColumn := at["column"]
		value, isValue := at["value"]
		digits, isHex := at["hex"]
		if !isColumn || !isValue && !isHex {
			return wrongf("columns named column, value, hex and rows would be right: the result of impact sql distinct with its header")
		}
		var text string
		if isHex {
			var err error
			if text, err = d.Text(strings.TrimSpace(cells[digits])); err != nil {
				return wrongf("hex: %v; the result of impact sql distinct --dialect %s would be right", err, d.Name)
			}
		} else {
			text = cells[value]
		}
		if name := strings.TrimSpace(cells[column]); name == dialect.Column {
			out.header = append(out.header, text)
		} else {
			out.keys[name] = append(out.keys[name], text)
			if out.rows[name] == nil {
				out.rows[name] = map[string]int64{}
			}
			if i, ok := at["rows"]; ok {
				n, err := rowsIn(cells[i])
				if err != nil {
					return err
				}
				out.rows[name][text] += n
			}
		}
		return nil
	})
	if err == nil && len(out.header) == 0 {
		err = wrongf("%s: the table's columns are not listed; the whole result of impact sql distinct would be right", f.Name)
	}
	slices.Sort(out.header)
	out.header = slices.Compact(out.header)
	return out, err
}
