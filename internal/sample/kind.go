package sample

// A kind is a sort of person before the court: what they are charged with, how
// often, where, when, and how it ends.
type kind struct {
	name    string
	share   int   // of 100,000 persons
	decline int   // each year's cases, in a thousand of the year's before
	years   []int // instead of a decline: the weight of each year
	again   int   // in a thousand: another case after this one
	second  int   // in a thousand: two main charges in a case
	mains   []choice
	sides   []choice
	beside  []int  // weights of 0, 1, 2 side charges
	lag     []band // days from offence to filing
	ends    []int  // weights of the outcomes
	pleads  int    // in a thousand: a main charge is convicted in a plea
	female  int    // in a thousand
	ages    []band // at the first offence
	races   []share
	courts  []share
}

// An outcome is how a case as a whole ends.
type outcome int

// The outcomes, in the order of kind.ends.
const (
	pleaded outcome = iota
	dropped
	diverted
	transferred
	acquitted
)

// Race as a court records it; an empty one is not recorded.
var (
	sellerRaces = []share{{"W", 545}, {"B", 270}, {"H", 145}, {"A", 10}, {"U", 12}}
	buyerRaces  = []share{{"W", 485}, {"B", 225}, {"H", 245}, {"A", 25}, {"U", 14}}
	otherRaces  = []share{{"W", 520}, {"B", 275}, {"H", 180}, {"A", 10}, {"I", 2}, {"U", 9}}
)

// Courts by geographical area; GA-14 is Hartford.
var (
	sellerCourts = []share{
		{"GA-14", 185}, {"GA-23", 170}, {"GA-2", 160}, {"GA-4", 130}, {"GA-15", 70}, {"GA-10", 55}, {"GA-1", 45},
		{"GA-7", 30}, {"GA-21", 30}, {"GA-12", 25}, {"GA-20", 25}, {"GA-9", 15}, {"GA-3", 15}, {"GA-17", 10},
		{"GA-22", 10}, {"GA-5", 8}, {"GA-11", 6}, {"GA-13", 5}, {"GA-18", 3}, {"GA-19", 3},
	}
	buyerCourts = []share{
		{"GA-4", 190}, {"GA-2", 185}, {"GA-23", 170}, {"GA-15", 110}, {"GA-10", 80}, {"GA-1", 55}, {"GA-14", 37},
		{"GA-20", 30}, {"GA-7", 30}, {"GA-21", 30}, {"GA-12", 25}, {"GA-3", 18}, {"GA-9", 12}, {"GA-17", 8},
		{"GA-22", 8}, {"GA-5", 5}, {"GA-13", 4}, {"GA-11", 3}, {"GA-19", 2}, {"GA-18", 2},
	}
	otherCourts = []share{
		{"GA-14", 110}, {"GA-23", 115}, {"GA-2", 100}, {"GA-4", 85}, {"GA-15", 75}, {"GA-1", 55}, {"GA-10", 50},
		{"GA-21", 45}, {"GA-12", 45}, {"GA-7", 45}, {"GA-9", 40}, {"GA-20", 40}, {"GA-3", 40}, {"GA-17", 30},
		{"GA-22", 30}, {"GA-5", 25}, {"GA-11", 25}, {"GA-18", 20}, {"GA-19", 20}, {"GA-13", 15},
	}
)

var (
	street = []choice{
		{"53a-181", 150}, {"53a-182", 90}, {"53a-167a", 100}, {"53a-173", 110}, {"53a-172", 35}, {"21a-279(a)", 170},
		{"21a-267(a)", 90}, {"21a-279(c)", 40}, {"21a-279a", 40}, {"53a-125b", 75}, {"53a-109", 40}, {"53a-186", 30},
		{"53a-61", 25}, {"21a-277(a)", 15}, {"53a-181a", 30}, {"53a-88", 3}, {"53a-89", 4},
	}
	docket = []choice{
		{"53a-181", 140}, {"53a-61", 80}, {"53a-182", 75}, {"53a-167a", 70}, {"53a-173", 60}, {"53a-172", 35},
		{"53a-125b", 70}, {"53a-125a", 30}, {"53a-125", 22}, {"53a-124", 18}, {"53a-123", 10}, {"53a-122", 7},
		{"53a-103", 18}, {"53a-102", 6}, {"53a-136", 8}, {"53a-135", 5}, {"53a-134", 8}, {"53a-60", 12}, {"53a-59", 9},
		{"53a-62", 35}, {"53a-64", 12}, {"53a-107", 14}, {"53a-109", 16}, {"53a-117", 22}, {"53a-183", 14}, {"53a-186", 4},
		{"21a-279(a)", 55}, {"21a-279(c)", 40}, {"21a-279a", 90}, {"21a-277(a)", 20}, {"21a-267(a)", 28},
		{"14-227a", 45}, {"53a-181a", 30}, {"53a-92", 2}, {"53a-54a", 2},
	}
)

var (
	onTheSpot = []band{{1, 10, 75}, {11, 40, 21}, {41, 180, 4}}
	afterWork = []band{{2, 14, 30}, {15, 60, 45}, {61, 240, 25}}
	disclosed = []band{{2, 20, 30}, {21, 90, 38}, {91, 600, 32}}
)

