package law

// A Reference is a statute as a record wrote it, and what the code of laws
// makes of it.
type Reference struct {
	Text       string     // as written
	Cite       Citation   // zero unless Found
	Inchoate   Inchoate   // read from a pair such as 53a-49/53a-192a
	Status     Status     // whether the code has it
	Marks      string     // trailing signs such as *+, whose meaning is the record's own
	Candidates []Citation // for an ambiguous text, the entries that it may mean
}

// Status says whether a text names something in the code of laws.
type Status uint8

// The ways in which a text can fare.
const (
	Missing    Status = iota // nothing was written
	Found                    // exactly one entry, section or subdivision
	Ambiguous                // several entries fit: never guessed
	NotInCode                // a citation, but of nothing that the code holds
	Unreadable               // not a citation
)

var statusNames = [...]string{"missing", "found", "ambiguous", "not in the code", "unreadable"}

// String names the status in words.
func (s Status) String() string { return statusNames[s] }
