package ingest

import (
	"slices"
	"strings"
)

// synonyms are what court files call the canonical columns, the nearest name
// first. Words are written as plainWords writes them; their order is no matter.
var synonyms = []struct {
	column string
	names  []string
}{
	{"charge_id", []string{"charge id", "unique id", "unique number", "record id", "row id", "charge number"}},
	{"case_id", []string{"case id", "docket id", "case number", "docket number", "docket", "case docket number", "court case number", "cause number", "case"}},
	{"person_id", []string{"person id", "defendant id", "offender id", "person number", "defendant number", "party id", "subject id", "individual id", "client id"}},
	{"statute", []string{
		"original statute", "statute", "statute code", "statute number", "charge statute", "charged statute", "offense statute", "statute id", "cgs", "cgs number",
		"cgs section", "section", "law section", "charge code", "offense code", "violation code", "original charge", "arrest charge", "filed charge", "charge", "offense",
	}},
	{"final_statute", []string{
		"substitute statute", "substituted statute", "final statute", "convicted statute", "conviction statute", "disposition statute", "amended statute",
		"substitute charge", "final charge", "convicted charge", "conviction charge", "disposition charge", "amended charge",
	}},
	{"class", []string{"class", "charge class", "offense class", "statute class", "crime class", "grade", "offense grade", "charge grade", "severity", "charge severity", "offense severity", "charge level", "offense level", "charge degree"}},
	{"inchoate", []string{"inchoate", "inchoate type", "inchoate code"}},
	{"offense_date", []string{"offense date", "crime date", "incident date", "violation date", "occurrence date", "arrest date"}},
	{"filed_date", []string{"filed date", "file date", "filing date", "charge date", "case date", "case filed date", "arraignment date", "open date"}},
	{"disposition_date", []string{"disposition date", "finding date", "verdict date", "judgment date", "conviction date", "sentence date", "sentencing date", "disposed date", "closed date"}},
	{"disposition", []string{"disposition", "charge disposition", "finding", "verdict", "verdict finding", "outcome", "disposition code", "disposition description", "case disposition", "judgment", "result"}},
	{"jail_days", []string{"jail days", "incarceration days", "confinement days", "prison days", "sentence days", "sentence length days", "sentenced days", "jail", "incarceration", "confinement", "prison", "sentence"}},
	{"suspended_days", []string{"suspended days", "suspended sentence days", "suspended"}},
	{"probation_days", []string{"probation days", "probation length days", "probation"}},
	{"fine", []string{"fine", "fine amount", "fine imposed", "fines"}},
	{"victim_age", []string{"victim age"}},
	{"victim_trafficked", []string{"victim trafficked", "trafficked", "trafficking victim", "human trafficking"}},
	{"means", []string{"means"}},
	{"prior_convictions", []string{"prior convictions", "priors", "prior count"}},
	{"defendant_age", []string{"defendant age", "age", "offender age", "offense age", "arrest age"}},
	{"defendant_sex", []string{"defendant sex", "sex", "defendant gender", "gender", "sex code"}},
	{"defendant_race", []string{"defendant race", "race", "defendant race ethnicity", "race ethnicity", "race code", "ethnicity"}},
	{"court", []string{"court", "court location", "courthouse", "court name", "court code", "court id", "ga", "geographical area", "judicial district", "jurisdiction", "offense town", "town"}},
	{"counts", []string{"counts", "count", "number counts", "charge counts"}},
	{"victim_id", []string{"victim id", "victim number"}},
}

// abbreviations are short for a word in names of columns.
var abbreviations = map[string]string{
	"no": "number", "num": "number", "nbr": "number", "nr": "number", "cd": "code", "dt": "date", "desc": "description", "key": "id", "identifier": "id",
	"off": "offense", "offence": "offense", "ofns": "offense", "chg": "charge", "stat": "statute", "orig": "original", "subst": "substitute", "sub": "substitute",
	"disp": "disposition", "dispo": "disposition", "def": "defendant", "deft": "defendant", "dft": "defendant", "vic": "victim", "arr": "arrest",
	"sent": "sentence", "susp": "suspended", "prob": "probation", "crt": "court", "amt": "amount", "dkt": "docket", "judgement": "judgment",
	"docketno": "docket number", "caseno": "case number", "caseid": "case id", "chargeid": "charge id", "personid": "person id",
	"offensedate": "offense date", "arrestdate": "arrest date", "fileddate": "filed date", "dispositiondate": "disposition date", "dispdate": "disposition date",
}

// fillers say nothing in a column's name.
var fillers = []string{"of", "the", "at", "in", "for", "s"}

// plainWords are the words of a column's name, written out.
func plainWords(name string) []string {
	var out []string
	for _, w := range keyWords(name) {
		if long := abbreviations[w]; long != "" {
			out = append(out, strings.Fields(long)...)
		} else if !slices.Contains(fillers, w) {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// A likeness is how near a column's name is to that of a canonical column:
// 0 for the canonical name itself, then the place in the list of synonyms, and
// far behind them names that hold a synonym and more.
type likeness struct {
	column *column
	rank   int
	part   bool // the name holds more than the synonym
}

// likenesses are the canonical columns that a name may mean, the nearest first.
func likenesses(name string) []likeness {
	if c := columnNamed(headerKey(name)); c != nil {
		return []likeness{{column: c}}
	}
	words := plainWords(name)
	var out []likeness
	for _, s := range synonyms {
		best := likeness{rank: -1}
		for i, n := range s.names {
			parts := strings.Fields(n)
			if slices.ContainsFunc(parts, func(w string) bool { return !slices.Contains(words, w) }) {
				continue
			}
			more := len(words) - len(parts)
			if rank := 100*more + i + 1; best.rank < 0 || rank < best.rank {
				best = likeness{columnNamed(s.column), rank, more > 0}
			}
		}
		if best.rank > 0 {
			out = append(out, best)
		}
	}
	slices.SortStableFunc(out, func(a, b likeness) int { return a.rank - b.rank })
	return out
}