var (
	seller = kind{
		name: "seller", share: 42000, decline: 920, again: 350, second: 35,
		mains:  []choice{{"53a-82", 1}},
		sides:  street,
		beside: []int{45, 37, 18},
		lag:    onTheSpot,
		ends:   []int{590, 351, 26, 18, 5}, pleads: 940,
		female: 880,
		ages:   []band{{16, 17, 20}, {18, 20, 90}, {21, 25, 190}, {26, 35, 330}, {36, 45, 270}, {46, 60, 100}},
		races:  sellerRaces, courts: sellerCourts,
	}
	buyer = kind{
		name: "buyer", share: 23800, decline: 950, again: 40, second: 10,
		mains: []choice{{"53a-83(a)", 85}, {"53a-83a", 12}, {"53a-83(c)", 20}},
		sides: []choice{
			{"53a-181", 30}, {"53a-182", 20}, {"53a-167a", 20}, {"53a-186", 18}, {"21a-279(a)", 12},
			{"14-227a", 6}, {"53a-173", 12}, {"53a-181a", 8},
		},
		beside: []int{74, 21, 5},
		lag:    onTheSpot,
		ends:   []int{254, 366, 354, 15, 6}, pleads: 890,
		female: 12,
		ages:   []band{{18, 20, 50}, {21, 29, 240}, {30, 39, 280}, {40, 49, 250}, {50, 74, 180}},
		races:  buyerRaces, courts: buyerCourts,
	}
	promoter = kind{
		name: "promoter", share: 1760, decline: 1000, again: 80, second: 220,
		mains: []choice{
			{"53a-86(a)(1)", 18}, {"53a-86(a)(2)", 20}, {"53a-87", 26}, {"53a-87(a)(2)", 8}, {"53a-88", 42}, {"53a-89", 20},
		},
		sides: []choice{
			{"53-21(a)(1)", 8}, {"53a-182", 10}, {"53a-167a", 12}, {"21a-279(a)", 14}, {"21a-277(a)", 12},
			{"53a-61", 12}, {"53a-192", 8}, {"53a-92", 1}, {"53a-82", 9},
		},
		beside: []int{50, 34, 16},
		lag:    afterWork,
		ends:   []int{560, 350, 40, 40, 10}, pleads: 800,
		female: 260,
		ages:   []band{{18, 20, 80}, {21, 29, 370}, {30, 39, 300}, {40, 65, 250}},
		races:  otherRaces, courts: otherCourts,
	}
	trafficker = kind{
		name: "trafficker", share: 180,
		years:  []int{0, 0, 3, 3, 2, 2, 0, 0, 0, 0},
		mains:  []choice{{"53a-192a", 1}},
		sides:  []choice{{"53a-88", 4}, {"53a-86(a)(1)", 2}, {"53a-87", 1}, {"53a-192", 3}, {"53a-61", 2}, {"53a-62", 2}},
		beside: []int{20, 50, 30},
		lag:    afterWork,
		ends:   []int{300, 500, 0, 180, 20}, pleads: 150,
		female: 200,
		ages:   []band{{21, 29, 400}, {30, 39, 350}, {40, 60, 250}},
		races:  otherRaces, courts: otherCourts,
	}
	abuser = kind{
		name: "abuser", share: 5890, decline: 1000, again: 40, second: 250,
		mains: []choice{
			{"53-21(a)(1)", 150}, {"53-21(a)(2)", 60}, {"53a-70(a)(1)", 32}, {"53a-71(a)(1)", 36}, {"53a-72a(a)(1)", 16},
			{"53a-73a(a)(2)", 30}, {"53a-90a", 24}, {"53a-196", 3}, {"53a-196a", 4}, {"53a-196b", 3}, {"53a-196c", 3},
			{"53a-196d", 10}, {"53a-196e", 10}, {"53a-196f", 8},
		},
		sides:  []choice{{"53a-181", 30}, {"53a-61", 30}, {"53a-182", 20}, {"53a-62", 16}, {"53a-167a", 8}, {"53a-92", 2}},
		beside: []int{62, 28, 10},
		lag:    disclosed,
		ends:   []int{580, 320, 40, 40, 20}, pleads: 780,
		female: 210,
		ages:   []band{{18, 24, 260}, {25, 39, 450}, {40, 72, 290}},
		races:  otherRaces, courts: otherCourts,
	}
	anyone = kind{
		name: "anyone", share: 26370, decline: 960, again: 330, second: 500,
		mains:  docket,
		sides:  docket,
		beside: []int{55, 30, 15},
		lag:    onTheSpot,
		ends:   []int{530, 370, 70, 20, 10}, pleads: 760,
		female: 240,
		ages:   []band{{16, 17, 45}, {18, 20, 170}, {21, 29, 350}, {30, 39, 210}, {40, 49, 150}, {50, 70, 75}},
		races:  otherRaces, courts: otherCourts,
	}
)

var kinds = []*kind{&seller, &buyer, &promoter, &trafficker, &abuser, &anyone}
