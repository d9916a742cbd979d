package ingest

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A sign is what one value gives away by itself. sure: it can hardly be anything else.
// place: a court house may have such a name, or such an address.
type sign struct {
	trace trace
	sure  bool
	place bool
}

// signOf finds the surest sign in a value; the zero sign if there is none. It takes
// time in proportion to the value's length.
func signOf(b []byte) (best sign) {
	if b = unwrapped(b); len(b) < 6 {
		return sign{}
	}
	m := massOf(b)
	if m.high {
		b = unwrapped(fold(b))
		m = massOf(b)
	}
	if m.ats > 0 {
		best = emailSign(b)
	}
	if !best.sure && (m.digits >= 7 || m.masked && m.digits >= 4) {
		best = surer(best, numberSign(b))
	}
	if m.digits >= 9 && m.digits <= 13 && m.letters > 3 && isCourtDocket(b) {
		best = sign{trace: ofDocket, sure: true}
	}
	if !best.sure && m.coded {
		best = surer(best, docketSign(b))
	}
	if !best.sure && m.telling {
		best = surer(best, wordSign(b))
	}
	return best
}

// unwrapped is a value without the marks by which spreadsheets keep it a text, 'x and ="x", and
// without quotes and blanks around it.
func unwrapped(b []byte) []byte {
	for len(b) > 0 && strings.IndexByte("'=\"` ", b[0]) >= 0 {
		b = b[1:]
	}
	for len(b) > 0 && strings.IndexByte("'\"` ", b[len(b)-1]) >= 0 {
		b = b[:len(b)-1]
	}
	return b
}

// surer is the surer of two signs, the first of equals.
func surer(a, b sign) sign {
	if a.trace == noTrace || b.sure && !a.sure || b.sure && a.place && !b.place {
		return b
	}
	return a
}

// A mass is how much of each sort of byte a value has, and what it may hold: it is found
// in one pass, since most values hold nothing.
type mass struct {
	digits, letters, ats int
	high                 bool // not ASCII
	masked               bool // x, * or # before a hyphen: perhaps a masked number
	coded                bool // a word with five digits or more and with letters or signs
	telling              bool // a word that tells of a person may be there
}

// The sorts of bytes.
const (
	someByte = iota
	digitByte
	letterByte
	blankByte
	atByte
	signByte // - : / _
	highByte
)

var sorts = func() (out [256]uint8) {
	for c := range out {
		switch {
		case c >= utf8.RuneSelf:
			out[c] = highByte
		case isDigit(byte(c)):
			out[c] = digitByte
		case isAlpha(byte(c)):
			out[c] = letterByte
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			out[c] = blankByte
		case c == '@':
			out[c] = atByte
		case c == '-' || c == ':' || c == '/' || c == '_':
			out[c] = signByte
		}
	}
	return out
}()

func massOf(b []byte) (m mass) {
	from, digits, signs := -1, 0, 0 // of a run of letters; digits and signs of a word, letters among the signs
	for i, c := range b {
		sort := sorts[c]
		if sort == letterByte {
			if m.letters++; from < 0 {
				from = i
				signs++
			}
			continue
		}
		if from >= 0 {
			m.telling = m.telling || mayTell(b[from:i]) || marksWord(b[from:i], c)
			from = -1
		}
		switch sort {
		case digitByte:
			m.digits++
			digits++
		case signByte:
			signs++
			m.masked = m.masked || c == '-' && i > 0 && (b[i-1]|0x20 == 'x' || b[i-1] == '*' || b[i-1] == '#')
		case atByte:
			m.ats++
		case highByte:
			m.high = true
		default:
			m.masked = m.masked || c == ' ' && i > 0 && b[i-1] == '*'
			m.coded = m.coded || digits >= 5 && signs > 0
			digits, signs = 0, 0
		}
	}
	if from >= 0 {
		m.telling = m.telling || mayTell(b[from:])
	}
	m.coded = m.coded || digits >= 5 && signs > 0
	return m
}

