package dialect

import (
	"fmt"
	"regexp"
	"strings"

	"impact/internal/court"
	"impact/internal/law"
)

// A Script is SQL that reduces a table: statements that make tables of its own,
// and queries whose results, one after another, are the answer.
type Script struct {
	Load    string   // makes the table of codes
	Make    string   // makes the tables that the queries read
	Queries []string // one for each slice
	Drop    string
}

// Columns are the columns of an answer.
var Columns = []string{"step", "part", "item", "list", "rows", "counts"}

// Reduce writes the reduction of a table in a dialect. codes is where the engine
// finds the table of codes as a file; "" for one that is inserted by the script.
// The answer comes in slices, which hold cases and persons by the hash of their ids.
func Reduce(d Dialect, c *Coding, table, codes string, slices int) Script {
	w := &writer{Dialect: d, Coding: c, table: table}
	s := Script{Load: w.load(codes), Make: w.make(), Drop: w.drop()}
	for i := range slices {
		s.Queries = append(s.Queries, w.answer(i, slices))
	}
	return s
}

type writer struct {
	Dialect
	*Coding
	table string
	made  []string
}

// sql fills a pattern, in which {x} is a table of the script's own, as Sprintf does.
func (w *writer) sql(pattern string, args ...any) string {
	return fmt.Sprintf(tableName.ReplaceAllStringFunc(pattern, func(x string) string { return w.of(x[1 : len(x)-1]) }), args...)
}

var tableName = regexp.MustCompile(`\{[a-z]+\}`)

// create makes a table of a query.
func (w *writer) create(name, query string) string {
	w.made = append(w.made, name)
	return fmt.Sprintf(w.Dialect.create, w.of(name), query) + ";\n"
}

// batch is how many rows are inserted at once: SQL Server takes no more than 1000.
const batch = 500

func (w *writer) load(codes string) string {
	var b strings.Builder
	w.made = append(w.made, "loaded")
	if codes != "" && w.Dialect.load != nil {
		text := w.Dialect.load(w.literal(codes))
		b.WriteString(strings.TrimRight(text, ";\n"))
		if strings.Contains(text, "\n\\copy") {
			b.WriteString("\n") // a command of psql ends with its line
		} else {
			b.WriteString(";\n")
		}
	} else {
		b.WriteString(w.inserts())
	}
	value := fmt.Sprintf(w.unhex, "COALESCE(hex, '')")
	number := func(n string) string { return fmt.Sprintf("CAST(%s AS %s) AS %s", n, w.integer, n) }
	b.WriteString(w.create("codes", w.sql("SELECT field, %s AS value, %s, %s, %s, %s, %s\nFROM {loaded}", value, number("bad"), number("a"), number("b"), number("c"), number("d"))))
	return b.String()
}

// inserts makes the table of codes from rows in the script: names, bytes and numbers.
func (w *writer) inserts() string {
	var b strings.Builder
	for i := 0; i < len(w.Codes); i += batch {
		var rows []string
		for _, x := range w.Codes[i:min(len(w.Codes), i+batch)] {
			rows = append(rows, fmt.Sprintf("('%s', '%s', %d, %d, %d, %d, %d)", x.Field, w.bytes(x.Key), x.Bad, x.N[0], x.N[1], x.N[2], x.N[3]))
		}
		values := strings.Join(rows, ",\n")
		switch {
		case w.Name == "spark" && i == 0:
			fmt.Fprintf(&b, "CREATE OR REPLACE TEMPORARY VIEW %s AS\nSELECT * FROM VALUES\n%s\nAS x (field, hex, bad, a, b, c, d);\n", w.of("loaded"), w.all())
			return b.String()
		case i == 0:
			text, short := w.types()
			fmt.Fprintf(&b, "CREATE %s %s (field %s, hex %s, bad %[5]s, a %[5]s, b %[5]s, c %[5]s, d %[5]s);\n", w.kind(), w.of("loaded"), short, text, w.integer)
		}
		fmt.Fprintf(&b, "INSERT INTO %s VALUES\n%s;\n", w.of("loaded"), values)
	}
	return b.String()
}

func (w *writer) all() string {
	var rows []string
	for _, x := range w.Codes {
		rows = append(rows, fmt.Sprintf("('%s', '%s', %d, %d, %d, %d, %d)", x.Field, w.bytes(x.Key), x.Bad, x.N[0], x.N[1], x.N[2], x.N[3]))
	}
	return strings.Join(rows, ",\n")
}

