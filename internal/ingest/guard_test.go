package ingest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"impact/internal/court"
)

func TestNameSuspect(t *testing.T) {
	for name, want := range map[string]string{
		"D.O.B.": "birth", "birth_country": "", "Country of Birth": "", "dob": "birth", "DefendantDOB": "birth", "Date of Birth": "birth", "birth_date": "birth", "BIRTHDATE": "birth",
		"SSN": "social security", "Soc Sec": "social security", "defendant_name": "name", "Last Name": "name", "LastName": "name", "LNAME": "name",
		"Home Address": "address", "street": "address", "Phone No": "telephone", "e-mail": "e-mail", "Driver License": "licence", "Defendant": "name",
		"Case Caption": "caption", "victim_birth_year": "birth", "birth_year": "birth", "YOB": "birth", "victimdob": "birth", "Year of Birth": "birth", "MRN": "medical",
		"Maria Lopez": "names", "maria_lopez": "names", "LOPEZ, MARIA": "names", "MariaLopez": "names", "Maria Xylander": "names", "078-05-1120": "social", "jane@example.org": "e-mail", "HHB-CR15-0123456-S": "docket",
		"DoB": "birth", "Def DoB": "birth", "DefDoB": "birth", "VictimDoB": "birth", "DOBDef": "birth", "SsN": "social", "VictimSsN": "social", "SSNumber": "social", "FBINumber": "FBI", "PhoNe": "telephone", "ClassN": "", "ClassNo": "", "ProcessNum": "",
		"fecha_nacimiento": "birth", "Fecha de Nacimiento": "birth", "FechaNacimiento": "birth", "nombre": "name", "Nombre del acusado": "name", "Apellido Paterno": "name", "Teléfono": "telephone", "telefono": "telephone", "Dirección": "address", "direccion": "address", "correo_electronico": "e-mail",
		"Geburtsdatum": "birth", "Nachname": "name", "Straße": "address", "Prénom": "name", "date de naissance": "birth", "Nazwisko": "name", "data de nascimento": "birth", "姓名": "name",
		"nombre del delito": "", "Nombre del Tribunal": "", "Courtname": "", "delito": "", "Condado": "", "non": "", "fecha": "",
		"Megan's Law": "", "Adam Walsh Act": "", "Amber Alert": "", "Grant Date": "", "Charge Code": "", "St Mary Court": "", "Maria Code": "", "victim age": "", "dobbin": "", "alias": "name", "FBI Number": "FBI",
		"statute": "", "Court Name": "", "offense_name": "", "Charge Name": "", "Town": "", "Race": "", "Unique Number": "", "defendant_age": "",
		"victim_id": "", "username2": "", "addressee": "", "final": "", "Statute Description": "", "": "",
	} {
		got := nameSuspect(name)
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// What a single value gives away: + if it is sure, - if others must say so too.
func TestSignOf(t *testing.T) {
	for value, want := range map[string]string{
		"078-05-1120": "+social", "SSN 078-05-1120": "+social", "SSN:078-05-1120": "+social", "ssn# 078051120": "+social", "social security number 078051120": "+social",
		"xxx-xx-1120": "+social", "***-**-1120": "+social", "he gave 078-05-1120.": "+social", "078 05 1120": "+social", "912-70-1234": "+social", "'078-05-1120": "+social", `="078-05-1120"`: "+social", `"078-05-1120"`: "+social", "\u00a0078-05-1120\u00a0": "+social", "078\u00a005\u00a01120": "+social", "he had (078 05 1120)": "-social",
		"078.05.1120": "+social", "078/05/1120": "+social", "078_05_1120": "+social", "X078-05-1120Y": "+social", "id=078-05-1120;": "+social", "a 078/05/1120, b": "+social", "***-** 1120": "+social", "1078-05-1120": "", "078-05-11203": "", "3-078-05-1120": "", "078/05/112": "", "178/05/1120/3": "", "000/05/1120": "", "078_05/1120": "",
		"078\u201105\u20111120": "+social",
		"SSN: 078 05 1120":      "+social", "he gave soc. sec. no. 078 05 1120 twice": "+social", "SSN last four 1120": "+social", "ssn, last 4: 1120": "+social", "SSN unknown": "", "ss 12": "", "social worker came 3 times": "",
		"MRN 078051120": "+medical", "mrn: A4511": "+medical", "medical record no. 451120": "+medical", "medical help, 4511 called": "", "MRN 12": "",
		"000-05-1120": "", "900-05-1120": "", "078051120": "",
		"(860) 555-0100": "+telephone", "860-555-0100": "+telephone", "1-860-555-0100": "+telephone", "860.555.0100": "+telephone", "phone 8605550100": "+telephone", "cell: 555-0100": "+telephone",
		"tel 860 555 0100": "+telephone", "ph. 860 555 0100": "+telephone", "phone: (860)5550100": "+telephone", "tel. +1 860 555 0100": "+telephone", "Telephone 555 0100": "+telephone", "tel 18605550100": "+telephone",
		"phone 30 minutes": "", "+18605550100": "+telephone", "call +18605550100 now": "+telephone", "+525512345678": "-telephone", "+12": "", "+10005550100": "", "+1860555010": "", "cell 12 at 860": "", "fax 2012 03": "",
		"860 555 0100": "+telephone", "call 860 555 0100 now": "-telephone", "860/555-0100": "+telephone", "860_555_0100": "+telephone", "at 860/555-0100.": "+telephone", "+1 860 555 0100": "+telephone", "'860 555 0100": "+telephone", "860-555-0100/860-555-0101": "+telephone", "860-555-0100/home": "+telephone", "53/112-0100": "", "8605550100": "", "100-200-300": "",
		"jane.roe@example.org": "+e-mail", "mail jane@example.org now": "+e-mail", "a@b": "", "MARIA.5 @ GMAIL.COM": "+e-mail", "from maria @example.org, twice": "+e-mail", "maria@ example.co.us": "+e-mail", "sold 2 @ 5.00": "", "was @ Main.St": "", "@ gmail.com": "", "met @ noon.com": "+e-mail", "5 @ 10.00": "", "JANE@EXAMPLE.ORG": "+e-mail",
		"HHB-CR15-0123456-S": "+docket", "N23N-CR19-0123456-S": "+docket", "H14H-CR09-0123456-S": "+docket", "HHB-CR12-0123456": "+docket", "see HHB-CR15-0123456-S": "+docket",
		"2015-CF-001234": "+docket", "3:15-cr-00123": "+docket", "CP-51-CR-0001234-2015": "+docket", "27-CR-15-12345": "+docket", "218-2015-CR-00123": "+docket",
		"Docket no. 12345": "+docket", "docket number 2012-1234": "+docket", "dkt 0123456": "+docket", "case no. 12-3456": "+docket", "see case number 451120": "+docket", "case #45112": "+docket", "cause no. 9912": "+docket", "docket of 12 charges": "", "case no 3": "", "in this case 45112 days": "", "docket 2012": "", "CASE-000123": "",
		"CR2015-123456-001": "+docket", "15-001234-FH": "+docket", "CR15000123-00": "+docket", "49G01-1501-F3-001234": "", "docket 15CR012345 nolled": "+docket", "file 15CR012345 nolled": "-docket", "15-1-01234-5": "-docket",
		"15CR012345": "-docket", "H14H CR15 0123456 S": "+docket", "HHB CR15 0123456 T": "+docket", "H14H CR15 0123456": "", "HHB AR15 0123456 S": "", "CR 11-303": "", "CR-000123": "", "53a-82": "", "2012-03-04": "", "12-34-567": "", "RCW 9.68A.100(1)(a)": "",
		"123e4567-e89b-12d3-a456-426614174000": "", "a1cf15b012345fe2": "", "2C:13-8(a)(1)": "", "G.A. 14": "", "GA-15": "",
		"12 Main Street": "+address", "12 main street": "+address", "went 12 main street": "-address", "12 Main Street, Hartford": "+address", "1402-B N. Elm St Apt 4": "+address", "1234 N. Elm St., Apt 5": "+address", "12 MAIN ST HARTFORD CT 06106": "+address", "12 Elm St. #3": "+address", "12 Elm Rd, Hartford, CT 06106": "+address", "Elm St 12": "-address", "Old Mill Road 1402": "-address", "123 Broadway": "-address", "12 W. Broadway": "-address", "Calle Luna 12": "-address", "12 Calle Luna": "-address", "30 rue Morgue": "-address", "Degree St": "", "Larceny 1 ST 2": "", "DRIVE 12": "", "Broadway": "", "on broadway, 12 times": "", "St 12": "", "P.O. Box 12": "+address", "at 12 Elm Rd": "-address",
		"1500 FT OF SCHOOL": "", "FAILURE TO DRIVE RIGHT 14-230": "", "14 FAILURE TO DRIVE": "", "30 days": "", "1 ST OFFENSE": "", "Street": "",
		"b. 1/2/1980": "+birth", "child, b. 1980": "+birth", "(b. 2001)": "+birth", "b.1980": "+birth", "b. 1980": "+birth", "b. 3 March 1980": "+birth", "B. Mar 3, 1980": "+birth", "victim b. 1980-01-02 at home": "+birth", "seen; DOB 1980-02-01 left": "+birth", "d/o/b 1/2/80": "+birth", "yob 1980": "+birth", "birth year 1980": "+birth", "born in 1980": "+birth",
		"a. first b. 1990 act": "", "53a-82 b. 12 ct": "", "born here": "", "b. may not": "", "sec. 53a-70b. 2012": "",
		"DOB 1/2/1980": "+birth", "D.O.B.: 01-02-80": "+birth", "born 1980": "+birth", "date of birth 1980-01-02": "+birth", "born on March 3, 1980": "+birth", "1980-01-02": "",
		"Defendant John Smith fled": "+names", "victim: Jane Roe": "+names", "mother Maria Xylander called": "+names", "John Q. Xylander": "+names",
		"Smith, John": "-names", "John Smith": "-names", "SMITH, JOHN A": "-names", "Xylander, John": "-names", "jos\u00e9 garc\u00eda": "-names",
		"victim under 16": "", "Sexual assault, first degree": "", "NEW HAVEN": "", "King William County": "", "James City County": "", "Charles City": "", "Risk of injury to minor": "",
		"State v Lopez": "+names", "State v. Xylander": "+names", "see LOPEZ VS. PEOPLE, nolled": "+names", "Commonwealth v. Roe": "+names", "People vs lopez": "+names", "53a-82 v. 3": "", "van v state": "+names", "item v. 2": "", "officer v. dog": "",
		"Adam Walsh Act": "", "St. Mary Street": "", "Hartford, CT": "", "minor child": "", "Mr. and Mrs.": "", "": "", "x": "",
	} {
		value = strings.NewReplacer(`\u2011`, "\u2011", `\u00e9`, "é", `\u00ed`, "í").Replace(value)
		got := signOf([]byte(value))
		text := ""
		if got.trace != noTrace {
			text = map[bool]string{true: "+", false: "-"}[got.sure] + traceNames[got.trace]
		}
		if ok := want == "" && text == "" || want != "" && text != "" && text[0] == want[0] && strings.Contains(text, want[1:]); !ok {
			t.Errorf("%q: %q, want %q", value, text, want)
		}
	}
}

// A column that may identify people stops the run before a row is read, and no
// value of it is told.
func TestGuard(t *testing.T) {
	for _, c := range []struct{ name, text, column string }{
		{"by name", "statute,Defendant Name\n53a-82,Jane Roe\n", "Defendant Name"},
		{"by value", "statute,note\n53a-82,078-05-1120\n", "note"},
		{"by value in an id", "statute,case_id\n53a-82,jane@example.org\n", "case_id"},
		{"in a later row", "statute,note\n53a-82,x\n53a-82,(860) 555-0100\n", "note"},
	} {
		rows := 0
		_, err := Read([]File{text(c.text)}, Options{Resolve: resolver{}}, func(*court.Charge) error { rows++; return nil })
		var found *IdentifierError
		if !errors.As(err, &found) || len(found.Suspects) != 1 || found.Suspects[0].Column != c.column {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, secret := range []string{"Jane", "078", "jane", "860"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%s: the error tells %s", c.name, secret)
			}
		}
		for _, o := range []Options{
			{Map: mapOf(t, "anonymous: ["+c.column+"]\n")}, {Allow: []string{c.column}}, {Allow: []string{strings.ToUpper(c.column)}},
		} {
			if charges, _ := readAll(t, o, text(c.text)); len(charges) == 0 {
				t.Errorf("%s: a reviewed column stops the run", c.name)
			}
		}
		if c.column != "case_id" {
			readAll(t, Options{Map: mapOf(t, "drop: ["+c.column+"]\n")}, text(c.text))
		}
	}
	// All suspects of all files are told at once.
	err := fails(t, text("statute,SSN,DOB\n53a-82,1,2\n"), Options{})
	if n := strings.Count(err.Error(), "looks like"); n != 2 {
		t.Errorf("%d suspects: %v", n, err)
	}
}

// An IdentifierError says what to do.
func TestGuardRemedy(t *testing.T) {
	err := fails(t, text("statute,SSN\n53a-82,1\n"), Options{})
	if !strings.Contains(err.Error(), `charges.csv: the column "SSN" looks like a social security number, by its name`) || !strings.Contains(err.Error(), "drop:") {
		t.Error(err)
	}
}

// A column of names stops the run, whatever it is called; a column of towns,
// charges or two-word races does not.
func TestNamesByValue(t *testing.T) {
	file := func(column string, values ...string) File {
		var b strings.Builder
		b.WriteString("statute," + column + "\n")
		for _, v := range values {
			b.WriteString("53a-82,\"" + v + "\"\n")
		}
		return inMemory("x.csv", []byte(b.String()))
	}
	for _, c := range []struct {
		column string
		values []string
		stops  bool
	}{
		{"person_id", []string{"Smith, John", "Roe, Jane A", "Garcia, Maria", "Lee, Ann", "Brown, Tyrone"}, true},
		{"ref", []string{"Mary Garcia", "Susan Davis", "Paul Smith", "Xiu Chen", "Ola Berg"}, true},
		{"ref", []string{"NEW HAVEN", "WEST HARTFORD", "NEW BRITAIN", "EAST LYME", "OLD SAYBROOK"}, false},
		{"court", []string{"New Haven", "West Hartford", "New Britain", "East Lyme", "St Mary"}, false},
		{"note", []string{"Assault, simple", "Larceny, third", "Theft, auto", "Fraud, wire", "Arson, first"}, false},
		{"defendant_race", []string{"African American", "Native American", "White Hispanic", "Black Hispanic", "Asian Indian"}, false},
		{"person_id", []string{"a1", "a2", "a3", "a4", "a5"}, false},
	} {
		_, err := Read([]File{file(c.column, c.values...)}, Options{Resolve: resolver{}}, func(*court.Charge) error { return nil })
		var found *IdentifierError
		if errors.As(err, &found) != c.stops {
			t.Errorf("%s %q: %v", c.column, c.values, err)
		}
		for _, v := range c.values {
			if err != nil && strings.Contains(err.Error(), v) {
				t.Errorf("the message shows %q", v)
			}
		}
	}
}

// What one pass over a value says it cannot hold, it does not hold.
func TestMassDeniesNothing(t *testing.T) {
	words := strings.Fields(`John Smith, Smith J. D.O.B. DOB born 1/2/80 078-05-1120 xxx-xx-1120 ***-** 1120 HHB-CR15-0123456-S 15CR012345 15-1-01234-5 victim Mr. Jane
		12 Main St Street Apt P.O. Box 7 ssn: 078051120 phone 8605550100 (860) 555-0100 a@b.org of the police noon 53a-82 4 - / x_1 2015-CF-001234 Garcia named`)
	r := rand.New(rand.NewPCG(3, 1))
	held := 0
	for range 50_000 {
		var list []string
		for range 1 + r.IntN(6) {
			list = append(list, words[r.IntN(len(words))])
		}
		b := []byte(strings.Join(list, []string{" ", " ", ", ", ""}[r.IntN(4)]))
		m := massOf(b)
		for _, x := range []struct {
			what string
			may  bool
			s    sign
		}{{"e-mail", m.ats > 0, emailSign(b)}, {"number", m.digits >= 7 || m.masked && m.digits >= 4, numberSign(b)}, {"docket", m.coded, docketSign(b)}, {"words", m.telling, wordSign(b)}} {
			if x.s.trace != noTrace {
				held++
				if !x.may {
					t.Fatalf("%q holds %s by its %s", b, traceNames[x.s.trace], x.what)
				}
			}
		}
	}
	if held < 10_000 {
		t.Errorf("only %d signs were met", held)
	}
}

// Any bytes may be a value.
func FuzzSignOf(f *testing.F) {
	for _, s := range []string{"", "a", "Smith, John", "078-05-1120", "a@b.org", "\xff\xfe\x00", "P.O. Box 1", "DOB 1/2/80", "CR15-0123456", "1 1 1 1 1 St", "John Q. Public", "J.D."} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s := signOf(b)
		if plainText(b) && s.sure && s.trace != ofDocket {
			t.Errorf("%q is one word, and a sign of %s", b, traceNames[s.trace])
		}
		if sh := shapeOf(b); sh.area > 999 || sh.year < 0 {
			t.Errorf("%q: %+v", b, sh)
		}
	})
}

