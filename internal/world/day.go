package world

import (
	"slices"
	"time"
)

// A day is counted from 1970-01-01.
type day int

func date(y int, m time.Month, d int) day {
	return day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func (d day) append(b []byte) []byte {
	return time.Unix(int64(d)*86400, 0).UTC().AppendFormat(b, time.DateOnly)
}

// The calendar, in fiscal years: a year ends on 30 June of its number.
const (
	startYear  = 2004 // the first in which cases are filed
	firstYear  = 2006 // the window
	lastYear   = 2015
	futureYear = 2018 // the first of the future
	endYear    = 2023
	horizon    = endYear - futureYear + 1
)

var (
	act13166  = date(2013, 10, 1)
	effective = date(2017, 10, 1) // offences from that day fall under the proposal
	lastDay   = date(lastYear, 6, 30)
	yearStart = starts() // of startYear to endYear+1
)

func starts() []day {
	var s []day
	for y := startYear; y <= endYear+1; y++ {
		s = append(s, date(y-1, 7, 1))
	}
	return s
}

// begins is the first day of a fiscal year.
func begins(year int) day { return yearStart[year-startYear] }

// fiscal is the fiscal year of a day; one after endYear is endYear+1.
func (d day) fiscal() int {
	i, found := slices.BinarySearch(yearStart, d)
	if !found {
		i--
	}
	return startYear + i
}

// Lags, in days, each uniform from its first to its last value.
var (
	offenceLag = [2]int{0, 60}    // from offence to filing
	courtLag   = [2]int{30, 425}  // from filing to disposition
	returnLag  = [2]int{500, 899} // from filing to the person's next filing; exceeds every courtLag
)
