package report

import (
	"slices"
	"strings"
	"testing"
)

// What was set is told by the note, the facts, the pictures of the years ahead and the sentences;
// where nothing was, nothing is.
func TestWhatWasSet(t *testing.T) {
	const likeness, conduct = "facts are as common where they are not recorded as where they are", "No change of conduct, of policing or of charging is supposed."
	run := runOf(t, "council")
	for _, set := range [][]string{nil, {"charging_share=0.5"}, {"prior_odds=2", "growth=0.01"}} {
		run := run
		own := *run.Assumptions
		own.Dials = slices.Clone(own.Dials)
		run.Assumptions = &own
		for _, s := range set {
			if err := own.Override(s); err != nil {
				t.Fatal(err)
			}
		}
		if slices.Contains(set, "prior_odds=2") {
			run.Facts = []string{"prior victim under 18 0.9"}
		}
		r := Build(run)
		var about []string
		for _, h := range r.Headlines {
			about = append(about, h.Text)
		}
		said := strings.Join(append(about, r.Facts()...), "\n")
		var written strings.Builder
		if err := r.Note().WriteMarkdown(&written); err != nil {
			t.Fatal(err)
		}
		note := strings.Join(strings.Fields(written.String()), " ")
		odds, moved := len(set) == 2, len(set) == 1
		for what, x := range map[string]struct {
			text, part string
			want       bool
		}{
			"likeness":        {said, likeness, !odds},
			"odds":            {said, "as was set (prior odds 2 times, prior victim under 18 0.9)", odds},
			"facts":           {said, "Assumptions that were set: charging share 50 %.", moved},
			"facts, both":     {said, "prior victim under 18 0.9. All others are as stated.", odds},
			"note":            {note, "Charging share 50 %. All others are as stated", moved},
			"conduct":         {note, conduct, set == nil},
			"conduct, set":    {note, "is supposed but what was set: charging share 50 %.", moved},
			"conduct, growth": {note, "is supposed but what was set: growth 1 % a year.", odds},
		} {
			if strings.Contains(x.text, x.part) != x.want {
				t.Errorf("%v: %s: %q is told: %t", set, what, x.part, !x.want)
			}
		}
		for _, f := range r.Figures {
			ahead := slices.Contains([]string{"felony_convictions_fan", "registry_fan", "beds_fan", "cost_average", "cost_marginal", "tornado", "tornado_registrants"}, f.Name)
			if strings.Contains(f.Note, " Set: ") != (ahead && set != nil) {
				t.Errorf("%v: %s: %s", set, f.Name, f.Note)
			}
		}
	}
}

// A picture says which provisions do not act.
func TestPicturesSayWhatIsOff(t *testing.T) {
	for name, want := range map[string]string{"council": "", "rec-1": " Without rec-2, rec-3, rec-4, rec-5, rec-6 and rec-7."} {
		for _, f := range Build(runOf(t, name)).Figures {
			if strings.Contains(f.Note, " Without rec") != (want != "") || !strings.Contains(f.Note, want) {
				t.Errorf("%s, %s: %s", name, f.Name, f.Note)
			}
		}
	}
}