// marksWord reports whether what is behind a word makes it one that may tell of a person,
// which the word alone does not: b., d.o.b., d/o/b, case no. 12345 (and not CASE-12345).
func marksWord(w []byte, c byte) bool {
	switch {
	case len(w) == 1:
		return c == '.' && (w[0]|0x20 == 'd' || w[0]|0x20 == 'b') || c == '/' && w[0]|0x20 == 'd' || w[0]|0x20 == 'v' && (c == '.' || c == ' ')
	case c == ' ' || c == '#':
		return len(w) == 4 && w[0]|0x20 == 'c' && w[3]|0x20 == 'e' || len(w) == 5 && w[0]|0x20 == 'c' && w[2]|0x20 == 'u'
	}
	return false
}

// fold writes a value in ASCII as far as it has a twin there: José, full-width
// digits, the many hyphens and blanks. What has none becomes x, a letter.
func fold(b []byte) []byte {
	text, _ := toText(b)
	out := make([]byte, 0, len(text))
	for _, r := range norm.NFKD.String(text) {
		switch {
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		case unicode.Is(unicode.Pd, r), r == '\u2212':
			out = append(out, '-')
		case unicode.IsSpace(r):
			out = append(out, ' ')
		case r == '\u2019':
			out = append(out, '\'')
		default:
			out = append(out, 'x')
		}
	}
	return out
}

func isDigit(c byte) bool { return c-'0' < 10 }
func isUpper(c byte) bool { return c-'A' < 26 }
func isAlpha(c byte) bool { return c|0x20-'a' < 26 }
func isWordByte(c byte) bool {
	return isDigit(c) || isAlpha(c) || c == '_'
}

// emailSign finds an address with an @ sign.
func emailSign(b []byte) sign {
	for at := 0; ; at++ {
		i := bytes.IndexByte(b[at:], '@')
		if i < 0 {
			return sign{}
		}
		if at += i; at > 0 && isEmail(b, at) {
			return sign{trace: ofEmail, sure: true}
		}
	}
}

// mailEnds are the ends of addresses that are known even where blanks stand around the @.
var mailEnds = setOf("com net org edu gov us info io co me biz mil mail")

// isEmail reports whether an address stands around the @ sign, maria@example.org; also with
// blanks, maria @ example.org, if it ends as most do.
func isEmail(b []byte, at int) bool {
	before, host := bytes.TrimRight(b[:at], " "), bytes.TrimLeft(b[at+1:], " ")
	if len(before) < at || len(host) < len(b)-at-1 {
		n := 0
		for n < len(host) && (isWordByte(host[n]) || host[n] == '-' || host[n] == '.') {
			n++
		}
		host = bytes.TrimRight(host[:n], ".")
		dot := bytes.LastIndexByte(host, '.')
		return len(before) > 0 && isWordByte(before[len(before)-1]) && dot > 0 && mailEnds[lower(host[dot+1:])]
	}
	n, dot := 0, false
	for n < len(host) && (isWordByte(host[n]) || host[n] == '-' || host[n] == '.' && n > 0) {
		dot = dot || host[n] == '.' && n+2 < len(host) && isAlpha(host[n+1])
		n++
	}
	return isWordByte(b[at-1]) && dot
}

// numberSign finds social security and telephone numbers that are written with their
// signs, 078-05-1120 and (860) 555-0100: digits alone may be anything.
func numberSign(b []byte) (best sign) {
	if holdsSSN(b) {
		return sign{trace: ofSSN, sure: true}
	}
	for i := 0; i < len(b); {
		n := numberShape(b[i:])
		if n == 3 && (i == 0 || !isWordByte(b[i-1]) && b[i-1] != '-') || n == 0 && i == 0 {
			if s := slashedSign(b[i:]); s.sure {
				return s
			}
		}
		if n >= 10 && (i == 0 || !isWordByte(b[i-1]) && b[i-1] != '-') {
			if s := numberSuspect(b[i:i+n], n == len(b)); s.sure {
				return s
			} else if s.trace != noTrace {
				best = s
			}
		}
		if i > 5 && n >= 4 && fourDigits(b[i:]) && maskedBefore(b[:i]) {
			return sign{trace: ofSSN, sure: true}
		}
		i += max(n, 1)
		if n == 0 { // on to where a number may begin
			for i < len(b) && (!isDigit(b[i]) && b[i] != '(' && b[i] != '+' || isWordByte(b[i-1])) {
				i++
			}
		}
	}
	return best
}

