package ingest

import (
	"bytes"
	"strings"
)

// A shape is what one value adds to the evidence of its column: what it could be, if
// most of the others could be so too.
type shape struct {
	flags uint16
	area  uint16 // of what may be a social security number
	year  int16  // of what may be a day
}

const (
	shapeTurned   uint16 = 1 << iota // Doe, Jane
	shapePlain                       // two or three words of letters
	shapeGiven                       // and the first is a given name
	shapeSingle                      // one word that is a frequent name
	shapeShort                       // J. Doe; Doe, J.
	shapeInitials                    // J.D.
	shapeNine                        // seven to nine digits, as numbers write social security numbers
	shapeFull                        // nine of them
	shapeValid                       // that can be one
	shapeTen                         // ten digits
	shapePhone                       // that can be a telephone number
	shapeDay                         // a day
	shapeDocket                      // letters and digits parted by signs, with five digits or more
	shapeGlued                       // a docket number without signs
	shapeYear                        // a year of the last hundred
)

// shapeOf is the shape of a value. It keeps nothing of the value but that.
func shapeOf(b []byte) (s shape) {
	if m := massOf(b); m.high {
		b = fold(b)
	}
	b = unwrapped(trim(b))
	if len(b) == 0 || len(b) > 64 {
		return s
	}
	m := massOf(b)
	switch {
	case m.digits == 0:
		s.flags = nameShape(b)
		return s
	case len(b) == 4 && m.digits == 4 && b[0] < '3' && isYear(b):
		s.flags |= shapeYear
	case m.letters == 0 && m.digits >= 7:
		s.digitShape(b)
	}
	if y := dayYear(b); y > 0 {
		s.flags |= shapeDay
		s.year = int16(y)
	}
	if m.digits >= 5 {
		switch {
		case isGluedDocket(b):
			s.flags |= shapeGlued
		case len(b) <= 24 && m.digits >= 5 && bytes.ContainsAny(b, "-:/ ") && s.flags&(shapeDay|shapeNine|shapeTen) == 0:
			s.flags |= shapeDocket
		}
	}
	return s
}

// digitShape looks at a number without signs.
func (s *shape) digitShape(b []byte) {
	b = bytes.TrimSuffix(b, []byte(".0")) // as data frames write whole numbers with gaps
	for _, c := range b {
		if !isDigit(c) {
			return
		}
	}
	switch n := len(b); {
	case n >= 7 && n <= 9:
		var full [9]byte
		copy(full[:], "00")
		copy(full[9-n:], b)
		if same(b) || string(b) == "123456789" {
			return // made up
		}
		s.flags |= shapeNine
		if n == 9 {
			s.flags |= shapeFull
		}
		s.area = uint16(full[0]-'0')*100 + uint16(full[1]-'0')*10 + uint16(full[2]-'0')
		if validSSN(full[:3], full[3:5], full[5:]) {
			s.flags |= shapeValid
		}
	case n == 10:
		s.flags |= shapeTen
		if validPhone(b) {
			s.flags |= shapePhone
		}
	}
}

// same reports whether all bytes are alike.
func same(b []byte) bool {
	for _, c := range b {
		if c != b[0] {
			return false
		}
	}
	return true
}

// nameShape looks at a value without digits.
func nameShape(b []byte) (flags uint16) {
	if isInitials(b) {
		return shapeInitials
	}
	if bytes.ContainsAny(b, "()/&;:\"") {
		return 0
	}
	if last, first, two := bytes.Cut(b, []byte(",")); two {
		first = bytes.TrimSpace(first)
		switch {
		case !isName(string(last)):
		case len(bytes.TrimSuffix(first, []byte("."))) == 1 && isAlpha(first[0]):
			flags |= shapeShort
		case isName(string(first)) && len(first) > 2 && isUpper(last[0]) == isUpper(first[0]): // and not Hartford, CT
			flags |= shapeTurned
		}
		return flags
	}
	words := bytes.Fields(b)
	switch n := len(words); {
	case n == 1 && (familyNames.has(b) || givenNames.has(b)):
		flags |= shapeSingle
	case n > 1 && placeWords.has(words[n-1]): // Henry County
	case n > 1 && n < 4 && isName(string(b)):
		flags |= shapePlain
		if givenNames.has(words[0]) {
			flags |= shapeGiven
		}
		if i := words[0]; len(bytes.TrimSuffix(i, []byte("."))) == 1 && strings.IndexByte("NSEW", i[0]) < 0 {
			flags |= shapeShort // and not N. Haven
		}
		if z := words[n-1]; len(bytes.TrimSuffix(z, []byte("."))) == 1 {
			flags |= shapeShort
		}
	}
	return flags
}