// types are the types of long and of short texts.
func (w *writer) types() (text, short string) {
	switch w.Name {
	case "bigquery":
		return "STRING", "STRING"
	case "sqlserver":
		return "varchar(max)", "varchar(200)"
	case "postgres":
		return "text", "text"
	}
	return "VARCHAR", "VARCHAR"
}

// kind is how a table that passes is called where it is made empty.
func (w *writer) kind() string {
	switch w.Name {
	case "trino", "sqlserver":
		return "TABLE"
	case "bigquery":
		return "TEMP TABLE"
	}
	return "TEMPORARY TABLE"
}

func (w *writer) drop() string {
	var b strings.Builder
	for i := len(w.made) - 1; i >= 0; i-- {
		what := "TABLE"
		if w.Name == "spark" && w.made[i] == "loaded" {
			what = "VIEW"
		}
		fmt.Fprintf(&b, "DROP %s IF EXISTS %s;\n", what, w.of(w.made[i]))
	}
	return b.String()
}

// make writes the tables: coded rows, those that are kept, kinds, members.
func (w *writer) make() string {
	var b strings.Builder
	b.WriteString(w.create("coded", w.coded()))
	signature := strings.Join(signatureColumns, ", ")
	sentence := "jail, suspended, probation, fine"
	kept := w.sql("SELECT case_id, person_id, %s, %s\nFROM {coded}\nWHERE refused = 0", signature, sentence)
	if w.id("charge_id") {
		b.WriteString(w.create("repeated", w.sql("SELECT charge_id\nFROM {coded}\nWHERE refused = 0 AND charge_id IS NOT NULL\nGROUP BY charge_id\nHAVING COUNT(*) > 1")))
		order := "PARTITION BY c.charge_id ORDER BY " + each("c.", signatureColumns) + ", c.jail, c.suspended, c.probation, c.fine"
		b.WriteString(w.create("ranked", w.sql("SELECT c.*, ROW_NUMBER() OVER (%s) AS place, RANK() OVER (%s) AS content\nFROM {coded} AS c\nJOIN {repeated} AS r ON r.charge_id = c.charge_id\nWHERE c.refused = 0", order, order)))
		kept = w.sql("SELECT c.case_id, c.person_id, %s, c.jail, c.suspended, c.probation, c.fine\nFROM {coded} AS c\nLEFT JOIN {repeated} AS r ON r.charge_id = c.charge_id\n"+
			"WHERE c.refused = 0 AND r.charge_id IS NULL\nUNION ALL\nSELECT case_id, person_id, %s, %s\nFROM {ranked}\nWHERE place = 1", each("c.", signatureColumns), signature, sentence)
	}
	b.WriteString(w.create("kept", kept))
	b.WriteString(w.create("kinds", w.sql("SELECT %s AS kind, n, no_case, no_person, %s\nFROM (\n  SELECT COUNT(*) AS n, COUNT(*) - COUNT(case_id) AS no_case, COUNT(*) - COUNT(person_id) AS no_person, %s\n  FROM {kept}\n  GROUP BY %s\n) AS k",
		fmt.Sprintf(w.fixed, "ROW_NUMBER() OVER (ORDER BY "+signature+")"), signature, signature, signature)))
	var same []string
	for _, s := range signatureColumns {
		same = append(same, "i."+s+" = k."+s)
	}
	b.WriteString(w.create("members", w.sql("SELECT i.kind, k.case_id, k.person_id, k.disposition, k.jail, k.suspended, k.probation, k.fine\nFROM {kept} AS k\nJOIN {kinds} AS i ON %s", strings.Join(same, " AND "))))
	return b.String()
}

func each(prefix string, names []string) string {
	return prefix + strings.Join(names, ", "+prefix)
}

// signatureColumns are the numbers of a court.Signature, in the order in which
// signatures compare.
var signatureColumns = []string{
	"cite", "kind_of", "status", "final_cite", "final_kind", "final_status", "substituted", "differs", "disposition", "class",
	"era", "victim_age", "defendant_age", "priors", "trafficked", "means", "findings", "governed",
	"charged_year", "disposed_year", "charged_by", "disposed_by", "race", "sex", "counts",
}

// id reports whether rows have the id.
func (w *writer) id(name string) bool {
	for _, f := range w.Fields {
		if f.Name == name {
			return true
		}
	}
	return false
}

// part is the SQL of one number of a field.
func (w *writer) part(name string, part int) string {
	for i, f := range w.Fields {
		if f.Name != name || f.ID {
			continue
		}
		if len(f.Sources) > 0 {
			number := fmt.Sprintf("c%02d.%c", i+1, 'a'+part)
			if name == "fine" {
				return number
			}
			return fmt.Sprintf("CAST(%s AS %s)", number, w.small)
		}
		return fmt.Sprint(w.numbers(name, &f.Values[0])[part])
	}
	blank := Value{Charge: court.Blank()}
	return fmt.Sprint(w.numbers(name, &blank)[part])
}

