package dialect

import (
	"fmt"
	"strings"

	"impact/internal/court"
)

// The parts of an answer, in the order of their steps.
const (
	partCheck = iota + 1
	partMeta
	partRefused
	partRepeated
	partKind
	partSentence
	partLag
	partMonth
	partCase
	partPerson
)

var partNames = [...]string{"", "check", "mapping", "refused", "repeated", "kind", "sentence", "lag", "month", "case", "person"}

// answer writes the query of one slice. The first has all but the cases and
// persons of the others.
func (w *writer) answer(slice, slices int) string {
	var q []string
	// row is one part: expressions of the item, the list, rows and counts, and where they come from.
	row := func(part int, item, list, rows, counts, from string) {
		if list == "" {
			list = "CAST('' AS " + w.textType() + ")"
		}
		n := func(x string) string { return "CAST(" + x + " AS " + w.integer + ")" }
		q = append(q, fmt.Sprintf("SELECT %d AS step, '%s' AS part, %s AS item, %s AS %s, %s AS %s, %s AS %s%s", part, partNames[part], item, list, w.Ident("list"),
			n(rows), w.Ident("rows"), n(counts), w.Ident("counts"), from))
	}
	number := func(x string) string { return fmt.Sprintf(w.number, x) }
	literal := func(x string) string { return "'" + x + "'" }
	row(partCheck, literal("hash of the script"), literal(w.Hash), "0", "0", "")
	row(partCheck, literal("hash of the codes"), "value", "0", "0", "\nFROM "+w.of("codes")+"\nWHERE field = '"+ofHash+"'")
	row(partCheck, literal("slice"), "", fmt.Sprint(slice), fmt.Sprint(slices), "")
	if slice == 0 {
		w.whole(row, number, literal)
	}
	members, group := w.of("members"), "\nFROM (\n%s\n) AS g\nGROUP BY %s"
	if w.id("case_id") {
		cases := fmt.Sprintf("SELECT %s AS kinds\nFROM %s\nWHERE case_id IS NOT NULL%s\nGROUP BY case_id", w.sorted("kind", "."), members, w.hashed("case_id", slice, slices))
		row(partCase, literal(""), "kinds", "COUNT(*)", "0", fmt.Sprintf(group, indent(cases), "kinds"))
	}
	if w.id("person_id") {
		where := "person_id IS NOT NULL" + w.hashed("person_id", slice, slices)
		cases := fmt.Sprintf("SELECT person_id, kind AS kinds\nFROM %s\nWHERE %s AND case_id IS NULL", members, where)
		if w.id("case_id") {
			cases += fmt.Sprintf("\nUNION ALL\nSELECT person_id, %s AS kinds\nFROM %s\nWHERE %s AND case_id IS NOT NULL\nGROUP BY person_id, case_id", w.sorted("kind", "."), members, where)
		}
		persons := fmt.Sprintf("SELECT %s AS cases\nFROM (\n%s\n) AS p\nGROUP BY person_id", w.sorted("kinds", "|"), indent(cases))
		row(partPerson, literal(""), "cases", "COUNT(*)", "0", fmt.Sprintf(group, indent(persons), "cases"))
	}
	return fmt.Sprintf("SELECT step, part, item, %s, %s, %s\nFROM (\n%s\n) AS answer\nORDER BY step", w.Ident("list"), w.Ident("rows"), w.Ident("counts"), indent(strings.Join(q, "\nUNION ALL\n")))
}