// The names of the columns that are known, however they are written, tell of nobody.
func TestKnownNamesTellNothing(t *testing.T) {
	for _, s := range synonyms {
		for _, n := range append(s.names, s.column) {
			words := strings.Fields(n)
			for i, w := range words {
				words[i] = capital(w)
			}
			for _, name := range []string{n, strings.Join(words, " "), strings.Join(words, ""), strings.Join(words, "_"), strings.ToUpper(n)} {
				if headTrace(name) != noTrace || tells(name) {
					t.Errorf("%q: %s", name, traceNames[headTrace(name)])
				}
			}
		}
	}
}

// Days, or years, in a column of ages are those of a birth; a header that is a person's
// name stops the run, and neither is shown.
func TestBirthsAsAges(t *testing.T) {
	for what, c := range map[string]struct{ head, value string }{
		"ISO days":            {"victim_age", "19%02d-03-04"},
		"days in another way": {"defendant_age", "3/4/19%02d"},
		"years":               {"victim_age", "19%02d"},
		"an age by its name":  {"Age at offense", "19%02d"},
	} {
		var b strings.Builder
		b.WriteString("statute,offense_date," + c.head + "\n")
		for i := range 40 {
			fmt.Fprintf(&b, "53a-82,2012-03-04,"+c.value+"\n", 60+i)
		}
		if s := found(t, text(b.String())); len(s) != 1 || s[0].Column != c.head || s[0].trace != ofBirth || s[0].Rows != 40 {
			t.Errorf("%s: %+v", what, s)
		}
	}
	if s := found(t, text("statute,victim_age\n53a-82,17\n53a-82,2012\n53a-82,1999\n53a-82,3\n")); len(s) > 0 {
		t.Errorf("two years among ages: %+v", s)
	}
	err := fails(t, text("statute,court,Maria Lopez\n53a-82,x,1\n"), Options{})
	var found *IdentifierError
	if !errors.As(err, &found) || strings.Contains(err.Error(), "Lopez") || !strings.Contains(err.Error(), `the column "number 3" looks like names, by what stands in the header`) {
		t.Error(err)
	}
	err = fails(t, text("Charges,Maria Lopez\n53a-82,1\n"), Options{Map: mapOf(t, "anonymous: [Maria Lopez]\n")})
	if !strings.Contains(err.Error(), "no column is named statute") || strings.Contains(err.Error(), "Lopez") {
		t.Error(err)
	}
}

