package serve

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"impact/internal/paper"
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

// What is foreseen of a state, each once and in this order: the assumption that was moved last a
// step or two further and back at its stated value; the state itself, each switch turned and its
// readings; the same as stated; the ends of each assumption; more steps; every other choice.
func TestAhead(t *testing.T) {
	o := offerOf()
	o.Dials[0].Low, o.Dials[0].High = "0.5", "0.76"
	o.Dials[0].Value = "0.55"
	before, shown := o.Start, o.Start
	shown.Provisions, shown.Assume, shown.Horizon = []string{"b"}, []string{"share=0.52", "rule=static"}, 4
	before.Assume = []string{"rule=static"}
	x := &seen{session: session{State: shown, offer: o}, moved: movedBetween(before, shown)}
	var got []string
	for _, s := range x.ahead() {
		got = append(got, strings.ReplaceAll(o.Query(s.State), "&horizon=4", ""))
	}
	want := strings.Fields(`
		provisions=b&assume=share=0.53&assume=rule=static provisions=b&assume=share=0.51&assume=rule=static
		provisions=b&assume=share=0.54&assume=rule=static provisions=b&assume=share=0.5&assume=rule=static provisions=b&assume=rule=static

		provisions=b&assume=share=0.52&assume=rule=static provisions=a,b&assume=share=0.52&assume=rule=static
		provisions=none&assume=share=0.52&assume=rule=static provisions=b,c&assume=share=0.52&assume=rule=static
		reading=wide&provisions=b&assume=share=0.52&assume=rule=static reading=narrow&provisions=b&assume=share=0.52&assume=rule=static

		provisions=b provisions=a,b provisions=none provisions=b,c reading=wide&provisions=b reading=narrow&provisions=b

		provisions=b&assume=share=0.76&assume=rule=static provisions=b&assume=share=0.52`)
	for v := 56; v <= 62; v++ { // 0.55 is the stated value
		want = append(want, fmt.Sprintf("provisions=b&assume=share=%g&assume=rule=static", float64(v)/100))
	}
	want = append(want, "provisions=a", "horizon=4", "provisions=c", "provisions=a,c")
	if d := firstUnlike(got, want); d != "" {
		t.Error(d)
	}
}

// What other assumptions rest on: every choice that is answered, in every reading, the nearest first; all
// readings at once where they are counted together.
func TestGrounds(t *testing.T) {
	o := offerOf()
	shown := o.Start
	shown.Provisions, shown.Assume, shown.Reading = []string{"b"}, []string{"share=0.52"}, "wide"
	o.Refuse = func(s State) error {
		if len(s.Provisions) == 1 && s.Provisions[0] != "b" {
			return errors.New("not told")
		}
		return nil
	}
	for fixed, want := range map[string]string{
		"":            "provisions=b reading=wide&provisions=b reading=narrow&provisions=b provisions=a,b reading=wide&provisions=a,b reading=narrow&provisions=a,b provisions=none reading=wide&provisions=none reading=narrow&provisions=none provisions=b,c reading=wide&provisions=b,c reading=narrow&provisions=b,c  reading=wide reading=narrow provisions=a,c reading=wide&provisions=a,c reading=narrow&provisions=a,c",
		"one pattern": "provisions=b provisions=a,b provisions=none provisions=b,c  provisions=a,c",
	} {
		o.Fixed = fixed
		var got []string
		for _, s := range (&seen{session: session{State: shown, offer: o}}).grounds() {
			got = append(got, o.Query(s.State))
		}
		if d := firstUnlike(got, strings.Split(want, " ")); d != "" {
			t.Errorf("%q: %s", fixed, d)
		}
	}
}

func firstUnlike(got, want []string) string {
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			return "missing: " + want[i]
		case i >= len(want):
			return "too many: " + got[i]
		case got[i] != want[i]:
			return fmt.Sprintf("%d: %s, want %s", i, got[i], want[i])
		}
	}
	return ""
}