// blanks are the signs that are cut off both ends of an id.
const blanks = "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"

var idNames = []string{"charge_id", "case_id", "person_id", "victim_id"}

// coded writes rows as numbers and ids.
func (w *writer) coded() string {
	return w.sql(`SELECT charge_id, case_id, person_id, victim_id, refused,
  cite, kind_of, status, final_cite, final_kind, final_status, substituted,
  differs, disposition, class,
  %s AS era,
  victim_age, defendant_age, priors, trafficked, means, findings,
  CASE WHEN o_month > 0 THEN %d WHEN f_month > 0 OR d_month > 0 THEN %d ELSE %d END AS governed,
  CASE WHEN f_month > 0 THEN f_year WHEN o_month > 0 THEN o_year ELSE 0 END AS charged_year,
  CASE WHEN disposition <> %d AND differs = 0 THEN 0 WHEN d_month > 0 THEN d_year WHEN f_month > 0 THEN f_year WHEN o_month > 0 THEN o_year ELSE 0 END AS disposed_year,
  CASE WHEN f_month > 0 THEN %d WHEN o_month > 0 THEN %d ELSE %d END AS charged_by,
  CASE WHEN disposition <> %d AND differs = 0 OR d_month > 0 THEN %d WHEN f_month > 0 THEN %d WHEN o_month > 0 THEN %d ELSE %d END AS disposed_by,
  race, sex, counts,
  CASE WHEN disposition = %d THEN jail ELSE -1 END AS jail,
  CASE WHEN disposition = %d THEN suspended ELSE -1 END AS suspended,
  CASE WHEN disposition = %d THEN probation ELSE -1 END AS probation,
  CASE WHEN disposition = %d THEN fine ELSE -1 END AS fine,
  CASE WHEN fine >= 0 THEN 1 ELSE 0 END AS fined,
  o_month, o_day, f_month, f_day, d_month, d_day
FROM (
%s
) AS settled`,
		fmt.Sprintf("CASE WHEN o_month > 0 THEN o_era WHEN f_month > 0 AND (d_month = 0 OR f_month * 32 + f_day <= d_month * 32 + d_day) THEN f_era WHEN d_month > 0 THEN d_era ELSE %d END", w.frame.EraOf(w.none)),
		court.ByOffense, court.ByOtherDate, w.governed,
		court.Convicted, court.OwnDate, court.Offended, court.Undated,
		court.Convicted, court.OwnDate, court.Filed, court.Offended, court.Undated,
		court.Convicted, court.Convicted, court.Convicted, court.Convicted,
		indent(w.settled()))
}

// settled gives statutes the kind that the inchoate column says, and compares them.
func (w *writer) settled() string {
	kind := func(status, own string) string {
		return fmt.Sprintf("CASE WHEN %s <> %d AND %s = %d THEN inchoate ELSE %s END", status, law.Missing, own, law.Completed, own)
	}
	a, b := kind("status", "own_kind"), kind("final_status", "final_own_kind")
	return fmt.Sprintf(`SELECT joined.*, %s AS kind_of, %s AS final_kind,
  CASE WHEN final_status <> %d THEN 1 ELSE 0 END AS substituted,
  CASE WHEN final_status <> %d AND (final_cite <> cite OR final_status <> status OR final_base <> base OR %s <> %s) THEN 1 ELSE 0 END AS differs
FROM (
%s
) AS joined`, a, b, law.Missing, law.Missing, a, b, indent(w.joined()))
}

