package world

import "strconv"

// header declares the record synthetic and names its columns.
const header = "# impact: synthetic\n" +
	"charge_id,case_id,person_id,statute,final_statute,class,inchoate," +
	"offense_date,filed_date,disposition_date,disposition," +
	"jail_days,suspended_days,probation_days,fine," +
	"victim_age,victim_trafficked,means," +
	"defendant_age,defendant_sex,defendant_race,court,counts,victim_id\n"

// History is the record: a CSV file with one row a charge, of all cases filed
// from 2003-07-01 to 2015-06-30, with the dispositions known on that last day;
// later ones are pending. What it says is true. Victims' ages are left out at
// random, and final statutes, defendants and courts always.
func (w *World) History() []byte {
	all := w.proceedings()
	b := make([]byte, 0, len(header)+160*len(all))
	b = append(b, header...)
	for i := range all {
		if all[i].filed <= lastDay {
			b = all[i].append(b)
		}
	}
	return b
}

func (p *proceeding) append(b []byte) []byte {
	for i := range p.charges {
		c := &p.charges[i]
		b = id(b, 'c', 2*p.id+i)
		b = id(b, 'k', p.id)
		b = id(b, 'p', p.person)
		b = append(b, c.section...)
		b = append(b, ",,"...)
		b = append(b, codes[classes[c.section]]...)
		b = append(b, ",none,"...)
		b = append(p.offence.append(b), ',')
		b = append(p.filed.append(b), ',')
		b = p.ending(b, c)
		b = p.victimOf(b, c)
	}
	return b
}

var codes = map[byte]string{'A': "AM", 'B': "BF", 'C': "CF", 'D': "DF"}

func id(b []byte, kind byte, n int) []byte {
	b = strconv.AppendInt(append(b, kind), int64(n), 10)
	return append(b, ',')
}

// ending writes disposition_date to fine.
func (p *proceeding) ending(b []byte, c *charge) []byte {
	if p.disposed > lastDay {
		return append(b, ",pending,,,,,"...)
	}
	b = append(p.disposed.append(b), ',')
	b = append(b, c.verdict...)
	if c.verdict != "convicted" {
		return append(b, ",,,,,"...)
	}
	for _, n := range []int{c.punish.jail, c.punish.suspended, c.punish.probation, c.punish.fine} {
		b = strconv.AppendInt(append(b, ','), int64(n), 10)
	}
	return append(b, ',')
}

// victimOf writes victim_age to victim_id. A charge of 53a-82 has no victim.
func (p *proceeding) victimOf(b []byte, c *charge) []byte {
	if !p.victim || c.section == seller {
		return append(b, ",,,,,,,1,\n"...)
	}
	if !p.hidden {
		b = strconv.AppendInt(b, int64(p.age), 10)
	}
	b = strconv.AppendBool(append(b, ','), p.facts.trafficked)
	b = append(b, ',')
	b = append(b, p.means()...)
	b = append(b, ",,,,,1,v"...)
	b = strconv.AppendInt(b, int64(p.id), 10)
	return append(b, '\n')
}

// means names the means: force under 53a-86(a)(1), which implies it, else any.
func (p *proceeding) means() string {
	switch {
	case !p.facts.means:
		return "none"
	case p.charges[0].section == "53a-86(a)(1)":
		return "force"
	}
	return []string{"force", "fraud", "coercion", "fraud;coercion"}[p.id%4]
}
