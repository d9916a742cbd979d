package ingest

import (
	"fmt"
	"strings"
	"testing"

	"impact/internal/court"

	"github.com/apache/arrow/go/v17/arrow"
)

// propose makes the map of a file and loads it; it must load.
func propose(t testing.TB, f File) (*Proposal, *Map) {
	t.Helper()
	profiles, err := Look([]File{f}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := profiles[0].Propose(resolver{})
	m, err := LoadMap("proposed", p.YAML())
	if err != nil {
		t.Fatalf("%v\n%s", err, p.YAML())
	}
	return p, m
}

// guesses shows what columns are taken for.
func guesses(p *Proposal) string {
	var out []string
	for _, g := range p.Guesses {
		out = append(out, fmt.Sprintf("%s: %s %s", g.Column, g.Sure, g.To))
	}
	return strings.Join(out, "\n")
}

// A row is a proposal that a run takes as it is: a file, what its columns are
// taken for, and what the first charge is then.
func TestProposal(t *testing.T) {
	show := func(c court.Charge) string {
		return strings.Join(strings.Fields(fmt.Sprint(c.ID, " ", c.Case, " ", c.Statute.Text, " ", c.Final.Text, " ", c.Offense, " ", c.Disposed, " ", c.Disposition, " ", c.Jail, " ", c.Probation, " ", c.Sex, " ", c.VictimAge)), " ")
	}
	for _, c := range []struct{ name, text, guesses, first string }{
		{"renamed", "Docket No,Original Statute,Final Charge,Arrest Date,Finding,Gender\nd1,53a-82,53a-83,2012-03-04,Guilty,Female\nd1,53a-83,,2012-03-05,Nolled,Male\n",
			"Docket No: likely case_id\nOriginal Statute: sure statute\nFinal Charge: sure final_statute\nArrest Date: sure offense_date\nFinding: sure disposition\nGender: likely defendant_sex",
			"d1 53a-82 53a-83 2012-03-04 convicted -1 -1 F -1"},
		{"semicolons", "Charge;Disp Date\n53a-82;25.12.2012\n53a-83;1.2.2012\n", "Charge: sure statute\nDisp Date: sure disposition_date", "53a-82 2012-12-25 -1 -1 -1"},
		{"tabs and short years", "CGS\tDate of Offense\n53a-82\t30-Sep-98\n53a-83\t1-Jan-09\n", "CGS: sure statute\nDate of Offense: sure offense_date", "53a-82 1998-09-30 -1 -1 -1"},
		{"either order", "CGS|offense_date\n53a-82|03/04/2012\n53a-83|05/06/2012\n", "CGS: sure statute\noffense_date: open offense_date", "53a-82 -1 -1 -1"},
		{"own names", "statute,offense_date,victim_age\n53a-82,12/25/2012,17\n53a-83,01/02/2012,\n", "statute: certain statute\noffense_date: certain offense_date\nvictim_age: certain victim_age", "53a-82 2012-12-25 -1 -1 17"},
		{"number and unit", "Statute Cd,Jail Num,Jail Unit,Probation Number,Probation Extra\n53a-82,2,Years,18,Mos\n53a-83,0,,3,Mos\n",
			"Statute Cd: sure statute\nJail Num: sure jail_days\nJail Unit: sure jail_days\nProbation Number: sure probation_days\nProbation Extra: sure probation_days", "53a-82 730 548 -1"},
		{"own length and a pair", "statute,jail_days,Sentence Number,Sentence Unit\n53a-82,30,1,M\n", "statute: certain statute\njail_days: certain jail_days\nSentence Number: unused \nSentence Unit: unused ", "53a-82 30 -1 -1"},
		{"bare sentence", "statute,Sentence\n53a-82,30\n", "statute: certain statute\nSentence: open jail_days", "53a-82 -1 -1 -1"},
		{"identifiers", "statute,DOB,Deft Name,remark\n53a-82,1-Nov-88,\"Doe, Jane\",078-05-1120\n", "statute: certain statute\nDOB: drop \nDeft Name: drop \nremark: drop ", "53a-82 -1 -1 -1"},
		{"ids that repeat", "statute,Charge No\n53a-82,1\n53a-83,2\n53a-82,1\n", "statute: certain statute\nCharge No: unused ", "53a-82 -1 -1 -1"},
		{"ids", "statute,Unique Number\n53a-82,1\n53a-83,2\n", "statute: certain statute\nUnique Number: sure charge_id", "1 53a-82 -1 -1 -1"},
		{"by values", "a,b,c\n53a-82,guilty,x\n53a-83,nolle,y\n", "a: likely statute\nb: likely disposition\nc: unused ", "53a-82 convicted -1 -1 -1"},
		{"one name twice", "statute,Town,Town\n53a-82,x,y\n", "statute: certain statute\nTown: open \nTown: open ", "53a-82 -1 -1 -1"},
		{"strange names", "statute,\"a: b # {\",\"x\ny\",No,\"\"\n53a-82,078-05-1120,078-05-1120,078-05-1120,078-05-1120\n", "statute: certain statute\na: b # {: drop \nx\ny: drop \nNo: drop \n: drop ", "53a-82 -1 -1 -1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, m := propose(t, text(c.text))
			if got := guesses(p); got != c.guesses {
				t.Errorf("%s\nwant\n%s\n%s", got, c.guesses, p.YAML())
			}
			charges, q := readAll(t, Options{Map: m}, text(c.text))
			if len(q.Refused) > 0 || len(charges) == 0 {
				t.Fatalf("refused %v\n%s", q.Refused, p.YAML())
			}
			if got := show(charges[0]); got != c.first {
				t.Errorf("%s, want %s\n%s", got, c.first, p.YAML())
			}
		})
	}
}