// joined gives each field of a row its code.
func (w *writer) joined() string {
	var ids, joins, unknown, bad []string
	for _, name := range idNames {
		text := "CAST(NULL AS " + w.short() + ")"
		for i, f := range w.Fields {
			if f.Name != name {
				continue
			}
			test := fmt.Sprintf("k.k%02d = ''", i+1)
			var marks []string
			for _, m := range f.Marks {
				marks = append(marks, w.literal(m))
			}
			if len(marks) > 0 {
				list := strings.Join(marks, ", ") // LOWER is quick, and takes letters beyond ASCII for others
				test += fmt.Sprintf(" OR LOWER(k.k%02d) IN (%s) AND TRANSLATE(k.k%02d, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') IN (%s)", i+1, list, i+1, list)
			}
			if len(f.Missing) > 0 {
				test += fmt.Sprintf(" OR c%02d.field IS NOT NULL", i+1)
			}
			text = fmt.Sprintf("CASE WHEN %s THEN NULL ELSE k.k%02d END", test, i+1)
		}
		ids = append(ids, text+" AS "+name)
	}
	for i, f := range w.Fields {
		switch {
		case !f.ID && len(f.Sources) > 0:
			unknown = append(unknown, fmt.Sprintf("WHEN c%02d.field IS NULL THEN %d", i+1, -(i+1)))
			bad = append(bad, fmt.Sprintf("WHEN c%02d.bad > 0 THEN c%02d.bad", i+1, i+1))
		case !f.ID && f.Values[0].Reason != "":
			bad = append(bad, fmt.Sprintf("WHEN 1 = 1 THEN %d", w.code("", f.Name, &f.Values[0]).Bad))
			continue
		case len(f.Missing) == 0:
			continue
		}
		joins = append(joins, w.sql("LEFT JOIN {codes} AS c%02d ON c%02d.field = '%s' AND c%02d.value = k.k%02d", i+1, i+1, field(i), i+1, i+1))
	}
	return fmt.Sprintf(`SELECT %s,
  CASE %s ELSE 0 END AS refused,
  %s AS cite, %s AS own_kind, %s AS status, %s AS base,
  %s AS final_cite, %s AS final_own_kind, %s AS final_status, %s AS final_base,
  %s AS inchoate, %s AS disposition, %s AS class,
  %s AS o_month, %s AS o_day, %s AS o_year, %s AS o_era,
  %s AS f_month, %s AS f_day, %s AS f_year, %s AS f_era,
  %s AS d_month, %s AS d_day, %s AS d_year, %s AS d_era,
  %s AS jail, %s AS suspended, %s AS probation, %s AS fine,
  %s AS victim_age, %s AS defendant_age, %s AS priors, %s AS trafficked, %s AS means, %s AS findings,
  %s AS race, %s AS sex, COALESCE(%s, 1) AS counts
FROM (
%s
) AS k
%s`,
		strings.Join(ids, ",\n  "), strings.Join(append(unknown, bad...), "\n    "),
		w.part("statute", 0), w.part("statute", 1), w.part("statute", 2), w.part("statute", 3),
		w.part("final_statute", 0), w.part("final_statute", 1), w.part("final_statute", 2), w.part("final_statute", 3),
		w.part("inchoate", 0), w.part("disposition", 0), w.part("class", 0),
		w.part("offense_date", 0), w.part("offense_date", 1), w.part("offense_date", 2), w.part("offense_date", 3),
		w.part("filed_date", 0), w.part("filed_date", 1), w.part("filed_date", 2), w.part("filed_date", 3),
		w.part("disposition_date", 0), w.part("disposition_date", 1), w.part("disposition_date", 2), w.part("disposition_date", 3),
		w.part("jail_days", 0), w.part("suspended_days", 0), w.part("probation_days", 0), w.part("fine", 0),
		w.part("victim_age", 0), w.part("defendant_age", 0), w.part("prior_convictions", 0), w.part("victim_trafficked", 0), w.part("means", 0), w.part("findings", 0),
		w.part("defendant_race", 0), w.part("defendant_sex", 0), w.part("counts", 0),
		indent(w.keys()), strings.Join(joins, "\n"))
}

func (w *writer) short() string {
	if w.Name == "sqlserver" {
		return "nvarchar(4000)"
	}
	_, short := w.types()
	if w.Name == "spark" {
		return "STRING"
	}
	return short
}

// keys are the texts of each field, and the ids.
func (w *writer) keys() string {
	var out []string
	for i, f := range w.Fields {
		if len(f.Sources) == 0 {
			continue
		}
		key := w.key(f.Sources)
		if f.ID {
			text := fmt.Sprintf(w.text, "t."+w.Ident(f.Sources[0]))
			plain := func(end string) string { return fmt.Sprintf(end, text) + " BETWEEN '!' AND '~'" } // most ids, and it is quick
			key = fmt.Sprintf("CASE WHEN %s AND %s THEN %s ELSE COALESCE(%s, '') END", plain(w.ends[0]), plain(w.ends[1]), text, fmt.Sprintf(w.trimAll, text, "b.blanks"))
		}
		out = append(out, fmt.Sprintf("%s AS k%02d", key, i+1))
	}
	return fmt.Sprintf("SELECT %s\nFROM %s AS t\nCROSS JOIN (SELECT %s AS blanks) AS b", strings.Join(out, ",\n  "), w.Dialect.Table(w.table), w.constant(blanks))
}