// slashedSign knows 078/05/1120, 078_05_1120, 860/555-0100 and 860_555_0100 at the begin of
// a text.
func slashedSign(b []byte) sign {
	if len(b) < 11 || b[3] != '/' && b[3] != '_' || numeral(b[:3]) < 0 {
		return sign{}
	}
	ends := func(n int) bool { return len(b) == n || !isWordByte(b[n]) && b[n] != '/' && b[n] != '-' }
	switch {
	case b[6] == b[3] && numeral(b[4:6]) >= 0 && numeral(b[7:11]) >= 0 && ends(11) && validSSN(b[:3], b[4:6], b[7:11]):
		return sign{trace: ofSSN, sure: true}
	case len(b) >= 12 && strings.IndexByte("-/_ .", b[7]) >= 0 && numeral(b[4:7]) >= 0 && numeral(b[8:12]) >= 0 && ends(12):
		return sign{trace: ofPhone, sure: validPhone(append(append(slices.Clone(b[:3]), b[4:7]...), b[8:12]...))}
	}
	return sign{}
}

// holdsSSN reports whether a text holds 078-05-1120, with no digit or hyphen at its ends,
// whatever else stands there: X078-05-1120Y.
func holdsSSN(b []byte) bool {
	for at := 0; at+11 <= len(b); {
		i := bytes.IndexByte(b[at:], '-')
		if i < 0 {
			return false
		}
		i += at
		at = i + 1
		if i < 3 || i+8 > len(b) || b[i+3] != '-' {
			continue
		}
		a, m, z := b[i-3:i], b[i+1:i+3], b[i+4:i+8]
		if numeral(a) >= 0 && numeral(m) >= 0 && numeral(z) >= 0 && validSSN(a, m, z) &&
			(i == 3 || !isDigit(b[i-4]) && b[i-4] != '-') && (i+8 == len(b) || !isDigit(b[i+8]) && b[i+8] != '-') {
			return true
		}
	}
	return false
}

// fourDigits reports whether a text begins with four digits, a hyphen before them or none.
func fourDigits(b []byte) bool {
	b = bytes.TrimPrefix(b, []byte("-"))
	return len(b) >= 4 && numeral(b[:4]) >= 0
}

// maskedBefore reports whether the text ends in the masked part of a social security
// number, xxx-xx or ***-**, behind which its last four digits stand.
func maskedBefore(b []byte) bool {
	if n := len(b); b[n-1] == '-' || b[n-1] == ' ' {
		b = b[:n-1]
	}
	if len(b) < 6 {
		return false
	}
	for i, c := range b[len(b)-6:] {
		if mark := c|0x20 == 'x' || c == '*' || c == '#'; mark == (i == 3) || i == 3 && c != '-' && c != ' ' {
			return false
		}
	}
	return true
}

// numberShape is the length of what looks like a number with signs in it.
func numberShape(b []byte) int {
	n := 0
	for n < len(b) && (isDigit(b[n]) || b[n] == '-' || b[n] == '.' || b[n] == '(' || b[n] == ')' || b[n] == '+' || n > 0 && b[n] == ' ') {
		n++
	}
	if n < len(b) && isWordByte(b[n]) && n > 0 && b[n-1] != ' ' {
		return 0
	}
	return n
}

// numberSuspect judges a number with signs in it. whole: it is all of the value.
func numberSuspect(b []byte, whole bool) sign {
	text := bytes.Trim(b, " .-")
	if n := len(text); n > 2 && text[0] == '(' && text[n-1] == ')' {
		text = text[1 : n-1]
	}
	groups, n := digitGroups(text)
	if n == 1 && text[0] == '+' { // +18605550100
		return phoneAbroad(groups[0])
	}
	if n == 4 && string(groups[0]) == "1" {
		copy(groups[:], groups[1:])
		n = 3
	}
	if n != 3 || len(groups[0]) != 3 || len(text) > 18 {
		return sign{}
	}
	a, m, z := groups[0], groups[1], groups[2]
	sure := whole || bytes.ContainsAny(text, "-)+")
	switch {
	case len(m) == 2 && len(z) == 4 && len(text) == 11 && validSSN(a, m, z):
		return sign{trace: ofSSN, sure: sure || text[3] != ' '}
	case len(m) == 3 && len(z) == 4 && a[0] >= '2' && m[0] >= '2':
		return sign{trace: ofPhone, sure: sure || bytes.Count(text, []byte(".")) == 2}
	}
	return sign{}
}

