package main

import (
	"fmt"
	"slices"
	"strings"

	"impact/internal/court"
	"impact/internal/ingest"
	"impact/internal/law"
	"impact/internal/model"
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
	fl.StringVar(&f.findings, "findings", "", "findings made, separated by ; or none; leave out if not recorded")
	return c
}

func (a *app) explain(f *explainFlags, args []string) error {
	if (f.caseID == "") == (f.statute == "") {
		return wrongf("either --case ID or --statute SECTION would be right")
	}
	s, err := f.open()
	if err != nil {
		return err
	}
	m, _, err := loadMap(f.mapName)
	if err != nil {
		return err
	}
	files, shut, err := openData(args, s.code.Sample)
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
	whole, _, err := s.reduce(files, m, f.allow, func(c *court.Charge) {
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
	return a.tellWays(s, whole, charges, m)
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
	return c, f.facts(&c)
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

// tellWays explains charges as a docket of their own, with the probabilities of
// the whole docket.
func (a *app) tellWays(s *study, whole *court.Docket, charges []court.Charge, m *ingest.Map) error {
	var mapDay law.Date
	if m != nil {
		mapDay = m.LawDate.Date
	}
	p := printer{w: a.stdout}
	for i := range charges {
		p.line("%s", chargeLine(&charges[i]))
	}
	p.line("")
	r := court.NewReducer(s.frame(), s.baseline, mapDay)
	for i := range charges {
		charges[i].ID = ""
		r.Add(&charges[i])
	}
	d := r.Docket(court.Tally{Rows: int64(len(charges)), Counts: int64(len(charges))}, nil)
	priors := model.NewPriors(whole)
	for _, proposal := range s.proposals {
		b := model.NewBench(s.code, d, priors, proposal)
		p.line("%s, reading %s, baseline %s", s.scenario.Title, proposal.Reading, s.baseline)
		for i := range d.Signatures {
			for _, stage := range court.Stages {
				sig := &d.Signatures[i]
				if stage == court.AsConvicted && (!sig.Substituted || !sig.Convicted()) {
					continue
				}
				p.explanation(s.code, b.Explain(int32(i), stage), d.Rows[i])
			}
		}
		p.line("")
	}
	return p.err
}

// chargeLine is what the record says of one charge.
func chargeLine(c *court.Charge) string {
	out := []string{"statute " + c.Statute.Text}
	if c.ID != "" {
		out[0] = "charge " + c.ID + ": " + out[0]
	}
	add := func(name, value string) {
		if value != "" {
			out = append(out, name+" "+value)
		}
	}
	add("final statute", c.Final.Text)
	add("offence", c.Offense.String())
	add("filed", c.Filed.String())
	add("disposed", c.Disposed.String())
	add("disposition", c.Disposition.String())
	if c.VictimAge >= 0 {
		add("victim's age", fmt.Sprint(c.VictimAge))
	}
	if c.DefendantAge >= 0 {
		add("defendant's age", fmt.Sprint(c.DefendantAge))
	}
	if c.Counts > 1 {
		add("counts", fmt.Sprint(c.Counts))
	}
	return strings.Join(out, ", ")
}

func (p *printer) explanation(code *law.Code, e model.Explanation, rows int64) {
	kind := ""
	if e.Inchoate != law.Completed {
		kind = e.Inchoate.String() + " to commit "
	}
	times := ""
	if rows > 1 {
		times = fmt.Sprintf(", %d such charges", rows)
	}
	p.line("\n%s%s, as %s%s", kind, e.Cited, e.Stage, times)
	var facts []string
	for _, f := range e.Recorded {
		if f.Value != "not recorded" {
			facts = append(facts, f.Name+" "+f.Value)
		}
	}
	if len(facts) == 0 {
		facts = []string{"none that the law asks about"}
	}
	p.line("  facts recorded: %s", strings.Join(facts, ", "))
	if len(e.Asked) > 0 {
		p.line("  facts not recorded that the law asks about: %s", strings.Join(e.Asked, ", "))
	}
	for _, n := range e.Notes {
		p.line("  note: %s", n)
	}
	for i, w := range e.Ways {
		head := "  the outcome"
		if len(e.Ways) > 1 {
			head = fmt.Sprintf("  way %d of %d, probability %s", i+1, len(e.Ways), report.Figure(w.P))
			if w.P > 0 && w.P < 0.005 {
				head = fmt.Sprintf("  way %d of %d, probability below 0.01", i+1, len(e.Ways))
			}
		}
		var ifs []string
		for _, f := range w.If {
			ifs = append(ifs, f.Name+" is "+f.Value)
		}
		if len(ifs) > 0 {
			head += ", for example if " + strings.Join(ifs, ", ")
		}
		p.line("%s:", head)
		for n, st := range w.Steps {
			source := ""
			if st.Source != "" {
				source = "  " + st.Source
			}
			p.line("    %d. %s: %s %s%s", n+1, st.Where, st.Test, st.Answer, source)
		}
	}
}
