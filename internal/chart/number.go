package chart

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const minus = "\u2212" // the sign, not the hyphen

// number prints a value with thousands separators and no digit that says nothing.
func number(v float64) string {
	return trimZeros(fixed(v, decimals(v)))
}

// decimals is how many places a value deserves: none from a thousand up, two digits below one.
func decimals(v float64) int {
	a := math.Abs(v)
	switch {
	case a >= 1000 || a == math.Trunc(a):
		return 0
	case a >= 10:
		return 1
	case a >= 1:
		return 2
	}
	return min(1-int(math.Floor(math.Log10(a))), 15)
}

// fixed prints a value with so many decimal places.
func fixed(v float64, places int) string {
	s := strconv.FormatFloat(math.Abs(v), 'f', places, 64)
	whole, rest, _ := strings.Cut(s, ".")
	whole = thousands(whole)
	if rest != "" {
		whole += "." + rest
	}
	if v < 0 && strings.Trim(whole, "0.,") != "" {
		return minus + whole
	}
	return whole
}

func thousands(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func trimZeros(s string) string {
	if !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// withSign is number with a plus where there is no minus.
func withSign(v float64) string {
	if v > 0 {
		return "+" + number(v)
	}
	return number(v)
}

// capital is a text that begins a line.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
