package law

import (
	"fmt"
	"strconv"
	"time"
)

// A Date is a civil day, written as the number yyyymmdd (20161001). The zero
// Date is "not recorded". Dates compare with < and ==.
type Date int32

// DateOf makes a Date of a year, a month (1-12) and a day (1-31).
func DateOf(year, month, day int) Date { return Date(year*10000 + month*100 + day) }

// ParseDate reads an ISO day, 2016-10-01. It refuses days that no calendar has.
func ParseDate(text string) (Date, error) {
	bad := fmt.Errorf("date %q is not a day of the form 2016-10-01", text)
	if len(text) != 10 || text[4] != '-' || text[7] != '-' {
		return 0, bad
	}
	var d [3]int
	for i, part := range [3]string{text[:4], text[5:7], text[8:]} {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil {
			return 0, bad
		}
		d[i] = int(n)
	}
	if !ValidDay(d[0], d[1], d[2]) {
		return 0, bad
	}
	return DateOf(d[0], d[1], d[2]), nil
}

// ValidDay reports whether the calendar has the day, between the years 1000 and 9999.
func ValidDay(year, month, day int) bool {
	if year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1 {
		return false
	}
	return day <= time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// Parts returns the year, month and day.
func (d Date) Parts() (year, month, day int) {
	return int(d) / 10000, int(d) / 100 % 100, int(d) % 100
}

// String writes the day as 2016-10-01, and the zero Date as "".
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	y, m, day := d.Parts()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, day)
}

// AddDays returns the day n days later (earlier where n is negative).
func (d Date) AddDays(n int) Date {
	y, m, day := d.Parts()
	t := time.Date(y, time.Month(m), day+n, 0, 0, 0, 0, time.UTC)
	return DateOf(t.Year(), int(t.Month()), t.Day())
}

// A Year is a fiscal year, 1 July to 30 June, named by the calendar year in
// which it ends. The zero Year is unknown.
type Year int16

// FiscalYear returns the fiscal year of the day; unknown for the zero Date.
// 1 July 2013 to 30 June 2014 is 2014.
func (d Date) FiscalYear() Year {
	if d == 0 {
		return 0
	}
	y, m, _ := d.Parts()
	if m >= 7 {
		y++
	}
	return Year(y)
}

// String writes the year as tables do: 2014, or "unknown".
func (y Year) String() string {
	if y == 0 {
		return "unknown"
	}
	return strconv.Itoa(int(y))
}
