package law

import "testing"

func TestClass(t *testing.T) {
	list := Classes()
	if len(list) != int(numClasses) || list[0] != FelonyA || list[len(list)-1] != ClassUnknown {
		t.Errorf("classes %v", list)
	}
	for i := 1; i < len(list); i++ {
		if list[i] >= list[i-1] {
			t.Errorf("%s stands after %s but is more serious", list[i], list[i-1])
		}
	}
	for _, c := range list {
		got, err := ParseClass(c.String())
		if c == ClassUnknown {
			if err == nil {
				t.Error("a law file may write unknown")
			}
			continue
		}
		if err != nil || got != c {
			t.Errorf("ParseClass(%q) = %s, %v", c, got, err)
		}
	}
	for c, felony := range map[Class]bool{FelonyA: true, FelonyUnclassified: true, MisdemeanorA: false, Violation: false, None: false, ClassUnknown: false} {
		if c.Felony() != felony {
			t.Errorf("%s is a felony: %v", c, !felony)
		}
	}
}

func TestRecordClass(t *testing.T) {
	ok := func(text string, want Class) {
		t.Helper()
		if got, known := RecordClass(text); got != want || !known {
			t.Errorf("RecordClass(%q) = %s, %v; want %s", text, got, known, want)
		}
	}
	bad := func(text string) {
		t.Helper()
		if got, known := RecordClass(text); known || got != ClassUnknown {
			t.Errorf("RecordClass(%q) = %s, want nothing", text, got)
		}
	}
	ok("AF", FelonyA)
	ok("BF", FelonyB)
	ok("FB", FelonyB)
	ok("cf", FelonyC)
	ok("D felony", FelonyD)
	ok("Class E Felony", FelonyE)
	ok("Felony, class C", FelonyC)
	ok("UF", FelonyUnclassified)
	ok("U felony", FelonyUnclassified)
	ok("unclassified felony", FelonyUnclassified)
	ok("felony unclassified", FelonyUnclassified)
	ok("AM", MisdemeanorA)
	ok("MB", MisdemeanorB)
	ok("class C misdemeanor", MisdemeanorC)
	ok("D misd.", MisdemeanorD)
	ok("UM", MisdemeanorUnclassified)
	ok("V", Violation)
	ok("I", Violation)
	ok("INFRACTION", Violation)
	ok("violation", Violation)
	bad("")
	bad("A")
	bad("felony")
	bad("F")
	bad("A B felony")
	bad("AF misdemeanor")
	bad("AM felony")
	bad("violation of probation")
	bad("violation A felony")
	bad("class F felony")
	bad("murder")
}

func TestDate(t *testing.T) {
	ok := func(text string, want Date) {
		t.Helper()
		if got, err := ParseDate(text); err != nil || got != want || got.String() != text {
			t.Errorf("ParseDate(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	bad := func(text string) {
		t.Helper()
		if got, err := ParseDate(text); err == nil {
			t.Errorf("ParseDate(%q) = %d", text, got)
		}
	}
	ok("2016-10-01", 20161001)
	ok("2016-02-29", 20160229)
	ok("1000-01-01", 10000101)
	ok("9999-12-31", 99991231)
	bad("2016-02-30")
	bad("2015-02-29")
	bad("1900-02-29")
	bad("2016-13-01")
	bad("2016-00-01")
	bad("2016-01-00")
	bad("0999-01-01")
	bad("2016-1-01")
	bad("2016/10/01")
	bad("+016-10-01")
	bad("2016-10-01 ")
	bad("")
	for _, c := range []struct {
		day  Date
		n    int
		want Date
	}{{20160930, 1, 20161001}, {20161001, -1, 20160930}, {20160228, 1, 20160229}, {20150228, 1, 20150301}, {20161231, 1, 20170101}, {20170101, -1, 20161231}} {
		if got := c.day.AddDays(c.n); got != c.want {
			t.Errorf("%s and %d days is %s, want %s", c.day, c.n, got, c.want)
		}
	}
	for day, year := range map[Date]string{20130630: "2013", 20130701: "2014", 20140630: "2014", 0: "unknown"} {
		if got := day.FiscalYear().String(); got != year {
			t.Errorf("%d is of the year %s, want %s", day, got, year)
		}
	}
}

func TestTerm(t *testing.T) {
	for _, text := range []string{"1 years", "10 years", "life"} {
		if got, err := ParseTerm(text); err != nil || got.String() != text {
			t.Errorf("ParseTerm(%q) = %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "10", "ten years", "0 years", "-1 years", "4096 years", "years", "10  years", "Life"} {
		if got, err := ParseTerm(text); err == nil {
			t.Errorf("ParseTerm(%q) = %s", text, got)
		}
	}
	if ten, _ := ParseTerm("10 years"); ten >= Life || Term(0) >= ten || Term(0).String() != "none" {
		t.Error("the terms are out of order")
	}
}