// phoneAbroad knows the digits behind a plus: 18605550100, 525512345678.
func phoneAbroad(d []byte) sign {
	switch {
	case d[0] == '1' && len(d) == 11 && validPhone(d[1:]):
		return sign{trace: ofPhone, sure: true}
	case d[0] > '1' && len(d) >= 11 && len(d) <= 15:
		return sign{trace: ofPhone}
	}
	return sign{}
}

// validSSN reports whether a number of this area, group and serial can have been given
// out: as a social security number, or to a taxpayer who has none.
func validSSN(area, group, serial []byte) bool {
	if string(area) == "000" || string(area) == "666" || string(group) == "00" || string(serial) == "0000" {
		return false
	}
	return area[0] != '9' || string(group) >= "50" && string(group) != "89" && string(group) != "93"
}

// digitGroups are the first runs of digits in the text, and how many there are.
func digitGroups(text []byte) (groups [4][]byte, n int) {
	for i := 0; i < len(text); i++ {
		from := i
		for i < len(text) && isDigit(text[i]) {
			i++
		}
		if i == from {
			continue
		}
		if n < len(groups) {
			groups[n] = text[from:i]
		}
		n++
	}
	return groups, n
}

// caseTypes are the letters that courts write for the type of a case.
var caseTypes = setOf("cr crs crm cra crb cri crf crn cf cm cmm mm fe fh fc fd sm mv cv cvs mj tr trd trc trs jv jd dl ind sci scr mcr ncr mcm")