// The proposal for the real file reads it as the shipped map does, but for the
// length of a month.
func TestProposalReal(t *testing.T) {
	f := realFile(t, "charges-repaired.csv")
	p, m := propose(t, f)
	got, q := readAll(t, Options{Map: m}, f)
	want, _ := readAll(t, Options{Map: realMap(t)}, f)
	if len(got) != len(want) || len(q.Refused) > 0 {
		t.Fatalf("%d charges, want %d\n%s", len(got), len(want), p.YAML())
	}
	for i, a := range got {
		b := want[i]
		if a.ID != b.ID || a.Statute.Text != b.Statute.Text || a.Final.Text != b.Final.Text || a.Disposition != b.Disposition || a.Disposed != b.Disposed ||
			a.Sex != b.Sex || a.Race != b.Race || a.Court != b.Court || (a.Jail > 0) != (b.Jail > 0) {
			t.Fatalf("%+v, want %+v", a, b)
		}
	}
}

func TestProposalParquet(t *testing.T) {
	f := inMemory("x.parquet", parquetOf(t, []field{texts("Charge", "53a-82", "53a-83"), {"Arrest Date", arrow.FixedWidthTypes.Date32, []any{"2012-03-04", nil}}}, 10, nil))
	p, m := propose(t, f)
	if got := guesses(p); got != "Charge: sure statute\nArrest Date: sure offense_date" {
		t.Error(got)
	}
	if charges, _ := readAll(t, Options{Map: m}, f); charges[0].Offense.String() != "2012-03-04" {
		t.Errorf("%+v", charges)
	}
}