// isInitials knows J.D., J. D., J.Q.D.
func isInitials(b []byte) bool {
	letters := 0
	for i := 0; i < len(b); i++ {
		switch {
		case isUpper(b[i]) && i+1 < len(b) && b[i+1] == '.':
			letters++
			i++
		case b[i] != ' ':
			return false
		}
	}
	return letters > 1 && letters < 5
}

// isName reports whether the text is one to three words of letters, all with a capital
// or all without one.
func isName(text string) bool {
	words := strings.Fields(text)
	for _, w := range words {
		if !isAlpha(w[0]) || isUpper(w[0]) != isUpper(words[0][0]) || strings.ContainsAny(w, "0123456789()/&") {
			return false
		}
	}
	return len(words) > 0 && len(words) < 4
}

// dayYear is the year of a value that is a day, written in one of the usual ways; 0 for
// what is none. Of two-digit years those to 30 are of this century.
func dayYear(b []byte) int {
	if i := bytes.IndexAny(b, " T"); i >= 6 && len(b)-i > 4 && isTime(string(b[i+1:])) {
		b = b[:i]
	}
	if len(b) < 6 || len(b) > 18 || len(b) > 9 && plainText(b) {
		return 0
	}
	var room [48]token
	var parts [3]token
	n := 0
	for i, t := range tokens(b, room[:0]) {
		switch {
		case t.class == '0' || t.class == 'a':
			if n == 3 {
				return 0
			}
			parts[n] = t
			n++
		case i == 0 || strings.IndexByte(" -/.,", t.class) < 0:
			return 0
		}
	}
	switch {
	case n == 1 && parts[0].class == '0' && len(b) == 8: // 19880102, 01021988
		if y := yearAmong(b[:4], b[4:6], b[6:]); y > 0 {
			return y
		}
		return yearAmong(b[4:], b[:2], b[2:4])
	case n != 3:
		return 0
	}
	a, m, z := parts[0], parts[1], parts[2]
	switch {
	case m.class == 'a' && isMonth(m.text):
		m.text = []byte("1")
	case a.class == 'a' && isMonth(a.text): // Nov 1, 1988
		a, m = m, token{text: []byte("1"), class: '0'}
	case m.class == 'a':
		return 0
	}
	if a.class != '0' || z.class != '0' {
		return 0
	}
	if y := yearAmong(a.text, m.text, z.text); y > 0 && len(a.text) == 4 {
		return y
	}
	if y := yearAmong(z.text, a.text, m.text); y > 0 {
		return y
	}
	return yearAmong(z.text, m.text, a.text)
}

func isMonth(w []byte) bool {
	_, used := monthName(string(w))
	return used > 0
}

// yearAmong is the year if the three can be a year, a month and a day; 0 otherwise.
func yearAmong(year, month, day []byte) int {
	y, m, d := numeral(year), numeral(month), numeral(day)
	if len(month) > 2 || len(day) > 2 || m < 1 || m > 12 || d < 1 || d > 31 {
		return 0
	}
	switch {
	case len(year) == 2 && y <= 30:
		return 2000 + y
	case len(year) == 2:
		return 1900 + y
	case len(year) == 4 && y >= 1880 && y <= 2100:
		return y
	}
	return 0
}

// numeral is the value of a few digits; -1 for anything else.
func numeral(b []byte) int {
	n := 0
	for _, c := range b {
		if !isDigit(c) {
			return -1
		}
		n = 10*n + int(c-'0')
	}
	return n
}
