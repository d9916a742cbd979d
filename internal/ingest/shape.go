package ingest

import (
	"bytes"
	"strings"
	"time"
)

// A shape is what one value adds to the evidence of its column: what it could be, if
// most of the others could be so too.
type shape struct {
	flags uint32
	area  uint16 // of what may be a social security number; of what may be a spreadsheet's day, its number
	year  int16  // of what may be a day
}

const (
	shapeTurned   uint32 = 1 << iota // Doe, Jane
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
	shapeLocal                       // 555-0100
	shapePair                        // JD
	shapeSerial                      // a number that a spreadsheet may show as a day from 1919 on
	shapeStreet                      // an address, by its sign
	shapeStamp                       // seconds since 1970, to 2014
	shapeBefore                      // seconds before 1970, from 1925
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
		if s.flags = nameShape(b); len(b) == 2 && isUpper(b[0]) && isUpper(b[1]) {
			s.flags |= shapePair
		}
		return s
	case len(b) == 4 && m.digits == 4 && b[0] < '3' && isYear(b):
		s.flags |= shapeYear
	case m.letters == 0 && m.digits >= 7:
		s.digitShape(b)
	case m.letters == 0 && m.digits >= 5:
		s.serialShape(b)
	}
	if m.letters == 0 && m.digits >= 7 && m.digits <= 10 {
		if v := numeral(bytes.TrimPrefix(b, []byte("-"))); v > 0 && v < 1_400_000_000 {
			s.flags |= shapeStamp
			if b[0] == '-' {
				s.flags |= shapeBefore
			}
		}
	}
	y := dayYear(b)
	if y == 0 && m.letters == 0 {
		y = stampYear(b)
	}
	if y > 0 {
		s.flags |= shapeDay
		s.year = int16(y)
	}
	if m.digits >= 5 {
		switch {
		case m.letters > 1 && (isGluedDocket(b) || isReadableDocket(b)):
			s.flags |= shapeGlued
		case len(b) <= 24 && m.digits >= 5 && bytes.ContainsAny(b, "-:/ ") && s.flags&(shapeDay|shapeNine|shapeTen) == 0:
			s.flags |= shapeDocket
		}
	}
	return s
}

// serialShape looks at what may be the number of a day, as spreadsheets count from 1900.
func (s *shape) serialShape(b []byte) {
	b = bytes.TrimSuffix(b, []byte(".0"))
	if v := numeral(b); len(b) <= 5 && b[0] != '0' && v >= 7000 && v < 50_000 {
		s.flags |= shapeSerial
		s.area, s.year = uint16(v), int16(1900+v*4/1461)
	}
}

// stampYear is the year of a day that is written as seconds or milliseconds since 1970, of
// a whole hour; 0 for anything else.
func stampYear(b []byte) int {
	b = bytes.TrimSuffix(b, []byte(".0"))
	d := bytes.TrimPrefix(b, []byte("-"))
	if len(d) < 7 || len(d) > 13 || d[0] == '0' {
		return 0
	}
	v := numeral(d)
	if v < 0 {
		return 0
	}
	if len(d) > 10 {
		if v%1000 != 0 {
			return 0
		}
		v /= 1000
	}
	if v%3600 != 0 || v > 4_000_000_000 {
		return 0
	}
	if len(d) < len(b) {
		v = -v
	}
	if y := time.Unix(int64(v), 0).UTC().Year(); y >= 1880 && y <= 2100 {
		return y
	}
	return 0
}

// digitShape looks at a number without signs.
func (s *shape) digitShape(b []byte) {
	b = bytes.TrimSuffix(b, []byte(".0")) // as data frames write whole numbers with gaps
	if len(b) == 8 && b[3] == '-' && b[0] >= '2' && numeral(b[:3]) >= 0 && numeral(b[4:]) >= 0 {
		s.flags |= shapeLocal
	}
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
	case n == 10, n == 11 && b[0] == '1':
		s.flags |= shapeTen
		if validPhone(b[n-10:]) {
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
func nameShape(b []byte) (flags uint32) {
	if isInitials(b) {
		return shapeInitials
	}
	if i := bytes.IndexAny(b, "/;_"); i > 0 { // Roe/Jane
		return partedShape(b, b[i])
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
		if givenNames.has(words[0]) || givenNames.has(words[n-1]) && familyNames.has(words[0]) {
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

// partedShape looks at two or three words that a stroke, a semicolon or underscores part.
func partedShape(b []byte, by byte) uint32 {
	parts := bytes.Split(b, []byte{by})
	if len(parts) > 3 || bytes.ContainsAny(b, "()&:\"") {
		return 0
	}
	given := false
	for _, p := range parts {
		words := bytes.Fields(p)
		if len(words) == 0 || len(words) > 2 || !isName(string(p)) || placeWords.has(words[len(words)-1]) || bytes.ContainsAny(p, "/;_") {
			return 0
		}
		given = given || givenNames.has(words[0])
	}
	if given {
		return shapePlain | shapeGiven
	}
	return shapePlain
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