// What the proposal leaves open stands in it as a comment.
func TestProposalComments(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"statute,Arrest Date\n53a-82,03/04/2012\n", "  # offense_date: {column: Arrest Date, format: MM/DD/YYYY}  # open: its days may be MM/DD/YYYY or DD/MM/YYYY, and no value proves which"},
		{"statute,offense_date\n53a-82,03/04/2012\n", "  - offense_date  # its days may be"},
		{"x,y\n1,2\n", "# statute: {column: ?}"},
		{"statute,Disp\n53a-82,guilty\n53a-82,guilty\n53a-82,guilty\n53a-82,sunk\n", "      # sunk: ?  # 1 row; kept as other until you say"},
		{"statute,x\n53a-82,1\n", "#   x  nothing that is known"},
		{"statute;x\n53a-82;1\n", "delimiter: \";\"\n"},
		{"statute,x\n53a-82,2012-03-04\n53a-82,2012-03-05\n", "it holds days, but its name does not say of what"},
	} {
		p, _ := propose(t, text(c.text))
		if got := string(p.YAML()); !strings.Contains(got, c.want) {
			t.Errorf("%s\nlacks %s", got, c.want)
		}
	}
}

// Values that may identify people, and those of which most differ, are shy.
func TestShy(t *testing.T) {
	profiles, err := Look([]File{text("statute,court,SSN,who\n53a-82,a,1,\"DOE, JANE\"\n53a-82,a,1,\"ROE, RICK\"\n53a-82,b,1,\"POE, ANN\"\n53a-82,a,1,\"LOW, MAX\"\n53a-82,b,2,\"HAY, KIM\"\nbad\n")}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := profiles[0]
	for i, want := range []bool{false, false, true, true} {
		if v := &p.Values[i]; v.Shy() != want {
			t.Errorf("%s: shy %v, want %v", v.Column, v.Shy(), want)
		}
	}
	if p.Rows != 5 || len(p.Malformed) != 1 || p.Malformed[0].First.Line != 7 || p.Values[3].Suspect != "names, by its values" {
		t.Errorf("%+v", p)
	}
	if v := p.Values[1]; v.Filled != 5 || v.Different != 2 || v.Texts[0] != (Text{"a", 3}) {
		t.Errorf("%+v", v)
	}
}

// Files that have the same columns share a profile.
func TestLook(t *testing.T) {
	a, b := text(plainCSV), text("statute,court\n53a-84,GA-1\n")
	profiles, err := Look([]File{a, text("x\ty\n1\t2\n"), b}, Options{})
	if err != nil || len(profiles) != 2 || len(profiles[0].Files) != 2 || profiles[0].Rows != 3 || profiles[1].Delimiter != '\t' {
		t.Errorf("%+v, %v", profiles, err)
	}
	if _, err := Look([]File{text("")}, Options{}); err == nil {
		t.Error("an empty file was looked at")
	}
	profiles, err = Look([]File{text("statute,2012-03-04\n53a-83,x\n")}, Options{})
	if err != nil || len(profiles[0].Notes) != 1 || profiles[0].Values[1].Label != "number 2" {
		t.Errorf("a header with a day: %+v, %v", profiles, err)
	}
}

func TestFollow(t *testing.T) {
	f := text("Charge,DOB,Town,court,x,SSN\n53a-82,1,a,b,c,d\n")
	profiles, err := Look([]File{f}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := guesses(profiles[0].Follow(mapOf(t, "drop: [DOB, court]\ncolumns: {statute: {column: charge}}\n")))
	want := "Charge: certain statute\nDOB: drop \nTown: unused \ncourt: drop \nx: unused \nSSN: open "
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// A column that holds whole numbers but for a few rows is told of: in these the
// columns may have slipped.
func TestSlippedColumnsAreTold(t *testing.T) {
	data := "statute,Sentence,Town\n" + strings.Repeat("53a-82,30,Derby\n", 9) + "53a-82,Hartford,\n"
	profiles, err := Look([]File{inMemory("x.csv", []byte(data))}, Options{Resolve: resolver{}})
	if err != nil {
		t.Fatal(err)
	}
	text := string(profiles[0].Propose(resolver{}).YAML())
	if !strings.Contains(text, "90.0% of its values are whole numbers") || !strings.Contains(text, "checks: {Sentence: integer}") || strings.Contains(text, "checks: {Town") {
		t.Errorf("the proposal does not tell of the slipped row:\n%s", text)
	}
}