// The assumption in which alone two states differ.
func TestMovedBetween(t *testing.T) {
	for _, x := range []struct{ from, to, name string }{
		{"", "", ""}, {"", "share=0.5", "share"}, {"share=0.5", "", "share"}, {"share=0.5", "share=0.6", "share"},
		{"share=0.5 rule=static", "share=0.6 rule=static", "share"}, {"share=0.5", "rule=static", ""}, {"share=0.5 rule=static", "", ""},
		{"share=0.5", "share=0.6 rule=static", ""},
	} {
		if got := movedBetween(State{Assume: strings.Fields(x.from)}, State{Assume: strings.Fields(x.to)}); got != x.name {
			t.Errorf("%q to %q: %q, want %q", x.from, x.to, got, x.name)
		}
	}
}

// What is foreseen is asked of the engine; then the state that is shown is made ready for other
// assumptions, and when another one is shown, that; every choice of the switches in every reading once.
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
	shown := o.Start
	shown.Provisions, shown.Assume = []string{"b"}, []string{"share=0.5"}
	for _, state := range []State{o.Start, shown} {
		if state.Assume != nil {
			s.turn(session{State: state, offer: o, of: s.now.Load()})
		}
		ready := []string{o.Query(state)}
		if state.Assume == nil {
			for _, choice := range []string{"", "provisions=b,c", "provisions=a,c", "provisions=a,b", "provisions=c", "provisions=b", "provisions=a", "provisions=none"} {
				for _, reading := range []string{"", "reading=wide", "reading=narrow"} {
					ready = append(ready, strings.Trim(reading+"&"+choice, "&"))
				}
			}
		}
		for _, want := range ready {
			if got := o.Query(<-e.warm); got != want {
				t.Errorf("%q is made ready, not %q", got, want)
			}
		}
		var got, want []string
		for len(e.asked) > 0 {
			got = append(got, o.Query(<-e.asked))
		}
		if state.Assume == nil {
			want = append(want, "") // the first page
		}
		for _, x := range s.now.Load().shown.Load().ahead() {
			want = append(want, o.Query(x.State))
		}
		if d := firstUnlike(got, want); d != "" {
			t.Errorf("%s: %s", o.Query(state), d)
		}
	}
	stop()
	<-ended
}

// busy is an engine whose answers end only when nobody waits for them.
type busy struct {
	idle
	begun, left chan State
}

func (e busy) AnswerWhile(ctx context.Context, s State, _ report.Need) (*report.Report, error) {
	e.begun <- s
	<-ctx.Done()
	e.left <- s
	return nil, ctx.Err()
}

// Who asks for something does not wait for what is foreseen: that is left, and begun again when
// it is quiet. An answer that its client has left is left too.
func TestLeaves(t *testing.T) {
	e := busy{begun: make(chan State), left: make(chan State)}
	e.explaining = func() (*paper.Document, error) { return &paper.Document{Title: "x"}, nil }
	s, err := New(offerOf(), e, Settings{Port: "8080"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan bool)
	go func() { s.Foresee(ctx); close(ended) }()
	h := s.Handler()
	first := <-e.begun
	if got := ask(h, nil, "/case?statute=53a-1"); got.StatusCode != 200 {
		t.Errorf("the question that comes: %d", got.StatusCode)
	}
	if left := <-e.left; !reflect.DeepEqual(left, first) {
		t.Errorf("%v was left, not %v", left, first)
	}
	if again := <-e.begun; !reflect.DeepEqual(again, first) {
		t.Errorf("%v was begun when it was quiet, not %v", again, first)
	}
	client, leave := context.WithCancel(context.Background())
	answered := make(chan int)
	go func() { answered <- ask(h, func(r *http.Request) { *r = *r.WithContext(client) }, "/data").StatusCode }()
	<-e.left // what was foreseen
	<-e.begun
	leave()
	<-e.left
	<-answered
	stop()
	for {
		select {
		case <-e.begun:
			<-e.left
		case <-ended:
			return
		}
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
	shown := &seen{session: session{State: o.Start, offer: o}}
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