// A file may bear the name of a person or of a case.
func TestNameTells(t *testing.T) {
	for file, tells := range map[string]bool{
		"Lopez_Maria.csv": true, "HHBCR150123456S.csv": true, "15CR012345.parquet": true, "State v Lopez.csv": true, "state_v_lopez.csv.gz": true, "People-v-Xylander.csv": true, "8605550142.csv": true, "2019010112.csv": false, "1234567890.csv": false, "deadbeefcafe01234567.csv": false, "CR_2019.csv": false, "v2.csv": false, "charges v 2.csv": false, "maria-lopez.parquet": true, "Maria Xylander.csv.gz": true, "CR-2019-001234.csv": true, "HHB-CR15-0123456-S.csv": true, "078-05-1120.csv": true, "078051120.csv": true, "jane@example.org.csv": true,
		"DOB 1-2-1980.csv": true, "charges.csv": false, "charges-2015-2019.csv": false, "ct-2019-10-01.csv": false, "part-00001-of-00012.parquet": false, "GA14_charges.csv": false, "new haven.csv": false, "Henry County.csv": false,
		"charges-repaired.csv": false, "1M-sorted.csv": false, "20190101.csv": false, "a1b2c3d4e5f60718.csv": false, ".csv": false, "": false, "sample/charges.csv": false, "export 2019.csv": false,
	} {
		if got := NameTells(file); (got != "") != tells {
			t.Errorf("%q: %q", file, got)
		}
	}
}
