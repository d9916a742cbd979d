package ingest

// givenNames and familyNames are frequent names in the United States, but for those that
// are first of all words (mark, grant, will) among the given ones.
var givenNames = newWordSet(`james john robert michael william david richard joseph thomas charles
	christopher daniel matthew anthony mark donald steven stephen paul andrew joshua kenneth kevin brian george
	edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan larry justin scott
	brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron jose
	adam nathan henry douglas peter zachary kyle walter ethan jeremy harold keith christian roger noah gerald carl terry sean austin
	arthur lawrence jesse dylan bryan joe jordan billy bruce albert willie gabriel logan alan juan wayne roy ralph randy eugene
	vincent russell elijah louis bobby philip johnny luis carlos miguel angel antonio francisco pedro jorge manuel ricardo hector
	mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret
	sandra ashley kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca
	sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha
	katherine christine debra rachel carolyn janet catherine maria heather diane ruth julie olivia joyce
	victoria kelly christina lauren joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann sara madison
	frances kathryn janice jean alice abigail julia judy sophia grace denise amber doris marilyn danielle beverly isabella theresa
	diana natalie brittany charlotte marie kayla alexis lori jane anne rosa carmen latoya keisha tyrone jamal darnell deshawn
	wei mei xiu chen hiroshi fatima mohammed muhammad ahmed ali omar ivan olga svetlana priya raj ravi`)

var familyNames = newWordSet(`smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez
	wilson anderson thomas taylor moore jackson martin lee perez thompson white harris sanchez clark ramirez lewis robinson
	walker young allen king wright scott torres nguyen hill flores green adams nelson baker hall rivera campbell mitchell carter
	roberts gomez phillips evans turner diaz parker cruz edwards collins reyes stewart morris morales murphy cook rogers gutierrez
	ortiz morgan cooper peterson bailey reed kelly howard ramos kim cox ward richardson watson brooks chavez wood james bennett gray
	mendoza ruiz hughes price alvarez castillo sanders patel myers long ross foster jimenez powell jenkins perry russell sullivan
	bell coleman butler henderson barnes gonzales fisher vasquez simmons romero jordan patterson alexander hamilton graham reynolds
	griffin wallace moreno west cole hayes bryant herrera gibson ellis tran medina aguilar stevens murray ford castro marshall owens
	harrison fernandez mcdonald woods washington kennedy wells vargas henry chen freeman webb tucker guzman burns crawford olson
	simpson porter hunter gordon mendez silva shaw snyder mason dixon munoz hunt hicks holmes palmer wagner black robertson boyd rose
	stone salazar fox warren mills meyer rice schmidt garza daniels ferguson nichols stephens soto weaver ryan gardner payne grant
	dunn kelley spencer hawkins arnold pierce hansen peters santos hart bradley knight elliott cunningham duncan armstrong hudson
	carroll lane riley andrews alvarado ray delgado berry perkins hoffman johnston matthews pena richards contreras willis carpenter
	lawrence sandoval guerrero george chapman rios estrada ortega watkins greene nunez wheeler valdez harper burke larson santiago
	maldonado morrison franklin carlson austin dominguez carr lawson jacobs obrien lynch singh vega bishop montgomery oliver jensen
	harvey williamson gilbert dean sims espinoza howell li wong reid hanson le mccoy garrett burton fuller wang weber welch rojas
	lucas marquez fields park yang little banks padilla day walsh bowman schultz luna fowler mejia doe roe poe`)

// ambiguousNames are given names that are words too: in small letters they are no names.
var ambiguousNames = setOf("mark grace jordan madison christian angel grant austin will may rose amber carol jack jean scott frank")

// roleWords are words before which, in texts, a person's name stands.
var roleWords = newWordSet(`defendant deft victim witness complainant suspect accused plaintiff offender arrestee mr mrs ms miss officer
	ofc detective det trooper sgt sergeant attorney atty alias aka mother father sister brother daughter son wife husband girlfriend boyfriend
	named juvenile complaint guardian spouse uncle aunt cousin neighbor friend client patient child minor`)

// streetWords end the name of a street. Of those that are true nothing else is meant.
var streetWords = map[string]bool{
	"street": true, "avenue": true, "ave": true, "boulevard": true, "blvd": true, "lane": true, "terrace": true,
	"st": false, "road": false, "rd": false, "drive": false, "dr": false, "place": false, "circle": false, "cir": false,
	"ln": false, "ter": false, "pkwy": false, "parkway": false, "hwy": false, "highway": false, "turnpike": false, "tpke": false,
}

// smallWords never stand between the number and the name of a house's street.
var smallWords = setOf("of to the in on at and or not for from by with within under over a an is was did no mph feet ft lbs offense degree count counts days years months failure")

// courtWords, beside placeWords, stand in the names of court houses.
var courtWords = newWordSet("justice judicial federal library superior municipal complex annex")

// A wordSet is a set of words in small letters that says no to most words at once.
type wordSet struct {
	words map[string]bool
	near  [32]uint32 // by the first letter: lengths
}

func newWordSet(text string) *wordSet {
	s := &wordSet{words: setOf(text)}
	for w := range s.words {
		s.near[w[0]&31] |= 1 << min(len(w), 31)
	}
	return s
}

// has reports whether the word is in the set, whatever its letters' case.
func (s *wordSet) has(w []byte) bool {
	if len(w) == 0 || s.near[w[0]&31]&(1<<min(len(w), 31)) == 0 {
		return false
	}
	var small [16]byte
	if len(w) > len(small) {
		return false
	}
	for i, c := range w {
		if c-'A' < 26 {
			c |= 0x20
		}
		small[i] = c
	}
	return s.words[string(small[:len(w)])]
}

// tellers says of the words that may tell of a person, by some of their letters and their
// length, that they may be among them: given names, and words before or behind names,
// addresses, days and numbers.
var tellers = func() (out [1 << 11]uint32) {
	add := func(words map[string]bool) {
		for w := range words {
			k := tellerKey([]byte(w))
			out[k>>5] |= 1 << (k & 31)
		}
	}
	add(givenNames.words)
	add(roleWords.words)
	add(streetWords)
	add(soloStreets)
	add(setOf("vs dob born birth birthdate birthday dateofbirth ssn ss social soc socsec ssnum phone tel telephone cell cellphone mobile fax ph box yob mrn medical docket dkt"))
	return out
}()

func tellerKey(w []byte) uint32 {
	n := len(w)
	h := uint32(w[0]&31) | uint32(w[n/2]&31)<<5 | uint32(w[n-1]&31)<<10 | uint32(n)<<15
	return h * 0x9e3779b1 >> 16
}

// mayTell reports whether a run of letters may be a word that tells of a person.
func mayTell(w []byte) bool {
	if len(w) < 2 {
		return false
	}
	k := tellerKey(w)
	return tellers[k>>5]>>(k&31)&1 == 1
}
