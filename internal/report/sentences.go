package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"impact/internal/assume"
	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/project"
)

// An outlook makes the sentences of one reading's projection.
type outlook struct {
	*builder
	r   *model.Result
	p   *project.Projection
	out []Headline

	reached bool // it has been said from when the law reaches the first year
}

// foretold are the sentences of what a reading may bring: of the main reading in
// full, of others in short.
func (b *builder) foretold(r *model.Result) []Headline {
	p := b.ahead(r)
	if p == nil {
		return nil
	}
	o := &outlook{builder: b, r: r, p: p}
	why := b.silent(p)
	switch {
	case why != "":
		o.say("%s", why)
	case nothing(p):
		o.say("No projected figure changes: every difference is exactly 0. By provision: %s.", o.idle())
	case r == b.main():
		o.full()
	default:
		o.short()
	}
	return o.out
}

func (o *outlook) say(format string, args ...any) {
	o.out = append(o.out, Headline{Reading: o.r.Proposal.Reading, Text: fmt.Sprintf(format, args...), Ahead: true})
}

// figure says a sentence that rests on the law of the proposal.
func (o *outlook) figure(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if o.r.Doubtful > 0 {
		text = strings.TrimSuffix(text, ".") + " (rests on unverified law)."
	}
	o.say("%s", text)
}

// idle says, by provision, why nothing changes.
func (o *outlook) idle() string {
	var out []string
	for _, p := range o.Scenario.Provisions {
		if !slices.Contains(o.r.Proposal.Active, p.ID) {
			continue
		}
		why := "no charge that it reaches comes in the years that the projection rests on, or what it reaches stays as it is"
		if o.Assumptions != nil && o.Assumptions.Value(project.ChargingShare) == 0 {
			why = "no charge is brought under it (charging_share is 0)"
		}
		if p.NoEffect != "" {
			why = decapital(strings.TrimSuffix(p.NoEffect, "."))
		}
		for _, n := range o.r.Proposal.Notes {
			if rest, ok := strings.CutPrefix(n, p.ID+" "); ok {
				why = "it " + strings.TrimSuffix(rest, ".")
			}
		}
		out = append(out, p.ID+": "+why)
	}
	if len(out) == 0 && len(o.r.Proposal.Notes) > 0 {
		return strings.TrimSuffix(strings.Join(o.r.Proposal.Notes, " "), ".")
	}
	if len(out) == 0 {
		return "none is on"
	}
	return strings.Join(out, "; ")
}

func decapital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func (o *outlook) full() {
	o.felony()
	o.barred()
	o.classes()
	o.registrants()
	o.minors()
	o.beds()
	o.fines()
	o.unit()
	o.supposes()
	o.say("%s %s", o.basis(), strings.TrimSpace(o.chosen()+" "+o.held()))
	o.matters()
}

// barred says how many convictions are of charges that today are diverted.
func (o *outlook) barred() {
	if text := o.leavesOut(); text != "" {
		o.say("%s", text)
		return
	}
	if r, ok := added(o.p, project.BarredDiversions, lastYear(o.p)); ok && !still(r) {
		kind := "80 % interval; "
		if mostlyNone(r) {
			kind = ""
		}
		o.figure("Of convictions in fiscal year %s, %s (%sexpected %s) would be of charges that today end in a diversion, which their class under the proposal bars.",
			lastYear(o.p), counted(r), kind, mid(r.Mean))
	}
}

// reach says, once, from when the law reaches a first year that it does not cover whole.
func (o *outlook) reach() string {
	if _, m, d := o.p.Effective.Parts(); m == 7 && d == 1 || o.reached {
		return ""
	}
	o.reached = true
	return ", which the law reaches only from " + day(o.p.Effective) + ","
}

