package serve

import (
	"context"
	"math/bits"
	"net/http"
	"slices"
	"time"
)

// foresight is how long the page counts ahead of one state that is shown.
const foresight = 3 * time.Minute

// mostSwitches is how many switches there may be for every choice of them to be foreseen.
const mostSwitches = 7

// turn tells Foresee which state is shown.
func (s *Server) turn(x session) {
	x.of.shown.Store(&x)
	select {
	case s.turned <- struct{}{}:
	default:
	}
}

// Foresee answers what people ask next before they ask, so that the answer stands ready: first
// the state that was shown last with one switch turned, as its page would be asked for; then
// its other readings, and every choice of the switches, those nearest first, all of them under
// the assumptions as stated. It takes no place in the line and begins nothing while somebody
// waits for an answer. It ends with the context.
func (s *Server) Foresee(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.turned:
			of := s.now.Load()
			s.foresee(ctx, of, of.shown.Load())
		}
	}
}

// foresee foresees what lies near to a state as long as that is the one that is shown.
func (s *Server) foresee(ctx context.Context, of *stock, shown *session) {
	if of.offer.Settled != nil {
		select {
		case <-of.offer.Settled:
		case <-ctx.Done():
		}
	}
	ctx, stop := context.WithTimeout(ctx, foresight)
	defer stop()
	still := func() bool { return s.line.quiet(ctx) && s.now.Load() == of && of.shown.Load() == shown }
	if shown.offer.Query(shown.State) == "" && still() {
		s.ready(ctx, *shown, homePath, (*Server).overview)
	}
	for _, x := range shown.ahead() {
		if !still() {
			return
		}
		s.ready(ctx, x, whatifPath, (*Server).whatif)
	}
	if still() {
		of.warm(shown.State)
	}
}

// ready makes a page for nobody, so that it is kept.
func (s *Server) ready(ctx context.Context, x session, path string, make maker) {
	defer func() { _ = recover() }() // who asks for it is told
	_, _ = x.of.pages.Get(ctx, x.link(path), func() (reply, error) {
		made, err := make(s, (*http.Request)(nil), x)
		return made.packed(), err
	})
}

// warm makes ready for other assumptions about a state.
func (of *stock) warm(x State) {
	defer func() { _ = recover() }() // who asks for them is told
	of.engine.Warm(x)
}

// ahead are the sessions that are foreseen of one, those asked for most likely first: as it
// looks with no switch turned or one and in each reading, then with more of them turned.
func (x session) ahead() (out []session) {
	o := x.offer
	add := func(look session, change func(s *State)) {
		s := x.State
		s.Assume = nil
		if change(&s); o.within(&s, nil) == nil && (o.Refuse == nil || o.Refuse(s) == nil) {
			look.State = s
			out = append(out, look)
		}
	}
	for _, s := range o.turnings(x.State.Provisions, 0, 1) {
		add(x, func(to *State) { to.Provisions = s })
	}
	if len(o.Readings) > 1 {
		for _, r := range append([]Reading{{ID: All}}, o.Readings...) {
			add(x, func(to *State) { to.Reading = r.ID })
		}
	}
	plain := session{offer: o, of: x.of}
	for _, s := range o.turnings(x.State.Provisions, 2, mostSwitches) {
		add(plain, func(to *State) { to.Provisions = s })
	}
	return out
}

// turnings are the choices that come of one by turning so many switches, the fewest first;
// none of more than one where there are too many.
func (o *Offer) turnings(from []string, least, most int) (out [][]string) {
	var ids []string
	for _, p := range o.Provisions {
		if !p.Fixed {
			ids = append(ids, p.ID)
		}
	}
	turned := func(id string, set int) bool {
		at := slices.Index(ids, id)
		return at >= 0 && set&(1<<at) != 0
	}
	for n := least; n <= most && (n < 2 || len(ids) <= mostSwitches); n++ {
		for set := range 1 << min(len(ids), 16) {
			if bits.OnesCount(uint(set)) != n {
				continue
			}
			on := []string{}
			for _, p := range o.Provisions {
				if slices.Contains(from, p.ID) != turned(p.ID, set) {
					on = append(on, p.ID)
				}
			}
			out = append(out, on)
		}
	}
	return out
}
