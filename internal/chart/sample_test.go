package chart

import "fmt"

// All numbers here are invented.

var years = []string{"FY 2010", "FY 2011", "FY 2012", "FY 2013", "FY 2014", "FY 2015", "FY 2016", "FY 2017"}

var twoLaws = []Series{{Name: "current law"}, {Name: "proposed"}}

func exact(vs ...float64) []Span {
	out := make([]Span, len(vs))
	for i, v := range vs {
		out[i] = Exact(v)
	}
	return out
}

// around gives each value a range of some width, kept above zero.
func around(by float64, vs ...float64) []Span {
	out := make([]Span, len(vs))
	for i, v := range vs {
		out[i] = Between(max(0, v-by), v, v+1.5*by)
	}
	return out
}

func sampleFlow() Figure {
	return Figure{
		Name:     "flow",
		Title:    "Three charges in 3,600 move to a graver class",
		Subtitle: "Charges disposed of in fiscal years 2010 to 2017, by felony class",
		Note:     "Source: invented charges. A charge is counted once, in its gravest class. Counts below 3 are withheld.",
		Alt:      "Almost all charges stay in their class; 3 move from class D to class C and between 12 and 61 cannot be determined.",
		Body: Flow{
			LeftHead: "Current law", RightHead: "Proposed",
			Left: []Stock{
				{"Class B felony", Exact(214)}, {"Class C felony", Exact(890)},
				{"Class D felony", Exact(3590)}, {"Class A misdemeanor", Exact(412)},
			},
			Right: []Stock{
				{"Class B felony", Exact(214)}, {"Class C felony", Between(905, 930, 954)},
				{"Class D felony", Between(3520, 3557, 3569)}, {"Class A misdemeanor", Exact(395)},
			},
			Links: []Link{
				{From: 0, To: 0, Count: Exact(214)},
				{From: 1, To: 1, Count: Exact(890)},
				{From: 2, To: 1, Count: Exact(3), Move: Up},
				{From: 2, To: 2, Count: Exact(3540)},
				{From: 2, To: 1, Count: Between(12, 37, 61), Move: Unknown},
				{From: 3, To: 3, Count: Exact(395)},
				{From: 3, To: 2, Count: Exact(17), Move: Up},
				{From: 2, To: 3, Count: Between(4, 6, 10), Move: Down},
			},
		},
	}
}

func sampleColumns() Figure {
	return Figure{
		Name:     "columns",
		Title:    "Class B felonies would rise by about a fifth",
		Subtitle: "Convictions by fiscal year of disposition",
		Note:     "Source: invented dispositions. The whiskers are bounds: the least and the most that the record allows.",
		Alt:      "Grouped bars of convictions under current law and under the proposal, fiscal years 2010 to 2017.",
		Body: Columns{
			Categories: years,
			Series:     twoLaws,
			Panels: []Panel{{Values: [][]Span{
				exact(112, 120, 98, 131, 140, 133, 127, 119),
				around(9, 131, 140, 121, 160, 171, 158, 149, 141),
			}}},
		},
	}
}

func samplePanels() Figure {
	low := around(3, 10, 12, 9, 14, 15, 11, 13, 12)
	low[3] = Missing("withheld")
	return Figure{
		Name:     "panels",
		Title:    "What changes, class by class",
		Subtitle: "Convictions by fiscal year; each class on its own scale",
		Note:     "Source: invented dispositions.",
		Body: Columns{
			Categories: years,
			Series:     twoLaws,
			FreeY:      true,
			Panels: []Panel{
				{"Class A felony", [][]Span{exact(8, 9, 7, 11, 12, 9, 10, 9), low}},
				{"Class B felony", [][]Span{exact(112, 120, 98, 131, 140, 133, 127, 119), around(9, 131, 140, 121, 160, 171, 158, 149, 141)}},
				{"Class C felony", [][]Span{exact(890, 912, 845, 930, 980, 950, 921, 905), exact(880, 901, 833, 915, 960, 940, 901, 890)}},
				{"Class D felony", [][]Span{exact(3590, 3612, 3405, 3710, 3800, 3650, 3570, 3520), around(50, 3560, 3590, 3390, 3680, 3770, 3610, 3530, 3490)}},
			},
		},
	}
}

func sampleStacked() Figure {
	return Figure{
		Name:     "stacked",
		Title:    "Cases with a minor victim, by outcome",
		Subtitle: "Cases by fiscal year of disposition",
		Note:     "Source: invented cases.",
		Body: Columns{
			Categories: years,
			Series:     []Series{{Name: "guilty as charged"}, {Name: "guilty of a lesser charge"}, {Name: "nolle"}, {Name: "other"}},
			Stacked:    true,
			Panels: []Panel{{Values: [][]Span{
				exact(40, 44, 38, 50, 52, 47, 45, 43),
				around(4, 61, 58, 66, 70, 64, 59, 63, 60),
				exact(30, 28, 33, 29, 35, 31, 30, 27),
				exact(9, 8, 11, 7, 9, 10, 6, 8),
			}}},
		},
	}
}

func sampleDiverging() Figure {
	return Figure{
		Name:     "diverging",
		Title:    "More people would join the registry than leave it",
		Subtitle: "People added to and removed from the registry, by fiscal year",
		Note:     "Source: invented registrations. FY 2017 is not complete.",
		Body: Diverging{
			Categories: years,
			Added:      around(5, 21, 24, 19, 30, 33, 28, 25, 22),
			Removed:    around(2, 4, 6, 3, 8, 7, 9, 5, 0),
			Kept:       exact(5210, 5280, 5333, 5401, 5466, 5520, 5580, 5611),
			Names:      DivergingNames{Kept: "kept on the registry"},
		},
	}
}