// day writes a date as people do: 1 October 2017.
func day(d law.Date) string {
	y, m, n := d.Parts()
	months := [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	if m < 1 || m > len(months) {
		return d.String()
	}
	return fmt.Sprintf("%d %s %d", n, months[m-1], y)
}

// years are the last projected year and, where it is another, the first: "between 2
// and 11 more in fiscal year 2023 (…); in fiscal year 2018, …, between 0 and 5 more".
func (o *outlook) years(m project.Metric) string {
	first, last := firstYear(o.p), lastYear(o.p)
	r, _ := added(o.p, m, last)
	doubt := withDoubt(r)
	if first == last {
		return fmt.Sprintf("%s in fiscal year %s%s%s", interval(r), last, strings.TrimSuffix(o.reach(), ","), doubt)
	}
	text := fmt.Sprintf("%s in fiscal year %s%s", interval(r), last, doubt)
	r, _ = added(o.p, m, first)
	return fmt.Sprintf("%s; in fiscal year %s%s %s", text, first, o.reach(), briefly(r))
}

// withDoubt says after an interval what it is, and the expectation; nothing where both are
// withheld.
func withDoubt(r project.Row) string {
	if veiled(r) {
		return ""
	}
	return fmt.Sprintf(" (80 %% interval; expected %s)", mean(r, mid))
}

// metric says one metric, or why there is nothing to say of it.
func (o *outlook) metric(m project.Metric, label, why string) {
	switch _, ok := added(o.p, m, lastYear(o.p)); {
	case !ok:
		o.say("%s: not projected, because %s.", label, o.missing(o.p, m))
	case unmoved(o.p, m):
		o.say("%s: no change, because %s.", label, why)
	default:
		o.figure("%s: %s.", label, o.years(m))
	}
}

// minors says the cases that are reclassified, of which current law has none.
func (o *outlook) minors() {
	const m, label = project.MinorCasesChanged, "Cases with a victim under 18 that are reclassified"
	if _, ok := added(o.p, m, lastYear(o.p)); !ok || unmoved(o.p, m) {
		o.metric(m, label, "no case with a victim under 18 changes section or class")
		return
	}
	o.figure("%s: %s.", label, o.countedYears(m))
}

// countedYears is years of a count that only grows.
func (o *outlook) countedYears(m project.Metric) string {
	first, last := firstYear(o.p), lastYear(o.p)
	within := func(y law.Year, reach string) string {
		r, _ := added(o.p, m, y)
		if veiled(r) {
			return fmt.Sprintf("in fiscal year %s%s %s", y, reach, withheld)
		}
		return fmt.Sprintf("in fiscal year %s%s %s (expected %s)", y, reach, counted(r), mid(r.Mean))
	}
	r, _ := added(o.p, m, last)
	reach := ""
	if first == last {
		reach = o.reach()
	}
	text := within(last, reach)
	if !mostlyNone(r) && !veiled(r) {
		text = fmt.Sprintf("%s in fiscal year %s%s (80 %% interval; expected %s)", counted(r), last, strings.TrimSuffix(reach, ","), mid(r.Mean))
	}
	if first == last {
		return text
	}
	return text + "; " + within(first, o.reach())
}

// missing is why a metric is not projected.
func (b *builder) missing(p *project.Projection, m project.Metric) string {
	side := project.Disposed
	switch m {
	case project.ChargesChanged, project.FelonyCharges, project.MinorCasesChanged, project.MinorFelonyCases:
		side = project.Filed
	case project.NewRegistrants, project.RegistryStock:
		if why := b.uncounted(); why != "" {
			return why
		}
	case project.Admissions, project.Beds, project.Supervision:
		if p.Sentenced.Recorded == 0 {
			return "the data record no sentence (jail_days)"
		}
	case project.Fines:
		if !b.Docket.Has.Fine {
			return "the data record no fine"
		}
		if p.Sentenced.Recorded == 0 {
			return "the data record no sentence (jail_days)"
		}
	}
	if side == project.Disposed && !b.Docket.Has.Disposition {
		return noDisposition
	}
	if w := p.Windows[side]; w.From == 0 && len(w.Left) > 0 {
		return fmt.Sprintf("no fiscal year of the %s is complete (%s), unless --years names it", side, yearList(w.Left))
	}
	if p.Windows[side].From == 0 {
		return fmt.Sprintf("no fiscal year is known of the %s", side)
	}
	return "the data do not allow it"
}

// yearList lists years: "2010 and 2011".
func yearList(years []law.Year) string {
	var out []string
	for _, y := range years {
		out = append(out, y.String())
	}
	return listOf(out, "and")
}

// noDisposition says why convictions cannot be counted.
const noDisposition = "the data have no disposition"

// uncounted says why registrants are not counted; "" where they are.
func (b *builder) uncounted() string {
	switch has := b.Docket.Has; {
	case !has.Person:
		return "the data have no person_id"
	case !has.Disposition:
		return noDisposition
	}
	return ""
}

// unsure reports whether the record leaves open if a count rises or falls.
func unsure(c model.Count) bool { return c.Low < 0 && c.High > 0 }

// open is the clause of a sentence whose sign the record does not settle.
func (b *builder) open(c model.Count) string {
	return fmt.Sprintf("whether they rise or fall cannot be determined. If facts are %s, %%s. Without that the record allows anything between %s and %s over all its years",
		strings.ReplaceAll(b.likeness(), "%", "%%"), signed(c.Low), signed(c.High))
}

func (o *outlook) felony() {
	const m, label = project.FelonyConvictions, "Felony convictions"
	total := o.r.Totals.Felony[court.AsConvicted]
	if _, ok := added(o.p, m, lastYear(o.p)); ok && !unmoved(o.p, m) && unsure(total) {
		o.figure("%s: "+o.open(total)+".", label, o.years(m))
		return
	} else if ok && !unmoved(o.p, m) && total.Withheld() {
		o.figure("%s: %s; what the record allows over all its years is %s.", label, o.years(m), withheld)
		return
	}
	why := "no conviction crosses the line between misdemeanor and felony"
	if len(o.moving()) == 0 {
		why = "the class does not change"
	}
	o.metric(m, label, why)
}

// moving are the classes whose convictions change, most serious first.
func (o *outlook) moving() []project.Metric {
	var out []project.Metric
	for _, c := range law.Classes() {
		if m := project.ConvictionsOf(c); !unmoved(o.p, m) {
			out = append(out, m)
		}
	}
	return out
}

func (o *outlook) classes() {
	var parts []string
	for _, m := range o.moving() {
		if r, ok := added(o.p, m, lastYear(o.p)); ok && !still(r) {
			class, _, _ := m.Class()
			parts = append(parts, fmt.Sprintf("%s %s", class, briefly(r)))
		}
	}
	if len(parts) > 0 {
		o.figure("Convictions by class in fiscal year %s: %s.", lastYear(o.p), strings.Join(parts, "; "))
	}
}

func (o *outlook) registrants() {
	const m = project.NewRegistrants
	stock, ok := added(o.p, project.RegistryStock, lastYear(o.p))
	new, projected := added(o.p, m, lastYear(o.p))
	if !ok || !projected || still(new) && still(stock) {
		why := "no conviction that changes brings or ends a registration"
		if change := o.dial(project.ConvictionChange); change != nil && change.Central == -1 {
			why = fmt.Sprintf("every conviction that would become graver is taken away (%s), and no other that changes brings or ends a registration", inWords(change))
		}
		o.metric(m, "New registrants", why)
		return
	}
	total := o.r.Totals.Registry
	text := o.years(m)
	if unsure(total) {
		text = fmt.Sprintf(o.open(total), text)
	}
	if veiled(stock) {
		o.figure("New registrants: %s; on the registry on 30 June %s: %s.", text, lastYear(o.p), withheld)
		return
	}
	beside := ""
	if now, ok := rowOf(o.p, project.RegistryStock, lastYear(o.p), project.Current); ok && o.p.HasStock && !veiled(now) {
		beside = fmt.Sprintf(" than the %s expected under current law", Figure(math.Round(now.Mean)))
	}
	o.figure("New registrants: %s; on the registry on 30 June %s: %s%s (expected %s).", text, lastYear(o.p), interval(stock), beside, mean(stock, mid))
}

func (o *outlook) beds() {
	const m, label = project.Beds, "Prison beds"
	last, ok := added(o.p, m, lastYear(o.p))
	if ok && o.untold(o.p, m) {
		o.say("%s: cannot be projected: %s.", label, o.noSentence(o.p))
		return
	}
	if !ok || unmoved(o.p, m) {
		o.metric(m, label, "no sentence to prison changes")
		return
	}
	if veiled(last) {
		o.figure("%s in fiscal year %s: %s, and so is what they would cost.", label, lastYear(o.p), withheld)
		return
	}
	var costs []string
	for _, basis := range []string{assume.Average, assume.Marginal} {
		if c := o.bedCost(basis); c != nil {
			costs = append(costs, fmt.Sprintf("%s a year at the %s cost of %s (expected %s)", spending(c.Of(last.Lo80), c.Of(last.Hi80)), basis, c.Text(), likely(c.Of(last.Lo80), c.Of(last.Mean), c.Of(last.Hi80))))
		}
	}
	text := fmt.Sprintf("%s in fiscal year %s: %s", label, lastYear(o.p), expected(last))
	switch len(costs) {
	case 1:
		text += ", which would " + costs[0]
	case 2:
		text += ", which would " + strings.Join(costs, ", or ") + ": the two are not the ends of one range"
	}
	o.figure("%s.", text)
}

func (o *outlook) fines() {
	const m = project.Fines
	last, ok := added(o.p, m, lastYear(o.p))
	if ok && o.untold(o.p, m) {
		o.say("Fines: cannot be projected, for the same reason.")
		return
	}
	if !ok || unmoved(o.p, m) {
		o.metric(m, "Fines", "no fine changes")
		return
	}
	if veiled(last) {
		o.figure("Fines imposed in fiscal year %s: %s.", lastYear(o.p), withheld)
		return
	}
	o.figure("Fines imposed in fiscal year %s: %s (80 %% interval; expected %s).", lastYear(o.p), strings.ReplaceAll(span(last.Lo80, last.Hi80, dollars), "fewer", "less"), strings.ReplaceAll(mean(last, dollars), "fewer", "less"))
}

// fewConvictions is the yearly number of changed convictions below which a total says little.
const fewConvictions = 10

// unit says what one conviction costs, and that counts are small where they are.
func (o *outlook) unit() {
	n, ok := added(o.p, project.ConvictionsChanged, lastYear(o.p))
	if !ok || unmoved(o.p, project.ConvictionsChanged) {
		return
	}
	lead, costs := "", o.oneMore()
	switch {
	case n.Mean < 1:
		lead = fmt.Sprintf("So few convictions change (%s expected in fiscal year %s) that a total cannot be determined", mid(n.Mean), lastYear(o.p))
	case n.Mean < fewConvictions:
		lead = fmt.Sprintf("Few convictions change (%s expected in fiscal year %s), so that the intervals say more than the totals", mid(n.Mean), lastYear(o.p))
	}
	switch {
	case lead != "" && costs != "":
		o.figure("%s; %s.", lead, costs)
	case lead != "":
		o.figure("%s.", lead)
	case costs != "":
		o.figure("%s.", capital(costs))
	}
}

// oneMore is the cost of one conviction of the standing that most convictions move to.
func (o *outlook) oneMore() string {
	to, ok := o.destination()
	if !ok || o.Costs == nil || o.p.Sentenced.Recorded == 0 || o.static() {
		return ""
	}
	where := fmt.Sprintf("%s (%s)", o.cite(to.Section), to.Class)
	if to.By == noDonor {
		return fmt.Sprintf("convictions move to %s: no sentence of that class is in the record, so the cost of one more conviction cannot be told", where)
	}
	var costs []string
	var days float64
	for _, u := range o.unitCosts(o.p) {
		if u.Section == to.Section && u.Class == to.Class {
			if unknown(u.Rows, u.Days, u.Dollars) {
				return fmt.Sprintf("what one more conviction under %s costs over its sentence is %s", where, withheld)
			}
			costs = append(costs, fmt.Sprintf("%s at the %s cost", dollars(u.Dollars), u.Basis))
			days = u.Days
		}
	}
	if len(costs) == 0 {
		return ""
	}
	return fmt.Sprintf("one more conviction under %s costs about %s over its sentence (%s served), by the %s of that %s in the record",
		where, strings.Join(costs, " or "), many(math.Round(days), "days"), many(math.Round(to.Rows), "convictions"), to.By)
}

// destination is the standing to which most convictions of the record move; where none
// is known to, that of the class which gains most, and then of the longest sentences.
func (o *outlook) destination() (project.Donor, bool) {
	if len(o.p.Donors) == 0 {
		return project.Donor{}, false
	}
	moved := func(d project.Donor) (sum float64) {
		for _, x := range o.r.SectionShifts {
			if x.Window.All && x.Stage == court.AsConvicted && x.From != x.To && x.To.Section == d.Section && x.To.Class == d.Class {
				sum += x.Central
			}
		}
		return sum
	}
	gained := func(d project.Donor) float64 {
		r, _ := added(o.p, project.ConvictionsOf(d.Class), lastYear(o.p))
		return max(r.Mean, 0)
	}
	return slices.MaxFunc(o.p.Donors, func(x, y project.Donor) int {
		return cmp.Or(cmp.Compare(moved(x), moved(y)), cmp.Compare(gained(x), gained(y)), cmp.Compare(x.Serve, y.Serve))
	}), true
}

// supposes says what the intervals leave out, and why the record cannot say more.
func (o *outlook) supposes() {
	t := o.r.Totals.Felony[court.AsConvicted]
	why := o.unrecorded()
	if t.Low == t.High && why == "" {
		return
	}
	text := "The intervals are of chance: they suppose that facts are " + o.likeness()
	if t.Low < t.High && !unsure(t) {
		text += fmt.Sprintf(". Without that the record allows %s felony convictions over all its years", span(t.Low, t.High, Figure))
		if r, ok := added(o.p, project.BarredDiversions, lastYear(o.p)); ok && !still(r) && !veiled(r) {
			text += ", those of charges that today end in a diversion left out"
		}
	}
	if why != "" {
		text += "; the record cannot say more because " + why
	}
	o.figure("%s.", text)
}

// factWords are facts in a sentence.
var factWords = map[string]string{
	"victim_age": "the victim's age", "victim_trafficked": "whether the victim was trafficked", "means": "the means",
	"defendant_age": "the defendant's age", "prior_convictions": "the earlier convictions", "the subdivision": "the subdivision charged",
}

// unrecorded says in how many of the charges of the sections that would move a fact
// that decides is not recorded.
func (o *outlook) unrecorded() string {
	total := o.atMoved()
	if n := booked(o.r, model.Undetermined, counts); n == model.WithheldNumber || n > 0 && math.IsNaN(total) {
		return "what decides is not recorded of some charges of the sections that would move (of how many is " + withheld + ")"
	}
	var open float64
	facts := map[string]float64{}
	for _, e := range o.r.Ledger {
		if e.Kind != model.Undetermined {
			continue
		}
		open += float64(e.Tally.Counts)
		if _, list, ok := strings.Cut(e.Reason, ": "); ok {
			for f := range strings.SplitSeq(list, ", ") {
				facts[f] += float64(e.Tally.Counts)
			}
		}
	}
	if open == 0 || total < open {
		return ""
	}
	var names []string
	for f := range facts {
		names = append(names, f)
	}
	slices.SortFunc(names, func(x, y string) int { return cmp.Or(cmp.Compare(facts[y], facts[x]), strings.Compare(x, y)) })
	var parts []string
	for _, f := range names {
		parts = append(parts, fmt.Sprintf("%s in %.0f %%", cmp.Or(factWords[f], strings.TrimPrefix(f, "finding ")), 100*facts[f]/total))
	}
	return fmt.Sprintf("what decides is not recorded in %.0f %% of the charges of the sections that would move (%s)", 100*open/total, strings.Join(parts, ", "))
}

// atMoved are the charges as filed that stand in a section from which the proposal
// moves charges.
func (o *outlook) atMoved() (sum float64) {
	for _, x := range o.r.SectionShifts {
		if x.Window.All && x.Stage == court.AsCharged && slices.ContainsFunc(o.r.Proposal.Act.Moves, func(m law.Move) bool { return m.From.Covers(x.From.Section) }) {
			sum += x.Central
		}
	}
	return math.Round(sum)
}

// short says the main figures of a reading in one sentence.
func (o *outlook) short() {
	var parts []string
	for _, x := range []struct {
		m     project.Metric
		words string
		total model.Count
	}{
		{project.FelonyConvictions, "felony convictions", o.r.Totals.Felony[court.AsConvicted]},
		{project.NewRegistrants, "new registrants", o.r.Totals.Registry},
		{project.Beds, "prison beds", model.Count{}},
	} {
		last, ok := added(o.p, x.m, lastYear(o.p))
		switch {
		case !ok:
			parts = append(parts, x.words+" not projected")
		case o.untold(o.p, x.m):
			parts = append(parts, fmt.Sprintf("%s cannot be projected (no sentence of %s in the record)", x.words, o.lackingClasses(o.p)))
		case unmoved(o.p, x.m):
			parts = append(parts, x.words+" no change")
		case veiled(last):
			parts = append(parts, x.words+" "+withheld)
		case unsure(x.total):
			parts = append(parts, fmt.Sprintf("%s cannot be determined (%s, expected %s, if facts are %s; the record allows %s to %s over all its years)",
				x.words, interval(last), mean(last, mid), o.likeness(), signed(x.total.Low), signed(x.total.High)))
		default:
			parts = append(parts, x.words+" "+briefly(last))
		}
	}
	o.figure("In fiscal year %s (80 %% intervals): %s.", lastYear(o.p), strings.Join(parts, "; "))
}
