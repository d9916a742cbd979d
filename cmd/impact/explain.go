package main

import (
	"slices"
	"strings"

	"impact/internal/court"
	"impact/internal/ingest"
	"impact/internal/law"
	"impact/internal/report"

	"github.com/spf13/cobra"
)

// explainFlags are the facts of a hypothetical charge, or the id of a case.
type explainFlags struct {
	question
	caseID, mapName             string
	statute, final, inchoate    string
	offense, filed, disposed    string
	disposition                 string
	victimAge, defendantAge     int
	priors                      int
	trafficked, means, findings string
	allow                       []string
	format, out                 string
	force                       bool
}

func (a *app) explainCommand() *cobra.Command {
	f := &explainFlags{}
	c := &cobra.Command{
		Use:   "explain --case ID [FILE…] | --statute SECTION --offense-date DATE …",
		Short: "The tests that one charge meets, where it goes and why, and the ways not taken",
		Long: `Tells the way of one charge, or of every charge of a case, through the law: the
version of its day, the acts that carry it to the baseline, the provisions of the
scenario in the order in which they are tried. Where a fact is not recorded, every
way in which the charge can stand, with its probability among the charges of FILE
(without FILE, of the built-in sample).`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			f.only = c.Flags().Changed("provisions")
			return a.explain(f, args)
		},
	}
	f.flags(c.Flags())
	fl := c.Flags()
	fl.StringVar(&f.caseID, "case", "", "case_id of a case in FILE (or in the sample)")
	fl.StringVar(&f.mapName, "map", "", "column map of FILE")
	fl.StringSliceVar(&f.allow, "allow-column", nil, "columns that look like identifiers and have been reviewed")
	fl.StringVar(&f.statute, "statute", "", "as charged")
	fl.StringVar(&f.final, "final-statute", "", "as convicted, if substituted")
	fl.StringVar(&f.inchoate, "inchoate", "", "none, attempt, conspiracy, solicitation")
	fl.StringVar(&f.offense, "offense-date", "", "day of the offence")
	fl.StringVar(&f.filed, "filed-date", "", "day of filing")
	fl.StringVar(&f.disposed, "disposition-date", "", "day of the disposition")
	fl.StringVar(&f.disposition, "disposition", "convicted", "how it ended")
	fl.IntVar(&f.victimAge, "victim-age", -1, "age of the victim in years; leave out if not recorded")
	fl.IntVar(&f.defendantAge, "defendant-age", -1, "age of the defendant in years")
	fl.IntVar(&f.priors, "prior-convictions", -1, "earlier convictions of the section")
	fl.StringVar(&f.trafficked, "victim-trafficked", "", "true or false; leave out if not recorded")
	fl.StringVar(&f.means, "means", "", "force, fraud, coercion separated by ; or none; leave out if not recorded")
	fl.StringVar(&f.format, "format", string(report.PlainText), "how it is printed: text or markdown")
	fl.StringVar(&f.out, "out", "", "new file for a page (HTML) that says it; then nothing is printed")
	fl.BoolVar(&f.force, "force", false, "write over the file of --out")
	fl.StringVar(&f.findings, "findings", "", "findings made, separated by ; or none; leave out if not recorded")
	return c
}

func (a *app) explain(f *explainFlags, args []string) error {
	if (f.caseID == "") == (f.statute == "") {
		return wrongf("either --case ID or --statute SECTION would be right")
	}
	if err := layoutOf(f.format); err != nil {
		return err
	}
	s, err := f.open()
	if err != nil {
		return err
	}
	m, _, err := loadMap(f.mapName)
	if err != nil {
		return err
	}
	files, shut, err := a.openData(args, s.code.Sample)
	defer shut()
	if err != nil {
		return err
	}
	charges := []court.Charge{}
	if f.statute != "" {
		c, err := f.charge(s.code)
		if err != nil {
			return err
		}
		charges = append(charges, c)
	}
	whole, quality, err := s.reduce(files, ingest.Options{Map: m, Allow: f.allow}, 0, func(c *court.Charge) {
		if f.caseID != "" && c.Case == f.caseID {
			one := *c
			one.Findings = slices.Clone(c.Findings)
			charges = append(charges, one)
		}
	})
	if err != nil {
		return err
	}
	if len(charges) == 0 {
		return wrongf("no charge of the data has this case_id")
	}
	title := ""
	if m != nil {
		title = m.Title
	}
	x := explained{study: s, charges: charges, whole: whole, m: m, caseID: f.caseID, source: describe([]string{fileNames(files)}, title, whole), synthetic: quality.Synthetic}
	if f.out != "" {
		if err := putSheet(f.out, x.document(), f.force); err != nil {
			return err
		}
		a.talk("%s: the page", f.out)
		return nil
	}
	return a.write(x.document(), f.format)
}

