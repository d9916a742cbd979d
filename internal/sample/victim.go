package sample

import "impact/internal/law"

// A victim is the person against whom an offence was committed, or who was
// bought or promoted: as they truly were.
type victim struct {
	id         int64 // 0: there is none
	age        int
	trafficked bool
	means      law.Means
}

// A victimRule says whom an offence is committed against.
type victimRule struct {
	ages       []band
	trafficked [3]int    // in a thousand: of those under 18, of 18 to 20, of 21 and over
	always     law.Means // means that are an element of the offence
	tier       bool      // 53a-83(c): under 18 or trafficked
	blank      [3]int    // in a thousand: age, trafficked, means not recorded
}

// Shares in a thousand, as victimRule has them.
var (
	moreYoung = [3]int{550, 200, 70}
	seldom    = [3]int{60, 20, 5}
	halfBlank = [3]int{400, 500, 500}
	lessBlank = [3]int{150, 600, 500}
)

var (
	bought = victimRule{
		ages:       []band{{13, 15, 12}, {16, 17, 28}, {18, 20, 110}, {21, 29, 420}, {30, 45, 390}, {46, 58, 40}},
		trafficked: moreYoung, blank: halfBlank,
	}
	tier = victimRule{
		ages:       []band{{13, 14, 150}, {15, 17, 600}, {18, 24, 250}},
		trafficked: moreYoung, tier: true, blank: halfBlank,
	}
	promoted = victimRule{
		ages:       []band{{14, 15, 40}, {16, 17, 90}, {18, 20, 250}, {21, 29, 400}, {30, 45, 220}},
		trafficked: [3]int{750, 450, 250}, blank: halfBlank,
	}
	compelled = victimRule{
		ages:       []band{{15, 17, 120}, {18, 20, 280}, {21, 35, 600}},
		trafficked: [3]int{900, 850, 750}, always: law.Force, blank: halfBlank,
	}
	under16 = victimRule{
		ages:       []band{{12, 13, 150}, {14, 15, 850}},
		trafficked: [3]int{800, 0, 0}, blank: halfBlank,
	}
	under18 = victimRule{
		ages:       []band{{13, 15, 400}, {16, 17, 600}},
		trafficked: [3]int{800, 0, 0}, blank: halfBlank,
	}
	trafficked = victimRule{
		ages:       []band{{14, 17, 300}, {18, 20, 250}, {21, 34, 450}},
		trafficked: [3]int{1000, 1000, 1000}, always: law.Coercion, blank: [3]int{300, 200, 300},
	}
	child = victimRule{
		ages:       []band{{1, 5, 220}, {6, 12, 400}, {13, 15, 380}},
		trafficked: [3]int{15, 0, 0}, blank: lessBlank,
	}
	teenager = victimRule{ages: []band{{13, 13, 250}, {14, 15, 750}}, trafficked: seldom, blank: lessBlank}
	grown    = victimRule{ages: []band{{16, 17, 200}, {18, 29, 500}, {30, 60, 300}}, trafficked: seldom, blank: lessBlank}
)

// victim draws a victim under the rule.
func (d *dice) victim(r *victimRule) victim {
	v := victim{age: d.in(r.ages)}
	v.trafficked = d.chance(r.trafficked[ageGroup(v.age)]) || r.tier && v.age >= 18
	v.means = d.means(v) | r.always
	if v.means != law.MeansNone {
		v.means &^= law.MeansNone
	}
	return v
}

func ageGroup(age int) int {
	switch {
	case age < 18:
		return 0
	case age < 21:
		return 1
	}
	return 2
}

var (
	usualMeans = []law.Means{law.MeansNone, law.Coercion, law.Force, law.Fraud, law.Force | law.Coercion, law.Fraud | law.Coercion}
	meansFree  = []int{940, 30, 20, 10, 0, 0}
	meansMinor = []int{220, 350, 90, 150, 90, 100}
	meansAdult = []int{0, 450, 120, 200, 130, 100}
)

func (d *dice) means(v victim) law.Means {
	switch {
	case !v.trafficked:
		return usualMeans[d.pick(meansFree)]
	case v.age < 18: // no means are needed
		return usualMeans[d.pick(meansMinor)]
	}
	return usualMeans[d.pick(meansAdult)]
}

// admits reports whether the offence can have been committed against v too.
func (r *victimRule) admits(v victim) bool {
	return v.age >= r.ages[0].lo && v.age <= r.ages[len(r.ages)-1].hi &&
		v.means&r.always == r.always && (!r.tier || v.age < 18 || v.trafficked)
}