func setOf(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// docketSign finds docket numbers in readable form: HHB-CR15-0123456-S, 2015-CF-001234,
// 3:15-cr-00123, CP-51-CR-0001234-2015; less surely 15CR012345 and 15-1-01234-5.
func docketSign(b []byte) (best sign) {
	for len(b) > 0 {
		n, digits := 0, 0
		for n < len(b) && (isWordByte(b[n]) || b[n] == '-' || b[n] == ':' || b[n] == '/') {
			if isDigit(b[n]) {
				digits++
			}
			n++
		}
		if word := b[:n]; n >= 8 && n <= 40 && digits >= 5 {
			switch {
			case isDocket(bytes.Trim(word, ":-/")):
				return sign{trace: ofDocket, sure: true}
			case isGluedDocket(word), isPlainDocket(word):
				best = sign{trace: ofDocket}
			}
		}
		b = b[min(n+1, len(b)):]
	}
	return best
}

// isDocket reports whether a word is a docket number whose parts are parted by signs:
// one type of case, a year, a serial number of five digits or more, and beside these
// nothing but short codes of courts.
func isDocket(word []byte) bool {
	types, year, serial, parts, longest := 0, false, false, 0, 0
	for len(word) > 0 {
		n := bytes.IndexAny(word, "-:/_")
		part := word
		if n >= 0 {
			part, word = word[:n], word[n+1:]
		} else {
			word = nil
		}
		parts++
		head, digits, tail := cutDigits(part)
		switch {
		case len(part) == 0 || len(part) > 10:
			return false
		case head == nil && tail == nil:
			switch {
			case len(digits) >= 5 && !serial:
				serial = true
			case len(digits) >= 5:
				return false
			case isYear(digits):
				year = true
			default:
				longest = max(longest, len(digits))
			}
		case digits == nil && caseTypes[lower(head)]:
			types++
		case digits == nil && len(head) <= 5:
		case tail == nil && caseTypes[lower(head)], head == nil && caseTypes[lower(tail)]:
			types++
			switch {
			case isYear(digits):
				year = true
			case len(digits) >= 7:
				year, serial = true, true
			}
		case len(head) == 1 && len(digits) == 2 && len(tail) <= 2: // N23N, H14H
		case tail == nil && len(head) == 1 && len(digits) <= 2:
		case head == nil && len(digits) <= 2 && len(tail) <= 2:
		default:
			return false
		}
	}
	return types == 1 && year && parts > 1 && (serial || longest == 4 && parts > 2)
}

// cutDigits cuts a part into letters, digits and letters; digits are nil where there are
// more runs than that, and then the tail is not.
func cutDigits(part []byte) (head, digits, tail []byte) {
	i := 0
	for i < len(part) && isAlpha(part[i]) {
		i++
	}
	j := i
	for j < len(part) && isDigit(part[j]) {
		j++
	}
	k := j
	for k < len(part) && isAlpha(part[k]) {
		k++
	}
	if k < len(part) {
		return part, nil, part
	}
	return orNil(part[:i]), orNil(part[i:j]), orNil(part[j:])
}

func orNil(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}

func isYear(d []byte) bool {
	return len(d) == 2 || len(d) == 4 && (string(d[:2]) == "19" || string(d[:2]) == "20")
}

// isGluedDocket reports whether a word is a docket number without signs: 15CR012345,
// CR15000123. Types that are also hexadecimal digits are left out.
func isGluedDocket(word []byte) bool {
	head, digits, tail := cutDigits(word)
	if head != nil && digits != nil && tail == nil {
		return len(digits) >= 7 && caseTypes[lower(head)] && !isHex(head)
	}
	i := 0
	for i < len(word) && isDigit(word[i]) {
		i++
	}
	if i != 2 && i != 4 || !isYear(word[:i]) {
		return false
	}
	head, digits, tail = cutDigits(word[i:])
	return head != nil && tail == nil && len(digits) >= 5 && len(digits) <= 7 && caseTypes[lower(head)] && !isHex(head)
}

// isCourtDocket reports whether a whole value is a docket number of Connecticut with its
// parts parted by blanks or other signs: H14H CR15 0123456 S.
func isCourtDocket(b []byte) bool {
	n := len(b)
	return n >= 16 && n <= 24 && isAlpha(b[0]) && isAlpha(b[n-1]) && !isAlpha(b[n-2]) && isReadableDocket(b) && numeral(b[n-9:n-2]) >= 0 && !isAlpha(b[n-10])
}

// isReadableDocket reports whether a whole value, its blanks and signs left out, is written
// as docket numbers are: HHBCR150123456S, H14H CR15 0123456 S, 2015CF001234A, 1501CR001234:
// perhaps a court or a year, the type of the case, and a number. Ids drawn by chance are so
// now and then; of a column most must be.
func isReadableDocket(b []byte) bool {
	var room [24]byte
	word := room[:0]
	for _, c := range b {
		switch {
		case isDigit(c) || isAlpha(c):
			if len(word) == len(room) {
				return false
			}
			word = append(word, c)
		case c != ' ' && c != '-' && c != '_' && c != '/' && c != ':':
			return false
		}
	}
	end := len(word)
	for end > 0 && isAlpha(word[end-1]) {
		end--
	}
	from := end
	for from > 0 && isDigit(word[from-1]) {
		from--
	}
	of := from
	for of > 0 && isAlpha(word[of-1]) {
		of--
	}
	digits, court, kind := end-from, word[:of], word[of:from]
	if len(word)-end > 4 || digits < 5 || len(court) > 6 || len(kind) < 2 || len(kind) > 7 {
		return false
	}
	if isHex(word) && !(len(court) == 4 && isYear(court) && digits <= 7 && len(word)-end < 2) {
		return false
	}
	for n := 2; n <= min(3, len(kind)); n++ {
		t := kind[len(kind)-n:]
		switch {
		case !caseTypes[lower(t)]:
		case numeral(court) >= 0 && len(court) >= 2 && n == len(kind):
			return digits <= 7
		case digits >= 8 && digits <= 10 && (len(court) > 0 || n < len(kind)):
			return true
		case digits >= 7 && digits <= 10 && len(court) == 0 && n == len(kind) && !isHex(t):
			return true
		}
	}
	return false
}

func isHex(b []byte) bool {
	for _, c := range b {
		if c|0x20 > 'f' {
			return false
		}
	}
	return true
}

// isPlainDocket knows the superior courts of Washington: 15-1-01234-5.
func isPlainDocket(w []byte) bool {
	if len(w) != 12 || w[2] != '-' || w[4] != '-' || w[10] != '-' {
		return false
	}
	for i, c := range w {
		if i != 2 && i != 4 && i != 10 && !isDigit(c) {
			return false
		}
	}
	return true
}

// lower is a short text in small letters.
func lower(b []byte) string { return strings.ToLower(string(b)) }