// charge is the hypothetical charge that the flags describe.
func (f *explainFlags) charge(code *law.Code) (court.Charge, error) {
	c := court.Blank()
	c.Statute = code.Resolve(f.statute)
	if c.Statute.Status != law.Found {
		return c, wrongf("--statute %s: %s%s", f.statute, c.Statute.Status, candidates(code, c.Statute))
	}
	if f.final != "" {
		if c.Final = code.Resolve(f.final); c.Final.Status != law.Found {
			return c, wrongf("--final-statute %s: %s%s", f.final, c.Final.Status, candidates(code, c.Final))
		}
	}
	if f.inchoate != "" {
		kind, ok := law.ParseInchoate(f.inchoate)
		if !ok {
			return c, wrongf("--inchoate %q: none, attempt, conspiracy or solicitation would be right", f.inchoate)
		}
		c.Statute.Inchoate = kind
	}
	for _, d := range []struct {
		flag, text string
		to         *law.Date
	}{{"offense-date", f.offense, &c.Offense}, {"filed-date", f.filed, &c.Filed}, {"disposition-date", f.disposed, &c.Disposed}} {
		if d.text == "" {
			continue
		}
		day, err := law.ParseDate(d.text)
		if err != nil {
			return c, wrongf("--%s: %v", d.flag, err)
		}
		*d.to = day
	}
	var ok bool
	if c.Disposition, ok = court.ParseDisposition(f.disposition); !ok {
		return c, wrongf("--disposition %q: convicted, nolle, dismissed, acquitted, diverted, pending, transferred or other would be right", f.disposition)
	}
	if err := f.facts(&c); err != nil {
		return c, err
	}
	return c, knownFindings(code, c.Findings)
}

// knownFindings is an error where a finding is none that the law asks for.
func knownFindings(code *law.Code, made []string) error {
	var known []string
	for _, f := range code.Findings {
		known = append(known, f.ID.Value)
	}
	for _, id := range made {
		if !slices.Contains(known, id) {
			return wrongf("--findings %q: %s would be right", id, orNone(known))
		}
	}
	return nil
}

// orNone says which findings may be named.
func orNone(known []string) string {
	if len(known) == 0 {
		return "none (the law asks for no finding)"
	}
	return "some of " + strings.Join(known, ", ") + ", or none,"
}

// facts sets the recorded facts of the hypothetical charge.
func (f *explainFlags) facts(c *court.Charge) error {
	for _, n := range []struct {
		flag string
		v    int
		to   *int16
	}{{"victim-age", f.victimAge, &c.VictimAge}, {"defendant-age", f.defendantAge, &c.DefendantAge}, {"prior-convictions", f.priors, &c.Priors}} {
		if n.v > 130 || n.v < -1 {
			return wrongf("--%s %d: a number from 0 to 130 would be right", n.flag, n.v)
		}
		*n.to = int16(n.v)
	}
	switch f.trafficked {
	case "":
	case "true", "false":
		c.Trafficked = law.Truly(f.trafficked == "true")
	default:
		return wrongf("--victim-trafficked %q: true or false would be right", f.trafficked)
	}
	for _, word := range split(f.means) {
		m, ok := law.ParseMeans(word)
		if !ok {
			return wrongf("--means %q: force, fraud, coercion or none would be right", word)
		}
		c.Means |= m
	}
	for _, word := range split(f.findings) {
		if word == "none" {
			c.NoFindings = true
		} else {
			c.Findings = append(c.Findings, word)
		}
	}
	return nil
}

func split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == ',' || r == ' ' })
}
