package ingest

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
)

// What of the data a message may show depends on what the column is. A map cannot be
// mended without the texts of a statute, a class, a disposition and the like, which are
// codes that many rows share: these are shown as they stand, unless they hold a sign of a
// person or are so long that they can be no code. Of everything else, days, ages, ids,
// sums, and whatever a column holds that nothing is read from, only the form is shown:
// 99/99/9999 says how a day is written and not which day it is.

// shownKinds are the kinds of columns whose texts may be shown.
var shownKinds = []*kind{&kindStatute, &kindClass, &kindInchoate, &kindDisposition, &kindTruth, &kindMeans, &kindText}

// longestShown is the longest text, in bytes, that is shown.
const longestShown = 80

// Shown is what a message may show of a text that stands in a canonical column.
func Shown(column, text string) string {
	if c := columnNamed(column); c != nil {
		return c.kind.shown(text)
	}
	return formOf(text)
}

// ShownOf is Shown of a text that so many rows have: one of several words, which few rows have, may be
// a name that no list knows, so that only its form is shown, unless all of them are words of courts.
func ShownOf(column, text string, rows int64) string {
	if rows < seldom && unheardWords(text) {
		return formOf(text)
	}
	return Shown(column, text)
}

// seldom is under how many rows a text is rare.
const seldom = 10

// codeWords are what codes of courts are made of.
var codeWords = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(`accessory acquitted act adult alford and any arrest as attempt attempted bail bond by case cgs charge class
		code commit committed conditional consolidated conspiracy convicted conviction court criminal deceased deferred deg degree delinquent
		dismissal dismissed disposed disposition diversion diverted drug entered erased failure fa felony filed final finding fined first for forfeited
		found from fta guilty held in incompetent infraction insanity is jail judgment jury juvenile law lesser minor mistrial misdemeanor
		motion mv na nc no nolle nolled nolo none not of offense on open or ordered other parole pending person plea pled possession prejudice pretrial
		prison probation program prosecuted prosequi rape reason remanded repealed replaced revoked risk robbery rule sale sealed sec second section sentence
		sentenced sexual solicitation stale statute stayed stricken suspended substituted the theft third to transfer transferred trial un unknown
		unclassified vacated verdict victim violation w warrant weapon with withdrawn without youth assault burglary larceny murder prostitution trafficking yes`) {
		out[w] = true
	}
	return out
}()

// unheardWords reports whether a text is of several words and one of them is no word of courts.
func unheardWords(text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’' })
	return len(words) > 1 && slices.ContainsFunc(words, func(w string) bool {
		letters := 0
		for _, r := range w {
			if unicode.IsLetter(r) {
				letters++
			}
		}
		return letters >= 2 && (letters == len([]rune(w)) || letters > 3) && !codeWords[strings.ToLower(w)]
	})
}

// Common is what a list of the most frequent texts may show of one: of days, ages, sums
// and numbers the text itself, if it can be read as one; otherwise what Shown says.
func Common(column, text string) string {
	if c := columnNamed(column); c != nil && c.kind != &kindID && c.kind != &kindFindings {
		if _, ok := c.kind.parse(text); ok || c.kind == &kindDate && dayYear([]byte(text)) > 0 {
			return c.kind.sound(text)
		}
	}
	return Shown(column, text)
}

// sound is a text that could be read, unless it holds a sign of a person.
func (k *kind) sound(text string) string {
	if len(text) > longestShown || signOf([]byte(text)).trace != noTrace || k != &kindDate && personalText([]byte(text)) {
		return formOf(text)
	}
	return text
}

// personalText reports whether a text is written as what identifies a person is, though by itself it
// may be anything: Roe, Jane; Jane Roe; 19800102; 078051120; HHBCR150123456S. In a column of ids
// many must be so; what is shown of codes must not be so at all.
func personalText(b []byte) bool {
	b = trim(b)
	f := shapeOf(b).flags
	if f&(shapeNine|shapeTen|shapeDay|shapeStamp|shapeGlued) != 0 || f&shapePlain != 0 && f&shapeGiven != 0 {
		return true
	}
	if f&(shapeTurned|shapePlain|shapeShort) == 0 {
		return false
	}
	words := bytes.FieldsFunc(b, func(r rune) bool { return r == ' ' || r == ',' || r == '.' })
	return slices.ContainsFunc(words, func(w []byte) bool { return givenNames.has(w) && !ambiguousNames[lower(w)] })
}

func (k *kind) shown(text string) string {
	if k.name == "unit" || slices.Contains(shownKinds, k) {
		return k.sound(text)
	}
	return formOf(text)
}

// formOf is how a text is written: a for a letter, 9 for a digit, the rest as it is, up
// to forty letters.
func formOf(text string) string {
	n := 0
	return strings.Map(func(r rune) rune {
		switch n++; {
		case n == 41:
			return '…'
		case n > 41:
			return -1
		case r >= '0' && r <= '9':
			return '9'
		case r >= ' ' && r < 0x7f && !isAlpha(byte(r)):
			return r
		}
		return 'a'
	}, text)
}
