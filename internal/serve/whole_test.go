package serve

import (
	"regexp"
	"testing"
)

// Every number stands whole in an element of its own, and the text stays what it is.
func TestWhole(t *testing.T) {
	for text, want := range map[string]string{
		"−$137,000 to $53,200":      `<span class="one">−$137,000</span> to <span class="one">$53,200</span>`,
		"$493,000 to $1.48 million": `<span class="one">$493,000</span> to <span class="one">$1.48 <small>million</small></span>`,
		"+5.7":                      `<span class="one">+5.7</span>`,
		"withheld":                  "withheld",
		"<6 & more":                 `&lt;<span class="one">6</span> &amp; more`,
	} {
		if got := string(whole(text)); got != want {
			t.Errorf("%q becomes %s, not %s", text, got, want)
		}
	}
	bare := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(whole("−2.2 to 0.87")), "")
	if bare != "−2.2 to 0.87" {
		t.Errorf("the text becomes %q", bare)
	}
}
