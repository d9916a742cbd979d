package serve

import (
	"context"
	"math"
	"math/bits"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// foresight is how long the page counts ahead of one state that is shown.
const foresight = 3 * time.Minute

// mostSwitches is how many switches there may be for every choice of them to be foreseen.
const mostSwitches = 7

// A seen is what is shown, and the assumption that was moved to come to it; "" for none or several.
type seen struct {
	session
	moved string
}

// turn tells Foresee which state is shown.
func (s *Server) turn(x session) {
	now := &seen{session: x}
	if before := x.of.shown.Load(); before != nil {
		now.moved = movedBetween(before.State, x.State)
	}
	x.of.shown.Store(now)
	select {
	case s.turned <- struct{}{}:
	default:
	}
}

// movedBetween is the assumption in which alone two states differ; "" for none or several.
func movedBetween(a, b State) (name string) {
	differ := func(from, to State) bool {
		for _, x := range from.Assume {
			of, _, _ := strings.Cut(x, "=")
			if slices.Contains(to.Assume, x) || of == name {
				continue
			}
			if name != "" {
				return false
			}
			name = of
		}
		return true
	}
	if !differ(a, b) || !differ(b, a) {
		return ""
	}
	return name
}

// Foresee answers what people ask next before they ask, so that the answer stands ready: of the
// state that was shown last the assumption that was moved last a little further, one switch
// turned and its readings; the same under the assumptions as stated; each assumption at the
// ends of its range; and every choice of the switches, those nearest first. Then it makes ready
// what other assumptions about each of these choices rest on, in every reading. It takes no place
// in the line, begins nothing while somebody waits for an answer, and leaves what it is at
// when somebody comes. It ends with the context.
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
func (s *Server) foresee(ctx context.Context, of *stock, shown *seen) {
	if of.offer.Settled != nil {
		select {
		case <-of.offer.Settled:
		case <-ctx.Done():
		}
	}
	ctx, stop := context.WithTimeout(ctx, foresight)
	defer stop()
	still := func() bool { return s.line.quiet(ctx) && s.now.Load() == of && of.shown.Load() == shown }
	ready := func(x session, path string, make maker) bool {
		for still() {
			if s.ready(ctx, x, path, make) {
				return true
			}
		}
		return false
	}
	if shown.offer.Query(shown.State) == "" && !ready(shown.session, homePath, (*Server).overview) {
		return
	}
	for _, x := range shown.ahead() {
		if !ready(x, whatifPath, (*Server).whatif) {
			return
		}
	}
	if still() {
		of.warm(shown.State)
	}
	of.warmAll(shown, still)
}

// warmAll makes ready for other assumptions every choice of the switches in every reading, once.
func (of *stock) warmAll(shown *seen, still func() bool) {
	stated := shown.State
	stated.Assume, stated.Provisions, stated.Reading = nil, nil, All
	ready := shown.offer.Query(stated)
	if of.grounded == ready {
		return
	}
	for _, x := range shown.grounds() {
		if !still() {
			return
		}
		of.warm(x.State)
	}
	of.grounded = ready
}

// ready makes a page for nobody, so that it is kept. It is false where somebody came before it
// was made.
func (s *Server) ready(ctx context.Context, x session, path string, make maker) (done bool) {
	defer func() { done = recover() != nil || done }() // who asks for it is told
	ctx, stop := s.line.idly(ctx)
	defer stop()
	_, _ = x.of.pages.GetWhile(ctx, x.link(path), func(ctx context.Context) (reply, error) {
		x.until = ctx
		made, err := make(s, (*http.Request)(nil), x)
		return made.packed(), err
	})
	return ctx.Err() == nil
}

// warm makes ready for other assumptions about a state.
func (of *stock) warm(x State) {
	defer func() { _ = recover() }() // who asks for them is told
	of.engine.Warm(x)
}

// foreseen are the sessions that are foreseen of one, each once.
type foreseen struct {
	list  []session
	known map[string]bool
}

// add adds a session with its state changed, where that is answered.
func (f *foreseen) add(x session, change func(s *State) bool) {
	o, s := x.offer, x.State
	if !change(&s) || o.within(&s, nil) != nil || o.Refuse != nil && o.Refuse(s) != nil {
		return
	}
	x.State = s
	if link := x.link(whatifPath); !f.known[link] {
		f.known[link] = true
		f.list = append(f.list, x)
	}
}

// near adds a state with no switch turned or one, and in each reading.
func (f *foreseen) near(x session) {
	o := x.offer
	for _, s := range o.turnings(x.State.Provisions, 0, 1) {
		f.add(x, func(to *State) bool { to.Provisions = s; return true })
	}
	for _, r := range o.readings() {
		f.add(x, func(to *State) bool { to.Reading = r; return true })
	}
}

// ahead are the sessions that are foreseen of what is shown, those asked for most likely first.
func (x *seen) ahead() []session {
	o, f := x.offer, &foreseen{known: map[string]bool{}}
	move := func(d *Dial, values []string) {
		for _, v := range values {
			f.add(x.session, func(to *State) bool { return o.move(to, d.Name, v) })
		}
	}
	if d := o.dial(x.moved); d != nil {
		move(d, d.beside(x.Value(d.Name), 1, 2))
	}
	f.near(x.session)
	stated := x.session
	stated.State.Assume = nil
	f.near(stated)
	for i := range o.Dials {
		move(&o.Dials[i], o.Dials[i].ends())
	}
	if d := o.dial(x.moved); d != nil {
		move(d, d.beside(x.Value(d.Name), 3, stepsForeseen))
	}
	plain := session{State: stated.State, offer: o, of: x.of}
	for _, s := range o.turnings(x.State.Provisions, 2, mostSwitches) {
		f.add(plain, func(to *State) bool { to.Provisions = s; return true })
	}
	return f.list
}

// grounds are the sessions on which what may be asked next rests: every choice of the switches that is
// answered, those nearest first, in every reading; all readings at once where they are counted together.
func (x *seen) grounds() []session {
	f, readings := &foreseen{known: map[string]bool{}}, x.offer.readings()
	if x.offer.Fixed != "" {
		readings = readings[:1]
	}
	for _, on := range x.offer.turnings(x.State.Provisions, 0, mostSwitches) {
		for _, r := range readings {
			f.add(x.session, func(to *State) bool { to.Reading, to.Provisions, to.Assume = r, on, nil; return true })
		}
	}
	return f.list
}

// readings are all together, and each where there are several.
func (o *Offer) readings() []string {
	out := []string{All}
	if len(o.Readings) > 1 {
		for _, r := range o.Readings {
			out = append(out, r.ID)
		}
	}
	return out
}

// stepsForeseen is how many steps of a slider to each side are foreseen.
const stepsForeseen = 10

// move moves an assumption of a state; "" to its stated value. It is false where it cannot.
func (o *Offer) move(s *State, dial, value string) bool {
	q := url.Values{}
	for _, a := range s.Assume {
		if name, _, _ := strings.Cut(a, "="); name != dial {
			q.Add(keyAssume, a)
		}
	}
	if d := o.dial(dial); value != "" && (o.Fixed == "" || !d.Record) {
		q.Add(keyAssume, dial+"="+value)
	}
	return o.assumed(s, q) == nil
}

// ends are the values at which an assumption is asked for most likely: the ends of its range,
// or each of its words.
func (d *Dial) ends() []string {
	switch {
	case d.Record:
		return nil // the record would be counted anew
	case d.Words != nil:
		return d.Words
	case d.Low == "" || d.High == "":
		return nil
	}
	return []string{d.Low, d.High}
}

// beside are the values of a slider so many steps from a value, the nearest first; then, of
// few steps, the stated one.
func (d *Dial) beside(at string, least, most int) (out []string) {
	x := slideOf(*d, at)
	if x == nil || d.Record {
		return d.ends()
	}
	number := func(text string) float64 {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return math.NaN()
		}
		return v
	}
	v, step, low, high, stated := number(x.At), number(x.Step), number(x.Min), number(x.Max), number(d.Value)
	v = low + math.Round((v-low)/step)*step // where the slider stands
	for n := least; n <= most; n++ {
		for _, to := range []float64{v + float64(n)*step, v - float64(n)*step} {
			if to > low-step/2 && to < high+step/2 && !(math.Abs(to-stated) < step/2) {
				out = append(out, plainNumber(to))
			}
		}
	}
	if least == 1 {
		out = append(out, "")
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
