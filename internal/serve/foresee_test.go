package serve

import (
	"context"
	"errors"
	"slices"
	"testing"

	"impact/internal/report"
)

// noting is an engine that has no reports and notes what it is asked for.
type noting struct {
	idle
	asked chan State
	warm  chan State
}

func (e noting) Answer(s State, need report.Need) (*report.Report, error) {
	e.asked <- s
	return e.idle.Answer(s, need)
}

func (e noting) Warm(s State) { e.warm <- s }

// What is foreseen of a state: itself, each switch turned, its readings, then every other
// choice, none twice, all under the assumptions as stated; then the state itself is made
// ready for other ones.
func TestForesee(t *testing.T) {
	o := offerOf()
	e := noting{asked: make(chan State, 100), warm: make(chan State)}
	s, err := New(o, e, Settings{Port: "8080"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan bool)
	go func() { s.Foresee(ctx); close(ended) }()
	if got := <-e.warm; o.Query(got) != "" {
		t.Errorf("%v is made ready, not the start", got)
	}
	shown := o.Start
	shown.Provisions, shown.Assume, shown.Horizon = []string{o.Provisions[1].ID}, []string{"share=0.5"}, 4
	asked := func() (out []State) {
		for len(e.asked) > 0 {
			out = append(out, <-e.asked)
		}
		return out
	}
	first := asked()
	if want := 1 + 1<<len(o.Provisions) + 1 + len(o.Readings); len(first) != want || o.Query(first[0]) != "" || o.Query(first[1]) != "" {
		t.Errorf("%d are foreseen of the start, want %d", len(first), want)
	}
	s.turn(session{State: shown, offer: o, of: s.now.Load()})
	if got := <-e.warm; o.Query(got) != o.Query(shown) {
		t.Errorf("%v is made ready, not %v", got, shown)
	}
	stop()
	<-ended
	list := asked()
	n := len(o.Provisions)
	last := 0
	seen := map[string]bool{}
	for i, x := range list {
		if x.Assume != nil || x.Horizon != 4 {
			t.Errorf("%d: %v has other assumptions", i, x)
		}
		if at := i - 1 - n; at >= 0 && at <= len(o.Readings) {
			continue // a reading
		}
		turned := 0
		for _, p := range o.Provisions {
			if slices.Contains(x.Provisions, p.ID) != slices.Contains(shown.Provisions, p.ID) {
				turned++
			}
		}
		if turned < last || seen[choice(x.Provisions)] {
			t.Errorf("%d: %v has %d switches turned after %d, or comes again", i, x.Provisions, turned, last)
		}
		last, seen[choice(x.Provisions)] = turned, true
	}
	if len(seen) != 1<<n || len(list) != 1<<n+1+len(o.Readings) {
		t.Errorf("%d choices of %d in %d states", len(seen), 1<<n, len(list))
	}
}

// A switch that cannot be turned is not, and of very many switches no more than one is.
func TestTurnings(t *testing.T) {
	o := offerOf()
	o.Provisions[0].Fixed = true
	for _, on := range o.turnings([]string{o.Provisions[0].ID}, 0, mostSwitches) {
		if !slices.Contains(on, o.Provisions[0].ID) {
			t.Errorf("%v lacks what stays on", on)
		}
	}
	for len(o.Provisions) <= mostSwitches+1 {
		o.Provisions = append(o.Provisions, Provision{ID: string(rune('k' + len(o.Provisions)))})
	}
	if got := len(o.turnings(nil, 0, len(o.Provisions))); got != len(o.Provisions) { // none, and each but the first
		t.Errorf("%d choices of %d switches", got, len(o.Provisions)-1)
	}
	o.Provisions = o.Provisions[:1+mostSwitches]
	if got, want := len(o.turnings(nil, 2, mostSwitches)), 1<<mostSwitches-1-mostSwitches; got != want {
		t.Errorf("%d choices, want %d", got, want)
	}
}

// Nothing is foreseen that would be refused: what takes too much, and what the engine refuses.
func TestForeseeWithin(t *testing.T) {
	o := offerOf()
	shown := session{State: o.Start, offer: o}
	shown.State.Reading, shown.State.Horizon = o.Readings[0].ID, 2*o.Start.Horizon
	o.MostWork = o.Work(shown.State)
	o.Refuse = func(s State) error {
		if len(s.Provisions) == 0 {
			return errors.New("none")
		}
		return nil
	}
	list := shown.ahead()
	for _, x := range list {
		if o.Work(x.State) > o.MostWork || len(x.State.Provisions) == 0 {
			t.Errorf("%+v is foreseen", x.State)
		}
	}
	if len(list) != 1<<len(o.Provisions)-1+len(o.Readings) {
		t.Errorf("%d are foreseen", len(list))
	}
}
