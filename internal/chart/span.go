package chart

import (
	"fmt"
	"math"
)

// A Span is a number with the least and the most it can be. A figure always draws the
// range when Low and High differ. A Span that says Why has no number.
type Span struct {
	Low, Mid, High float64
	Why            string // why there is no number, such as "withheld"; then the rest is not read
}

// Exact is a number that is known.
func Exact(v float64) Span { return Span{Low: v, Mid: v, High: v} }

// Between is a number with the least and the most it can be.
func Between(low, mid, high float64) Span { return Span{Low: low, Mid: mid, High: high} }

// Missing is the place of a number that is not shown, and why it is not.
func Missing(why string) Span { return Span{Why: why} }

// most is the greatest size of a number that still has all its digits.
const most = 1e15

func (s Span) known() bool  { return s.Why == "" }
func (s Span) doubt() bool  { return s.known() && s.Low != s.High }
func (s Span) signed() bool { return s.known() && s.Low < 0 }

// greatest is the most that a count can be; 0 where that is not shown.
func (s Span) greatest() float64 {
	if !s.known() {
		return 0
	}
	return s.High
}

func (s Span) check() error {
	if !s.known() {
		return nil
	}
	for _, v := range []float64{s.Low, s.Mid, s.High} {
		if math.IsNaN(v) || math.Abs(v) > most {
			return fmt.Errorf("%v is not a number that can be drawn (between -1e15 and 1e15)", v)
		}
	}
	if s.Low > s.Mid || s.Mid > s.High {
		return fmt.Errorf("low %v, mid %v, high %v are not in order", s.Low, s.Mid, s.High)
	}
	return nil
}

// counted is check for a number that cannot be below zero.
func (s Span) counted() error {
	if err := s.check(); err != nil {
		return err
	}
	if s.signed() {
		return fmt.Errorf("%v is below zero, and a count cannot be", s.Low)
	}
	return nil
}

// Text is the number as it is printed: "12 (3–45)", or why there is none.
func (s Span) Text() string {
	switch {
	case !s.known():
		return oneLine(s.Why)
	case !s.doubt():
		return number(s.Mid)
	case s.signed():
		return fmt.Sprintf("%s (%s to %s)", number(s.Mid), number(s.Low), number(s.High))
	}
	return fmt.Sprintf("%s (%s–%s)", number(s.Mid), number(s.Low), number(s.High))
}

// spoken is the number as it is read aloud: "12, between 3 and 45".
func (s Span) spoken() string {
	if !s.doubt() {
		return s.Text()
	}
	return fmt.Sprintf("%s, between %s and %s", number(s.Mid), number(s.Low), number(s.High))
}

// ends are the numbers that an axis must reach to show the spans.
func ends(spans []Span) (low, high float64) {
	for _, s := range spans {
		if s.known() {
			low, high = min(low, s.Low), max(high, s.High)
		}
	}
	return low, high
}

func anyDoubt(spans []Span) bool {
	for _, s := range spans {
		if s.doubt() {
			return true
		}
	}
	return false
}

func anyKnown(spans []Span) bool {
	for _, s := range spans {
		if s.known() {
			return true
		}
	}
	return false
}