func sampleDots() Figure {
	return Figure{
		Name:     "dots",
		Title:    "The answer depends on how the bill is read",
		Subtitle: "Cases a year, least to most, under three readings",
		Note:     "Source: invented cases. A reading is one way to understand a clause that can be understood in two.",
		Body: Dots{
			Rows:   []string{"Narrow: only offences that the clause names", "Middle: and attempts to commit them", "Broad: and every offence with a minor victim"},
			Series: []Series{{Name: "cases", Ink: Blue}},
			FreeX:  true,
			Panels: []Panel{
				{"Moved to a graver class", [][]Span{{Between(3, 12, 45), Between(8, 31, 90), Between(60, 210, 388)}}},
				{"Added to the registry", [][]Span{{Exact(0), Between(2, 5, 9), Missing("withheld")}}},
				{"Person-years in prison", [][]Span{{Between(0.4, 1.25, 2.6), Between(1.1, 4, 7.9), Between(-3, 22, 61)}}},
			},
		},
	}
}

func sampleFan() Figure {
	past := exact(112, 120, 98, 131, 140)
	return Figure{
		Name:     "fan",
		Title:    "Convictions would level off a fifth higher",
		Subtitle: "Convictions by fiscal year; from FY 2015, projected",
		Note:     "Source: invented dispositions. The bands are prediction intervals.",
		Body: Fan{
			Categories: years,
			Levels:     []string{"50 %", "80 %", "95 %"},
			Lines: []Line{
				{Name: "current law", Past: past, Future: [][]Span{
					{Between(135, 139, 144), Between(133, 139, 146), Between(131, 140, 148)},
					{Between(129, 139, 150), Between(126, 139, 153), Between(123, 140, 156)},
					{Between(121, 139, 158), Between(116, 139, 163), Between(110, 140, 169)},
				}},
				{Name: "proposed", Past: past, Future: [][]Span{
					{Between(148, 154, 160), Between(155, 163, 170), Between(157, 166, 175)},
					{Between(140, 154, 168), Between(146, 163, 179), Between(147, 166, 186)},
					{Between(130, 154, 178), Between(133, 163, 192), Between(131, 166, 202)},
				}},
			},
		},
	}
}

func sampleTornado() Figure {
	return Figure{
		Name:     "tornado",
		Title:    "The reading of “minor” matters most",
		Subtitle: "Cases a year that would move to a graver class, when one assumption is changed",
		Note:     "Source: invented cases.",
		Body: Tornado{
			Centre:     31,
			CentreName: "as assumed",
			Swings: []Swing{
				{"Who is a minor", 8, 90, "under 13", "under 18"},
				{"Attempts are included", 22, 31, "no", "yes"},
				{"Share of cases with an unknown age", 27, 39, "none", "all minors"},
				{"Yearly trend", 29.5, 33, "falling", "rising"},
			},
		},
	}
}

func sampleCurve() Figure {
	return Figure{
		Name:     "curve",
		Title:    "The fewer charges are brought, the fewer beds are needed",
		Subtitle: "Beds that the proposal adds in FY 2017",
		Note:     "Source: invented runs. Each point is one run.",
		Body: Curve{
			XName: "charging share", Level: "80 % interval", X: []float64{0.5, 0.6, 0.75, 1}, XText: []string{"50 %", "60 %", "75 %", "100 %"},
			Lines: []CurveLine{
				{Name: "wide reading", Points: around(4, 12, 15, 19, 26)},
				{Name: "strict reading", Points: []Span{Between(-2, 1, 3), Missing("the run failed"), Between(-1, 3, 6), Between(0, 5, 8)}},
			},
		},
	}
}

// sampleLines has as many lines as can be told apart, some of which end at one height.
func sampleLines() Figure {
	body := Curve{XName: "growth", Level: "80 % interval", X: []float64{-0.01, 0, 0.01, 0.02}, XText: []string{"-0.01", "0", "0.01", "0.02"}}
	for i := range MostLooks {
		from := float64(i / 3 * 10)
		body.Lines = append(body.Lines, CurveLine{Name: fmt.Sprintf("all but rec-%d", i+1), Points: around(2, from, from+float64(i)/2, from+1, from+2)})
	}
	return Figure{
		Name: "lines", Title: "Which recommendation matters", Subtitle: "Beds that the proposal adds in FY 2017",
		Note: "Source: invented runs. Each point is one run.", Body: body,
	}
}

func sampleHeat() Figure {
	return Figure{
		Name:     "heat",
		Title:    "What is served matters more than what is charged",
		Subtitle: "Beds that the proposal adds in FY 2017",
		Note:     "Source: invented runs. Each cell is the mean of its runs.",
		Body: Heat{
			RowName: "charging share", ColumnName: "share served", Rows: []string{"50 %", "75 %", "100 %"}, Columns: []string{"50 %", "65 %", "80 %", "100 %"},
			Cells: [][]Span{exact(-4, 1.5, 8, 12), {Exact(-6.25), Missing("the run failed"), Exact(11), Exact(18)}, exact(-9, 3, 16, 1204)},
		},
	}
}

func samples() []Figure {
	return []Figure{
		sampleCurve(), sampleLines(), sampleHeat(),
		sampleFlow(), sampleColumns(), samplePanels(), sampleStacked(),
		sampleDiverging(), sampleDots(), sampleFan(), sampleTornado(),
	}
}
