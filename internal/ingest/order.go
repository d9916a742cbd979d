package ingest

import (
	"fmt"
	"slices"
)

// A dating is what the values of a column say of how its days are written.
type dating struct {
	form  string  // "" for ISO
	pivot int     // 0 for years of four digits
	share float64 // of the filled rows that can be read so
	other string  // a form that reads the values as well, and differently; "" if they prove the first
	odd   int64   // rows that only the other order of day and month can read
	first int     // the years that it reads
	last  int
}

// sliding is a pivot under which the years 70 to 99 are of the last century,
// which tells years of two digits apart until a pivot is found.
const sliding = 2069

// dayForms are the usual ways of writing days; each may have a time behind it.
var dayForms = []string{
	"MM/DD/YYYY", "DD/MM/YYYY", "MM-DD-YYYY", "DD-MM-YYYY", "MM.DD.YYYY", "DD.MM.YYYY", "YYYY/MM/DD", "YYYY.MM.DD", "YYYYMMDD",
	"MM/DD/YY", "DD/MM/YY", "YY/MM/DD", "MM-DD-YY", "DD-MM-YY", "YY-MM-DD", "MM.DD.YY", "DD.MM.YY",
	"D-Mon-YYYY", "D Mon YYYY", "DDMonYYYY", "Mon D, YYYY", "Mon D YYYY", "Mon-D-YYYY", "YYYY-Mon-D",
	"D-Mon-YY", "D Mon YY", "DDMonYY", "Mon D, YY", "Mon-D-YY",
}

var timeForms = []string{"", " HH:mm", " HH:mm:SS", " HH:mm AM", " HH:mm:SS AM", " HH:mm:SS.000", "THH:mm:SS", ":HH:mm:SS"}

// datingOf finds the form that reads most of the values; false if none reads
// nine in ten.
func datingOf(v *Values) (dating, bool) {
	if iso := v.share(func(t string) bool { _, ok := isoDay(t); return ok }); iso >= enough {
		return dating{share: iso}, true
	}
	var best *dateForm
	out := dating{}
	var fit []*dateForm
	for _, day := range dayForms {
		for _, time := range timeForms {
			f, err := parseDateForm(day+time, sliding)
			if err != nil || !v.likely(f) {
				continue
			}
			fit = append(fit, f)
			if s := v.share(f.reads); s > out.share {
				best, out.share = f, s
			}
		}
	}
	if best == nil || out.share < enough {
		return dating{}, false
	}
	out.form = best.text
	for _, f := range fit {
		if f != best {
			out.contest(v, best, f)
		}
	}
	out.years(v, best)
	return out, true
}

// mixedForms are the forms that read a column's days together where none reads them alone,
// the most frequent first; nil where many values are no days.
func mixedForms(v *Values) (forms []string) {
	readers := []func(string) bool{func(t string) bool { _, ok := isoDay(t); return ok }}
	names := []string{"YYYY-MM-DD"}
	for _, day := range dayForms {
		if f, err := parseDateForm(day, sliding); err == nil && v.likely(f) {
			readers, names = append(readers, f.reads), append(names, day)
		}
	}
	left := slices.Clone(v.Texts)
	var read int64
	for len(left) > 0 {
		best, most := -1, int64(0)
		for i, reads := range readers {
			var n int64
			for _, t := range left {
				if reads(t.Text) {
					n += t.Rows
				}
			}
			if n > most {
				best, most = i, n
			}
		}
		if best < 0 {
			break
		}
		read, forms = read+most, append(forms, names[best])
		left = slices.DeleteFunc(left, func(t Text) bool { return readers[best](t.Text) })
	}
	if len(forms) < 2 || float64(read) < enough*float64(v.Filled) {
		return nil
	}
	return forms
}

// enough is the part of a column's rows that must be of a kind before the
// column is taken to be of it.
const enough = 0.9

// likely looks at the most frequent texts only: most forms read none of them.
func (v *Values) likely(f *dateForm) bool {
	read := 0
	head := v.Texts[:min(len(v.Texts), 50)]
	for _, t := range head {
		if f.reads(t.Text) {
			read++
		}
	}
	return read > 0
}

func (f *dateForm) reads(text string) bool { _, ok := f.parse(text); return ok }

// contest holds a second form against the first. The values prove the first if
// it reads some that the second cannot, and hardly any the other way about.
func (d *dating) contest(v *Values, first, second *dateForm) {
	var differ bool
	var onlyFirst, onlySecond int64
	for _, t := range v.Texts {
		a, isFirst := first.parse(t.Text)
		b, isSecond := second.parse(t.Text)
		switch {
		case isFirst && isSecond:
			differ = differ || a != b
		case isFirst:
			onlyFirst += t.Rows
		case isSecond:
			onlySecond += t.Rows
		}
	}
	if differ && 100*onlySecond >= onlyFirst {
		d.other, d.odd = second.text, onlySecond
	}
}

// years finds the range of the years, and for years of two digits the pivot:
// the last one before the longest stretch that holds none.
func (d *dating) years(v *Values, f *dateForm) {
	var seen [100]bool
	short := false
	for _, p := range f.parts {
		short = short || p.kind == 'y'
	}
	for _, t := range v.Texts {
		day, ok := f.parse(t.Text)
		if !ok {
			continue
		}
		year, _, _ := day.Parts()
		seen[year%100] = true
		if d.first == 0 || year < d.first {
			d.first = year
		}
		d.last = max(d.last, year)
	}
	if short {
		d.first, d.last = stretch(&seen)
		d.pivot = d.last
	}
}

// stretch is the shortest run of years, of the last two digits given, that
// holds all of them.
func stretch(seen *[100]bool) (first, last int) {
	gap, longest := 0, 0
	for i := range 200 {
		if !seen[i%100] {
			gap++
			continue
		}
		if i >= 100 && gap > longest {
			longest, first = gap, i%100
		}
		gap = 0
	}
	last = (first + 99 - longest) % 100
	if last += 1900; last <= sliding-100 {
		last += 100
	}
	return last - (last-first)%100, last
}

// String says how days are written.
func (d *dating) String() string {
	switch {
	case d.form == "":
		return "ISO days"
	case d.pivot > 0:
		return fmt.Sprintf("days of the form %s, read as %d to %d", d.form, d.first, d.last)
	}
	return fmt.Sprintf("days of the form %s, %d to %d", d.form, d.first, d.last)
}