// whole writes the parts that only the first slice has.
func (w *writer) whole(row func(part int, item, list, rows, counts, from string), number, literal func(string) string) {
	check := func(item, rows, counts, from string) { row(partCheck, literal(item), "", rows, counts, from) }
	check("rows of the table", "COUNT(*)", "0", "\nFROM "+w.Dialect.Table(w.table))
	check("rows with codes", "COUNT(*)", "COALESCE(SUM(counts), 0)", "\nFROM "+w.of("coded"))
	check("rows of kinds", "COUNT(*)", "0", "\nFROM "+w.of("members"))
	check("codes", "COUNT(*)", "0", "\nFROM "+w.of("codes")+"\nWHERE field NOT IN ('"+ofMeta+"', '"+ofHash+"')")
	for _, x := range [][2]string{{"case", "COUNT(case_id)"}, {"person", "COUNT(person_id)"}, {"victim", "COUNT(victim_id)"},
		{"disposition", "COALESCE(SUM(CASE WHEN disposition > 0 THEN 1 ELSE 0 END), 0)"}, {"fine", "COALESCE(SUM(fined), 0)"}} {
		check("recorded "+x[0], x[1], "0", "\nFROM "+w.of("coded")+"\nWHERE refused = 0")
	}
	row(partMeta, number("a"), "value", "0", "0", "\nFROM "+w.of("codes")+"\nWHERE field = '"+ofMeta+"'")
	row(partRefused, number("refused"), "", "COUNT(*)", "SUM(counts)", "\nFROM "+w.of("coded")+"\nWHERE refused <> 0\nGROUP BY refused")
	if w.id("charge_id") {
		same := "SUM(CASE WHEN content = 1 THEN %s ELSE 0 END)"
		other := "SUM(CASE WHEN content > 1 THEN %s ELSE 0 END)"
		for _, x := range [][2]string{{"same", same}, {"other", other}} {
			row(partRepeated, literal(x[0]), "", "COALESCE("+strings.ReplaceAll(x[1], "%s", "1")+", 0)", "COALESCE("+strings.ReplaceAll(x[1], "%s", "counts")+", 0)", "\nFROM "+w.of("ranked")+"\nWHERE place > 1")
		}
		row(partRepeated, literal("undecided"), "", "COUNT(*)", "0", "\nFROM (\n  SELECT charge_id\n  FROM "+w.of("ranked")+"\n  WHERE content = 1\n  GROUP BY charge_id\n"+
			"  HAVING COUNT(DISTINCT COALESCE(case_id, '')) > 1 OR COUNT(DISTINCT COALESCE(person_id, '')) > 1\n) AS u")
	}
	var parts []string
	for _, s := range signatureColumns {
		parts = append(parts, number(s))
	}
	row(partKind, "kind", "CONCAT("+strings.Join(parts, ", '.', ")+")", "n", "0", "\nFROM "+w.of("kinds"))
	if w.id("case_id") {
		row(partKind, "kind", literal("no case"), "no_case", "0", "\nFROM "+w.of("kinds")+"\nWHERE no_case > 0")
	}
	if w.id("person_id") {
		row(partKind, "kind", literal("no person"), "no_person", "0", "\nFROM "+w.of("kinds")+"\nWHERE no_person > 0")
	}
	sentence := "CONCAT(" + number("jail") + ", '.', " + number("suspended") + ", '.', " + number("probation") + ", '.', " + number("fine") + ")"
	row(partSentence, "kind", sentence, "COUNT(*)", "0", fmt.Sprintf("\nFROM "+w.of("members")+"\nWHERE disposition = %d\nGROUP BY kind, jail, suspended, probation, fine", court.Convicted))
	for stage, day := range [2]string{"f", "d"} {
		where := "refused = 0"
		if stage == 1 {
			where += fmt.Sprintf(" AND disposition = %d", court.Convicted)
		}
		row(partMonth, number(fmt.Sprint(stage)), number(day+"_month"), "COUNT(*)", "0", fmt.Sprintf("\nFROM "+w.of("coded")+"\nWHERE %s AND %s_month > 0\nGROUP BY %s_month", where, day, day))
		months := fmt.Sprintf("%[1]s_month - o_month - CASE WHEN %[1]s_day < o_day THEN 1 ELSE 0 END", day)
		row(partLag, number(fmt.Sprint(stage)), number("months"), "COUNT(*)", "0", fmt.Sprintf("\nFROM (\n  SELECT CASE WHEN %[1]s > %[2]d THEN %[2]d ELSE %[1]s END AS months\n  FROM "+w.of("coded")+"\n"+
			"  WHERE %[3]s AND o_month > 0 AND %[4]s_month * 32 + %[4]s_day >= o_month * 32 + o_day\n) AS l\nGROUP BY months", months, court.MaxLag, where, day))
	}
}

// textType is the type of lists.
func (w *writer) textType() string {
	if w.Name == "sqlserver" {
		return "varchar(max)"
	}
	return w.short()
}

// sorted is the texts of a group in order, which is there so that groups that are
// alike are alike as texts: who reads the answer puts it in an order of his own.
func (w *writer) sorted(text, between string) string {
	return fmt.Sprintf(w.list, text, between)
}

// hashed asks for one slice of the ids.
func (w *writer) hashed(id string, slice, slices int) string {
	if slices == 1 {
		return ""
	}
	return fmt.Sprintf(" AND %s = %d", fmt.Sprintf(w.Dialect.slice, id, slices), slice)
}
