package ingest

import (
	"strings"

	"impact/internal/court"
)

// dispositions are the usual words for how a charge ended, as dispositionKey
// writes them. Doubtful ones are left out on purpose: "closed", "disposed",
// "sentenced to time served on another charge", "found" and the like are kept
// as other, and counted by text, until a map says what they mean.
//
// Accelerated rehabilitation and the other pretrial programs are diversions,
// not convictions. "Not prosecuted" is a nolle: the state declined. A forfeited
// bond ends an infraction or a small charge without a finding: other. A
// substituted or amended charge ended without a finding on that charge: other.
var dispositions = map[string]court.Disposition{
	"guilty": court.Convicted, "convicted": court.Convicted, "conviction": court.Convicted,
	"guilty plea": court.Convicted, "plea guilty": court.Convicted, "pled guilty": court.Convicted,
	"pleaded guilty": court.Convicted, "plead guilty": court.Convicted, "plea of guilty": court.Convicted,
	"guilty by plea": court.Convicted, "guilty by court": court.Convicted, "guilty by jury": court.Convicted,
	"found guilty": court.Convicted, "finding of guilty": court.Convicted, "guilty verdict": court.Convicted,
	"judgment of guilty": court.Convicted, "adjudged guilty": court.Convicted,
	"nolo": court.Convicted, "nolo contendere": court.Convicted, "no contest": court.Convicted,
	"plea of nolo contendere": court.Convicted, "alford": court.Convicted, "alford plea": court.Convicted,
	"guilty alford": court.Convicted, "guilty alford plea": court.Convicted,

	"nolle": court.Nolle, "nolled": court.Nolle, "nolle prosequi": court.Nolle, "nol pros": court.Nolle,
	"nolle pros": court.Nolle, "nol": court.Nolle, "nolle prosse": court.Nolle, "nol prossed": court.Nolle,
	"not prosecuted": court.Nolle, "declined to prosecute": court.Nolle,

	"dismiss": court.Dismissed, "dismissed": court.Dismissed, "dismissal": court.Dismissed, "dism": court.Dismissed,
	"dismissed with prejudice": court.Dismissed, "dismissed without prejudice": court.Dismissed,

	"acquitted": court.Acquitted, "acquittal": court.Acquitted, "acquit": court.Acquitted,
	"not guilty": court.Acquitted, "ng": court.Acquitted, "found not guilty": court.Acquitted,
	"finding of not guilty": court.Acquitted, "not guilty verdict": court.Acquitted,
	"ngri": court.Acquitted, "not guilty by reason of insanity": court.Acquitted,
	"not guilty by reason of mental disease": court.Acquitted, "not guilty by reason of mental disease or defect": court.Acquitted,
	"judgment of acquittal": court.Acquitted,

	"diverted": court.Diverted, "diversion": court.Diverted, "ar": court.Diverted,
	"accelerated rehabilitation": court.Diverted, "accelerated pretrial rehabilitation": court.Diverted,
	"ar granted": court.Diverted, "accelerated rehabilitation granted": court.Diverted,
	"youthful offender": court.Diverted, "yo": court.Diverted, "pretrial diversion": court.Diverted,
	"drug education program": court.Diverted, "pretrial drug education program": court.Diverted,
	"alcohol education program": court.Diverted, "family violence education program": court.Diverted,

	"pending": court.Pending, "open": court.Pending, "awaiting disposition": court.Pending, "awaiting trial": court.Pending,

	"transferred": court.Transferred, "transfer": court.Transferred, "transferred out": court.Transferred,
	"transferred to juvenile court": court.Transferred,

	"other": court.Other, "bond forfeiture": court.Other, "bond forfeited": court.Other,
	"substituted": court.Other, "amended": court.Other, "rearrest ordered": court.Other,
}

// dispositionKey writes a text in lower case, with single blanks for
// everything that is neither letter nor digit.
func dispositionKey(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9')
	}), " ")
}

// dispositionOf reads a disposition; false for one that no rule knows.
func dispositionOf(text string) (court.Disposition, bool) {
	if d, ok := dispositions[dispositionKey(text)]; ok {
		return d, true
	}
	return court.Other, false
}
